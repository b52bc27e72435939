"""Sets rows aside for judging: a hold-out and folds, stratified, by group or by time."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.cells import as_text, read_moments
from autoglm_core.config import config
from autoglm_core.contracts import Split
from autoglm_core.errors import SpecError
from autoglm_core.messages import Message
from autoglm_core.result import Ints
from autoglm_core.spec import TaskSpec
from autoglm_core.table import UNUSED_ROLES, Table

# Above this many groups of several rows they are dealt by class alone: one by one would take seconds.
_MOST_WEIGHED_GROUPS = 20_000
# Where fewer rows than this share are distinct, equal rows are the nature of the table and no accident of copying.
_DISTINCT_SHARE = 0.5
# Of time, for resampling: long enough that neighbours in time stay together, enough of them to resample.
_STRETCHES = 100


@dataclass(frozen=True)
class _Units:
    """Rows that must stay together: ``of_row`` (rows,) is the unit of each row, 0 to ``count`` - 1."""

    of_row: Ints
    count: int


def split_rows(table: Table, strata: Ints, spec: TaskSpec, *, classes: int) -> Split:
    """The hold-out and the folds for the rows of ``table``.

    strata: (rows,) the class of each row, or a bin of its target, kept in equal shares on all sides; ``classes`` is the
    number of classes, 0 where strata are bins. Every fold's training rows hold every class where the rows allow it: the
    only row of a class is learned from and never judged. Raises SpecError where the column to split by is of no use.
    """
    if spec.validation.time_column is not None:
        return _split_by_time(table, strata, spec, classes=classes)
    warnings: list[Message] = []
    rng = np.random.default_rng([spec.seed, 1])
    units = _units(table, spec)
    holdout = _holdout(strata, units, spec, rng, classes=classes)
    if not holdout.any() and holdout_share(table.rows, spec) > 0:
        warnings.append(Message("tasks-split-no-holdout"))
    train = np.flatnonzero(~holdout)
    asked = spec.validation.folds
    used = _fold_count(strata[train], units.of_row[train], asked, classes=classes)
    if used < asked:
        warnings.append(Message("tasks-split-fewer-folds", {"asked": asked, "used": used}))
    fold = np.full(table.rows, -1)
    fold[train] = _deal(strata[train], _renumbered(units.of_row[train]), used, rng)
    never_judged = _only_of_their_class(strata, fold, units, used) if classes else np.zeros(table.rows, dtype=bool)
    grouped = never_judged & (np.bincount(strata)[strata] > 1)  # a class of a single row was warned of by its task
    if grouped.any():
        warnings.append(Message("tasks-split-never-judged", {"rows": int(grouped.sum())}))
    folds = []
    for k in range(used):
        valid = (fold == k) & ~never_judged
        if valid.any():
            folds.append((np.flatnonzero(~holdout & ~valid), np.flatnonzero(valid)))
    if not folds:
        raise SpecError("error-split-one-class-groups", column=spec.validation.group_column)
    return Split(
        train=train,
        holdout=np.flatnonzero(holdout),
        folds=tuple(folds),
        warnings=tuple(warnings),
        units=units.of_row if units.count < table.rows else None,
    )


def holdout_share(rows: int, spec: TaskSpec) -> float:
    """The share of rows held out: what the specification says, else by the number of rows."""
    asked = spec.validation.holdout
    if asked is None:
        return config().holdout_share if rows >= config().holdout_from_rows else 0.0
    return float(asked)  # False is 0


# ---- rows that stay together -----------------------------------------------------------------------------------------


def _units(table: Table, spec: TaskSpec) -> _Units:
    column = spec.validation.group_column
    if column is None:
        return _duplicates(table, spec)
    codes, _ = pd.factorize(_column(table, column))
    codes = codes.astype(np.int64)
    missing = codes < 0
    codes[missing] = codes.max(initial=-1) + 1 + np.arange(missing.sum())  # a row without a group is a group of its own
    count = int(codes.max()) + 1
    if count < 2:
        raise SpecError("error-split-one-group", column=column)
    return _Units(codes, count)


def _duplicates(table: Table, spec: TaskSpec) -> _Units:
    """Rows with equal features as one unit: copies on both sides would be judged by memory, not by understanding."""
    each = _Units(np.arange(table.rows), table.rows)
    left_out = {spec.target, *spec.exclude}
    features = [c for c in table.columns if c not in left_out and table.roles[c] not in UNUSED_ROLES]
    if not features:
        return each
    hashes = pd.util.hash_pandas_object(table.frame[features], index=False).to_numpy()
    _, of_row, sizes = np.unique(hashes, return_inverse=True, return_counts=True)
    if len(sizes) == table.rows or len(sizes) < _DISTINCT_SHARE * table.rows:
        return each
    # A pattern that fills more than a fold is common, not copied; kept together it would be a fold of its own.
    common = sizes[of_row] > max(1, table.rows // (2 * spec.validation.folds))
    apart = np.where(common, len(sizes) + np.arange(table.rows), of_row)
    units = _renumbered(apart)
    return _Units(units, int(units.max()) + 1)


def _renumbered(values: npt.NDArray[Any]) -> Ints:
    inverse: Ints = np.unique(values, return_inverse=True)[1].astype(np.int64)
    return inverse


def _column(table: Table, column: str) -> pd.Series:
    if column not in table.columns:
        raise SpecError("error-split-column-missing", column=column)
    return table.frame[column]


# ---- hold-out and folds ----------------------------------------------------------------------------------------------


def _holdout(
    strata: Ints, units: _Units, spec: TaskSpec, rng: np.random.Generator, *, classes: int
) -> npt.NDArray[np.bool_]:
    rows = len(strata)
    none = np.zeros(rows, dtype=bool)
    share = holdout_share(rows, spec)
    # As many equal parts as the share is of the whole: stratified like folds, and exact for the usual shares.
    parts = Fraction(share).limit_denominator(20)
    if parts.numerator == 0 or units.count < 3 or rows * share < 1:
        return none
    part = _deal(strata, units.of_row, parts.denominator, rng)
    sizes = np.bincount(part, minlength=parts.denominator)
    nearest = np.argsort(np.abs(sizes - rows / parts.denominator), kind="stable")
    held = np.isin(part, nearest[: parts.numerator])
    if classes:
        held &= ~_of_units_with(_rare_outside(strata, held), units)
    return held if len(np.unique(units.of_row[~held])) >= 2 else none


def _rare_outside(strata: Ints, held: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Rows of classes of which fewer than two rows would be left to learn from."""
    left = np.bincount(strata[~held], minlength=int(strata.max()) + 1)
    rare: npt.NDArray[np.bool_] = left[strata] < 2
    return rare


def _of_units_with(chosen: npt.NDArray[np.bool_], units: _Units) -> npt.NDArray[np.bool_]:
    touched = np.zeros(units.count, dtype=bool)
    touched[units.of_row[chosen]] = True
    of_rows: npt.NDArray[np.bool_] = touched[units.of_row]
    return of_rows


def _fold_count(strata: Ints, unit: Ints, asked: int, *, classes: int) -> int:
    """As many folds as asked for, unless some would have fewer than two classes, or no rows, to judge."""
    most = min(asked, len(np.unique(unit)))
    if classes:
        pairs = np.unique(np.stack([strata, unit]), axis=1)
        sizes = np.sort(np.bincount(pairs[0], minlength=2))
        most = min(most, max(2, int(sizes[-2])))
    return max(2, most)


def _only_of_their_class(strata: Ints, fold: Ints, units: _Units, folds: int) -> npt.NDArray[np.bool_]:
    """Rows whose class occurs in a single fold, with all rows of their units: judging them would mean never having
    seen their class."""
    classes = int(strata.max()) + 1
    trained = fold >= 0
    present = np.zeros((classes, folds), dtype=bool)
    present[strata[trained], fold[trained]] = True
    single = (present.sum(axis=1) == 1)[strata] & trained
    return _of_units_with(single, units) & trained


def _deal(strata: Ints, unit: Ints, parts: int, rng: np.random.Generator) -> Ints:
    """The part (0 to ``parts`` - 1) of each row: units whole, and strata in equal shares as far as units allow."""
    kinds = int(strata.max()) + 1
    units = int(unit.max()) + 1
    size = np.bincount(unit, minlength=units)
    main = np.zeros(units, dtype=np.int64)
    main[unit[::-1]] = strata[::-1]  # of its first row
    part_of_unit = np.full(units, -1)
    filled = np.zeros((parts, kinds + 1))  # rows so far of each stratum, and all
    groups = np.flatnonzero(size > 1)
    if 0 < len(groups) <= _MOST_WEIGHED_GROUPS:
        content = _contents(strata, unit, groups)
        part_of_unit[groups] = _deal_groups(content, strata, parts, rng)
        np.add.at(filled, part_of_unit[groups], content)
    for kind in range(kinds):
        waiting = np.flatnonzero((main == kind) & (part_of_unit < 0))
        quota = _quotas(filled[:, kind], filled[:, -1], len(waiting))
        part_of_unit[rng.permutation(waiting)] = np.repeat(np.arange(parts), quota)
        filled[:, kind] += quota
        filled[:, -1] += quota
    dealt: Ints = part_of_unit[unit]
    return dealt


def _contents(strata: Ints, unit: Ints, groups: Ints) -> npt.NDArray[np.float64]:
    """Rows of each stratum, and all rows, in each of ``groups``: (groups, strata + 1)."""
    kinds = int(strata.max()) + 1
    position = np.full(int(unit.max()) + 1, -1)
    position[groups] = np.arange(len(groups))
    inside = position[unit] >= 0
    cells = position[unit[inside]] * kinds + strata[inside]
    content = np.bincount(cells, minlength=len(groups) * kinds).reshape(len(groups), kinds).astype(np.float64)
    return np.column_stack([content, content.sum(axis=1)])


def _deal_groups(content: npt.NDArray[np.float64], strata: Ints, parts: int, rng: np.random.Generator) -> Ints:
    """The part of each group: largest group first, each to where its strata are scarcest so far.

    That choice keeps the sum of squared shares lowest, as scikit-learn's StratifiedGroupKFold does, in time that
    grows with the number of groups alone.
    """
    totals = np.append(np.bincount(strata, minlength=content.shape[1] - 1), len(strata)).astype(np.float64)
    weighted = content / np.square(np.maximum(totals, 1.0))
    filled = np.zeros((parts, content.shape[1]))
    part = np.zeros(len(content), dtype=np.int64)
    shuffled = rng.permutation(len(content))
    for group in shuffled[np.argsort(-content[shuffled, -1], kind="stable")]:
        part[group] = np.argmin(filled @ weighted[group])
        filled[part[group]] += content[group]
    return part


def _quotas(filled: npt.NDArray[np.float64], total: npt.NDArray[np.float64], waiting: int) -> Ints:
    """How many of ``waiting`` single rows each part gets, so that ``filled`` ends as even as can be."""
    low, high = int(filled.min()), int(filled.max()) + waiting
    while low < high:  # the highest level to which all parts can be filled
        middle = (low + high + 1) // 2
        if np.maximum(middle - filled, 0).sum() <= waiting:
            low = middle
        else:
            high = middle - 1
    quota = np.maximum(low - filled, 0).astype(np.int64)
    # The few that are left go where the fewest rows are, so that no part collects the remainders of all strata.
    order = np.lexsort((total, filled + quota))
    quota[order[: waiting - int(quota.sum())]] += 1
    return quota


# ---- by time ---------------------------------------------------------------------------------------------------------


def _split_by_time(table: Table, strata: Ints, spec: TaskSpec, *, classes: int) -> Split:
    """The latest rows are held out; fold by fold the training rows reach further, and the next block is judged."""
    column = str(spec.validation.time_column)
    warnings: list[Message] = []
    time, unknown = _time(table, column)
    if unknown:
        warnings.append(Message("tasks-split-time-missing", {"column": column, "rows": unknown}))
    if spec.validation.group_column is not None:
        warnings.append(Message("tasks-split-group-ignored", {"column": spec.validation.group_column}))
    order = np.argsort(time, kind="stable")
    changes = np.flatnonzero(np.diff(time[order])) + 1  # rows of one moment are never parted
    if not len(changes):
        raise SpecError("error-split-one-moment", column=column)
    end = len(order)
    share = holdout_share(end, spec)
    if share:
        cut = _nearest(changes, end * (1 - share))
        if cut > changes[0]:
            end = cut
        else:
            warnings.append(Message("tasks-split-no-holdout"))
    asked = spec.validation.folds
    starts = changes[changes < end]
    if classes:
        known = _all_classes_seen(strata[order[:end]])
        late_enough = starts[starts >= known]
        if known <= end / 2 and len(late_enough):
            starts = late_enough
        else:
            warnings.append(Message("tasks-split-late-class"))
    first = max(end / (asked + 1), starts[0])
    edges = sorted({*(_nearest(starts, edge) for edge in np.linspace(first, end, asked + 1)[:-1]), end})
    folds = tuple((np.sort(order[:a]), np.sort(order[a:b])) for a, b in pairwise(edges))
    if len(folds) < asked:
        warnings.append(Message("tasks-split-fewer-folds", {"asked": asked, "used": len(folds)}))
    return Split(np.sort(order[:end]), np.sort(order[end:]), folds, tuple(warnings), _stretches(order, changes))


def _stretches(order: Ints, changes: Ints) -> Ints:
    """The stretch of time that each row lies in: what happens at about the same time goes right or wrong together."""
    starts = np.concatenate(([0], changes))
    of_moment = starts * _STRETCHES // len(order)
    stretch = np.empty(len(order), dtype=np.int64)
    stretch[order] = np.repeat(of_moment, np.diff(np.append(starts, len(order))))
    return stretch


def _time(table: Table, column: str) -> tuple[npt.NDArray[np.float64], int]:
    """When each row was, as numbers, and how many rows do not say."""
    cells = _column(table, column)
    if pd.api.types.is_numeric_dtype(cells):
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        if not pd.api.types.is_datetime64_any_dtype(cells):
            moments = read_moments(as_text(cells))
            if moments is None:
                raise SpecError("error-split-time-unreadable", column=column)
            cells = moments.values
        values = cells.to_numpy().astype("datetime64[us]").astype(np.float64)
        values[cells.isna().to_numpy()] = np.nan
    unknown = np.isnan(values)
    if unknown.mean() > 0.5:
        raise SpecError("error-split-time-unreadable", column=column)
    # A row without a time counts as the earliest: then it can never tell a model about the rows that are judged.
    return np.where(unknown, np.nanmin(values) - 1, values), int(unknown.sum())


def _nearest(positions: Ints, wanted: float) -> int:
    return int(positions[np.argmin(np.abs(positions - wanted))])


def _all_classes_seen(strata: Ints) -> int:
    """The number of first rows after which each class has occurred."""
    first = np.unique(strata, return_index=True)[1]
    return int(first.max()) + 1
