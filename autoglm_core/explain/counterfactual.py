"""The smallest change to one row that turns what a model says of it: few columns first, then small steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Progress
from autoglm_core.result import Floats
from autoglm_core.schema import ColumnSchema, Schema

BUDGET = 24_000  # predictions
_PLAUSIBLE = (0.01, 0.99)
_FEW_VALUES = 40  # a number with no more than this takes the values that were seen, and none between
_MOST_CATEGORIES = 40
_FINE, _COARSE, _COARSEST = 60, 16, 5  # values of a column: changed alone, with another, and at least
_STEPS = 1_000  # of a column's range; what is offered is a multiple of a round step of about this size
_BATCH = 2_048
_BEAM, _DEEPEST, _WIDEST, _DONORS = 6, 8, 30, 300
_OFFERED = 3
_BETWEEN = 24  # values tried in one round between the row's own and one that turns it

Array = npt.NDArray[Any]
Scores = Callable[[pd.DataFrame], Floats]


@dataclass(frozen=True)
class Wanted:
    """What the prediction is to become: a class (binary, multiclass), or at least or at most a value.

    ``to``: the position of the class; None: any but the one at position ``now``. ``threshold``: on the probability of
    the second of two classes. ``value``: of a regression; ``up``: whether at least it, or at most.

    >>> Wanted(to=1, threshold=0.4).gap(np.array([[0.7, 0.3], [0.6, 0.4]])).round(2).tolist()
    [0.1, 0.0]
    """

    to: int | None = None
    now: int | None = None
    threshold: float | None = None
    value: float | None = None
    up: bool = True

    def reached(self, scores: Floats) -> npt.NDArray[np.bool_]:
        """(rows,): decided as the shipped model decides."""
        if self.value is not None:
            return np.asarray(scores >= self.value if self.up else scores <= self.value)
        if self.threshold is not None:
            positive = scores[:, 1] >= self.threshold
            return np.asarray(positive if self._target == 1 else ~positive)
        said = scores.argmax(axis=1)
        return np.asarray(said == self.to if self.to is not None else said != self.now)

    def gap(self, scores: Floats) -> Floats:
        """(rows,): how far the prediction is from it; the smaller the nearer."""
        if self.value is not None:
            return np.asarray(self.value - scores if self.up else scores - self.value)
        if self.threshold is not None:
            return np.asarray(self.threshold - scores[:, 1] if self._target == 1 else scores[:, 1] - self.threshold)
        if self.to is not None:
            return np.asarray(np.delete(scores, self.to, axis=1).max(axis=1) - scores[:, self.to])
        return np.asarray(scores[:, self.now] - np.delete(scores, self.now or 0, axis=1).max(axis=1))

    @property
    def _target(self) -> int:
        return self.to if self.to is not None else 1 - (self.now or 0)


@dataclass(frozen=True)
class Plausible:
    """The values that a column may take: those seen for a category, the 1st to the 99th percentile for a number.

    ``step``: values between those of ``values`` are multiples of it; None where there are none between. ``scale``: the
    size of the range, by which changes of different columns are compared; None where values have no order.
    """

    column: str
    values: tuple[Any, ...]
    step: float | None = None
    scale: float | None = None

    def cost(self, before: Any, after: Any) -> float:
        """How large the change is: 1 is the whole range, or from one category to another."""
        if self.scale is None or _missing(before):
            return 1.0
        apart = after - before
        seconds = apart.total_seconds() if hasattr(apart, "total_seconds") else float(apart)
        return float(abs(seconds) / self.scale)


@dataclass(frozen=True)
class Change:
    """One column of a suggestion; ``before`` is None where the cell is empty."""

    column: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Turn:
    """Changes that together turn the prediction: checked on the row by itself. ``scores``: what the model then says."""

    changes: tuple[Change, ...]
    cost: float
    scores: Floats


@dataclass(frozen=True)
class Outcome:
    """``turns``: at most three, with different columns and as few of them, the smallest change first.

    Where there are none: ``complete`` says whether every combination of the ``tried`` plausible values was looked at;
    ``exhaustive``: up to how many columns at a time every combination was; ``nearest``: what comes nearest.
    """

    turns: tuple[Turn, ...]
    before: Floats
    tried: int
    exhaustive: int
    complete: bool
    nearest: Turn | None = None


def plausible(frame: pd.DataFrame, schema: Schema, locked: Sequence[str] = ()) -> tuple[Plausible, ...]:
    """What each column of ``schema`` that is not ``locked`` may become, from the training rows in ``frame``.

    Free text and columns of one value are left out, whether locked or not.

    >>> from autoglm_core.table import Role, Table
    >>> data = pd.DataFrame({"age": range(20, 80), "sex": ["f", "m"] * 30})
    >>> schema = Schema.of(Table(data, {"age": Role.NUMERIC, "sex": Role.CATEGORICAL}), ("age", "sex"))
    >>> [(one.column, one.values[0], one.values[-1]) for one in plausible(data, schema)]
    [('age', 21, 78), ('sex', 'f', 'm')]
    """
    found = [_plausible(frame[column.name], column) for column in schema.columns if column.name not in set(locked)]
    return tuple(one for one in found if one is not None and len(one.values) > 1)


def smallest_changes(
    scores: Scores,
    row: pd.DataFrame,
    wanted: Wanted,
    free: Sequence[Plausible],
    *,
    like: pd.DataFrame | None = None,
    budget: int = BUDGET,
    progress: Progress | None = None,
) -> Outcome:
    """The changes to ``row`` (one row, in the model's types) after which ``wanted`` is reached.

    Every value of every column alone is tried first, then every pair, then more at a time as long as ``budget``
    predictions allow. Beyond it a beam search adds columns one by one, and rows of ``like`` for which ``wanted`` holds
    lend their values (as in NICE, Brughmans, Leyman and Martens, 2023); columns that turn out needless are taken back.
    Each number is then moved as near to the row's own value as it goes. What is offered has been predicted as a row by
    itself, so that it holds for whoever types it in.

    >>> row = pd.DataFrame({"income": [10.0], "age": [50.0]})
    >>> free = [Plausible("income", tuple(np.arange(0.0, 101.0, 10)), 1.0, 100.0)]
    >>> found = smallest_changes(lambda rows: rows["income"].to_numpy(), row, Wanted(value=41.5), free)
    >>> found.turns[0].changes
    (Change(column='income', before=10.0, after=42),)
    """
    return _Search(scores, row, wanted, free, budget, progress).run(like)


# ---- plausible values ------------------------------------------------------------------------------------------------


def _plausible(cells: pd.Series[Any], column: ColumnSchema) -> Plausible | None:
    present = cells.dropna()
    if present.empty or not column.can_change:
        return None
    if column.type == "boolean":
        return Plausible(column.name, (False, True))
    if column.type == "text":
        return Plausible(column.name, (column.categories or ())[:_MOST_CATEGORIES])
    if column.type == "datetime":
        moments: list[Any] = sorted(present)
        low, high = (moments[round(share * (len(moments) - 1))] for share in _PLAUSIBLE)
        seen = _spaced(sorted({moment for moment in moments if low <= moment <= high}), _COARSE)
        return Plausible(column.name, tuple(seen), scale=(high - low).total_seconds() or 1.0)
    return _number(present.astype("float64"), column)


def _number(present: pd.Series[Any], column: ColumnSchema) -> Plausible | None:
    whole = column.type == "integer"
    present = present[np.isfinite(present)]
    low, high = (float(present.quantile(share, interpolation="nearest")) for share in _PLAUSIBLE)
    if low == high:
        low, high = float(present.min()), float(present.max())
    kept = present[(present >= low) & (present <= high)]
    seen = np.unique(kept)
    if len(seen) <= 1:
        return None
    if len(seen) <= _FEW_VALUES:
        few = tuple(int(value) if whole else float(value) for value in seen)
        return Plausible(column.name, few, scale=high - low)
    step = 10.0 ** math.floor(math.log10((high - low) / _STEPS))
    step = max(step, 1.0) if whole else step
    # Half by rank, half evenly: the first are where the rows are, the others leave no part of the range out.
    wanted = np.concatenate([np.quantile(kept, np.linspace(0, 1, _FINE // 2)), np.linspace(low, high, _FINE // 2)])
    counts = np.clip(np.unique(np.round(wanted / step)), math.ceil(low / step), math.floor(high / step))
    return Plausible(column.name, tuple(_multiple(count, step) for count in np.unique(counts)), step, high - low)


def _multiple(count: float, step: float) -> int | float:
    if step >= 1:
        return int(count) * int(step) if step == 1 else float(int(count) * int(step))
    return round(float(count) * step, math.ceil(-math.log10(step)))


def _spaced(values: Sequence[Any], most: int) -> list[Any]:
    """At most so many of them, evenly spaced by rank, the first and the last among them."""
    if len(values) <= most:
        return list(values)
    return [values[place] for place in np.unique(np.linspace(0, len(values) - 1, most).round().astype(int))]


def _missing(value: Any) -> bool:
    return value is None or bool(pd.isna(value))


# ---- search ----------------------------------------------------------------------------------------------------------


@dataclass
class _Search:
    """Candidates are rows of positions: which of a column's values it takes, -1 for the row's own."""

    scores: Scores
    row: pd.DataFrame
    wanted: Wanted
    free: Sequence[Plausible]
    budget: int
    progress: Progress | None
    tried: int = 0
    exhaustive: int = 0
    nearest: tuple[float, Array] | None = None
    values: list[Array] = field(default_factory=list)
    cells: list[Any] = field(default_factory=list)  # the same in the type of the column
    costs: list[Floats] = field(default_factory=list)

    def __post_init__(self) -> None:
        own = self.row.iloc[0]
        for one in self.free:
            before = own[one.column]
            after = [value for value in one.values if _missing(before) or value != before]
            self.values.append(np.array([*after, before], dtype=object))  # -1 is the last
            self.cells.append(_typed([*after, before], self.row[one.column].dtype))
            self.costs.append(np.array([*(one.cost(before, value) for value in after), 0.0]))

    def run(self, like: pd.DataFrame | None) -> Outcome:
        before = self.scores(self.row)
        usable = [place for place, values in enumerate(self.values) if len(values) > 1]
        found = self._every(usable) if usable else np.empty((0, len(self.free)), dtype=int)
        complete = self.exhaustive >= len(usable)
        if not len(found) and not complete:
            found = self._some(usable, like)
        turns = self._turns(found) if len(found) else ()
        nearest = None
        if not turns and self.nearest is not None and self.nearest[0] < float(self.wanted.gap(before)[0]):
            nearest = self._turn(self._picked(self.nearest[1]))
        return Outcome(turns, before, self.tried, self.exhaustive, complete, nearest)

    # ---- every combination -------------------------------------------------------------------------------------------

    def _every(self, usable: list[int]) -> Array:
        """Candidates that turn it, of as few columns as there are any; combinations as far as the budget goes."""
        for columns in range(1, len(usable) + 1):
            most = self._values_each(usable, columns)
            if most is None:
                break
            grid = {place: self._grid(place, most) for place in usable}
            sets = list(combinations(usable, columns))
            found = self._turning(self._combined(chosen, grid) for chosen in sets)
            self.exhaustive = columns
            if len(found):
                return found
        return np.empty((0, len(self.free)), dtype=int)

    def _values_each(self, usable: list[int], columns: int) -> int | None:
        """How many values each column may take so that all combinations stay within what is left of the budget."""
        left = self.budget - self.tried
        counts = [len(self.values[place]) - 1 for place in usable]
        if columns == 1:
            return max(_COARSEST, min(_FINE, left // max(len(usable), 1)))
        for most in range(_COARSE, _COARSEST - 1, -1):
            # The sum over all sets of so many columns of the products of their counts, by Newton's recurrence.
            sums = np.zeros(columns + 1)
            sums[0] = 1
            for count in counts:
                sums[1:] += min(count, most) * sums[:-1].copy()
            if sums[columns] <= left:
                return most
        return None

    def _grid(self, place: int, most: int) -> Array:
        """Positions of the values of a column that are tried: all, or evenly spaced ones."""
        return np.array(_spaced(range(len(self.values[place]) - 1), most), dtype=int)

    def _combined(self, chosen: Sequence[int], grid: Mapping[int, Array]) -> Array:
        picks = np.array(list(product(*(grid[place] for place in chosen))), dtype=int)
        candidates = np.full((len(picks), len(self.free)), -1)
        candidates[:, list(chosen)] = picks
        return candidates

    # ---- some of them ------------------------------------------------------------------------------------------------

    def _some(self, usable: list[int], like: pd.DataFrame | None) -> Array:
        """Candidates that turn it, by adding columns one by one, and from rows as wanted; needless ones out."""
        found = [self._beam(usable)]
        if like is not None and len(like):
            found.append(self._lent(like))
        both = np.unique(np.concatenate(found), axis=0)
        if not len(both):
            return both
        order = np.lexsort([self._cost(both), (both >= 0).sum(axis=1)])[: 2 * _BEAM]
        pruned = np.unique([self._pruned(one) for one in both[order]], axis=0)
        changed = (pruned >= 0).sum(axis=1)
        return np.asarray(pruned[changed == changed.min()])

    def _beam(self, usable: list[int]) -> Array:
        most = max(_COARSEST, min(_COARSE, self.budget // (4 * len(usable))))
        grid = {place: self._grid(place, most) for place in usable}
        states = np.full((1, len(self.free)), -1)
        for depth in range(min(_DEEPEST, len(usable))):
            fresh = np.concatenate([self._one_more(state, grid) for state in states])
            candidates = np.unique(fresh, axis=0)
            gaps, reached = self._judged(candidates)
            if reached.any():
                return np.asarray(candidates[reached])
            order = np.argsort(gaps, kind="stable")
            states = candidates[order[:_BEAM]]
            if not depth:  # of many columns only those go on that alone come nearest
                first = dict.fromkeys(int(np.argmax(candidates[place] >= 0)) for place in order)
                grid = {place: grid[place] for place in list(first)[:_WIDEST]}
        return np.empty((0, len(self.free)), dtype=int)

    def _one_more(self, state: Array, grid: Mapping[int, Array]) -> Array:
        made = []
        for place, positions in grid.items():
            candidates = np.repeat(state[None], len(positions), axis=0)
            candidates[:, place] = positions
            made.append(candidates)
        return np.concatenate(made)

    def _lent(self, like: pd.DataFrame) -> Array:
        """Rows that are as wanted, put on the values of the columns that may change."""
        wanted = np.flatnonzero(self.wanted.reached(self.scores(like)))[:_DONORS]
        self.tried += len(like)
        candidates = np.full((len(wanted), len(self.free)), -1)
        for place, one in enumerate(self.free):
            cells = like[one.column].iloc[wanted]
            candidates[:, place] = [self._nearest_to(place, one, cell) for cell in cells]
        candidates = np.unique(candidates, axis=0)
        return np.asarray(candidates[self._judged(candidates)[1]]) if len(candidates) else candidates

    def _nearest_to(self, place: int, one: Plausible, cell: Any) -> int:
        values = self.values[place][:-1]
        if _missing(cell) or not len(values):
            return -1
        if one.scale is None:
            same = np.flatnonzero(values == cell)
            return int(same[0]) if len(same) else -1
        return int(np.argmin([one.cost(cell, value) for value in values]))

    def _pruned(self, candidate: Array) -> Array:
        """The candidate without the columns that it turns without, the dearest of them first."""
        while True:
            changed = np.flatnonzero(candidate >= 0)
            if len(changed) < 2:
                return candidate
            without = np.repeat(candidate[None], len(changed), axis=0)
            without[np.arange(len(changed)), changed] = -1
            _, reached = self._judged(without)
            if not reached.any():
                return candidate
            candidate = min(without[reached], key=lambda one: float(self._cost(one[None])[0]))

    # ---- what is offered ---------------------------------------------------------------------------------------------

    def _turns(self, found: Array) -> tuple[Turn, ...]:
        """The smallest change of each set of columns, moved near the row's own values and checked by itself."""
        turns: list[Turn] = []
        done: set[tuple[int, ...]] = set()
        for candidate in found[np.argsort(self._cost(found), kind="stable")]:
            columns = tuple(np.flatnonzero(candidate >= 0).tolist())
            if columns in done:
                continue
            picked = self._nearer(self._picked(candidate))
            turn = self._turn(picked)
            if self.wanted.reached(turn.scores)[0]:
                turns.append(turn)
                done.add(columns)
            if len(done) == 2 * _OFFERED:
                break
        return tuple(sorted(turns, key=lambda turn: turn.cost)[:_OFFERED])

    def _picked(self, candidate: Array) -> dict[int, Any]:
        return {int(place): self.values[place][candidate[place]] for place in np.flatnonzero(candidate >= 0)}

    def _nearer(self, picked: dict[int, Any]) -> dict[int, Any]:
        """Each number moved towards the row's own as far as it still turns, the largest change first."""
        own = self.row.iloc[0]
        size = {place: self.free[place].cost(own[self.free[place].column], value) for place, value in picked.items()}
        for place in sorted(picked, key=lambda one: -size[one]):
            one, before = self.free[place], own[self.free[place].column]
            if one.step is None or _missing(before):
                continue
            while True:
                between = _between(float(before), float(picked[place]), one.step)
                tried = [{**picked, place: value} for value in between]
                reached = self._reached_by(tried)
                if not reached.any():
                    break
                picked = tried[int(np.argmax(reached))]  # they begin at the row's own value
        return picked

    def _reached_by(self, rows: Sequence[Mapping[int, Any]]) -> Array:
        if not rows:
            return np.zeros(0, dtype=bool)
        columns = {place: self._cells(place, [row[place] for row in rows]) for place in rows[0]}
        self.tried += len(rows)
        return self.wanted.reached(self.scores(self._frame(columns, len(rows))))

    def _turn(self, picked: Mapping[int, Any]) -> Turn:
        own = self.row.iloc[0]
        columns = {place: self._cells(place, [value]) for place, value in picked.items()}
        changes, cost = [], 0.0
        for place, value in picked.items():
            one = self.free[place]
            before = own[one.column]
            plain = before.item() if isinstance(before, np.generic) else before
            changes.append(Change(one.column, None if _missing(before) else plain, value))
            cost += one.cost(before, value)
        return Turn(tuple(changes), cost, self.scores(self._frame(columns, 1)))

    def _cells(self, place: int, values: Sequence[Any]) -> Any:
        return _typed(values, self.row[self.free[place].column].dtype)

    # ---- predictions -------------------------------------------------------------------------------------------------

    def _cost(self, candidates: Array) -> Floats:
        each = [costs[candidates[:, place]] for place, costs in enumerate(self.costs)]
        return np.asarray(np.sum(each, axis=0))

    def _turning(self, parts: Iterator[Array]) -> Array:
        """Those of the candidates that turn it; ``parts`` are joined to batches."""
        found: list[Array] = []
        waiting: list[Array] = []
        for part in parts:
            waiting.append(part)
            if sum(map(len, waiting)) >= _BATCH:
                found.append(self._kept(np.concatenate(waiting)))
                waiting = []
        if waiting:
            found.append(self._kept(np.concatenate(waiting)))
        return np.concatenate(found)

    def _kept(self, candidates: Array) -> Array:
        return np.asarray(candidates[self._judged(candidates)[1]])

    def _judged(self, candidates: Array) -> tuple[Floats, Array]:
        """How far each candidate is from what is wanted, and whether it is there."""
        gaps, reached = [], []
        for start in range(0, len(candidates), _BATCH):
            part = candidates[start : start + _BATCH]
            columns = {
                place: self.values[place][part[:, place]] for place in np.flatnonzero((part >= 0).any(axis=0)).tolist()
            }
            said = self.scores(self._frame(columns, len(part)))
            gaps.append(self.wanted.gap(said))
            reached.append(self.wanted.reached(said))
            self.tried += len(part)
            best = int(np.argmin(gaps[-1]))
            if self.nearest is None or gaps[-1][best] < self.nearest[0]:
                self.nearest = (float(gaps[-1][best]), part[best])
            if self.progress is not None:
                self.progress(min(self.tried, self.budget), self.budget)
        return np.concatenate(gaps), np.concatenate(reached)

    def _frame(self, columns: Mapping[int, Any], rows: int) -> pd.DataFrame:
        frame = self.row.iloc[np.zeros(rows, dtype=int)].reset_index(drop=True)
        made = {self.free[place].column: values for place, values in columns.items()}
        return pd.DataFrame({name: made.get(name, frame[name]) for name in frame.columns})


def _typed(values: Sequence[Any], dtype: Any) -> Any:
    if pd.api.types.is_integer_dtype(dtype) and any(not _missing(value) and value != int(value) for value in values):
        dtype = np.dtype("float64")
    return pd.array(list(values), dtype=dtype)


def _between(before: float, after: float, step: float) -> list[int | float]:
    """Multiples of ``step`` strictly between the two, evenly spaced, those near ``before`` first.

    >>> _between(0.0, 0.5, 0.1)
    [0.1, 0.2, 0.3, 0.4]
    """
    low, high = sorted((before / step, after / step))
    counts = np.arange(math.floor(low + 1e-9) + 1, math.ceil(high - 1e-9))
    if after < before:
        counts = counts[::-1]
    whole = _spaced(list(counts), _BETWEEN)
    return [_multiple(float(count), step) for count in whole]
