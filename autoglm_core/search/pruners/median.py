"""The median rule: stop what clearly does worse than half of the others did at the same point."""

from __future__ import annotations

import math

import numpy as np

from autoglm_core.contracts import History, Pruner, Trial

# The first trials are the families' own defaults: all of them are wanted, as yardsticks and for the ensemble.
_FINISHED_BEFORE = 5
# How far below the median is still kept, as a share of the distance between the quartiles: near-winners feed the
# ensemble.
_MARGIN = 0.25


class MedianPruner(Pruner):
    """Ends an attempt early once it does clearly worse than half of the others did at that point.

    The mean over the folds so far is compared with the finished trials' means over as many folds, as in Google Vizier
    (Golovin et al. 2017). Kept is what is above the median, or below it by at most a quarter of the distance between
    the quartiles; and everything until five trials have finished.
    """

    name = "median"

    def keep(self, history: History, partial: Trial) -> bool:
        folds = len(partial.fold_scores)
        mean = float(np.mean(partial.fold_scores))
        if math.isnan(mean):
            return False
        others = [np.mean(t.fold_scores[:folds]) for t in history.finished() if len(t.fold_scores) >= folds]
        others = [other for other in others if math.isfinite(other)]
        if len(others) < _FINISHED_BEFORE:
            return True
        lower, median, upper = np.quantile(others, [0.25, 0.5, 0.75])
        return bool(mean >= median - _MARGIN * (upper - lower))
