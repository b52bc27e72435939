"""What can be done with a finished run: predict, explain, score a file, take something away."""

import numpy as np
import pandas as pd
import pytest

from autoglm_core import load, store
from autoglm_core.errors import PluginError, SchemaError
from tests.store.helpers import wait_for
from tests.tables import loans


def test_a_typical_row_can_be_scored(finished):
    workspace, run_id = finished
    row = store.typical_row(workspace, run_id)
    assert tuple(row) == store.schema(workspace, run_id).features == ("income", "debt", "purpose")
    scored = store.score_rows(workspace, run_id, pd.DataFrame([row]))
    assert list(scored.columns) == ["prediction", "probability_no", "probability_yes"]
    assert scored["probability_no"][0] + scored["probability_yes"][0] == pytest.approx(1.0)
    assert scored["prediction"][0] in ("no", "yes")


def test_rows_keep_their_index_and_a_missing_column_is_named(finished):
    workspace, run_id = finished
    frame = loans().iloc[10:15]
    assert list(store.score_rows(workspace, run_id, frame).index) == list(frame.index)
    with pytest.raises(SchemaError) as caught:
        store.score_rows(workspace, run_id, frame.drop(columns=["debt", "income"]))
    assert "debt" in str(caught.value)
    assert "income" in str(caught.value)


def test_the_reasons_for_a_row_add_up_to_its_prediction(finished):
    workspace, run_id = finished
    row = {**store.typical_row(workspace, run_id), "debt": 0.95}
    explanation = store.explain_row(workspace, run_id, row)
    assert explanation.of_class == "yes"
    scored = store.score_rows(workspace, run_id, pd.DataFrame([row]))
    assert explanation.base + explanation.values.sum() == pytest.approx(scored["probability_yes"][0], abs=1e-6)
    contribution = dict(zip(explanation.columns, explanation.values[0], strict=True))
    assert contribution["debt"] == max(contribution.values()) > 0


def test_a_file_is_scored_beside_its_own_columns(finished, tmp_path):
    workspace, run_id = finished
    frame = loans(rows=60, seed=5).assign(note="=cmd()", purpose="boat")
    path = tmp_path / "received"
    frame.to_csv(path, index=False)
    job_id = store.start_scoring(workspace, run_id, path, "new.csv")
    scored = wait_for(lambda: store.scoring_outcome(workspace, job_id), "the scored file")
    assert scored.rows == 60
    assert any("boat" in note.text("en") for note in scored.notes)
    assert all(note.text("zh") for note in scored.notes)
    expected = store.score_rows(workspace, run_id, frame)
    for written in (pd.read_csv(scored.csv), pd.read_excel(scored.xlsx, engine="calamine"), scored.preview):
        assert len(written) == 60
        assert list(written["prediction"]) == list(expected["prediction"])
        np.testing.assert_allclose(written["probability_yes"], expected["probability_yes"], atol=1e-9)
        np.testing.assert_allclose(written["debt"], frame["debt"])
    assert not pd.read_csv(scored.csv)["note"].str.startswith("=").any()


def test_a_file_without_a_needed_column_is_refused_by_name(finished, tmp_path):
    workspace, run_id = finished
    path = tmp_path / "received"
    loans().drop(columns="purpose").to_csv(path, index=False)
    job_id = store.start_scoring(workspace, run_id, path, "new.csv")
    with pytest.raises(SchemaError) as caught:
        wait_for(lambda: store.scoring_outcome(workspace, job_id), "the refusal")
    assert "purpose" in str(caught.value)


def test_something_can_be_taken_away(finished):
    workspace, run_id = finished
    offered = {info.name: info for info in store.exports("zh") if info.available}
    assert all(info.extra["audience"] for info in offered.values())
    job_id = store.start_export(workspace, run_id, "package", "zh")
    (path,) = wait_for(lambda: store.export_outcome(workspace, job_id), "the package")
    frame = loans().head(20)
    assert list(load(path).predict(frame)) == list(store.score_rows(workspace, run_id, frame)["prediction"])
    with pytest.raises(PluginError):
        store.start_export(workspace, run_id, "no_such_exporter", "en")


def test_what_is_told_of_it_can_be_read(finished):
    workspace, run_id = finished
    result = workspace.result(run_id)
    assert len(workspace.judged(run_id).y) == result.rows
    assert workspace.explanation(run_id).columns == result.features
    assert workspace.run_table(run_id).rows == 240
    assert workspace.run(run_id).name == "loans.csv · default"
