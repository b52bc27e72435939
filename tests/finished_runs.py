"""Finished runs for tests of what is done with one: small, made by hand, with names that try to break out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from autoglm_core.contracts import FinishedRun
from autoglm_core.manifest import describe_run
from autoglm_core.messages import Message
from autoglm_core.predict import write_description
from autoglm_core.recipe import Recipe, RecipeStep, StepKind
from autoglm_core.result import Explanation, Judged, MeasuredOn, RunResult, Score, TrialRecord, TrialState
from autoglm_core.schema import Schema
from autoglm_core.spec import Budget, TaskKind, TaskSpec
from autoglm_core.table import Role, Table

SCRIPT = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("x")'
FEATURES = (SCRIPT, "城市", "balance")
CLASSES = {
    TaskKind.BINARY: ("no", "yes"),
    TaskKind.MULTICLASS: ("low", "<b>mid</b>", "高"),
    TaskKind.REGRESSION: (),
}
ROWS = 120


def finished_run(folder: Path, task: TaskKind = TaskKind.BINARY, *, holdout: bool = False) -> FinishedRun:
    """A run in ``folder`` as the pipeline leaves it, but for the fitted models."""
    (folder / "model").mkdir(parents=True)
    rng = np.random.default_rng(0)
    table = _table(task, rng)
    judged = _judged(task, rng, np.arange(0, ROWS, 3) if holdout else np.arange(ROWS))
    judged.save(folder / "judged.npz")
    explanation = _explanation(task, table)
    explanation.save(folder / "explanation.npz")
    classes = CLASSES[task]
    threshold = 0.4 if task is TaskKind.BINARY else None
    write_description(
        folder / "model",
        task=task,
        target="target",
        classes=classes,
        threshold=threshold,
        schema=Schema.of(table, FEATURES),
        parts=[],
    )
    result = _result(task, judged, explanation, threshold, holdout=holdout)
    (folder / "result.json").write_text(json.dumps(result.to_json()), encoding="utf-8")
    step = RecipeStep(StepKind.LEAVE_OUT, Message("error-example", {"column": SCRIPT}), column="customer")
    describe_run(folder, spec=result.spec, data_hash=result.data_hash, recipe=Recipe((step,)))
    return FinishedRun(folder, result, table, f"Run {SCRIPT}")


def _table(task: TaskKind, rng: np.random.Generator) -> Table:
    answers: tuple[object, ...] = CLASSES[task] or (1.5, -2.0, 30.25)
    frame = pd.DataFrame(
        {
            "customer": [f"{FORMULA}{number}" for number in range(ROWS)],
            SCRIPT: pd.Series(rng.choice(["a", "-", "+1 555 01"], ROWS)),
            "城市": pd.Series(rng.choice(["上海", "@Berlin"], ROWS)).where(rng.random(ROWS) > 0.1),
            "balance": rng.normal(size=ROWS) - 5,
            "target": [answers[number % len(answers)] for number in range(ROWS)],
        }
    )
    roles = {
        "customer": Role.IDENTIFIER,
        SCRIPT: Role.CATEGORICAL,
        "城市": Role.CATEGORICAL,
        "balance": Role.NUMERIC,
        "target": Role.NUMERIC if task is TaskKind.REGRESSION else Role.CATEGORICAL,
    }
    return Table(frame, roles, "bank.csv")


def _judged(task: TaskKind, rng: np.random.Generator, rows: np.ndarray) -> Judged:
    rows = rows[::-1]  # a split leaves rows in any order
    if task is TaskKind.REGRESSION:
        y = np.array([1.5, -2.0, 30.25])[rows % 3]
        return Judged(y, y + rng.normal(size=len(rows)), rows)
    classes = len(CLASSES[task])
    y = rows % classes
    prediction = rng.dirichlet(np.ones(classes), len(rows)) * 0.5 + 0.5 * np.eye(classes)[y]
    return Judged(y, prediction, rows, (prediction[:, 1] >= 0.4).astype(int) if classes == 2 else None)


def _explanation(task: TaskKind, table: Table) -> Explanation:
    values = np.outer(np.ones(5), [0.2, -0.1, 0.05])
    return Explanation(
        columns=FEATURES,
        values=values,
        base=0.3,
        predictions=0.3 + values.sum(axis=1),
        cells=table.frame[list(FEATURES)].head(5).astype(str).to_numpy(),
        numbers=np.full((5, 3), np.nan),
        rows=np.arange(5),
        of_class=CLASSES[task][1] if CLASSES[task] else None,
    )


def _result(
    task: TaskKind, judged: Judged, explanation: Explanation, threshold: float | None, *, holdout: bool
) -> RunResult:
    metric = "rmse" if task is TaskKind.REGRESSION else "average_precision" if threshold else "accuracy"
    measured_on = MeasuredOn.HOLDOUT if holdout else MeasuredOn.OUT_OF_FOLD
    score = Score(metric, 0.84, 0.79, 0.88, metric != "rmse", measured_on, len(judged.y), 0.31)
    other = Score(
        "mae" if metric == "rmse" else "log_loss", 0.4, float("nan"), float("nan"), False, measured_on, 9, 0.6
    )
    best = TrialRecord(3, "linear", {"c": 1.0}, TrialState.FINISHED, 0.84, (0.8, 0.88), 3.2, weight=0.75)
    second = TrialRecord(0, "no_such_family", {}, TrialState.FINISHED, 0.8, (0.8, 0.8), 200.0, weight=0.25)
    pruned = TrialRecord(1, "linear", {"c": 9.0}, TrialState.PRUNED, None, (0.1,), 0.5)
    message = Message("error-example", {"column": SCRIPT})
    return RunResult(
        spec=TaskSpec(task=task, target="target", budget=Budget(trials=4), goal=f"predict target {SCRIPT}"),
        task=task,
        target="target",
        classes=CLASSES[task],
        best_model="ensemble",
        metric=metric,
        metric_reason=message,
        headline=score,
        scores=(score, other),
        sentence=message,
        verdict=message,
        usable=True,
        threshold=threshold,
        leaderboard=(best, second, pruned),
        features=FEATURES,
        rows=ROWS,
        rows_train=ROWS - len(judged.y) if holdout else ROWS,
        rows_holdout=len(judged.y) if holdout else 0,
        seconds=61.0,
        data_hash="ab" * 32,
        warnings=(message,),
        importance=dict(zip(explanation.columns, [0.2, 0.1, 0.05], strict=True)),
    )
