"""Chooses which models are combined, and with which weights, from their out-of-fold predictions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Metric
from autoglm_core.result import Floats

# A blend is scored size x models times: beyond these sizes a sample of rows, and the best models, tell as much.
_MOST_ROWS = 20_000
_MOST_CELLS = 100_000  # rows x classes
_MOST_MODELS = 50
# After so many steps without a better blend none is to be expected.
_PATIENCE = 5
# Below this weight a model costs time and memory and moves nothing.
_LEAST_WEIGHT = 0.03
# What a blend may lose to be quicker, as a share of what it gains over guessing.
_WORTH = 0.003
# Better by less than this is a tie, and of ties the smaller ensemble wins.
_TIE = 1e-9


def select(
    predictions: Sequence[Floats],
    y: npt.NDArray[Any],
    metric: Metric,
    size: int,
    seconds: Sequence[float] | None = None,
) -> npt.NDArray[np.float64]:
    """The weight of each model in the best blend, (models,), sum 1; zero for those that are left out.

    predictions: one array a model, (rows, classes) probabilities or (rows,) values, NaN in rows that the model did not
    judge; y: (rows,). Greedy selection with replacement (Caruana et al., Ensemble selection from libraries of models,
    2004): starting with the best single model, in each of ``size`` steps the model is added with which the blend scores
    best, and the best blend on the way is kept. Only rows that every model judged count. Deterministic.

    ``seconds``: what each model takes to predict. Where given, models are left out again as long as the blend loses
    next to nothing by it, first those that take longest for what they add.

    >>> from autoglm_core.registry import plugin
    >>> rmse = plugin("tasks", "regression").metrics[0]
    >>> y = np.array([1.0, 2.0, 3.0, 4.0])
    >>> select([y + 1, y - 1, y + 9], y, rmse, size=4).tolist()
    [0.5, 0.5, 0.0]
    """
    rows = _rows(predictions, y)
    single = np.array([_utility(metric, y, prediction, rows) for prediction in predictions])
    best = int(np.argmax(single))
    if size == 1 or len(predictions) == 1 or not math.isfinite(single[best]):
        return _only(best, len(predictions))
    candidates = np.argsort(-single, kind="stable")[:_MOST_MODELS]
    candidates = candidates[np.isfinite(single[candidates])]
    stacked = np.stack([predictions[model][rows] for model in candidates]).astype(np.float64)
    steps = _steps(stacked, y[rows], metric, size)
    counts = np.bincount(steps, minlength=len(candidates))
    if seconds is not None:
        counts = _thinned(counts, stacked, y[rows], metric, np.asarray(seconds)[candidates])
    weights = np.zeros(len(predictions))
    weights[candidates] = counts / counts.sum()
    weights[weights < _LEAST_WEIGHT] = 0.0
    total = float(weights.sum())
    return weights / total if total > 0 else _only(best, len(predictions))


def _steps(stacked: Floats, y: npt.NDArray[Any], metric: Metric, size: int) -> list[int]:
    """The models chosen, in order, up to the step at which the blend was best; the first is the best single one."""
    chosen = [0]
    total = stacked[0].copy()
    best_utility, best_length = metric.utility(y, total), 1
    blend = np.empty_like(total)
    while len(chosen) < min(size, best_length + _PATIENCE):
        utilities = np.full(len(stacked), -math.inf)
        for model, prediction in enumerate(stacked):
            np.add(total, prediction, out=blend)
            blend /= len(chosen) + 1
            utility = metric.utility(y, blend)
            utilities[model] = -math.inf if math.isnan(utility) else utility
        model = int(np.argmax(utilities))
        chosen.append(model)
        total += stacked[model]
        if utilities[model] > best_utility + _TIE * max(1.0, abs(best_utility)):
            best_utility, best_length = float(utilities[model]), len(chosen)
    return chosen[:best_length]


def _thinned(
    counts: npt.NDArray[np.intp], stacked: Floats, y: npt.NDArray[Any], metric: Metric, seconds: Floats
) -> npt.NDArray[np.intp]:
    """``counts`` without the models that add less than they cost."""

    def utility(chosen: npt.NDArray[np.intp]) -> float:
        return metric.utility(y, np.tensordot(chosen / chosen.sum(), stacked, axes=1))

    whole = utility(counts)
    tolerance = _WORTH * abs(whole - _guess_utility(y, stacked, metric))
    while np.count_nonzero(counts) > 1:
        best: tuple[float, npt.NDArray[np.intp]] | None = None
        for model in np.flatnonzero(counts):
            without = counts.copy()
            without[model] = 0
            lost = whole - utility(without)
            worth = float(seconds[model] / (max(lost, 0.0) + tolerance))
            if lost <= tolerance and (best is None or worth > best[0]):
                best = worth, without
        if best is None:
            break
        counts = best[1]
    return counts


def _guess_utility(y: npt.NDArray[Any], stacked: Floats, metric: Metric) -> float:
    if stacked.ndim == 2:
        return metric.utility(y, np.full(len(y), float(np.mean(y))))
    return metric.utility(y, np.tile(np.bincount(y, minlength=stacked.shape[2]) / len(y), (len(y), 1)))


def _rows(predictions: Sequence[Floats], y: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Positions of the rows that every model judged, or of an even sample of them over the range of the target."""
    judged = np.ones(len(y), dtype=bool)
    for prediction in predictions:
        judged &= np.isfinite(prediction if prediction.ndim == 1 else prediction[:, 0])
    rows = np.flatnonzero(judged)
    classes = predictions[0].shape[1] if predictions[0].ndim == 2 else 1
    most = min(_MOST_ROWS, max(1_000, _MOST_CELLS // classes))
    if len(rows) <= most:
        return rows
    shuffled = np.random.default_rng(0).permutation(rows)  # so that neighbours in the file are not told by their order
    by_target = shuffled[np.argsort(y[shuffled], kind="stable")]
    return np.sort(by_target[np.linspace(0, len(rows) - 1, most).round().astype(np.intp)])


def _utility(metric: Metric, y: npt.NDArray[Any], prediction: Floats, rows: npt.NDArray[np.intp]) -> float:
    if not len(rows):
        return -math.inf
    utility = metric.utility(y[rows], prediction[rows])
    return -math.inf if math.isnan(utility) else utility


def _only(model: int, models: int) -> npt.NDArray[np.float64]:
    weights = np.zeros(models)
    weights[model] = 1.0
    return weights
