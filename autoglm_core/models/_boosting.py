"""What the three boosting families share: how many rounds, found on rows set aside, and then a fit on all rows."""

from __future__ import annotations

import math
import time
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Curve, FellBehindError
from autoglm_core.models._estimator import FoldEstimator, Matrix, inner_split

# Fewer rows than this: a part to stop by would be too small to judge and too large to spare.
_FEWEST_ROWS_TO_STOP = 200
_MOST_STOPPING_ROWS = 5_000
_MOST_ROUNDS = 1_500
# The second fit, on all rows, takes as long again and lowers errors by up to 2 %, on small tables above all.
_MOST_ROWS_TO_FIT_AGAIN = 20_000
# Steps after which a fit is compared with its rival; at the first one nothing is decided yet.
_CHECKPOINTS = (1.5, 3.0, 6.0, 12.0)
_NEARLY = 0.002


@dataclass(frozen=True)
class Stopping:
    """Rows that are not fitted on, and after how many rounds without gain on them boosting ends."""

    X: Matrix
    y: npt.NDArray[Any]
    patience: int


@dataclass
class Watch:
    """Looks at boosting round by round: whether its time is up, or it has fallen too far behind its rival.

    ``until``: by ``time.monotonic``; None: no clock is read. Steps are rounds times learning rate, so that slow and
    quick learners are compared at the same point.
    """

    until: float | None
    rate: float
    rival: Curve = ()
    curve: list[tuple[float, float]] = field(default_factory=list)
    steps: float = 0.0
    least: float = math.inf
    fell_behind: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether boosting need not be looked at at all."""
        return self.until is None and not math.isfinite(self.rate)

    def ends(self, rounds: int, loss: float | None) -> bool:
        """Whether boosting is to end after ``rounds``; ``loss`` on the rows set aside, None where there are none."""
        if loss is not None:
            self.least = min(self.least, loss)
            self.steps = self.rate * rounds
            if len(self.curve) < len(_CHECKPOINTS) and self.steps >= _CHECKPOINTS[len(self.curve)]:
                self.curve.append((self.steps, self.least))
                self.fell_behind = self._is_behind(len(self.curve) - 1)
        return self.fell_behind or (self.until is not None and time.monotonic() >= self.until)

    def finished(self) -> Curve:
        return (*self.curve, (self.steps, self.least)) if self.curve else ()

    def _is_behind(self, checkpoint: int) -> bool:
        if checkpoint == 0 or checkpoint >= len(self.rival) - 1:
            return False
        there, end = self.rival[checkpoint][1], self.rival[-1][1]
        # Half of what the rival still gained from here on: who is that much behind will hardly catch up.
        return self.least - there > 0.5 * (there - end) + _NEARLY * abs(end)


class BoostingEstimator(FoldEstimator):
    """Boosts with early stopping on an inner part of the training rows; the fold's valid rows are never looked at.

    ``most_steps``: learning rate times rounds after which boosting ends in any case.
    """

    most_steps: ClassVar[float] = 30.0

    @abstractmethod
    def _boost(
        self, X: Matrix, y: npt.NDArray[Any], classes: int, rounds: int, stopping: Stopping | None, watch: Watch
    ) -> tuple[Any, int]:
        """The library's model, cut off at the best round where ``stopping`` is given, and how many rounds it has.

        Ends with the rounds that it has when ``watch`` says so.
        """

    @abstractmethod
    def _take(self, model: Any) -> None:
        """Keep the fitted model."""

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        rate, seconds = self.params["learning_rate"], self.context.seconds
        started = time.monotonic() if seconds is not None else 0.0
        watch = Watch(None if seconds is None else started + seconds, rate, self.context.rival)
        if len(y) < _FEWEST_ROWS_TO_STOP:
            # About where boosting usually stops.
            self._take(self._boost(X, y, classes, math.ceil(self.most_steps / 6.0 / rate), None, watch)[0])
            return
        share = min(0.2 if len(y) < 2_000 else 0.1, _MOST_STOPPING_ROWS / len(y))
        fitted, stopping = inner_split(y, classes, share, self.context.fold_seed)
        patience = int(np.clip(math.ceil(2.0 / rate), 20, 100))
        rounds = min(_MOST_ROUNDS, math.ceil(self.most_steps / rate))
        stop = Stopping(X[stopping], y[stopping], patience)
        model, best = self._boost(X[fitted], y[fitted], classes, rounds, stop, watch)
        if watch.fell_behind:
            raise FellBehindError
        self.curve_ = watch.finished()
        if len(y) <= _MOST_ROWS_TO_FIT_AGAIN and (watch.until is None or _is_half_left(started, watch.until)):
            # More rows bear more rounds.
            again = Watch(None, math.nan)
            model, _ = self._boost(X, y, classes, math.ceil(best * len(y) / len(fitted)), None, again)
        self._take(model)


def _is_half_left(started: float, until: float) -> bool:
    now = time.monotonic()
    return now - started < until - now
