"""Which columns a stretch of a goal speaks of, and how well their names are covered by its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.scan import Unit

# A mention covers about half of a column's name: "age" for driver_age, but not "the customer" for customer_age.
MENTIONED = 0.45
_TIE = 0.06


@dataclass(frozen=True)
class ColumnMatch:
    """How a column is spoken of: the weighted share of its name, and the units (positions in the stretch) that do it."""

    column: ColumnFacts
    coverage: float
    units: frozenset[int]
    exact: bool
    hits: dict[int, float]  # unit -> how sure its best hit is, weighed by the part it hits


def match_columns(facts: TableFacts, units: Sequence[Unit]) -> list[ColumnMatch]:
    """Every column that some unit speaks of, best first."""
    parts: dict[int, dict[int, tuple[float, int]]] = {}  # column -> part -> (strength, unit)
    hits: dict[int, dict[int, float]] = {}
    exact: dict[int, set[int]] = {}
    positions = {column.name: position for position, column in enumerate(facts.columns)}
    for number, unit in enumerate(units):
        if unit.column is not None:
            exact.setdefault(positions[unit.column], set()).add(number)
            if not unit.keys:
                continue
        for key, strength in unit.keys.items():
            for position, facet_number, facet_strength in facts.index.get(key, ()):
                column = facts.columns[position]
                facet = column.facets[facet_number]
                sure = strength * facet_strength
                for part in facet.covers:
                    best = parts.setdefault(position, {}).get(part, (0.0, -1))
                    if sure > best[0]:
                        parts[position][part] = (sure, number)
                weight = sum(column.weights[part] for part in facet.covers) / max(sum(column.weights), 1e-9)
                mine = hits.setdefault(position, {})
                mine[number] = max(mine.get(number, 0.0), sure * weight)
    matches = []
    for position in {*parts, *exact}:
        column = facts.columns[position]
        found = parts.get(position, {})
        total = sum(column.weights) or 1.0
        coverage = sum(column.weights[part] * strength for part, (strength, _) in found.items()) / total
        numbers = {number for _, number in found.values()} | exact.get(position, set())
        own = dict(hits.get(position, {}))
        for number in exact.get(position, ()):
            own[number] = 1.0
        named = position in exact
        matches.append(ColumnMatch(column, 1.0 if named else min(coverage, 1.0), frozenset(numbers), named, own))
    return sorted(matches, key=lambda match: (-match.coverage, positions[match.column.name]))


def mentioned(facts: TableFacts, units: Sequence[Unit], *, least: float = MENTIONED) -> list[str]:
    """The columns that a list of things names, in the table's order; words that fit several columns mean them all.

    A column whose words are all better taken by another column is not meant: "asking price" is list_price alone.
    """
    matches = [match for match in match_columns(facts, units) if match.coverage >= least]
    chosen: dict[str, ColumnMatch] = {}
    for number, unit in enumerate(units):
        if unit.is_generic and unit.column is None:
            continue
        able = [match for match in matches if match.hits.get(number, 0.0) >= 0.2]
        if unit.column is not None:
            able = [match for match in able if match.column.name == unit.column]
        best = max((match.coverage for match in able), default=0.0)
        for match in able:
            if match.coverage >= best - _TIE:
                chosen[match.column.name] = match
    kept = [match for match in chosen.values() if not _outdone(match, chosen.values())]
    order = {column.name: position for position, column in enumerate(facts.columns)}
    return sorted((match.column.name for match in kept), key=order.__getitem__)


def _outdone(match: ColumnMatch, others: Iterable[ColumnMatch]) -> bool:
    if match.exact:
        return False
    return any(
        other.column.name != match.column.name and match.units <= other.units and other.coverage > match.coverage + _TIE
        for other in others
    )
