"""The search: asks the sampler for configurations, fits them fold by fold, and says what happens as events."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autoglm_core import events as ev
from autoglm_core.contracts import Configuration, Control, History, Metric, Pruner, Sampler, Space, Trial
from autoglm_core.errors import JobError, TrainingError
from autoglm_core.messages import Message
from autoglm_core.result import Floats, TrialState
from autoglm_core.search.budget import SearchLimits, Stopwatch
from autoglm_core.search.evaluate import FoldOutcome, FoldRequest
from autoglm_core.search.runner import TrialRunner
from autoglm_core.search.work import WorkFolder

Emit = Callable[[ev.Event], None]

# How often the people at the other end are listened to. They are promised two seconds.
_POLL_SECONDS = 0.1
# Only the best trials can enter the shipped model; the fitted models of others would fill the disk.
MODELS_KEPT = 30
# The share of the search that a single fold may take.
_LONGEST_FOLD = 0.4


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
    patience: int | None = None  # trials after ``starts`` without a better score, after which the search ends


@dataclass(frozen=True)
class FoldsDone:
    """A trial with its judged folds; what the ensemble is chosen from. ``score`` in the metric's natural direction."""

    number: int
    configuration: Configuration
    folds: tuple[int, ...]
    score: float


@dataclass
class _Running:
    number: int
    configuration: Configuration
    scores: dict[int, float] = field(default_factory=dict)  # fold -> score in the natural direction
    seconds: float = 0.0
    fold: int | None = None  # being fitted


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
        on_finished: Callable[[tuple[FoldsDone, ...]], None],
    ) -> None:
        self._plan, self._work, self._runner = plan, work, runner
        self._emit, self._control, self._stopwatch = emit, control, stopwatch
        self._on_finished = on_finished
        self._sign = 1.0 if plan.metric.greater_is_better else -1.0
        self._ended: dict[int, Trial] = {}
        self._running: dict[int, _Running] = {}
        self._best: float | None = None
        self._first_failure: Message | None = None
        self._paused = False

    def run(self, past: Iterable[ev.Event] = ()) -> tuple[FoldsDone, ...]:
        """Search until the budget is used, or somebody says finish. ``past``: the events of an interrupted run.

        Raises JobCancelledError where a person cancelled, or TrainingError where not a single fold could be fitted.
        """
        self._rebuild(past)
        while self._listen() and not self._is_over():
            self._fill_slots()
            for outcome in self._runner.poll(_POLL_SECONDS):
                self._take(outcome)
        self._runner.kill()
        done = self.finished()[:MODELS_KEPT] or self._partial()
        if not done:
            raise TrainingError("error-training-all-failed", reason=self._first_failure)
        return done

    def finished(self) -> tuple[FoldsDone, ...]:
        """Trials with all folds, best first."""
        folds = tuple(range(self._plan.folds))
        trials = [trial for trial in self._ended.values() if trial.state is TrialState.FINISHED]
        trials.sort(key=lambda trial: (-(trial.score or 0.0), trial.number))
        return tuple(FoldsDone(t.number, t.configuration, folds, self._sign * (t.score or 0.0)) for t in trials)

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
        if wish.finish and (self._ended or any(trial.scores for trial in self._running.values())):
            self._emit(ev.FinishRequested())
            return False
        return True

    def _is_over(self) -> bool:
        limits = self._plan.limits
        if limits.seconds is not None and self._stopwatch.elapsed() >= limits.seconds:
            # Even a budget that is too short for a single fold ends with a model rather than with nothing.
            return self._has_fold() or bool(self._ended)
        if self._running:
            return False
        if len(self._ended) >= limits.trials:
            return True
        if self._has_stalled(len(self._ended)):
            self._emit(ev.SearchStalled(trials=self._plan.patience or 0))
            return True
        return False

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

    def _has_fold(self) -> bool:
        return bool(self.finished()) or any(trial.scores for trial in self._running.values())

    def _fill_slots(self) -> None:
        if self._paused:
            return
        while self._runner.free:
            trial = self._next_trial()
            if trial is None:
                return
            trial.fold = len(trial.scores)
            self._runner.submit(
                FoldRequest(
                    trial.number, trial.fold, trial.configuration.family, trial.configuration.params, self._deadline()
                )
            )

    def _next_trial(self) -> _Running | None:
        waiting = [trial for trial in self._running.values() if trial.fold is None]
        if waiting:
            return min(waiting, key=lambda trial: trial.number)
        number = len(self._ended) + len(self._running)
        if number >= self._plan.limits.trials:
            return None
        # With a budget in trials the whole batch ends before the next is suggested: otherwise what the sampler knows
        # would depend on which slot was quicker.
        if self._plan.limits.seconds is None and self._running and number % self._plan.batch == 0:
            return None
        if self._has_stalled(number):
            return None
        return self._begin(number, self._suggest(number))

    def _suggest(self, number: int) -> Configuration:
        if number < len(self._plan.starts):
            return self._plan.starts[number]
        return self._plan.sampler.suggest(self._plan.space, self._history(number), self._plan.seed)

    def _begin(self, number: int, configuration: Configuration) -> _Running:
        trial = _Running(number, configuration)
        self._running[number] = trial
        self._emit(ev.TrialStarted(number=number, family=configuration.family, params=dict(configuration.params)))
        return trial

    def _deadline(self) -> float | None:
        # One fold that eats the budget is stopped. Before there is any score it may: better one model than none.
        if self._plan.limits.seconds is None or not self._has_fold():
            return None
        return _LONGEST_FOLD * self._plan.limits.seconds

    def _history(self, number: int) -> History:
        """What may be known when trial ``number`` is decided on: with a budget in trials, only earlier batches."""
        timed = self._plan.limits.seconds is not None
        known = number if timed else number // self._plan.batch * self._plan.batch
        trials = []
        for other in range(number):
            if other in self._ended and other < known:
                ended = self._ended[other]
                # Seconds differ from run to run: a sampler that saw them would not suggest the same twice.
                trials.append(ended if timed else replace(ended, seconds=0.0))
            else:
                running = self._running.get(other)
                configuration = running.configuration if running else self._ended[other].configuration
                trials.append(Trial(other, configuration, TrialState.RUNNING))
        return History(tuple(trials))

    # ---- what comes back ---------------------------------------------------------------------------------------------

    def _take(self, outcome: FoldOutcome) -> None:
        trial = self._running[outcome.number]
        trial.fold = None
        if outcome.failure is not None:
            self._fail(trial, outcome.failure)
            return
        assert outcome.score is not None
        trial.scores[outcome.fold] = outcome.score
        trial.seconds += outcome.fit_seconds + outcome.predict_seconds
        self._emit(
            ev.FoldScored(
                number=trial.number,
                fold=outcome.fold,
                score=outcome.score,
                fit_seconds=outcome.fit_seconds,
                predict_seconds=outcome.predict_seconds,
            )
        )
        if len(trial.scores) == self._plan.folds:
            self._finish(trial)
        elif not self._plan.pruner.keep(self._history(trial.number), self._as_trial(trial, TrialState.RUNNING)):
            self._prune(trial)

    def _as_trial(self, trial: _Running, state: TrialState, score: float | None = None) -> Trial:
        fold_scores = tuple(self._sign * score for _, score in sorted(trial.scores.items()))
        return Trial(trial.number, trial.configuration, state, fold_scores, score, trial.seconds)

    def _end(self, trial: _Running, state: TrialState, score: float | None = None) -> None:
        del self._running[trial.number]
        self._ended[trial.number] = self._as_trial(trial, state, score)

    def _fail(self, trial: _Running, failure: Message) -> None:
        self._end(trial, TrialState.FAILED)
        self._first_failure = self._first_failure or failure
        self._emit(ev.TrialFailed(**_common(trial), message=failure))

    def _prune(self, trial: _Running) -> None:
        self._end(trial, TrialState.PRUNED)
        self._emit(ev.TrialPruned(**_common(trial), fold_scores=_in_order(trial.scores), seconds=trial.seconds))
        shutil.rmtree(self._work.fold_folder(trial.number, 0).parent, ignore_errors=True)

    def _finish(self, trial: _Running) -> None:
        score = self.score_of(trial.number, tuple(trial.scores))
        self._end(trial, TrialState.FINISHED, self._sign * score)
        self._emit(
            ev.TrialFinished(**_common(trial), score=score, fold_scores=_in_order(trial.scores), seconds=trial.seconds)
        )
        self._note_best(trial.number, trial.configuration.family, score)
        finished = self.finished()
        for dropped in finished[MODELS_KEPT:]:
            for fold in dropped.folds:
                shutil.rmtree(self._work.fold_folder(dropped.number, fold), ignore_errors=True)
        self._on_finished(finished[:MODELS_KEPT])

    def _note_best(self, number: int, family: str, score: float) -> None:
        if self._best is None or self._sign * score > self._sign * self._best:
            self._emit(ev.BestImproved(number=number, family=family, score=score, previous=self._best))
            self._best = score

    def score_of(self, number: int, folds: tuple[int, ...]) -> float:
        """The metric over the out-of-fold predictions of all ``folds`` taken together."""
        predictions = self._work.out_of_fold(number, folds)
        judged = rows_predicted(predictions)
        return self._plan.metric.score(self._work.y[judged], predictions[judged])

    def _partial(self) -> tuple[FoldsDone, ...]:
        """Where no trial has all its folds: the one with the most of them, judged on these."""
        candidates = [trial for trial in self._running.values() if trial.scores]
        if not candidates:
            return ()
        trial = max(candidates, key=lambda trial: (len(trial.scores), -trial.number))
        folds = tuple(sorted(trial.scores))
        return (FoldsDone(trial.number, trial.configuration, folds, self.score_of(trial.number, folds)),)

    # ---- resume ------------------------------------------------------------------------------------------------------

    def _rebuild(self, past: Iterable[ev.Event]) -> None:
        """Take up an interrupted run: ended trials as they ended, others with the folds they have on disk."""
        for event in past:
            match event:
                case ev.TrialStarted():
                    configuration = Configuration(event.family, event.params)
                    self._running.setdefault(event.number, _Running(event.number, configuration))
                case ev.FoldScored() if event.number in self._running:
                    trial = self._running[event.number]
                    trial.scores[event.fold] = event.score
                    trial.seconds += event.fit_seconds + event.predict_seconds
                case ev.TrialFinished():
                    self._end(self._running[event.number], TrialState.FINISHED, self._sign * event.score)
                case ev.TrialPruned():
                    self._end(self._running[event.number], TrialState.PRUNED)
                case ev.TrialFailed():
                    self._end(self._running[event.number], TrialState.FAILED)
                    self._first_failure = self._first_failure or event.message
                case ev.BestImproved():
                    self._best = event.score
                case _:
                    pass
        # All folds judged, but killed before it could be said.
        for trial in [trial for trial in self._running.values() if len(trial.scores) == self._plan.folds]:
            self._finish(trial)
        if self._ended:
            self._on_finished(self.finished()[:MODELS_KEPT])

    def records(self) -> tuple[Trial, ...]:
        """Every trial that ended, by number; ``score`` and ``fold_scores`` are utilities."""
        return tuple(self._ended[number] for number in sorted(self._ended))


def rows_predicted(predictions: Floats) -> Any:
    """The positions of the rows that have a prediction."""
    column = predictions if predictions.ndim == 1 else predictions[:, 0]
    return np.flatnonzero(~np.isnan(column))


def _common(trial: _Running) -> dict[str, Any]:
    configuration = trial.configuration
    return {"number": trial.number, "family": configuration.family, "params": dict(configuration.params)}


def _in_order(scores: Mapping[int, float]) -> tuple[float, ...]:
    return tuple(score for _, score in sorted(scores.items()))
