"""Reads delimited text: CSV, TSV, and fields separated by semicolons or pipes."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from pandas.errors import EmptyDataError, ParserError

from autoglm_core.cells import Decimal
from autoglm_core.contracts import Connector, Loaded
from autoglm_core.data.connectors._dialect import Dialect, dialect_of
from autoglm_core.data.connectors._encoding import encoding_of
from autoglm_core.data.connectors._files import FileKind, Source, holds, opened
from autoglm_core.data.connectors._finish import finished, refuse_too_many_columns
from autoglm_core.data.plain import Assumptions
from autoglm_core.errors import ReadError
from autoglm_core.messages import Message

_SAMPLE_CHARACTERS = 2**18
_TOO_LONG = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
_OPEN_QUOTE = re.compile(r"EOF inside string starting at row (\d+)")
_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


@dataclass(frozen=True, kw_only=True)
class _Options:
    """What the caller knows; ``None``: told by the file."""

    name: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None
    decimal: Decimal | None = None
    day_first: bool | None = None


class CsvConnector(Connector):
    """Text tables (CSV, TSV): separator, encoding, header and number format are told by the file."""

    name = "csv"

    def accepts(self, source: Any) -> bool:
        return holds(source, FileKind.TEXT)

    def load(self, source: Any, **options: Any) -> Loaded:
        """Options: name, delimiter, encoding, header (bool), decimal ("." or ","), day_first (bool)."""
        chosen = _Options(**options)
        file = opened(source, FileKind.TEXT, chosen.name)
        encoding = chosen.encoding or encoding_of(file.path)
        dialect = dialect_of(
            _sample(file, encoding),
            delimiter=chosen.delimiter,
            has_header=chosen.header,
            tabs_likely=file.name.lower().endswith((".tsv", ".tab")),
        )
        refuse_too_many_columns(file.name, dialect.width)
        frame = _parsed(file, encoding, dialect).iloc[dialect.header.data :]
        if frame.empty:
            raise ReadError("error-read-only-header", file=file.name)
        names = dialect.names or tuple(f"column_{position + 1}" for position in range(dialect.width))
        return finished(
            frame.set_axis(list(names), axis=1),
            source=file.name,
            kind=self.name,
            size=file.size,
            sha256=file.sha256(),
            assumptions=Assumptions(
                decimal=chosen.decimal, day_first=chosen.day_first, comma_likely=dialect.delimiter == ";"
            ),
            assumed=tuple(_assumed(dialect, encoding, chosen)),
        )


def _sample(file: Source, encoding: str) -> str:
    try:
        with file.path.open(encoding=encoding, newline="") as text:
            sample = text.read(_SAMPLE_CHARACTERS)
    except (UnicodeError, LookupError) as error:
        raise ReadError("error-read-encoding", file=file.name, encoding=encoding) from error
    if len(sample) == _SAMPLE_CHARACTERS and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]  # the last line may be cut off
    return sample.replace("\r\n", "\n").replace("\r", "\n")


def _parsed(file: Source, encoding: str, dialect: Dialect) -> pd.DataFrame:
    """All records as text, titles and names included."""
    frame: pd.DataFrame | ParserError
    try:
        frame = _read(file, encoding, dialect)
    except ParserError as error:
        frame = error
    # A quote that is never closed, or only lines later, swallows rows. Where every line by itself has the right number
    # of fields, quotes are part of the text.
    swallowed = isinstance(frame, ParserError) or len(frame) < _lines(file)
    if dialect.quoted and swallowed and _lines_are_rows(file, encoding, dialect):
        frame = _read(file, encoding, replace(dialect, quoted=False))
    if isinstance(frame, ParserError):
        raise _explained(frame, file)
    if not isinstance(frame.index, pd.RangeIndex):
        raise ReadError(
            "error-read-row-too-long",
            file=file.name,
            row="1",
            found=frame.index.nlevels + dialect.width,
            expected=dialect.width,
        )
    return frame


def _read(file: Source, encoding: str, dialect: Dialect) -> pd.DataFrame:
    try:
        frame: pd.DataFrame = pd.read_csv(
            file.path,
            sep=dialect.delimiter,
            header=None,
            names=list(range(dialect.width)),
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
            encoding=encoding,
            low_memory=False,
        )
    except EmptyDataError as error:
        raise ReadError("error-read-empty", file=file.name) from error
    except UnicodeError as error:
        raise ReadError("error-read-encoding", file=file.name, encoding=encoding) from error
    return frame


def _lines(file: Source) -> int:
    with file.path.open("rb") as content:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: content.read(2**20), b""))


def _lines_are_rows(file: Source, encoding: str, dialect: Dialect) -> bool:
    with file.path.open(encoding=encoding) as text:
        lines = itertools.islice(text, dialect.header.data, None)
        return all(line.count(dialect.delimiter) == dialect.width - 1 for line in lines if line.strip())


def _explained(error: ParserError, file: Source) -> ReadError:
    if found := _TOO_LONG.search(str(error)):
        expected, row, cells = found.groups()
        return ReadError("error-read-row-too-long", file=file.name, row=row, found=int(cells), expected=int(expected))
    if found := _OPEN_QUOTE.search(str(error)):
        return ReadError("error-read-quote", file=file.name, row=str(int(found[1]) + 1))
    return ReadError("error-read-text-damaged", file=file.name)


def _assumed(dialect: Dialect, encoding: str, chosen: _Options) -> Iterator[Message]:
    if chosen.encoding is None and encoding not in ("utf-8", "utf-8-sig"):
        yield Message("read-encoding", {"encoding": encoding.upper()})
    if chosen.delimiter is None and dialect.width == 1:
        yield Message("read-one-column")
    elif chosen.delimiter is None and dialect.delimiter != ",":
        name = _DELIMITER_NAMES.get(dialect.delimiter)
        yield Message("read-delimiter", {"delimiter": Message(f"read-{name}") if name else dialect.delimiter})
    if dialect.titles:
        yield Message("read-titles", {"count": dialect.titles})
    if dialect.names is None and chosen.header is None:
        yield Message("read-no-header")
    if dialect.row_names:
        yield Message("read-row-names")
