"""Which columns a stretch of a goal speaks of, and how well their names are covered by its words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.scan import Unit

# A mention covers about half of a column's name: "age" for driver_age, but not "the customer" for customer_age.
MENTIONED = 0.45
FULL = 0.85  # from here on a column is named by its whole name
_TIE = 0.06
_NEAR = 0.15
_TRACE = 0.08  # below this a unit touches no more than "id" or "is"
_TELLING = frozenset(
    ["event", "money", "count", "measure", "duration", "rate", "grade", "score", "category", "flag", "attribute"]
)


@dataclass(frozen=True)
class ColumnMatch:
    """How a column is spoken of: the weighted share of its name, and the units (their positions) that do it."""

    column: ColumnFacts
    coverage: float
    units: frozenset[int]
    exact: bool
    hits: dict[int, float]  # unit -> how sure its best hit is, weighed by the part it hits


def match_columns(
    facts: TableFacts, units: Sequence[Unit], weights: Sequence[float] | None = None
) -> list[ColumnMatch]:
    """Every column that some unit speaks of, best first. ``weights`` (0 to 1, one a unit) say how much each counts."""
    parts: dict[tuple[int, int], dict[int, tuple[float, int]]] = {}  # column, its name -> part -> (strength, unit)
    exact: dict[int, set[int]] = {}
    for number, unit in enumerate(units):
        weight = 1.0 if weights is None else weights[number]
        if weight <= 0.0:
            continue
        if unit.column is not None:
            exact.setdefault(facts.positions[unit.column], set()).add(number)
        for key, strength in unit.keys.items():
            for position, name_number, facet_number, facet_strength in facts.index.get(key, ()):
                facet = facts.columns[position].names[name_number].facets[facet_number]
                sure = strength * facet_strength * weight
                found = parts.setdefault((position, name_number), {})
                for part in facet.covers:
                    if sure > found.get(part, (0.0, -1))[0]:
                        found[part] = (sure, number)
    best: dict[int, ColumnMatch] = {}
    for position, name_number in {*parts, *((position, 0) for position in exact)}:
        column = facts.columns[position]
        name = column.names[name_number]
        total = sum(name.weights) or 1.0
        hits: dict[int, float] = {}
        for part, (strength, number) in parts.get((position, name_number), {}).items():
            hits[number] = hits.get(number, 0.0) + name.weights[part] * strength / total
        named = exact.get(position, set()) if name_number == 0 else set()
        for number in named:
            hits[number] = 1.0 if weights is None else weights[number]
        coverage = max([sum(hits.values()) if not named else 0.0, *(hits[number] for number in named)])
        match = ColumnMatch(
            column, min(coverage, 1.0), frozenset(n for n, hit in hits.items() if hit >= _TRACE), bool(named), hits
        )
        if position not in best or match.coverage > best[position].coverage:
            best[position] = match
    return sorted(best.values(), key=lambda match: (-match.coverage, facts.positions[match.column.name]))


def mentioned(facts: TableFacts, units: Sequence[Unit], *, least: float = MENTIONED, things: bool = True) -> list[str]:
    """The columns that a list of things names, in the table's order; words that fit several columns mean them all.

    Without ``things`` the word for what rows stand for ("claims") does not mean their identifier (claim_id).
    A column whose words are all better taken by another column is not meant: "asking price" is list_price alone.
    """
    every = match_columns(facts, units)
    matches = [match for match in every if match.coverage >= least]
    chosen: dict[str, ColumnMatch] = {}
    for number, unit in enumerate(units):
        if unit.is_generic and unit.column is None:
            continue
        able = [match for match in matches if match.hits.get(number, 0.0) >= 0.2]
        if not things:
            able = [match for match in able if not _only_thing(match, units, facts.context)]
        if unit.column is not None:
            able = [match for match in able if match.column.name == unit.column]
        if not able:
            continue
        best = max(able, key=lambda match: match.coverage)
        for match in able:
            # The same words in several names, none of them named in full, mean all of them: "the three scores".
            same = match.units == best.units and best.coverage < FULL and match.coverage > best.coverage - _NEAR
            if match.coverage >= best.coverage - _TIE or same:
                chosen[match.column.name] = match
    for match in every:
        # "Price in dollars" beside "price": the unit of measure makes it another column's whole name.
        if match.coverage >= FULL and any(key.startswith("u:") for n in match.units for key in units[n].keys):
            chosen.setdefault(match.column.name, match)
    for number, unit in enumerate(units):
        # A word that leads to the main word of one column alone means it, however long that name is.
        if (
            unit.is_generic
            or any(number in match.units for match in chosen.values())
            or not unit.kinds & (_TELLING | {"entity"})
        ):
            continue
        enough = 0.2 if "entity" in unit.kinds else 0.3
        near = [match for match in every if match.hits.get(number, 0.0) >= enough and not match.column.is_identifier]
        if len(near) == 1:
            chosen[near[0].column.name] = near[0]
    kept = [match for match in chosen.values() if not _outdone(match, chosen.values())]
    return sorted((match.column.name for match in kept), key=facts.positions.__getitem__)


def _only_thing(match: ColumnMatch, units: Sequence[Unit], context: frozenset[str]) -> bool:
    spoken = [units[number] for number in match.units]
    named = any("id" in unit.kinds or "entity" not in unit.kinds or not set(unit.phrase) <= context for unit in spoken)
    return match.column.is_identifier and not match.exact and not named


def _outdone(match: ColumnMatch, others: Iterable[ColumnMatch]) -> bool:
    if match.exact:
        return False
    return any(
        other.column.name != match.column.name
        and (
            (match.units < other.units and other.coverage > match.coverage - _TIE)
            or (match.units == other.units and other.coverage >= FULL and other.coverage > match.coverage + _TIE)
        )
        for other in others
    )
