"""What inspections of drivers share: the shipped model in the unit that the page shows, samples, and values to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.cells import cell_text
from autoglm_core.contracts import Inspected
from autoglm_core.predict import ShippedModel
from autoglm_core.result import Floats, Ints
from autoglm_core.table import Role, Table

_BATCH = 20_000
_EDGES = (0.01, 0.99)
_UNTRIED = frozenset({Role.TEXT, Role.IDENTIFIER})  # columns whose values are hardly ever the same twice


@dataclass(frozen=True)
class Shown:
    """``predict`` gives the probability of ``of_class`` (None: the value), as the drivers on the page are shown."""

    model: ShippedModel
    of_class: str | None

    @classmethod
    def of(cls, run: Inspected) -> Shown:
        """The class that the run's explanation is about; without one, the last class."""
        classes = run.model.classes
        known = run.explanation.of_class if run.explanation is not None else None
        return cls(run.model, known if known in classes else classes[-1] if classes else None)

    def predict(self, frame: pd.DataFrame) -> Floats:
        """(rows,) in the unit shown."""
        parts = [np.zeros(0)]
        for start in range(0, len(frame), _BATCH):
            scores = np.asarray(self.model.scores(frame.iloc[start : start + _BATCH]), dtype=np.float64)
            parts.append(scores if self.of_class is None else scores[:, self.model.classes.index(self.of_class)])
        return np.concatenate(parts)


@dataclass(frozen=True)
class Grid:
    """Cells of one column to try: ``rows`` hold them, ``values`` say them (numbers, texts, or dates as text)."""

    column: str
    kind: str  # number, date, category
    rows: Ints
    values: tuple[float | str, ...]


def sample(run: Inspected, size: int) -> Table:
    """At most ``size`` of the judged rows with the model's columns, drawn with the run's seed."""
    rows = np.random.default_rng(run.result.spec.seed).permutation(run.judged.rows)[:size]
    return run.features.take(np.sort(rows))


def ranked(run: Inspected) -> tuple[str, ...]:
    """The model's columns, those that move predictions most first."""
    known = [column for column in run.result.importance if column in run.result.features]
    return (*known, *(column for column in run.result.features if column not in known))


def grid(table: Table, column: str, most: int) -> Grid | None:
    """Up to ``most`` cells that occur in ``table``: spread evenly over the rows, or the most frequent categories.

    None where there are not two different ones, or the column holds texts.
    """
    cells = table.frame[column]
    known = np.flatnonzero(cells.notna().to_numpy())
    if table.roles[column] in _UNTRIED or not len(known):
        return None
    numbers = _as_numbers(cells.iloc[known])
    values: tuple[float | str, ...]
    if numbers is None:
        codes, levels = pd.factorize(cells.iloc[known].astype("str"))
        order = np.argsort(-np.bincount(codes), kind="stable")[:most]
        rows = np.array([known[np.flatnonzero(codes == code)[0]] for code in order])
        kind, values = "category", tuple([str(levels[code]) for code in order])
    else:
        distinct, first = np.unique(numbers, return_index=True)
        if len(distinct) > most:
            low, high = _EDGES
            wanted = np.quantile(numbers, np.linspace(low, high, most), method="nearest")
            first = first[np.searchsorted(distinct, np.unique(wanted))]
        rows = known[first]
        dated = pd.api.types.is_datetime64_any_dtype(cells.dtype)
        kind = "date" if dated else "number"
        values = tuple([cell_text(cells.iloc[row]) if dated else float(cells.iloc[row]) for row in rows])
    return Grid(column, kind, rows.astype(np.int64), values) if len(rows) > 1 else None


def tried(table: Table, changes: Sequence[tuple[str, Ints]], times: int) -> pd.DataFrame:
    """``table`` ``times`` over, the cells of each named column taken from the rows given (times * rows positions)."""
    frame = table.frame
    whole = np.tile(np.arange(table.rows), times)
    taken = dict.fromkeys(table.columns, whole) | dict(changes)
    return pd.DataFrame({column: frame[column].array.take(taken[column]) for column in table.columns})


def effect(shown: Shown, table: Table, tried_grid: Grid) -> Floats:
    """(values of the grid, rows): the prediction of every row with each of the cells in its place."""
    times = len(tried_grid.rows)
    frame = tried(table, [(tried_grid.column, tried_grid.rows.repeat(table.rows))], times)
    return shown.predict(frame).reshape(times, table.rows)


def listed(values: npt.ArrayLike, digits: int = 7) -> list[Any]:
    """Numbers for JSON, with as many digits as anyone can use."""
    return [_rounded(value, digits) for value in np.asarray(values, dtype=np.float64).tolist()]


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, list):
        return [_rounded(each, digits) for each in value]
    return float(f"{value:.{digits}g}")


def _as_numbers(cells: pd.Series[Any]) -> Floats | None:
    """Numbers, or moments as such; None for categories, booleans and columns of few numbers' names."""
    if pd.api.types.is_bool_dtype(cells.dtype):
        return None
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return cells.to_numpy(dtype=np.float64, na_value=np.nan)
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return cells.to_numpy().astype("datetime64[s]").astype(np.int64).astype(np.float64)
    return None
