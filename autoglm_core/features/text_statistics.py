"""What a text looks like, whatever it says: its length, words, digits, capitals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

_MOST_COLUMNS = 4
_LONGEST = 20_000  # characters of a text that are read
# Of free text, length, words, digits and capitals are measured for every model anyway.
_OF_TEXT = ("word_length", "punctuation", "repeated")
_OF_NAMES = ("length", "words", "digits", "capitals", "number", "punctuation")


class TextStatisticsMaker(FeatureMaker):
    """Measures texts and names: how long, how many words, digits, capitals and punctuation marks."""

    name = "text_statistics"

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:  # noqa: ARG002 -- the same for any target
        columns = [column for column in table.columns_in(Role.TEXT, Role.CATEGORICAL) if _is_written(table, column)]
        return tuple(
            Feature(self.name, (column,), how)
            for column in columns[:_MOST_COLUMNS]
            for how in (_OF_TEXT if table.roles[column] is Role.TEXT else _OF_NAMES)
        )

    def values(
        self,
        feature: Feature,
        learned: Mapping[str, Any],  # noqa: ARG002 -- nothing is learned
        cells: Columns,
    ) -> npt.NDArray[np.float64]:
        labels, keys = cells.groups(feature.columns)
        measure = _MEASURES[feature.how]
        return np.array([measure(key[:_LONGEST]) for key in keys], dtype=np.float64)[labels]

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:  # noqa: ARG002
        return Message(f"features-text-statistics-{feature.how.replace('_', '-')}", {"column": feature.columns[0]})


_MANY_LEVELS = 32


def _is_written(table: Table, column: str) -> bool:
    return table.roles[column] is Role.TEXT or int(table.frame[column].nunique()) > _MANY_LEVELS


def _number(text: str) -> float:
    """The first number in the text, such as 85 of C85."""
    digits = ""
    for sign in text:
        if sign.isascii() and sign.isdigit() and len(digits) < 15:
            digits += sign
        elif digits:
            break
    return float(digits) if digits else np.nan


def _word_length(text: str) -> float:
    words = text.split()
    return sum(map(len, words)) / len(words) if words else 0.0


def _repeated(text: str) -> float:
    """The share of words that occurred in it before."""
    words = text.lower().split()
    return 1.0 - len(set(words)) / len(words) if words else 0.0


def _punctuation(text: str) -> float:
    return sum(not sign.isalnum() and not sign.isspace() for sign in text) / (len(text) + 1)


_MEASURES: Mapping[str, Callable[[str], float]] = {
    "length": len,
    "words": lambda text: len(text.split()),
    "digits": lambda text: sum(map(str.isdigit, text)),
    "capitals": lambda text: sum(map(str.isupper, text)) / (len(text) + 1),
    "number": _number,
    "word_length": _word_length,
    "repeated": _repeated,
    "punctuation": _punctuation,
}
