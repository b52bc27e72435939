"""AutoTask as the README shows it: literally, from every kind of source, saved and loaded elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, log_loss, roc_auc_score, root_mean_squared_error

from autoglm_core import AutoGLMError, AutoTask, load
from autoglm_core.errors import GoalError, PackageError, SchemaError, SpecError
from autoglm_core.registry import plugins
from autoglm_core.result import Score
from autoglm_core.task import TaskResult


def test_three_rows_give_a_name_and_an_honest_warning() -> None:
    result = AutoTask(
        task_type="classification", data={"feature_1": [1, 2, 3], "label": [0, 1, 0]}, target="label"
    ).run()
    assert result["best_model"] in {family.name for family in plugins("models")} | {"ensemble"}
    assert any("3 rows" in text for text in (*result.warnings, result.verdict))
    assert not result.usable


def test_every_field_by_attribute_and_key(binary_result: TaskResult) -> None:
    assert binary_result["best_model"] == binary_result.best_model
    assert binary_result["score"] == binary_result.score
    with pytest.raises(KeyError):
        binary_result["no_such_field"]


def close_to_judged(score: Score, judged: float) -> bool:
    """A score out of fold is corrected for the choice; that of the cross-fitted rows is another honest estimate."""
    assert score.uncorrected is not None
    worse = score.uncorrected - score.value if score.greater_is_better else score.value - score.uncorrected
    return worse >= 0 and score.low <= judged <= score.high


def test_headline_is_what_scikit_learn_says_of_the_judged_rows(binary_result: TaskResult) -> None:
    judged = binary_result.judged()
    metric = {"roc_auc": roc_auc_score, "average_precision": average_precision_score}[binary_result.score.metric]
    assert close_to_judged(binary_result.score, metric(judged.y, judged.prediction[:, 1]))
    assert binary_result.score.low <= binary_result.score.value <= binary_result.score.high


def test_multiclass_and_regression_headlines(multiclass_result: TaskResult, regression_result: TaskResult) -> None:
    judged = multiclass_result.judged()
    assert close_to_judged(multiclass_result.score, log_loss(judged.y, judged.prediction, labels=[0, 1, 2]))
    judged = regression_result.judged()
    assert close_to_judged(regression_result.score, root_mean_squared_error(judged.y, judged.prediction))
    assert regression_result.score.value < regression_result.score.baseline


def test_leaderboard_is_best_first_and_weights_sum_to_one(binary_result: TaskResult) -> None:
    board = binary_result.leaderboard
    finished = board[board.state == "finished"].score
    assert finished.is_monotonic_decreasing
    assert board.weight.sum() == pytest.approx(1.0)


def test_predictions_are_classes_as_they_stand_in_the_table(
    binary_result: TaskResult, loans_frame: pd.DataFrame
) -> None:
    rows = loans_frame.drop(columns="default").head(20)
    probability = binary_result.predict_proba(rows)
    assert list(probability.columns) == ["no", "yes"]
    assert np.allclose(probability.sum(axis=1), 1.0)
    expected = np.where(probability["yes"] >= binary_result.threshold, "yes", "no")
    assert list(binary_result.predict(rows)) == list(expected)


def test_a_missing_column_is_named(binary_result: TaskResult, loans_frame: pd.DataFrame) -> None:
    with pytest.raises(SchemaError, match="debt"):
        binary_result.predict(loans_frame[["income", "purpose"]])


def test_explain_adds_up_for_new_rows(binary_result: TaskResult, loans_frame: pd.DataFrame) -> None:
    rows = loans_frame.drop(columns="default").head(3)
    explanation = binary_result.explain(rows)
    total = explanation.base + explanation.values.sum(axis=1)
    assert np.allclose(total, binary_result.predict_proba(rows)["yes"], atol=1e-6)


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "json", "xlsx"])
def test_a_goal_and_a_path_are_enough(tmp_path: Path, loans_frame: pd.DataFrame, suffix: str) -> None:
    path = tmp_path / f"loans.{suffix}"
    writers = {
        "csv": lambda: loans_frame.to_csv(path, index=False),
        "tsv": lambda: loans_frame.to_csv(path, index=False, sep="\t"),
        "parquet": lambda: loans_frame.to_parquet(path),
        "json": lambda: loans_frame.to_json(path, orient="records"),
        "xlsx": lambda: loans_frame.to_excel(path, index=False),
    }
    writers[suffix]()
    task = AutoTask(data=str(path), goal="which customers will default? finish in 2 minutes")
    assert task.spec.target == "default"
    assert task.spec.positive == "yes"
    assert task.spec.budget.seconds == 120
    assert task.table.rows == len(loans_frame)


def test_the_same_spec_data_and_seed_give_the_same_result(tmp_path: Path, loans_frame: pd.DataFrame) -> None:
    runs = [
        AutoTask(
            data=loans_frame,
            target="default",
            trials=5,
            folder=tmp_path / name,
            families_allow=("linear", "extra_trees", "lightgbm"),
        ).run()
        for name in "ab"
    ]
    assert runs[0].score == runs[1].score
    assert runs[0].threshold == runs[1].threshold
    assert np.array_equal(runs[0].judged().prediction, runs[1].judged().prediction)
    assert [r.params for r in runs[0].result.leaderboard] == [r.params for r in runs[1].result.leaderboard]


def test_saved_package_predicts_the_same_in_a_fresh_process_without_pickle(
    binary_result: TaskResult, loans_frame: pd.DataFrame, tmp_path: Path, repository: Path
) -> None:
    package = binary_result.save(tmp_path / "model.zip")
    rows = loans_frame.drop(columns="default").head(30)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    code = (
        "import pickle, sys\n"
        "def refuse(*a, **k): raise AssertionError('pickle was used')\n"
        "pickle.loads = pickle.load = pickle.Unpickler = refuse\n"
        "from autoglm_core import load\n"
        "print(load(sys.argv[1]).predict_proba(sys.argv[2]).to_json(double_precision=15))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(package), str(tmp_path / "rows.csv")],
        capture_output=True, text=True, check=True, cwd=repository,
    )  # fmt: skip
    elsewhere = pd.DataFrame(json.loads(done.stdout))
    assert np.allclose(elsewhere["yes"].to_numpy(), binary_result.predict_proba(rows)["yes"].to_numpy(), atol=1e-12)


def test_a_changed_package_is_refused(binary_result: TaskResult, tmp_path: Path) -> None:
    package = binary_result.save(tmp_path / "model.zip")
    with zipfile.ZipFile(package) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    assert json.loads(contents["manifest.json"])["data"]["sha256"] == binary_result.data_hash
    contents["model/model.json"] = contents["model/model.json"].replace(b'"threshold": 0', b'"threshold": 1')
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(PackageError, match=r"model/model\.json"):
        load(tmp_path / "changed.zip")


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04broken"])
def test_a_damaged_package_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(content)
    with pytest.raises(PackageError):
        load(path)


def test_a_package_cannot_write_outside_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../outside.txt", "x")
    with pytest.raises(PackageError):
        load(path)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"data": {"a": [1, 2]}, "target": "b"}, SpecError),
        ({"data": {"a": [1, 2]}}, SpecError),
        ({"data": {"a": [1, 2]}, "target": "a", "time_budget": 3, "trials": 3}, SpecError),
        ({"data": {"a": [1, 2], "b": [1, 2]}, "target": "a", "task_type": "dreaming"}, SpecError),
        ({"data": {"age": [1, 2], "city": ["x", "y"]}, "goal": "tell me a joke"}, GoalError),
        ({"data": "no_such_file.csv", "target": "a"}, AutoGLMError),
    ],
)
def test_wrong_use_is_one_sentence_for_the_user(arguments: dict, error: type[AutoGLMError]) -> None:
    with pytest.raises(error) as raised:
        AutoTask(**arguments).run()
    assert isinstance(raised.value, AutoGLMError)
    for language in ("en", "zh"):
        assert "\n" not in raised.value.message.text(language)


def test_one_class_only_is_refused() -> None:
    task = AutoTask(data={"a": [1, 2, 3, 4], "b": ["x"] * 4}, target="b", task_type="classification", trials=1)
    with pytest.raises(AutoGLMError, match="b"):
        task.run()


def test_odd_column_names_go_all_the_way(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=120)
    frame = pd.DataFrame(
        {"<b>x</b>[1]": x, '{"json": 1}': rng.normal(size=120), "中文 $y$": np.where(x > 0, "a<b", "c]d")}
    )
    result = AutoTask(data=frame, target="中文 $y$", trials=4, folder=tmp_path).run()
    assert set(result.predict(frame.drop(columns="中文 $y$"))) <= {"a<b", "c]d"}
    assert set(result.importance) == {"<b>x</b>[1]", '{"json": 1}'}
    assert next(iter(result.importance)) == "<b>x</b>[1]"
