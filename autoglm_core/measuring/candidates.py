"""The models of a finished run that can be measured: those it ships, and its best single trials, shipped likewise."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from autoglm_core.contracts import Metric, ModelFamily
from autoglm_core.evaluation.threshold import best_threshold
from autoglm_core.predict import Part, write_description
from autoglm_core.ranking import skill
from autoglm_core.registry import plugin
from autoglm_core.result import RunResult, TrialRecord, TrialState, choice_folder
from autoglm_core.schema import Schema
from autoglm_core.search.evaluate import needs_of
from autoglm_core.search.race import rows_predicted
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import TaskKind

_READABLE, _EXPLAINED = 1.0, 0.5


@dataclass(frozen=True)
class Candidate:
    """A model in ``folder`` (as ``ShippedModel.load`` opens it), with what is known of it before it is measured."""

    id: str
    model: str
    trial: int | None
    folder: Path
    score: float
    skill: Mapping[str, float]
    training_seconds: float
    readable: float


def shipped(run: Path, result: RunResult) -> tuple[Candidate, ...]:
    """The most accurate model of the run, and the quick one where there is one."""
    found = []
    for name in ("accurate", "fast"):
        folder = choice_folder(run, name)
        if (folder / "model" / "model.json").exists() and (folder / "result.json").exists():
            of = RunResult.from_json(json.loads((folder / "result.json").read_text(encoding="utf-8")))
            found.append(_shipped(name, folder / "model", of, result))
    return tuple(found)


def best_trials(run: Path, result: RunResult, many: int) -> tuple[TrialRecord, ...]:
    """The best trials whose models are still there; none of a run that came with the app: it brings its model alone."""
    work = WorkFolder(run)
    if not (work.folder / "meta.json").exists():
        return ()
    finished = [record for record in result.leaderboard if record.state is TrialState.FINISHED]
    kept = [record for record in finished if all(path.exists() for path in _predictions(work, record))]
    return tuple(record for record in kept if _folds(work, record))[:many]


def trial(run: Path, result: RunResult, record: TrialRecord, into: Path) -> Candidate:
    """The fold models of one trial, written to ``into`` as a run that had chosen this trial alone would ship them."""
    work = WorkFolder(run)
    family: ModelFamily = plugin("models", record.family)
    description = json.loads((run / "model" / "model.json").read_text(encoding="utf-8"))
    parts, folds = [], _folds(work, record)
    for fold in folds:
        key = needs_of(work, family, record.params, fold).key
        member, prepared = f"{record.number:04d}/fold{fold}", f"{key}/fold{fold}"
        shutil.copytree(run / "trials" / member, into / "members" / member, dirs_exist_ok=True)
        target = into / "prepared" / prepared
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy2(run / "prepared" / prepared / "prepare.skops", target)
        parts.append(Part(family.name, 1 / len(folds), prepared, member))
    prediction = work.out_of_fold(record.number, tuple(range(len(work.folds))))
    rows = rows_predicted(prediction)
    y, prediction = work.y[rows], prediction[rows]
    line = best_threshold(y, prediction[:, 1], result.spec.threshold) if result.task is TaskKind.BINARY else None
    write_description(
        into,
        task=result.task,
        target=result.target,
        classes=result.classes,
        threshold=line,
        schema=Schema.from_json(description["schema"]),
        parts=parts,
    )
    assert record.score is not None
    return Candidate(
        id=f"trial-{record.number}",
        model=record.family,
        trial=record.number,
        folder=into,
        score=record.score,
        skill=_trial_skill(result, y, prediction, line),
        training_seconds=record.seconds,
        readable=_READABLE if family.interpretable else _EXPLAINED,
    )


def _shipped(name: str, folder: Path, of: RunResult, result: RunResult) -> Candidate:
    members = [record for record in of.leaderboard if record.weight > 0]
    families: list[ModelFamily] = [plugin("models", record.family) for record in members]
    one = len(members) == 1
    return Candidate(
        id=name,
        model=of.best_model,
        trial=None,
        folder=folder,
        score=of.headline.value,
        skill={s.metric: skill(s.value, s.baseline, greater_is_better=s.greater_is_better) for s in of.scores},
        # The whole search is not what it costs to train this model again; its members are.
        training_seconds=sum(record.seconds for record in members) or result.seconds,
        readable=(_READABLE if families[0].interpretable else _EXPLAINED) if one else 0.0,
    )


def _trial_skill(result: RunResult, y: Any, prediction: Any, line: float | None) -> dict[str, float]:
    """By the metrics that the run tells, on the trial's out-of-fold rows, against guessing on the same rows."""
    task = plugin("tasks", result.task)
    metrics: dict[str, Metric] = {metric.name: metric for metric in task.metrics}
    labels = None if line is None else (prediction[:, 1] >= line).astype(np.int64)
    guess = task.baseline(y, len(y), len(result.classes))
    found = {}
    for told in result.scores:
        metric = metrics[told.metric]
        value = metric.score(y, prediction, labels)
        found[told.metric] = skill(value, metric.score(y, guess), greater_is_better=metric.greater_is_better)
    return found


def _predictions(work: WorkFolder, record: TrialRecord) -> list[Path]:
    return [work.prediction_path(record.number, fold) for fold in range(len(work.folds))]


def _folds(work: WorkFolder, record: TrialRecord) -> tuple[int, ...]:
    """Folds whose model is still there."""
    return tuple(fold for fold in range(len(work.folds)) if work.fold_folder(record.number, fold).exists())
