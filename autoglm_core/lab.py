"""Runs the experiments of the Lab page: the same search for each arm and seed, and what each family added to a run."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autoglm_core import events as ev
from autoglm_core import pipeline
from autoglm_core.contracts import Configuration, Control, Metric, ModelFamily, Parameter
from autoglm_core.ensemble import greedy
from autoglm_core.errors import TrainingError
from autoglm_core.experiment import Curve, FamilyShare, FamilyShares, LabKind, LabResult, LabSpec, recorded
from autoglm_core.registry import plugin
from autoglm_core.result import Floats, RunResult, TrialRecord, TrialState
from autoglm_core.search import reserved
from autoglm_core.search.budget import Stopwatch
from autoglm_core.search.loop import Search
from autoglm_core.search.race import rows_predicted
from autoglm_core.search.schedule import SearchPlan
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import TaskSpec
from autoglm_core.summary import Prepared
from autoglm_core.table import Table

Emit = Callable[[ev.Event], None]

_SHARED, _SEARCHES, _EVENTS = "shared", "searches", "events.jsonl"
# What a run would ship is chosen from its best thirty trials; so many of each family say as much of the family.
_MOST_OF_A_FAMILY = 6
_ENDED = (ev.TrialFinished, ev.TrialPruned, ev.TrialFailed)


def run(
    table: Table,
    lab: LabSpec,
    folder: Path,
    *,
    emit: Emit,
    control: Callable[[], Control] = Control,
    past: Sequence[ev.Event] = (),
    make_runner: pipeline.MakeRunner = pipeline.slots,
) -> LabResult:
    """Every search of ``lab``, one after the other; ``past``: the events of the experiment so far, where it goes on.

    Searches that had ended are kept, one that was interrupted goes on with its finished trials. Where somebody says
    finish, the search under way ends with what it has and the others are left out. The fitted models are not kept.

    Raises DataError, SpecError or TrainingError with one sentence for the user; JobCancelledError when cancelled.
    """
    emit(ev.StageStarted(stage="check"))
    first = pipeline.prepare(table, lab.spec_of(lab.arms[0]))
    shared = lab.kind is LabKind.SAMPLERS
    if shared:
        pipeline.write_work(WorkFolder(folder / _SHARED), first, lab.spec)
    emit(ev.StageStarted(stage="baseline"))
    baseline = _Baseline(emit)
    pipeline.score_baseline(first, pipeline.plan_search(first, lab.spec_of(lab.arms[0])), baseline)
    curves = recorded(past)
    if shared and not curves:
        _warm_up(first, lab, folder, control=control, make_runner=make_runner)
    emit(ev.StageStarted(stage="search"))
    ended = {(event.arm, event.seed) for event in past if isinstance(event, ev.LabSearchEnded)}
    for arm, seed in lab.order():
        if (arm, seed) in ended:
            continue
        if control().finish and any(curve.points for curve in curves.values()):
            emit(ev.FinishRequested())
            break
        prepared = first if shared else pipeline.prepare(table, lab.spec_of(arm))
        one = _OneSearch(
            curves.get((arm, seed), Curve(arm, seed)), folder, emit, greater=first.metric.greater_is_better
        )
        curves[arm, seed] = one.run(prepared, lab, control, make_runner)
    for scratch in (_SHARED, _SEARCHES):
        shutil.rmtree(folder / scratch, ignore_errors=True)
    return LabResult(
        kind=lab.kind,
        metric=first.metric.name,
        greater_is_better=first.metric.greater_is_better,
        baseline=baseline.score,
        curves=tuple(curves[key] for key in lab.order() if key in curves),
    )


class _Baseline:
    """Passes events on, and remembers what guessing scores."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self.score = float("nan")

    def __call__(self, event: ev.Event) -> None:
        if isinstance(event, ev.BaselineScored):
            self.score = event.score
        self._emit(event)


class _OneSearch:
    """The search of one arm with one seed, in a folder and with events of its own, from which it can go on."""

    def __init__(self, curve: Curve, folder: Path, emit: Emit, *, greater: bool) -> None:
        """``curve``: as far as it has gone; ``greater``: whether greater scores are better."""
        self._curve = curve
        self._emit = emit
        self._sign = 1.0 if greater else -1.0
        self._folder = folder / _SEARCHES / f"{curve.arm}-{curve.seed}"
        self._shared = folder / _SHARED
        self._log = ev.EventLog(self._folder / _EVENTS)
        self._stopwatch = Stopwatch()

    def run(
        self, prepared: Prepared, lab: LabSpec, control: Callable[[], Control], make_runner: pipeline.MakeRunner
    ) -> Curve:
        arm, seed = self._curve.arm, self._curve.seed
        spec = lab.spec_of(arm)
        work = WorkFolder(self._folder)
        self._folder.mkdir(parents=True, exist_ok=True)
        if lab.kind is LabKind.SAMPLERS:
            _link(self._folder, self._shared)
        else:
            # Each search prepares for itself: what the generated features cost is a part of the comparison.
            pipeline.write_work(work, prepared, spec)
        plan = _plan(prepared, spec, lab, seed)
        self._emit(ev.LabSearchStarted(arm=arm, seed=seed))
        with self._log:
            history = self._log.read()[0]
            self._take_up(history)
            runner = make_runner(self._folder, spec)
            self._stopwatch = Stopwatch(time.monotonic() - self._curve.seconds)
            try:
                search = Search(
                    plan,
                    work,
                    runner,
                    emit=self._take,
                    control=control,
                    stopwatch=self._stopwatch,
                )
                search.run(history)
            finally:
                runner.close()
        seconds = self._stopwatch.elapsed()
        curve = replace(self._curve, seconds=seconds, columns=_columns(self._folder))
        self._emit(ev.LabSearchEnded(arm=arm, seed=seed, trials=curve.trials, seconds=seconds, columns=curve.columns))
        shutil.rmtree(self._folder, ignore_errors=True)
        return curve

    def _take_up(self, history: Sequence[ev.Event]) -> None:
        """Count what had ended but was not said before the worker was killed."""
        for event in [event for event in history if isinstance(event, _ENDED)][self._curve.trials :]:
            self._note(event, self._curve.seconds)

    def _take(self, event: ev.Event) -> None:
        self._log.append(event)
        if isinstance(event, _ENDED):
            self._note(event, self._stopwatch.elapsed())
        elif isinstance(event, ev.FinishRequested):
            self._emit(event)

    def _note(self, event: ev.Event, seconds: float) -> None:
        # By the scores themselves: a worker may be killed after a trial ended and before it was called the best.
        best = self._curve.score
        if isinstance(event, ev.TrialFinished) and (best is None or self._sign * (event.score - best) > 0):
            best = event.score
        self._curve = self._curve.grown(self._curve.trials + 1, seconds, best)
        arm, seed, trials = self._curve.arm, self._curve.seed, self._curve.trials
        self._emit(ev.LabTrialEnded(arm=arm, seed=seed, trials=trials, seconds=seconds, best=best))


def _plan(prepared: Prepared, spec: TaskSpec, lab: LabSpec, seed: int) -> SearchPlan:
    plan = replace(pipeline.plan_search(prepared, spec), seed=seed)
    # Nothing is combined, judged or explained afterwards: all the seconds are for the search.
    limits = replace(plan.limits, seconds=spec.budget.seconds)
    if lab.kind is LabKind.SAMPLERS:
        # Without the configurations that every search begins with: a sampler is judged by its own choices.
        return replace(plan, starts=(), limits=limits, patience=None)
    return replace(plan, limits=limits, patience=None)


def _warm_up(
    prepared: Prepared,
    lab: LabSpec,
    folder: Path,
    *,
    control: Callable[[], Control],
    make_runner: pipeline.MakeRunner,
) -> None:
    """Prepare the folds for every family once, before any clock: the first search would pay for all the others."""
    plan = pipeline.plan_search(prepared, lab.spec_of(lab.arms[0]))
    features = prepared.table.select(prepared.features)
    cheapest: dict[str, ModelFamily] = {}
    for family in sorted((plugin("models", name) for name in plan.space), key=lambda item: (item.cost_rank, item.name)):
        cheapest.setdefault(family.needs.key, family)
    starts = tuple(
        Configuration(family.name, {**family.defaults(features), **input_})
        for family in cheapest.values()
        for input_ in _inputs(plan.space[family.name])
    )
    place = folder / _SEARCHES / "warm-up"
    place.mkdir(parents=True, exist_ok=True)
    _link(place, folder / _SHARED)
    runner = make_runner(place, lab.spec)
    try:
        search = Search(
            replace(
                plan,
                starts=starts,
                pruner=plugin("pruners", "none"),
                patience=None,
                limits=replace(plan.limits, seconds=None, trials=len(starts)),
            ),
            WorkFolder(place),
            runner,
            emit=lambda _: None,
            control=lambda: replace(control(), finish=False),
            stopwatch=Stopwatch(),
        )
        search.run()
    finally:
        runner.close()
    shutil.rmtree(place, ignore_errors=True)


def _inputs(space: Mapping[str, Parameter]) -> tuple[dict[str, Any], ...]:
    """What a family's input may be beside its own preparation: with generated features and without."""
    if reserved.FEATURES not in space:
        return ({},)
    return ({reserved.FEATURES: reserved.PLAIN}, {reserved.FEATURES: reserved.GENERATED})


def _link(folder: Path, shared: Path) -> None:
    """Let a search see the rows, folds and prepared matrices of the experiment as its own."""
    (shared / "prepared").mkdir(exist_ok=True)
    for name in ("work", "prepared"):
        if not (folder / name).is_symlink():
            os.symlink(Path("..", "..", shared.name, name), folder / name)


def _columns(folder: Path) -> int | None:
    """The widest matrix that a family was given, where one was kept."""
    widths = [
        int(np.load(path, mmap_mode="r", allow_pickle=False).shape[1])
        for path in folder.glob("prepared/*/fold0/train.npy")
    ]
    return max(widths, default=None)


# ---- what each family added ------------------------------------------------------------------------------------------


def family_shares(folder: Path, result: RunResult) -> FamilyShares:
    """What each family added to the finished run in ``folder``, from its kept out-of-fold predictions.

    The blend is chosen anew without each family, and judged crosswise: the rows of a fold by weights that were chosen
    on the other folds, as choosing and judging on the same rows would flatter it (Cawley & Talbot 2010).

    Raises TrainingError where the predictions are not there: a run that came with the app brings its model alone.
    """
    work = WorkFolder(folder)
    trials = _kept(result.leaderboard, work) if (work.folder / "meta.json").exists() else {}
    if not trials:
        raise TrainingError("error-lab-no-predictions")
    size = result.spec.search.ensemble_size
    everything = [prediction for kept in trials.values() for prediction in kept]
    shares = []
    for family, kept in trials.items():
        others = [prediction for other, each in trials.items() if other != family for prediction in each]
        shares.append(
            FamilyShare(
                family=family,
                trials=sum(r.family == family and r.state is TrialState.FINISHED for r in result.leaderboard),
                alone=_score(kept[0], work),
                without=_blended(others, work, size) if others else None,
            )
        )
    found = FamilyShares(
        metric=work.metric.name,
        greater_is_better=work.metric.greater_is_better,
        together=_blended(everything, work, size),
        families=(),
    )
    shares.sort(key=lambda share: (-(found.added(share) or 0.0), share.family))
    return replace(found, families=tuple(shares))


def _kept(leaderboard: Sequence[TrialRecord], work: WorkFolder) -> Mapping[str, list[Floats]]:
    """Out-of-fold predictions of the best trials of each family, best first; the leaderboard is best first."""
    folds = tuple(range(len(work.folds)))
    found: dict[str, list[Floats]] = {}
    for record in leaderboard:
        mine = found.get(record.family, [])
        if record.state is not TrialState.FINISHED or len(mine) >= _MOST_OF_A_FAMILY:
            continue
        if all(work.prediction_path(record.number, fold).exists() for fold in folds):
            found[record.family] = [*mine, work.out_of_fold(record.number, folds)]
    return found


def _score(prediction: Floats, work: WorkFolder) -> float:
    rows = rows_predicted(prediction)
    return work.metric.score(work.y[rows], prediction[rows])


def _blended(predictions: Sequence[Floats], work: WorkFolder, size: int) -> float:
    """The score of the best blend, the rows of each fold with weights that were chosen on the other folds."""
    y, metric = work.y, work.metric
    blended = np.full_like(predictions[0], np.nan, dtype=np.float64)
    judged = np.zeros(len(y), dtype=bool)
    judged[rows_predicted(predictions[0])] = True
    for _, valid in work.folds:
        mine = np.zeros(len(y), dtype=bool)
        mine[valid] = True
        others = judged & ~mine
        weights = _weights([prediction[others] for prediction in predictions], y[others], metric, size)
        blended[valid] = sum(
            weight * prediction[valid] for weight, prediction in zip(weights, predictions, strict=True) if weight > 0
        )
    return _score(blended, work)


def _weights(predictions: Sequence[Floats], y: Floats, metric: Metric, size: int) -> Sequence[float]:
    if len(predictions) == 1:
        return (1.0,)
    return [float(weight) for weight in greedy.select(predictions, y, metric, size)]
