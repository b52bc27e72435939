"""The column that a question is about when no word of its name was said: by sort of answer and by meaning."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from autoglm_core.goal.facts import ColumnFacts, TableFacts, is_duration, is_money
from autoglm_core.goal.lexicon import cues, hollow_words
from autoglm_core.goal.meaning import directions, plain
from autoglm_core.goal.scan import Scan, Unit

if TYPE_CHECKING:
    from autoglm_core.goal.target import Asked, Asks, Candidate

NEAR = 0.2  # cosine from which a question and a column have to do with one another
CLEAR = 0.08  # by so much the nearest column must lead
_WORD_SHARE = 0.12  # what nearness adds to a column that is named by words
_MENTION = 0.45
_MENTION_LEAD = 0.1
_OTHER_SORT = 0.25
_NAMED = 0.25
_SHORT = 0.15  # two characters alone come near to much


def fits(column: ColumnFacts, question: Asks | None) -> bool:
    """Whether a column can hold the sort of answer that is asked for; without a question, any answer."""
    if column.is_identifier or column.kind in ("datetime", "text", "image", "audio") or column.n_unique < 2:
        return False
    if question is None:
        return column.kind != "string" or column.n_unique <= 50
    if question.many:
        return column.is_numeric and not column.is_flag
    if question.kind:
        return not column.is_binary and (column.kind in ("string", "bool") or column.n_unique <= 20)
    if question.yes_no:
        return column.is_binary
    return True


def likeness(scan: Scan, ask: Asked) -> np.ndarray | None:
    """How near each column comes to the asking clauses (cosine; the nearest clause counts).

    A clause counts as it stands and, twice as much, without what it is about: in a table of loans the word "loan"
    would draw every question to the columns that are called so.
    """
    senses = scan.facts.senses
    if senses is None:
        return None
    clauses = [c for c in ask.clauses if not _FOR_EACH.match(scan.text[slice(*c)])] or list(ask.clauses)
    pairs = [(plain(scan.text[slice(*clause)]), _condensed(scan, ask, clause)) for clause in clauses[:4]]
    pairs = [(whole, short or whole) for whole, short in pairs if len(whole) > 1]
    if not pairs:
        return None
    near = senses.nearness([text for pair in pairs for text in pair], len(scan.facts.columns))
    if near is None:
        return None
    blended: np.ndarray = ((near[0::2] + 2 * near[1::2]) / 3).max(axis=0)
    return blended


_FOR_EACH = re.compile(r"\s*(?:for )?(?:each|every)\b|\s*[每各]")


def _condensed(scan: Scan, ask: Asked, clause: tuple[int, int]) -> str:
    """The words of a clause that ask for something and that no other part of the plan has used."""
    units = [
        unit
        for unit, weight in zip(ask.units, ask.weights, strict=True)
        if clause[0] <= unit.start < clause[1]
        and unit.text
        and not unit.is_generic
        and not _in_span(scan, unit)
        and not ("entity" in unit.kinds and (weight < 0.5 or set(unit.phrase) <= scan.facts.context))
        and unit.text not in hollow_words()
    ]
    words = [unit.text for unit in units]
    return ("" if any(re.match(r"[㐀-鿿]", word) for word in words) else " ").join(words)


def like_columns(facts: TableFacts, words: str, among: Sequence[str] | None = None) -> list[str]:
    """The one column that ``words`` mean though they share none with its name; [] where two come near."""
    if (
        facts.senses is None
        or _letters([w for w in re.findall(r"[a-z]+|[㐀-鿿]+", words) if w not in hollow_words()]) < 4
    ):
        return []
    near = facts.senses.nearness([plain(words)], len(facts.columns))
    if near is None:
        return []
    ranked = sorted(
        ((float(near[0, facts.positions[c.name]]), c.name) for c in facts.columns if among is None or c.name in among),
        reverse=True,
    )
    least = _MENTION + (_SHORT if re.fullmatch(r"[㐀-鿿]{1,2}", words) else 0.0)
    if not ranked or ranked[0][0] < least:
        return []
    return [ranked[0][1]] if len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= _MENTION_LEAD else []


def rank(
    scan: Scan,
    ask: Asked,
    candidates: Sequence[Candidate],
    barred: frozenset[str],
    *,
    sure: float,
    make: type[Candidate],
) -> list[Candidate]:
    """``candidates`` with nearness in meaning counted in, and those that only meaning speaks for."""
    near = likeness(scan, ask)
    if near is None:
        return list(candidates)
    facts = scan.facts
    pool = [c for c in facts.columns if c.name not in barred and fits(c, ask.question)]
    if ask.question.duration or ask.question.money:
        sort = is_duration if ask.question.duration else is_money
        pool = [c for c in pool if sort(c)] or pool
    if not pool:
        return list(candidates)
    values = {column.name: float(near[facts.positions[column.name]]) for column in facts.columns}
    middle = float(np.median([values[column.name] for column in pool]))
    tells_more = bool(unexplained(scan, ask, {number for c in candidates[:4] for number in c.units}))
    found = [
        replace(
            c,
            score=c.score + (_WORD_SHARE * (values[c.column.name] - middle) if tells_more and not c.exact else 0.0),
            near=values[c.column.name],
        )
        for c in candidates
    ]
    # A column that is named as it stands goes before one that is only meant.
    found.sort(key=lambda candidate: -(candidate.score + (_NAMED if candidate.exact else 0.0)))
    typed = ask.question.many or ask.question.kind or ask.question.yes_no or ask.question.predict
    if not typed or (found and found[0].score >= sure) or not _says_something(scan, ask):
        return found
    ranked = sorted(pool, key=lambda column: -values[column.name])
    best = values[ranked[0].name]
    known = {candidate.column.name: candidate for candidate in found}
    least = NEAR - (0.1 if len(pool) <= 3 and ask.question.yes_no else 0.0)
    open_pool = [c for c in facts.columns if c.name not in barred and fits(c, None)]
    widest = max(open_pool, key=lambda column: values[column.name])
    if values[widest.name] >= max(best + _OTHER_SORT, _MENTION):
        # What is asked for is clearly another sort of column than the question's first word lets expect.
        ranked, best = sorted(open_pool, key=lambda column: -values[column.name]), values[widest.name]
    if best < least:
        return found
    meant = [column for column in ranked if values[column.name] >= best - CLEAR][:4]
    raised = [
        replace(known[c.name], score=sure + 0.02)
        if c.name in known
        else make(c, sure + 0.02, frozenset(), 0.0, False, near=values[c.name])
        for c in meant
    ]
    names = {column.name for column in meant}
    return [*raised, *(candidate for candidate in found if candidate.column.name not in names)]


def _says_something(scan: Scan, ask: Asked) -> bool:
    """Whether the asking words hold more than the trade's own and the thing that every row stands for."""
    if any(cue.pattern.search(scan.text) for cue in cues("action")):
        return False
    return _letters(unexplained(scan, ask, frozenset())) >= 4


def unexplained(scan: Scan, ask: Asked, explained: Collection[int]) -> list[str]:
    """The words of the asking clauses that mean something and that no column's name accounts for."""
    found = []
    for number, (unit, weight) in enumerate(zip(ask.units, ask.weights, strict=True)):
        thing = unit.kinds == {"entity"} and len(unit.text) > 1
        idle = unit.is_generic or "outcome" in unit.kinds or thing or unit.text in hollow_words()
        if number in explained or weight < 0.3 or not unit.text or idle or set(unit.phrase) <= scan.facts.context:
            continue
        if any(low <= unit.start < high for low, high in ask.clauses) and not _in_span(scan, unit):
            found.append(unit.text)
    return found if _letters(found) >= 3 else []


def _letters(words: Sequence[str]) -> int:
    """How much ``words`` say: two for a Chinese character, one for a letter of an English word that is not short."""
    chinese = sum(len(re.findall(r"[㐀-鿿]", word)) for word in words)
    return 2 * chinese + sum(len(word) for word in words if word.isascii() and len(word) > 3)


def _in_span(scan: Scan, unit: Unit) -> bool:
    return any(duration.start <= unit.start < duration.end for duration in scan.durations)


def like_cell(scan: Scan, column: ColumnFacts, ask: Asked) -> str | None:
    """The one of two cells that the asking clauses come clearly nearer to, by meaning."""
    texts = [text for text in (_condensed(scan, ask, clause) for clause in ask.clauses) if len(text) > 1]
    known = directions([value.replace("_", " ") for value in column.values])
    asked = directions(texts) if texts else None
    if known is None or asked is None or len(column.values) != 2:
        return None
    first, second = (asked @ known.T).max(axis=0).tolist()
    if abs(first - second) < _CELL_LEAD:
        return None
    return column.values[0 if first > second else 1]


_CELL_LEAD = 0.08
