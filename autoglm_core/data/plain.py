"""Gives the columns of a frame, as it was read, their plain types, and says what had to be assumed."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api import types

from autoglm_core.cells import (
    DOUBTFUL_WORDS,
    MISSING_WORDS,
    Bools,
    Decimal,
    Numbers,
    as_text,
    decimal_marks,
    read_moments,
    read_numbers,
)
from autoglm_core.messages import Message

# A column of text is one of numbers or dates where at least this share of its cells reads as such.
MOST: Final = 0.99
# Where fewer of a sample do, the whole column is not tried: that saves time on columns of real text.
_WORTH_TRYING: Final = 0.9
_SAMPLE: Final = 300
# Leading zeros, or more digits than a float holds: a code, not a quantity.
_CODE = re.compile(r"[-+]?0\d+|\d{16,}")
_CODE_ANYWHERE: Final = r"^[-+]?(0[0-9]|[0-9]{16})"
_TWO_CAPITALS = re.compile(r"[A-Z]{2}")
# A category of their own where they stand among texts, which is worth saying.
_SAID_WHEN_KEPT: Final = frozenset({"none", "无", "暂无"})
_DAY_NAME = re.compile(r"date|day|日期|时间|(^|_)dt(_|$)", re.IGNORECASE)
# So many messages of one kind are given in full; the rest is counted.
_OF_A_KIND: Final = 9
_LONGEST_SHOWN: Final = 60

Column: TypeAlias = "pd.Series[Any]"
Read: TypeAlias = "tuple[Column, list[Message]]"


@dataclass(frozen=True)
class Assumptions:
    """What the source tells beyond its cells; ``None``: let the cells tell."""

    decimal: Decimal | None = None
    day_first: bool | None = None
    typed: bool = False  # the source marks numbers as such (Excel, JSON, frames), so that numbers as text are odd
    comma_likely: bool = False  # fields are separated by semicolons, as where the comma marks decimals


def plain_columns(frame: pd.DataFrame, assumptions: Assumptions) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Every column as int64, float64, bool, boolean, datetime64[us] or str; and what was assumed or left out.

    >>> frame, said = plain_columns(pd.DataFrame({"paid": ["$1,200", "$80", " "]}), Assumptions())
    >>> frame["paid"].tolist(), [message.key for message in said]
    ([1200.0, 80.0, nan], ['read-affix', 'read-grouped', 'read-blank'])
    """
    columns = [frame.iloc[:, position] for position in range(frame.shape[1])]
    quick = [None if assumptions.typed else _quick_numbers(column) for column in columns]
    looks = [
        _look(column) if numbers is None else _quick_look(column, numbers)
        for column, numbers in zip(columns, quick, strict=True)
    ]
    comma = _comma_in_file(looks, assumptions)
    said = [Message("read-decimal-comma")] if comma else []
    plain: list[Column] = []
    for column, numbers, look in zip(columns, quick, looks, strict=True):
        decimal = look.decimal(comma, assumptions)
        if numbers is not None and (decimal == "." or types.is_integer_dtype(numbers.dtype)):
            read, remarks = _plain_number(numbers)
        else:
            read, remarks = _plain(column, look, decimal, assumptions)
        plain.append(read)
        said.extend(remarks)
    result = pd.DataFrame(dict(enumerate(plain)), index=pd.RangeIndex(len(frame)))
    result.columns = frame.columns
    return result, _shortened(said)


def shown(value: object) -> str:
    """A cell for a message: quoted by the message, and cut where it is very long."""
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def listed(names: Iterable[object], most: int) -> list[str]:
    """Names for a message, each in quotes, and no more than a reader can take in.

    >>> listed(["a", "b", "c"], 2)
    ['“a”', '“b”', '…']
    """
    quoted = [f"“{shown(name)}”" for name in names]
    return quoted[:most] + (["…"] if len(quoted) > most else [])


# ---- what a column looks like ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Look:
    """A sample of a text column: whether it may be numbers, and which decimal marks it proves."""

    numbers: bool = False
    has_comma: bool = False
    marks: frozenset[Decimal] = frozenset()

    def decimal(self, comma_in_file: bool, assumptions: Assumptions) -> Decimal:
        if assumptions.decimal is not None:
            return assumptions.decimal
        if len(self.marks) == 1:
            return next(iter(self.marks))
        return "," if comma_in_file else "."


def _look(column: Column) -> _Look:
    if not _is_text(column):
        return _Look()
    sample = column.iloc[np.linspace(0, len(column) - 1, min(_SAMPLE, len(column))).astype(int)]
    texts = sample[sample.map(lambda cell: isinstance(cell, str)).astype(bool)].astype("str").str.strip()
    texts = texts[~(texts.isin(MISSING_WORDS) | texts.str.lower().isin(DOUBTFUL_WORDS))]
    if texts.empty:
        return _Look(numbers=True)  # nothing to see in the sample: try the whole column
    readable: dict[Decimal, float] = {
        mark: float(np.mean(~np.isnan(read_numbers(texts, mark).values))) for mark in (".", ",")
    }
    if max(readable.values()) < _WORTH_TRYING:
        return _Look()
    return _Look(True, bool(texts.str.contains(",", regex=False).any()), decimal_marks(texts.unique().tolist()))


def _quick_look(column: Column, numbers: Column) -> _Look:
    """The same for a column of plain numbers: fractions such as 0.5 prove the point, 1.234 alone does not."""
    if types.is_integer_dtype(numbers.dtype):
        return _Look(numbers=True)
    return _Look(True, False, decimal_marks(column.iloc[:_SAMPLE].unique().tolist()))


def _quick_numbers(column: Column) -> Column | None:
    """Text that is nothing but plain numbers and empty cells, as numbers; None where anything needs a closer look.

    Most columns of most files are so, and this takes a tenth of the time of looking closely.
    """
    if not isinstance(column.dtype, pd.StringDtype) or _DAY_NAME.search(str(column.name)):
        return None
    cells = pa.array(column.array, type=pa.large_string())
    cells = pc.if_else(pc.equal(cells, ""), None, cells)
    if cells.null_count == len(cells) or pc.any(pc.match_substring_regex(cells, _CODE_ANYWHERE)).as_py():
        return None
    for dtype in (pa.int64(), pa.float64()):
        try:
            numbers = cells.cast(dtype)
        except pa.ArrowInvalid:
            continue
        return pd.Series(numbers.to_numpy(zero_copy_only=False), name=column.name)
    return None


def _comma_in_file(looks: Sequence[_Look], assumptions: Assumptions) -> bool:
    if assumptions.decimal is not None:
        return assumptions.decimal == ","
    votes = Counter(next(iter(look.marks)) for look in looks if look.numbers and len(look.marks) == 1)
    if votes:
        return votes[","] > votes["."]
    return assumptions.comma_likely and any(look.has_comma for look in looks)


def _is_text(column: Column) -> bool:
    return isinstance(column.dtype, pd.StringDtype) or (
        types.is_object_dtype(column.dtype)
        and types.infer_dtype(column, skipna=True) in ("string", "empty", "mixed-integer")
    )


# ---- one column ------------------------------------------------------------------------------------------------------


def _plain(column: Column, look: _Look, decimal: Decimal, assumptions: Assumptions) -> Read:
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _plain(column.astype(dtype.categories.dtype), look, decimal, assumptions)
    if isinstance(dtype, pd.SparseDtype):
        return _plain(column.astype(dtype.subtype), look, decimal, assumptions)
    if isinstance(dtype, pd.StringDtype):
        return _plain_text(column.astype("str"), look, decimal, assumptions)
    if types.is_bool_dtype(dtype):
        return _plain_bool(column), []
    if types.is_integer_dtype(dtype) or types.is_float_dtype(dtype):
        return _plain_number(column)
    if types.is_datetime64_any_dtype(dtype) or isinstance(dtype, pd.PeriodDtype):
        return _plain_moment(column)
    if types.is_timedelta64_dtype(dtype):
        return column.dt.total_seconds(), [Message("read-duration", {"column": column.name})]
    if types.is_object_dtype(dtype):
        return _plain_objects(column, look, decimal, assumptions)
    return _plain_text(as_text(column), look, decimal, assumptions)


def _plain_bool(column: Column) -> Column:
    return column.astype("boolean") if column.isna().any() else column.astype(bool)


def _plain_number(column: Column) -> Read:
    if types.is_integer_dtype(column.dtype) and not column.isna().any():
        fits = bool(column.empty or column.max() <= np.iinfo(np.int64).max)
        return column.astype(np.int64 if fits else np.float64), []
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    infinite = np.isinf(values)
    if not infinite.any():
        return pd.Series(values, name=column.name), []
    remark = Message("read-infinite", {"column": column.name, "count": int(infinite.sum())})
    return pd.Series(np.where(infinite, np.nan, values), name=column.name), [remark]


def _plain_moment(column: Column) -> Read:
    remarks = []
    if isinstance(column.dtype, pd.PeriodDtype):
        column = pd.Series(column.dt.to_timestamp(), name=column.name)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        remarks = [Message("read-dates-zone", {"column": column.name})]
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    return column.astype("datetime64[us]"), remarks


def _plain_objects(column: Column, look: _Look, decimal: Decimal, assumptions: Assumptions) -> Read:
    kind = types.infer_dtype(column, skipna=True)
    if kind == "boolean":
        return _plain_bool(column.astype("boolean")), []
    if kind in ("integer", "floating", "mixed-integer-float", "decimal"):
        numbers = pd.to_numeric(column.map(float, na_action="ignore") if kind == "decimal" else column)
        return _plain_number(numbers)
    if kind in ("datetime", "datetime64", "date"):
        moments: Column = pd.Series(pd.to_datetime(column, errors="coerce", utc=True), name=column.name)
        zoned = column.map(lambda cell: getattr(cell, "tzinfo", None) is not None, na_action="ignore")
        plain, remarks = _plain_moment(moments)
        return plain, remarks if zoned.eq(True).any() else []
    said = []
    nested = column.map(lambda cell: isinstance(cell, list | dict | tuple | set | np.ndarray)).astype(bool)
    if nested.any():
        column = column.where(~nested, column.map(_json, na_action="ignore"))
        said.append(Message("read-nested", {"column": column.name}))
    text, more = _plain_text(as_text(column), look, decimal, assumptions)
    return text, said + more


def _json(cell: object) -> str:
    plain = cell.tolist() if isinstance(cell, np.ndarray) else sorted(cell, key=str) if isinstance(cell, set) else cell
    return json.dumps(plain, ensure_ascii=False, default=str)


# ---- text ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Levels:
    """The distinct texts of a column, stripped: ``text[codes[row]]``, code -1 where there is no text at all."""

    name: Any
    codes: npt.NDArray[np.intp]
    text: pd.Series[str]
    counts: npt.NDArray[np.intp]
    missing: Bools  # words that never name anything
    doubtful: Bools  # words that are missing among numbers and dates
    spaces: Bools  # texts of spaces alone
    trimmed: Bools

    @classmethod
    def of(cls, column: pd.Series[str]) -> _Levels:
        codes, uniques = pd.factorize(column)
        raw = pd.Series(uniques, dtype="str")
        text = raw.str.strip()
        missing = text.isin(MISSING_WORDS).to_numpy(dtype=bool) & ~_stands_for_a_place(text)
        return cls(
            name=column.name,
            codes=codes,
            text=text,
            counts=np.bincount(codes[codes >= 0], minlength=len(text)),
            missing=missing,
            doubtful=text.str.lower().isin(DOUBTFUL_WORDS).to_numpy(dtype=bool) & ~missing,
            spaces=((text == "") & (raw != "")).to_numpy(dtype=bool),
            trimmed=((text != raw) & (text != "")).to_numpy(dtype=bool),
        )

    def rows(self, values: npt.NDArray[Any] | Column, missing: Any) -> Column:
        """One value a row from one value a level."""
        levels = pd.Series(values).reset_index(drop=True)
        taken = levels.reindex(self.codes) if missing is None else levels.reindex(self.codes, fill_value=missing)
        return taken.reset_index(drop=True).rename(self.name)

    def cells(self, chosen: Bools) -> int:
        return int(self.counts[chosen].sum())

    def first(self, chosen: Bools) -> dict[str, Any]:
        """Where the first of the ``chosen`` texts stands, for a message."""
        row = int(np.flatnonzero(np.isin(self.codes, np.flatnonzero(chosen)))[0])
        return {
            "column": self.name,
            "count": self.cells(chosen),
            "row": str(row + 1),
            "value": shown(self.text.iloc[self.codes[row]]),
        }


def _stands_for_a_place(text: pd.Series[str]) -> Bools:
    """Whether "NA" is Namibia or North America here: nearly all other texts have two capitals as well."""
    is_na = (text == "NA").to_numpy(dtype=bool)
    others = text[~text.isin(MISSING_WORDS)]
    if not is_na.any() or len(others) < 3 or others.str.fullmatch(_TWO_CAPITALS.pattern).mean() < _WORTH_TRYING:
        return np.zeros(len(text), dtype=bool)
    return is_na


def _plain_text(column: pd.Series[str], look: _Look, decimal: Decimal, assumptions: Assumptions) -> Read:
    levels = _Levels.of(column)
    present = ~levels.missing & ~levels.doubtful
    if not levels.cells(present):
        # Nothing is there but words for missing, which among themselves ("none", "无") may still be an answer.
        return _text(levels) if levels.doubtful.any() else _numbers(levels, present, Numbers(np.array([])), assumptions)
    if levels.text[present].str.lower().isin(["true", "false"]).all():
        return _truths(levels, present)
    if look.numbers and not levels.text[present].str.fullmatch(_CODE.pattern).any():
        read = read_numbers(levels.text[present], decimal)
        if levels.counts[present][~np.isnan(read.values)].sum() >= MOST * levels.cells(present):
            return _numbers(levels, present, read, assumptions)
    return _moments(levels, present, assumptions) or _text(levels)


def _truths(levels: _Levels, present: Bools) -> Read:
    truth = pd.array([None] * len(present), dtype="boolean")
    truth[present] = (levels.text[present].str.lower() == "true").to_numpy(dtype=bool)
    return _plain_bool(levels.rows(pd.Series(truth), None)), _missing_words(levels, levels.missing | levels.doubtful)


def _numbers(levels: _Levels, present: Bools, read: Numbers, assumptions: Assumptions) -> Read:
    finite = np.where(np.isinf(read.values), np.nan, read.values)
    values = np.full(len(present), np.nan)
    values[present] = finite
    bad = present & np.isnan(values)
    remarks = []
    if assumptions.typed and levels.cells(present):
        remarks.append(Message("read-numbers-as-text", {"column": levels.name}))
    if read.affix:
        remarks.append(Message("read-affix", {"column": levels.name, "affix": read.affix}))
    if read.grouped:
        remarks.append(Message("read-grouped", {"column": levels.name}))
    if bad.any():
        remarks.append(Message("read-not-numbers", levels.first(bad)))
    remarks += _missing_words(levels, levels.missing | levels.doubtful)
    numbers = levels.rows(values, np.nan)
    whole = not bool(levels.text[present].str.contains(r"[.,eE]", regex=True).any()) or read.grouped
    if whole and not numbers.isna().any() and bool((numbers.abs() < 2**53).all()) and (numbers % 1 == 0).all():
        numbers = numbers.astype(np.int64)
        days = _compact_days(numbers) if _DAY_NAME.search(str(levels.name)) else None
        if days is not None:
            return days, [*remarks, Message("read-dates-compact", {"column": levels.name})]
    return numbers, remarks


def _compact_days(numbers: Column) -> Column | None:
    """Numbers such as 20210312 as days, where all of them are days between 1900 and 2100."""
    if numbers.empty or not numbers.between(19_000_101, 21_001_231).all():
        return None
    days = pd.to_datetime(numbers.astype("str"), format="%Y%m%d", errors="coerce").astype("datetime64[us]")
    return None if days.isna().any() else days


def _moments(levels: _Levels, present: Bools, assumptions: Assumptions) -> Read | None:
    # Counted by distinct text: dates repeat evenly, and a mistyped one is rare.
    read = read_moments(levels.text[present], assumptions.day_first)
    if read is None:
        return None
    values = np.full(len(present), np.datetime64("NaT", "us"))
    values[present] = read.values.to_numpy()
    bad = present & np.isnat(values)
    remarks = []
    if read.order in ("day_first", "month_first"):
        key = "read-dates-ambiguous" if read.ambiguous else "read-dates-order"
        order = Message("read-" + read.order.replace("_", "-"))
        remarks.append(Message(key, {"column": levels.name, "order": order}))
    if read.zone:
        remarks.append(Message("read-dates-zone", {"column": levels.name}))
    if bad.any():
        remarks.append(Message("read-not-dates", levels.first(bad)))
    remarks += _missing_words(levels, levels.missing | levels.doubtful)
    return levels.rows(values, np.datetime64("NaT", "us")), remarks


def _text(levels: _Levels) -> Read:
    remarks = _missing_words(levels, levels.missing)
    kept = levels.doubtful & levels.text.str.lower().isin(_SAID_WHEN_KEPT).to_numpy(dtype=bool)
    if kept.any():
        remarks.append(Message("read-kept-words", {"column": levels.name, "words": _words(levels, kept)}))
    if levels.trimmed.any():
        remarks.append(Message("read-trimmed", {"column": levels.name}))
    text = levels.text.mask(levels.missing)
    return levels.rows(text, None).astype("str"), remarks


def _missing_words(levels: _Levels, missing: Bools) -> list[Message]:
    """What is said of cells that hold something, but nothing that counts; cells without any text go without saying."""
    remarks = []
    if levels.spaces.any():
        count = levels.cells(levels.spaces)
        remarks.append(Message("read-blank", {"column": levels.name, "count": count}))
    words = missing & (levels.text != "").to_numpy(dtype=bool)
    if words.any():
        values = {"column": levels.name, "words": _words(levels, words), "count": levels.cells(words)}
        remarks.append(Message("read-missing-words", values))
    return remarks


def _words(levels: _Levels, chosen: Bools) -> list[str]:
    return listed(sorted(set(levels.text[chosen])), _OF_A_KIND)


def _shortened(said: Iterable[Message]) -> tuple[Message, ...]:
    """The messages, of each kind no more than a reader can take in, and how many more columns it holds for."""
    seen = Counter[str]()
    given = []
    for message in said:
        seen[message.key] += 1
        if seen[message.key] <= _OF_A_KIND:
            given.append(message)
    more = [
        Message("read-more", {"like": next(m for m in given if m.key == key), "count": count - _OF_A_KIND})
        for key, count in seen.items()
        if count > _OF_A_KIND
    ]
    return (*given, *more)
