"""Reads JSON: a list of records, columns, or one record a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from autoglm_core.contracts import Connector, Loaded
from autoglm_core.data.connectors._encoding import encoding_of
from autoglm_core.data.connectors._files import FileKind, Source, holds, opened
from autoglm_core.data.connectors._finish import finished, lengths_said
from autoglm_core.data.plain import Assumptions
from autoglm_core.errors import ReadError
from autoglm_core.messages import Message


@dataclass(frozen=True, kw_only=True)
class _Options:
    name: str | None = None
    day_first: bool | None = None


class JsonConnector(Connector):
    """JSON: a list of records, an object of columns, or one record a line."""

    name = "json"

    def accepts(self, source: Any) -> bool:
        return holds(source, FileKind.JSON)

    def load(self, source: Any, **options: Any) -> Loaded:
        """Options: name, day_first (bool; dates are text in JSON)."""
        chosen = _Options(**options)
        file = opened(source, FileKind.JSON, chosen.name)
        frame, assumed = _frame(_content(file), file.name)
        if frame.empty:
            raise ReadError("error-read-no-rows", file=file.name)
        return finished(
            frame,
            source=file.name,
            kind=self.name,
            size=file.size,
            sha256=file.sha256(),
            assumptions=Assumptions(day_first=chosen.day_first, typed=True),
            assumed=assumed,
        )


def _content(file: Source) -> Any:
    """The value in the file; a list of the lines' values where each line is one."""
    encoding = encoding_of(file.path)
    try:
        text = file.path.read_text(encoding=encoding)
    except UnicodeError as error:
        raise ReadError("error-read-encoding", file=file.name, encoding=encoding) from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as whole:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
        if len(lines) < 2 or not _is_object(lines[0][1]):
            raise _broken(file, whole.lineno, whole.colno) from whole
        return list(_lines(file, lines))


def _lines(file: Source, lines: list[tuple[int, str]]) -> Iterator[Any]:
    for number, line in lines:
        try:
            yield json.loads(line)
        except json.JSONDecodeError as error:
            raise _broken(file, number, error.colno) from error


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except json.JSONDecodeError:
        return False


def _broken(file: Source, line: int, column: int) -> ReadError:
    return ReadError("error-read-json", file=file.name, row=str(line), column=str(column))


def _frame(content: Any, file: str) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    if isinstance(content, Mapping):
        tables = [(key, value) for key, value in content.items() if _is_records(value)]
        if len(tables) == 1 and not all(isinstance(value, list | Mapping) for value in content.values()):
            content, said = tables[0][1], (Message("read-json-inside", {"key": tables[0][0]}),)
            return _records(content, said)
        if len(content) == 1 and tables:
            return _records(tables[0][1], (Message("read-json-inside", {"key": tables[0][0]}),))
        return _columns(content, file), ()
    if isinstance(content, list) and content:
        if _is_records(content):
            return _records(content, ())
        if all(isinstance(row, list) for row in content):
            return _rows(content), ()
    if content == []:
        raise ReadError("error-read-no-rows", file=file)
    raise ReadError("error-read-json-shape", file=file)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, Mapping) for row in value)


def _records(records: list[Any], said: tuple[Message, ...]) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    if not any(isinstance(value, Mapping) for record in records for value in record.values()):
        return pd.DataFrame(records), said
    return pd.json_normalize(records, sep="."), (*said, Message("read-json-nested"))


def _rows(rows: list[list[Any]]) -> pd.DataFrame:
    """A list of lists, the first of which names the columns where it holds texts alone."""
    if len(rows) > 1 and all(isinstance(cell, str) for cell in rows[0]):
        return pd.DataFrame(rows[1:], columns=rows[0])
    return pd.DataFrame(rows)


def _columns(content: Mapping[str, Any], file: str) -> pd.DataFrame:
    """Columns as lists, or as objects from row label to cell, as pandas writes them."""
    if not content:
        raise ReadError("error-read-no-rows", file=file)
    if all(isinstance(column, Mapping) for column in content.values()):
        return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in content.items()})
    if all(isinstance(column, list) for column in content.values()):
        lengths = {name: len(column) for name, column in content.items()}
        if len(set(lengths.values())) > 1:
            raise ReadError("error-read-lengths", file=file, lengths=lengths_said(lengths))
        return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in content.items()})
    if not any(isinstance(column, list | Mapping) for column in content.values()):
        return pd.DataFrame([content])  # one record
    raise ReadError("error-read-json-shape", file=file)
