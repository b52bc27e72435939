"""Generated features through a whole run: nothing outside a fold decides about them, and what is said of them holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autoglm_core import pipeline
from autoglm_core.result import RunResult
from autoglm_core.search import reserved
from autoglm_core.search.evaluate import FoldRequest, choice, evaluate
from autoglm_core.search.work import WorkFolder
from autoglm_core.task import AutoTask, TaskResult

LIGHTGBM = {"num_leaves": 8, "min_data_in_leaf": 10, "feature_fraction": 0.7, "bagging_fraction": 0.75}
PARAMS = {"learning_rate": 0.1, "lambda_l2": 3.0, **LIGHTGBM}


def frame(rows: int = 1_000) -> pd.DataFrame:
    random = np.random.default_rng(0)
    data = pd.DataFrame(
        {
            "debt": random.exponential(100, rows),
            "income": random.exponential(200, rows) + 5,
            "town": random.choice(list("abcdefgh"), rows),
        }
    )
    ratio = np.log(data["debt"] / data["income"]) + random.normal(0, 0.25, rows)
    return data.assign(bad=np.where(ratio > -0.7, "yes", "no"))


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> TaskResult:
    """A run whose first trial has no generated features, and its second is the same with them."""
    planned = pipeline.plan_search

    def twice(*given: Any) -> Any:
        plan = planned(*given)
        first = plan.starts[0]
        made = replace(first, params={**first.params, reserved.FEATURES: reserved.GENERATED})
        return replace(plan, starts=(first, made))

    folder = tmp_path_factory.mktemp("made")
    task = AutoTask(
        data=frame(), target="bad", task_type="binary", trials=2, folder=folder, families_allow=("lightgbm",)
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pipeline, "plan_search", twice)
        return task.run()


def work_folder(folder: Path, data: pd.DataFrame, **search: Any) -> WorkFolder:
    task = AutoTask(data=data, target="bad", task_type="binary", trials=2, search=search)
    prepared = pipeline.prepare(task.table, task.spec)
    work = WorkFolder(folder)
    pipeline.write_work(work, prepared, task.spec)
    return work


def test_other_rows_targets_change_nothing(tmp_path: Path) -> None:
    work = work_folder(tmp_path / "a", frame())
    other = work_folder(tmp_path / "b", frame())
    _, valid = other.folds[0]
    changed = other.y.copy()
    changed[valid] = 1 - changed[valid]
    np.save(other.folder / "y.npy", changed)
    other = WorkFolder(other.run)  # read anew
    request = FoldRequest(0, 0, "lightgbm", {**PARAMS, reserved.FEATURES: reserved.GENERATED})
    assert evaluate(work, request).failure is None
    assert evaluate(other, request).failure is None
    assert choice(work, 0) == choice(other, 0)
    assert any(tried.kept for tried in choice(work, 0))
    np.testing.assert_array_equal(np.load(work.prediction_path(0, 0)), np.load(other.prediction_path(0, 0)))


def test_a_trial_without_them_makes_none(tmp_path: Path) -> None:
    work = work_folder(tmp_path, frame())
    for params in (PARAMS, {**PARAMS, reserved.FEATURES: reserved.PLAIN}):
        assert evaluate(work, FoldRequest(0, 0, "lightgbm", params)).failure is None
        assert work.choice(0) is None


def test_what_is_off_is_not_made(tmp_path: Path) -> None:
    work = work_folder(tmp_path, frame(), features_off=("ratio", "difference(debt, income)"))
    tried = choice(work, 0)
    assert not [item for item in tried if item.feature.is_off(("ratio", "difference(debt, income)"))]


def test_switched_off_no_configuration_asks_for_them() -> None:
    for search, expected in (({}, True), ({"features": False}, False)):
        task = AutoTask(data=frame(), target="bad", task_type="binary", trials=2, search=search)
        plan = pipeline.plan_search(pipeline.prepare(task.table, task.spec), task.spec)
        assert all((reserved.FEATURES in space) == expected for space in plan.space.values())
        assert all((reserved.FEATURES in start.params) == expected for start in plan.starts)


def test_the_result_says_what_was_made_and_what_it_added(result: TaskResult) -> None:
    best = result.result.generated[0]
    assert best.id == "ratio(debt, income)"
    assert best.sentence.text("en") == "debt divided by income."
    assert best.of_folds == 5
    assert 3 <= best.folds <= 5
    assert best.paid
    assert best.lift > 0
    (made, plain), *_ = result.result.with_and_without()
    assert (made.params["features"], plain.params["features"]) == ("generated", "plain")
    assert {**made.params, "features": "plain"} == plain.params
    assert made.family == plain.family
    assert best.used == any(record.weight for record in result.result.leaderboard if record.number == made.number)


def test_reasons_still_stand_on_the_original_columns(result: TaskResult) -> None:
    explanation = result.explain()
    assert set(explanation.columns) == {"debt", "income", "town"}
    total = explanation.base + explanation.values.sum(axis=1)
    np.testing.assert_allclose(total, explanation.predictions, atol=1e-9)


def test_results_from_before_are_still_read(result: TaskResult) -> None:
    data = json.loads(json.dumps(result.result.to_json()))
    assert RunResult.from_json(data).generated == result.result.generated
    del data["generated"]
    assert RunResult.from_json(data).generated == ()
