"""Judged rows beside their predictions, as CSV and as Excel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from autoglm_core.export._judged import judged_rows
from autoglm_core.export.predictions_csv import PredictionsCsv
from autoglm_core.export.predictions_excel import PredictionsExcel
from autoglm_core.result import Judged
from autoglm_core.spec import TaskKind
from tests.finished_runs import FORMULA, ROWS, SCRIPT, finished_run


def test_rows_stand_in_the_tables_order_with_their_own_prediction(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run", holdout=True)
    rows = judged_rows(run)
    assert rows["customer"].tolist() == run.table.frame["customer"][::3].tolist()
    judged = Judged.load(run.folder / "judged.npz")
    by_row = dict(zip(judged.rows.tolist(), judged.prediction[:, 1].tolist(), strict=True))
    assert rows["probability_yes"].tolist() == [by_row[row] for row in range(0, ROWS, 3)]
    # After the threshold (0.4 in these runs), not after one half.
    assert (rows["prediction"] == "yes").tolist() == (rows["probability_yes"] >= 0.4).tolist()
    assert list(rows.columns) == [*run.table.columns, "prediction", "probability_no", "probability_yes"]


def test_several_classes_and_values(tmp_path: Path) -> None:
    several = judged_rows(finished_run(tmp_path / "several", TaskKind.MULTICLASS))
    columns = ["probability_low", "probability_<b>mid</b>", "probability_高"]
    assert (several["prediction"] == several[columns].idxmax(axis=1).str.removeprefix("probability_")).all()
    values = judged_rows(finished_run(tmp_path / "values", TaskKind.REGRESSION))
    assert (values["prediction"] - values["target"]).abs().max() < 6
    assert list(values.columns)[-1] == "prediction"


def test_another_table_is_refused(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    with pytest.raises(ValueError, match="rows"):
        judged_rows(replace(run, table=run.table.take(range(10))))
    moved = run.table.take([*range(1, ROWS), 0])
    with pytest.raises(ValueError, match="truth"):
        judged_rows(replace(run, table=moved))


def test_csv_is_read_by_pandas_and_disarmed(tmp_path: Path) -> None:
    (path,) = PredictionsCsv().write(finished_run(tmp_path / "run"), tmp_path, "en")
    frame = pd.read_csv(path, encoding="utf-8-sig")
    assert len(frame) == ROWS
    assert frame["customer"][0] == f"'{FORMULA}0"
    assert set(frame[SCRIPT]) == {"a", "-", "'+1 555 01"}
    assert frame["balance"].dtype == float
    assert frame["balance"].max() < 0


def test_excel_has_the_rows_and_says_what_they_are(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    (path,) = PredictionsExcel().write(run, tmp_path, "zh")
    book = load_workbook(path)
    assert book.sheetnames == ["预测结果", "说明"]
    assert book["预测结果"].max_row == ROWS + 1
    about = [row[0].value for row in book["说明"].iter_rows()]
    assert run.result.sentence.text("zh") in about
    assert any(run.result.data_hash in line for line in about)
