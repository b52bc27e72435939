"""The search: asks the sampler for configurations, fits them fold by fold, and says what happens as events."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from autoglm_core import events as ev
from autoglm_core.contracts import Configuration, Control, History, Metric, Pruner, Sampler, Space
from autoglm_core.errors import JobError, TrainingError
from autoglm_core.messages import Message
from autoglm_core.registry import label_message
from autoglm_core.result import TrialState
from autoglm_core.search.budget import SearchLimits, Stopwatch
from autoglm_core.search.costs import Costs
from autoglm_core.search.evaluate import FoldOutcome, FoldRequest
from autoglm_core.search.race import Race, rows_predicted
from autoglm_core.search.runner import TrialRunner
from autoglm_core.search.trials import RACED_FOLDS, FoldsDone, Running, Trials
from autoglm_core.search.work import WorkFolder

Emit = Callable[[ev.Event], None]

# How often the people at the other end are listened to. They are promised two seconds.
_POLL_SECONDS = 0.1
# Only the best trials can enter the shipped model; the fitted models of others would fill the disk.
MODELS_KEPT = 30
# The share of all slots' seconds that one trial may take: a fold is told its part of it, and ended soon after.
_LONGEST_TRIAL = 0.25
_GRACE, _GRACE_SECONDS = 1.3, 1.0
_LAST_SHARE = 0.8
# Folds shorter than this are given ahead: a slot would else wait for the next as long as it works.
_QUICK_FOLD_SECONDS = 0.5
# Choosing the blend takes time itself: with a clock, at most so often.
_BLEND_EVERY_SECONDS = 2.0
# A family that has not run yet is begun only while there is more left than this share of the search.
_UNKNOWN_SHARE = 0.2


class JobCancelledError(JobError):
    """The job was cancelled by a person."""


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


class Search:
    """One search over one run folder; ``run`` gives the best trials, those a model can be made of."""

    def __init__(
        self,
        plan: SearchPlan,
        work: WorkFolder,
        runner: TrialRunner,
        *,
        emit: Emit,
        control: Callable[[], Control],
        stopwatch: Stopwatch,
    ) -> None:
        self._plan, self._work, self._runner = plan, work, runner
        self._emit, self._control, self._stopwatch = emit, control, stopwatch
        self._timed = plan.limits.seconds is not None
        self.trials = Trials(plan.folds, 1.0 if plan.metric.greater_is_better else -1.0)
        self._race = Race(work, plan.metric, plan.ensemble_size)
        self._costs = Costs()
        self._best: float | None = None
        self._paused = False
        self._next_blend = 0.0

    def run(self, past: Iterable[ev.Event] = ()) -> tuple[FoldsDone, ...]:
        """Search until the budget is used, or somebody says finish. ``past``: the events of an interrupted run.

        Raises JobCancelledError where a person cancelled, or TrainingError where not a single fold could be fitted.
        """
        self._rebuild(tuple(past))
        while self._listen() and not self._is_over():
            self._fill_slots()
            for outcome in self._runner.poll(_POLL_SECONDS):
                self._take(outcome)
        self._runner.kill()
        done = self.trials.finished()[:MODELS_KEPT] or self._partial()
        if not done:
            raise TrainingError("error-training-all-failed", reason=self.trials.first_failure)
        return done

    # ---- what the loop does each turn --------------------------------------------------------------------------------

    def _listen(self) -> bool:
        """Obey the control; False where the search is to end with what it has."""
        wish = self._control()
        if wish.cancel:
            self._runner.kill()
            raise JobCancelledError("error-job-cancelled")
        if wish.paused and not wish.finish and not self._paused:
            self._runner.suspend()
            self._stopwatch.pause()
            self._emit(ev.JobPaused())
            self._paused = True
        elif self._paused and (wish.finish or not wish.paused):
            self._runner.proceed()
            self._stopwatch.go_on()
            self._emit(ev.JobResumed())
            self._paused = False
        if wish.finish and (self.trials.ended or self.trials.has_fold()):
            self._emit(ev.FinishRequested())
            return False
        return True

    def _is_over(self) -> bool:
        limits, trials = self._plan.limits, self.trials
        if self._timed and self._seconds_left() <= 0:
            # Even a budget that is too short for a single fold ends with a model rather than with nothing.
            return trials.has_fold() or bool(trials.ended)
        if trials.running:
            return False
        if len(trials.ended) >= limits.trials:
            return True
        if self._has_stalled(len(trials.ended)):
            self._emit(ev.SearchStalled(trials=self._plan.patience or 0))
            return True
        return self._timed and trials.has_fold() and not self._affordable()

    def _has_stalled(self, number: int) -> bool:
        """Whether the last ``patience`` trials brought nothing better, by what may be known at trial ``number``."""
        patience, starts = self._plan.patience, len(self._plan.starts)
        if patience is None or number < starts + patience:
            return False
        history = self._history(number)
        finished = history.finished()
        if not finished:
            return False
        best = max(finished, key=lambda trial: (trial.score or 0.0, -trial.number))
        since = history.trials[max(best.number + 1, starts) :]
        return sum(trial.state is not TrialState.RUNNING for trial in since) >= patience

    # ---- which fold is next ------------------------------------------------------------------------------------------

    def _fill_slots(self) -> None:
        if self._paused:
            return
        while self._runner.free or (self._is_quick() and self._runner.room):
            request = self._next_request()
            if request is None:
                return
            self._runner.submit(request)

    def _is_quick(self) -> bool:
        return self._timed and self._costs.usual_fold_seconds() < _QUICK_FOLD_SECONDS

    def _next_request(self) -> FoldRequest | None:
        """The next fold of the earliest trial that has one to fit now, else the first fold of a new trial."""
        for trial in sorted(self.trials.running.values(), key=lambda trial: trial.number):
            fold = trial.next_fold(self._plan.folds)
            if fold is not None:
                return self._request(trial, fold)
        new = self._next_trial()
        return None if new is None else self._request(new, 0)

    def _request(self, trial: Running, fold: int) -> FoldRequest:
        trial.fitting.add(fold)
        seconds = self._fold_limit()
        deadline = None
        # One fold that eats the budget is ended. Before there is any score it may go on: better one model than none.
        if seconds is not None and self.trials.has_fold():
            deadline = seconds * _GRACE + _GRACE_SECONDS
        configuration = trial.configuration
        rival = (
            self.trials.rival(configuration, fold, self._known(trial.number)) if self._plan.pruner.stops_fits else ()
        )
        return FoldRequest(trial.number, fold, configuration.family, configuration.params, seconds, deadline, rival)

    def _next_trial(self) -> Running | None:
        while True:
            number = self.trials.next_number
            if number >= self._plan.limits.trials or self._has_stalled(number):
                return None
            # With a budget in trials the whole batch ends before the next is suggested: otherwise what the sampler
            # knows would depend on which slot was quicker.
            if not self._timed and self.trials.running and number % self._plan.batch == 0:
                return None
            configuration = self._suggest(number)
            if configuration is None:
                return None
            trial = self._begin(number, configuration)
            if not self._costs.would_exceed_memory(configuration.family):
                return trial
            family = label_message("models", configuration.family)
            self._fail(trial, Message("trial-memory-expected", {"family": family}))

    def _suggest(self, number: int) -> Configuration | None:
        """What to try next; None where nothing can be ended in the time that is left."""
        if not self._timed:
            if number < len(self._plan.starts):
                return self._plan.starts[number]
            return self._plan.sampler.suggest(self._plan.space, self._history(number), self._plan.seed)
        affordable = self._affordable()
        if not affordable:
            return None
        tried = [trial.configuration for trial in self._history(number).trials]
        for start in self._plan.starts:
            if start.family in affordable and start not in tried:
                return start
        space = {family: self._plan.space[family] for family in self._plan.space if family in affordable}
        return self._plan.sampler.suggest(space, self._history(number), self._plan.seed)

    def _affordable(self) -> frozenset[str]:
        """The families of which a trial can still be ended, judging by the folds that were fitted so far."""
        left = self._seconds_left()
        slots = self._runner.slots
        unknown_too = not self.trials.has_fold() or left > _UNKNOWN_SHARE * (self._plan.limits.seconds or 0.0)
        found: set[str] = set()
        given_up: set[str] = set()
        for family in self._plan.space:
            seconds = self._costs.fold_seconds(family)
            raced = min(RACED_FOLDS, self._plan.folds)
            # The first folds one after the other, the rest side by side.
            trial = 0.0 if seconds is None else seconds * (raced + -(-(self._plan.folds - raced) // slots))
            able = unknown_too if seconds is None else trial <= left
            if able and not self._costs.would_exceed_memory(family):
                (given_up if self.trials.has_given_up(family) else found).add(family)
        # Where every family had its chance, those that added nothing get another: there is nothing else to do.
        return frozenset(found or given_up)

    def _seconds_left(self) -> float:
        return (self._plan.limits.seconds or 0.0) - self._stopwatch.elapsed()

    def _fold_limit(self) -> float | None:
        if not self._timed:
            return None
        longest = _LONGEST_TRIAL * self._runner.slots * (self._plan.limits.seconds or 0.0) / self._plan.folds
        # Near the end a fit is told to end early enough for its predictions and for what it takes to keep it.
        return max(min(longest, _LAST_SHARE * self._seconds_left()), _POLL_SECONDS)

    def _begin(self, number: int, configuration: Configuration) -> Running:
        trial = self.trials.begin(number, configuration)
        self._emit(ev.TrialStarted(number=number, family=configuration.family, params=dict(configuration.params)))
        return trial

    def _known(self, number: int) -> int:
        """Up to which trial may be known when ``number`` is decided on: without a clock, only earlier batches."""
        return number if self._timed else number // self._plan.batch * self._plan.batch

    def _history(self, number: int) -> History:
        history = self.trials.history(number, self._known(number))
        if self._timed:
            return history
        # Seconds differ from run to run: a sampler that saw them would not suggest the same twice.
        return History(tuple(replace(trial, seconds=0.0) for trial in history.trials))

    # ---- what comes back ---------------------------------------------------------------------------------------------

    def _take(self, outcome: FoldOutcome) -> None:
        trial = self.trials.running.get(outcome.number)
        if trial is None:  # stopped or failed while this fold was being fitted
            self._remove(outcome.number)
            return
        trial.fitting.discard(outcome.fold)
        family = trial.configuration.family
        if outcome.out_of_memory:
            self._costs.exceeded_memory(family)
        if outcome.failure is not None:
            self._fail(trial, outcome.failure)
            self._remove(outcome.number)
            return
        if outcome.fell_behind:
            self._prune(trial)
            return
        assert outcome.score is not None
        trial.add(outcome)
        self._costs.learn(family, outcome.fit_seconds + outcome.predict_seconds)
        self._emit(
            ev.FoldScored(
                number=trial.number,
                fold=outcome.fold,
                score=outcome.score,
                fit_seconds=outcome.fit_seconds,
                predict_seconds=outcome.predict_seconds,
                transform_seconds=outcome.transform_seconds,
                memory_mb=outcome.memory_mb,
                curve=outcome.curve,
            )
        )
        if not self._may_go_on(trial):
            self._prune(trial)
        elif len(trial.scores) == self._plan.folds:
            self._finish(trial)

    def _may_go_on(self, trial: Running) -> bool:
        """Ask the pruner after each of the first folds, in their order."""
        last = min(RACED_FOLDS, self._plan.folds - 1)
        while trial.raced < min(trial.judged_in_order(), last):
            trial.raced += 1
            folds = tuple(range(trial.raced))
            known = self._known(trial.number)
            if not self._timed:
                self._race.update(self.trials.finished(known)[:MODELS_KEPT])
            partial = replace(
                self.trials.as_trial(trial, TrialState.RUNNING, folds=trial.raced),
                gain=self._race.gain(trial.number, folds),
            )
            if not self._plan.pruner.keep(self._history(trial.number), partial):
                return False
        return True

    def _fail(self, trial: Running, failure: Message) -> None:
        self.trials.end(trial.number, TrialState.FAILED)
        self.trials.first_failure = self.trials.first_failure or failure
        self._emit(ev.TrialFailed(**_common(trial), message=failure))

    def _prune(self, trial: Running) -> None:
        ended = self.trials.end(trial.number, TrialState.PRUNED, folds=trial.raced)
        scores = tuple(score for _, score in sorted(trial.scores.items()))[: len(ended.fold_scores)]
        self._emit(ev.TrialPruned(**_common(trial), fold_scores=scores, seconds=trial.seconds))
        self._remove(trial.number)

    def _remove(self, number: int) -> None:
        shutil.rmtree(self._work.fold_folder(number, 0).parent, ignore_errors=True)

    def _finish(self, trial: Running) -> None:
        score = self.score_of(trial.number, tuple(trial.scores))
        self.trials.end(trial.number, TrialState.FINISHED, score)
        scores = tuple(score for _, score in sorted(trial.scores.items()))
        self._emit(ev.TrialFinished(**_common(trial), score=score, fold_scores=scores, seconds=trial.seconds))
        self._note_best(trial.number, trial.configuration.family, score)
        finished = self.trials.finished()
        for dropped in finished[MODELS_KEPT:]:
            for fold in dropped.folds:
                shutil.rmtree(self._work.fold_folder(dropped.number, fold), ignore_errors=True)
        if self._timed:
            self._choose_blend()

    def _note_best(self, number: int, family: str, score: float) -> None:
        if self._best is None or self._is_better(score, self._best):
            self._emit(ev.BestImproved(number=number, family=family, score=score, previous=self._best))
            self._best = score

    def _is_better(self, score: float, than: float) -> bool:
        return score > than if self._plan.metric.greater_is_better else score < than

    def _choose_blend(self) -> None:
        """Say what would be shipped now, where it is more than the best single trial."""
        finished = self.trials.finished()[:MODELS_KEPT]
        if len(finished) > 1 and time.monotonic() < self._next_blend:
            return
        if self._race.update(finished) and len(self._race.numbers) > 1:
            self._emit(
                ev.EnsembleScored(numbers=self._race.numbers, weights=self._race.weights, score=self._race.score())
            )
        self._next_blend = time.monotonic() + _BLEND_EVERY_SECONDS

    def score_of(self, number: int, folds: tuple[int, ...]) -> float:
        """The metric over the out-of-fold predictions of all ``folds`` taken together."""
        predictions = self._work.out_of_fold(number, folds)
        judged = rows_predicted(predictions)
        return self._plan.metric.score(self._work.y[judged], predictions[judged])

    def _partial(self) -> tuple[FoldsDone, ...]:
        """Where no trial has all its folds: the one with the most of them, judged on these."""
        candidates = [trial for trial in self.trials.running.values() if trial.scores]
        if not candidates:
            return ()
        trial = max(candidates, key=lambda trial: (len(trial.scores), -trial.number))
        folds = tuple(sorted(trial.scores))
        score = self.score_of(trial.number, folds)
        return (FoldsDone(trial.number, trial.configuration, folds, score, trial.predict_seconds),)

    # ---- resume ------------------------------------------------------------------------------------------------------

    def _rebuild(self, past: tuple[ev.Event, ...]) -> None:
        """Take up an interrupted run where its events end."""
        self.trials.rebuild(past)
        self._costs.rebuild(past)
        for event in past:
            if isinstance(event, ev.BestImproved):
                self._best = event.score
        for trial in list(self.trials.running.values()):
            # Killed before the fold could be said to be the last, or the trial to be stopped.
            if not self._may_go_on(trial):
                self._prune(trial)
            elif len(trial.scores) == self._plan.folds:
                self._finish(trial)
        if self._timed and self.trials.ended:
            self._choose_blend()


def _common(trial: Running) -> dict[str, Any]:
    configuration = trial.configuration
    return {"number": trial.number, "family": configuration.family, "params": dict(configuration.params)}
