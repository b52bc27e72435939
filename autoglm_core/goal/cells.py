"""Cells of the table that stand in a goal, also in another writing or language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from autoglm_core.goal.facts import TableFacts
from autoglm_core.goal.lexicon import Phrase, gazetteer, lexicon
from autoglm_core.goal.scan import Scan, Unit
from autoglm_core.goal.text import stem

MANY_COLUMNS = 12


@dataclass(frozen=True)
class Cell:
    """A cell's value found in the goal."""

    column: int
    value: str
    start: int
    end: int
    strength: float


def cells_in(scan: Scan, *, free: bool = True) -> list[Cell]:
    """Cells of the table that stand in the goal, also in another writing or language, in the goal's order."""
    found: list[Cell] = []
    for unit in scan.units:
        if not (free and scan.is_used(unit.start, unit.end)):
            found += _cells_of(scan, unit)
    found += _long_cells(scan, free=free)
    for duration in scan.durations:
        # "Two year" and 两年 are the same length of time.
        for column, value in scan.facts.duration_cells.get(round(duration.seconds), ()):
            if not (free and scan.is_used(duration.start, duration.end)):
                found.append(Cell(column, value, duration.start, duration.end, 0.95))
    # A cell that stands in very many columns tells none of them.
    spread = Counter((cell.start, cell.end) for cell in found)
    found = [cell for cell in found if spread[cell.start, cell.end] <= MANY_COLUMNS or not free]
    found.sort(key=lambda cell: (-(cell.end - cell.start), -cell.strength))
    kept: list[Cell] = []
    for cell in found:
        if not any(_makes_needless(other, cell) for other in kept):
            kept.append(cell)
    return sorted(kept, key=lambda cell: (cell.start, cell.column))


def _makes_needless(other: Cell, cell: Cell) -> bool:
    """Whether ``other`` holds ``cell``, is the surer reading of the same words, or is the same."""
    inside = other.start <= cell.start and cell.end <= other.end
    surer = other.start == cell.start and other.column == cell.column and other.strength > cell.strength
    same = (other.column, other.value, other.start) == (cell.column, cell.value, cell.start)
    return (inside and other.end - other.start > cell.end - cell.start) or surer or same


def _cells_of(scan: Scan, unit: Unit) -> Iterator[Cell]:
    """The cells that one unit may stand for: by its words, as another name of the same thing, by translation."""
    facts = scan.facts
    found: list[tuple[tuple[tuple[int, str], ...], float]] = []
    for phrase in dict.fromkeys((unit.phrase, (unit.text,), (unit.text.removesuffix("店"),))):
        found.append((facts.value_index.get(phrase, ()), 1.0))
    # Codes such as AT and IN are words as well: they count in capitals only.
    if not unit.text.isascii() or len(unit.text) > 3 or scan.quote(unit.start, unit.end).isupper():
        found += [(facts.thing_index.get(thing, ()), 0.95) for thing in _things(unit)]
        found += [(facts.value_index.get(phrase, ()), strength) for phrase, strength in _translations(unit, facts)]
        if re.match(r"[a-z]", unit.text):
            for column, value, strength in facts.value_keys.get("w:" + " ".join(unit.phrase), ()):
                found.append((((column, value),), strength))
    for cells, strength in found:
        for column, value in cells:
            yield Cell(column, value, unit.start, unit.end, strength)


def _things(unit: Unit) -> list[str]:
    names = gazetteer()
    things = names.get(unit.text, frozenset()) | names.get(" ".join(unit.phrase), frozenset())
    return sorted(thing for thing in things if not thing.startswith("answer:"))


def _translations(unit: Unit, facts: TableFacts) -> Iterator[tuple[Phrase, float]]:
    for gloss in lexicon().glosses.get(unit.text, ()):
        # "White wine" in a table of wines is just white.
        rest = tuple(word for word in gloss if word not in facts.context)
        if rest != gloss:
            yield rest, 0.9
    for key, strength in unit.keys.items():
        if key.startswith("w:") and strength < 1.0 and re.match(r"[㐀-鿿]", unit.text):
            yield tuple(key[2:].split(" ")), strength


def _long_cells(scan: Scan, *, free: bool) -> list[Cell]:
    """Cells of several words, and Chinese cells wherever they stand in a run."""
    found = []
    tokens = [token for token in scan.tokens if token.kind in ("word", "number")]
    # "walk ins" is the plural of "walk in", too short a word for the stem to see.
    stems = [
        stem(token.text[:-1] if re.fullmatch(r"(?:in|up|out|on|off)s", token.text) else token.text) for token in tokens
    ]
    for start, word in enumerate(stems):
        for phrase in scan.facts.value_starts.get(word, ()):
            if tuple(stems[start : start + len(phrase)]) == phrase:
                span = tokens[start].start, tokens[start + len(phrase) - 1].end
                found += [Cell(column, value, *span, 1.0) for column, value in scan.facts.value_index[phrase]]
    for phrase in scan.facts.value_starts.get("", ()):
        if len(phrase[0]) > 1 and phrase[0] in scan.text:
            for match in re.finditer(re.escape(phrase[0]), scan.text):
                found += [Cell(column, value, *match.span(), 1.0) for column, value in scan.facts.value_index[phrase]]
    if free:
        found = [cell for cell in found if not scan.is_used(cell.start, cell.end)]
    return found
