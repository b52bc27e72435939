"""Which fold of which trial is fitted next: of what runs, then of the first configurations, then of the sampler's."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autoglm_core.contracts import Configuration, Curve, History, Metric, Pruner, Sampler, Space
from autoglm_core.result import TrialState
from autoglm_core.search.budget import SearchLimits, Stopwatch
from autoglm_core.search.costs import Costs
from autoglm_core.search.evaluate import FoldRequest
from autoglm_core.search.trials import RACED_FOLDS, Running, Trials

# The share of all slots' seconds that one trial may take: a fold is told its part of it, and ended soon after.
_LONGEST_TRIAL = 0.25
_GRACE, _GRACE_SECONDS = 1.3, 1.0
_LAST_SHARE = 0.8
# A fit is always given so long, however little is left.
_LEAST_SECONDS = 0.1
# Folds shorter than this are given ahead: a slot would else wait for the next as long as it works.
_QUICK_FOLD_SECONDS = 0.5
# A family that has not run yet is begun only while there is more left than this share of the search.
_UNKNOWN_SHARE = 0.2


@dataclass(frozen=True)
class SearchPlan:
    """Everything the search decides by. ``starts`` are tried first, in order; then the sampler takes over."""

    space: Space
    starts: tuple[Configuration, ...]
    sampler: Sampler
    pruner: Pruner
    limits: SearchLimits
    batch: int  # trials that are suggested at once where no clock is read
    folds: int
    seed: int
    metric: Metric
    ensemble_size: int = 20
    patience: int | None = None  # trials after ``starts`` without a better score, after which the search ends


class Schedule:
    """Decides what is fitted next, by the plan, the trials so far, what they cost, and the time that is left."""

    def __init__(self, plan: SearchPlan, trials: Trials, costs: Costs, stopwatch: Stopwatch, slots: int) -> None:
        self._plan, self._trials, self._costs = plan, trials, costs
        self._stopwatch, self._slots = stopwatch, slots
        self.timed = plan.limits.seconds is not None

    def next_fold(self) -> tuple[Running, int] | None:
        """The next fold of the earliest trial that has one to fit now; None where a new trial can begin."""
        for trial in sorted(self._trials.running.values(), key=lambda trial: trial.number):
            fold = trial.next_fold(self._plan.folds)
            if fold is not None:
                return trial, fold
        return None

    def next_trial(self) -> tuple[int, Configuration] | None:
        """The number and configuration of the next trial; None where none is to begin now."""
        number = self._trials.next_number
        if number >= self._plan.limits.trials or self.has_stalled(number):
            return None
        # With a budget in trials the whole batch ends before the next is suggested: otherwise what the sampler
        # knows would depend on which slot was quicker.
        if not self.timed and self._trials.running and number % self._plan.batch == 0:
            return None
        configuration = self._suggest(number)
        return None if configuration is None else (number, configuration)

    def request(self, trial: Running, fold: int) -> FoldRequest:
        """What a slot is told of ``fold``, its limits in seconds included."""
        seconds = self._fold_limit()
        deadline = None
        # One fold that eats the budget is ended. Before there is any score it may go on: better one model than none.
        if seconds is not None and self._trials.has_fold():
            deadline = seconds * _GRACE + _GRACE_SECONDS
        configuration = trial.configuration
        rival: Curve = ()
        if self._plan.pruner.stops_fits:
            rival = self._trials.rival(configuration, fold, self.known(trial.number))
        return FoldRequest(trial.number, fold, configuration.family, configuration.params, seconds, deadline, rival)

    def gives_ahead(self) -> bool:
        """Whether slots are given a fold more than they work on."""
        return self.timed and self._costs.usual_fold_seconds() < _QUICK_FOLD_SECONDS

    def seconds_left(self) -> float:
        return (self._plan.limits.seconds or 0.0) - self._stopwatch.elapsed()

    def has_stalled(self, number: int) -> bool:
        """Whether the last ``patience`` trials brought nothing better, by what may be known at trial ``number``."""
        patience, starts = self._plan.patience, len(self._plan.starts)
        if patience is None or number < starts + patience:
            return False
        history = self.history(number)
        finished = history.finished()
        if not finished:
            return False
        best = max(finished, key=lambda trial: (trial.score or 0.0, -trial.number))
        since = history.trials[max(best.number + 1, starts) :]
        return sum(trial.state is not TrialState.RUNNING for trial in since) >= patience

    def affordable(self) -> frozenset[str]:
        """The families of which a trial can still be ended, judging by the folds that were fitted so far."""
        left = self.seconds_left()
        unknown_too = not self._trials.has_fold() or left > _UNKNOWN_SHARE * (self._plan.limits.seconds or 0.0)
        found: set[str] = set()
        given_up: set[str] = set()
        for family in self._plan.space:
            seconds = self._costs.fold_seconds(family)
            raced = min(RACED_FOLDS, self._plan.folds)
            # The first folds one after the other, the rest side by side.
            trial = 0.0 if seconds is None else seconds * (raced + -(-(self._plan.folds - raced) // self._slots))
            able = unknown_too if seconds is None else trial <= left
            if able and not self._costs.would_exceed_memory(family):
                (given_up if self._trials.has_given_up(family) else found).add(family)
        # Where every family had its chance, those that added nothing get another: there is nothing else to do.
        return frozenset(found or given_up)

    def known(self, number: int) -> int:
        """Up to which trial may be known when ``number`` is decided on: without a clock, only earlier batches."""
        return number if self.timed else number // self._plan.batch * self._plan.batch

    def history(self, number: int) -> History:
        """What trial ``number`` may be decided by."""
        history = self._trials.history(number, self.known(number))
        if self.timed:
            return history
        # Seconds differ from run to run: a sampler that saw them would not suggest the same twice.
        return History(tuple(replace(trial, seconds=0.0) for trial in history.trials))

    def _suggest(self, number: int) -> Configuration | None:
        """What to try next; None where nothing can be ended in the time that is left."""
        if not self.timed:
            if number < len(self._plan.starts):
                return self._plan.starts[number]
            return self._plan.sampler.suggest(self._plan.space, self.history(number), self._plan.seed)
        affordable = self.affordable()
        if not affordable:
            return None
        tried = [trial.configuration for trial in self.history(number).trials]
        for start in self._plan.starts:
            if start.family in affordable and start not in tried:
                return start
        space = {family: self._plan.space[family] for family in self._plan.space if family in affordable}
        return self._plan.sampler.suggest(space, self.history(number), self._plan.seed)

    def _fold_limit(self) -> float | None:
        if not self.timed:
            return None
        longest = _LONGEST_TRIAL * self._slots * (self._plan.limits.seconds or 0.0) / self._plan.folds
        # Near the end a fit is told to end early enough for its predictions and for what it takes to keep it.
        return max(min(longest, _LAST_SHARE * self.seconds_left()), _LEAST_SECONDS)
