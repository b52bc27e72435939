"""A table: a data frame and the role that each of its columns plays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import pandas as pd


class Role(StrEnum):
    """What a column is for, as far as modelling goes."""

    NUMERIC = "numeric"
    CATEGORICAL = "categorical"
    ORDINAL = "ordinal"  # integers with few values whose order means something, such as a grade from 1 to 5
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    TEXT = "text"
    IDENTIFIER = "identifier"
    CONSTANT = "constant"


# Columns in these roles tell a model nothing that holds for new rows.
UNUSED_ROLES = frozenset({Role.IDENTIFIER, Role.CONSTANT})


@dataclass(frozen=True)
class Table:
    """``frame`` (rows x columns, default integer index, string column names) and ``roles`` of every column.

    The frame's columns are plain: numbers as int64 / float64, booleans as ``boolean`` or bool, dates as datetime64,
    everything else as ``str`` with missing cells as NaN. Nothing changes a table in place; the methods give new ones.

    >>> table = Table(pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]}), {"a": Role.NUMERIC, "b": Role.CATEGORICAL})
    >>> table.rows, table.select(["b"]).columns
    (2, ('b',))
    """

    frame: pd.DataFrame
    roles: Mapping[str, Role]
    name: str = field(default="table")
    left_out: frozenset[str] = frozenset()  # columns that a recipe keeps from the models, whatever their role

    def __post_init__(self) -> None:
        if set(self.frame.columns) != set(self.roles):
            raise ValueError("roles and columns differ")

    @property
    def rows(self) -> int:
        return len(self.frame)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.frame.columns)

    def columns_in(self, *roles: Role) -> tuple[str, ...]:
        """The columns that have one of ``roles``, in the table's order."""
        return tuple(column for column in self.frame.columns if self.roles[column] in roles)

    def select(self, columns: Iterable[str]) -> Table:
        kept = list(columns)
        return replace(self, frame=self.frame[kept], roles={column: self.roles[column] for column in kept})

    def without(self, columns: Iterable[str]) -> Table:
        dropped = set(columns)
        return self.select(column for column in self.frame.columns if column not in dropped)

    def take(self, positions: Iterable[int]) -> Table:
        """The rows at ``positions`` (0-based), with a fresh index."""
        return replace(self, frame=self.frame.iloc[list(positions)].reset_index(drop=True))

    def with_roles(self, changed: Mapping[str, Role]) -> Table:
        return replace(self, roles={**self.roles, **changed})
