"""Finds columns that know the target: each alone, cross-fitted on a sample, predicts it almost perfectly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types

Codes = npt.NDArray[np.intp]
Float64s = npt.NDArray[np.float64]

_SAMPLE: Final = 5_000
_RARE_CLASS: Final = 1_500  # rows of the rarer class that the sample holds where there are so many
_FOLDS: Final = 3
_BINS, _ROWS_A_BIN = 128, 8
# Fewer rows cannot tell a leak from chance.
_FEWEST_ROWS: Final = 40
_FEWEST_MARKED, _FEWEST_OF_A_CLASS = 20, 5
# A column is judged where it is filled, if that is in at least so many of the rows.
_FILLED: Final = 0.3
# A level's own statistics count as much as so many rows of the whole.
_PRIOR_ROWS: Final = 0.5


class Ability(StrEnum):
    """What a suspect was seen to do, each measured on rows that its statistics did not see."""

    ORDERS = "orders"  # area under the ROC curve, two classes
    NAMES = "names"  # share of rows right beyond guessing (Cohen's kappa), several classes
    FOLLOWS = "follows"  # share of the variance of the target's ranks
    ONLY_WHEN = (
        "only-when"  # share of positives among the rows in which the column is filled, or is not its usual value
    )


# From these on a column is suspected. On thirteen public data sets the best honest column reaches 0.83 (ORDERS), 0.49
# (NAMES) and 0.87 (FOLLOWS); a copy of the target with an error in each hundred rows reaches 0.99.
THRESHOLDS: Final = {Ability.ORDERS: 0.98, Ability.NAMES: 0.97, Ability.FOLLOWS: 0.985, Ability.ONLY_WHEN: 0.99}
_RANKS_AGREE: Final = 0.9
_COVERED: Final = 0.5  # share of positives that ONLY_WHEN must explain


@dataclass(frozen=True)
class Suspect:
    """A column, and the value of what it is able to do."""

    column: str
    ability: Ability
    value: float


def suspects(
    frame: pd.DataFrame, columns: Iterable[str], target: pd.Series[Any], regression: bool
) -> tuple[Suspect, ...]:
    """The columns that alone predict ``target`` (no missing cells) too well to be true.

    Categories are judged by the target's mean in each, numbers by that in up to 128 intervals of equal rows; a
    missing cell is a category too. Three-fold cross-fitting keeps a column of many different values from knowing a row
    by itself.

    >>> truth = pd.Series([0, 1] * 50)
    >>> suspects(pd.DataFrame({"paid_back": 1 - truth, "age": range(100)}), ["paid_back", "age"], truth, False)
    (Suspect(column='paid_back', ability=<Ability.ORDERS: 'orders'>, value=1.0),)
    """
    y: npt.NDArray[Any] = target.to_numpy(dtype=np.float64) if regression else pd.factorize(target, sort=True)[0]
    if len(y) < _FEWEST_ROWS or len(np.unique(y)) < 2:
        return ()
    rows = _sample(y, regression)
    y = y[rows]
    folds = np.random.default_rng(0).permutation(len(y)) % _FOLDS
    found = []
    for name in columns:
        cells = frame[name].iloc[rows]
        suspect = _suspect(name, cells, y, folds, regression)
        if suspect is not None:
            found.append(suspect)
    return tuple(found)


def _sample(y: npt.NDArray[Any], regression: bool) -> Codes:
    """Positions of the rows that are judged: all of few; else a part in which no class of two is too rare to judge."""
    rng = np.random.default_rng(0)
    order = rng.permutation(len(y))
    if len(y) <= _SAMPLE:
        return order
    if regression or y.max() > 1:
        return order[:_SAMPLE]
    rare = order[y[order] == np.bincount(y).argmin()][:_RARE_CLASS]
    common = order[y[order] == np.bincount(y).argmax()][: _SAMPLE - len(rare)]
    return rng.permutation(np.concatenate([rare, common]))


def _suspect(name: str, cells: pd.Series[Any], y: npt.NDArray[Any], folds: Codes, regression: bool) -> Suspect | None:
    judged = _judged(cells)
    codes = _codes(cells)
    if regression:
        ranks = _ranks(y)
        predicted = _cross_fitted(codes, ranks[:, None], folds)[:, 0]
        value = max(_explained(ranks[judged], predicted[judged]), _monotone(cells[judged], y[judged]))
        return _above(name, Ability.FOLLOWS, value)
    classes = np.eye(int(y.max()) + 1)[y]
    shares = _cross_fitted(codes, classes, folds)
    if classes.shape[1] > 2:
        return _above(name, Ability.NAMES, _kappa(y[judged], shares[judged].argmax(axis=1)))
    return _above(name, Ability.ORDERS, _area(y[judged], shares[judged, 1])) or _only_when(name, cells, y)


def _judged(cells: pd.Series[Any]) -> npt.NDArray[np.bool_]:
    """Rows that have a value, where those are enough: what is seldom filled in may be a leak where it is."""
    present: npt.NDArray[np.bool_] = cells.notna().to_numpy(dtype=bool)
    enough = present.sum() >= max(_FEWEST_ROWS, _FILLED * len(present))
    return present if enough else np.ones(len(present), dtype=bool)


def _above(name: str, ability: Ability, value: float) -> Suspect | None:
    return Suspect(name, ability, value) if value >= THRESHOLDS[ability] else None


def _codes(cells: pd.Series[Any]) -> Codes:
    """Each cell's level: its value, or the interval of a number that it lies in; missing is a level."""
    if types.is_datetime64_any_dtype(cells.dtype):
        cells = pd.Series(cells.to_numpy().astype(np.int64), index=cells.index).where(cells.notna())
    if not types.is_numeric_dtype(cells.dtype) or types.is_bool_dtype(cells.dtype):
        return np.asarray(pd.factorize(cells, use_na_sentinel=False)[0])
    values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    present = values[~np.isnan(values)]
    bins = max(2, min(_BINS, len(values) // _ROWS_A_BIN))
    edges = np.unique(present)
    if len(edges) > bins:
        edges = np.unique(np.quantile(present, np.linspace(0, 1, bins + 1)[1:-1]))
    codes = np.searchsorted(edges, values, side="right")
    return np.where(np.isnan(values), len(edges) + 1, codes)


def _cross_fitted(codes: Codes, outcomes: Float64s, folds: Codes) -> Float64s:
    """(rows, outcomes): the mean outcome of each row's level in the folds that the row is not in."""
    result = np.empty(outcomes.shape)
    levels = int(codes.max()) + 1
    for fold in range(_FOLDS):
        seen, judged = folds != fold, folds == fold
        rows = np.bincount(codes[seen], minlength=levels)
        prior = outcomes[seen].mean(axis=0)
        for position in range(outcomes.shape[1]):
            sums = np.bincount(codes[seen], weights=outcomes[seen, position], minlength=levels)
            means = (sums + _PRIOR_ROWS * prior[position]) / (rows + _PRIOR_ROWS)
            result[judged, position] = means[codes[judged]]
    return result


def _ranks(values: npt.NDArray[Any]) -> Float64s:
    """From 1 on, equal values sharing their mean rank. By pandas: scipy's takes half a second to import."""
    return np.asarray(pd.Series(values).rank(), dtype=np.float64)


def _area(y: npt.NDArray[Any], score: Float64s) -> float:
    """Area under the ROC curve, by the rank sum."""
    ranks, positives = _ranks(score), int((y == 1).sum())
    pairs = positives * (len(y) - positives)
    if min(positives, len(y) - positives) < _FEWEST_OF_A_CLASS:
        return 0.5
    return float((ranks[y == 1].sum() - positives * (positives + 1) / 2) / pairs)


def _kappa(y: npt.NDArray[Any], chosen: Codes) -> float:
    """Cohen's kappa: the share of agreement beyond that of chance."""
    classes = max(int(y.max()), int(chosen.max())) + 1
    shares, guesses = np.bincount(y, minlength=classes) / len(y), np.bincount(chosen, minlength=classes) / len(y)
    chance = float(shares @ guesses)
    return float(((y == chosen).mean() - chance) / (1 - chance)) if chance < 1 else 0.0


def _explained(ranks: Float64s, predicted: Float64s) -> float:
    return float(1 - ((ranks - predicted) ** 2).mean() / ranks.var()) if ranks.var() > 0 else 0.0


def _monotone(cells: pd.Series[Any], y: Float64s) -> float:
    """Squared correlation with a number without gaps, of ranks or, where ranks agree too, of values.

    In few rows intervals are too wide to see a near copy; among many equal values ranks are blurred by a little noise;
    and of values alone one extreme row can make a correlation.
    """
    if not types.is_numeric_dtype(cells.dtype) or types.is_bool_dtype(cells.dtype) or cells.isna().any():
        return 0.0
    values = cells.to_numpy(dtype=np.float64)
    if values.std() == 0 or y.std() == 0:
        return 0.0
    by_rank = float(np.corrcoef(_ranks(values), _ranks(y))[0, 1] ** 2)
    return max(by_rank, float(np.corrcoef(values, y)[0, 1] ** 2)) if by_rank >= _RANKS_AGREE else by_rank


def _only_when(name: str, cells: pd.Series[Any], y: npt.NDArray[Any]) -> Suspect | None:
    """A column that is filled, or not zero, for the rarer class alone: written down after the outcome was known."""
    rare = y == np.bincount(y).argmin()
    usual = cells.mode(dropna=True)
    marks = [cells.notna().to_numpy(dtype=bool)]
    if len(usual):
        marks.append(marks[0] & (cells != usual.iloc[0]).fillna(True).to_numpy(dtype=bool))
    for mark in marks:
        hits = int((mark & rare).sum())
        if mark.sum() >= _FEWEST_MARKED and hits >= _COVERED * rare.sum() and not mark.all():
            suspect = _above(name, Ability.ONLY_WHEN, hits / int(mark.sum()))
            if suspect is not None:
                return suspect
    return None
