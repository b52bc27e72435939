"""Reading a column of a data frame as numbers, as texts or as moments, whatever its type turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

Float64s = npt.NDArray[np.float64]
Groups = tuple[npt.NDArray[np.intp], list[str]]
Found = TypeVar("Found")

# Beyond what float32 holds with room for sums of squares; infinite numbers count as this large.
_LARGEST = 1e18
# Fewer rows than this are looked up one by one: it beats the fixed cost of factorising.
_FEW_ROWS = 32


class Cells:
    """A data frame whose columns are read once, however many preparations ask for them.

    A shipped model holds a preparation for each fold: for a single row, reading cells is most of the work.

    >>> cells = Cells(pd.DataFrame({"a": ["1", None]}))
    >>> cells.numbers("a") is cells.numbers("a")
    True
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._read: dict[tuple[str, str], Any] = {}
        self._groups: dict[tuple[str, ...], Groups] = {}

    def __len__(self) -> int:
        return len(self.frame)

    def once(self, what: str, column: str, read: Callable[[pd.Series[Any]], Found]) -> Found:
        """``read(column)``, kept under the name ``what`` for whoever asks again."""
        key = (what, column)
        if key not in self._read:
            self._read[key] = read(self.frame[column])
        found: Found = self._read[key]
        return found

    def kept(self, fingerprint: str, make: Callable[[], Found]) -> Found:
        """``make()``, kept under ``fingerprint`` for whoever comes with the same one."""
        key = ("", fingerprint)
        if key not in self._read:
            self._read[key] = make()
        found: Found = self._read[key]
        return found

    def numbers(self, column: str) -> Float64s:
        return self.once("numbers", column, numbers)

    def moments(self, column: str) -> npt.NDArray[np.datetime64]:
        return self.once("moments as such", column, moments_of)

    def texts(self, column: str) -> list[str]:
        return self.once("texts without gaps", column, lambda cells: [cell or "" for cell in texts(cells)])

    def is_missing(self, column: str) -> npt.NDArray[np.bool_]:
        return self.once("missing", column, lambda cells: cells.isna().to_numpy())

    def groups(self, columns: tuple[str, ...]) -> Groups:
        r"""The position of each row's group, and a key for each group; a missing cell is a group as any other.

        >>> Cells(pd.DataFrame({"a": ["x", None, "x"], "b": [1, 1, 2]})).groups(("a", "b"))
        (array([0, 2, 1]), ['x\x1f1', 'x\x1f2', '\x1f1'])
        """
        if columns not in self._groups:
            self._groups[columns] = self._grouped(columns)
        return self._groups[columns]

    def _grouped(self, columns: tuple[str, ...]) -> Groups:
        *first, last = columns
        own, levels = self.once("levels", last, levels_of)
        own, levels = np.where(own < 0, len(levels), own), [*levels, ""]
        if not first:
            return own, levels
        before, keys = self.groups(tuple(first))
        pairs, labels = np.unique(before * len(levels) + own, return_inverse=True)
        return labels, [f"{keys[pair // len(levels)]}\x1f{levels[pair % len(levels)]}" for pair in pairs.tolist()]

    def lookup(self, column: str, values: Mapping[str, float], *, unseen: float, missing: float) -> Float64s:
        """``values`` of each row's text; ``unseen`` for a text that is not among them."""
        if len(self) <= _FEW_ROWS:
            few = [missing if key is None else values.get(key, unseen) for key in self.once("texts", column, texts)]
            return np.array(few, dtype=np.float64)
        labels, levels = self.once("levels", column, levels_of)
        found = [values.get(level, unseen) for level in levels]
        return np.array([*found, missing], dtype=np.float64)[labels]  # a missing cell is labelled -1: the last one


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


def levels_of(column: pd.Series[Any]) -> tuple[npt.NDArray[np.intp], list[str]]:
    """A label for each row, -1 where the cell is missing, and the text that each label stands for.

    >>> levels_of(pd.Series(["b", None, "a", "b"]))
    (array([ 0, -1,  1,  0]), ['b', 'a'])
    """
    labels, levels = pd.factorize(column)
    return labels, [text(level) for level in levels.tolist()]


def are_numbers(levels: Iterable[str]) -> bool:
    """Whether nearly all of the categories are numbers, such as postcodes or account numbers.

    >>> are_numbers(["1011", "1012"]), are_numbers(["A1", "7"])
    (True, False)
    """
    read = pd.to_numeric(pd.Series(list(levels), dtype="str"), errors="coerce").notna()
    return len(read) > 0 and bool(read.mean() > 0.95)


def counts(column: pd.Series[Any]) -> dict[str, int]:
    """How often each text occurs, the most frequent first, ties in the order of the texts; missing cells are left out.

    >>> counts(pd.Series(["b", "a", "b", None]))
    {'b': 2, 'a': 1}
    """
    labels, levels = levels_of(column)
    number = np.bincount(labels[labels >= 0], minlength=len(levels))
    found: dict[str, int] = {}
    for level, count in zip(levels, number.tolist(), strict=True):
        found[level] = found.get(level, 0) + count
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
