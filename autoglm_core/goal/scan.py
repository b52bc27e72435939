"""A goal taken apart: mended slips, sentences and clauses, words with their meanings, numbers, and what was used up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile

from rapidfuzz import process
from rapidfuzz.distance import OSA

from autoglm_core.goal.facts import TableFacts
from autoglm_core.goal.lexicon import (
    Lexicon,
    Phrase,
    concept_words,
    cue_words,
    gazetteer,
    goal_words,
    lexicon,
    slang,
    turn_of_phrase,
)
from autoglm_core.goal.names import unit_words
from autoglm_core.goal.numbers import Duration, Number, durations_of, numbers_of
from autoglm_core.goal.text import Token, normalise, stem, tokens_of

_SENTENCE_END = re.compile(r"[!?。！？\n;]+|(?<!\bst)(?<!\bvs)\.(?=\s|$)|\.(?=[㐀-鿿])")
_CLAUSE_END = turn_of_phrase("scan-clause-end")
# The model that is to be built, in tables where "model" may be a column as well.
_THE_MODEL = turn_of_phrase("scan-the-model")
# "Time" and the like in passing, where no column is meant.
_PASSING = re.compile(
    r"\b(?:ahead of|in|on|at (?:the|that)|this|by that|every|each|first|of) time\b(?! (?:to|of|in|until|series)\b)"
)
# A word of a phrase that means something as a whole ("share price") says less than the phrase.
_INSIDE_PHRASE = 0.5


@dataclass(frozen=True)
class Unit:
    """A word or phrase of the goal and everything it may speak of."""

    text: str
    start: int
    end: int
    keys: dict[str, float]
    kinds: frozenset[str]
    phrase: Phrase
    column: str | None = None  # set where it is a column's own name
    is_generic: bool = False  # words of the trade and of politeness, that no column of this table is called


@dataclass
class Scan:
    """One goal against one table. Recognisers mark what they used, so that the target is sought in the rest."""

    goal: str
    text: str  # mended, lower case
    places: tuple[int, ...]  # position in ``text`` -> position in ``goal``
    tokens: tuple[Token, ...]
    units: tuple[Unit, ...]
    facts: TableFacts
    _clauses: dict[tuple[int, int], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    used: dict[int, str] = field(default_factory=dict)  # position -> the part of the plan that used it

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        names = [range(unit.start, unit.end) for unit in self.units if unit.column and not unit.text.isalpha()]
        return tuple(number for number in numbers_of(self.text) if not any(number.start in name for name in names))

    @cached_property
    def durations(self) -> tuple[Duration, ...]:
        return durations_of(self.text, self.numbers)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        return tuple(self._spans(_SENTENCE_END, 0, len(self.text)))

    def clauses(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The clauses between two places, as (start, end)."""
        if (start, end) not in self._clauses:
            self._clauses[start, end] = tuple(self._spans(_CLAUSE_END, start, end))
        return self._clauses[start, end]

    def _spans(self, boundary: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
        position = start
        for match in boundary.finditer(self.text, start, end):
            inside_name = self.is_named(match.start())
            inside_number = any(n.start < match.start() < n.end for n in self.numbers)
            if inside_name or inside_number:
                continue
            if self.text[position : match.start()].strip():
                yield position, match.start()
            position = match.end()
        if self.text[position:end].strip():
            yield position, end

    def sentence_at(self, position: int) -> tuple[int, int]:
        for start, end in self.sentences:
            if start <= position < end:
                return start, end
        return (position, len(self.text))

    def clause_at(self, position: int) -> tuple[int, int]:
        sentence = self.sentence_at(position)
        for start, end in self.clauses(*sentence):
            if start <= position < end:
                return start, end
        return sentence

    @cached_property
    def _named(self) -> frozenset[int]:
        return frozenset(place for unit in self.units if unit.column for place in range(unit.start, unit.end))

    def is_named(self, position: int) -> bool:
        """Whether a column's own name stands at ``position``."""
        return position in self._named

    def fresh(self) -> Scan:
        """The same goal with nothing used yet."""
        return Scan(self.goal, self.text, self.places, self.tokens, self.units, self.facts)

    def use(self, start: int, end: int, part: str) -> None:
        for position in range(start, end):
            self.used.setdefault(position, part)

    def is_used(self, start: int, end: int) -> bool:
        return any(position in self.used for position in range(start, end))

    def units_in(self, start: int, end: int, *, free: bool = True) -> tuple[Unit, ...]:
        """The units between two places, leaving out those that were used already."""
        return tuple(
            unit
            for unit in self.units
            if unit.start >= start and unit.end <= end and not (free and self.is_used(unit.start, unit.end))
        )

    def quote(self, start: int, end: int) -> str:
        """The words of the goal itself, as they were typed."""
        if not self.places or start >= end:
            return ""
        first, last = self.places[start], self.places[min(end, len(self.places)) - 1]
        return self.goal[first : last + 1].strip(" ,.;:，。；：")


def scan(goal: str, facts: TableFacts) -> Scan:
    """Take ``goal`` apart in view of the table it is about."""
    plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in normalise(goal))
    names = _names_in(plain, facts)
    text, places = _mended(plain, names, facts)
    # "charge-offs" and "charge offs" are one phrase; names of columns keep their hyphens.
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text) if not any("-" in c.name for c in facts.columns) else text
    names = _names_in(text, facts)
    tokens = tokens_of(text)
    units = tuple(_units(text, tokens, names, facts))
    seen = Scan(goal=goal, text=text, places=places, tokens=tokens, units=units, facts=facts)
    for match in _PASSING.finditer(text):
        seen.use(*match.span(), "generic")
    for match in _THE_MODEL.finditer(text):
        seen.use(*match.span("model" if match["model"] else "model2"), "generic")
    return seen


# ---- names as they stand in the table --------------------------------------------------------------------------------


def _names_in(text: str, facts: TableFacts) -> list[tuple[int, int, str]]:
    """Where columns are named exactly; a longer name goes before a shorter one inside it."""
    found: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    words = {"", *re.findall(r"[a-z0-9]+", text)}
    able = [pair for word in words for pair in facts.first_words.get(word, ()) if pair[0] in text]
    for name, column in sorted(able, key=lambda pair: (-len(pair[0]), facts.positions[pair[1]])):
        for match in re.finditer(re.escape(name), text):
            start, end = match.span()
            before, after = text[start - 1 : start], text[end : end + 1]
            latin = re.compile(r"[a-z0-9_]")
            if (latin.match(name[0]) and latin.match(before or " ")) or (
                latin.match(name[-1]) and latin.match(after or " ")
            ):
                continue
            # One Chinese character is part of many words.
            if len(name) == 1 and re.match(r"[㐀-鿿]", name):
                continue
            if not taken.intersection(range(start, end)):
                found.append((start, end, column))
                taken.update(range(start, end))
    return sorted(found)


# ---- slips of the pen ------------------------------------------------------------------------------------------------


def _mended(text: str, names: list[tuple[int, int, str]], facts: TableFacts) -> tuple[str, tuple[int, ...]]:
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    protected = {place for start, end, _ in names for place in range(start, end)}
    quoted = _quoted(text)
    for match in re.finditer(r"w/o?(?=\s)|(?<![\w./\\])[a-z]+(?:'[a-z]+)?(?![\w/\\@])", text):
        word = match.group()
        # Protected: a column's own name, words inside quotation marks, and parts of paths.
        alone = text[match.start() - 1 : match.start()] == text[match.end() : match.end() + 1] == " "
        kept = match.start() in protected or match.start() in quoted
        better = word if kept else _better(word, facts, alone=alone)
        if better == word:
            continue
        pieces.append(text[position : match.start()])
        places.extend(range(position, match.start()))
        pieces.append(better)
        span = match.end() - match.start()
        places.extend(match.start() + min(index * span // len(better), span - 1) for index in range(len(better)))
        position = match.end()
        if places:
            places[-1] = match.end() - 1
    pieces.append(text[position:])
    places.extend(range(position, len(text)))
    return "".join(pieces), tuple(places)


def _quoted(text: str) -> set[int]:
    found: set[int] = set()
    for match in re.finditer(r"\"[^\"]{1,200}\"|(?<![a-z])'[^']{1,200}'(?![a-z])|「[^」]*」|《[^》]*》", text):
        found.update(range(*match.span()))
    return found


def _better(word: str, facts: TableFacts, *, alone: bool) -> str:
    """What ``word`` was meant to be: itself where it is a word, else the nearest word of the table or of goals."""
    short = slang().get(word)
    if short is not None and word not in facts.words and (len(word) > 1 or alone):
        return short
    if word in cue_words():
        return word
    known: Lexicon = lexicon()
    plain = word.removesuffix("'s")
    if len(word) < 4 or "'" in word or plain in known.english or plain in facts.words or word in gazetteer():
        return word
    if plain in concept_words() or (stem(plain),) in unit_words():
        return word
    for ending in ("s", "es", "d", "ed", "ing", "er", "ers", "ly"):
        rest = plain.removesuffix(ending)
        if rest != plain and (rest in known.english or rest + "e" in known.english or rest in facts.words):
            return word
    distance = 1 if len(word) < 7 else 2
    return _nearest(word, facts.words | goal_words(), distance, preferred=facts.words) or word


def _nearest(word: str, candidates: Iterable[str], distance: int, *, preferred: frozenset[str]) -> str | None:
    pool = sorted(c for c in candidates if abs(len(c) - len(word)) <= distance and len(c) >= 4)
    scorer: Callable[..., int] = OSA.distance
    found = process.extract(word, pool, scorer=scorer, score_cutoff=distance, limit=5)
    if not found:
        return None
    # At the same distance, the one that begins alike was meant.
    return min(
        (str(candidate) for candidate, _, _ in found),
        key=lambda c: (OSA.distance(c, word), c not in preferred, -_shared_start(c, word), c),
    )


def _shared_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


# ---- words with meanings ---------------------------------------------------------------------------------------------


def _units(
    text: str, tokens: tuple[Token, ...], names: list[tuple[int, int, str]], facts: TableFacts
) -> Iterator[Unit]:
    known = lexicon()
    by_start = {start: (end, name) for start, end, name in names}
    index = 0
    while index < len(tokens):
        token = tokens[index]
        exact = by_start.get(token.start)
        if exact:
            end, name = exact
            yield _named(text, token.start, end, name, facts, known)
            while index < len(tokens) and tokens[index].start < end:
                index += 1
        elif token.kind == "cjk":
            limit = min((start for start in by_start if start > token.start), default=len(text))
            size = _chinese_size(text, token.start, limit, facts, known)
            yield _unit(text, token.start, token.start + size, (text[token.start : token.start + size],), facts, known)
            index += size
        elif token.kind == "word":
            size = _phrase_size(tokens, index, by_start, facts, known)
            end = tokens[index + size - 1].end
            phrase = tuple(stem(t.text) for t in tokens[index : index + size])
            yield _unit(text, token.start, end, phrase, facts, known)
            index += size
        else:
            if token.text in ("$", "€", "£", "%", "℃"):
                yield Unit(
                    token.text,
                    token.start,
                    token.end,
                    {"u:" + unit_words()[(token.text,)]: 1.0} if (token.text,) in unit_words() else {},
                    frozenset(),
                    (token.text,),
                )
            index += 1


def _named(text: str, start: int, end: int, name: str, facts: TableFacts, known: Lexicon) -> Unit:
    """A unit that is a column's own name; one plain word may still be meant as a word."""
    word = text[start:end]
    phrase = (stem(word),) if word.isascii() else (word,)
    keys = known.keys(phrase) if re.fullmatch(r"[a-z]+|[㐀-鿿]+", word) else {}
    return Unit(word, start, end, keys, known.kinds_of(keys) | facts.column(name).head_kinds, phrase, column=name)


def _chinese_size(text: str, start: int, limit: int, facts: TableFacts, known: Lexicon) -> int:
    run = re.compile(r"[㐀-鿿a-z]+").match(text, start, limit)
    longest = min(12, (run.end() if run else start + 1) - start)
    for size in range(longest, 1, -1):
        word = text[start : start + size]
        if word in facts.chinese or known.is_chinese_word(word) or (word,) in unit_words() or word in gazetteer():
            return size
    return 1


def _phrase_size(
    tokens: tuple[Token, ...], index: int, names: dict[int, tuple[int, str]], facts: TableFacts, known: Lexicon
) -> int:
    """How many words from ``index`` on mean something together."""
    for size in (4, 3, 2):
        window = tokens[index : index + size]
        if len(window) < size or any(token.kind != "word" or token.start in names for token in window[1:]):
            continue
        phrase = tuple(stem(token.text) for token in window)
        told = phrase in unit_words() or phrase in facts.value_index or "w:" + " ".join(phrase) in facts.index
        if known.concepts(phrase) or told:
            return size
        # "Get on" means boarding where a column speaks of that.
        if size == 2 and any("w:" + " ".join(kin) in facts.index for kin, _ in known.kin.get(phrase, ())):
            return size
    return 1


def _unit(text: str, start: int, end: int, phrase: Phrase, facts: TableFacts, known: Lexicon) -> Unit:
    keys = dict(known.keys(phrase))
    if len(phrase) > 1:
        # In a table of medical bills "medical costs" are just costs.
        inside = 0.9 if all(word in facts.context for word in phrase[:-1]) else _INSIDE_PHRASE
        for word in phrase:
            keys.setdefault("w:" + word, inside)
            for concept in known.concepts((word,)):
                keys.setdefault("c:" + concept, inside * 0.9)
    elif not phrase[0].isascii() and len(phrase[0]) >= 3:
        _add_pieces(phrase[0], keys, facts, known)
    elif phrase[0].isascii() and len(phrase[0]) >= 4:
        skeleton = phrase[0][0] + re.sub(r"[aeiouy]", "", phrase[0][1:])
        if len(skeleton) >= 3:
            keys["k:" + skeleton] = 0.8
        for size in range(3, len(text[start:end]) - 1):
            keys.setdefault("t:" + text[start : start + size], 0.9 if size > 3 else 0.6)
    for kin, strength in known.kin.get(phrase, ()):
        keys.setdefault("w:" + " ".join(kin), strength)
    unit = unit_words().get(phrase) or unit_words().get((text[start:end],))
    if unit:
        keys["u:" + unit] = 1.0
    whole = {known.kinds[concept] for concept in known.concepts(phrase)}
    kinds = frozenset(whole) if whole else known.kinds_of(keys)
    generic = "generic" in kinds and not any(key in facts.index for key, sure in keys.items() if sure >= 0.8)
    return Unit(text[start:end], start, end, keys, kinds, phrase, is_generic=generic)


def _add_pieces(word: str, keys: dict[str, float], facts: TableFacts, known: Lexicon) -> None:
    """What the last part of a Chinese compound means by itself, as 费用 in 医疗费用."""
    for size in (len(word) - 1, len(word) - 2):
        head, lead = word[-size:], word[:-size]
        if size < 2 or not known.is_chinese_word(head):
            continue
        glosses = {stem_ for gloss in known.glosses.get(lead, ()) for stem_ in gloss}
        inside = 0.9 if glosses & facts.context else _INSIDE_PHRASE
        for key, strength in known.keys((head,)).items():
            keys.setdefault(key, strength * inside)
        return
