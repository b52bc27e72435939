"""The 95 % interval of a score, by drawing the judged rows again and again."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from autoglm_core.contracts import Metric
from autoglm_core.result import Floats, Ints, Judged, Score

LEVEL = 0.95
_RESAMPLES = 1_000
_FEWEST_RESAMPLES = 200
_MOST_ROWS = 5_000
_CELLS_AT_ONCE = 200_000  # what a processor keeps close at hand
_SMALL = 50
_RULE_OF_THREE = 3.0
OF_FOLDS = 1.3  # see ``of_folds``

Array = npt.NDArray[Any]


@runtime_checkable
class Resampling(Protocol):
    """A metric's function that scores many resamples at once and knows its range and what it rests on."""

    best: float
    worst: float

    def resampled(self, y: Array, prediction: Array, counts: Floats) -> Floats: ...

    def evidence(self, y: Array, prediction: Array) -> int: ...


def interval(metric: Metric, judged: Judged, seed: int, units: Ints | None = None) -> tuple[float, float]:
    """The 95 % interval of ``metric`` on the rows of ``judged``, in the metric's unit and natural direction.

    Percentile bootstrap over rows, 1,000 resamples (Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
    Class shares vary between resamples as they would between tables: with fixed shares the intervals of accuracy, log
    loss and Brier score were found to cover the truth far too seldom where a class is rare. Beyond 5,000 rows a part
    of the rows is resampled and the spread scaled by the root of that share (Bickel, Götze and van Zwet 1997). Few
    rows, or few of the class that matters, can all happen to be right; then the interval reaches at least as far as
    the rule of three allows (Hanley and Lippman-Hand 1983).
    ``units``: (rows,) where rows belong together (a group, a stretch of time), rows of equal number are drawn together:
    drawn one by one, rows that say much the same would count as independent (Davison and Hinkley, Bootstrap Methods and
    their Application, 1997, ch. 3.8).
    Deterministic in ``seed``; (nan, nan) where the metric cannot be told on these rows.

    >>> from autoglm_core.registry import plugin
    >>> accuracy = next(metric for metric in plugin("tasks", "binary").metrics if metric.name == "accuracy")
    >>> y = np.repeat([0, 1], 50)
    >>> judged = Judged(y, np.column_stack([1 - y, y]).astype(float), np.arange(100), labels=y)
    >>> interval(accuracy, judged, seed=1)
    (0.97, 1.0)
    """
    read = _read_by(metric, judged)
    y = judged.y
    value = float(metric.function(y, read))
    if math.isnan(value):
        return math.nan, math.nan
    drawn = resampled(metric, judged, seed, units)
    scores = drawn.scores[~np.isnan(drawn.scores)]
    if not len(scores):
        return math.nan, math.nan
    low, high = np.quantile(scores, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    low, high = (value + (end - drawn.centre) * drawn.shrink for end in (low, high))
    low, high = min(float(low), value), max(float(high), value)
    if isinstance(metric.function, Resampling):
        low, high = _widened(metric, judged, read, value, low, high, _drawn_apart(y, _numbered(units)))
    return low, high


@dataclass(frozen=True)
class Resampled:
    """scores: one a resample, NaN where it tells nothing; centre: of the rows that were drawn from; shrink: what the
    distance from it is multiplied by, as only a part of many rows is drawn from."""

    scores: Floats
    centre: float
    shrink: float


def resampled(metric: Metric, judged: Judged, seed: int, units: Ints | None = None) -> Resampled:
    """The scores of resamples of ``judged``; of other predictions for the same rows the same resamples are drawn."""
    read, y = _read_by(metric, judged), judged.y
    rng = np.random.default_rng([seed, 2])
    together = _numbered(units)
    part = _part(judged, rng, together)
    of_row = None if together is None else _numbered(together[part])
    scores = _resampled(metric, y[part], read[part], rng, of_row, classes=judged.prediction.ndim == 2)
    shrink = math.sqrt(_drawn_apart(part, of_row) / _drawn_apart(y, together))
    return Resampled(scores, float(metric.function(y[part], read[part])), shrink)


def of_folds(metric: Metric, value: float, low: float, high: float) -> tuple[float, float]:
    """The interval of an out-of-fold score, from one that takes its rows for fresh ones; inside the metric's range.

    The rows that judge have trained the models that judge the other folds, so that the score varies by more than so
    many fresh rows would, and the intervals are known to cover too seldom (Bates, Hastie and Tibshirani,
    Cross-validation: what does it estimate and how well does it do it, Journal of the American Statistical
    Association 119, 2024). Their remedy, cross-validation inside each fold, costs many times the search. Here each
    side is made longer by what trained and simulated tables show (benchmarks/coverage.py): with the plain interval 84 %
    of the truths were held, with this one 93 %; on a hold-out the plain one suffices.

    >>> from autoglm_core.registry import plugin
    >>> auc = next(metric for metric in plugin("tasks", "binary").metrics if metric.name == "roc_auc")
    >>> [round(end, 3) for end in of_folds(auc, 0.8, 0.75, 0.84)]
    [0.735, 0.852]
    """
    if math.isnan(low) or math.isnan(high):
        return low, high
    worst, best = getattr(metric.function, "worst", -math.inf), getattr(metric.function, "best", math.inf)
    least, most = min(worst, best), max(worst, best)
    return max(least, value - OF_FOLDS * (value - low)), min(most, value + OF_FOLDS * (high - value))


def moved(score: Score, value: float, metric: Metric) -> Score:
    """``score`` with ``value`` for its value and its interval moved along, inside the range of ``metric``."""
    by = value - score.value
    worst, best = getattr(metric.function, "worst", -math.inf), getattr(metric.function, "best", math.inf)
    least, most = min(worst, best), max(worst, best)
    value = min(max(value, least), most)
    low, high = (min(max(end + by, least), most) for end in (score.low, score.high))
    return replace(score, value=value, low=low, high=high)


def share_interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, ``hits`` out of ``of`` (Wilson 1927).

    >>> low, high = share_interval(9, 10)
    >>> round(low, 2), round(high, 2)
    (0.6, 0.98)
    """
    if of == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    share = hits / of
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, centre - reach), min(1.0, centre + reach)


def _read_by(metric: Metric, judged: Judged) -> Array:
    if metric.on != "label":
        return judged.prediction
    if judged.labels is not None:
        return judged.labels
    most_likely: Ints = np.argmax(judged.prediction, axis=1)
    return most_likely


def _numbered(units: Ints | None) -> Ints | None:
    """The unit of each row from 0 on; None where each row is one by itself."""
    if units is None:
        return None
    names, of_row = np.unique(units, return_inverse=True)
    return of_row if len(names) < len(units) else None


def _drawn_apart(rows: Array, units: Ints | None) -> int:
    """The number of units that ``rows`` hold."""
    return len(rows) if units is None else int(units.max()) + 1


def _part(judged: Judged, rng: np.random.Generator, units: Ints | None) -> Ints:
    """Positions of the rows to resample, in the order of the target; of too many an even part, of units whole ones."""
    order = np.lexsort((rng.random(len(judged.y)), judged.y))
    if len(order) <= _MOST_ROWS:
        return order
    if units is not None:
        drawn = rng.permutation(int(units.max()) + 1)
        most = int(np.searchsorted(np.cumsum(np.bincount(units)[drawn]), _MOST_ROWS))
        return order[np.isin(units[order], drawn[: max(2, most)])]
    return order[np.linspace(0, len(order) - 1, _MOST_ROWS).round().astype(np.int64)]


def _resampled(
    metric: Metric, y: Array, read: Array, rng: np.random.Generator, units: Ints | None, *, classes: bool
) -> Floats:
    """The score of each resample; rows are in the order of the target."""
    starts = np.flatnonzero(np.append(True, y[1:] != y[:-1])) if classes else np.array([0])
    if isinstance(metric.function, Resampling):
        columns = read.shape[1] if read.ndim == 2 else 1
        resamples = max(_FEWEST_RESAMPLES, min(_RESAMPLES, 3 * _RESAMPLES // columns))
        chunks = [
            metric.function.resampled(y, read, counts) for counts in _counts(starts, len(y), resamples, rng, units)
        ]
        return np.concatenate(chunks)
    resamples = _RESAMPLES if len(y) <= 2_000 else _FEWEST_RESAMPLES
    drawn = (
        np.repeat(np.arange(len(y)), row.astype(np.int64))
        for c in _counts(starts, len(y), resamples, rng, units)
        for row in c
    )
    return np.array([metric.function(y[rows], read[rows]) for rows in drawn])


def _counts(starts: Ints, rows: int, resamples: int, rng: np.random.Generator, units: Ints | None) -> Iterator[Floats]:
    """How often each row is drawn, (resamples, rows), in chunks that fit in memory.

    ``starts``: where each class begins. Resamples that hold a single class of several tell nothing and are left out.
    """
    at_once = max(1, _CELLS_AT_ONCE // rows)
    apart = rows if units is None else int(units.max()) + 1
    for done in range(0, resamples, at_once):
        many = min(at_once, resamples - done)
        drawn = rng.integers(0, apart, (many, apart)) + (np.arange(many) * apart)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=many * apart).reshape(many, apart).astype(np.float64)
        if units is not None:
            counts = counts[:, units]
        if len(starts) > 1:
            counts = counts[(np.add.reduceat(counts, starts, axis=1) > 0).sum(axis=1) > 1]
        yield counts


@dataclass(frozen=True)
class _Reach:
    """The least distance from the score that an interval has towards the worst and the best."""

    to_worst: float
    to_best: float


def _widened(
    metric: Metric, judged: Judged, read: Array, value: float, low: float, high: float, units: int
) -> tuple[float, float]:
    function = metric.function
    rests_on = min(function.evidence(judged.y, read), units)
    doubt = min(1.0, _RULE_OF_THREE / rests_on) if rests_on else 1.0
    if math.isfinite(function.worst):
        reach = _Reach(abs(function.worst - value) * doubt, abs(function.best - value) * doubt)
    elif len(judged.y) < _SMALL:
        reach = _small_sample_reach(metric, judged, value, doubt)
    else:
        reach = _Reach(0.0, 0.0)
    below, above = (reach.to_worst, reach.to_best) if metric.greater_is_better else (reach.to_best, reach.to_worst)
    return min(low, value - below), max(high, value + above)


def _small_sample_reach(metric: Metric, judged: Judged, value: float, doubt: float) -> _Reach:
    """For losses without an upper end: the spread that a root mean square of so few normal errors has (chi-squared)."""
    rows = len(judged.y)
    smallest, largest = (2 * gammaincinv(rows / 2, tail) for tail in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    loss = abs(metric.function.best - value)
    to_guess = abs(metric.function(judged.y, _guess(judged)) - value)
    to_worst = max(loss * (math.sqrt(rows / smallest) - 1), to_guess * doubt)
    return _Reach(to_worst, loss * (1 - math.sqrt(rows / largest)))


def _guess(judged: Judged) -> Floats:
    """What knows nothing of a row would predict: the mean, or the class shares."""
    if judged.prediction.ndim == 1:
        return np.full(len(judged.y), float(np.mean(judged.y)))
    shares = np.bincount(judged.y.astype(np.int64), minlength=judged.prediction.shape[1]) / len(judged.y)
    return np.tile(shares, (len(judged.y), 1))
