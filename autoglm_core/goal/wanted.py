"""Columns that make a sensible target, told by their names, types, values and place."""

from __future__ import annotations

import re

from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.lexicon import phrase_of, polarity

_OUTCOMES = {
    "event": 3.0,
    "outcome": 3.0,
    "grade": 1.5,
    "money": 1.5,
    "score": 1.5,
    "status": 1.2,
    "count": 0.8,
    "duration": 0.6,
    "measure": 0.7,
    "category": 0.5,
    "rate": 0.8,
}
_LAST = 1.2  # most tables that were made to be predicted from end with what is to be predicted
_SIDES = 1.0  # good and bad, yes and no, positive and negative
_CODE = re.compile(r"[A-Za-z]{1,3}[._]?\d+|\d+")  # A20, x.3, V7: a measurement by number


def possible_targets(facts: TableFacts) -> list[ColumnFacts]:
    """Columns that make a sensible target, the likeliest first: outcomes, then amounts and grades, later ones first."""
    scored = []
    for position, column in enumerate(facts.columns):
        score = worth_of(column, facts)
        if score > 0:
            scored.append((score + position / max(len(facts.columns), 1), position, column))
    return [column for _, _, column in sorted(scored, key=lambda item: (-item[0], item[1]))]


def worth_of(column: ColumnFacts, facts: TableFacts) -> float:
    """How much like an outcome a column is; 0 for one that cannot be a target.

    An identifier, a date, free text, a column with one value or with a different one in nearly every row is none.
    """
    if column.is_identifier or column.kind in ("datetime", "text", "image", "audio") or column.n_unique < 2:
        return 0.0
    if column.kind == "string" and (column.n_unique > 30 or column.n_unique > max(2, facts.rows / 4)):
        return 0.0
    last = column.name == facts.columns[-1].name
    worth = max((weight for kind, weight in _OUTCOMES.items() if kind in column.head_kinds), default=0.2)
    if column.is_binary:
        worth += 1.0 if column.is_flag or column.values == ("0", "1") else 0.3
    sides = {polarity().get(phrase_of(value), 0) for value in column.values[:2]}
    if column.is_binary and {1, -1} <= sides:
        worth += _SIDES
    if not last and column.head_kinds & {"attribute", "entity", "flag", "date", "stat"} and worth <= 2.0:
        worth *= 0.4
    if _CODE.fullmatch(column.name) and not last:
        worth *= 0.2
    return worth + (_LAST if last else 0.0)
