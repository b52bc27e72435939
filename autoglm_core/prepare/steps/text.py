"""Free text: what it is about as a few numbers, and how long it is."""

from __future__ import annotations

from typing import ClassVar

from autoglm_core.contracts import Needs, PreparationStep
from autoglm_core.messages import Message
from autoglm_core.prepare.explaining import listed
from autoglm_core.prepare.tfidf import TextColumns
from autoglm_core.table import Role, Table

_TOPICS = 40
_TOPICS_IN_ALL = 96


class TextStep(PreparationStep):
    """Turns free text, Chinese included, into a few numbers that say what it is about, and its length."""

    name = "text"
    roles = frozenset({Role.TEXT})
    trusted_types: ClassVar = ("autoglm_core.prepare.tfidf.TextColumns",)

    def suits(self, table: Table, needs: Needs) -> tuple[str, ...]:  # noqa: ARG002 -- the same for all needs
        return table.columns_in(Role.TEXT)

    def build(self, columns: tuple[str, ...], needs: Needs, seed: int) -> TextColumns:  # noqa: ARG002
        topics = max(2, min(_TOPICS, _TOPICS_IN_ALL // len(columns)))
        return TextColumns(columns, components=topics, letters=False, measures=True, seed=seed)

    def explain(self, columns: tuple[str, ...]) -> Message:
        return Message("prepare-text", listed(columns))
