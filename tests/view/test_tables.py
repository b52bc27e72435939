"""Tables hold what people read, in the language they chose."""

from __future__ import annotations

import numpy as np

from autoglm_core.result import Explanation, MeasuredOn, Score, TrialRecord, TrialState
from autoglm_core.view import tables
from autoglm_core.view.names import model_name
from autoglm_core.view.progress import progress
from tests.view.events import begun, failed, pruned, trial


def test_leaderboard_of_a_result() -> None:
    records = [
        TrialRecord(4, "lightgbm", {}, TrialState.FINISHED, 0.841, (0.83, 0.85), 12.0, 0.75),
        TrialRecord(0, "linear", {}, TrialState.FINISHED, 0.8, (0.79, 0.81), 0.5, 0.25),
        TrialRecord(1, "linear", {}, TrialState.PRUNED, None, (0.6,), 0.2),
    ]
    frame = tables.leaderboard(records, "roc_auc", "en")
    assert frame["Rank"].tolist() == ["1", "2", ""]
    assert frame["Score"].tolist() == ["84.1 %", "80.0 %", "–"]
    assert frame["Share in the model"].tolist() == ["75 %", "25 %", ""]
    assert frame["Range over the tests"].tolist() == ["83.0–85.0 %", "79.0–81.0 %", "60.0–60.0 %"]
    assert frame["Training time"].tolist() == ["12 s", "0.5 s", "0.2 s"]
    assert frame["Attempt"].tolist() == ["5", "1", "2"]


def test_leaderboard_and_failures_of_a_run_in_progress() -> None:
    events = [*begun(), *trial(0, 1004, 0.7), *trial(1, 1006, 0.8), *pruned(2, 1008, 0.6), *failed(3, 1009)]
    so_far = progress(events, now=1010)
    frame = tables.leaderboard(so_far.leaderboard, "roc_auc", "zh")
    assert frame["成绩"].tolist() == ["80.0 %", "70.0 %", "–", "–"]
    assert frame["状态"].tolist() == ["已完成", "已完成", "提前停止", "失败"]
    assert tables.failures(so_far.failed).iloc[0].tolist() == [
        "4",
        model_name("lightgbm"),
        "The column “<b>x</b>[1]” is not in the table. Choose one that is.",
    ]


def test_metrics_stand_beside_guessing() -> None:
    score = Score("accuracy", 0.913, 0.89, 0.932, True, MeasuredOn.HOLDOUT, 500, 0.84)
    line = tables.metrics([score]).iloc[0].tolist()
    assert line[1:] == ["91.3 %", "89.0–93.2 %", "84.0 %"]


def test_all_columns_of_a_row_and_all_classes() -> None:
    explanation = Explanation(
        columns=("a", "b"),
        values=np.array([[0.01, -0.2]]),
        base=0.5,
        predictions=np.array([0.31]),
        cells=np.array([["1", "=cmd()"]]),
        numbers=np.array([[1.0, np.nan]]),
        rows=np.array([0]),
        of_class="Yes",
    )
    assert tables.row(explanation, 0).to_numpy().tolist() == [
        ["b", "=cmd()", "−20.0 points"],
        ["a", "1", "+1.0 points"],
    ]
    assert tables.probabilities(("a", "b", "c"), (0.1, 0.7, 0.2)).to_numpy().tolist() == [
        ["b", "70.0 %"],
        ["c", "20.0 %"],
        ["a", "10.0 %"],
    ]
