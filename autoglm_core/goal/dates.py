"""Which days, months, parts of a year and years a goal narrows the rows to."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from autoglm_core.goal.columns import match_columns
from autoglm_core.goal.facts import ColumnFacts
from autoglm_core.goal.lexicon import turn_of_phrase
from autoglm_core.goal.scan import Scan
from autoglm_core.spec import Filter

_YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19"
    r"|20)\d\d)(?:[-/.年](?P<month>\d{1,2}))?(?:[-/.月](?P<day>\d{1,2}))?(?P<tail>[年月日号]*)(?!\d)"
)
_SINCE = turn_of_phrase("rows-since")
_SINCE_AFTER = re.compile(
    r"^\s*(on\b(?! the)|onwards?\b|and (later|after|newer)\b|or (later|newer)\b)|^(以来|起|至今|开始"
    r"|及以后|年?以后|之后|后(?!才))"
)
_AFTER = re.compile(r"\b(after|later than|newer than|past)\s*$|(晚于)\s*$")
_BEFORE = re.compile(
    r"\b(before|prior to|until|earlier than|up to(?: and including)?|through|older than)( the end of)?\s*$"
    r"|(早于|截至|截止到?)\s*$"
)
_BEFORE_AFTER = re.compile(r"^\s*(or earlier|and earlier)\b|^(以前|之前|前)")
_IN = re.compile(r"\b(in|during|of|for|from|the year)\s*(the year )?$|(在|只看|只要|只用|仅看|用)\s*$")
_IN_AFTER = re.compile(r"^\s*(only|data|records|orders|bookings|alone)\b|^(年)?(的|期间|内|当年|全年|这一年|度)")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}


def date_conditions(scan: Scan) -> list[tuple[Filter, tuple[int, int]]]:
    """The conditions on dates and years that the goal states, with the words that do."""
    found: list[tuple[Filter, tuple[int, int]]] = []
    for match in _YEAR.finditer(scan.text):
        if scan.is_used(match.start(), match.end()):
            continue
        low, high = scan.sentence_at(match.start())
        before, after = scan.text[low : match.start()], scan.text[match.end() : high]
        start, end = _period(match)
        start, end, taken_before, taken_after = _part_of_year(before, after, match, start, end)
        before, after = before[: len(before) - taken_before], after[taken_after:]
        month = re.search(r"\b(" + "|".join(_MONTHS) + r")\b(?: (\d{1,2})(?:st|nd|rd|th)?,?)? (?:of )?$", before)
        lead = match.start()
        day_first = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?(" + "|".join(_MONTHS) + r"),? $", before)
        if day_first and not match["month"]:
            start = dt.date(int(match["year"]), _MONTHS[day_first[2]], int(day_first[1]))
            end, lead, before = start + dt.timedelta(days=1), low + day_first.start(), before[: day_first.start()]
        elif month and not match["month"]:
            number = _MONTHS[month[1]]
            first = dt.date(int(match["year"]), number, int(month[2] or 1))
            start, end = first, (first + dt.timedelta(days=1) if month[2] else _next_month(first))
            lead, before = low + month.start(), before[: month.start()]
        column = _date_column(scan, match.start(), match.end())
        conditions = _date_conditions(before, after, start, end)
        if len(conditions) == 1 and re.match(
            r"[^,.;。;]{0,14}(?:不要|不看|排除|去掉|不用|不考虑|剔除|不算)|[^,.;]{0,24}\b(?:not relevant|irrelevant"
            r"|excluded|left out)\b",
            after,
        ):
            op, day = conditions[0]
            conditions = [("<" if op == ">=" else ">=", day)]
        if column is None or not conditions:
            continue
        for op, value in conditions:
            if column.kind == "datetime":
                found.append((Filter(column=column.name, op=op, value=value.isoformat()), (lead, match.end())))
            else:
                whole = {"<": ("<", value.year), ">=": (">=", value.year)}[op]
                condition = Filter(column=column.name, op=whole[0], value=whole[1])
                found.append((condition, (lead, match.end())))
        cue = re.search(r"(\w+ ){0,3}$", before)
        scan.use(
            lead - (len(cue.group()) if cue and cue.group().isascii() and len(cue.group()) < 16 else 0),
            match.end(),
            "filters",
        )
    return found


def _period(match: re.Match[str]) -> tuple[dt.date, dt.date]:
    year, month, day = int(match["year"]), match["month"], match["day"]
    try:
        if month and day:
            first = dt.date(year, int(month), int(day))
            return first, first + dt.timedelta(days=1)
        if month:
            first = dt.date(year, int(month), 1)
            return first, _next_month(first)
    except ValueError:
        pass
    return dt.date(year, 1, 1), dt.date(year + 1, 1, 1)


_PART_BEFORE = re.compile(
    r"(?:(?P<half>first|second|last) half|h(?P<h>[12])|q(?P<q>[1-4])"
    r"|(?P<quarter>first|second|third|fourth|last) quarter)"
    r"(?: of)?(?: the year)?\s*$"
)
_PART_AFTER = re.compile(
    r"\s*(?:的)?(?:(?P<half>[上下])半年|第?(?P<quarter>[一二三四1-4])季度?|[ -]?h(?P<h>[12])\b|[ -]?q(?P<q>[1-4])\b)"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "上": 1, "下": 2, "一": 1, "二": 2, "三": 3, "四": 4}


def _part_of_year(
    before: str, after: str, match: re.Match[str], start: dt.date, end: dt.date
) -> tuple[dt.date, dt.date, int, int]:
    """The half or quarter of a year that is named beside it, and how many letters say so before and after."""
    lead, tail = _PART_BEFORE.search(before), _PART_AFTER.match(after)
    found = lead or tail
    if found is None or match["month"]:
        return start, end, 0, 0
    groups = found.groupdict()
    half, quarter = groups["half"] or groups["h"], groups["quarter"] or groups["q"]
    said = str(half or quarter)
    months = 6 if half else 3
    number = int(said) if said.isdigit() else (12 // months if said == "last" else _ORDINALS[said])
    first = dt.date(start.year, 1 + months * (number - 1), 1)
    last = dt.date(start.year + (number * months) // 12, (number * months) % 12 + 1, 1)
    return first, last, len(before) - lead.start() if lead else 0, tail.end() if tail and not lead else 0


def _next_month(day: dt.date) -> dt.date:
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _date_conditions(before: str, after: str, start: dt.date, end: dt.date) -> list[tuple[str, dt.date]]:
    if _BEFORE.search(before) or _BEFORE_AFTER.match(after):
        inclusive = re.search(
            r"\b(until|up to(?: and including)?|through)( the end of)?\s*$|(截至|截止到?)\s*$|or earlier",
            before + after[:12],
        )
        return [("<", end if inclusive else start)]
    if _AFTER.search(before):
        return [(">=", end)]
    if _SINCE.search(before) or _SINCE_AFTER.match(after):
        # "from 2020 to 2021": the second year closes the range.
        if re.match(r"\s*(to|until|through|-|–|到|至)\s*(?:19|20)\d\d", after):
            return [(">=", start)]
        return [(">=", start)]
    if re.search(r"(?:19|20)\d\d\s*(?:to|until|through|and|-|–|到|至)\s*$", before):
        return [("<", end)]
    if _IN.search(before) or _IN_AFTER.match(after):
        return [(">=", start), ("<", end)]
    return []


def _date_column(scan: Scan, start: int, end: int) -> ColumnFacts | None:
    """The date (or whole-number year) that the words around a year speak of, else the table's own date."""
    low, high = scan.sentence_at(start)
    near = scan.units_in(max(low, start - 45), min(high, end + 25), free=False)
    able = [
        match
        for match in match_columns(scan.facts, near)
        if match.coverage >= 0.3 and (match.column.kind == "datetime" or _is_year(match.column))
    ]
    if able:
        return able[0].column
    dates = [column for column in scan.facts.columns if column.kind == "datetime"]
    if dates:
        return dates[0]
    years = [column for column in scan.facts.columns if _is_year(column)]
    return years[0] if len(years) == 1 else None


def _is_year(column: ColumnFacts) -> bool:
    return column.is_numeric and column.low is not None and column.low >= 1800 and (column.high or 0) <= 2100
