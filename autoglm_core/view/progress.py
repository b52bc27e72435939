"""How far a job is, derived from its events alone: the same events give the same picture in every tab."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from autoglm_core import events as ev
from autoglm_core.messages import Message
from autoglm_core.result import TrialState
from autoglm_core.spec import Budget

STAGES = ("read", "check", "baseline", "search", "ensemble", "evaluate", "explain", "save")
_AFTER_SEARCH = frozenset(STAGES[STAGES.index("search") + 1 :])
_TICKING = frozenset({"running", "finishing"})  # statuses in which time passes
_OPEN = _TICKING | {"paused"}  # statuses in which an end can be foreseen


@dataclass(frozen=True)
class TrialPoint:
    """One trial as it stands. ``score`` is in the metric's natural direction: of a pruned or running trial the mean of
    the folds so far, of a failed one None. ``at``: active seconds since the job began, at its latest event.
    """

    number: int
    family: str
    params: dict[str, Any]
    state: TrialState
    at: float
    score: float | None = None
    fold_scores: tuple[float, ...] = ()
    seconds: float = 0.0
    reason: Message | None = None  # why it failed
    weight: float = 0.0  # in the combination that would be shipped now


@dataclass(frozen=True)
class CurvePoint:
    at: float
    score: float
    number: int


@dataclass(frozen=True)
class EnsemblePoint:
    """The combination that would be shipped now: weights by trial number."""

    at: float
    score: float
    weights: dict[int, float]


@dataclass(frozen=True)
class Resources:
    cpu_percent: float  # of one core
    memory_mb: float


@dataclass(frozen=True)
class Progress:
    """Everything a page shows of a job in progress. Times are active seconds: waiting, pauses and interruptions are
    not counted. ``left`` is a range in seconds, None where no end can be foreseen. ``done`` counts ended trials,
    ``total`` is None where the budget is a time. ``fraction`` runs from 0 to 1.
    """

    status: str
    stage: str | None
    elapsed: float
    left: tuple[float, float] | None
    fraction: float
    done: int
    total: int | None
    metric: str | None
    greater_is_better: bool
    families: tuple[str, ...]
    folds: int
    rows_train: int
    rows_holdout: int
    baseline: float | None
    trials: tuple[TrialPoint, ...]  # by number
    curve: tuple[CurvePoint, ...]  # each improvement of the best single trial
    best: TrialPoint | None
    ensemble: EnsemblePoint | None
    stage_done: tuple[int, int] | None  # done and total units of the present stage, where it counts
    resources: Resources | None
    warnings: tuple[Message, ...]
    failure: Message | None
    resumes: int  # times that a worker took the job up again
    finishing: bool  # “finish now” was seen by the worker

    @property
    def leaderboard(self) -> tuple[TrialPoint, ...]:
        """Finished trials, best first; then the others by number."""
        sign = -1 if self.greater_is_better else 1
        ended = [trial for trial in self.trials if trial.state is TrialState.FINISHED and trial.score is not None]
        others = [trial for trial in self.trials if trial.state is not TrialState.FINISHED]
        return (*sorted(ended, key=lambda trial: sign * (trial.score or 0.0)), *others)

    @property
    def failed(self) -> tuple[TrialPoint, ...]:
        return tuple(trial for trial in self.trials if trial.state is TrialState.FAILED)

    @property
    def best_score(self) -> float | None:
        """The better of the best single trial and the combination."""
        scores = [point.score for point in (self.best, self.ensemble) if point and point.score is not None]
        if not scores:
            return None
        return max(scores) if self.greater_is_better else min(scores)


def progress(
    events: Iterable[ev.Event], *, now: float, status: str = "running", budget: Budget | None = None
) -> Progress:
    """The state of a job after ``events`` (all of them, in order) at the moment ``now`` (epoch seconds).

    ``status`` is the job's status as the store derives it. Without ``budget`` no time left is given for the search.

    >>> so_far = progress([ev.JobStarted(at=10, pid=1), ev.StageStarted(at=11, stage="baseline")], now=14)
    >>> so_far.stage, so_far.elapsed
    ('baseline', 4.0)
    """
    tally = _Tally()
    for event in events:
        tally.clock.tick(event)
        if not _take_job(tally, event):
            _take_training(tally, event)
    elapsed = tally.clock.elapsed
    if status in _TICKING and tally.clock.running:
        elapsed += max(0.0, now - tally.clock.last)
    return _picture(tally, elapsed, status, budget)


@dataclass
class _Clock:
    """Adds up the time in which a worker was really at work."""

    elapsed: float = 0.0
    last: float = 0.0
    running: bool = False

    def tick(self, event: ev.Event) -> None:
        # A second JobStarted ends an interruption: nobody worked since the event before it.
        if self.running and not isinstance(event, ev.JobStarted):
            self.elapsed += max(0.0, event.at - self.last)
        if isinstance(event, ev.JobStarted | ev.JobResumed):
            self.running = True
        elif isinstance(event, ev.JobPaused | ev.JobFinished | ev.JobFailed | ev.JobCancelled | ev.JobQueued):
            self.running = False
        self.last = max(self.last, event.at)


@dataclass
class _Tally:
    clock: _Clock = field(default_factory=_Clock)
    starts: int = 0
    stage: str | None = None
    stage_at: float = 0.0
    stage_done: tuple[int, int] | None = None
    search_at: float | None = None
    plan: ev.SearchPlanned | None = None
    baseline: float | None = None
    trials: dict[int, TrialPoint] = field(default_factory=dict)
    curve: list[CurvePoint] = field(default_factory=list)
    ensemble: EnsemblePoint | None = None
    resources: Resources | None = None
    warnings: list[Message] = field(default_factory=list)
    failure: Message | None = None
    finishing: bool = False

    @property
    def greater_is_better(self) -> bool:
        return self.plan is None or self.plan.greater_is_better

    def improves(self, score: float) -> bool:
        if not math.isfinite(score):
            return False
        if not self.curve:
            return True
        best = self.curve[-1].score
        return score > best if self.greater_is_better else score < best


def _take_job(tally: _Tally, event: ev.Event) -> bool:
    """Enter what any job can say; False where the event is one of training."""
    match event:
        case ev.JobStarted():
            tally.starts += 1
            tally.finishing = False
            tally.failure = None
            # What was in the air when the worker died starts over.
            running = [number for number, trial in tally.trials.items() if trial.state is TrialState.RUNNING]
            for number in running:
                del tally.trials[number]
        case ev.StageStarted():
            tally.stage, tally.stage_at, tally.stage_done = event.stage, tally.clock.elapsed, None
            if event.stage == "search" and tally.search_at is None:
                tally.search_at = tally.clock.elapsed
        case ev.Progressed():
            tally.stage_done = (event.done, event.total)
        case ev.Warned():
            if event.message not in tally.warnings:
                tally.warnings.append(event.message)
        case ev.ResourcesMeasured():
            tally.resources = Resources(event.cpu_percent, event.memory_mb)
        case ev.FinishRequested():
            tally.finishing = True
        case ev.JobFailed():
            tally.failure = event.message
        case _:
            return False
    return True


def _take_training(tally: _Tally, event: ev.Event) -> None:
    at = tally.clock.elapsed
    match event:
        case ev.SearchPlanned():
            tally.plan = event
        case ev.BaselineScored():
            tally.baseline = event.score
        case ev.TrialStarted():
            tally.trials[event.number] = TrialPoint(event.number, event.family, event.params, TrialState.RUNNING, at)
        case ev.FoldScored():
            tally.trials.update(_with_fold(tally.trials.get(event.number), event, at))
        case ev.TrialFinished():
            tally.trials[event.number] = _ended(event, TrialState.FINISHED, at, event.score)
            if tally.improves(event.score):
                tally.curve.append(CurvePoint(at, event.score, event.number))
        case ev.TrialPruned():
            tally.trials[event.number] = _ended(event, TrialState.PRUNED, at, _mean(event.fold_scores))
        case ev.TrialFailed():
            tally.trials[event.number] = TrialPoint(
                event.number, event.family, event.params, TrialState.FAILED, at, reason=event.message
            )
        case ev.EnsembleScored():
            weights = dict(zip(event.numbers, event.weights, strict=True))
            tally.ensemble = EnsemblePoint(at, event.score, weights)


def _with_fold(trial: TrialPoint | None, event: ev.FoldScored, at: float) -> dict[int, TrialPoint]:
    if trial is None or trial.state is not TrialState.RUNNING:
        return {}
    scores = (*trial.fold_scores, event.score)
    seconds = trial.seconds + event.fit_seconds + event.predict_seconds
    return {
        trial.number: TrialPoint(
            trial.number, trial.family, trial.params, TrialState.RUNNING, at, _mean(scores), scores, seconds
        )
    }


def _ended(event: ev.TrialFinished | ev.TrialPruned, state: TrialState, at: float, score: float | None) -> TrialPoint:
    return TrialPoint(
        event.number, event.family, event.params, state, at, score, tuple(event.fold_scores), event.seconds
    )


def _mean(scores: Sequence[float]) -> float | None:
    return statistics.fmean(scores) if scores else None


def _picture(tally: _Tally, elapsed: float, status: str, budget: Budget | None) -> Progress:
    weights = tally.ensemble.weights if tally.ensemble else {}
    trials = tuple(
        TrialPoint(**{**vars(trial), "weight": weights.get(number, 0.0)})
        for number, trial in sorted(tally.trials.items())
        # Nothing runs in a job that ended or was interrupted, whatever its last event says; one that was paused and
        # waits for its turn goes on with what it had begun.
        if trial.state is not TrialState.RUNNING or status in _OPEN or status == "queued"
    )
    ended = [trial for trial in trials if trial.state is not TrialState.RUNNING]
    best_number = tally.curve[-1].number if tally.curve else None
    plan = tally.plan
    return Progress(
        status=status,
        stage=tally.stage,
        elapsed=elapsed,
        left=_left(tally, ended, elapsed, status, budget),
        fraction=_fraction(tally, len(ended), elapsed, status, budget),
        done=len(ended),
        total=budget.trials if budget else None,
        metric=plan.metric if plan else None,
        greater_is_better=tally.greater_is_better,
        families=tuple(plan.families) if plan else (),
        folds=plan.folds if plan else 0,
        rows_train=plan.rows_train if plan else 0,
        rows_holdout=plan.rows_holdout if plan else 0,
        baseline=tally.baseline,
        trials=trials,
        curve=tuple(tally.curve),
        best=next((trial for trial in trials if trial.number == best_number), None),
        ensemble=tally.ensemble,
        stage_done=tally.stage_done,
        resources=tally.resources,
        warnings=tuple(tally.warnings),
        failure=tally.failure,
        resumes=max(0, tally.starts - 1),
        finishing=tally.finishing,
    )


def _left(
    tally: _Tally, ended: Sequence[TrialPoint], elapsed: float, status: str, budget: Budget | None
) -> tuple[float, float] | None:
    if status not in _OPEN or not tally.starts:
        return None
    # Combining, judging and explaining grow with the table, and so with the time that the search took on it.
    tail = min(120.0, max(10.0, 0.2 * elapsed))
    if tally.finishing or status == "finishing" or tally.stage in _AFTER_SEARCH:
        spent = elapsed - tally.stage_at if tally.stage in _AFTER_SEARCH else 0.0
        return (0.0, max(5.0, tail - spent))
    if budget is None:
        return None
    if budget.seconds is not None:
        remaining = max(0.0, budget.seconds - elapsed)
        return (0.9 * remaining, remaining + max(5.0, 0.1 * budget.seconds))
    return _left_by_trials(ended, (budget.trials or 0) - len(ended), elapsed - (tally.search_at or 0.0), tail)


def _left_by_trials(
    ended: Sequence[TrialPoint], missing: int, searched: float, tail: float
) -> tuple[float, float] | None:
    if not ended or searched <= 0:
        return None
    seconds = [trial.seconds for trial in ended]
    mean = statistics.fmean(seconds)
    variation = statistics.pstdev(seconds) / mean if len(seconds) > 1 and mean > 0 else 1.0
    # Twice the standard error of the mean of what is still to come, judged from what has been seen.
    spread = 2 * max(0.1, variation) * math.sqrt(1 / len(ended) + 1 / max(missing, 1))
    expected = max(missing, 0) * searched / len(ended)
    return (expected * max(0.3, 1 - spread), expected * (1 + spread) + tail)


def _fraction(tally: _Tally, ended: int, elapsed: float, status: str, budget: Budget | None) -> float:
    if status == "finished":
        return 1.0
    if budget is None:
        done, total = tally.stage_done or (0, 1)
        return min(1.0, done / max(total, 1))
    if tally.stage in _AFTER_SEARCH:
        return 0.95
    share = ended / budget.trials if budget.trials else elapsed / (budget.seconds or math.inf)
    return min(0.95, share)
