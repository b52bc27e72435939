"""What inspections found of a run and people said matters, as far as it was worked out: worded for a document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from autoglm_core.contracts import FinishedRun, Inspection
from autoglm_core.errors import AutoGLMError
from autoglm_core.export import _charts
from autoglm_core.export._words import NOTHING, Words
from autoglm_core.fitness import Fitness, ModelFitness
from autoglm_core.messages import Message
from autoglm_core.priorities import Judgements
from autoglm_core.ranking import rank, ready_made, turns
from autoglm_core.registry import plugin

_FAIRNESS, _FITNESS = "fairness", "fitness"
_WORDED = (_FAIRNESS, _FITNESS, "slices", "learning_curve", "ties")  # those with a part of their own here
_MOST_SENTENCES = 12
_PERCENTILES = ("P50", "P95", "P99")
_SPEED = ("measure-throughput", "export-fitness-load", "export-fitness-cpu")
_NEEDS = ("memory", "size", "training", "valid", "recovery", "scale-out")
_RATES = ("actual", "called", "found", "false_alarm", "right")
_MEANS = ("actual", "predicted", "error", "distance")


def inspected_values(run: FinishedRun, words: Words) -> dict[str, Any]:
    """What the report's template names.

    ``fair``: the groups of each column that was asked for. ``fitness``, ``ranking``: None where nothing was measured.
    ``weak``, ``more_rows``, ``ties``: where it errs most, whether more rows would help, which attempts are as good.
    ``others``: title and sentences of every other inspection that says something in words.
    """
    fitness = _fitness(run)
    return {
        "fair": [_fair(found, run, words) for found in _found(run.folder, _FAIRNESS) if found.get("found")],
        "fitness": None if fitness is None else _fitness_values(fitness, run, words),
        "ranking": None if fitness is None else _ranking(fitness, run, words),
        "weak": _weak(run, words),
        "more_rows": _more_rows(run, words),
        "ties": _ties(run, words),
        "others": list(_others(run, words)),
    }


def groups_told(run: FinishedRun, words: Words) -> list[str]:
    """The sentences about groups, for a model card."""
    return [
        f"{found['column']}: {words.of(Message.from_json(said))}"
        for found in _found(run.folder, _FAIRNESS)
        for said in found["told"]
    ]


def _found(folder: Path, name: str) -> list[dict[str, Any]]:
    """All answers of an inspection that are kept in ``folder`` and of its present version, the first question first."""
    try:
        inspection: Inspection = plugin("inspections", name)
    except AutoGLMError:
        return []
    answers = []
    paths = [folder / "inspect" / f"{name}.json", *sorted((folder / "inspect").glob(f"{name}-*.json"))]
    for path in paths:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["version"] == inspection.version:
                answers.append(data["found"])
        except (OSError, ValueError, KeyError, TypeError):  # never asked, or damaged: the report does without it
            continue
    return answers


# ---- by group --------------------------------------------------------------------------------------------------------


def _fair(answer: Mapping[str, Any], run: FinishedRun, words: Words) -> dict[str, Any]:
    found, metric = answer["found"], run.result.metric
    groups = found["groups"]
    rates = [name for name in _RATES if name in groups[0]["rates"]]
    means = [name for name in _MEANS if name in groups[0]["means"]]
    heads = [words.metric(metric)]
    heads += [words.t(f"export-rate-{name}".replace("_", "-")) for name in rates]
    heads += [words.t(f"export-mean-{name}") for name in means]
    lines = []
    for group in groups:
        cells = [_ranged(group, metric, words)]
        cells += [words.percent(group["rates"][name]["value"]) for name in rates]
        cells += [words.number(group["means"][name][0]) for name in means]
        lines.append({"name": _group(group, words), "rows": words.number(group["rows"]), "cells": cells})
    return {
        "column": answer["column"],
        "given": answer["column"] in run.result.features,
        "told": [words.of(Message.from_json(said)) for said in answer["told"]],
        "heads": heads,
        "groups": lines,
    }


def _group(group: Mapping[str, Any], words: Words) -> str:
    if group["name"] is None:
        return words.t("fairness-group-empty")
    return words.t("fairness-group-rest") if group["rest"] else str(group["name"])


def _ranged(group: Mapping[str, Any], metric: str, words: Words) -> str:
    value = words.score(metric, group["score"])
    if group["low"] is None or group["high"] is None:
        return value
    return f"{value} ({words.score(metric, group['low'])} – {words.score(metric, group['high'])})"


# ---- fit for use -----------------------------------------------------------------------------------------------------


def _fitness(run: FinishedRun) -> Fitness | None:
    """It is about all models of a run, and kept with the most accurate one."""
    home = run.folder.parent if run.folder.name == "model-fast" else run.folder
    answers = _found(home, _FITNESS)
    models: dict[str, ModelFitness] = {}
    for answer in answers:
        for model in Fitness.from_json(answer).models:
            models.setdefault(model.id, model)
    if not models:
        return None
    first = Fitness.from_json(answers[0])
    return Fitness(first.machine, tuple(models.values()), first.notes)


def _fitness_values(fitness: Fitness, run: FinishedRun, words: Words) -> dict[str, Any]:
    mine = fitness.of("fast" if run.folder.name == "model-fast" else "accurate") or fitness.models[0]
    machine = fitness.machine
    return {
        "told": words.t(
            "export-fitness-told",
            p50=_ms(mine.latency.p50, words),
            p99=_ms(mine.latency.p99, words),
            rows=words.number(round(mine.rows_per_second)),
            valid=words.percent(mine.valid_share, 0),
            recovery=words.seconds(mine.recovery_seconds),
        ),
        "tables": [
            {
                "heads": heads,
                "models": [{"name": _model(model, words), "cells": cells(model, words)} for model in fitness.models],
            }
            for heads, cells in (
                ([*_PERCENTILES, *(words.t(key) for key in _SPEED)], _speed),
                ([words.t(f"measure-{name}") for name in _NEEDS], _needs),
            )
        ],
        "notes": [words.of(note) for note in fitness.notes],
        "machine": words.t(
            "export-fitness-machine",
            processor=machine.processor,
            cores=machine.cores,
            memory=words.number(machine.memory_gb),
            gpu=machine.gpu or words.t("export-fitness-no-gpu"),
        ),
    }


def _speed(model: ModelFitness, words: Words) -> list[str]:
    return [
        _ms(model.latency.p50, words),
        _ms(model.latency.p95, words),
        _ms(model.latency.p99, words),
        words.number(round(model.rows_per_second)),
        words.number(model.load.per_second),
        words.seconds(model.cpu_seconds),
    ]


def _needs(model: ModelFitness, words: Words) -> list[str]:
    return [
        f"{words.number(model.memory_mb)}\u00a0MB",
        f"{words.number(model.size_mb)}\u00a0MB",
        words.seconds(model.training_seconds),
        words.percent(model.valid_share, 0),
        words.seconds(model.recovery_seconds),
        words.number(model.scaling.two / model.scaling.one) if model.scaling.one else NOTHING,
    ]


def _model(model: ModelFitness, words: Words) -> str:
    if model.trial is not None:
        return f"{words.t('fitness-model-trial', number=str(model.trial + 1))}: {words.model(model.model)}"
    return f"{words.t(f'fitness-model-{model.id}')}: {words.model(model.model)}"


def _ms(milliseconds: float, words: Words) -> str:
    return f"{words.number(milliseconds)}\u00a0ms" if milliseconds < 1000 else words.seconds(milliseconds / 1000)


# ---- priorities ------------------------------------------------------------------------------------------------------


def _ranking(fitness: Fitness, run: FinishedRun, words: Words) -> dict[str, Any]:
    home = run.folder.parent if run.folder.name == "model-fast" else run.folder
    judgements, stated = _judgements(home)
    priorities = judgements.combined
    models = [model.measured() for model in fitness.models]
    names = {model.id: _model(model, words) for model in fitness.models}
    ranking = rank(models, priorities)
    tied = [names[id] for id in ranking.tied]
    said = words.t("export-ranking-tied" if len(tied) > 1 else "export-ranking-first", models=list(tied))
    weights = {words.t(f"criterion-{name}"): weight for name, weight in priorities.weights.items()}
    points = {names[model.id]: 100 * model.total for model in ranking.models}
    return {
        "said": said,
        "whose": words.t("export-ranking-stated", people=list(judgements.people))
        if stated
        else words.t("export-ranking-not-stated"),
        "consistency": words.t(
            "export-ranking-consistency", ratio=words.number(round(priorities.consistency_ratio, 3))
        ),
        "weights": _charts.bars(weights),
        "weight_values": [words.percent(bar.value) for bar in _charts.bars(weights)],
        "points": _charts.bars(points),
        "point_values": [words.number(bar.value) for bar in _charts.bars(points)],
        "turns": [
            words.t(
                "ranking-turn-less" if turn.less else "ranking-turn-more",
                winner=names[turn.winner],
                criterion=words.t(f"criterion-{turn.criterion}"),
                weight=words.percent(turn.weight),
                now=words.percent(priorities.weights[turn.criterion]),
            )
            for turn in turns(models, priorities)
        ]
        or [words.t("ranking-steady", winner=names[ranking.models[0].id])],
    }


def _judgements(home: Path) -> tuple[Judgements, bool]:
    """What people said, and whether they said anything; else all criteria count alike."""
    try:
        return Judgements.from_json(json.loads((home / "priorities.json").read_text(encoding="utf-8"))), True
    except (OSError, ValueError, TypeError, AttributeError, AutoGLMError):
        return Judgements({"": ready_made("balanced")}), False


# ---- where it errs, more rows, ties ----------------------------------------------------------------------------------


def _weak(run: FinishedRun, words: Words) -> list[str]:
    """A sentence for each group of rows in which it errs most."""
    found = next(iter(_found(run.folder, "slices")), None)
    if found is None:
        return []
    if not found["slices"]:
        return [words.t("export-weak-none", tests=words.number(found["tests"]))]
    text = words.percent if found["kind"] == "wrong" else words.number
    return [
        words.t(
            f"export-weak-{found['kind']}",
            what=[_condition(condition, words) for condition in one["conditions"]],
            inside=text(one["inside"]),
            outside=text(one["outside"]),
            rows=words.number(one["rows"]),
        )
        for one in found["slices"]
    ]


def _condition(condition: Mapping[str, Any], words: Words) -> str:
    ends = {
        # Coordinates and years differ in their later digits.
        name: f"{condition[name]:.6g}" if isinstance(condition[name], float) else str(condition[name])
        for name in ("value", "to")
        if name in condition
    }
    return words.t(f"export-condition-{condition['how']}", column=condition["column"], **ends)


def _more_rows(run: FinishedRun, words: Words) -> str:
    found = next(iter(_found(run.folder, "learning_curve")), None)
    if found is None or len(found["points"]) < 2:
        return ""
    first, last = found["points"][0], found["points"][-1]
    return words.t(
        f"export-more-rows-{found['verdict']}",
        few=words.number(first["rows"]),
        many=words.number(last["rows"]),
        low=words.score(found["metric"], first["score"]),
        high=words.score(found["metric"], last["score"]),
        metric=words.metric(found["metric"]),
    )


def _ties(run: FinishedRun, words: Words) -> str:
    """Which of the best attempts cannot be told from the best one."""
    found = next(iter(_found(run.folder, "ties")), None)
    if found is None:
        return ""
    best, *others = found["trials"]
    tied = [_attempt(other, words) for other in others if other["tied"]]
    said = "export-ties" if tied else "export-no-ties"
    return words.t(said, best=_attempt(best, words), others=tied)


def _attempt(trial: Mapping[str, Any], words: Words) -> str:
    return f"{words.model(trial['family'])} ({words.t('export-trial', number=trial['number'] + 1)})"


# ---- all others ------------------------------------------------------------------------------------------------------


def _others(run: FinishedRun, words: Words) -> Iterator[dict[str, Any]]:
    names = sorted({path.stem for path in (run.folder / "inspect").glob("*.json") if "-" not in path.stem})
    for name in names:
        if name in _WORDED:
            continue
        sentences = dict.fromkeys(said for answer in _found(run.folder, name)[:1] for said in _said(answer, words))
        if sentences:
            title = words.t(f"inspections-{name}".replace("_", "-"))
            yield {"title": title, "sentences": list(sentences)[:_MOST_SENTENCES]}


def _said(value: Any, words: Words) -> Iterator[str]:
    """Every sentence in what was found: a ``Message`` as ``to_json`` writes it."""
    if isinstance(value, Mapping):
        if set(value) == {"key", "values"}:
            yield words.of(Message.from_json(value))
            return
        for item in value.values():
            yield from _said(item, words)
    elif isinstance(value, list):
        for item in value:
            yield from _said(item, words)
