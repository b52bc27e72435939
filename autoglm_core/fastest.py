"""The quickest model whose score is within 1 % of the shipped blend's, shipped beside it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from autoglm_core.contracts import Metric, Target
from autoglm_core.ensemble import greedy
from autoglm_core.evaluation import intervals, verdict
from autoglm_core.predict import ShippedModel
from autoglm_core.result import Explanation, Floats, Judged, ModelChoice, RunResult, choice_folder
from autoglm_core.search.evaluate import FoldRequest, evaluate
from autoglm_core.search.race import rows_predicted
from autoglm_core.search.trials import FoldsDone
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import TaskSpec
from autoglm_core.summary import Outcome, Prepared, ahead_of_guessing, judge_rows, scores_of

WITHIN = 0.01
# Of the budget in seconds, for fitting the chosen model once on all rows, as far as the folds let expect.
_REFIT_SHARE, _LONGEST_REFIT = 0.015, 20.0
# Models whose speed is really measured, of each family the one that judged its folds soonest.
_MEASURED = 4
_PAIRED = 8  # where no single trial is near enough: pairs of the best ones
_CALLS, _CALLS_SECONDS = 9, 0.12
_BATCH_ROWS, _SLOW_BATCH_ROWS, _SLOW_MS = 500, 100, 20.0


class Ship(Protocol):
    def __call__(
        self, outcome: Outcome, folder: Path, prepared: Prepared, spec: TaskSpec, into: Path | None = None
    ) -> ShippedModel: ...


class Explain(Protocol):
    def __call__(
        self, model: ShippedModel, prepared: Prepared, spec: TaskSpec, *, hurried: bool = False
    ) -> Explanation: ...


@dataclass(frozen=True)
class Closing:
    """A run at its end: what was chosen and written of it so far, and how the pipeline ships and explains a model."""

    result: RunResult
    outcome: Outcome
    model: ShippedModel
    folder: Path
    prepared: Prepared
    spec: TaskSpec
    hurried: bool  # somebody said “finish now”: nothing is fitted again
    ship: Ship
    explain: Explain


def offer(closing: Closing) -> RunResult:
    """The result with its choices: the most accurate model and, where there is one, a quicker one within 1 %.

    A single trial is shipped as one model fitted again on all training rows where the time allows it, else as the model
    of its last fold: such models are what its out-of-fold score is of, and one answers sooner than a bag of five. With
    a budget in trials no clock decides: the smallest model in bytes is taken for the quickest, and it is always fitted
    again. Written to model-fast/, which opens like the run's folder. Its score is taken down by what choosing the best
    single trial flatters, though the quickest was seldom the best.
    """
    result, folder = closing.result, choice_folder(closing.folder, "fast")
    shutil.rmtree(folder, ignore_errors=True)
    frame = closing.prepared.table.frame[list(closing.prepared.features)]
    accurate = _described("accurate", closing.result, closing.model, closing.folder, frame)
    chosen = _quickest(closing, frame)
    if chosen is None:
        return replace(result, choices=(accurate,))
    outcome, refitted = _shipped(closing, chosen, folder / "model")
    model = ShippedModel.load(folder / "model")
    fast_result = _judged(closing, outcome, model, folder)
    fast = replace(_described("fast", fast_result, model, folder, frame), refitted=refitted)
    if closing.spec.budget.seconds is not None and fast.latency_ms >= accurate.latency_ms:
        shutil.rmtree(folder)
        return replace(result, choices=(accurate,))
    choices = (accurate, fast)
    text = json.dumps(replace(fast_result, choices=choices).to_json(), ensure_ascii=False)
    (folder / "result.json").write_text(text, encoding="utf-8")
    return replace(result, choices=choices)


def within(metric: Metric, score: float, best: float) -> bool:
    """Whether ``score`` is at most 1 % worse than ``best``.

    >>> from autoglm_core.registry import plugin
    >>> rmse = plugin("tasks", "regression").metrics[0]
    >>> within(rmse, 10.1, 10.0), within(rmse, 10.2, 10.0)
    (True, False)
    """
    worse = best - score if metric.greater_is_better else score - best
    return worse <= WITHIN * abs(best) + 1e-12


# ---- which -----------------------------------------------------------------------------------------------------------


def _quickest(closing: Closing, frame: pd.DataFrame) -> Outcome | None:
    """The trial, or the two, that answer soonest of those that are near enough; None where only the blend itself is."""
    near = [candidate for candidate in _near(closing) if _is_smaller(candidate, closing.outcome)]
    if not near:
        return None
    if closing.spec.budget.seconds is None:
        return min(near, key=lambda candidate: _bytes(candidate, closing))
    order = np.argsort([_predict_seconds(candidate) for candidate in near], kind="stable")
    quickest: dict[tuple[str, ...], Outcome] = {}
    for position in order:
        candidate = near[int(position)]
        quickest.setdefault(tuple(trial.configuration.family for trial in candidate.trials), candidate)
    measured = list(quickest.values())[:_MEASURED]
    if len(measured) == 1:
        return measured[0]
    trial_folder = closing.folder / "model-measured"
    speeds = []
    for candidate in measured:
        speeds.append(_latency(_last_fold_model(closing, candidate, trial_folder), frame))
        shutil.rmtree(trial_folder)
    return measured[int(np.argmin(speeds))]


def _near(closing: Closing) -> list[Outcome]:
    """Single trials within 1 % of the blend and above guessing; where there is none, pairs of the best trials."""
    outcome, prepared, metric = closing.outcome, closing.prepared, closing.prepared.metric
    y = prepared.target.y[prepared.split.train]
    best = outcome.score(y, metric)
    rows = rows_predicted(outcome.predictions[0])
    guess = prepared.task.baseline(y, len(rows), len(prepared.target.classes))
    least = metric.utility(y[rows], guess)
    whole = [position for position, trial in enumerate(outcome.trials) if len(trial.folds) == len(prepared.split.folds)]

    def good(candidate: Outcome) -> bool:
        score = candidate.score(y, metric)
        return within(metric, score, best) and (score if metric.greater_is_better else -score) > least

    singles = [_part_of(outcome, (position,), (1.0,)) for position in whole]
    return [candidate for candidate in singles if good(candidate)] or [
        pair for pair in _pairs(outcome, whole[:_PAIRED], y, closing) if good(pair)
    ]


def _pairs(outcome: Outcome, positions: Sequence[int], y: Floats, closing: Closing) -> Iterator[Outcome]:
    for place, first in enumerate(positions):
        for second in positions[place + 1 :]:
            predictions = [outcome.predictions[first], outcome.predictions[second]]
            size = closing.spec.search.ensemble_size
            weights = greedy.select(predictions, y, closing.prepared.metric, size)
            if (weights > 0).all():
                yield _part_of(outcome, (first, second), tuple(float(weight) for weight in weights))


def _part_of(outcome: Outcome, positions: Sequence[int], weights: tuple[float, ...]) -> Outcome:
    trials = tuple(outcome.trials[position] for position in positions)
    return Outcome(trials, tuple(outcome.predictions[position] for position in positions), weights)


def _is_smaller(candidate: Outcome, blend: Outcome) -> bool:
    """Whether it has fewer models than the bag of folds that is shipped."""
    return len(candidate.trials) < sum(len(trial.folds) for trial, _ in blend.members())


def _predict_seconds(candidate: Outcome) -> float:
    return sum(trial.predict_seconds for trial in candidate.trials)


def _bytes(candidate: Outcome, closing: Closing) -> int:
    work = WorkFolder(closing.folder)
    return sum(_size(work.fold_folder(trial.number, trial.folds[-1])) for trial in candidate.trials)


# ---- shipping --------------------------------------------------------------------------------------------------------


def _shipped(closing: Closing, chosen: Outcome, into: Path) -> tuple[Outcome, bool]:
    """Write the model of ``chosen``; whether it was fitted again on all training rows."""
    if not closing.hurried and _has_time(closing, chosen):
        folder = closing.folder / "refit"
        try:
            if _refitted(closing, chosen, folder):
                again = replace(chosen, trials=tuple(replace(trial, folds=(0,)) for trial in chosen.trials))
                closing.ship(again, folder, closing.prepared, closing.spec, into)
                return chosen, True
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    _last_fold_model(closing, chosen, into)
    return chosen, False


def _last_fold_model(closing: Closing, chosen: Outcome, into: Path) -> ShippedModel:
    # The last one: of a split by time it has learned from the most and the latest rows.
    one = replace(chosen, trials=tuple(replace(trial, folds=trial.folds[-1:]) for trial in chosen.trials))
    return closing.ship(one, closing.folder, closing.prepared, closing.spec, into)


def _has_time(closing: Closing, chosen: Outcome) -> bool:
    seconds = closing.spec.budget.seconds
    if seconds is None:
        return True
    numbers = {trial.number for trial in chosen.trials}
    folds = len(closing.prepared.split.folds)
    used = sum(record.seconds for record in closing.result.leaderboard if record.number in numbers)
    expected = used / folds * folds / max(1, folds - 1)  # a fold leaves one part of its rows out
    return expected <= min(seconds * _REFIT_SHARE, _LONGEST_REFIT)


def _refitted(closing: Closing, chosen: Outcome, folder: Path) -> bool:
    """Fit each trial of ``chosen`` as a fold that has all training rows, by the one way that folds are fitted.

    A family that finds its number of rounds on rows set aside does so here as well.
    """
    prepared, train = closing.prepared, closing.prepared.split.train
    work = WorkFolder(folder)
    everything = np.arange(len(train))
    work.write(
        table=prepared.table.select(prepared.features).take(train),
        target=Target(prepared.target.y[train], prepared.target.classes),
        folds=((everything, everything[:1]),),
        task=closing.spec.task,
        metric=prepared.metric.name,
        seed=closing.spec.seed,
        features_off=closing.spec.search.features_off,
    )
    return all(evaluate(work, _request(trial)).failure is None for trial in chosen.trials)


def _request(trial: FoldsDone) -> FoldRequest:
    return FoldRequest(trial.number, 0, trial.configuration.family, trial.configuration.params)


# ---- what is said of it ----------------------------------------------------------------------------------------------


def _judged(closing: Closing, outcome: Outcome, model: ShippedModel, folder: Path) -> RunResult:
    """The run's result as it would be had only this model been shipped; its rows and reasons are written."""
    result, prepared, spec = closing.result, closing.prepared, closing.spec
    judged: Judged = judge_rows(outcome, model, prepared, spec)
    judged.save(folder / "judged.npz")
    explanation = closing.explain(model, prepared, spec, hurried=True)
    explanation.save(folder / "explanation.npz")
    scores = scores_of(judged, prepared, spec)
    best = result.leaderboard[0]
    if best.corrected is not None and best.score is not None:
        told = replace(scores[0], chosen_from=result.headline.chosen_from, uncorrected=scores[0].value)
        scores = (intervals.moved(told, told.value + best.corrected - best.score, prepared.metric), *scores[1:])
    ahead = ahead_of_guessing(scores[0], judged, prepared, spec)
    said = verdict.judge(scores[0], judged, prepared.target.classes, spec, ahead)
    weights = {trial.number: weight for trial, weight in outcome.members()}
    families = [trial.configuration.family for trial, _ in outcome.members()]
    importance = np.abs(explanation.values).mean(axis=0)
    return replace(
        result,
        best_model=families[0] if len(families) == 1 else "ensemble",
        headline=scores[0],
        scores=scores,
        sentence=said.sentence,
        verdict=said.verdict,
        usable=said.usable,
        threshold=model.threshold,
        leaderboard=tuple(replace(record, weight=weights.get(record.number, 0.0)) for record in result.leaderboard),
        importance={explanation.columns[i]: float(importance[i]) for i in np.argsort(-importance, kind="stable")},
    )


def _described(name: str, result: RunResult, model: ShippedModel, folder: Path, frame: pd.DataFrame) -> ModelChoice:
    latency = _latency(model, frame)
    batch = frame.head(_BATCH_ROWS if latency < _SLOW_MS else _SLOW_BATCH_ROWS)
    started = time.perf_counter()
    model.predict(batch)
    return ModelChoice(
        name=name,
        model=result.best_model,
        headline=result.headline,
        latency_ms=latency,
        rows_per_second=len(batch) / (time.perf_counter() - started),
        size_mb=_size(folder / "model") / 1e6,
    )


def _latency(model: ShippedModel, frame: pd.DataFrame) -> float:
    """Milliseconds from one row to its prediction: the median of a few calls, after one that is not counted."""
    model.predict(frame.iloc[[0]])
    taken: list[float] = []
    began = time.perf_counter()
    while len(taken) < 3 or (len(taken) < _CALLS and time.perf_counter() - began < _CALLS_SECONDS):
        row = frame.iloc[[len(taken) % len(frame)]]
        started = time.perf_counter()
        model.predict(row)
        taken.append(time.perf_counter() - started)
    return 1000 * float(np.median(taken))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
