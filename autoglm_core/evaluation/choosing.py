"""By how much a score flatters because the best of many was chosen on the rows that it is measured on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Metric
from autoglm_core.result import Floats, Ints

# Each resample repeats the whole choice. The two scores that are compared differ little, so that few resamples do.
_RESAMPLES = 40
# In each of them the blend is chosen from so many of the trials, those that are best on the resample.
_CANDIDATES = 15
_MOST_ROWS = 2_500
_MOST_CELLS = 6_000  # rows x classes

Array = npt.NDArray[Any]
Choose = Callable[[Sequence[Floats], Array], Array]


@dataclass(frozen=True)
class Choice:
    """What was chosen, and how: enough to choose again on other rows.

    predictions: one array a trial of those that the blend was chosen from, (rows, classes) probabilities or (rows,)
    values; others: the same of trials that took part in the search and fell behind; y: (rows,); weights: (predictions,)
    of the shipped blend; judged: positions of the rows that have a prediction; units: (rows,) rows of equal number
    are drawn together. ``choose`` gives the weights for some trials' predictions and y; trials are compared by
    ``metric``.
    """

    predictions: Sequence[Floats]
    others: Iterable[Floats]
    y: Array
    weights: Sequence[float]
    judged: Ints
    units: Ints
    metric: Metric
    choose: Choose


@dataclass(frozen=True)
class Optimism:
    """By how much scores flatter, zero or more: the blend's by each metric, and the best single trial's."""

    by_metric: Mapping[str, float]
    best_trial: float


def optimism(choice: Choice, metrics: Sequence[Metric], seed: int) -> Optimism:
    """By how much the scores of the shipped blend by ``metrics`` flatter on the rows that it was chosen by.

    Bootstrap bias correction for cross-validation (BBC-CV: Tsamardinos, Greasidou and Borboudakis, Bootstrapping the
    out-of-sample predictions for efficient and accurate cross-validation, Machine Learning 107, 2018): units of rows
    are drawn with replacement, the choice (which trials, and their weights) is repeated on the rows drawn, and judged
    on those that were not. Its authors report the mean of these scores. Here it is told as the difference from what the
    shipped blend scores on the same rows left out: in expectation the same, but the luck of the rows cancels, so that
    few resamples do. Beyond 2,500 rows a sample of the units is resampled: a choice on fewer rows is a worse one, so
    that this errs on the safe side. Deterministic in ``seed``.
    """
    rng = np.random.default_rng([seed, 4])
    rows, units = _sample(choice, rng)
    y = choice.y[rows]
    shipped = _blended(np.stack([prediction[rows] for prediction in choice.predictions]), np.asarray(choice.weights))
    stacked = np.stack([*_read(choice.predictions, rows), *_read(choice.others, rows)])
    counts = _drawn(units, rng)
    singles = _singles(choice.metric, y, stacked, counts)
    best = int(np.argmax(_singles(choice.metric, y, stacked, np.ones((1, len(y)), dtype=np.int64))[0]))
    lost: dict[str, list[float]] = {metric.name: [] for metric in metrics}
    lost_single: list[float] = []
    for drawn, single in zip(counts, singles, strict=True):
        out, inside = np.flatnonzero(drawn == 0), np.repeat(np.arange(len(y)), drawn)
        if not _tells(y[out], stacked) or not _tells(y[inside], stacked):
            continue
        again = _chosen_again(choice, y, stacked, inside, single)
        for metric in metrics:
            before = metric.utility(y[out], shipped[out])
            lost[metric.name].append(before - metric.utility(y[out], again[out]))
        first = choice.metric.utility(y[out], stacked[best][out])
        lost_single.append(first - choice.metric.utility(y[out], stacked[int(np.argmax(single))][out]))
    return Optimism({name: _mean_loss(losses) for name, losses in lost.items()}, _mean_loss(lost_single))


def _read(predictions: Iterable[Floats], rows: Ints) -> list[Floats]:
    """One at a time: all of them whole would fill the memory."""
    return [prediction[rows] for prediction in predictions]


def _sample(choice: Choice, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """The rows that are resampled, and the unit of each, numbered from 0; of too many an even part of the units."""
    units = np.unique(choice.units[choice.judged], return_inverse=True)[1]
    columns = choice.predictions[0].shape[1] if choice.predictions[0].ndim == 2 else 1
    most = min(_MOST_ROWS, max(500, _MOST_CELLS // columns))
    if len(units) <= most:
        return choice.judged, units
    order = rng.permutation(int(units.max()) + 1)
    sizes = np.bincount(units)
    kept = order[: max(2, int(np.searchsorted(np.cumsum(sizes[order]), most)))]
    rows = np.flatnonzero(np.isin(units, kept))
    return choice.judged[rows], np.unique(units[rows], return_inverse=True)[1]


def _drawn(units: Ints, rng: np.random.Generator) -> Ints:
    """How often each row is drawn, (resamples, rows): its unit's count."""
    number = int(units.max()) + 1
    return np.stack([np.bincount(rng.integers(0, number, number), minlength=number)[units] for _ in range(_RESAMPLES)])


def _singles(metric: Metric, y: Array, stacked: Floats, counts: Ints) -> Floats:
    """The utility of each single trial on each resample, (resamples, trials)."""
    sign = 1.0 if metric.greater_is_better else -1.0
    scores = np.empty((len(counts), len(stacked)))
    for trial, prediction in enumerate(stacked):
        read = np.argmax(prediction, axis=1) if metric.on == "label" else prediction
        if hasattr(metric.function, "resampled"):
            scores[:, trial] = metric.function.resampled(y, read, counts.astype(np.float64))
        else:
            scores[:, trial] = [metric.function(np.repeat(y, c), np.repeat(read, c, axis=0)) for c in counts]
    utility = sign * scores
    return np.where(np.isnan(utility), -np.inf, utility)


def _chosen_again(choice: Choice, y: Array, stacked: Floats, rows: Ints, single: Floats) -> Floats:
    """What the blend that would have been chosen on ``rows`` predicts for every row."""
    best = np.argsort(-single, kind="stable")[:_CANDIDATES]
    weights = choice.choose([stacked[trial][rows] for trial in best], y[rows])
    return _blended(stacked[best], np.asarray(weights))


def _blended(stacked: Floats, weights: Array) -> Floats:
    used = np.flatnonzero(weights)
    total: Floats = np.tensordot(weights[used], stacked[used], axes=1)
    return total


def _tells(y: Array, stacked: Floats) -> bool:
    """Whether there is anything to choose or judge by: a row, and of classes more than one."""
    return len(y) > 0 and (stacked.ndim == 2 or len(np.unique(y)) > 1)


def _mean_loss(losses: Sequence[float]) -> float:
    known = [loss for loss in losses if math.isfinite(loss)]
    return max(0.0, float(np.mean(known))) if known else 0.0
