"""Reads cells of text as numbers or moments, and writes any cell as text in one way everywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Float64s = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Decimal = Literal[".", ","]
Order = Literal["year_first", "day_first", "month_first", "month_named"]

# Words that never name anything, exactly so written: such a cell is missing anywhere. (Nan and Nat are people.)
MISSING_WORDS: Final = frozenset(
    {"", "NA", "na", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "<NA>", "NaT", "null", "Null", "NULL", "?", "-", "--"}
    | {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "缺失"}
)
# Words (lower case) that are missing among numbers and dates, and may well be a category or a name among texts.
DOUBTFUL_WORDS: Final = frozenset({"none", "nil", "无", "暂无", "na", "n/a", "nan", "nat", "null"})

YES_NO: Final = (
    frozenset({"yes", "no"}),
    frozenset({"y", "n"}),
    frozenset({"true", "false"}),
    frozenset({"t", "f"}),
    frozenset({"on", "off"}),
    frozenset({"0", "1"}),
    frozenset({"是", "否"}),
    frozenset({"有", "无"}),
    frozenset({"对", "错"}),
)

_CURRENCY = r"US\$|[$€£¥₹₩₽]|USD|EUR|GBP|CNY|RMB|JPY|CHF|元"
_AFFIXED = re.compile(
    rf"(?P<open>\()?\s*(?P<before>[-+])?\s*(?P<prefix>{_CURRENCY})?\s*(?P<after>[-+])?\s*"
    rf"(?P<core>[\d.,'’ ]*\d[\d.,'’ ]*(?:[eE][-+]?\d+)?)\s*(?P<suffix>%|{_CURRENCY})?\s*(?P<close>\))?"
)
_CORES: Final = {
    ".": re.compile(r"(?:\d{1,3}(?:[,'’ ]\d{3})+(?:\.\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"),
    ",": re.compile(r"(?:\d{1,3}(?:[.'’ ]\d{3})+(?:,\d+)?|(?:\d+,?\d*|,\d+)(?:[eE][-+]?\d+)?)"),
}
# A sign such as % on some cells only may well mean another unit on the rest.
_AFFIX_SHARE = 0.9
_LONGEST_NUMBER = 40  # characters; what is longer is not looked at


@dataclass(frozen=True)
class Numbers:
    """``values`` has NaN where the text is no number; ``affix`` is the currency or percent sign that was left out."""

    values: Float64s
    affix: str | None = None
    grouped: bool = False  # thousands separators were seen


def read_numbers(text: pd.Series[str], decimal: Decimal = ".") -> Numbers:
    """The texts as numbers: plain, with thousands separators, a currency, a percent sign, or (5) for -5.

    "12 %" is 12. A mix of units ("$5", "€5") is no number. Missing cells are NaN.

    >>> read_numbers(pd.Series(["1,234.5", "7", "x", "(3)"])).values.tolist()
    [1234.5, 7.0, nan, -3.0]
    >>> read_numbers(pd.Series(["1.234,5"]), decimal=",").values.tolist()
    [1234.5]
    """
    values = np.full(len(text), np.nan)
    if decimal == ".":
        values = np.array(pd.to_numeric(text, errors="coerce"), dtype=np.float64)
    open_positions = np.flatnonzero(np.isnan(values) & text.notna().to_numpy())
    if not len(open_positions):
        return Numbers(values)
    codes, levels = pd.factorize(text.iloc[open_positions])
    parsed = [_decorated(str(level), decimal) for level in levels]
    found = np.array([number for number, _, _ in parsed])[codes]
    affixes = np.array([affix for _, affix, _ in parsed], dtype=object)[codes]
    grouped = np.array([is_grouped for _, _, is_grouped in parsed], dtype=bool)[codes]
    has_affix = np.array([affix is not None for affix in affixes], dtype=bool) & ~np.isnan(found)
    used = set(affixes[has_affix])
    numeric_cells = np.count_nonzero(~np.isnan(values)) + np.count_nonzero(~np.isnan(found))
    if used and (len(used) > 1 or np.count_nonzero(has_affix) < _AFFIX_SHARE * numeric_cells):
        found = np.where(has_affix, np.nan, found)
        used = set()
    values[open_positions] = found
    return Numbers(values, next(iter(used), None), bool((grouped & ~np.isnan(found)).any()))


def _decorated(text: str, decimal: Decimal) -> tuple[float, str | None, bool]:
    """(number or NaN, its currency or percent sign, whether it has thousands separators)."""
    if len(text) > _LONGEST_NUMBER:
        return np.nan, None, False
    plain = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    match = _AFFIXED.fullmatch(plain)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return np.nan, None, False
    if (match["prefix"] and match["suffix"]) or (match["before"] and match["after"]):
        return np.nan, None, False
    core = match["core"].strip()
    if not _CORES[decimal].fullmatch(core):
        return np.nan, None, False
    digits = re.sub(r"[,'’ ]" if decimal == "." else r"[.'’ ]", "", core).replace(",", ".")
    negative = match["open"] or "-" in (match["before"], match["after"])
    return float(digits) * (-1 if negative else 1), match["prefix"] or match["suffix"], len(digits) < len(core)


_UNAMBIGUOUS: Final[dict[Decimal, re.Pattern[str]]] = {
    ",": re.compile(r"\D*(?:0,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,})\D*"),
    ".": re.compile(r"\D*(?:0\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})\D*"),
}


def decimal_marks(texts: Sequence[str]) -> frozenset[Decimal]:
    """The decimal marks that these texts prove: "1,5" a comma, "1.5" a point, "1,234" neither.

    >>> sorted(decimal_marks(["1.234,50", "17"]))
    [',']
    """
    return frozenset(mark for mark, shape in _UNAMBIGUOUS.items() if any(shape.fullmatch(text) for text in texts))


# ---- moments ---------------------------------------------------------------------------------------------------------

_TIME = (
    r"(?:[T ]\s*(?P<time>\d{1,2}:\d{2}(?P<seconds>:\d{2}(?P<fraction>\.\d+)?)?)"
    r"(?P<half> ?[AaPp][Mm])?(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_DATES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(shape + _TIME), form)
    for shape, form in (
        (r"\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}", "%Y{mark}%m{mark}%d"),
        (r"\d{4}年\d{1,2}月\d{1,2}日", "%Y年%m月%d日"),
        (r"\d{4}(?P<mark>[-/])\d{2}", "%Y{mark}%m"),
        (r"\d{4}年\d{1,2}月", "%Y年%m月"),
        (r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)\d{4}", "{first}{mark}{second}{mark}%Y"),
        (r"(?P<first>\d{1,2})(?P<mark>[-/])(?P<second>\d{1,2})(?P=mark)\d{2}", "{first}{mark}{second}{mark}%y"),
        (r"\d{1,2}(?P<mark>[- ])[A-Za-z]{3}(?P=mark)\d{4}", "%d{mark}%b{mark}%Y"),
        (r"\d{1,2}(?P<mark>[- ])[A-Za-z]{3}(?P=mark)\d{2}", "%d{mark}%b{mark}%y"),
        (r"\d{1,2} [A-Za-z]{4,9} \d{4}", "%d %B %Y"),
        (r"[A-Za-z]{3} \d{1,2}, \d{4}", "%b %d, %Y"),
        (r"[A-Za-z]{4,9} \d{1,2}, \d{4}", "%B %d, %Y"),
    )
)
_SAMPLE = 300
_MOST = 0.99
_EARLIEST, _LATEST = pd.Timestamp("1800-01-01"), pd.Timestamp("2200-01-01")


@dataclass(frozen=True)
class Moments:
    """``values`` (datetime64[us], no time zone) has NaT where the text does not follow the column's format."""

    values: pd.Series[pd.Timestamp]
    order: Order
    ambiguous: bool = False  # every date could be read with the day or the month first
    zone: bool = False  # a time zone was given; the values are in UTC


def read_moments(text: pd.Series[str], day_first: bool | None = None) -> Moments | None:
    """The texts as dates or times, where at least 99 % of those present follow one format; else None.

    Whether 03-04-2020 is the 3rd of April is told by the column's other dates; where none tells, by ``day_first``, and
    else by custom: the month comes first where slashes are used.

    >>> read_moments(pd.Series(["05-06-2012", "25-06-2012"])).values.dt.day.tolist()
    [5, 25]
    """
    present = text.dropna()
    if present.empty:
        return None
    sample = present.iloc[np.linspace(0, len(present) - 1, min(_SAMPLE, len(present))).astype(int)]
    for shape, form in _DATES:
        matches = [match for match in map(shape.fullmatch, sample) if match]
        if len(matches) >= _MOST * len(sample):
            return _read_shape(text, present, matches[0], form, shape, day_first)
    return None


def date_share(texts: Sequence[str]) -> float:
    """The share of texts that look like dates, whichever format each of them follows.

    >>> date_share(["2020-01-31", "31.01.2020", "soon", "31/1/20"])
    0.75
    """
    return sum(any(shape.fullmatch(text) for shape, _ in _DATES) for text in texts) / max(len(texts), 1)


def _read_shape(
    text: pd.Series[str],
    present: pd.Series[str],
    first: re.Match[str],
    form: str,
    shape: re.Pattern[str],
    day_first: bool | None,
) -> Moments | None:
    order: Order = "month_named" if "%b" in form or "%B" in form else "year_first"
    parts, ambiguous = {"mark": first.groupdict().get("mark")}, False
    if "{first}" in form:
        told = _day_first(present, shape)
        if told is None:
            return None
        ambiguous = told == "either"
        custom = parts["mark"] != "/" if day_first is None else day_first
        first_is_day = custom if ambiguous else told == "day"
        order = "day_first" if first_is_day else "month_first"
        parts |= {"first": "%d", "second": "%m"} if first_is_day else {"first": "%m", "second": "%d"}
    zoned = first["zone"] is not None
    if form == "%Y{mark}%m{mark}%d" and parts["mark"] == "-" and not first["half"]:
        template = "ISO8601"  # copes with cells that have a time beside cells that have none
    else:
        template = form.format(**parts) + _time_format(first)
    values = pd.to_datetime(text, format=template, errors="coerce", utc=zoned)
    if zoned:
        values = values.dt.tz_localize(None)
    values = values.astype("datetime64[us]")
    values = values.where((values > _EARLIEST) & (values < _LATEST))
    if values.notna().sum() < _MOST * len(present):
        return None
    return Moments(values, order, ambiguous, zoned)


def _time_format(match: re.Match[str]) -> str:
    if match["time"] is None:
        return ""
    between = "T" if "T" in match.group(0)[: match.start("time")][-2:] else " "
    seconds = (":%S.%f" if match["fraction"] else ":%S") if match["seconds"] else ""
    half = (" %p" if match["half"].startswith(" ") else "%p") if match["half"] else ""
    return between + ("%I" if half else "%H") + ":%M" + seconds + half + ("%z" if match["zone"] else "")


def _day_first(present: pd.Series[str], shape: re.Pattern[str]) -> Literal["day", "month", "either"] | None:
    """Which of the two numbers before the year is the day; None where the column contradicts itself."""
    matches = [match for match in map(shape.fullmatch, present.unique()) if match]
    day_proofs = sum(int(match["first"]) > 12 for match in matches)
    month_proofs = sum(int(match["second"]) > 12 for match in matches)
    if min(day_proofs, month_proofs) > (1 - _MOST) * len(matches):
        return None
    if not day_proofs and not month_proofs:
        return "either"
    return "day" if day_proofs > month_proofs else "month"


# ---- cells as text ---------------------------------------------------------------------------------------------------


def as_text(column: pd.Series[Any]) -> pd.Series[str]:
    """Each cell as text, missing ones left missing: 3 and 3.0 are "3", True is "True", a day has no time.

    >>> as_text(pd.Series([3.0, 2.5, None])).tolist()
    ['3', '2.5', nan]
    """
    dtype = column.dtype
    if isinstance(dtype, pd.StringDtype):
        return column.astype("str")
    if pd.api.types.is_bool_dtype(dtype):
        return column.map({True: "True", False: "False"}).astype("str")
    if pd.api.types.is_integer_dtype(dtype):
        return column.astype("str")
    if isinstance(dtype, pd.CategoricalDtype):
        return as_text(column.astype(dtype.categories.dtype))
    codes, levels = pd.factorize(column)
    texts = np.array([*(cell_text(level) for level in levels), None], dtype=object)
    return pd.Series(texts[codes], index=column.index, name=column.name, dtype="str")


def cell_text(value: object) -> str:
    """One cell as text, in the same words as ``as_text``.

    >>> cell_text(3.0), cell_text(True), cell_text(pd.Timestamp("2020-01-02"))
    ('3', 'True', '2020-01-02')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, float | np.floating) and float(value).is_integer() and abs(float(value)) < 1e15:
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return str(value.date()) if value == value.normalize() else value.isoformat(sep=" ", timespec="seconds")
    return str(value)
