"""The search: asks the sampler for configurations, fits them fold by fold, and says what happens as events."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from autoglm_core import events as ev
from autoglm_core.contracts import Configuration, Control
from autoglm_core.errors import JobError, TrainingError
from autoglm_core.messages import Message
from autoglm_core.registry import label_message
from autoglm_core.result import TrialState
from autoglm_core.search.budget import Stopwatch
from autoglm_core.search.costs import Costs
from autoglm_core.search.evaluate import FoldOutcome, FoldRequest
from autoglm_core.search.race import Race, rows_predicted
from autoglm_core.search.runner import TrialRunner
from autoglm_core.search.schedule import Schedule, SearchPlan
from autoglm_core.search.trials import RACED_FOLDS, FoldsDone, Running, Trials
from autoglm_core.search.work import WorkFolder

Emit = Callable[[ev.Event], None]

# How often the people at the other end are listened to. They are promised two seconds.
_POLL_SECONDS = 0.1
# Only the best trials can enter the shipped model; the fitted models of others would fill the disk.
MODELS_KEPT = 30
# Choosing the blend takes time itself: with a clock, at most so often.
_BLEND_EVERY_SECONDS = 2.0


class JobCancelledError(JobError):
    """The job was cancelled by a person."""


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
        self.trials = Trials(plan.folds, 1.0 if plan.metric.greater_is_better else -1.0)
        self._race = Race(work, plan.metric, plan.ensemble_size)
        self._costs = Costs()
        self._schedule = Schedule(plan, self.trials, self._costs, stopwatch, runner.slots)
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
        if self._schedule.timed and self._schedule.seconds_left() <= 0:
            # Even a budget that is too short for a single fold ends with a model rather than with nothing.
            return trials.has_fold() or bool(trials.ended)
        if trials.running:
            return False
        if len(trials.ended) >= limits.trials:
            return True
        if self._schedule.has_stalled(len(trials.ended)):
            self._emit(ev.SearchStalled(trials=self._plan.patience or 0))
            return True
        return self._schedule.timed and trials.has_fold() and not self._schedule.affordable()

    # ---- which fold is next ------------------------------------------------------------------------------------------

    def _fill_slots(self) -> None:
        if self._paused:
            return
        while self._runner.free or (self._schedule.gives_ahead() and self._runner.room):
            request = self._next_request()
            if request is None:
                return
            self._runner.submit(request)

    def _next_request(self) -> FoldRequest | None:
        following = self._schedule.next_fold()
        if following is None:
            new = self._new_trial()
            if new is None:
                return None
            following = new, 0
        trial, fold = following
        trial.fitting.add(fold)
        return self._schedule.request(trial, fold)

    def _new_trial(self) -> Running | None:
        while (suggested := self._schedule.next_trial()) is not None:
            trial = self._begin(*suggested)
            family = trial.configuration.family
            if not self._costs.would_exceed_memory(family):
                return trial
            self._fail(trial, Message("trial-memory-expected", {"family": label_message("models", family)}))
        return None

    def _begin(self, number: int, configuration: Configuration) -> Running:
        trial = self.trials.begin(number, configuration)
        self._emit(ev.TrialStarted(number=number, family=configuration.family, params=dict(configuration.params)))
        return trial

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
            self._prune(trial, lost_seconds=outcome.fit_seconds)
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
            known = self._schedule.known(trial.number)
            if not self._schedule.timed:
                self._race.update(self.trials.finished(known)[:MODELS_KEPT])
            partial = replace(
                self.trials.as_trial(trial, TrialState.RUNNING, folds=trial.raced),
                gain=self._race.gain(trial.number, folds),
            )
            if not self._plan.pruner.keep(self._schedule.history(trial.number), partial):
                return False
        return True

    def _fail(self, trial: Running, failure: Message) -> None:
        self.trials.end(trial.number, TrialState.FAILED)
        self.trials.first_failure = self.trials.first_failure or failure
        self._emit(ev.TrialFailed(**_common(trial), message=failure))

    def _prune(self, trial: Running, *, lost_seconds: float = 0.0) -> None:
        """``lost_seconds``: of a fit that was given up; they do not say what a fold of such a trial takes."""
        ended = self.trials.end(trial.number, TrialState.PRUNED, folds=trial.raced)
        scores = tuple(score for _, score in sorted(trial.scores.items()))[: len(ended.fold_scores)]
        seconds = trial.seconds + lost_seconds
        self._emit(ev.TrialPruned(**_common(trial), fold_scores=scores, seconds=seconds))
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
        if self._schedule.timed:
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
        if self._schedule.timed and self.trials.ended:
            self._choose_blend()


def _common(trial: Running) -> dict[str, Any]:
    configuration = trial.configuration
    return {"number": trial.number, "family": configuration.family, "params": dict(configuration.params)}
