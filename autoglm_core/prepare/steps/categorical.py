"""Categories: a column for each of the frequent ones, or a code, as the model family wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Encoding, Needs, PreparationStep
from autoglm_core.messages import Message
from autoglm_core.prepare.columns import Cells, Float64s, counts
from autoglm_core.prepare.explaining import listed
from autoglm_core.prepare.preparation import ColumnStep
from autoglm_core.table import Role, Table

MOST_INDICATORS = 32  # categories of one column that get an indicator of their own
MOST_CODES = 254  # with "other" and "missing" as many as boosters' histograms hold
_RARE_SHARE = 0.001
_RARE_AT_MOST = 20


class IndicatorColumns(ColumnStep):
    """One column of 0 and 1 for every frequent category (one-hot encoding), one for all others, one for missing.

    A category is frequent if at least 2 rows and 0.1 % of them have it, and it is among the 32 most frequent. A
    category not seen in training counts as one of the others. Where more than 32 exist, a further column holds how
    frequent the row's category is (log scale, 0 to 1): indicators for thousands of categories would be slow, and
    an encoding by the target would have to be fitted anew for each use of the training rows to be honest.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = columns

    def _learn(self, cells: Cells) -> None:
        needed = max(2, min(_RARE_AT_MOST, int(np.ceil(_RARE_SHARE * len(cells)))))
        self.levels_, self.frequencies_ = [], []
        for column in self.columns:
            found = cells.once("counts", column, counts)
            frequent = [level for level, count in found.items() if count >= needed][:MOST_INDICATORS]
            # Few rows: a category of one row is all there is to go by.
            self.levels_.append(frequent or list(found)[:MOST_INDICATORS])
            share = {level: round(float(np.log1p(count) / np.log1p(len(cells))), 6) for level, count in found.items()}
            self.frequencies_.append(share if len(found) > MOST_INDICATORS else {})

    def _ready(self) -> None:
        self._codes = [{level: float(code) for code, level in enumerate(levels)} for levels in self.levels_]

    def _matrix(self, cells: Cells) -> npt.NDArray[Any]:
        rows = np.arange(len(cells))
        blocks: list[npt.NDArray[Any]] = []
        for column, codes, frequency in zip(self.columns, self._codes, self.frequencies_, strict=True):
            block = np.zeros((len(cells), len(codes) + 2), dtype=np.float32)
            positions = cells.lookup(column, codes, unseen=len(codes), missing=len(codes) + 1)
            block[rows, positions.astype(np.int64)] = 1.0
            blocks.append(block)
            if frequency:
                blocks.append(cells.lookup(column, frequency, unseen=0.0, missing=0.0)[:, np.newaxis])
        return np.hstack(blocks)

    def sources(self) -> list[str | None]:
        found: list[str | None] = []
        for column, levels, frequency in zip(self.columns, self.levels_, self.frequencies_, strict=True):
            found += [column] * (len(levels) + 2 + bool(frequency))
        return found

    def _names(self) -> list[str]:
        names = []
        for column, levels, frequency in zip(self.columns, self.levels_, self.frequencies_, strict=True):
            names += [*(f"{column} = {level}" for level in levels), f"{column} is another", f"{column} is missing"]
            names += [f"{column} is frequent"] if frequency else []
        return names


class CodeColumns(ColumnStep):
    """Each category's position in the order of the categories' texts; one code for all others, one for missing.

    At most 254 categories have a code of their own, the most frequent ones. The order of the texts serves trees that
    split codes like numbers, since it often means something (``A11``, ``A12``; ``1-5 years``, ``6-10 years``).
    """

    category_columns = True

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = columns

    def _learn(self, cells: Cells) -> None:
        self.levels_ = [sorted(list(cells.once("counts", column, counts))[:MOST_CODES]) for column in self.columns]

    def _ready(self) -> None:
        self._codes = [{level: float(code) for code, level in enumerate(levels)} for levels in self.levels_]

    def _matrix(self, cells: Cells) -> npt.NDArray[Any]:
        values: Float64s = np.empty((len(cells), len(self.columns)))
        for at, (column, codes) in enumerate(zip(self.columns, self._codes, strict=True)):
            values[:, at] = cells.lookup(column, codes, unseen=len(codes), missing=len(codes) + 1)
        return values

    def sources(self) -> list[str | None]:
        return list(self.columns)

    def _names(self) -> list[str]:
        return list(self.columns)


class OrderedCodeColumns(CodeColumns):
    """The same codes, for families that read them as ordinary numbers."""

    category_columns = False


class CategoricalStep(PreparationStep):
    """Gives categories numbers, groups the rare ones, and knows what to do with one never seen before."""

    name = "categorical"
    roles = frozenset({Role.CATEGORICAL})
    trusted_types: ClassVar = (
        "autoglm_core.prepare.steps.categorical.IndicatorColumns",
        "autoglm_core.prepare.steps.categorical.CodeColumns",
        "autoglm_core.prepare.steps.categorical.OrderedCodeColumns",
    )

    def suits(self, table: Table, needs: Needs) -> tuple[str, ...]:  # noqa: ARG002 -- the same for all needs
        return table.columns_in(Role.CATEGORICAL)

    def build(self, columns: tuple[str, ...], needs: Needs, seed: int) -> ColumnStep:  # noqa: ARG002
        if needs.encoding is Encoding.ONE_HOT:
            return IndicatorColumns(columns)
        return CodeColumns(columns) if needs.encoding is Encoding.CATEGORY else OrderedCodeColumns(columns)

    def explain(self, columns: tuple[str, ...]) -> Message:
        return Message("prepare-categorical", listed(columns))
