"""Numbers: gaps filled where a family needs it, and scaled so that extremes do not drown the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Needs, PreparationStep
from autoglm_core.messages import Message
from autoglm_core.prepare import scaling
from autoglm_core.prepare.columns import Cells, Float64s, are_numbers, counts
from autoglm_core.prepare.explaining import listed
from autoglm_core.prepare.preparation import ColumnStep
from autoglm_core.prepare.steps.categorical import MOST_INDICATORS
from autoglm_core.table import Role, Table

# float32 keeps 24 bits: numbers that are large beside their spread (seconds since 1970, say) would lose their detail.
_OFFSET_FROM = 1_000.0


class NumberColumns(ColumnStep):
    """Numeric columns as they are, or filled with their median beside an indicator, and scaled."""

    def __init__(self, columns: Sequence[str], *, scale: bool, impute: bool) -> None:
        self.columns = columns
        self.scale = scale
        self.impute = impute

    def _learn(self, cells: Cells) -> None:
        values = self._values(cells)
        self.median_, self.width_ = scaling.learn(values)
        self.offset_ = np.where(np.abs(self.median_) > _OFFSET_FROM * self.width_, self.median_, 0.0)
        # Missing in training: a column of its own says so, since that a cell is missing often means something.
        self.gaps_ = np.flatnonzero(np.isnan(values).any(axis=0)) if self.impute else np.array([], dtype=np.int64)

    def _matrix(self, cells: Cells) -> npt.NDArray[Any]:
        values = self._values(cells)
        missing = np.isnan(values) if self.impute else None
        if missing is not None:
            values = np.where(missing, self.median_, values)
        values = scaling.apply(values, self.median_, self.width_) if self.scale else values - self.offset_
        return values if missing is None else np.hstack([values, missing[:, self.gaps_]])

    def sources(self) -> list[str | None]:
        return [*self.columns, *(self.columns[gap] for gap in self.gaps_)]

    def _names(self) -> list[str]:
        return [*self.columns, *(f"{self.columns[gap]} is missing" for gap in self.gaps_)]

    def _values(self, cells: Cells) -> Float64s:
        values = np.empty((len(cells), len(self.columns)))
        for position, column in enumerate(self.columns):
            values[:, position] = cells.numbers(column)
        return values


class NumericStep(PreparationStep):
    """Fills gaps in numbers with the median and notes that they were missing; scales where a model needs it.

    It also takes columns of very many categories that are numbers, such as postcodes: most of these categories are too
    rare to get a column or code of their own, but neighbouring ones are often alike.
    """

    name = "numeric"
    roles = frozenset({Role.NUMERIC, Role.CATEGORICAL})
    trusted_types: ClassVar = ("autoglm_core.prepare.steps.numeric.NumberColumns",)

    def suits(self, table: Table, needs: Needs) -> tuple[str, ...]:  # noqa: ARG002 -- the same for all needs
        return tuple(
            column
            for column in table.columns_in(Role.NUMERIC, Role.CATEGORICAL)
            if table.roles[column] is Role.NUMERIC or _has_very_many_numbers(table, column)
        )

    def build(self, columns: tuple[str, ...], needs: Needs, seed: int) -> NumberColumns:  # noqa: ARG002
        return NumberColumns(columns, scale=needs.scale, impute=needs.impute)

    def explain(self, columns: tuple[str, ...]) -> Message:
        return Message("prepare-numeric", listed(columns))


def _has_very_many_numbers(table: Table, column: str) -> bool:
    levels = counts(table.frame[column])
    return len(levels) > MOST_INDICATORS and are_numbers(levels)
