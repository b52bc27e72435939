"""How far ahead, in which steps and for which series a goal looks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.facts import ColumnFacts
from autoglm_core.goal.lexicon import turn_of_phrase
from autoglm_core.goal.numbers import SECONDS, Duration
from autoglm_core.goal.scan import Scan

_AHEAD_BEFORE = turn_of_phrase("outlook-ahead-before")
_AHEAD_STRICT = re.compile(r"\b(next|coming|following|upcoming)\s*$|(未来|接下来|今后|往后|此后|随后)的?$")
_AHEAD_AFTER = re.compile(r"^\s*(ahead|out|from now|into the future|in advance)\b|^(后|之后|以后|内)")
_SINGLE: tuple[tuple[re.Pattern[str], float, str], ...] = tuple(
    (re.compile(pattern), count, unit)
    for pattern, count, unit in (
        (r"\btomorrow('s)?\b|\bnext day\b|明天|明日|次日|第二天", 1, "day"),
        (r"\bday after tomorrow\b|后天", 2, "day"),
        (r"\b(next|coming|following) (fortnight)\b", 2, "week"),
        (
            r"\b(next|coming|following|the) week( ahead)?\b(?! and)|下(一)?(个)?(周|星期|礼拜)(?!一|二|三"
            r"|四|五|六|日|天|之前|前)|未来一周",
            1,
            "week",
        ),
        (r"\b(next|coming|following) month\b|下(一)?个?月(?!前|之前|底前)", 1, "month"),
        (r"\b(next|coming|following) quarter\b|下(一)?个?季度", 1, "quarter"),
        (r"\b(next|coming|following) year\b|明年|下一年|来年", 1, "year"),
        (r"\b(next|coming|following) hour\b|下一?(个)?小时", 1, "hour"),
    )
)
_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), freq)
    for pattern, freq in (
        (
            r"\b(hour by hour|hourly|hour (?:averages|steps|slots|values|totals)|per hour|each hour|every hour"
            r"|hours?-by-hours?)\b|每(个)?小时|逐小时|按小时",
            "H",
        ),
        (r"\b(day by day|daily|per day|each day|every day|day-by-day)\b|每天|每日|逐日|按天|日度", "D"),
        (
            r"\b(week by week|weekly|per week|each week|every week)\b|每周|逐周|按周|周度",
            "W",
        ),
        (
            r"\b(month by month|monthly|calendar[- ]months?|by month|per month|each month|every month)\b"
            r"|每(个)?月|逐月|按月|月度",
            "M",
        ),
        (r"\b(quarterly|per quarter|each quarter|every quarter)\b|每(个)?季度|季度", "Q"),
        (r"\b(yearly|annual(ly)?|per year|each year|every year)\b|每年|年度", "Y"),
    )
)
_STEP_SECONDS = {"H": 3_600.0, "D": 86_400.0, "W": 604_800.0, "M": 2_629_800.0, "Q": 7_889_400.0, "Y": 31_557_600.0}
_CALENDAR = {"day": 86_400.0, "week": 604_800.0, "month": 2_629_800.0, "quarter": 7_889_400.0, "year": 31_557_600.0}
_EACH = turn_of_phrase("outlook-each")


@dataclass(frozen=True)
class Outlook:
    """``horizon`` counts steps of ``freq``; None where the goal names none."""

    horizon: int | None
    freq: str | None
    span: tuple[int, int]


def read_outlook(scan: Scan) -> Outlook | None:
    """How far the goal looks ahead, or None where it does not speak of the future."""
    ahead = _ahead(scan)
    if ahead is None:
        return None
    spoken = _spoken_step(scan)
    freq = spoken or scan.facts.frequency
    horizon = _steps(ahead, freq) if freq else None
    return Outlook(horizon, freq, (ahead.start, ahead.end))


def _ahead(scan: Scan) -> Duration | None:
    for duration in scan.durations:
        before = scan.text[max(0, duration.start - 20) : duration.start]
        after = scan.text[duration.end : duration.end + 20]
        if scan.is_used(duration.start, duration.end):
            continue
        if _AHEAD_STRICT.search(before) or re.match(r"^\s*(ahead|out|from now|into the future)\b", after):
            return duration
        if re.search(r"\b(over|for|in|within) the\s*$", before) and duration.unit != "second":
            return duration
    for pattern, count, unit in _SINGLE:
        match = pattern.search(scan.text)
        if match and not scan.is_used(*match.span()):
            return Duration(count, unit, *match.span())
    return None


_MINUTE_STEPS = re.compile(
    r"[- ]?(?:minutes?|mins?)[- ](?:averages?|steps?|slots?|intervals?|values?|resolution|buckets?|bins?|windows?"
    r"|blocks?|means?)\b"
    r"|分钟(?:的)?(?:间隔|粒度|均值|一个点|一次|平均)"
)


def _spoken_step(scan: Scan) -> str | None:
    for number in scan.numbers:
        if _MINUTE_STEPS.match(scan.text, number.end) and float(number.value).is_integer():
            return f"{int(number.value)}min"
    if re.search(r"\bhalf[- ]hour(?:ly)?\b|每半个?小时", scan.text) and scan.facts.frequency == "30min":
        return "30min"
    for pattern, freq in _STEPS:
        match = pattern.search(scan.text)
        if match and not scan.is_named(match.start()):
            return freq
    return None


def _steps(ahead: Duration, freq: str) -> int:
    minutes = re.fullmatch(r"(\d+)min", freq)
    step = int(minutes[1]) * 60.0 if minutes else _STEP_SECONDS[freq]
    if ahead.unit == "month" and freq == "D":
        return round(ahead.count * 30)
    if ahead.unit == "year" and freq == "D":
        return round(ahead.count * 365)
    seconds = ahead.count * _CALENDAR.get(ahead.unit, SECONDS[ahead.unit])
    return max(round(seconds / step), 1)


def read_groups(scan: Scan, target: str | None) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """The columns that tell one series from another: what follows "each", "per", 每 and the like."""
    found: dict[str, None] = {}
    span: tuple[int, int] | None = None
    for match in _EACH.finditer(scan.text):
        sentence = scan.sentence_at(match.start())
        if scan.is_named(match.start()):
            continue
        units = []
        for unit in scan.units_in(match.end(), sentence[1], free=False)[:7]:
            if unit.text in (
                "of",
                "over",
                "in",
                "during",
                "on",
                "for",
                "未来",
                "的",
                "接下来",
                "能",
                "明天",
                "will",
                "across",
            ):
                break
            units.append(unit)
        named = mentioned(scan.facts, units, least=0.35)
        names = [name for name in named if name != target and _groups(scan.facts.column(name))]
        if match.group() == "by" and not names:
            continue
        if names and span is None:
            span = match.start(), match.end()
        found.update(dict.fromkeys(names))
    by_itself = re.search(r"\b(\w+) by (\w+)\b", scan.text)
    if by_itself and by_itself[1] == by_itself[2]:
        units = [unit for unit in scan.units if by_itself.start() <= unit.start < by_itself.end()]
        names = [name for name in mentioned(scan.facts, units) if _groups(scan.facts.column(name)) and name != target]
        found.update(dict.fromkeys(names))
        span = span or by_itself.span()
    order = [column.name for column in scan.facts.columns]
    return tuple(sorted(found, key=order.index)), span


def _groups(column: ColumnFacts) -> bool:
    return column.kind == "string" or (column.kind == "int" and (column.is_identifier or "id" in column.kinds))
