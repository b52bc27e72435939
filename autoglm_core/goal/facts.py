"""What the reader knows of a table: its columns' words, types and values, indexed by what a goal may call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from autoglm_core.goal.lexicon import Lexicon, Phrase, _rows, gazetteer, lexicon, phrase_of
from autoglm_core.goal.text import normalise, stem, tokens_of
from autoglm_core.table import Role, Table

MAX_VALUES = 200  # a column with more values than this is no list of names to filter by
_SAMPLE = 5_000  # rows that values are taken from
_SPLIT = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+(?:\.\d+)?|[㐀-鿿]+|[℃°€$£%²³]+[a-zA-Z]?")
_MEDIA = (
    ("image", re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|tiff?)$", re.I)),
    ("audio", re.compile(r"\.(?:wav|mp3|flac|ogg|m4a)$", re.I)),
)
# Words that end a name and say what sort of answer it holds, not what about.
_SUFFIXES = frozenset("type typ kind class category cat level lvl grade grd group degree code".split()) | {
    "类型", "类别", "种类", "等级", "级别", "程度", "情况"
}
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
# Of what weight a word is in a column's name: "customer" in customer_age says less than "age".
_WEIGHTS = {
    "id": 0.15, "flagword": 0.1, "unit": 0.3, "stop": 0.05, "digits": 0.6, "stat": 0.5, "entity": 0.6, "outcome": 0.5,
    "suffix": 0.6, "quantity": 0.5,
}  # fmt: skip
_TIME_LETTERS = {
    "d": 86_400,
    "h": 3_600,
    "m": 2_592_000,
    "w": 604_800,
    "y": 31_536_000,
    "min": 60,
    "day": 86_400,
    "days": 86_400,
}


@dataclass(frozen=True)
class Facet:
    """One or several words of a column's name, the keys that speak of them, and which parts of the name they cover."""

    keys: Mapping[str, float]
    covers: tuple[int, ...]


@dataclass(frozen=True)
class ColumnFacts:
    """A column as the reader sees it. ``kind``: int, float, bool, datetime, string, text, image or audio."""

    name: str
    kind: str
    role: Role
    n_unique: int
    missing: int
    values: tuple[str, ...]  # as they stand in the table; () where there are too many
    weights: tuple[float, ...] = ()  # of the parts of its name
    kinds: frozenset[str] = frozenset()  # what sort of thing its name speaks of
    head_kinds: frozenset[str] = frozenset()  # the same of its last full word
    units: frozenset[str] = frozenset()
    facets: tuple[Facet, ...] = ()
    words: tuple[str, ...] = ()  # of its name, in lower case and long form
    low: float | None = None
    high: float | None = None

    @property
    def is_binary(self) -> bool:
        return self.n_unique == 2 and self.kind not in ("datetime", "text", "image", "audio")

    @property
    def is_flag(self) -> bool:
        """Binary, and its values say yes or no rather than name two groups."""
        if not self.is_binary:
            return False
        answers = {thing for value in self.values for thing in gazetteer().get(value.lower(), ())}
        return self.kind == "bool" or {"answer:yes", "answer:no"} <= answers

    @property
    def is_numeric(self) -> bool:
        return self.kind in ("int", "float")

    @property
    def is_identifier(self) -> bool:
        return self.role is Role.IDENTIFIER or ("id" in self.head_kinds and not self.kind == "float")


@dataclass(frozen=True)
class TableFacts:
    """All columns, and where each key and each value leads."""

    columns: tuple[ColumnFacts, ...]
    rows: int
    description: str
    context: frozenset[str]  # stems of the table's name and description
    index: Mapping[str, tuple[tuple[int, int, float], ...]]  # key -> (column, facet, how sure)
    value_index: Mapping[Phrase, tuple[tuple[int, str], ...]]  # stems of a cell -> (column, cell)
    thing_index: Mapping[str, tuple[tuple[int, str], ...]]  # gazetteer entry -> (column, cell)
    words: frozenset[str]  # English words of names and cells, for mending slips
    chinese: frozenset[str]  # Chinese words of names and cells
    frequency: str | None = None  # spacing of the time column
    time_column: str | None = None
    by_name: Mapping[str, ColumnFacts] = field(default_factory=dict)
    positions: Mapping[str, int] = field(default_factory=dict)
    spoken: Mapping[str, str] = field(default_factory=dict)  # column -> the cell that the description explains
    value_keys: Mapping[str, tuple[tuple[int, str, float], ...]] = field(default_factory=dict)  # concept -> cells

    def column(self, name: str) -> ColumnFacts:
        return self.by_name[name]


@cache
def _abbreviations() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for short, full in _rows("abbreviations.tsv"):
        found.setdefault(short, tuple(full.split("|")))
    return found


@cache
def column_units() -> Mapping[str, str]:
    """How columns write a unit -> the unit."""
    return {writing: unit for unit, writings, _ in _rows("units.tsv") for writing in writings.split("|")}


@cache
def unit_words() -> Mapping[Phrase, str]:
    """How goals speak of a unit -> the unit."""
    return {phrase_of(word) or (word,): unit for unit, _, words in _rows("units.tsv") for word in words.split("|")}


def facts_of(
    table: Table,
    *,
    description: str = "",
    overrides: Mapping[str, Mapping[str, int]] | None = None,
    rows: int | None = None,
) -> TableFacts:
    """What is known of ``table``; ``description`` is what people say of it, such as "seg_cd = segment code".

    ``overrides`` and ``rows`` give counts (n_unique, missing) where the frame is only a sample.
    """
    glosses, spoken = _described(description, table.columns)
    columns = []
    for name in table.columns:
        series = table.frame[name]
        counted = (overrides or {}).get(name, {})
        columns.append(_column(name, series, table.roles[name], counted, glosses.get(name, "")))
    time_column = _time_column(columns)
    return _indexed(
        tuple(columns),
        rows=rows or table.rows,
        description=description,
        context=frozenset(
            stem(token.text) for token in tokens_of(normalise(f"{table.name} {description}".replace("_", " ")).lower())
        ),
        time_column=time_column,
        frequency=_frequency(table.frame[time_column]) if time_column else None,
        spoken=spoken,
    )


def _described(description: str, names: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Columns that the description explains ("tnr_mth = tenure in months"), and cells ("Class 1 is fraud")."""
    found, spoken = {}, {}
    for name in names:
        cell = re.search(
            rf"(?<!\w){re.escape(name)}\s*(?:=|==|:)?\s*([\w]+)\s*(?:=|means|is|stands for|表示|代表|为|是)\s*(?:a |an |the )?([^,;.(，；。（]+)",
            description,
        )
        if cell and cell[1] not in ("is", "means", "stands"):
            spoken[name], found[name] = cell[1], cell[2].strip()
            continue
        match = re.search(rf"(?<!\w){re.escape(name)}\s*(?:=|:|means|is the|是|为|表示)\s*([^,;.，；。]+)", description)
        if match:
            found[name] = match.group(1).strip()
    return found, spoken


# ---- types and values ------------------------------------------------------------------------------------------------


def _column(name: str, series: pd.Series, role: Role, counted: Mapping[str, int], gloss: str) -> ColumnFacts:
    sample = series.head(_SAMPLE)
    present = sample.dropna()
    distinct = present.unique()
    kind = _kind(series, present, role)
    n_unique = counted.get("n_unique", len(distinct) if len(series) <= _SAMPLE else int(series.nunique()))
    values: tuple[str, ...] = ()
    if kind in ("string", "bool", "int") and n_unique <= MAX_VALUES:
        values = tuple(sorted({cell_text(value) for value in distinct}))
    numeric = kind in ("int", "float") and len(present) > 0
    parts = _parts(name)
    facets, weights, kinds, head = _facets(parts, gloss)
    units = frozenset(column_units()[part] for part in parts if part in column_units())
    return ColumnFacts(
        name=name,
        kind=kind,
        role=role,
        n_unique=n_unique,
        missing=counted.get("missing", int(series.isna().sum())),
        values=values,
        weights=weights,
        kinds=kinds,
        head_kinds=head,
        units=units,
        facets=facets,
        words=tuple(parts),
        low=float(present.min()) if numeric else None,
        high=float(present.max()) if numeric else None,
    )


def _kind(series: pd.Series, present: pd.Series, role: Role) -> str:
    if pd.api.types.is_bool_dtype(series):
        return "bool"
    if pd.api.types.is_integer_dtype(series):
        return "int"
    if pd.api.types.is_float_dtype(series):
        whole = len(present) > 0 and bool(np.all(np.mod(present.to_numpy(dtype=float), 1) == 0))
        return "int" if whole and series.isna().any() else "float"
    if pd.api.types.is_datetime64_any_dtype(series):
        return "datetime"
    for media, pattern in _MEDIA:
        if len(present) and all(pattern.search(str(cell)) for cell in present.head(20)):
            return media
    return "text" if role is Role.TEXT else "string"


def cell_text(value: object) -> str:
    """A cell as the text that stands for it in a specification: 1.0 is "1"."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _time_column(columns: Iterable[ColumnFacts]) -> str | None:
    dates = [column for column in columns if column.kind == "datetime"]
    return dates[0].name if dates else None


def _frequency(series: pd.Series) -> str | None:
    """The spacing that most neighbouring moments have: D, H, W, M, Q, Y or minutes such as "10min"."""
    moments = pd.Series(series.dropna().unique()).sort_values().head(2_000)
    if len(moments) < 3:
        return None
    seconds = float(moments.diff().dropna().dt.total_seconds().median())
    if seconds < 3_600:
        return f"{max(round(seconds / 60), 1)}min"
    for limit, name in ((82_800, "H"), (518_400, "D"), (2_332_800, "W"), (7_000_000, "M"), (28_000_000, "Q")):
        if seconds < limit:
            return name
    return "Y"


# ---- names -----------------------------------------------------------------------------------------------------------


def _parts(name: str) -> list[str]:
    """The words of a column's name, lower case; Chinese runs cut into words, quantities such as 24h kept whole."""
    plain = normalise(name).replace("²", "2").replace("³", "3")
    aside = re.search(r"[(\[]([^)\]]{1,12})[)\]]\s*$", plain)
    parts: list[str] = []
    for piece in re.split(r"[_\W]+", plain[: aside.start()] if aside and aside.start() else plain):
        if not piece:
            continue
        if len(_SPLIT.findall(piece)) > 2 and re.search(r"\d", piece) and len(piece) < 8:
            parts.append(piece.lower())  # a code such as HbA1c or PM2 falls to pieces that mean nothing
            continue
        quantity = re.fullmatch(r"(\d+)(days?|[dhmwy]|min)", piece.lower())
        if quantity or piece.lower() in column_units():
            parts.append(piece.lower())
            continue
        for word in _SPLIT.findall(piece):
            if re.match(r"[㐀-鿿]", word):
                parts.extend(segment(word, frozenset()))
            else:
                parts.append(word.lower())
    if aside and aside.start():
        unit = aside[1].lower().replace(" ", "")
        parts.append(unit if unit in column_units() else "~")  # "~": a remark that nobody would repeat
    parts.extend(re.findall(r"[℃€$£%]", name[: aside.start()] if aside else name))
    return parts or [name.lower()]


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


def _facets(
    parts: Sequence[str], gloss: str
) -> tuple[tuple[Facet, ...], tuple[float, ...], frozenset[str], frozenset[str]]:
    known = lexicon()
    facets: list[Facet] = []
    weights: list[float] = []
    part_kinds: list[frozenset[str]] = []
    for position, part in enumerate(parts):
        keys, sort = _part_keys(part, known, last=position == len(parts) - 1, alone=len(parts) == 1)
        facets.append(Facet(keys, (position,)))
        kinds = known.kinds_of(keys)
        part_kinds.append(kinds | {sort} if sort else kinds)
        weights.append(_WEIGHTS.get(sort, 1.0))
    heads = [position for position, weight in enumerate(weights) if weight > 0.6] or [
        position for position, weight in enumerate(weights) if weight == 0.6
    ]
    if heads:
        weights[heads[-1]] = 1.3
    else:
        weights = [1.0 if weight > 0.1 else weight for weight in weights]
    facets.extend(_phrase_facets(parts, known))
    head_kinds = part_kinds[heads[-1]] if heads else frozenset({"id"}) if _all_id(part_kinds) else frozenset()
    if parts and _is_id_ending(parts, part_kinds):
        head_kinds = frozenset({"id"})
    whole = tuple(range(len(parts)))
    for facet in facets[len(parts) :]:
        if set(facet.covers) >= set(heads[-1:]):
            head_kinds |= known.kinds_of(facet.keys)
    if gloss:
        gloss_kinds, gloss_facets = _gloss_facets(gloss, whole, known)
        facets.extend(gloss_facets)
        part_kinds.append(gloss_kinds)
        head_kinds |= gloss_kinds
    all_kinds = frozenset().union(*part_kinds, *(known.kinds_of(facet.keys) for facet in facets[len(parts) :]))
    return tuple(facets), tuple(weights), all_kinds, head_kinds


def _all_id(part_kinds: Sequence[frozenset[str]]) -> bool:
    return any("id" in kinds for kinds in part_kinds)


def _is_id_ending(parts: Sequence[str], part_kinds: Sequence[frozenset[str]]) -> bool:
    return parts[-1] in (
        "id",
        "ids",
        "uuid",
        "key",
        "no",
        "ref",
        "code",
        "cd",
        "number",
        "编号",
        "号",
        "单号",
        "学号",
        "工号",
    )


def _gloss_facets(gloss: str, whole: tuple[int, ...], known: Lexicon) -> tuple[frozenset[str], list[Facet]]:
    """Facets of what a description says a column is: each full word of it stands for the whole name, in part."""
    words = [token.text for token in tokens_of(normalise(gloss).lower()) if token.kind == "word"]
    words = [word for word in words if word not in _STOP]
    keys: dict[str, float] = {}
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            phrase = tuple(stem(word) for word in words[start : start + size])
            kinds = {known.kinds[concept] for concept in known.concepts(phrase)}
            if (size > 1 and not kinds) or kinds and kinds <= {"id", "stat", "flagword", "generic", "entity"} and len(words) > 1:
                continue
            # One word of a longer explanation is a weaker witness than all of it.
            share = 1.0 if size == len(words) or size > 1 else 0.7
            for key, strength in known.keys(phrase).items():
                keys[key] = max(keys.get(key, 0.0), strength * share)
    return known.kinds_of(keys), [Facet({key: 0.9 * strength for key, strength in keys.items()}, whole)]


def _part_keys(part: str, known: Lexicon, *, last: bool, alone: bool) -> tuple[dict[str, float], str]:
    """The keys of one word of a name, and what sort of word it is where that makes it light."""
    quantity = re.fullmatch(r"(\d+)(days?|[dhmwy]|min)", part)
    if quantity:
        return {f"q:{int(quantity[1]) * _TIME_LETTERS[quantity[2]]}": 1.0}, "quantity"
    if part.isdigit():
        return {"w:" + part: 1.0}, "digits"
    if part == "~":
        return {}, "stop"
    keys: dict[str, float] = {}
    sort = ""
    if part in column_units() and not alone:
        keys["u:" + column_units()[part]] = 1.0
        sort = "unit"
    for writing in (part, *_abbreviations().get(part, ())):
        phrase = phrase_of(writing) or (writing,)
        for key, strength in known.keys(phrase).items():
            if known.kinds.get(key[2:]) == "generic" and key.startswith("c:"):
                continue
            keys[key] = max(keys.get(key, 0.0), strength)
    if part not in known.english and part not in known.stems and part not in _abbreviations() and part.isascii() and len(part) >= 3 and part not in column_units():
        keys["k:" + part] = 0.8
    if part in _STOP:
        return keys, "stop"
    if part in _SUFFIXES and not alone and last:
        return keys, "suffix"
    kinds = known.kinds_of(keys)
    if not sort:
        exact = {known.kinds[concept] for concept in known.concepts((stem(part),) if part.isascii() else (part,))}
        for light in ("flagword", "id", "stat", "outcome", "entity"):
            # "status" or "result" ends many names and says little; alone it is the name.
            fits = light in (exact or kinds) or (light == "outcome" and "status" in exact)
            if fits and not (light == "entity" and last) and not (light in ("outcome", "stat") and alone):
                sort = light
                break
    return keys, sort


def _phrase_facets(parts: Sequence[str], known: Lexicon) -> list[Facet]:
    """Facets of two or three neighbouring words that mean something together, such as "list price"."""
    found = []
    expanded = [(_abbreviations().get(part, (part,))[0] if part not in known.english else part) for part in parts]
    for size in (2, 3, 4):
        for start in range(len(parts) - size + 1):
            words = expanded[start : start + size]
            phrase = phrase_of(" ".join(words)) if words[0].isascii() else ("".join(words),)
            # "Price" alone does not speak of the whole of "sale price": what the last word means by itself is left out.
            concepts = known.concepts(phrase) - known.concepts(phrase[-1:])
            if concepts:
                keys = {"c:" + concept: 0.95 for concept in concepts}
                found.append(Facet(keys, tuple(range(start, start + size))))
    return found


# ---- index -----------------------------------------------------------------------------------------------------------


def _indexed(
    columns: tuple[ColumnFacts, ...],
    *,
    rows: int,
    description: str,
    context: frozenset[str],
    time_column: str | None,
    frequency: str | None,
    spoken: Mapping[str, str],
) -> TableFacts:
    index: dict[str, list[tuple[int, int, float]]] = {}
    values: dict[Phrase, list[tuple[int, str]]] = {}
    things: dict[str, list[tuple[int, str]]] = {}
    value_keys: dict[str, list[tuple[int, str, float]]] = {}
    words: set[str] = set()
    chinese: set[str] = set()
    for position, column in enumerate(columns):
        for number, facet in enumerate(column.facets):
            for key, strength in facet.keys.items():
                index.setdefault(key, []).append((position, number, strength))
        for word in column.words:
            (words if word.isascii() else chinese).add(word)
        for run in re.findall(r"[㐀-鿿]{2,}", column.name):
            chinese.add(run)
        if column.kind != "string":
            continue
        for value in column.values:
            plain = normalise(value).lower().replace("_", " ")
            phrase = phrase_of(plain)
            if not phrase or len(plain) > 40:
                continue
            values.setdefault(phrase, []).append((position, value))
            for key, strength in lexicon().keys(phrase).items():
                if key != "w:" + " ".join(phrase):
                    value_keys.setdefault(key, []).append((position, value, strength))
            for thing in gazetteer().get(value.lower(), ()):
                things.setdefault(thing, []).append((position, value))
            words.update(token.text for token in tokens_of(plain) if token.kind == "word" and len(token.text) > 3)
            chinese.update(re.findall(r"[㐀-鿿]{2,}", plain))
            if re.search(r"[㐀-鿿]", plain):
                chinese.add(plain)
    return TableFacts(
        columns=columns,
        rows=rows,
        description=description,
        context=context,
        index={key: tuple(hits) for key, hits in index.items()},
        value_index={phrase: tuple(hits) for phrase, hits in values.items()},
        thing_index={thing: tuple(hits) for thing, hits in things.items()},
        words=frozenset(word for word in words if len(word) > 2),
        chinese=frozenset(chinese),
        frequency=frequency,
        time_column=time_column,
        by_name={column.name: column for column in columns},
        positions={column.name: position for position, column in enumerate(columns)},
        spoken=spoken,
        value_keys={key: tuple(hits) for key, hits in value_keys.items()},
    )
