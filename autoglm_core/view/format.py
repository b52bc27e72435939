"""Numbers as people read them, in English and Chinese: counts, shares, scores, intervals, times, sizes and dates."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from babel.dates import format_datetime
from babel.numbers import format_decimal, format_scientific

from autoglm_core.messages import CORE
from autoglm_core.result import Score

NOTHING = "–"  # what stands where there is no number
_LOCALES = {"en": "en_US", "zh": "zh_CN"}
_DATES = {"en": "d MMM y, HH:mm", "zh": "y年M月d日 HH:mm"}

# Metrics between 0 and 1 that read best as a percentage. All others are numbers: errors in the unit of the target,
# and figures such as R² or log loss that are no share of anything.
_SHARES = frozenset(
    {
        "accuracy",
        "ap",
        "auc",
        "average_precision",
        "balanced_accuracy",
        "f1",
        "f1_macro",
        "f1_weighted",
        "macro_f1",
        "mape",
        "pr_auc",
        "precision",
        "precision_macro",
        "recall",
        "recall_macro",
        "roc_auc",
        "roc_auc_ovr",
        "smape",
        "specificity",
        "weighted_f1",
    }
)


def is_share(metric: str) -> bool:
    """Whether a value of ``metric`` is shown as a percentage."""
    return metric in _SHARES


def number(value: float | np.number[Any] | None, language: str = "en") -> str:
    """A count exactly, any other number with about three digits that matter.

    >>> number(48842), number(1234.56), number(0.012345), number(float("nan"))
    ('48,842', '1,235', '0.0123', '–')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    locale = _LOCALES[language]
    if isinstance(value, int | np.integer):
        return format_decimal(int(value), locale=locale)
    size = abs(float(value))
    if size and (size < 1e-4 or size >= 1e12):
        return format_scientific(float(value), "0.##E0", locale=locale)
    if size >= 1000:
        digits = 0
    elif size >= 100:
        digits = 1
    elif size >= 1 or not size:
        digits = 2
    else:
        digits = 2 - math.floor(math.log10(size))
    pattern = "#,##0." + "#" * digits if digits else "#,##0"
    return format_decimal(_no_minus_zero(float(value), digits), pattern, locale=locale)


def percent(share: float | None, language: str = "en", digits: int = 1) -> str:
    """A share of 1 as a percentage.

    >>> percent(0.9128), percent(0.5, digits=0)
    ('91.3 %', '50 %')
    """
    if share is None or not math.isfinite(share):
        return NOTHING
    return f"{_fixed(100 * share, digits, language)} %"


def points(difference: float, language: str = "en") -> str:
    """A difference of two shares in percentage points, without its sign and unit.

    >>> points(-0.0123)
    '1.2'
    """
    return _fixed(abs(100 * difference), 1, language)


def score(metric: str, value: float | None, language: str = "en") -> str:
    """The value of ``metric``: a percentage where it is a share, else a number.

    >>> score("roc_auc", 0.841), score("rmse", 48211.7)
    ('84.1 %', '48,212')
    """
    return percent(value, language) if is_share(metric) else figure(value, language)


def figure(value: float | None, language: str = "en") -> str:
    """A measured number with three digits that matter, whatever its size.

    >>> figure(54.6462), figure(123.456), figure(0.0921345), figure(0.5)
    ('54.6', '123', '0.0921', '0.5')
    """
    if value is None or not math.isfinite(value) or abs(value) < 1e-4 or abs(value) >= 100_000:
        return number(None if value is None else float(value), language)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return format_decimal(float(value), "#,##0." + "#" * digits if digits else "#,##0", locale=_LOCALES[language])


def exact(value: float, language: str = "en") -> str:
    """A number with all its digits, for limits that are compared with.

    >>> exact(1800.0), exact(52.3642), exact(-0.05)
    ('1,800', '52.3642', '-0.05')
    """
    return format_decimal(float(f"{value:.12g}"), "#,##0.############", locale=_LOCALES[language])


def interval(of: Score, language: str = "en") -> str:
    """A score with the range that it lies in 95 times of 100, such as “91.3 % (89.0–93.2 %)”."""
    value = score(of.metric, of.value, language)
    bounds = score_range(of, language)
    return value if bounds == NOTHING else f"{value} ({bounds})"


def score_range(of: Score, language: str = "en") -> str:
    """The range that a score lies in 95 times of 100, such as “89.0–93.2 %”."""
    return spread(of.metric, of.low, of.high, language)


def spread(metric: str, low: float, high: float, language: str = "en") -> str:
    """From ``low`` to ``high``.

    >>> spread("accuracy", 0.89, 0.932), spread("r2", -0.5, 0.25)
    ('89.0–93.2 %', '-0.5 … 0.25')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOTHING
    # With a negative bound a dash between the two would read as a sign.
    dash = " … " if min(low, high) < 0 else "–"
    if is_share(metric):
        return f"{_fixed(100 * low, 1, language)}{dash}{percent(high, language)}"
    return f"{figure(low, language)}{dash}{figure(high, language)}"


def duration(seconds: float | None, language: str = "en") -> str:
    """A span of time in its two largest units.

    >>> duration(0.27), duration(45), duration(130), duration(130, "zh"), duration(7500)
    ('0.3 s', '45 s', '2 min 10 s', '2 分 10 秒', '2 h 5 min')
    """
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    if seconds < 9.95:
        return CORE.text("view-seconds", language, {"seconds": number(round(max(seconds, 0.0), 1), language)})
    whole = round(seconds)
    if whole < 60:
        return CORE.text("view-seconds", language, {"seconds": str(whole)})
    if whole < 3600:
        return _two("minutes", whole // 60, "seconds", whole % 60, language)
    minutes = round(whole / 60)
    if minutes < 1440:
        return _two("hours", minutes // 60, "minutes", minutes % 60, language)
    hours = round(minutes / 60)
    return _two("days", hours // 24, "hours", hours % 24, language)


def duration_range(low: float, high: float, language: str = "en") -> str:
    """A range of time in round steps, so that it does not flicker while one watches.

    >>> duration_range(33, 118), duration_range(0, 3), duration_range(62, 64)
    ('30 s – 2 min', 'a few seconds', 'about 1 min')
    """
    if high <= 5:
        return CORE.text("view-few-seconds", language, {})
    low, high = _rounded_time(low), _rounded_time(high)
    if low >= high:
        return CORE.text("view-about", language, {"time": duration(high, language)})
    if low < 5:
        return CORE.text("view-up-to", language, {"time": duration(high, language)})
    return f"{duration(low, language)} – {duration(high, language)}"


def bytes_(size: float, language: str = "en") -> str:
    """The size of a file.

    >>> bytes_(532), bytes_(1_258_291)
    ('532 B', '1.3 MB')
    """
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= factor:
            return f"{_fixed(size / factor, 1, language)} {unit}"
    return f"{number(int(size), language)} B"


def when(epoch: float | None, language: str = "en") -> str:
    """A moment in the server's own time zone, such as “24 Nov 2026, 14:48”."""
    if epoch is None:
        return NOTHING
    return format_datetime(datetime.fromtimestamp(epoch), _DATES[language], locale=_LOCALES[language])


def cell(value: object, language: str = "en", longest: int = 60) -> str:
    """Any cell of a table as short text; a missing one is a dash.

    >>> cell(3.14159), cell("a" * 99, longest=5), cell(None)
    ('3.14', 'aaaa…', '–')
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return NOTHING
    if isinstance(value, int | float | np.number) and not isinstance(value, bool):
        return number(value, language)
    return shortened(str(value).removesuffix(" 00:00:00"), longest)


def shortened(text: str, longest: int) -> str:
    """``text`` in one line of at most ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _fixed(value: float, digits: int, language: str) -> str:
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(_no_minus_zero(value, digits), pattern, locale=_LOCALES[language])


def _no_minus_zero(value: float, digits: int) -> float:
    return 0.0 if round(value, digits) == 0 else value


def _two(large: str, larges: int, small: str, smalls: int, language: str) -> str:
    if not smalls:
        return CORE.text(f"view-{large}", language, {large: str(larges)})
    return CORE.text(f"view-{large}-{small}", language, {large: str(larges), small: str(smalls)})


def _rounded_time(seconds: float) -> float:
    step = next((step for limit, step in ((30, 5), (120, 10), (600, 30), (7200, 60)) if seconds < limit), 600)
    return step * round(seconds / step)
