"""Reading a column of a data frame as numbers, as texts or as moments, whatever its type turns out to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Float64s = npt.NDArray[np.float64]

# Beyond what float32 holds with room for sums of squares; infinite numbers count as this large.
_LARGEST = 1e18
# Fewer rows than this are looked up one by one: it beats the fixed cost of factorising.
_FEW_ROWS = 32


def numbers(column: pd.Series[Any]) -> Float64s:
    """The column as float64; missing cells and texts that are no number as NaN, infinite ones as very large.

    >>> numbers(pd.Series(["1", "two", None]))
    array([ 1., nan, nan])
    """
    kind = getattr(column.dtype, "kind", "O")
    if isinstance(column.dtype, np.dtype) and kind in "fiub":
        values = column.to_numpy(dtype=np.float64)
    elif kind in "fiub":  # pandas' nullable numbers and booleans
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    elif kind == "M":
        values = days(column)
    else:
        values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(np.clip(values, -_LARGEST, _LARGEST))


def days(column: pd.Series[Any]) -> Float64s:
    """Moments as days since 1970, local time where a time zone is given; missing or unreadable ones as NaN.

    >>> days(pd.Series(["1970-01-02 12:00", "never"]))
    array([1.5, nan])
    """
    moments = moments_of(column)
    seconds = moments.astype("datetime64[s]").astype(np.int64).astype(np.float64)
    seconds[np.isnat(moments)] = np.nan
    return np.asarray(seconds / 86_400.0)


def moments_of(column: pd.Series[Any]) -> npt.NDArray[np.datetime64]:
    """The column as datetime64 without a time zone."""
    if getattr(column.dtype, "kind", "O") != "M":
        column = pd.to_datetime(column.astype("str"), errors="coerce", format="mixed", utc=True)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)
    return column.to_numpy()


def text(value: object) -> str:
    """A cell as the text of its category: 3 and 3.0 are the same one.

    >>> text(3.0), text(True), text("x")
    ('3', 'True', 'x')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def texts(column: pd.Series[Any]) -> list[str | None]:
    """The column as texts, None where the cell is missing."""
    return [cell if isinstance(cell, str) else None if pd.isna(cell) else text(cell) for cell in column.tolist()]


def counts(column: pd.Series[Any]) -> dict[str, int]:
    """How often each text occurs, the most frequent first, ties in the order of the texts; missing cells are left out.

    >>> counts(pd.Series(["b", "a", "b", None]))
    {'b': 2, 'a': 1}
    """
    labels, levels = pd.factorize(column)
    number = np.bincount(labels[labels >= 0], minlength=len(levels))
    found: dict[str, int] = {}
    for level, count in zip(levels.tolist(), number.tolist(), strict=True):
        key = text(level)
        found[key] = found.get(key, 0) + count
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def lookup(column: pd.Series[Any], values: Mapping[str, float], *, unseen: float, missing: float) -> Float64s:
    """``values`` of each row's text; ``unseen`` for a text that is not among them.

    >>> lookup(pd.Series(["a", "z", None]), {"a": 0.0}, unseen=1.0, missing=-1.0)
    array([ 0.,  1., -1.])
    """
    if len(column) <= _FEW_ROWS:
        few = [missing if key is None else values.get(key, unseen) for key in texts(column)]
        return np.array(few, dtype=np.float64)
    labels, levels = pd.factorize(column)
    found = [values.get(text(level), unseen) for level in levels.tolist()]
    return np.array([*found, missing], dtype=np.float64)[labels]  # factorize labels a missing cell -1: the last one
