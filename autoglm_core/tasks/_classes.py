"""Classes: their natural order, and what makes a column no target of a classification."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from autoglm_core.errors import TargetError

MOST_CLASSES = 200
FEWEST_ROWS = 3
_LONGEST_SHOWN = 60


def natural_key(text: str) -> tuple[Any, ...]:
    """Sorts numbers by value, alone or inside text: 2 before 10, "week 9" before "week 10".

    >>> sorted(["10", "2", "-1", "b", "a10", "a9"], key=natural_key)
    ['-1', '2', '10', 'a9', 'a10', 'b']
    """
    try:
        return (0, float(text), text)
    except ValueError:
        parts = re.split(r"(\d+)", text)
        return (1, tuple((1, int(p), "") if p.isdecimal() else (0, 0, p) for p in parts), text)


def shown(text: str) -> str:
    """A cell short enough for a sentence."""
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def shown_list(texts: Iterable[str], most: int = 5) -> list[str]:
    """The first cells of many, for a sentence."""
    cells = list(texts)
    return [shown(cell) for cell in cells[:most]] + (["…"] if len(cells) > most else [])


def check_rows(target: pd.Series, name: str) -> None:
    """Raises TargetError where there is too little to learn from and judge by."""
    if len(target) < FEWEST_ROWS:
        raise TargetError("error-target-too-few-rows", column=name, rows=len(target), fewest=FEWEST_ROWS)


def check_classes(counts: pd.Series, name: str) -> None:
    """``counts``: rows of each class. Raises TargetError where the column is no set of classes."""
    rows, classes = int(counts.sum()), len(counts)
    if classes == 1:
        raise TargetError("error-target-one-class", column=name, value=shown(str(counts.index[0])))
    lonely = int(counts[counts == 1].sum())
    if classes == rows or classes > MOST_CLASSES or (classes > 20 and lonely > rows / 2):
        numbers = pd.to_numeric(pd.Series(counts.index), errors="coerce").notna().all()
        key = "error-target-many-numbers" if numbers else "error-target-many-classes"
        raise TargetError(key, column=name, classes=classes, rows=rows, most=MOST_CLASSES)
