"""The budget of a run: seconds since its start without the time it was paused, or a number of trials."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from autoglm_core.spec import Budget

# Kept back for combining, judging, explaining and saving once the search ends: this share, within these bounds.
_CLOSING_SHARE, _CLOSING_LEAST, _CLOSING_MOST = 0.065, 2.5, 20.0
# On few rows the search soon fits the noise of its own folds (Cawley & Talbot 2010): so many trials and no more.
_TRIALS_BASE, _ROWS_PER_TRIAL = 10, 5


@dataclass
class Stopwatch:
    """Seconds that count against the budget."""

    started: float = field(default_factory=time.monotonic)
    _paused_at: float | None = None

    def elapsed(self) -> float:
        now = time.monotonic() if self._paused_at is None else self._paused_at
        return now - self.started

    def pause(self) -> None:
        if self._paused_at is None:
            self._paused_at = time.monotonic()

    def go_on(self) -> None:
        if self._paused_at is not None:
            self.started += time.monotonic() - self._paused_at
            self._paused_at = None


@dataclass(frozen=True)
class SearchLimits:
    """When the search ends: after ``seconds`` of the stopwatch (None: no clock is read) or ``trials``."""

    seconds: float | None
    trials: int

    @classmethod
    def of(cls, budget: Budget, *, rows: int, starts: int) -> SearchLimits:
        """``starts``: how many configurations the search begins with; they are always tried.

        >>> SearchLimits.of(Budget(seconds=60), rows=3, starts=2)
        SearchLimits(seconds=56.1, trials=10)
        >>> SearchLimits.of(Budget(trials=7), rows=1000, starts=2)
        SearchLimits(seconds=None, trials=7)
        """
        if budget.trials is not None:
            return cls(None, budget.trials)
        assert budget.seconds is not None
        closing = min(max(budget.seconds * _CLOSING_SHARE, _CLOSING_LEAST), _CLOSING_MOST)
        return cls(
            max(budget.seconds - closing, budget.seconds / 2), max(starts, _TRIALS_BASE + rows // _ROWS_PER_TRIAL)
        )
