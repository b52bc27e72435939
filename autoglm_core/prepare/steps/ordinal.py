"""Graded columns such as a class from 1 to 5: their order kept, and for linear models each grade by itself as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Encoding, Needs, PreparationStep
from autoglm_core.messages import Message
from autoglm_core.prepare import scaling
from autoglm_core.prepare.columns import Cells, Float64s, counts, numbers
from autoglm_core.prepare.explaining import listed
from autoglm_core.prepare.preparation import ColumnStep
from autoglm_core.table import Role, Table

_MOST_GRADES = 32


class GradeColumns(ColumnStep):
    """Grades as numbers; texts, where somebody said that their order means something, by the order of their spelling.

    With ``each_grade``, one further column of 0 and 1 for every grade seen in training (up to 32 of them): a linear
    model can then follow a grade whose effect is not in line with its neighbours'.
    """

    def __init__(self, columns: Sequence[str], *, scale: bool, impute: bool, each_grade: bool) -> None:
        self.columns = columns
        self.scale = scale
        self.impute = impute
        self.each_grade = each_grade

    def _learn(self, cells: Cells) -> None:
        self.spelling_ = [_spelling(cells.frame[column]) for column in self.columns]
        self._ready()
        values = self._values(cells)
        self.median_, self.width_ = scaling.learn(values)
        missing = np.isnan(values).any(axis=0)
        self.gaps_ = np.flatnonzero(missing) if self.impute else np.array([], dtype=np.int64)
        grades = [np.unique(column[~np.isnan(column)]) for column in values.T] if self.each_grade else []
        few = [(at, grade) for at, found in enumerate(grades) if 2 < len(found) <= _MOST_GRADES for grade in found]
        self.grade_of_ = np.array([at for at, _ in few], dtype=np.int64)
        self.grades_ = np.array([grade for _, grade in few], dtype=np.float64)

    def _ready(self) -> None:
        self._orders = [{level: float(at) for at, level in enumerate(levels)} for levels in self.spelling_]

    def _matrix(self, cells: Cells) -> npt.NDArray[Any]:
        values = self._values(cells)
        missing = np.isnan(values)
        blocks = [values]
        if self.impute:
            blocks = [np.where(missing, self.median_, values), missing[:, self.gaps_]]
        if self.scale:
            blocks[0] = scaling.apply(blocks[0], self.median_, self.width_)
        if self.each_grade:
            blocks.append(values[:, self.grade_of_] == self.grades_)
        return np.hstack(blocks)

    def sources(self) -> list[str | None]:
        grades = [self.columns[at] for at in self.grade_of_]
        return [*self.columns, *(self.columns[gap] for gap in self.gaps_), *grades]

    def _names(self) -> list[str]:
        gaps = [f"{self.columns[gap]} is missing" for gap in self.gaps_]
        grades = [f"{self.columns[at]} = {grade:g}" for at, grade in zip(self.grade_of_, self.grades_, strict=True)]
        return [*self.columns, *gaps, *grades]

    def _values(self, cells: Cells) -> Float64s:
        values = np.empty((len(cells), len(self.columns)))
        for at, (column, order) in enumerate(zip(self.columns, self._orders, strict=True)):
            spelt = cells.lookup(column, order, unseen=np.nan, missing=np.nan) if order else None
            values[:, at] = cells.numbers(column) if spelt is None else spelt
        return values


class OrdinalStep(PreparationStep):
    """Keeps the order of graded columns; linear models see each grade by itself as well."""

    name = "ordinal"
    roles = frozenset({Role.ORDINAL})
    trusted_types: ClassVar = ("autoglm_core.prepare.steps.ordinal.GradeColumns",)

    def suits(self, table: Table, needs: Needs) -> tuple[str, ...]:  # noqa: ARG002 -- the same for all needs
        return table.columns_in(Role.ORDINAL)

    def build(self, columns: tuple[str, ...], needs: Needs, seed: int) -> GradeColumns:  # noqa: ARG002
        each_grade = needs.encoding is Encoding.ONE_HOT
        return GradeColumns(columns, scale=needs.scale, impute=needs.impute, each_grade=each_grade)

    def explain(self, columns: tuple[str, ...]) -> Message:
        return Message("prepare-ordinal", listed(columns))


def _spelling(column: pd.Series[Any]) -> list[str]:
    """The grades in the order of their spelling where most of them are no numbers, else none."""
    if np.mean(np.isnan(numbers(column.dropna()))) > 0.5 if column.notna().any() else False:
        return sorted(counts(column))
    return []
