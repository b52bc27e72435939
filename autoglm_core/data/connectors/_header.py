"""Finds the row of column names at the top of a grid of cells, below titles and above the data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
import pandas as pd

from autoglm_core.cells import MISSING_WORDS, Decimal, read_moments, read_numbers

Rows = Sequence[Sequence[str]]
_TITLES_AT_MOST, _BODY, _COLUMNS = 20, 100, 100
_TYPED = 0.8
_YEAR = re.compile(r"(19|20)\d{2}")


@dataclass(frozen=True)
class Header:
    """``row``: position of the names, None where there are none. ``data``: position of the first row of data."""

    row: int | None
    data: int

    @property
    def titles(self) -> int:
        """Rows above the names that are left out."""
        return self.data if self.row is None else self.row


def find_header(rows: Rows, has_header: bool | None = None) -> Header:
    """Where the column names stand in ``rows`` (cells as text, "" where empty).

    >>> find_header([["Sales 2024", "", ""], ["", "", ""], ["shop", "month", "sold"], ["A", "1", "20"]])
    Header(row=2, data=3)
    """
    start = _titles(rows)
    if has_header is None:
        has_header = _is_header(rows[start], rows[start + 1 : start + 1 + _BODY]) if start < len(rows) else True
    return Header(start, start + 1) if has_header else Header(None, start)


def _titles(rows: Rows) -> int:
    """How many rows at the top are titles or empty: far fewer cells than the rows of the table."""
    filled = [sum(cell.strip() != "" for cell in row) for row in rows]
    typical = median([count for count in filled if count] or [0])
    for position, count in enumerate(filled[:_TITLES_AT_MOST]):
        if count and (typical <= 1 or count > typical / 2):
            return position
    return 0


def _is_header(first: Sequence[str], body: Rows) -> bool:
    """Names differ in kind from what stands below them; values do not."""
    if not body:
        return True
    named, valued = 0, 0
    for position, cell in enumerate(first[:_COLUMNS]):
        below = [row[position].strip() for row in body if position < len(row)]
        below = [text for text in below if text not in MISSING_WORDS]
        if not cell.strip() or not below:
            continue
        kind, kind_below = _kind([cell.strip()]), _kind(below)
        if kind != kind_below:
            named += kind_below != "text"
        elif kind != "text" or (cell.strip() in below and len(set(below)) <= len(below) / 2):
            valued += 1
    return named > 0 or valued == 0 or _counts_columns(first)


def _kind(texts: list[str]) -> str:
    column = pd.Series(texts, dtype="str")
    decimals: tuple[Decimal, ...] = (".", ",")
    if any(np.mean(~np.isnan(read_numbers(column, decimal).values)) >= _TYPED for decimal in decimals):
        return "number"
    return "date" if read_moments(column) is not None else "text"


def _counts_columns(first: Sequence[str]) -> bool:
    """Names that are numbers: 0, 1, 2, ... as some programs write them, or years in a row."""
    cells = [cell.strip() for cell in first if cell.strip()]
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    in_a_row = len(numbers) > 1 and all(later - earlier == 1 for earlier, later in pairwise(numbers))
    if not in_a_row:
        return False
    years = all(_YEAR.fullmatch(str(number)) for number in numbers)
    return (years and len(numbers) >= len(cells) - 3) or (len(numbers) == len(cells) and numbers[0] == 0)
