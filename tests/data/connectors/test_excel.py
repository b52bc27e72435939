"""Workbooks: which sheet, titles, types of cells, and files that cannot be opened."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from autoglm_core.data.connectors.excel import ExcelConnector
from autoglm_core.errors import ReadError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A sheet of notes, one with a table below a title, and a hidden one."""
    workbook = openpyxl.Workbook()
    workbook.active.title = "Notes"
    workbook.active.append(["Read me first"])
    sheet = workbook.create_sheet("Data")
    rows: list[list[Any]] = [
        ["Sales of March", None, None],
        [None, None, None],
        ["id", "when", "paid"],
        ["001", dt.datetime(2020, 1, 2), 5],
        ["002", dt.datetime(2020, 1, 3, 4, 5), 6.5],
        [None, None, None],
        ["003", None, None],
    ]
    for row in rows:
        sheet.append(row)
    hidden = workbook.create_sheet("Archive")
    hidden.append(["a", "b"])
    hidden.append([1, 2])
    hidden.sheet_state = "hidden"
    path = tmp_path / "sales.xlsx"
    workbook.save(path)
    return path


def test_reads_the_first_visible_sheet_with_a_table_below_its_title(book: Path) -> None:
    loaded = ExcelConnector().load(book)
    assert loaded.frame["id"].tolist() == ["001", "002", "003"]
    assert loaded.frame["when"].tolist()[:2] == [pd.Timestamp("2020-01-02"), pd.Timestamp("2020-01-03 04:05")]
    assert loaded.frame["paid"].tolist()[:2] == [5.0, 6.5]
    said = {message.key: message for message in loaded.receipt.assumed}
    assert set(said) == {"read-sheet", "read-titles", "read-empty-rows"}
    assert "Data" in said["read-sheet"].text("en")
    assert "Notes" in said["read-sheet"].text("zh")
    assert said["read-titles"].values["count"] == 2


def test_reads_the_sheet_that_is_asked_for(book: Path) -> None:
    assert ExcelConnector().load(book, sheet="Archive").frame.to_dict("list") == {"a": [1], "b": [2]}
    with pytest.raises(ReadError) as caught:
        ExcelConnector().load(book, sheet="April")
    assert caught.value.message.key == "error-read-excel-sheet"
    assert all(name in str(caught.value) for name in ("April", "Notes", "Data", "Archive"))


def test_whole_numbers_are_whole_and_errors_are_missing(tmp_path: Path) -> None:
    frame = pd.DataFrame({"n": [1, 2, 3], "x": [1.5, None, 2.0], "flag": [True, False, True], "e": ["#N/A", 2, 3]})
    frame.to_excel(tmp_path / "x.xlsx", index=False)
    loaded = ExcelConnector().load(tmp_path / "x.xlsx").frame
    assert {name: str(dtype) for name, dtype in loaded.dtypes.items()} == {
        "n": "int64",
        "x": "float64",
        "flag": "bool",
        "e": "float64",
    }


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100, "error-read-excel-password"),
        (OLE + b"\0" * 600, "error-read-excel-damaged"),
        (b"PK\x03\x04 cut off in transfer", "error-read-excel-damaged"),
    ],
)
def test_what_cannot_be_opened_is_said(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "budget.xlsx"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        ExcelConnector().load(path)
    assert caught.value.message.key == key
    assert "budget.xlsx" in str(caught.value)


def test_empty_workbooks_and_sheets_of_names_alone(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    names = openpyxl.Workbook()
    names.active.append(["a", "b"])
    names.save(tmp_path / "names.xlsx")
    for file, key in (("empty.xlsx", "error-read-excel-empty"), ("names.xlsx", "error-read-only-header")):
        with pytest.raises(ReadError) as caught:
            ExcelConnector().load(tmp_path / file)
        assert caught.value.message.key == key
