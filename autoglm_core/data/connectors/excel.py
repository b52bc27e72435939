"""Reads workbooks: .xlsx, .xlsm, .xlsb, .xls and .ods."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from autoglm_core.cells import cell_text
from autoglm_core.contracts import Connector, Loaded
from autoglm_core.data.connectors._files import FileKind, Source, holds, opened
from autoglm_core.data.connectors._finish import finished
from autoglm_core.data.connectors._header import Header, find_header
from autoglm_core.data.plain import Assumptions, listed
from autoglm_core.errors import ReadError
from autoglm_core.messages import Message

_LOOKED_AT = 200
_PASSWORD_MARK = "EncryptedPackage".encode("utf-16-le")
Cells = list[list[Any]]


@dataclass(frozen=True, kw_only=True)
class _Options:
    """What the caller knows; ``None``: told by the file."""

    name: str | None = None
    sheet: str | None = None
    header: bool | None = None
    day_first: bool | None = None


class ExcelConnector(Connector):
    """Excel and OpenDocument workbooks: the first visible sheet that holds a table, below its titles."""

    name = "excel"

    def accepts(self, source: Any) -> bool:
        return holds(source, FileKind.EXCEL)

    def load(self, source: Any, **options: Any) -> Loaded:
        """Options: name, sheet (its name), header (bool), day_first (bool)."""
        chosen = _Options(**options)
        file = opened(source, FileKind.EXCEL, chosen.name)
        workbook = _workbook(file)
        try:
            sheet_name, cells = _sheet(workbook, file, chosen.sheet)
        except CalamineError as error:
            raise ReadError("error-read-excel-damaged", file=file.name) from error
        header = find_header([[_text(cell) for cell in row] for row in cells[:_LOOKED_AT]], chosen.header)
        body = cells[header.data :]
        if not body:
            raise ReadError("error-read-only-header", file=file.name)
        names = cells[header.row] if header.row is not None else [f"column_{i + 1}" for i in range(len(cells[0]))]
        return finished(
            pd.DataFrame([[_cell(cell) for cell in row] for row in body], columns=pd.Index(names, dtype=object)),
            source=file.name,
            kind=self.name,
            size=file.size,
            sha256=file.sha256(),
            assumptions=Assumptions(day_first=chosen.day_first, typed=True),
            assumed=_assumed(workbook, sheet_name, header, chosen),
        )


def _workbook(file: Source) -> CalamineWorkbook:
    content = file.path.read_bytes()
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise ReadError("error-read-excel-password", file=file.name) from error
    except CalamineError as error:
        # A workbook with a password is an encrypted stream inside the container of an old .xls.
        key = "error-read-excel-password" if _PASSWORD_MARK in content else "error-read-excel-damaged"
        raise ReadError(key, file=file.name) from error


def _sheet(workbook: CalamineWorkbook, file: Source, wanted: str | None) -> tuple[str, Cells]:
    """The name and cells of the sheet that is read. Raises ReadError where there is none."""
    if wanted is not None:
        if wanted not in workbook.sheet_names:
            raise ReadError(
                "error-read-excel-sheet", file=file.name, sheet=wanted, sheets=listed(workbook.sheet_names, 8)
            )
        cells = _cells(workbook.get_sheet_by_name(wanted))
        if not cells:
            raise ReadError("error-read-excel-sheet-empty", file=file.name, sheet=wanted)
        return wanted, cells
    # Sheets with notes beside those with data are common: a table has two rows and two columns at least.
    candidates = [(name, _cells(workbook.get_sheet_by_name(name))) for name in _visible(workbook)]
    filled = [(name, cells) for name, cells in candidates if cells]
    tables = [(name, cells) for name, cells in filled if len(cells) > 1 and len(cells[0]) > 1]
    if not filled:
        raise ReadError("error-read-excel-empty", file=file.name)
    return (tables or filled)[0]


def _visible(workbook: CalamineWorkbook) -> list[str]:
    sheets = workbook.sheets_metadata
    return [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible] or list(workbook.sheet_names)


def _cells(sheet: CalamineSheet) -> Cells:
    rows: Cells = sheet.to_python()
    return rows if any(_text(cell) for row in rows for cell in row) else []


def _text(cell: Any) -> str:
    if isinstance(cell, dt.datetime):
        return cell_text(pd.Timestamp(cell))
    return cell_text(cell).strip()


def _cell(cell: Any) -> Any:
    """A cell as the sheet shows it: Excel stores every number as a float, and an empty cell is no text."""
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, dt.time | dt.timedelta):
        return str(cell)
    return cell


def _assumed(workbook: CalamineWorkbook, sheet_name: str, header: Header, chosen: _Options) -> tuple[Message, ...]:
    said = []
    others: Sequence[str] = [name for name in workbook.sheet_names if name != sheet_name]
    if others and chosen.sheet is None:
        said.append(Message("read-sheet", {"sheet": sheet_name, "others": listed(others, 8)}))
    if header.titles:
        said.append(Message("read-titles", {"count": header.titles}))
    if header.row is None and chosen.header is None:
        said.append(Message("read-no-header"))
    return tuple(said)
