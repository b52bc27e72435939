"""How sure the blended probabilities should be: one number that sharpens or softens them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from autoglm_core.contracts import Metric
from autoglm_core.result import Floats, Ints

# Four times as sure, or a quarter: beyond, it is no matter of calibration.
_BOUNDS = np.log(0.25), np.log(4.0)
_LEAST = 1e-12
_MOST_ROWS = 20_000
# Fewer rows say too little about it.
_FEWEST_ROWS = 100


def tempered(probability: Floats, temperature: float) -> npt.NDArray[np.float64]:
    """(rows, classes) probabilities raised to 1/temperature, each row summing to 1: above 1 is less sure, below surer.

    >>> tempered(np.array([[0.8, 0.2]]), 1.0).round(2).tolist()
    [[0.8, 0.2]]
    >>> tempered(np.array([[0.8, 0.2]]), 0.5).round(2).tolist()
    [[0.94, 0.06]]
    """
    logs = np.log(np.maximum(np.asarray(probability, dtype=np.float64), _LEAST)) / temperature
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def best_temperature(probability: Floats, y: npt.NDArray[Any]) -> float:
    """The temperature at which the mean logarithmic loss on rows with classes ``y`` is least.

    Source: Guo, Pleiss, Sun, Weinberger: On calibration of modern neural networks, ICML 2017.
    """
    if len(y) > _MOST_ROWS:
        rows = np.linspace(0, len(y) - 1, _MOST_ROWS).round().astype(np.intp)
        probability, y = probability[rows], y[rows]

    def loss(log_temperature: float) -> float:
        chosen = tempered(probability, float(np.exp(log_temperature)))[np.arange(len(y)), y]
        return float(-np.log(np.maximum(chosen, _LEAST)).mean())

    found = minimize_scalar(loss, bounds=_BOUNDS, method="bounded", options={"xatol": 1e-3})
    return float(np.exp(found.x))


def if_it_pays(probability: Floats, y: npt.NDArray[Any], folds: Sequence[Ints], metric: Metric) -> float:
    """``best_temperature`` where the metric reads how sure a prediction is and gets better by it, else 1.

    Whether it does is judged fold by fold with the temperature of the other folds; ``folds`` are positions in the rows.
    """
    if not metric.proper or len(y) < _FEWEST_ROWS or len(folds) < 2:
        return 1.0
    judged = np.full(probability.shape, np.nan)
    for number, fold in enumerate(folds):
        others = np.concatenate([rows for other, rows in enumerate(folds) if other != number])
        judged[fold] = tempered(probability[fold], best_temperature(probability[others], y[others]))
    rows = np.concatenate(folds)
    if metric.utility(y[rows], judged[rows]) <= metric.utility(y[rows], probability[rows]):
        return 1.0
    return best_temperature(probability[rows], y[rows])
