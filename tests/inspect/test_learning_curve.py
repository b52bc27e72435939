"""The learning curve: its scores are those of models trained on so many rows, and its verdict follows from them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autoglm_core.inspect.learning_curve import LearningCurve, judge
from autoglm_core.registry import plugin
from autoglm_core.result import Judged, TrialRecord, TrialState
from autoglm_core.spec import TaskKind
from tests.inspect.inspected import Given, of

AUC = next(metric for metric in plugin("tasks", "binary").metrics if metric.name == "roc_auc")


def _run(folder: Path, rows: int, columns: int, noise: float) -> Given:
    rng = np.random.default_rng(0)
    data = rng.normal(size=(rows, columns))
    y = (data @ rng.normal(size=columns) + rng.normal(0, noise, rows) > 0).astype(np.int64)
    frame = pd.DataFrame(data, columns=[f"x{number}" for number in range(columns)])
    judged = Judged(y, np.column_stack([1 - y, y]).astype(float), np.arange(rows))
    given = of(frame, judged, folder, TaskKind.BINARY, metric="roc_auc")
    params = plugin("models", "linear").defaults(given.features)
    best = TrialRecord(0, "linear", params, TrialState.FINISHED, 0.9, (0.9,), 1.0, weight=1.0)
    return replace(given, result=replace(given.result, leaderboard=(best,)))


def test_where_a_few_rows_teach_all_there_is_more_would_hardly_help(tmp_path: Path):
    found = LearningCurve().compute(_run(tmp_path, 1_600, 2, noise=1.0), {}, lambda done, total: None)
    assert found["verdict"] == "not"
    assert [point["rows"] for point in found["points"]] == pytest.approx([160, 320, 640, 1280], abs=2)
    assert found["guess"] == 0.5


def test_where_columns_are_many_and_rows_are_few_more_would_help(tmp_path: Path):
    found = LearningCurve().compute(_run(tmp_path, 700, 100, noise=0.1), {}, lambda done, total: None)
    assert found["verdict"] == "help"
    assert found["gain"] > 0
    scores = [point["score"] for point in found["points"]]
    assert scores == sorted(scores)
    assert [np.mean(point["folds"]) for point in found["points"]] == pytest.approx(scores)


def test_with_too_few_rows_it_is_not_tried(tmp_path: Path):
    assert not LearningCurve().suits(_run(tmp_path, 60, 2, noise=1.0).result)


def test_the_next_doubling_follows_the_power_law_of_the_last_ones():
    rows = np.array([100, 200, 400, 800])
    utility = 0.9 - 2.0 * rows**-0.5
    folds = utility + np.linspace(-1e-4, 1e-4, 5)[:, None]
    told = judge(folds, 0.5, AUC)
    assert told["verdict"] == "help"
    assert told["gain"] == pytest.approx(2.0 * (800**-0.5 - 1600**-0.5), rel=1e-6)


def test_folds_that_disagree_are_not_called_help_or_not():
    told = judge(np.array([[0.7, 0.8], [0.8, 0.7], [0.7, 0.78], [0.75, 0.74], [0.7, 0.79]]), 0.5, AUC)
    assert told["verdict"] == "unsure"
