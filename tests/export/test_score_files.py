"""CSV and Excel files for spreadsheet programs: nothing in them acts as a formula, nothing is lost."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from autoglm_core.export._score_files import beside, neutral, write_csv, write_excel, write_scored

DANGEROUS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1", "－1+1", "--1"]
HARMLESS = [
    "-5",
    "-5.25",
    "+3",
    "-1,234.50",
    "-1e-3",
    "-12 %",
    "-",
    "--",
    "---",
    "plain",
    "a=b",
    "2024-01-01",
    "",
    "'x",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_become_text(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_and_words_stay_as_they_are(text: str) -> None:
    assert neutral(text) == text


@settings(deadline=None)
@given(st.text())
def test_no_text_begins_a_formula(text: str) -> None:
    safe = neutral(text)
    assert safe.removeprefix("'") in (text, text.removeprefix("'"))
    if safe.lstrip()[:1] in "=@＝＠" and safe.strip():
        pytest.fail(safe)


def odd_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "=evil()": ["=1+1", "ok", None],
            "amount": [-5.5, 1e300, np.nan],
            "count": [-3, 10**17, 0],
            "when": pd.to_datetime(["2024-01-02", None, "1880-05-06 07:08"], format="ISO8601"),
            "flag": pd.array([True, None, False], dtype="boolean"),
            "note": ["line\x00\x0b", "上海 🙂", "-7"],
        }
    )


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_csv_keeps_numbers_and_disarms_text_and_heads(tmp_path: Path) -> None:
    path = write_csv(odd_frame(), tmp_path / "out.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    heads, first, second, third = read_csv(path)
    assert heads == ["'=evil()", "amount", "count", "when", "flag", "note"]
    assert first[:3] == ["'=1+1", "-5.5", "-3"]
    assert second[2] == str(10**17)
    assert second[5] == "上海 🙂"
    assert third[0] == ""
    assert third[5] == "-7"
    assert list(tmp_path.iterdir()) == [path]


def test_excel_can_be_opened_and_holds_typed_cells(tmp_path: Path) -> None:
    path = write_excel(odd_frame(), tmp_path / "out.xlsx", sheet="Rows", notes=["=1", "fine"], notes_sheet="About")
    book = load_workbook(path)
    assert book.sheetnames == ["Rows", "About"]
    rows = list(book["Rows"].iter_rows())
    assert [cell.value for cell in rows[0]][:2] == ["'=evil()", "amount"]
    assert not any(cell.data_type == "f" for row in rows for cell in row)
    assert rows[1][0].value == "'=1+1"
    assert rows[1][1].value == -5.5
    assert rows[1][1].data_type == "n"
    assert rows[2][2].value == str(10**17)  # Excel would round it
    assert rows[1][3].value == pd.Timestamp("2024-01-02").to_pydatetime()
    assert rows[3][3].value.startswith("1880-05-06")  # Excel knows no year before 1900
    assert [row[4].value for row in rows[1:]] == [True, None, False]
    assert rows[1][5].value == "line"
    assert rows[3][1].value is None
    assert [row[0].value for row in book["About"].iter_rows()] == ["'=1", "fine"]
    assert book["Rows"].freeze_panes == "A2"


def test_scored_rows_stand_beside_the_predictions(tmp_path: Path) -> None:
    frame = pd.DataFrame({"prediction": [1, 2], "x": ["a", "=b"]}, index=[7, 9])
    predictions = pd.DataFrame({"prediction": ["yes", "no"], "probability_=yes": [0.75, 0.25]})
    write_scored(frame, predictions, tmp_path / "s.csv", tmp_path / "s.xlsx")
    rows = read_csv(tmp_path / "s.csv")
    assert rows[0] == ["prediction", "x", "prediction (2)", "probability_=yes"]
    assert rows[2] == ["2", "'=b", "no", "0.25"]
    sheet = load_workbook(tmp_path / "s.xlsx").active
    assert [[str(cell.value) for cell in row] for row in sheet.iter_rows()] == rows


def test_beside_keeps_the_rows_together() -> None:
    joined = beside(pd.DataFrame({"a": [1, 2]}, index=[5, 3]), pd.DataFrame({"b": [3, 4]}, index=[0, 1]))
    assert joined.to_dict("list") == {"a": [1, 2], "b": [3, 4]}


def test_empty_table_gives_heads_alone(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": pd.Series([], dtype=float), "b": pd.Series([], dtype="str")})
    write_csv(frame, tmp_path / "e.csv")
    assert read_csv(tmp_path / "e.csv") == [["a", "b"]]
    write_excel(frame, tmp_path / "e.xlsx", sheet="Rows")
    assert load_workbook(tmp_path / "e.xlsx").active.max_row == 1
