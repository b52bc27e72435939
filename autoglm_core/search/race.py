"""The race: what an unfinished trial would add to the blend of the best finished ones, on the folds it has so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autoglm_core.contracts import Metric
from autoglm_core.ensemble import greedy
from autoglm_core.registry import plugin
from autoglm_core.result import Floats
from autoglm_core.search.trials import FoldsDone
from autoglm_core.search.work import WorkFolder

# Shares of the blend that the newcomer is tried with: little for one that errs otherwise, much for a better one.
_SHARES = (0.15, 0.4, 1.0)


class Race:
    """Holds the blend that would be shipped now: ``weights`` of ``numbers``, chosen out of fold."""

    def __init__(self, work: WorkFolder, metric: Metric, ensemble_size: int) -> None:
        self._work, self._metric, self._size = work, metric, ensemble_size
        self._known: tuple[int, ...] = ()
        self._blend: Floats | None = None
        self.numbers: tuple[int, ...] = ()
        self.weights: tuple[float, ...] = ()

    def update(self, finished: Sequence[FoldsDone]) -> bool:
        """Choose the blend anew from ``finished``; whether it is another one than before."""
        known = tuple(trial.number for trial in finished)
        if known == self._known or not finished:
            return False
        self._known = known
        predictions = [self._work.out_of_fold(trial.number, trial.folds) for trial in finished]
        weights = greedy.select(predictions, self._work.y, self._metric, self._size)
        chosen = [position for position, weight in enumerate(weights) if weight > 0]
        self._blend = np.sum([weights[position] * predictions[position] for position in chosen], axis=0)
        before = self.numbers, self.weights
        self.numbers = tuple(known[position] for position in chosen)
        self.weights = tuple(float(weights[position]) for position in chosen)
        return (self.numbers, self.weights) != before

    def score(self) -> float:
        """Of the blend, over the rows that have a prediction, in the metric's natural direction."""
        assert self._blend is not None
        rows = rows_predicted(self._blend)
        return self._metric.score(self._work.y[rows], self._blend[rows])

    def gain(self, number: int, folds: Sequence[int]) -> float | None:
        """By how much the blend gets better with trial ``number`` in it, on ``folds``; None where there is no blend.

        In units of what the blend itself gains over guessing on these rows: 0.01 is a hundredth of that.
        """
        if self._blend is None:
            return None
        rows = np.concatenate([self._work.folds[fold][1] for fold in folds])
        y, blend = self._work.y[rows], self._blend[rows]
        newcomer = self._work.out_of_fold(number, tuple(folds))[rows]
        now = self._metric.utility(y, blend)
        best = max(self._metric.utility(y, (1 - share) * blend + share * newcomer) for share in _SHARES)
        guess = plugin("tasks", self._work.task).baseline(y, len(y), self._work.classes)
        reach = now - self._metric.utility(y, guess)
        return float((best - now) / max(abs(reach), 1e-12))


def rows_predicted(predictions: Floats) -> Any:
    """The positions of the rows that have a prediction."""
    column = predictions if predictions.ndim == 1 else predictions[:, 0]
    return np.flatnonzero(~np.isnan(column))
