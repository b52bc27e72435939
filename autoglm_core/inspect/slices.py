"""Where the model errs most: groups of rows that one or two conditions on the original columns describe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.result import RunResult
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

_COLUMNS = 30  # those that drive the model most: every further test makes all of them stricter
_VALUES, _CUTS = 12, (0.2, 0.4, 0.6, 0.8)
_ROUNDED_BY = 0.02  # of the rows may change sides, for a number that people can keep in mind
_FEWEST_ROWS, _FEWEST_SHARE, _LARGEST_SHARE = 30, 0.01, 0.6
_LEVEL = 0.05
_WORSE, _WORSE_THAN_PART = 1.25, 1.15
_SHOWN, _OVERLAP = 5, 0.5
_PAIRED_CONDITIONS = 300
_LONGEST = 80

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Condition:
    """``how``: is, missing, below, from, between; ``value`` and ``to`` are text, or numbers."""

    column: str
    how: str
    value: str | float | None = None
    to: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class _Tested:
    conditions: tuple[int, ...]  # positions among the conditions
    p: float
    inside: float
    outside: float
    rows: int


class Slices(Inspection):
    """Finds the groups of rows in which the model errs most, in words that anyone can check.

    Every group that one condition, or two on different columns, describe is compared with all other rows; conditions
    are fixed by the columns alone, never by the errors. As in SliceFinder (Chung, Kraska, Polyzotis, Tae and Whang,
    Automated data slicing for model validation, 2019) a group must be large enough, worse by a margin that matters, and
    significantly so; significance is Bonferroni's over all groups that were tested, which holds however they overlap.
    Wrong and right answers are compared by the hypergeometric tail (Fisher's exact test), sizes of errors by ranks
    (Mann and Whitney), which a few huge errors cannot carry.
    """

    name = "slices"
    version = 2

    def suits(self, result: RunResult) -> bool:
        return bool(result.features)

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``slices``: worst first; ``inside`` and ``outside`` are shares of wrong answers, or mean absolute errors."""
        error, wrong = errors_of(run)
        table = _searched(run)
        conditions, members = _conditions(table)
        progress(1, 3)
        tested, tests = _tested(conditions, members, error, wrong=wrong)
        progress(2, 3)
        chosen = _chosen(tested, tests, members)
        progress(3, 3)
        return {
            "kind": "wrong" if wrong else "off",
            "rows": len(error),
            "overall": float(error.mean()),
            "tests": tests,
            "columns": len(table.columns),
            "smallest": _floor(len(error)),
            "slices": [
                {
                    "conditions": [conditions[position].to_json() for position in found.conditions],
                    "rows": found.rows,
                    "inside": found.inside,
                    "outside": found.outside,
                    "p": min(1.0, found.p * tests),
                }
                for found in chosen
            ],
        }


def errors_of(run: Inspected) -> tuple[Array, bool]:
    """The error of each judged row, and whether it is 0 for right and 1 for wrong (else a distance)."""
    judged = run.judged
    if run.result.task is TaskKind.REGRESSION:
        return np.abs(judged.y - judged.prediction).astype(np.float64), False
    labels = np.argmax(judged.prediction, axis=1) if judged.labels is None else judged.labels
    return (labels != judged.y).astype(np.float64), True


def _searched(run: Inspected) -> Table:
    """The judged rows with the columns that matter most to the model."""
    known = [column for column in run.result.importance if column in run.table.roles]
    order = [*known, *(column for column in run.result.features if column not in known and column in run.table.roles)]
    return run.table.select(order[:_COLUMNS]).take(run.judged.rows)


def _floor(rows: int) -> int:
    return max(_FEWEST_ROWS, round(_FEWEST_SHARE * rows))


# ---- conditions ------------------------------------------------------------------------------------------------------


def _conditions(table: Table) -> tuple[list[Condition], npt.NDArray[np.float32]]:
    """Conditions that neither too few nor too many rows meet, and (rows, conditions) 1 where a row does."""
    least, most = _floor(table.rows), _LARGEST_SHARE * table.rows
    found, members = [], []
    for column in table.columns:
        for condition, met in _of_column(table, column):
            if least <= met.sum() <= most:
                found.append(condition)
                members.append(met)
    matrix = np.column_stack(members) if members else np.zeros((table.rows, 0), dtype=bool)
    return found, matrix.astype(np.float32)


def _of_column(table: Table, column: str) -> list[tuple[Condition, npt.NDArray[np.bool_]]]:
    cells = table.frame[column]
    missing = cells.isna().to_numpy(dtype=bool)
    found = [(Condition(column, "missing"), missing)]
    role = table.roles[column]
    if role is Role.DATETIME or pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return found
    if _is_number(cells) and cells.nunique() > _VALUES:
        return found + _ranges(column, cells.to_numpy(dtype=np.float64, na_value=np.nan))
    text = cells.astype("str").to_numpy(dtype=object)
    common = cells[~missing].astype("str").value_counts()
    for value in common.index[:_VALUES]:
        if len(value) <= _LONGEST:
            found.append((Condition(column, "is", _plain(value)), (text == value) & ~missing))
    return found


def _is_number(cells: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(cells.dtype)) and not pd.api.types.is_bool_dtype(cells.dtype)


def _plain(value: str) -> str:
    return value.removesuffix(".0") if value.removesuffix(".0").lstrip("-").isdigit() else value


def _ranges(column: str, numbers: Array) -> list[tuple[Condition, npt.NDArray[np.bool_]]]:
    """Below and from each cut, and between two that follow one another; cuts are quantiles, as round as they may be."""
    known = numbers[np.isfinite(numbers)]
    cuts = sorted({_round_cut(known, share) for share in _CUTS})
    with np.errstate(invalid="ignore"):
        found = []
        for cut in cuts:
            found.append((Condition(column, "below", cut), numbers < cut))
            found.append((Condition(column, "from", cut), numbers >= cut))
        for low, high in pairwise(cuts):
            found.append((Condition(column, "between", low, high), (numbers >= low) & (numbers < high)))
    return found


def _round_cut(known: Array, share: float) -> float:
    """A number of few digits that about ``share`` of the values are below."""
    cut = float(np.quantile(known, share, method="higher"))
    below = float((known < cut).mean())
    for digits in range(2, 12):
        rounded = float(f"{cut:.{digits}g}")
        if abs(float((known < rounded).mean()) - below) <= _ROUNDED_BY:
            return rounded
    return cut


# ---- tests -----------------------------------------------------------------------------------------------------------


def _tested(
    conditions: Sequence[Condition], members: npt.NDArray[np.float32], error: Array, *, wrong: bool
) -> tuple[list[_Tested], int]:
    """The groups that are worse than the other rows by a margin, and how many groups were tested."""
    if not conditions:
        return [], 0
    weight = error if wrong else stats.rankdata(error)
    sizes = members.sum(axis=0).astype(np.float64)
    sums, weights = members.T @ error, members.T @ weight
    rows, total, heavy = len(error), float(error.sum()), float(weight.sum())
    p_single = _p_values(sizes, weights, rows, heavy, weight, wrong=wrong)
    inside = sums / sizes
    tested = [
        _Tested((i,), float(p_single[i]), float(inside[i]), float((total - sums[i]) / (rows - sizes[i])), int(sizes[i]))
        for i in range(len(conditions))
    ]
    found, pairs = _paired(conditions, members, error, weight, inside, wrong=wrong)
    return [each for each in (*tested, *found) if each.inside >= _WORSE * each.outside], len(conditions) + pairs


def _paired(
    conditions: Sequence[Condition],
    members: npt.NDArray[np.float32],
    error: Array,
    weight: Array,
    inside: Array,
    *,
    wrong: bool,
) -> tuple[list[_Tested], int]:
    """Groups of two conditions that are worse than either alone, and how many pairs were tested."""
    rows, total, heavy = len(error), float(error.sum()), float(weight.sum())
    # Which conditions are paired must not look at the errors: of too many, those on the columns that matter most.
    used = np.arange(len(conditions))[:_PAIRED_CONDITIONS]
    part = members[:, used]
    both = (part.T @ part).astype(np.float64)
    both_error = (part.T @ (part * error[:, None].astype(np.float32))).astype(np.float64)
    both_weight = both_error if wrong else (part.T @ (part * weight[:, None])).astype(np.float64)
    names = np.array([conditions[i].column for i in used])
    first, second = np.triu_indices(len(used), 1)
    fits = (names[first] != names[second]) & (both[first, second] >= _floor(rows))
    first, second = first[fits], second[fits]
    size, summed = both[first, second], both_error[first, second]
    p_both = _p_values(size, both_weight[first, second], rows, heavy, weight, wrong=wrong)
    rate = summed / size
    found = []
    for k in np.flatnonzero(rate >= _WORSE_THAN_PART * np.maximum(inside[first], inside[second])):
        outside = float((total - summed[k]) / max(1.0, rows - size[k]))
        pair = (int(used[first[k]]), int(used[second[k]]))
        found.append(_Tested(pair, float(p_both[k]), float(rate[k]), outside, int(size[k])))
    return found, len(size)


def _p_values(sizes: Array, weights: Array, rows: int, heavy: float, weight: Array, *, wrong: bool) -> Array:
    """One-sided: how likely so much error is in a group of that size that has nothing to do with it."""
    if wrong:
        return np.asarray(stats.hypergeom.sf(np.round(weights) - 1, rows, round(heavy), sizes))
    mean = heavy / rows
    spread = np.sqrt(sizes * (rows - sizes) / (rows - 1) * weight.var())
    return np.asarray(stats.norm.sf((weights - sizes * mean) / np.maximum(spread, 1e-12)))


def _chosen(tested: Sequence[_Tested], tests: int, members: npt.NDArray[np.float32]) -> list[_Tested]:
    """The groups that stay significant after the correction, those with the most error to win first, each once."""
    kept = [found for found in tested if found.p * tests <= _LEVEL]
    kept.sort(key=lambda item: (-(item.inside - item.outside) * np.sqrt(item.rows), len(item.conditions)))
    chosen: list[_Tested] = []
    for found in kept:
        mine = _rows_of(found, members)
        if all(_overlap(mine, _rows_of(other, members)) < _OVERLAP for other in chosen):
            chosen.append(found)
        if len(chosen) == _SHOWN:
            break
    return chosen


def _rows_of(found: _Tested, members: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    return np.asarray(members[:, list(found.conditions)].all(axis=1))


def _overlap(first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_]) -> float:
    """Rows in both as a share of the smaller one."""
    return float((first & second).sum() / max(1, min(first.sum(), second.sum())))
