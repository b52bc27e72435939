"""Columns of many categories: names that are spelt alike get like numbers, beside the codes they have anyway."""

from __future__ import annotations

from typing import ClassVar

from autoglm_core.contracts import Needs, PreparationStep
from autoglm_core.messages import Message
from autoglm_core.prepare.columns import are_numbers, counts
from autoglm_core.prepare.explaining import listed
from autoglm_core.prepare.steps.categorical import MOST_INDICATORS
from autoglm_core.prepare.tfidf import TextColumns
from autoglm_core.table import Role, Table

_TOPICS = 8
_MOST_COLUMNS = 8


class SpellingStep(PreparationStep):
    """Lets a model see that two of very many categories are spelt alike, such as C85 and C123, or two districts."""

    name = "spelling"
    roles = frozenset({Role.CATEGORICAL})
    trusted_types: ClassVar = ("autoglm_core.prepare.tfidf.TextColumns",)

    def suits(self, table: Table, needs: Needs) -> tuple[str, ...]:  # noqa: ARG002 -- the same for all needs
        chosen = []
        for column in table.columns_in(Role.CATEGORICAL):
            levels = counts(table.frame[column])
            # Numbers that stand for categories are alike by their size, which the numeric step sees to.
            if len(levels) > MOST_INDICATORS and not are_numbers(levels):
                chosen.append(column)
        return tuple(chosen[:_MOST_COLUMNS])

    def build(self, columns: tuple[str, ...], needs: Needs, seed: int) -> TextColumns:  # noqa: ARG002
        return TextColumns(columns, components=_TOPICS, letters=True, measures=False, seed=seed)

    def explain(self, columns: tuple[str, ...]) -> Message:
        return Message("prepare-spelling", listed(columns))
