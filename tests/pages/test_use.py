"""Use: one case, a file, and what can be taken away; the same predictions as the model gives in Python."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import autoglm_core
from autoglm_core.store import Workspace, export_outcome, schema, score_rows, typical_row
from autoglm_core.view import format as fmt
from pages.parts.ranking import ranked
from tests.pages.runs import charts, metrics, on_tab
from tests.pages.support import asked, opened, words
from tests.tables import loans


@pytest.fixture
def run(trained: Workspace) -> str:
    # The one that uses every column.
    return next(info.id for info in trained.runs() if not info.spec.exclude)


def test_without_a_finished_run_it_says_where_to_go(space: Workspace) -> None:
    assert "No training has been started yet." in words(opened("use"))
    assert "还没有开始训练。" in words(opened("use", "zh"))


def test_the_form_begins_with_a_typical_row_and_its_prediction(trained: Workspace, run: str) -> None:
    typical = typical_row(trained, run)
    at = opened("use", run=run)
    assert at.number_input(key=f"use-field-{run}-debt").value == pytest.approx(typical["debt"])
    assert at.selectbox(key=f"use-field-{run}-purpose").value == typical["purpose"]
    expected = score_rows(trained, run, pd.DataFrame([typical])).iloc[0]
    shown = metrics(at)
    assert shown["default"] == expected["prediction"]
    assert shown["Probability of “yes”"] == fmt.percent(expected["probability_yes"])


def test_a_changed_case_is_predicted_with_reasons(trained: Workspace, run: str) -> None:
    at = opened("use", run=run)
    at.number_input(key=f"use-field-{run}-debt").set_value(0.99)
    at.number_input(key=f"use-field-{run}-income").set_value(None)
    at.selectbox(key=f"use-field-{run}-purpose").set_value("school")
    at.button(key="use-predict").click().run()
    row = {**typical_row(trained, run), "debt": 0.99, "income": None, "purpose": "school"}
    expected = score_rows(trained, run, pd.DataFrame([row])).iloc[0]
    assert metrics(at)["Probability of “yes”"] == fmt.percent(expected["probability_yes"])
    bars = charts(at)["use-waterfall"]["data"][0]
    assert bars["x"][-1] == pytest.approx(100 * expected["probability_yes"], abs=1e-3)
    assert "debt = 0.99" in words(at)


def test_ranges_are_those_of_the_data(trained: Workspace, run: str) -> None:
    column = schema(trained, run)["debt"]
    low, high = fmt.number(column.low), fmt.number(column.high)
    assert f"Seen in the data: {low} to {high}" in words(opened("use", run=run))


def test_a_number_and_several_classes_are_predicted_too(
    regression: tuple[Workspace, str], multiclass: tuple[Workspace, str]
) -> None:
    space, run = regression
    predicted = score_rows(space, run, pd.DataFrame([typical_row(space, run)]))["prediction"].iloc[0]
    assert metrics(opened("use", run=run))["target"] == fmt.number(float(predicted))
    space, run = multiclass
    expected = score_rows(space, run, pd.DataFrame([typical_row(space, run)])).iloc[0]
    at = opened("use", "zh", run=run)
    assert metrics(at)["target"] == expected["prediction"]
    assert sorted(at.dataframe[0].value["概率"]) == sorted(
        fmt.percent(expected[f"probability_{name}"]) for name in ("0", "1", "2")
    )


def scored_file(trained: Workspace, run: str, frame: pd.DataFrame, name: str = "new.csv") -> Any:
    """The page after ``frame`` was uploaded and its scoring has ended."""
    at = on_tab(opened("use", run=run), "use-tabs", "Score a file")
    at.file_uploader[0].set_value((name, frame.to_csv(index=False).encode(), "text/csv")).run()
    job = asked(at, "score")
    assert job is not None
    for _ in range(600):
        if not autoglm_core.store.status(trained, job).active:
            break
        time.sleep(0.1)
    return on_tab(opened("use", run=run, score=job), "use-tabs", "Score a file")


def test_a_file_is_scored_and_its_best_rows_come_first(trained: Workspace, run: str) -> None:
    frame = loans(rows=130, seed=5).drop(columns="default")
    frame["note"] = "=cmd()"
    frame.loc[3, "purpose"] = "boat"
    at = scored_file(trained, run, frame)
    text = words(at)
    assert "130 rows are scored." in text
    assert "“note”" in text
    assert "“boat”" in text
    expected = score_rows(trained, run, frame)
    listed = at.dataframe[0].value
    assert len(listed) == 100
    best = expected["probability_yes"].sort_values(ascending=False)
    assert listed.iloc[:, 0].tolist() == [fmt.percent(value) for value in best.head(100)]
    assert listed["debt"].astype(float).tolist()[:5] == frame["debt"].iloc[best.index[:5]].tolist()
    assert set(listed["note"]) == {"'=cmd()"}
    preview = at.dataframe[1].value
    np.testing.assert_allclose(preview["probability_yes"], expected["probability_yes"].head(50))
    at.number_input(key="use-ranked-most").set_value(7).run()
    assert len(at.dataframe[0].value) == 7


def test_a_file_without_a_needed_column_is_refused_by_name(trained: Workspace, run: str) -> None:
    at = scored_file(trained, run, loans(rows=10).drop(columns=["default", "debt"]))
    assert len(at.error) == 1
    assert "debt" in at.error[0].value
    assert at.file_uploader


def test_the_package_gives_the_same_predictions_elsewhere(trained: Workspace, run: str) -> None:
    at = on_tab(opened("use", run=run), "use-tabs", "Take it away")
    for audience in ("For Excel", "For IT", "For data scientists", "For auditors"):
        assert audience in words(at)
    at.button(key="use-prepare-package").click().run()
    job = at.session_state[f"use-export-{run}-accurate-package-en"]
    files: tuple[Path, ...] | None = None
    for _ in range(600):
        files = export_outcome(trained, job)
        if files:
            break
        time.sleep(0.1)
    assert files
    at.run()
    assert any("model-package.zip" in text for text in words(at).splitlines())
    frame = loans(rows=20, seed=9).drop(columns="default")
    model = autoglm_core.load(files[0])
    expected = score_rows(trained, run, frame)
    np.testing.assert_allclose(model.predict_proba(frame)["yes"], expected["probability_yes"])
    assert "autoglm_core.load(" in at.code[0].value


def test_ranking_keeps_text_and_reads_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pages.parts.ranking._ROWS_AT_ONCE", 4)
    values = [0.5, 0.1, 0.9, 0.3, 0.9, 0.7, 0.2, 0.8, 0.05]
    frame = pd.DataFrame({"id": [f"00{place}" for place in range(9)], "p": values})
    frame.to_csv(tmp_path / "scored.csv", index=False, encoding="utf-8-sig")
    best = ranked(tmp_path / "scored.csv", -1, 4, highest=True)
    assert best.columns.tolist() == ["p", "id"]
    assert best["id"].tolist() == ["002", "004", "007", "005"]
    assert ranked(tmp_path / "scored.csv", -1, 2, highest=False)["id"].tolist() == ["008", "001"]
