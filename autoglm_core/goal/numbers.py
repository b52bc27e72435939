"""Numbers, percentages and durations in a goal, written in digits, in English words, or in Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_FRACTIONS = {
    "half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4, "fifth": 1 / 5,
    "fifths": 1 / 5,
    "tenth": 1 / 10, "tenths": 1 / 10, "sixth": 1 / 6, "eighth": 1 / 8,
}  # fmt: skip
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1_000}
_WORD = "|".join([*_UNITS, *_TENS, *_SCALES])
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("percent_zh", r"百分之(?P<n>[零一二两三四五六七八九十百]+|\d+(?:\.\d+)?)"),
        ("percent", r"(?<![a-z_\d.])(?P<n>\d+(?:\.\d+)?) ?(?:%|per ?cent\b)"),
        ("tenths_zh", r"(?P<n>[一二两三四五六七八九]|\d)成(?![功本交分为员])"),
        ("fraction_zh", r"(?P<d>[二三四五六七八九十])分之(?P<n>[一二两三四五六七八九])"),
        (
            "fraction",
            r"\b(?P<n>a|an|one|two|three|four|\d)[ -](?P<d>half|thirds?|quarters?|fifths?|tenths?|sixth|eighth)\b"
            r"(?=(?: of\b| the\b|\s*$|[ ,.;]))",
        ),
        ("digits", r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|(?<![a-z_\d.])\d+(?:\.\d+)?"),
        ("words", rf"\b(?:a |an )?(?:{_WORD})(?:(?: and |[ -])(?:{_WORD}))*\b|\ba (?:dozen|couple of)\b|\bdozen\b"),
        ("chinese", r"(?![百千])[零〇一二两三四五六七八九十百千]+[万亿]?[零〇一二两三四五六七八九十百千]*"),
    )
)
_MAGNITUDES = (
    (re.compile(r" ?(?:k|thousand)(?![a-z])"), 1_000),
    (re.compile(r" ?(?:m|million|mio)(?![a-z])"), 1_000_000),
    (re.compile(r" ?万"), 10_000),
    (re.compile(r" ?亿"), 100_000_000),
    (re.compile(r" ?千(?!克|米|瓦|兆|字)"), 1_000),
)
# unit -> (pattern directly after the number, seconds)
_DURATION_UNITS: tuple[tuple[str, str, float], ...] = (
    ("ms", r"milli-?seconds?\b|msecs?\b|ms\b|毫秒", 0.001),
    ("second", r"seconds?\b|secs?\b|s\b|秒钟?", 1),
    ("minute", r"minutes?\b|mins?\b|min\b|分钟|分(?![类成群为组之])", 60),
    ("hour", r"hours?\b|hrs?\b|h\b|个?小时|个?钟头|个?钟(?!头)", 3_600),
    ("day", r"days?\b|d\b|天|日(?![期均])", 86_400),
    ("week", r"weeks?\b|wks?\b|个?(?:星期|礼拜)|周", 604_800),
    ("month", r"months?\b|mths?\b|个?月", 2_592_000),
    ("quarter", r"quarters?\b|个?季度", 7_776_000),
    ("year", r"years?\b|yrs?\b|年", 31_536_000),
)
_IDIOMS: tuple[tuple[str, float, str], ...] = (
    (r"\b(?:a |one )?quarter of an hour\b|一刻钟", 15, "minute"),
    (r"\bthree[- ]quarters of an hour\b|三刻钟", 45, "minute"),
    (r"\bhalf (?:an|a|of an)[ -]hour\b|\b(?:a )?half[- ]hour\b|半个?(?:小时|钟头)", 30, "minute"),
    (r"\b(?:an|one) hour and a half\b|一个半小时", 90, "minute"),
    (r"\bhalf a minute\b|半分钟", 30, "second"),
    (r"\bhalf a day\b|半天", 12, "hour"),
    (r"\b(?:an|a single) hour\b", 1, "hour"),
    (r"\ba minute\b", 1, "minute"),
    (r"\ba (?:full |whole )?day\b", 1, "day"),
    (r"\b(?:a )?fortnight\b", 2, "week"),
    (r"\ba week\b", 1, "week"),
    (r"\ba (?:couple|few) (?:of )?minutes\b", 3, "minute"),
)
SECONDS = {unit: seconds for unit, _, seconds in _DURATION_UNITS}


@dataclass(frozen=True)
class Number:
    """A number and where it stands; ``share`` where it was said as a part of a whole."""

    value: float
    start: int
    end: int
    share: bool = False


@dataclass(frozen=True)
class Duration:
    """So many of one unit, and where that is said."""

    count: float
    unit: str
    start: int
    end: int

    @property
    def seconds(self) -> float:
        return self.count * SECONDS[self.unit]


def chinese_number(text: str) -> float:
    """The value of a Chinese numeral.

    >>> [chinese_number(n) for n in ("十五", "二十", "三百零五", "一万二千", "二〇二一")]
    [15, 20, 305, 12000, 2021]
    """
    for mark, scale in (("亿", 100_000_000), ("万", 10_000)):
        if mark in text:
            high, _, low = text.partition(mark)
            return (chinese_number(high) if high else 1) * scale + (chinese_number(low) if low else 0)
    if not any(character in _PLACES for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, None
    for character in text:
        if character in _PLACES:
            total += (1 if digit is None or digit == 0 else digit) * _PLACES[character]
            digit = None
        else:
            digit = _DIGITS[character]
    return total + (digit or 0)


def english_number(text: str) -> float:
    """The value of an English numeral.

    >>> [english_number(n) for n in ("twenty-five", "a hundred", "three hundred and five", "two thousand")]
    [25, 100, 305, 2000]
    """
    total, current = 0, 0
    for word in re.split(r"[ -]+", text):
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
    return total + current


def numbers_of(text: str) -> tuple[Number, ...]:
    """The numbers of lower-case ``text``, in their order.

    >>> [(n.value, n.share) for n in numbers_of("keep a fifth, at least 1,500 and 两成 or 3万")]
    [(0.2, True), (1500.0, False), (0.2, True), (30000.0, False)]
    """
    found: list[Number] = []
    taken: set[int] = set()
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if taken.intersection(range(start, end)) or not match.group():
                continue
            value, share = _value(kind, match)
            if not share:
                end, value = _magnify(text, end, value)
            found.append(Number(value, start, end, share))
            taken.update(range(start, end))
    return tuple(sorted(found, key=lambda number: number.start))


def _value(kind: str, match: re.Match[str]) -> tuple[float, bool]:
    text = match.group()
    if kind in ("percent", "percent_zh", "tenths_zh"):
        part = match["n"]
        value = float(part) if part[0].isdigit() else chinese_number(part)
        return value / (10 if kind == "tenths_zh" else 100), True
    if kind == "fraction_zh":
        return chinese_number(match["n"]) / chinese_number(match["d"]), True
    if kind == "fraction":
        times = 1 if match["n"] in ("a", "an") else float(match["n"]) if match["n"].isdigit() else _UNITS[match["n"]]
        return times * _FRACTIONS[match["d"]], True
    if kind == "digits":
        return float(text.replace(",", "")), False
    if kind == "words":
        if "dozen" in text or "couple" in text:
            return (12 if "dozen" in text else 2), False
        return english_number(text), False
    return chinese_number(text), False


def _magnify(text: str, end: int, value: float) -> tuple[int, float]:
    for pattern, scale in _MAGNITUDES:
        match = pattern.match(text, end)
        if match:
            return match.end(), value * scale
    return end, value


def durations_of(text: str, numbers: tuple[Number, ...]) -> tuple[Duration, ...]:
    """The durations of lower-case ``text``.

    >>> text = "half an hour, 10分钟 or twenty-four hours"
    >>> [(d.count, d.unit) for d in durations_of(text, numbers_of(text))]
    [(30, 'minute'), (10.0, 'minute'), (24, 'hour')]
    """
    found: list[Duration] = []
    taken: set[int] = set()
    for idiom, count, unit in _IDIOMS:
        for match in re.finditer(idiom, text):
            if not taken.intersection(range(*match.span())):
                found.append(Duration(count, unit, *match.span()))
                taken.update(range(*match.span()))
    for number in numbers:
        if number.share or number.start in taken:
            continue
        for unit, pattern, _ in _DURATION_UNITS:
            # "24h" sticks to its number; "10 d" does not, but then has a space; "多" as in 一个多小时 is let by.
            half = re.compile(rf"个?半(?:{pattern})").match(text, number.end)
            whole = half or re.compile(rf"[ -]?多?(?:{pattern})").match(text, number.end)
            if whole:
                found.append(Duration(number.value + (0.5 if half else 0), unit, number.start, whole.end()))
                taken.update(range(number.start, whole.end()))
                break
    return tuple(sorted(found, key=lambda duration: duration.start))
