"""Tells how the fields of a delimited text file are separated and quoted, from its first part."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autoglm_core.data.connectors._header import Header, find_header

DELIMITERS = (",", ";", "\t", "|")
_ROWS = 200
_SIMPLE = re.compile(r"[-+]?[$€£¥]?\s*\d[\d.,' ]*%?|")  # a number in any notation, or nothing
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*")


@dataclass(frozen=True)
class Dialect:
    """How to split the file: ``names`` of the columns (None where it has none) and the first row of data.

    Rows count records, a leading "sep=" line and empty lines included. ``row_names``: each row begins with a cell more
    than there are names.
    """

    delimiter: str
    quoted: bool
    names: tuple[str, ...] | None
    header: Header
    width: int
    titles: int  # rows above the names that are left out, but for a "sep=" line
    row_names: bool = False


def dialect_of(sample: str, *, delimiter: str | None, has_header: bool | None, tabs_likely: bool) -> Dialect:
    """The dialect that splits ``sample`` into rows of equal length and cells that look like values.

    >>> dialect_of("a;b\\n1,5;2\\n2,5;3\\n", delimiter=None, has_header=None, tabs_likely=False).delimiter
    ';'
    """
    stated = _SEP_LINE.fullmatch(sample.split("\n", 1)[0])
    delimiter = delimiter or (stated[1] if stated else None)
    candidates = (delimiter,) if delimiter else ("\t", ",", ";", "|") if tabs_likely else DELIMITERS
    scored = []
    for mark in candidates:
        for quoted in (True, False):
            rows = split(sample, mark, quoted)
            scored.append((_score(rows, mark), mark, quoted, rows))
    # The first of equal candidates wins: quotes are honoured, and commas are commoner than pipes.
    _, mark, quoted, rows = max(scored, key=lambda item: item[0])
    return _dialect(rows, mark, quoted, has_header, skipped=1 if stated else 0)


def split(text: str, delimiter: str, quoted: bool, rows: int = _ROWS) -> list[list[str]]:
    """The first records of ``text``; the last one is left out where it may be cut off."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    found: list[list[str]] = []
    try:
        for row in reader:
            found.append(row)
            if len(found) >= rows:
                break
    except csv.Error:
        return []  # a field without end: not this delimiter, or not these quotes
    return found


def _score(rows: Sequence[Sequence[str]], delimiter: str) -> float:
    """How table-like the rows are: of equal length, with cells that hold no other separator."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return -1.0
    width, agreeing = Counter(len(row) for row in filled).most_common(1)[0]
    if width == 1:
        return 0.05
    others = "".join(mark for mark in (*DELIMITERS, "\n") if mark != delimiter)
    cells = [cell.strip() for row in filled for cell in row]
    clean = sum(bool(_SIMPLE.fullmatch(cell)) or not any(mark in cell for mark in others) for cell in cells)
    return (agreeing / len(filled)) ** 2 * (clean / len(cells))


def _dialect(
    rows: Sequence[Sequence[str]], delimiter: str, quoted: bool, has_header: bool | None, skipped: int
) -> Dialect:
    found = find_header(rows[skipped:], has_header)
    header = Header(None if found.row is None else found.row + skipped, found.data + skipped)
    body = [row for row in rows[header.data :] if any(cell.strip() for cell in row)]
    usual = Counter(len(row) for row in body).most_common(1)[0][0] if body else 0
    if header.row is None:
        return Dialect(delimiter, quoted, None, header, usual, found.titles)
    names = tuple(rows[header.row])
    if body and usual == len(names) + 1 and all(len(row) == usual for row in body):
        # Rows that all end in a separator, or that begin with a name of their own as R writes them.
        if not any(row[-1].strip() for row in body):
            return Dialect(delimiter, quoted, (*names, ""), header, usual, found.titles)
        return Dialect(delimiter, quoted, ("", *names), header, usual, found.titles, row_names=True)
    return Dialect(delimiter, quoted, names, header, len(names), found.titles)
