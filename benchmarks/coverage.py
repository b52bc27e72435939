"""Whether the 95 % intervals of a run hold the truth, on freshly simulated tables that are really trained on.

    python benchmarks/coverage.py [--tables 200] [--out benchmarks/results/coverage.jsonl]
    python benchmarks/coverage.py --report --out benchmarks/results/coverage.jsonl

Each table is drawn from a known process, searched with a budget in trials, and its model is shipped as a run ships it.
The truth is what the shipped model scores on 200,000 fresh rows of the same process. Two models a table: the blend that
a run ships, and the best single one of the many trials. A line is appended for each table, so that a stopped
measurement goes on where it was. Wanted: 92-98 % of the intervals hold the truth.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autoglm_core import pipeline
from autoglm_core.contracts import Control, Target
from autoglm_core.data.roles import detect_roles
from autoglm_core.evaluation.intervals import share_interval
from autoglm_core.predict import ShippedModel
from autoglm_core.search.budget import Stopwatch
from autoglm_core.search.loop import Search
from autoglm_core.search.runner import InProcessRunner
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import Budget, SearchSettings, TaskKind, TaskSpec, Validation
from autoglm_core.summary import Outcome, Prepared, judge_rows, score_run
from autoglm_core.table import Table

_FRESH = 200_000
_AT_ONCE = 50_000
# Quick to fit, and to ask 200,000 times; unlike enough that there is something to choose.
_FAMILIES = ("linear", "naive_bayes", "lightgbm")
_TRIALS, _TRIALS_UNPRUNED = 20, 10

Frame = pd.DataFrame
Rng = np.random.Generator


@dataclass(frozen=True)
class Scene:
    """A process that tables are drawn from: ``target`` makes the answers of the cells that it is given."""

    task: TaskKind
    rows: tuple[int, ...]
    target: Callable[[Frame, Rng], Any]
    holdout: float | None = None
    positive: str | None = None


def cells(rows: int, rng: Rng) -> Frame:
    """Six columns: four of numbers, one of them with gaps, and two of words."""
    frame = pd.DataFrame({f"x{i}": rng.normal(size=rows) for i in range(4)})
    frame["city"] = rng.choice(["north", "south", "east", "west", "centre"], rows, p=[0.35, 0.25, 0.2, 0.15, 0.05])
    frame["plan"] = rng.choice(["basic", "plus"], rows, p=[0.7, 0.3])
    frame["x3"] = frame["x3"].where(rng.random(rows) > 0.1)
    return frame


def _signal(frame: Frame) -> Any:
    """What the cells say: straight, bent and joint effects."""
    city = frame["city"].map({"north": 0.6, "south": -0.4, "east": 0.0, "west": 0.2, "centre": 1.2}).to_numpy()
    x = frame[[f"x{i}" for i in range(4)]].fillna(0).to_numpy()
    plus = (frame["plan"] == "plus").to_numpy()
    return 0.9 * x[:, 0] - 0.6 * np.abs(x[:, 1]) + 0.7 * x[:, 0] * x[:, 2] + 0.5 * x[:, 3] * plus + city


def _yes_no(shift: float) -> Callable[[Frame, Rng], Any]:
    def target(frame: Frame, rng: Rng) -> Any:
        return np.where(rng.random(len(frame)) < 1 / (1 + np.exp(-(_signal(frame) + shift))), "yes", "no")

    return target


def _classes(frame: Frame, rng: Rng) -> Any:
    x, signal = frame["x1"].to_numpy(), _signal(frame)
    utility = np.column_stack([signal, -signal + 0.3, 1.2 * x, np.full(len(frame), 0.2)])
    return np.array(["a", "b", "c", "d"])[np.argmax(utility + rng.gumbel(size=utility.shape), axis=1)]


def _number(frame: Frame, rng: Rng) -> Any:
    return 10 + 3 * _signal(frame) + 3 * rng.normal(size=len(frame))


def _amount(frame: Frame, rng: Rng) -> Any:
    """A long tail, as of money: most of the squared error comes from few rows."""
    return np.exp(5 + 0.5 * _signal(frame) + 0.5 * rng.normal(size=len(frame)))


SCENES = {
    "binary": Scene(TaskKind.BINARY, (300, 600, 1200), _yes_no(0.0), positive="yes"),
    "binary, 1 in 12": Scene(TaskKind.BINARY, (800, 1500), _yes_no(-3.3), positive="yes"),
    "binary, hold-out": Scene(TaskKind.BINARY, (1000, 2000), _yes_no(-0.5), holdout=0.3, positive="yes"),
    "four classes": Scene(TaskKind.MULTICLASS, (400, 800), _classes),
    "numbers": Scene(TaskKind.REGRESSION, (300, 800), _number),
    "amounts": Scene(TaskKind.REGRESSION, (500, 1200), _amount),
}


def measured(name: str, number: int) -> dict[str, Any]:
    """One table: what is told of both models by every metric, beside the truth."""
    scene, rng = SCENES[name], np.random.default_rng([number, 7])
    rows = scene.rows[number // len(SCENES) // 2 % len(scene.rows)]
    frame = cells(rows, rng)
    frame["target"] = scene.target(frame, rng)
    table = Table(frame, detect_roles(frame))
    fresh = cells(_FRESH, rng)
    answers = scene.target(fresh, rng)
    spec = _spec(scene, number)
    folder = Path(tempfile.mkdtemp(prefix="coverage-"))
    began = time.process_time()
    try:
        found = _both(table, spec, folder, fresh, answers)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {"table": number, "scene": name, "rows": rows, "seconds": time.process_time() - began, **found}


def _spec(scene: Scene, seed: int) -> TaskSpec:
    # In turn as a run does it, and with every trial finished: then there are more to choose the best from.
    unpruned = seed // len(SCENES) % 2 == 1
    return TaskSpec(
        task=scene.task,
        target="target",
        positive=scene.positive,
        budget=Budget(trials=_TRIALS_UNPRUNED if unpruned else _TRIALS),
        validation=Validation(holdout=scene.holdout),
        families_allow=_FAMILIES,
        search=SearchSettings(slots=1, pruner="none" if unpruned else "racing"),
        seed=seed,
    )


def _both(table: Table, spec: TaskSpec, folder: Path, fresh: Frame, answers: Any) -> dict[str, Any]:
    prepared = pipeline.prepare(table, spec)
    work = WorkFolder(folder)
    pipeline.write_work(work, prepared, spec)
    plan = pipeline.plan_search(prepared, spec)
    runner = InProcessRunner(folder)
    search = Search(plan, work, runner, emit=lambda _: None, control=Control, stopwatch=Stopwatch(time.monotonic()))
    done = search.run(())
    target = _truth(answers, prepared.target)
    models = {}
    for name, size in (("blend", spec.search.ensemble_size), ("single", 1)):
        one = spec.replaced(search=spec.search.model_copy(update={"ensemble_size": size}))
        outcome = pipeline.combine(done, work, prepared.metric, one)
        model = pipeline.ship(outcome, folder, prepared, one, folder / name)
        others = pipeline.fallen_behind(search.trials.finished(), done, work)
        judged = judge_rows(outcome, model, prepared, one)
        scored = score_run(outcome, others, judged, prepared, one, search.trials.records())
        models[name] = _lines(scored.scores, model, outcome, prepared, fresh, target)
    return {"trials": len(search.trials.finished()), **models}


def _truth(answers: Any, target: Target) -> Any:
    if not target.classes:
        return np.asarray(answers, dtype=np.float64)
    return pd.Categorical(answers, categories=list(target.classes)).codes.astype(np.int64)


def _lines(
    scores: Any, model: ShippedModel, outcome: Outcome, prepared: Prepared, fresh: Frame, target: Any
) -> dict[str, Any]:
    starts = range(0, len(fresh), _AT_ONCE)
    columns = list(prepared.features)
    said = np.concatenate([model.scores(model.align(fresh[columns].iloc[at : at + _AT_ONCE])[0]) for at in starts])
    labels = None if model.threshold is None else (said[:, 1] >= model.threshold).astype(np.int64)
    metrics = {metric.name: metric for metric in prepared.task.metrics}
    return {
        "members": len(outcome.members()),
        "metric": scores[0].metric,
        "scores": {
            score.metric: {
                "value": score.value,
                "low": score.low,
                "high": score.high,
                "uncorrected": score.uncorrected,
                "truth": metrics[score.metric].score(target, said, labels),
            }
            for score in scores
        },
    }


# ---- what came of it -------------------------------------------------------------------------------------------------


def report(lines: list[dict[str, Any]]) -> None:
    """Print, by model and scene, how often the interval of the headline holds the truth; then of every metric."""
    print(f"{len(lines)} tables, {sum(line['seconds'] for line in lines):.0f} s")
    for model in ("blend", "single"):
        by_scene: dict[str, list[dict[str, Any]]] = defaultdict(list)
        by_metric: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for line in lines:
            headline = line[model]["metric"]
            by_scene[line["scene"]].append(line[model]["scores"][headline])
            by_scene["all"].append(line[model]["scores"][headline])
            for metric, score in line[model]["scores"].items():
                by_metric[f"{line['scene']}: {metric}"].append(score)
        print(f"\n{model}: the metric that was optimised")
        for name in (*SCENES, "all"):
            _print(name, by_scene[name])
        print(f"\n{model}: every metric")
        for name in sorted(by_metric):
            _print(name, by_metric[name])


def _print(name: str, scores: list[dict[str, Any]]) -> None:
    if not scores:
        return
    held = sum(score["low"] <= score["truth"] <= score["high"] for score in scores)
    above = sum(score["truth"] > score["high"] for score in scores)
    low, high = share_interval(held, len(scores))
    off = np.array([score["value"] - score["truth"] for score in scores])
    width = np.mean([score["high"] - score["low"] for score in scores])
    print(
        f"  {name:42} {held:4}/{len(scores):<4} {100 * held / len(scores):5.1f} % ({100 * low:.0f}-{100 * high:.0f})"
        f"  above {above:3}, told - truth {off.mean():+.4f} ±{off.std() / len(off) ** 0.5:.4f}, width {width:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("coverage.jsonl"))
    parser.add_argument("--report", action="store_true", help="only print what was measured so far")
    asked = parser.parse_args()
    lines = [json.loads(line) for line in asked.out.read_text().splitlines()] if asked.out.exists() else []
    done = {line["table"] for line in lines}
    names = list(SCENES)
    for number in range(asked.first, asked.first + asked.tables):
        if asked.report or number in done:
            continue
        line = measured(names[number % len(names)], number)
        lines.append(line)
        with asked.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    report(lines)


if __name__ == "__main__":
    main()
