"""What features of categories share: which columns have groups, and looking up what was learned of each group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

GROUPED = (Role.CATEGORICAL, Role.ORDINAL, Role.BOOLEAN)


def grouping_columns(table: Table, most: int) -> tuple[str, ...]:
    """The first columns whose cells put rows into groups."""
    return table.columns_in(*GROUPED)[:most]


def pairs(columns: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Every two of ``columns``, those of the first ones first; the same two always in the same order.

    >>> pairs("cab", 2)
    [('a', 'c'), ('b', 'c')]
    """
    found = sorted(combinations(range(len(columns)), 2), key=lambda pair: (sum(pair), pair))
    return [(min(two), max(two)) for first, second in found[:most] for two in [(columns[first], columns[second])]]


def by_group(
    cells: Columns, columns: tuple[str, ...], learned: Mapping[str, float], unseen: float
) -> npt.NDArray[np.float64]:
    """(rows,): what was learned of each row's group; ``unseen`` for a group that was not there."""
    labels, keys = cells.groups(columns)
    return np.array([learned.get(key, unseen) for key in keys], dtype=np.float64)[labels]


def joined(columns: tuple[str, ...]) -> Message | str:
    """The columns as they are named in a sentence."""
    if len(columns) == 1:
        return columns[0]
    return Message("features-pair", {"first": columns[0], "second": columns[1]})
