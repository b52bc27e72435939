"""Tables for a spreadsheet program: CSV and Excel files in which no cell can act as a formula."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from autoglm_core.export._files import write_whole

# What spreadsheet programs read as the beginning of a formula (OWASP, "CSV injection"), the wide forms that Chinese
# and Japanese versions accept included.
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
# Numbers with a sign and dashes that stand for "nothing" are what they look like.
_HARMLESS = re.compile(r"\s*[+\-]?\d+(?:[.,]\d+)*(?:[eE][+\-]?\d+)?\s*%?\s*|-{1,3}")
_EXCEL_ROWS = 1_048_576
_EXCEL_TEXT = 32_767
_EXACT_INTEGER = 10**15  # Excel keeps 15 digits; a longer number is written as text


def neutral(text: str) -> str:
    """``text`` as a cell that no spreadsheet program runs: a leading apostrophe where it would look like a formula.

    >>> neutral("=cmd()"), neutral("-12.5"), neutral("+49 (0)30"), neutral("plain")
    ("'=cmd()", '-12.5', "'+49 (0)30", 'plain')
    """
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def neutral_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy of ``frame`` whose texts and column names are ``neutral``; numbers, booleans and dates stay so."""
    columns = {}
    for name, series in zip(_distinct(neutral(str(name)) for name in frame.columns), _series(frame), strict=True):
        columns[name] = series if _is_plain(series) else series.astype(object).map(_neutral_value)
    return pd.DataFrame(columns, index=frame.index)


def beside(frame: pd.DataFrame, predictions: pd.DataFrame) -> pd.DataFrame:
    """``frame`` and to its right ``predictions``, whose columns are renamed where ``frame`` has one of that name."""
    names = _distinct([*(str(name) for name in frame.columns), *(str(name) for name in predictions.columns)])
    joined = pd.concat([frame.reset_index(drop=True), predictions.reset_index(drop=True)], axis=1)
    return joined.set_axis(names, axis=1)


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """UTF-8 with a byte order mark, without which Excel garbles Chinese."""
    return write_whole(path, lambda part: neutral_frame(frame).to_csv(part, index=False, encoding="utf-8-sig"))


def write_excel(
    frame: pd.DataFrame, path: Path, *, sheet: str, notes: Sequence[str] = (), notes_sheet: str = ""
) -> Path:
    """An Excel file with ``frame`` on ``sheet`` (continued on more where Excel's rows end) and ``notes`` on another."""

    def fill(part: Path) -> None:
        book = Workbook(write_only=True)
        safe = neutral_frame(frame)
        for start in range(0, max(len(safe), 1), _EXCEL_ROWS - 1):
            name = sheet if start == 0 else f"{sheet} {start // (_EXCEL_ROWS - 1) + 1}"
            _add_sheet(book, name, safe.iloc[start : start + _EXCEL_ROWS - 1])
        if notes:
            page = book.create_sheet(notes_sheet)
            page.column_dimensions["A"].width = 100
            for note in notes:
                page.append([_excel_value(neutral(note))])
        book.save(part)

    return write_whole(path, fill)


def write_scored(frame: pd.DataFrame, predictions: pd.DataFrame, csv_path: Path, xlsx_path: Path) -> None:
    """Write ``frame`` with ``predictions`` (as many rows) to its right, as CSV and as Excel."""
    scored = beside(frame, predictions)
    write_csv(scored, csv_path)
    write_excel(scored, xlsx_path, sheet="Predictions")


def _add_sheet(book: Workbook, name: str, frame: pd.DataFrame) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for position, column in enumerate(frame.columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = min(max(len(column) + 2, 10), 40)
    heads = [WriteOnlyCell(sheet, _excel_value(column)) for column in frame.columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in zip(*(_excel_values(series) for series in _series(frame)), strict=True):
        sheet.append(row)
    if len(frame.columns):
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{len(frame) + 1}"


def _series(frame: pd.DataFrame) -> Iterator[pd.Series[Any]]:
    return (frame.iloc[:, position] for position in range(frame.shape[1]))


def _is_plain(series: pd.Series[Any]) -> bool:
    types = pd.api.types
    return types.is_numeric_dtype(series) or types.is_bool_dtype(series) or types.is_datetime64_any_dtype(series)


def _neutral_value(value: Any) -> Any:
    return neutral(value) if isinstance(value, str) else value


def _excel_values(series: pd.Series[Any]) -> Iterator[Any]:
    return (_excel_value(value) for value in series)


def _excel_value(value: Any) -> Any:
    """``value`` as something that an Excel cell can hold."""
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("", value)[:_EXCEL_TEXT]
    if pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.tz_localize(None).to_pydatetime() if value.year >= 1900 else value.isoformat()
    if isinstance(value, int) and abs(value) >= _EXACT_INTEGER:
        return str(value)
    if isinstance(value, float) and math.isinf(value):
        return str(value)
    return value if isinstance(value, bool | int | float) else str(value)


def _distinct(names: Iterable[str]) -> list[str]:
    taken: set[str] = set()
    result = []
    for name in names:
        candidate, number = name, 2
        while candidate in taken:
            candidate, number = f"{name} ({number})", number + 1
        taken.add(candidate)
        result.append(candidate)
    return result
