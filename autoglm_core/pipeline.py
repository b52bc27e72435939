"""The whole story of a run, one call a stage: check, baseline, search, ensemble, evaluate, explain, save."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import psutil

from autoglm_core import events as ev
from autoglm_core import fastest
from autoglm_core.config import config
from autoglm_core.contracts import (
    Configuration,
    Control,
    Metric,
    ModelFamily,
    Parameter,
    Receipt,
    Target,
    TaskType,
)
from autoglm_core.data import checks, recipes
from autoglm_core.ensemble import greedy, temperature
from autoglm_core.errors import TrainingError
from autoglm_core.fastest import Closing
from autoglm_core.manifest import describe_run
from autoglm_core.models._target import has_long_tail
from autoglm_core.predict import Part, ShippedModel, write_description
from autoglm_core.prepare import choosing
from autoglm_core.recipe import Recipe, Severity
from autoglm_core.registry import explainer_for, plugin, plugins
from autoglm_core.result import Explanation, RunResult, choice_folder
from autoglm_core.schema import Schema
from autoglm_core.search import portfolio, reserved
from autoglm_core.search.budget import SearchLimits, Stopwatch
from autoglm_core.search.evaluate import needs_of
from autoglm_core.search.loop import JobCancelledError, Search
from autoglm_core.search.made import features_made
from autoglm_core.search.nursery import Nursery
from autoglm_core.search.runner import SlotRunner, TrialRunner
from autoglm_core.search.schedule import SearchPlan
from autoglm_core.search.settings import proposed, sampler_of, with_proposals
from autoglm_core.search.trials import FoldsDone
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import TaskKind, TaskSpec
from autoglm_core.summary import Outcome, Prepared, judge_rows, score_run, summarise
from autoglm_core.table import Table

Emit = Callable[[ev.Event], None]
MakeRunner = Callable[[Path, TaskSpec], TrialRunner]

NO_RECIPE = Recipe()

# A score is corrected for the choice among so many trials, the best ones; worse ones are never chosen again.
_MOST_TRIALS_CORRECTED = 100
# Explained for the global picture: enough for a beeswarm, few enough to be done in seconds.
_EXPLAINED_ROWS, _BACKGROUND_ROWS = 100, 50
_EVALUATIONS, _FEWEST_EVALUATIONS = 40_000, 4_000
# What a row of many may take to predict, on one core, before fewer fold models are shipped; and how few at least.
_ROW_SECONDS, _FEWEST_BAGGED = 20e-6, 2
# So many of the first configurations are tried in each form of the target: which one pays is soon known. Two of them,
# after the quickest, with generated features as well.
_STARTS_IN_BOTH_FORMS = 6
_STARTS_WITH_FEATURES = (2, 4)
_EXPLAIN_SHARE, _EXPLAIN_SECONDS, _HURRIED_SECONDS = 0.02, 20.0, 0.5


def train(
    table: Table,
    spec: TaskSpec,
    folder: Path,
    *,
    emit: Emit,
    control: Callable[[], Control] = Control,
    data_hash: str = "",
    recipe: Recipe = NO_RECIPE,
    receipt: Receipt | None = None,
    history: Sequence[ev.Event] = (),
    make_runner: MakeRunner | None = None,
    seconds_used: float = 0.0,
) -> RunResult:
    """From a table and a specification to a model in ``folder`` and what is to be known about it.

    ``history``: the events of this run so far, where it goes on after an interruption; ``seconds_used``: of the budget,
    by reading the data. Writes work/, trials/, model/, judged.npz, explanation.npz, model-fast/ (where a quicker model
    is nearly as good), result.json and, last, manifest.json into ``folder``.

    Raises DataError, SpecError or TrainingError with one sentence for the user; JobCancelledError when cancelled.
    """
    stopwatch = Stopwatch(time.monotonic() - seconds_used - _seconds_used(history))
    # Slots load their libraries while the table is checked: the first score comes seconds earlier.
    runner = (make_runner or slots)(folder, spec)
    try:
        emit(ev.StageStarted(stage="check"))
        prepared = prepare(table, spec)
        for warning in prepared.warnings:
            emit(ev.Warned(message=warning))
        work = WorkFolder(folder)
        write_work(work, prepared, spec)
        emit(ev.StageStarted(stage="baseline"))
        plan = plan_search(prepared, spec)
        score_baseline(prepared, plan, emit)
        emit(ev.StageStarted(stage="search"))
        _load_ahead()
        search = Search(plan, work, runner, emit=emit, control=control, stopwatch=stopwatch)
        done = search.run(history)
    finally:
        runner.close()
    emit(ev.StageStarted(stage="ensemble"))
    outcome = combine(done, work, prepared.metric, spec)
    model = ship(outcome, folder, prepared, spec)
    emit(ev.StageStarted(stage="evaluate"))
    # Explained beside the judging: the slots are gone, and two cores are free.
    with ThreadPoolExecutor(1) as beside:
        explained = beside.submit(explain, model, prepared, spec, hurried=control().finish)
        judged = judge_rows(outcome, model, prepared, spec)
        judged.save(folder / "judged.npz")
        others = fallen_behind(search.trials.finished(), done, work)
        scored = score_run(outcome, others, judged, prepared, spec, search.trials.records())
        _raise_if_cancelled(control)
        emit(ev.StageStarted(stage="explain"))
        explanation = explained.result()
    explanation.save(folder / "explanation.npz")
    emit(ev.StageStarted(stage="save"))
    result = summarise(
        outcome,
        scored,
        judged,
        explanation,
        prepared,
        spec,
        trials=search.trials.records(),
        decision_threshold=model.threshold,
        seconds=stopwatch.elapsed(),
        data_hash=data_hash,
        generated=features_made(
            work, [trial for trial, _ in outcome.members()], str(spec.target), prepared.target.classes
        ),
    )
    closing = Closing(result, outcome, model, folder, prepared, spec, control().finish, ship, explain)
    result = replace(fastest.offer(closing), seconds=stopwatch.elapsed())
    _save(result, folder)
    for choice in reversed(result.choices):  # the run's own last: with it the run is whole
        at = choice_folder(folder, choice.name)
        describe_run(at, spec=spec, data_hash=data_hash, recipe=recipe, receipt=receipt)
    return result


def prepare(table: Table, spec: TaskSpec) -> Prepared:
    """Check the target, choose the metric, and split the rows. Raises DataError or SpecError."""
    modelled = recipes.for_spec(table, spec)
    assert spec.target is not None
    features = recipes.features(modelled, spec)
    if not features:
        raise TrainingError("error-training-no-features")
    task: TaskType = plugin("tasks", spec.task)
    target = task.check(modelled.frame[spec.target], spec)
    metric, metric_reason = task.default_metric(target, spec)
    split = task.split(modelled, target, spec)
    found = tuple(
        finding.message for finding in checks.target_findings(modelled, spec) if finding.severity is not Severity.NOTE
    )
    warnings = (*found, *target.warnings, *split.warnings)
    return Prepared(modelled, features, target, split, task, metric, metric_reason, warnings)


def plan_search(prepared: Prepared, spec: TaskSpec) -> SearchPlan:
    """The families that suit, their spaces, the first configurations, and the limits."""
    features = prepared.table.select(prepared.features)
    families = [family for family in plugins("models") if _is_wanted(family, features, spec)]
    if not families:
        raise TrainingError("error-training-no-family")
    families.sort(key=lambda family: (family.cost_rank, family.name))
    space = {family.name: family.space(features) for family in families}
    defaults = {family.name: family.defaults(features) for family in families}
    facts = portfolio.facts_of(features, spec.task, len(prepared.target.classes))
    starts = tuple(Configuration(name, params) for name, params in defaults.items())
    if spec.search.portfolio:
        starts = portfolio.starts(facts, space, defaults, without=config().portfolio_without)
    shared = _reserved(prepared, features, spec)
    space = {family: {**own, **shared} for family, own in space.items()}
    wanted = proposed(spec.search.proposals, space, defaults)
    starts = with_proposals(_with_reserved(starts, shared), wanted)
    return SearchPlan(
        space=space,
        starts=starts,
        sampler=sampler_of(spec.search, space, features),
        pruner=plugin("pruners", spec.search.pruner),
        limits=SearchLimits.of(spec.budget, rows=len(prepared.split.train), starts=len(starts)),
        batch=spec.search.batch,
        folds=len(prepared.split.folds),
        seed=spec.seed,
        metric=prepared.metric,
        ensemble_size=spec.search.ensemble_size,
        patience=spec.search.patience,
    )


def _reserved(prepared: Prepared, features: Table, spec: TaskSpec) -> Mapping[str, Parameter]:
    """Parameters that every family's space has beside its own."""
    space: dict[str, Parameter] = {}
    classes, off = len(prepared.target.classes), spec.search.features_off
    if spec.search.features and choosing.has_candidates(features, classes, off):
        space[reserved.FEATURES] = reserved.FEATURE_CHOICE
    if spec.task is TaskKind.REGRESSION and has_long_tail(prepared.target.y[prepared.split.train]):
        space[reserved.TARGET] = reserved.TARGET_CHOICE
    return space


def _with_reserved(starts: Sequence[Configuration], shared: Mapping[str, Parameter]) -> tuple[Configuration, ...]:
    """The first configurations with values for the shared parameters: the plain ones, and of some also others."""
    plain = {name: reserved.FIRST[name] for name in shared}
    found = []
    for number, start in enumerate(starts):
        params = {**start.params, **plain}
        found.append(Configuration(start.family, params))
        if number < _STARTS_IN_BOTH_FORMS and reserved.TARGET in shared:
            found.append(Configuration(start.family, {**params, reserved.TARGET: reserved.LOGARITHM}))
        if number in _STARTS_WITH_FEATURES and reserved.FEATURES in shared:
            found.append(Configuration(start.family, {**params, reserved.FEATURES: reserved.GENERATED}))
    return tuple(found)


def _is_wanted(family: ModelFamily, features: Table, spec: TaskSpec) -> bool:
    if spec.task not in family.tasks or family.name in spec.families_deny:
        return False
    if spec.families_allow and family.name not in spec.families_allow:
        return False
    if spec.interpretable and not family.interpretable:
        return False
    return family.suits(features, spec)


def combine(done: Sequence[FoldsDone], work: WorkFolder, metric: Metric, spec: TaskSpec) -> Outcome:
    """Choose the trials that are shipped and their weights, from out-of-fold predictions alone."""
    predictions = [work.out_of_fold(trial.number, trial.folds) for trial in done]
    weights = greedy.select(predictions, work.y, metric, spec.search.ensemble_size, predict_seconds(done, spec))
    chosen = Outcome(tuple(done), tuple(predictions), tuple(float(weight) for weight in weights))
    if not work.classes:
        return chosen
    blended = chosen.blend()
    folds = [work.folds[fold][1] for fold in done[0].folds]
    return replace(chosen, temperature=temperature.if_it_pays(blended, work.y, folds, metric))


def predict_seconds(done: Sequence[FoldsDone], spec: TaskSpec) -> tuple[float, ...]:
    """What each trial takes to predict; all the same where the budget is in trials: then no decision reads a clock."""
    return tuple(1.0 if spec.budget.seconds is None else trial.predict_seconds for trial in done)


def fallen_behind(
    finished: Sequence[FoldsDone], done: Sequence[FoldsDone], work: WorkFolder
) -> Iterator[npt.NDArray[np.float64]]:
    """The out-of-fold predictions of the next best trials after those that were ``done``: they took part as well."""
    kept = {trial.number for trial in done}
    for trial in finished[:_MOST_TRIALS_CORRECTED]:
        if trial.number not in kept:
            yield work.out_of_fold(trial.number, trial.folds)


def bag_size(outcome: Outcome, rows: int, folds: int, spec: TaskSpec) -> int:
    """Of how many folds the models are shipped: all that predict within the time that a row may take, at least two.

    Each fold model more makes the bag better by less than the one before and takes as long as that. On twelve data
    sets two of five lost half a percent of the score (the median), and took less than half of the time.
    """
    if not spec.search.bagging:
        return 1
    if spec.budget.seconds is None:
        return folds  # no clock is read, so that the result repeats exactly
    seconds = sum(trial.predict_seconds for trial, _ in outcome.members()) / rows
    return int(np.clip(_ROW_SECONDS / max(seconds, 1e-9), min(_FEWEST_BAGGED, folds), folds))


def ship(outcome: Outcome, folder: Path, prepared: Prepared, spec: TaskSpec, into: Path | None = None) -> ShippedModel:
    """Write model/ (or ``into``): the fold models of the chosen trials, their preparations, the schema; and load it."""
    work, model_folder = WorkFolder(folder), into or folder / "model"
    shutil.rmtree(model_folder, ignore_errors=True)
    most = bag_size(outcome, len(work.y), len(prepared.split.folds), spec)
    parts = []
    for trial, weight in outcome.members():
        family: ModelFamily = plugin("models", trial.configuration.family)
        # The last ones: in a split by time they have learned from the most and the latest rows.
        folds = trial.folds[-most:]
        for fold in folds:
            needs = needs_of(work, family, trial.configuration.params, fold)
            member, preparation = f"{trial.number:04d}/fold{fold}", f"{needs.key}/fold{fold}"
            shutil.copytree(folder / "trials" / member, model_folder / "members" / member)
            target = model_folder / "prepared" / preparation
            target.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / "prepared" / preparation / "prepare.skops", target)
            parts.append(Part(family.name, weight / len(folds), preparation, member))
    write_description(
        model_folder,
        task=spec.task,
        target=str(spec.target),
        classes=prepared.target.classes,
        threshold=outcome.threshold(prepared, spec),
        temperature=outcome.temperature,
        schema=Schema.of(prepared.table, prepared.features),
        parts=parts,
    )
    return ShippedModel.load(model_folder)


def explain(model: ShippedModel, prepared: Prepared, spec: TaskSpec, *, hurried: bool = False) -> Explanation:
    """SHAP values of the shipped model on rows that were judged, against rows that were trained on."""
    features = prepared.table.select(prepared.features)
    rng = np.random.default_rng(spec.seed)
    judged = prepared.split.holdout if len(prepared.split.holdout) else prepared.split.train
    rows = np.sort(rng.permutation(judged)[:_EXPLAINED_ROWS])
    background = np.sort(rng.permutation(prepared.split.train)[:_BACKGROUND_ROWS])
    of_class = _explained_class(prepared, model, rows)
    explainer = explainer_for(model)
    allowed = _evaluations(model, features.frame.iloc[rows], _HURRIED_SECONDS if hurried else _explain_seconds(spec))
    return explainer.explain(model, features, rows, background, of_class, spec.seed, allowed)


def _explain_seconds(spec: TaskSpec) -> float | None:
    seconds = spec.budget.seconds
    return None if seconds is None else min(seconds * _EXPLAIN_SHARE, _EXPLAIN_SECONDS)


def _evaluations(model: ShippedModel, frame: pd.DataFrame, seconds: float | None) -> int:
    """How many rows the model may predict for its explanation: what fits into ``seconds``."""
    if seconds is None:
        return _EVALUATIONS  # no clock is read, so that the result repeats exactly
    started = time.perf_counter()
    model.scores(frame)
    rate = len(frame) / (time.perf_counter() - started)
    return int(np.clip(rate * seconds, _FEWEST_EVALUATIONS, 8 * _EVALUATIONS))


def _explained_class(prepared: Prepared, model: ShippedModel, rows: Any) -> int | None:
    if not model.classes:
        return None
    if len(model.classes) == 2:
        return 1
    # Of several classes the most frequent one: its probability varies over the most rows.
    return int(np.bincount(prepared.target.y[rows], minlength=len(model.classes)).argmax())


def slots(folder: Path, spec: TaskSpec, nursery: Nursery | None = None) -> SlotRunner:
    """One slot a core, each with its share of the memory that is free. ``nursery``: one that is loading already."""
    count = spec.search.slots or config().slots or len(os.sched_getaffinity(0))
    free_mb = psutil.virtual_memory().available / 2**20
    memory_mb = spec.search.memory_mb or config().memory_mb or 0.7 * free_mb / count
    return SlotRunner(run=folder, slots=count, memory_mb=memory_mb, nursery=nursery)


def _load_ahead() -> None:
    """Import, beside the search, what is needed once it has ended: later somebody would wait for it."""
    modules = ["skops.io", *(library for family in plugins("models") for library in family.libraries)]

    def load() -> None:
        for module in modules:
            importlib.import_module(module)

    threading.Thread(target=load, name="load ahead", daemon=True).start()


def write_work(work: WorkFolder, prepared: Prepared, spec: TaskSpec) -> None:
    """Write what the slots need of a run."""
    # The hold-out is not in the work folder at all: no slot can fit on it or choose by it.
    train = prepared.split.train
    position = np.full(prepared.table.rows, -1)
    position[train] = np.arange(len(train))
    work.write(
        table=prepared.table.select(prepared.features).take(train),
        target=Target(prepared.target.y[train], prepared.target.classes),
        folds=tuple((position[fit], position[valid]) for fit, valid in prepared.split.folds),
        task=spec.task,
        metric=prepared.metric.name,
        seed=spec.seed,
        features_off=spec.search.features_off,
    )


def score_baseline(prepared: Prepared, plan: SearchPlan, emit: Emit) -> None:
    """Say what the search starts from, and what guessing without a model scores on the folds."""
    y, split = prepared.target.y, prepared.split
    emit(
        ev.SearchPlanned(
            metric=plan.metric.name,
            greater_is_better=plan.metric.greater_is_better,
            families=tuple(plan.space),
            folds=plan.folds,
            rows_train=len(split.train),
            rows_holdout=len(split.holdout),
        )
    )
    classes = len(prepared.target.classes)
    guesses = [prepared.task.baseline(y[fit], len(valid), classes) for fit, valid in split.folds]
    truth = np.concatenate([y[valid] for _, valid in split.folds])
    emit(ev.BaselineScored(score=plan.metric.score(truth, np.concatenate(guesses))))


def _seconds_used(history: Sequence[ev.Event]) -> float:
    """Seconds of earlier attempts at this run, without pauses, and of this one since its job began."""
    used, last, paused_at = 0.0, None, None
    for event in history:
        if isinstance(event, ev.JobStarted):
            last, paused_at = event.at, None
        elif last is not None and paused_at is None:
            used += max(event.at - last, 0.0)
            last = event.at
        if isinstance(event, ev.JobPaused):
            paused_at = event.at
        elif isinstance(event, ev.JobResumed):
            last, paused_at = event.at, None
    if history and isinstance(history[-1], ev.JobStarted):
        used += max(time.time() - history[-1].at, 0.0)
    return used


def _raise_if_cancelled(control: Callable[[], Control]) -> None:
    if control().cancel:
        raise JobCancelledError("error-job-cancelled")


def _save(result: RunResult, folder: Path) -> None:
    for scratch in folder.glob("prepared/*/*/*.npy"):
        scratch.unlink()
    temporary = folder / "result.json.part"
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(result.to_json(), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / "result.json")
