"""Yes/no columns: one column of 0 and 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Needs, PreparationStep
from autoglm_core.messages import Message
from autoglm_core.prepare.columns import Cells, Float64s, counts
from autoglm_core.prepare.explaining import listed
from autoglm_core.prepare.preparation import ColumnStep
from autoglm_core.table import Role, Table


class BooleanColumns(ColumnStep):
    """The two values as 0 and 1 in the order of their texts; missing or unknown ones as NaN or as the usual value."""

    def __init__(self, columns: Sequence[str], *, impute: bool) -> None:
        self.columns = columns
        self.impute = impute

    def _learn(self, cells: Cells) -> None:
        found = [cells.once("counts", column, counts) for column in self.columns]
        self.levels_ = [sorted(count) for count in found]
        usual = [float(sorted(count).index(next(iter(count)))) if count else 0.0 for count in found]
        self.usual_ = np.array(usual, dtype=np.float64)
        missing = [bool(cells.frame[column].isna().any()) for column in self.columns]
        self.gaps_ = np.flatnonzero(missing) if self.impute else np.array([], dtype=np.int64)

    def _ready(self) -> None:
        self._codes = [{level: float(code) for code, level in enumerate(levels)} for levels in self.levels_]

    def _matrix(self, cells: Cells) -> npt.NDArray[Any]:
        values: Float64s = np.empty((len(cells), len(self.columns)))
        for position, column in enumerate(self.columns):
            values[:, position] = cells.lookup(column, self._codes[position], unseen=np.nan, missing=np.nan)
        if not self.impute:
            return values
        missing = np.isnan(values)
        return np.hstack([np.where(missing, self.usual_, values), missing[:, self.gaps_]])

    def sources(self) -> list[str | None]:
        return [*self.columns, *(self.columns[gap] for gap in self.gaps_)]

    def _names(self) -> list[str]:
        return [*self.columns, *(f"{self.columns[gap]} is missing" for gap in self.gaps_)]


class BooleanStep(PreparationStep):
    """Writes yes/no columns as 1 and 0."""

    name = "boolean"
    roles = frozenset({Role.BOOLEAN})
    trusted_types: ClassVar = ("autoglm_core.prepare.steps.boolean.BooleanColumns",)

    def suits(self, table: Table, needs: Needs) -> tuple[str, ...]:  # noqa: ARG002 -- the same for all needs
        return table.columns_in(Role.BOOLEAN)

    def build(self, columns: tuple[str, ...], needs: Needs, seed: int) -> BooleanColumns:  # noqa: ARG002
        return BooleanColumns(columns, impute=needs.impute)

    def explain(self, columns: tuple[str, ...]) -> Message:
        return Message("prepare-boolean", listed(columns))
