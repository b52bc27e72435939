"""Asynchronous successive halving: at 1, 2, 4, ... folds the better half goes on."""

from __future__ import annotations

import math

import numpy as np

from autoglm_core.contracts import History, Pruner, Trial

# The share that goes on is one in so many, and each rung has so many times the folds of the one before. Li et al. take
# 4, for resources that differ a hundredfold; folds differ fivefold.
_REDUCTION = 2
# The first trials are the families' own defaults: all of them are wanted, as yardsticks and for the ensemble.
_REACHED_BEFORE = 5


class HalvingPruner(Pruner):
    """Lets the better half of the attempts go on after one, two and four tests (Li et al. 2020).

    Asynchronous successive halving with folds as the resource: at each rung the mean over the folds so far is ranked
    among all trials that came as far, those that were stopped there included; nobody waits for a rung to fill. Between
    the rungs, and until five trials have reached one, everything is kept.
    """

    name = "halving"

    def keep(self, history: History, partial: Trial) -> bool:
        folds = len(partial.fold_scores)
        mean = float(np.mean(partial.fold_scores))
        if math.isnan(mean):
            return False
        if not _is_rung(folds):
            return True
        reached = [float(np.mean(t.fold_scores[:folds])) for t in history.trials if len(t.fold_scores) >= folds]
        reached = [other for other in reached if math.isfinite(other)]
        if len(reached) < _REACHED_BEFORE:
            return True
        going_on = math.ceil((len(reached) + 1) / _REDUCTION)
        return sum(other > mean for other in reached) < going_on


def _is_rung(folds: int) -> bool:
    while folds % _REDUCTION == 0:
        folds //= _REDUCTION
    return folds == 1
