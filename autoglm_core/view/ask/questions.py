"""What a question in everyday English or Chinese asks of a finished run: its kind, and the row or number in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA


class Intent(StrEnum):
    """The kinds of questions that can be answered."""

    GOOD = "good"
    DRIVERS = "drivers"
    COLUMN = "column"
    ROW = "row"
    CHANGE = "change"
    FAILS = "fails"
    MORE_ROWS = "more_rows"
    MODEL = "model"
    PLAIN = "plain"
    MEASURED = "measured"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Question:
    """``row`` counts from 1, as people do; ``rows``: how many more; ``column``: one of the model's columns."""

    intent: Intent
    language: str
    row: int | None = None
    rows: int | None = None
    column: str | None = None


# Each line: words of which one must be there, for every group. More groups are more specific and win.
_CUES: tuple[tuple[Intent, tuple[str, ...]], ...] = (
    (Intent.CHANGE, ("change changed changes flip flipped turn alter altered differently otherwise", "ROW")),
    (Intent.CHANGE, ("how what", "could can get would must should need needs", "ROW")),
    (Intent.CHANGE, ("改变 改动 改什么 怎么改 怎样才 怎么才 如何才 要变 才会 才能 翻转 调整", "ROW")),
    (Intent.CHANGE, ("what how", "change changed changes flip flipped alter")),
    (Intent.CHANGE, ("改变 改动 改什么 怎么改 怎样才 怎么才 如何才 才会 才能",)),
    (Intent.ROW, ("why reason reasons explain because how what", "ROW")),
    (Intent.ROW, ("为什么 为何 为啥 原因 解释 怎么 凭什么 怎样 如何", "ROW")),
    (Intent.ROW, ("ROW",)),
    (Intent.MORE_ROWS, ("more additional extra double twice further larger", "rows data examples records samples")),
    (Intent.MORE_ROWS, ("更多 再多 多加 增加 再加 多给 再有 多了 翻倍 多一些 多些 多点 再来", "数据 行 样本 记录")),
    (Intent.FAILS, ("fail fails failing err errs mistake mistakes error errors worst struggle struggles wrong weak",)),
    (Intent.FAILS, ("犯错 出错 错误 哪里错 失败 不准 最差 误判 失误 看错 判错 搞错 弱点 不适合",)),
    (Intent.MODEL, ("which what why", "model algorithm method", "one chosen picked choose used won is kind best")),
    (Intent.MODEL, ("which", "model algorithm")),
    (Intent.MODEL, ("哪个模型 哪种模型 什么模型 哪个算法 什么算法 选这个 选它 选了 选中 为什么是这个",)),
    (Intent.PLAIN, ("plain simple simply layman everyday words explain summary describe about", "model it this terms")),
    (Intent.PLAIN, ("plain summary summarise summarize overview",)),
    (Intent.PLAIN, ("大白话 通俗 简单说 简单讲 讲讲 说说 介绍 概括 总结 白话 讲解",)),
    (Intent.MEASURED, ("measured measure tested evaluated validated holdout",)),
    (Intent.MEASURED, ("怎么测 如何测 怎么评估 如何评估 怎么得出 测量 验证 怎么验证 测出来",)),
    (Intent.GOOD, ("good accurate accuracy reliable trust well quality score usable precise useful better confident",)),
    (Intent.GOOD, ("多好 多准 准确 准吗 准不准 可靠 好不好 效果 靠谱 可信 好吗 好用 能用 信任 相信 质量 有多 表现",)),
    (
        Intent.DRIVERS,
        ("drive drives drivers driving driven influence influences important importance matter matters cause causes "
         "affect affects factors factor depends depend determines behind",),
    ),
    (Intent.DRIVERS, ("影响 驱动 重要 因素 关键 导致 决定 取决 主要看 有关",)),
    (Intent.DRIVERS, ("why", "ABOUT")),
    (Intent.DRIVERS, ("为什么 为何 什么", "ABOUT")),
)  # fmt: skip
_ROW_EN = re.compile(
    r"(?:\b(?:row|line|record|case|entry|customer|client|number|no\.?|nr\.?)|#)\s*(?:number|no\.?|#)?\s*(\d[\d,]*)"
    r"|\b(\d[\d,]*)(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_ROW_ZH = re.compile(r"第\s*([\d,]+|[零一二三四五六七八九十百千]+)\s*(?:行|条|个|位|号|笔)|(\d[\d,]*)\s*(?:号|行号)")
_COUNT = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)\s*(k\b|thousand|million|万|千|百万)?|([一二三四五六七八九十两]+)\s*(万|千|百)"
)
_TIMES = {"k": 1e3, "thousand": 1e3, "million": 1e6, "万": 1e4, "千": 1e3, "百": 1e2, "百万": 1e6}
_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS = {"十": 10, "百": 100, "千": 1_000}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LONGEST = 400  # of a question
_ALIKE = 88  # of 100: a column's name that is meant


def read_question(text: str, columns: Sequence[str], target: str, language: str = "en") -> Question:
    """The question in ``text``, whose own language decides; ``language`` where it has no words.

    >>> read_question("why was row 17 refused?", ("income",), "loan")
    Question(intent=<Intent.ROW: 'row'>, language='en', row=17, rows=None, column=None)
    >>> read_question("用大白话讲讲这个模型", ("income",), "loan").intent
    <Intent.PLAIN: 'plain'>
    """
    said = unicodedata.normalize("NFKC", text)[:_LONGEST].strip()
    spoken = "zh" if _CHINESE.search(said) else "en" if _WORD.search(said) else language
    row, without = _row(said)
    column = _column(without, columns)
    words = [word.casefold() for word in _WORD.findall(without)]
    about = target.casefold() in without.casefold() or _alike(target, without)
    marks = ({"ROW"} if row is not None else set()) | ({"ABOUT"} if about else set())
    intent = _intent(without.casefold(), words, marks)
    vague = intent in (Intent.UNKNOWN, Intent.DRIVERS, Intent.GOOD)
    if column is not None and row is None and (vague or intent is Intent.CHANGE):
        intent = Intent.COLUMN
    rows = _count(without) if intent is Intent.MORE_ROWS else None
    return Question(intent, spoken, row, rows, column)


def _intent(said: str, words: Sequence[str], marks: set[str]) -> Intent:
    best, most = Intent.UNKNOWN, 0.0
    for place, (intent, groups) in enumerate(_CUES):
        if all(_has(group, said, words, marks) for group in groups):
            # A row or the target in the question counts more than a word; earlier lines win ties.
            size = sum(2.0 if group in ("ROW", "ABOUT") else 1.0 for group in groups) - place / 1_000
            size -= 1.5 * ("ABOUT" in groups)
            if size > most:
                best, most = intent, size
    return best


def _has(group: str, said: str, words: Sequence[str], marks: set[str]) -> bool:
    if group.isupper() and group.isascii():
        return group in marks
    return any(_occurs(cue, said, words) for cue in group.split())


def _occurs(cue: str, said: str, words: Sequence[str]) -> bool:
    if not cue.isascii():
        return cue in said
    slips = 0 if len(cue) < 5 else 1 if len(cue) < 8 else 2
    return any(word == cue or (slips and OSA.distance(word, cue, score_cutoff=slips) <= slips) for word in words)


def _row(said: str) -> tuple[int | None, str]:
    """The number of the row that is meant, and the question without it."""
    for pattern in (_ROW_ZH, _ROW_EN):
        found = pattern.search(said)
        if found:
            text = next(group for group in found.groups() if group)
            return _number(text), said[: found.start()] + " " + said[found.end() :]
    return None, said


def _number(text: str) -> int:
    plain = text.replace(",", "")
    return int(plain[:12]) if plain.isdigit() else _chinese(plain)


def _chinese(text: str) -> int:
    """
    >>> _chinese("十七"), _chinese("三百二十"), _chinese("两")
    (17, 320, 2)
    """
    total, digit = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS.get(sign, 0)
    return total + digit


def _count(said: str) -> int | None:
    """The number of rows in "10,000 rows more", "10k", “一万行”."""
    found = _COUNT.search(said)
    if found is None:
        return None
    if found[1]:
        return round(float(found[1].replace(",", "")) * _TIMES.get((found[2] or "").casefold(), 1))
    return round(_chinese(found[3]) * _TIMES[found[4]])


def _column(said: str, columns: Iterable[str]) -> str | None:
    """The column that the question names, in its own or in loose spelling; the longest of several."""
    low = said.casefold()
    named = [name for name in columns if len(name) > 1 and _named(name.casefold(), low)]
    if named:
        return max(named, key=len)
    loose = {name: re.sub(r"[_\W]+", " ", name).casefold().strip() for name in columns}
    words = re.findall(r"\w+", low)
    spans = [" ".join(words[start : start + size]) for size in (1, 2, 3) for start in range(len(words) - size + 1)]
    for name, spelled in loose.items():
        if len(spelled) > 3 and process.extractOne(spelled, spans, scorer=fuzz.ratio, score_cutoff=_ALIKE):
            return name
    return None


def _named(name: str, said: str) -> bool:
    if not name.isascii():
        return name in said
    return re.search(rf"(?<![a-z0-9_]){re.escape(name)}(?![a-z0-9_])", said) is not None


def _alike(name: str, said: str) -> bool:
    plain = re.sub(r"[_\W]+", " ", name).casefold().strip()
    words = [word.casefold() for word in _WORD.findall(said)]
    return len(plain) > 3 and any(fuzz.ratio(plain, word) >= _ALIKE or word.startswith(plain) for word in words)
