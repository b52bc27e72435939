"""What the three boosting families share: how many rounds, found on rows set aside, and then a fit on all rows."""

from __future__ import annotations

import math
import time
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.models._estimator import FoldEstimator, Matrix, inner_split

# Fewer rows than this: a part to stop by would be too small to judge and too large to spare.
_FEWEST_ROWS_TO_STOP = 200
_MOST_STOPPING_ROWS = 5_000
_MOST_ROUNDS = 1_500
# The second fit, on all rows, takes as long again and lowers errors by up to 2 %, on small tables above all.
_MOST_ROWS_TO_FIT_AGAIN = 20_000


@dataclass(frozen=True)
class Stopping:
    """Rows that are not fitted on, and after how many rounds without gain on them boosting ends."""

    X: Matrix
    y: npt.NDArray[Any]
    patience: int


@dataclass(frozen=True)
class Clock:
    """Until when boosting may go on, by ``time.monotonic``; None: no clock is read."""

    until: float | None

    def is_up(self) -> bool:
        return self.until is not None and time.monotonic() >= self.until


class BoostingEstimator(FoldEstimator):
    """Boosts with early stopping on an inner part of the training rows; the fold's valid rows are never looked at.

    ``most_steps``: learning rate times rounds after which boosting ends in any case.
    """

    most_steps: ClassVar[float] = 30.0

    @abstractmethod
    def _boost(
        self, X: Matrix, y: npt.NDArray[Any], classes: int, rounds: int, stopping: Stopping | None, clock: Clock
    ) -> tuple[Any, int]:
        """The library's model, cut off at the best round where ``stopping`` is given, and how many rounds it has.

        Ends with the rounds that it has when the clock is up.
        """

    @abstractmethod
    def _take(self, model: Any) -> None:
        """Keep the fitted model."""

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        rate, seconds = self.params["learning_rate"], self.context.seconds
        started = time.monotonic() if seconds is not None else 0.0
        clock = Clock(None if seconds is None else started + seconds)
        if len(y) < _FEWEST_ROWS_TO_STOP:
            # About where boosting usually stops.
            self._take(self._boost(X, y, classes, math.ceil(self.most_steps / 6.0 / rate), None, clock)[0])
            return
        share = min(0.2 if len(y) < 2_000 else 0.1, _MOST_STOPPING_ROWS / len(y))
        fitted, stopping = inner_split(y, classes, share, self.context.seed)
        patience = int(np.clip(math.ceil(2.0 / rate), 20, 100))
        rounds = min(_MOST_ROUNDS, math.ceil(self.most_steps / rate))
        stop = Stopping(X[stopping], y[stopping], patience)
        model, best = self._boost(X[fitted], y[fitted], classes, rounds, stop, clock)
        if len(y) <= _MOST_ROWS_TO_FIT_AGAIN and (clock.until is None or _is_half_left(started, clock.until)):
            # More rows bear more rounds.
            model, _ = self._boost(X, y, classes, math.ceil(best * len(y) / len(fitted)), None, Clock(None))
        self._take(model)


def _is_half_left(started: float, until: float) -> bool:
    now = time.monotonic()
    return now - started < until - now
