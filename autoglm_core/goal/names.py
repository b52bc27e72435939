"""A column's name, or what people say that it means, as weighted words that a goal may use for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from autoglm_core.goal.lexicon import Lexicon, Phrase, lexicon, phrase_of, rows_of
from autoglm_core.goal.text import normalise, stem, tokens_of

_SPLIT = re.compile(
    r"(?:kWh|kW|MWh|MW|kPa|degC|kVA)(?![a-z]{4})|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+(?:\.\d+)?|[㐀-鿿]+|[℃°€$£%²³]+[a-zA-Z]?"
)
_QUANTITY = re.compile(r"(\d+)(days?|[dhmwy]|min)")
_STOP = frozenset(
    [
        "of",
        "the",
        "per",
        "to",
        "in",
        "at",
        "by",
        "for",
        "and",
        "or",
        "from",
        "with",
        "within",
        "on",
        "a",
        "an",
        "since",
        "than",
    ]
)
# Words that end a name and say what sort of answer it holds, not what about.
_SUFFIXES = frozenset(
    [
        "type",
        "typ",
        "kind",
        "class",
        "category",
        "cat",
        "level",
        "lvl",
        "grade",
        "grd",
        "group",
        "degree",
        "code",
        "类型",
        "类别",
        "种类",
        "等级",
        "级别",
        "程度",
        "情况",
    ]
)
_IDS = frozenset(
    ["id", "ids", "uuid", "key", "no", "ref", "code", "cd", "number", "编号", "号", "单号", "学号", "工号"]
)
# How much a word counts in a name: "customer" in customer_age says less than "age".
_WEIGHTS = {
    "id": 0.15, "flagword": 0.1, "unit": 0.3, "stop": 0.05, "digits": 0.6, "stat": 0.5, "entity": 0.6, "outcome": 0.5,
    "suffix": 0.6, "quantity": 0.5,
}  # fmt: skip
_HEAD = 1.3
_TIME_LETTERS = {"d": 86_400, "h": 3_600, "m": 2_592_000, "w": 604_800, "y": 31_536_000, "min": 60, "day": 86_400}


@dataclass(frozen=True)
class Facet:
    """One or several words of a name, the keys that speak of them, and which parts of the name they cover."""

    keys: Mapping[str, float]
    covers: tuple[int, ...]


@dataclass(frozen=True)
class Name:
    """``weights`` of the parts; ``kinds`` of all words, ``head_kinds`` of the one that says what the column holds."""

    parts: tuple[str, ...]
    weights: tuple[float, ...]
    facets: tuple[Facet, ...]
    kinds: frozenset[str]
    head_kinds: frozenset[str]


@cache
def column_units() -> Mapping[str, str]:
    """How columns write a unit -> the unit."""
    return {writing: unit for unit, writings, _ in rows_of("units.tsv") for writing in writings.split("|")}


@cache
def unit_words() -> Mapping[Phrase, str]:
    """How goals speak of a unit -> the unit."""
    return {phrase_of(word) or (word,): unit for unit, _, words in rows_of("units.tsv") for word in words.split("|")}


@cache
def _abbreviations() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for short, full in rows_of("abbreviations.tsv"):
        found.setdefault(short, tuple(full.split("|")))
    return found


def parts_of(name: str) -> list[str]:
    """The words of a column's name, lower case; Chinese runs cut into words, quantities such as 24h kept whole.

    >>> parts_of("avgDailyRate_eur"), parts_of("pressure (bar)"), parts_of("贷款金额")
    (['avg', 'daily', 'rate', 'eur'], ['pressure', 'bar'], ['贷款金额'])
    """
    plain = normalise(name).replace("²", "2").replace("³", "3")
    aside = re.search(r"[(\[]([^)\]]{1,12})[)\]]\s*$", plain)
    body = plain[: aside.start()] if aside and aside.start() else plain
    parts: list[str] = []
    for piece in re.split(r"[_\W]+", body):
        lower = piece.lower()
        if not piece:
            continue
        # A code such as HbA1c or PM2 falls to pieces that mean nothing.
        is_code = (
            len(_SPLIT.findall(piece)) > 2
            and re.search(r"\d", piece)
            and len(piece) < 8
            and not re.match(r"[a-z]{3}", piece)
        )
        if is_code or _QUANTITY.fullmatch(lower) or lower in column_units():
            parts.append(lower)
            continue
        for word in _SPLIT.findall(piece):
            parts.extend(segment(word, frozenset()) if re.match(r"[㐀-鿿]", word) else _two_words(word.lower()))
    if aside and aside.start():
        unit = aside[1].lower().replace(" ", "")
        parts.append(unit if unit in column_units() else "~")  # "~": a remark that nobody would repeat
    parts.extend(re.findall(r"[℃€$£%]", body))
    return parts or [name.lower()]


def _two_words(word: str) -> list[str]:
    """A word that is none, but two written together: windspeed, customerid."""
    known = lexicon()
    if len(word) < 7 or word in known.english or stem(word) in known.stems or word in _abbreviations():
        return [word]
    for cut in range(len(word) - 2, 2, -1):
        first, second = word[:cut], word[cut:]
        is_second = second in known.english or second in ("id", "no")
        if first in known.english and is_second and (stem(first) in known.stems or stem(second) in known.stems):
            return [first, second]
    return [word]


def segment(run: str, extra: frozenset[str]) -> list[str]:
    """A run of Chinese characters as words: the longest that the lexicon, or ``extra``, knows.

    >>> segment("贷款金额", frozenset())
    ['贷款金额']
    """
    words, known = [], lexicon()
    position = 0
    while position < len(run):
        for size in range(min(known.longest_chinese + 4, len(run) - position), 0, -1):
            word = run[position : position + size]
            if size == 1 or word in extra or known.is_chinese_word(word):
                words.append(word)
                position += size
                break
    return words


def name_of(parts: Sequence[str]) -> Name:
    """The words of a name weighed, each with the keys that speak of it."""
    known = lexicon()
    facets: list[Facet] = []
    weights: list[float] = []
    kinds: list[frozenset[str]] = []
    for position, part in enumerate(parts):
        keys, sort = _part_keys(part, known, last=position == len(parts) - 1, alone=len(parts) == 1)
        facets.append(Facet(keys, (position,)))
        kinds.append(known.kinds_of(keys) | ({sort} if sort else frozenset()))
        weights.append(_WEIGHTS.get(sort, 1.0))
    full = [position for position, weight in enumerate(weights) if weight > 0.6]
    heads = full or [position for position, weight in enumerate(weights) if weight == 0.6]
    if heads:
        weights[heads[-1]] = _HEAD
    else:
        weights = [1.0 if weight > 0.1 else weight for weight in weights]
    phrases = [*_phrase_facets(parts, known), *_inner_facets(parts, known)]
    head_kinds = kinds[heads[-1]] if heads else frozenset({"id"} if any("id" in kind for kind in kinds) else ())
    if parts[-1] in _IDS:
        head_kinds = frozenset({"id"})
    for facet in phrases:
        if heads and heads[-1] in facet.covers:
            head_kinds |= known.kinds_of(facet.keys)
    everything = frozenset().union(*kinds, *(known.kinds_of(facet.keys) for facet in phrases))
    return Name(tuple(parts), tuple(weights), (*facets, *phrases), everything, head_kinds)


def gloss_name(gloss: str) -> Name | None:
    """What a description says that a column is, as one more name of it; None where it says nothing of substance."""
    # "Mileage in thousand km": what follows is the unit.
    text = re.split(r"\b(?:in|per|from|until|since|where|which|of the)\b|[(（]", normalise(gloss).lower())[0] or gloss
    words = [token.text for token in tokens_of(text) if token.kind == "word" and token.text not in _STOP]
    for run in re.findall(r"[㐀-鿿]+", text):
        words.extend(segment(run, frozenset()))
    return name_of(words[:8]) if words else None


def _part_keys(part: str, known: Lexicon, *, last: bool, alone: bool) -> tuple[dict[str, float], str]:
    """The keys of one word of a name, and what sort of word it is where that makes it light."""
    quantity = _QUANTITY.fullmatch(part)
    if quantity:
        return {f"q:{int(quantity[1]) * _TIME_LETTERS[quantity[2].replace('days', 'day')]}": 1.0}, "quantity"
    if part.isdigit():
        return {"w:" + part: 1.0}, "digits"
    if part == "~":
        return {}, "stop"
    keys = _word_keys(part, known)
    if part in column_units() and not alone:
        return {**keys, "u:" + column_units()[part]: 1.0}, "unit"
    if part in _STOP:
        return keys, "stop"
    if part in _SUFFIXES and last and not alone:
        return keys, "suffix"
    exact = {known.kinds[concept] for concept in known.concepts((stem(part),) if part.isascii() else (part,))}
    for light in ("flagword", "id", "stat", "outcome", "entity"):
        # "Status" or "result" ends many names and says little; alone it is the name.
        fits = light in (exact or known.kinds_of(keys)) or (light == "outcome" and "status" in exact)
        if fits and not (light == "entity" and last) and not (light in ("outcome", "stat") and alone):
            return keys, light
    return keys, ""


def _word_keys(part: str, known: Lexicon) -> dict[str, float]:
    keys: dict[str, float] = {}
    for writing in (part, *_abbreviations().get(part, ())):
        for key, strength in known.keys(phrase_of(writing) or (writing,)).items():
            if key.startswith("c:") and known.kinds[key[2:]] == "generic":
                continue  # words of politeness and of the trade mean no column
            keys[key] = max(keys.get(key, 0.0), strength)
    strange = part not in known.english and part not in known.stems and part not in _abbreviations()
    if strange and part.isascii() and len(part) >= 3 and part not in column_units():
        keys["k:" + part] = 0.8
        keys["t:" + part] = 0.75  # cut off: pharm for pharmacy
    # "reopened" is what people call "opened again".
    rest = part.removeprefix("re").removeprefix("-")
    if rest != part and part.isascii() and rest in known.english and len(rest) > 3:
        keys[f"w:{stem(rest)} again"] = 1.0
    return keys


def _phrase_facets(parts: Sequence[str], known: Lexicon) -> list[Facet]:
    """Facets of two to four neighbouring words that mean something together, such as "list price"."""
    found = []
    expanded = [_abbreviations().get(part, (part,))[0] if part not in known.english else part for part in parts]
    for size in (2, 3, 4):
        for start in range(len(parts) - size + 1):
            words = expanded[start : start + size]
            phrase = phrase_of(" ".join(words)) if words[0].isascii() else ("".join(words),)
            # "Price" alone does not speak of the whole of "sale price": what the last word means by itself is left out.
            concepts = known.concepts(phrase) - known.concepts(phrase[-1:])
            keys = {"c:" + concept: 0.95 for concept in concepts if known.kinds[concept] != "generic"}
            joined = "".join(parts[start : start + size])
            if size == 2 and joined.isascii() and joined in known.english:
                keys["w:" + stem(joined)] = 0.95  # "paperless", which was cut into "paper less"
            if keys:
                found.append(Facet(keys, tuple(range(start, start + size))))
    return found


def _whole_runs(parts: Sequence[str]) -> list[Facet]:
    """Neighbouring Chinese words written as one, as 收购价 for 收购 + 价."""
    found = []
    for start in range(len(parts)):
        for end in range(start + 2, len(parts) + 1):
            run = "".join(parts[start:end])
            if not re.fullmatch(r"[㐀-鿿]+", run):
                break
            found.append(Facet({"w:" + run: 1.0}, tuple(range(start, end))))
    return found


def _tails(parts: Sequence[str], known: Lexicon) -> list[Facet]:
    """What a long Chinese word is at heart, as 产量 in 总产量."""
    return [
        Facet({"w:" + part[-2:]: 0.7}, (position,))
        for position, part in enumerate(parts)
        if re.fullmatch(r"[㐀-鿿]{3,5}", part) and known.is_chinese_word(part[-2:])
    ]


def sense_of(parts: Sequence[str]) -> str:
    """A name in plain words: short forms written out, units of measure left off.

    >>> sense_of(["avg", "sess", "len", "s"])
    'average session length'
    """
    words = [_abbreviations().get(part, (part,))[0] for part in parts if part != "~"]
    telling = [
        word for word, part in zip(words, [p for p in parts if p != "~"], strict=True) if part not in column_units()
    ]
    return " ".join(telling or words)


def _inner_facets(parts: Sequence[str], known: Lexicon) -> list[Facet]:
    """Chinese words that lie across the cuts of a name, as 租金 in 月租 + 金."""
    found = [*_whole_runs(parts), *_tails(parts, known)]
    for position, part in enumerate(parts):
        # 工作年限 is half told by 工作 and half by 年限.
        halves = (part[:2], part[2:])
        if re.fullmatch(r"[㐀-鿿]{4}", part) and all(known.is_chinese_word(half) for half in halves):
            for half in halves:
                keys = {key: 0.5 * strength for key, strength in known.keys((half,)).items()}
                found.append(Facet(keys, (position,)))
    for start in range(len(parts) - 1):
        pair = parts[start] + parts[start + 1]
        if not re.fullmatch(r"[㐀-鿿]+", pair):
            continue
        for size in range(2, len(pair)):
            word = pair[-size:]
            if len(word) > len(parts[start + 1]) and known.concepts((word,)):
                keys = {"c:" + concept: 0.95 for concept in known.concepts((word,))}
                found.append(Facet({**keys, "w:" + word: 1.0}, (start, start + 1)))
    return found
