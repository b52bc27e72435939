"""The race: stop what would add nothing to the blend of the best so far."""

from __future__ import annotations

import math

import numpy as np

from autoglm_core.contracts import History, Pruner, Trial


class RacingPruner(Pruner):
    """Ends an attempt early once it adds nothing to the combination of the best models so far.

    After each fold the newcomer is mixed into the blend of the best finished trials, on the rows of the folds that it
    has: it goes on while some mixture is better than the blend alone. A model that is worse by itself but errs
    otherwise stays, another like the ones that are there goes. Racing over folds is by Maron and Moore (Hoeffding
    races, 1994); judging by what is added to an ensemble follows Caruana et al. (Ensemble selection, 2004).
    """

    name = "racing"
    stops_fits = True

    def keep(self, history: History, partial: Trial) -> bool:  # noqa: ARG002 -- all that counts is in the gain
        if math.isnan(float(np.mean(partial.fold_scores))):
            return False
        return partial.gain is None or partial.gain > 0.0
