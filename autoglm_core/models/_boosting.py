"""What the three boosting families share: how many rounds, and when to stop."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.models._estimator import Matrix, inner_split

# Fewer rows than this: a part to stop by would be too small to judge and too large to spare.
_FEWEST_ROWS_TO_STOP = 200
_MOST_STOPPING_ROWS = 5_000
_MOST_ROUNDS = 1_500


@dataclass(frozen=True)
class StoppingPlan:
    """Rows to fit on, rows to stop by (None: run all rounds), the most rounds, and how many without gain end it."""

    X: Matrix
    y: npt.NDArray[Any]
    X_stop: Matrix | None
    y_stop: npt.NDArray[Any] | None
    rounds: int
    patience: int


def stopping_plan(X: Matrix, y: npt.NDArray[Any], classes: int, learning_rate: float, seed: int) -> StoppingPlan:
    """Few rows: so many rounds that their steps add up to about 5. Else up to 30, stopped by a fifth of the rows."""
    if len(y) < _FEWEST_ROWS_TO_STOP:
        return StoppingPlan(X, y, None, None, math.ceil(5.0 / learning_rate), 0)
    share = min(0.2 if len(y) < 2_000 else 0.1, _MOST_STOPPING_ROWS / len(y))
    fitted, stopping = inner_split(y, classes, share, seed)
    rounds = min(_MOST_ROUNDS, math.ceil(30.0 / learning_rate))
    patience = int(np.clip(math.ceil(2.0 / learning_rate), 20, 100))
    return StoppingPlan(X[fitted], y[fitted], X[stopping], y[stopping], rounds, patience)
