"""What every task type must do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import Target, TaskType
from autoglm_core.errors import SpecError, TargetError
from autoglm_core.messages import LANGUAGES, catalog
from autoglm_core.registry import available, plugins
from autoglm_core.result import Judged
from autoglm_core.spec import Budget, TaskKind, TaskSpec
from autoglm_core.table import Role, Table
from autoglm_core.tasks._metrics import find_metric

ROWS = 60
TASKS = plugins("tasks")

pytestmark = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)


def target_cells(kind: TaskKind) -> pd.Series:
    """A target that suits the kind. A new kind of task adds its own here."""
    rng = np.random.default_rng(0)
    return {
        TaskKind.BINARY: pd.Series(rng.choice(["no", "yes"], ROWS, p=[0.7, 0.3])),
        TaskKind.MULTICLASS: pd.Series(rng.choice(["a", "b", "c"], ROWS)),
        TaskKind.REGRESSION: pd.Series(rng.lognormal(size=ROWS)),
    }[kind]


def made(task: TaskType) -> tuple[Table, Target, TaskSpec]:
    cells = target_cells(task.kind)
    frame = pd.DataFrame({"x": np.arange(len(cells), dtype=float), "target": cells})
    table = Table(frame, {"x": Role.NUMERIC, "target": Role.CATEGORICAL})
    spec = TaskSpec(task=task.kind, target="target", budget=Budget(trials=1))
    return table, task.check(cells, spec), spec


def prediction(task: TaskType, target: Target, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    if not target.classes:
        return target.y + rng.normal(size=len(target.y))
    raw = rng.random((len(target.y), len(target.classes)))
    return raw / raw.sum(axis=1, keepdims=True)


def test_is_listed_with_words_in_both_languages(task):
    for language in LANGUAGES:
        listed = {info.name: info for info in available("tasks", language)}[task.name]
        assert listed.available
        assert listed.label != task.name
        assert listed.help


def test_encodes_every_row(task):
    _, target, _ = made(task)
    assert target.y.shape == (ROWS,)
    if target.classes:
        assert target.y.dtype == np.int64
        assert set(np.unique(target.y)) == set(range(len(target.classes)))
    else:
        assert target.y.dtype == np.float64


def test_refuses_a_target_that_never_varies(task):
    spec = TaskSpec(task=task.kind, target="target", budget=Budget(trials=1))
    with pytest.raises(TargetError) as caught:
        task.check(pd.Series(["1"] * 10), spec)
    for language in LANGUAGES:
        assert "target" in caught.value.message.text(language)


def test_split_judges_every_row_once_and_never_what_it_learned(task):
    table, target, spec = made(task)
    split = task.split(table, target, spec)
    assert len(split.folds) == spec.validation.folds
    judged = np.concatenate([valid for _, valid in split.folds])
    assert sorted(judged) == sorted(split.train) == list(range(ROWS))
    for train, valid in split.folds:
        assert not set(train) & set(valid)
        assert set(train) | set(valid) == set(split.train)


def test_split_is_deterministic_in_the_seed(task):
    table, target, spec = made(task)
    first, again = task.split(table, target, spec), task.split(table, target, spec)
    other = task.split(table, target, spec.replaced(seed=7))
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(first.folds, again.folds, strict=True))
    assert not all(np.array_equal(a[1], b[1]) for a, b in zip(first.folds, other.folds, strict=True))


def test_metrics_have_words_and_can_be_found_by_name(task):
    for metric in task.metrics:
        assert find_metric(task, metric.name) is metric
        key = f"metric-{metric.name}".replace("_", "-")
        for language in LANGUAGES:
            assert {key, f"{key}-help"} <= catalog().keys(language)
    with pytest.raises(SpecError, match="no such"):
        find_metric(task, "no such")


def test_metrics_prefer_the_truth_to_noise(task):
    _, target, _ = made(task)
    truth = np.eye(len(target.classes))[target.y] if target.classes else target.y
    for metric in task.metrics:
        exact = metric.utility(target.y, truth)
        assert exact >= metric.utility(target.y, prediction(task, target, 1))
        assert exact == pytest.approx(1.0 if metric.greater_is_better else 0.0, abs=1e-9)


def test_metrics_of_resamples_equal_those_of_the_drawn_rows(task):
    _, target, _ = made(task)
    predicted = prediction(task, target, 2)
    rng = np.random.default_rng(3)
    counts = rng.multinomial(ROWS, np.full(ROWS, 1 / ROWS), size=4).astype(float)
    for metric in task.metrics:
        read = np.argmax(predicted, axis=1) if metric.on == "label" else predicted
        at_once = metric.function.resampled(target.y, read, counts)
        for drawn, score in zip(counts, at_once, strict=True):
            rows = np.repeat(np.arange(ROWS), drawn.astype(int))
            assert score == pytest.approx(metric.function(target.y[rows], read[rows]), rel=1e-9)


def test_metrics_stand_rows_of_a_single_class(task):
    _, target, _ = made(task)
    predicted = prediction(task, target, 4)
    rows = np.flatnonzero(target.y == target.y[0])
    for metric in task.metrics:
        assert np.isfinite(metric.score(target.y[rows], predicted[rows]))


def test_default_metric_says_why(task):
    _, target, spec = made(task)
    metric, reason = task.default_metric(target, spec)
    assert metric in task.metrics
    for language in LANGUAGES:
        assert reason.text(language)


def test_every_metric_can_be_asked_for_or_is_replaced_with_a_reason(task):
    _, target, spec = made(task)
    for metric in task.metrics:
        chosen, reason = task.default_metric(target, spec.replaced(metric=metric.name))
        assert chosen is metric or reason.key != "metric-reason-asked"


def test_baseline_has_the_shape_of_a_prediction(task):
    _, target, _ = made(task)
    guess = task.baseline(target.y, 5, len(target.classes))
    assert guess.shape == ((5, len(target.classes)) if target.classes else (5,))
    if target.classes:
        assert guess.sum(axis=1) == pytest.approx(np.ones(5))
    Judged(target.y[:5], guess, np.arange(5))
