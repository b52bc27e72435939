"""What a fold of each family has taken so far in this run, and which families needed more memory than they may."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from autoglm_core import events as ev

# Of the latest folds of a family: settings differ, so the latest say more than all.
_LATEST = 8


@dataclass
class Costs:
    """Learned from folds as they end; nothing is assumed of a family that has none yet."""

    _seconds: dict[str, list[float]] = field(default_factory=dict)
    _too_large: set[str] = field(default_factory=set)

    def learn(self, family: str, seconds: float) -> None:
        self._seconds.setdefault(family, []).append(seconds)

    def exceeded_memory(self, family: str) -> None:
        """A fold of ``family`` was ended for its memory: another would be as well."""
        self._too_large.add(family)

    def would_exceed_memory(self, family: str) -> bool:
        return family in self._too_large

    def fold_seconds(self, family: str) -> float | None:
        """A usual fold of ``family``; None where none has ended yet.

        >>> costs = Costs()
        >>> costs.learn("linear", 0.2), costs.learn("linear", 0.4)
        (None, None)
        >>> round(costs.fold_seconds("linear"), 2), costs.fold_seconds("catboost")
        (0.3, None)
        """
        latest = self._seconds.get(family, ())[-_LATEST:]
        return float(np.median(latest)) if latest else None

    def usual_fold_seconds(self) -> float:
        """Of any family, the latest folds; infinite while nothing is known."""
        latest = [seconds for family in self._seconds.values() for seconds in family[-_LATEST:]]
        return float(np.median(latest)) if latest else math.inf

    def rebuild(self, past: Iterable[ev.Event]) -> None:
        """From the events of an interrupted run."""
        families: dict[int, str] = {}
        for event in past:
            if isinstance(event, ev.TrialStarted):
                families[event.number] = event.family
            elif isinstance(event, ev.FoldScored):
                self.learn(families[event.number], event.fit_seconds + event.predict_seconds)
