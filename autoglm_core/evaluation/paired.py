"""Whether two models really differ: the difference of their scores on the same rows, with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from autoglm_core.contracts import Metric
from autoglm_core.evaluation import intervals
from autoglm_core.result import Floats, Ints, Judged

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Difference:
    """By how much the first is better than the second, in the metric's unit (below zero: worse), 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def tied(self) -> bool:
        """Whether the interval holds zero: these rows cannot tell which is better."""
        return self.low <= 0.0 <= self.high


def difference(
    metric: Metric, y: Array, first: Floats, second: Floats, seed: int, units: Ints | None = None
) -> Difference:
    """Paired bootstrap: both are scored on the same drawn rows, so that what is hard for both cancels.

    y: (rows,); first, second: (rows, classes) probabilities or (rows,) values; units: as in ``intervals.interval``.
    Efron and Tibshirani, An Introduction to the Bootstrap, 1993; for comparing two systems on one set of cases Koehn,
    Statistical significance tests for machine translation evaluation, 2004. Deterministic in ``seed``.

    >>> from autoglm_core.registry import plugin
    >>> rmse = plugin("tasks", "regression").metrics[0]
    >>> y = np.arange(200.0)
    >>> difference(rmse, y, y + 1.0, y + 3.0, seed=1)
    Difference(value=2.0, low=2.0, high=2.0)
    """
    sign = 1.0 if metric.greater_is_better else -1.0
    value = sign * (metric.score(y, first) - metric.score(y, second))
    drawn = [intervals.resampled(metric, Judged(y, each, np.arange(len(y))), seed, units) for each in (first, second)]
    apart = sign * (drawn[0].scores - drawn[1].scores)
    apart = apart[~np.isnan(apart)]
    if not len(apart):
        return Difference(value, math.nan, math.nan)
    centre = sign * (drawn[0].centre - drawn[1].centre)
    tail = (1 - intervals.LEVEL) / 2
    low, high = (value + (end - centre) * drawn[0].shrink for end in np.quantile(apart, [tail, 1 - tail]))
    return Difference(value, float(low), float(high))


def of_folds(apart: Difference) -> Difference:
    """The difference of two out-of-fold scores, from one that takes its rows for fresh ones: see intervals.of_folds."""
    low, high = (apart.value + intervals.OF_FOLDS * (end - apart.value) for end in (apart.low, apart.high))
    return Difference(apart.value, low, high)


def difference_of_folds(metric: Metric, first: Sequence[float], second: Sequence[float]) -> Difference:
    """The same from the scores on each fold alone, where the predictions were not kept.

    The corrected resampled t-test: folds share training rows, so that their scores vary together and the plain t-test
    finds differences where there are none (Nadeau and Bengio, Inference for the generalization error, 2003).

    >>> from autoglm_core.registry import plugin
    >>> rmse = plugin("tasks", "regression").metrics[0]
    >>> difference_of_folds(rmse, [1.0, 1.2, 1.1], [1.1, 1.1, 1.2]).tied
    True
    """
    sign = 1.0 if metric.greater_is_better else -1.0
    apart = sign * (np.asarray(first) - np.asarray(second))
    folds = len(apart)
    value = float(apart.mean())
    if folds < 2:
        return Difference(value, -math.inf, math.inf)
    spread = math.sqrt((1 / folds + 1 / (folds - 1)) * float(apart.var(ddof=1)))
    reach = float(stats.t.ppf((1 + intervals.LEVEL) / 2, folds - 1)) * spread
    return Difference(value, value - reach, value + reach)
