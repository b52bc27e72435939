"""Columns that make a sensible target, told by their names and types alone."""

from __future__ import annotations

from autoglm_core.goal.facts import ColumnFacts, TableFacts

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


def possible_targets(facts: TableFacts) -> list[ColumnFacts]:
    """Columns that make a sensible target, the likeliest first: outcomes, then amounts and grades, later ones first."""
    scored = []
    for position, column in enumerate(facts.columns):
        score = _worth(column)
        if score > 0:
            scored.append((score + position / max(len(facts.columns), 1), position, column))
    return [column for _, _, column in sorted(scored, key=lambda item: (-item[0], item[1]))]


def _worth(column: ColumnFacts) -> float:
    if column.is_identifier or column.kind in ("datetime", "text", "image", "audio") or column.n_unique < 2:
        return 0.0
    if column.kind == "string" and column.n_unique > 30:
        return 0.0
    worth = max((weight for kind, weight in _OUTCOMES.items() if kind in column.head_kinds), default=0.2)
    if column.is_binary:
        worth += 1.0 if column.is_flag else 0.3
    if column.head_kinds & {"attribute", "entity", "flag", "date", "stat"} and worth <= 2.0:
        worth *= 0.4
    return worth
