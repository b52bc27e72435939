"""The floor that a goal itself puts under one side of a wish: "half of the alarms must be right", "至少找出八成"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autoglm_core.goal.lexicon import turn_of_phrase
from autoglm_core.goal.numbers import chinese_number, english_number
from autoglm_core.goal.scan import Scan
from autoglm_core.spec import Wish

_ALARMS = turn_of_phrase("floor-alarms")
_CASES = turn_of_phrase("floor-cases")
_COUNTED = turn_of_phrase("floor-counted")
_HALF = re.compile(r"\b(?:one )?half\b|一半|半数")
_EVERY_OTHER = re.compile(r"\bevery (second|other|third|fourth|fifth)\b")
_OTHERS = {"second": 2, "other": 2, "third": 3, "fourth": 4, "fifth": 5}


@dataclass(frozen=True)
class Floor:
    """``share`` is what the other side of ``wish`` must keep; the goal says so between ``start`` and ``end``."""

    wish: Wish
    share: float
    start: int
    end: int


def floor_in(scan: Scan) -> Floor | None:
    """The floor that the goal states, or None.

    A floor under the alarms that are right leaves the search for cases free (FIND_ALL); one under the cases that are
    found leaves it free to be sure (BE_SURE).
    """
    for start, end in scan.sentences:
        for low, high in (*scan.clauses(start, end), (start, end)):
            if scan.is_used(low, high):
                continue
            for wish, pattern in ((Wish.FIND_ALL, _ALARMS), (Wish.BE_SURE, _CASES)):
                about, share = pattern.search(scan.text, low, high), _share(scan, low, high)
                if about and share:
                    value, first, last = share
                    return Floor(wish, value, min(about.start(), first), max(about.end(), last))
    return None


def _share(scan: Scan, start: int, end: int) -> tuple[float, int, int] | None:
    """The share that is named there, and where."""
    for number in scan.numbers:
        if start <= number.start < end and number.share and 0 < number.value < 1:
            return number.value, number.start, number.end
    counted = _COUNTED.search(scan.text, start, end)
    if counted:
        few = counted["few"] or counted["zh_few"]
        many = counted["many"] or counted["zh_many"]
        share = _count(few) / max(_count(many), 1)
        return (share, *counted.span()) if 0 < share < 1 else None
    other = _EVERY_OTHER.search(scan.text, start, end)
    if other:
        return 1 / _OTHERS[other[1]], *other.span()
    half = _HALF.search(scan.text, start, end)
    return (0.5, *half.span()) if half else None


def _count(word: str) -> float:
    if word.isdigit():
        return int(word)
    return english_number(word) if word.isascii() else chinese_number(word)
