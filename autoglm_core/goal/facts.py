"""What the reader knows of a table: its columns' words, types and values, indexed by what a goal may call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd

from autoglm_core.goal.described import Described, described, short_names
from autoglm_core.goal.lexicon import Phrase, gazetteer, lexicon, phrase_of
from autoglm_core.goal.meaning import directions, plain
from autoglm_core.goal.names import Name, column_units, gloss_name, name_of, parts_of, sense_of
from autoglm_core.goal.numbers import durations_of, numbers_of
from autoglm_core.goal.text import normalise, stem, tokens_of
from autoglm_core.table import Role, Table

Item = TypeVar("Item")
MAX_VALUES = 200  # a column with more values than this is no list of names to filter by
_SAMPLE = 5_000  # rows that values are taken from
_MEDIA = (
    ("image", re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|tiff?)$", re.I)),
    ("audio", re.compile(r"\.(?:wav|mp3|flac|ogg|m4a)$", re.I)),
)


@dataclass(frozen=True)
class ColumnFacts:
    """A column as the reader sees it. ``kind``: int, float, bool, datetime, string, text, image or audio."""

    name: str
    kind: str
    role: Role
    n_unique: int
    missing: int
    values: tuple[str, ...]  # as they stand in the table; () where there are too many
    names: tuple[Name, ...]  # its own, and what a description calls it
    units: frozenset[str] = frozenset()
    rarer: str | None = None  # of two values, the one that fewer rows have
    rarer_share: float = 0.5  # of the rows that have a value
    low: float | None = None
    high: float | None = None
    gloss: str = ""  # what a description says of it

    @cached_property
    def kinds(self) -> frozenset[str]:
        """What sorts of things its names speak of."""
        return frozenset().union(*(name.kinds for name in self.names))

    @cached_property
    def head_kinds(self) -> frozenset[str]:
        """What sort of thing it holds, as its names say."""
        return frozenset().union(*(name.head_kinds for name in self.names))

    @property
    def words(self) -> tuple[str, ...]:
        """The words of its own name, in lower case."""
        return self.names[0].parts

    @cached_property
    def is_binary(self) -> bool:
        return self.n_unique == 2 and self.kind not in ("datetime", "text", "image", "audio")

    @cached_property
    def is_flag(self) -> bool:
        """Binary, and its values say yes or no rather than name two groups."""
        if not self.is_binary:
            return False
        answers = {thing for value in self.values for thing in gazetteer().get(value.lower(), ())}
        return self.kind == "bool" or {"answer:yes", "answer:no"} <= answers

    @cached_property
    def is_numeric(self) -> bool:
        return self.kind in ("int", "float")

    @cached_property
    def is_identifier(self) -> bool:
        # A code that few values share tells kinds apart, and not one thing from another.
        is_code = self.words[-1] in ("cd", "code", "编码", "代码") and self.n_unique <= 30
        named = "id" in self.head_kinds and self.kind != "float" and not is_code
        return self.role is Role.IDENTIFIER or named

    def share_of(self, value: str | None) -> float:
        """The share of rows that have ``value``, one of two; without one, of the rarer."""
        return 1 - self.rarer_share if value is not None and value != self.rarer else self.rarer_share


@dataclass(frozen=True)
class TableFacts:
    """All columns, and where each key and each value leads."""

    columns: tuple[ColumnFacts, ...]
    rows: int
    description: str
    context: frozenset[str]  # stems of the table's name and description
    index: Mapping[str, tuple[tuple[int, int, int, float], ...]]  # key -> (column, its name, facet, how sure)
    value_index: Mapping[Phrase, tuple[tuple[int, str], ...]]  # stems of a cell -> (column, cell)
    thing_index: Mapping[str, tuple[tuple[int, str], ...]]  # gazetteer entry -> (column, cell)
    words: frozenset[str]  # English words of names and cells, for mending slips
    chinese: frozenset[str]  # Chinese words of names and cells
    duration_cells: Mapping[int, tuple[tuple[int, str], ...]] = field(default_factory=dict)  # seconds -> cells
    frequency: str | None = None  # spacing of the time column
    time_column: str | None = None
    by_name: Mapping[str, ColumnFacts] = field(default_factory=dict)
    positions: Mapping[str, int] = field(default_factory=dict)
    first_words: Mapping[str, tuple[tuple[str, str], ...]] = field(
        default_factory=dict
    )  # -> (name in lower case, name)
    spoken: Mapping[str, str] = field(default_factory=dict)  # column -> the cell that the description explains
    value_keys: Mapping[str, tuple[tuple[int, str, float], ...]] = field(default_factory=dict)  # concept -> cells
    value_starts: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)  # first stem -> phrases of cells
    cell_words: Mapping[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)  # a word of one cell alone

    senses: Senses | None = None

    def column(self, name: str) -> ColumnFacts:
        return self.by_name[name]


@dataclass(frozen=True)
class Senses:
    """Directions in meaning (rows x 512) of names, explanations and listed cells; ``owner``: row -> column."""

    directions: np.ndarray
    owner: np.ndarray

    def nearness(self, texts: Sequence[str], columns: int) -> np.ndarray | None:
        """How near each column comes to each text (texts x columns, cosine)."""
        asked = directions(texts)
        if asked is None:
            return None
        found = np.full((len(texts), columns), -1.0)
        np.maximum.at(found.T, self.owner, (asked @ self.directions.T).T)
        return found


TIMES = frozenset(["day", "hour", "minute", "second", "week", "month", "year"])


def is_duration(column: ColumnFacts) -> bool:
    """Whether a column holds lengths of time."""
    return column.is_numeric and not column.is_identifier and bool(column.units & TIMES)


def is_money(column: ColumnFacts) -> bool:
    """Whether a column holds amounts of money."""
    return (
        column.is_numeric
        and ("money" in column.head_kinds or bool(column.units & {"usd", "eur", "gbp", "cny", "jpy"}))
        and "percent" not in column.units
    )


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
    told = described(description, table.columns)
    columns = []
    for name in table.columns:
        series = table.frame[name]
        counted = (overrides or {}).get(name, {})
        columns.append(_column(name, series, table.roles[name], counted, told.glosses.get(name, "")))
    time_column = _time_column(columns)
    return _indexed(
        tuple(columns),
        rows=rows or table.rows,
        description=description,
        context=_context(table.name, description, told),
        time_column=time_column,
        frequency=_frequency(table.frame[time_column]) if time_column else None,
        told=told,
    )


def _context(name: str, description: str, told: Described) -> frozenset[str]:
    """Stems of the table's name and of what is said of it as a whole, not of its columns."""
    for gloss in told.glosses.values():
        description = description.replace(gloss, " ")
    return frozenset(
        stem(token.text) for token in tokens_of(normalise(f"{name} {description}".replace("_", " ")).lower())
    )


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
    parts = parts_of(name)
    explained = gloss_name(gloss) if gloss else None
    pair = present.value_counts(normalize=True) if n_unique == 2 and len(distinct) == 2 else None
    return ColumnFacts(
        name=name,
        kind=kind,
        role=role,
        n_unique=n_unique,
        missing=counted.get("missing", int(series.isna().sum())),
        values=values,
        names=(name_of(parts), explained) if explained else (name_of(parts),),
        units=frozenset(column_units()[part] for part in parts if part in column_units()),
        rarer=None if pair is None else cell_text(pair.index[-1]),
        rarer_share=0.5 if pair is None else float(pair.iloc[-1]),
        low=float(present.min()) if numeric else None,
        high=float(present.max()) if numeric else None,
        gloss=gloss,
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


# ---- index -----------------------------------------------------------------------------------------------------------


def _indexed(
    columns: tuple[ColumnFacts, ...],
    *,
    rows: int,
    description: str,
    context: frozenset[str],
    time_column: str | None,
    frequency: str | None,
    told: Described,
) -> TableFacts:
    index: dict[str, list[tuple[int, int, int, float]]] = {}
    values: dict[Phrase, list[tuple[int, str]]] = {}
    things: dict[str, list[tuple[int, str]]] = {}
    value_keys: dict[str, list[tuple[int, str, float]]] = {}
    words: set[str] = set()
    chinese: set[str] = set()
    for position, column in enumerate(columns):
        for name_number, name in enumerate(column.names):
            for number, facet in enumerate(name.facets):
                for key, strength in facet.keys.items():
                    index.setdefault(key, []).append((position, name_number, number, strength))
        for word in column.words:
            (words if word.isascii() else chinese).add(word)
        for run in re.findall(r"[㐀-鿿]{2,}", column.name):
            chinese.add(run)
        for value, written, phrase in _cells(column):
            values.setdefault(phrase, []).append((position, value))
            for key, strength in lexicon().keys(phrase).items():
                if key != "w:" + " ".join(phrase):
                    value_keys.setdefault(key, []).append((position, value, strength))
            if value in told.cells:
                values.setdefault(phrase_of(told.cells[value].lower()), []).append((position, value))
                words.update(re.findall(r"[a-z]{4,}", told.cells[value].lower()))
            for thing in gazetteer().get(value.lower(), ()):
                things.setdefault(thing, []).append((position, value))
            words.update(token.text for token in tokens_of(written) if token.kind == "word" and len(token.text) > 3)
            chinese.update((*re.findall(r"[㐀-鿿]{2,}", written), *re.findall(r".*[㐀-鿿].*", written)))
    return TableFacts(
        columns=columns,
        rows=rows,
        description=description,
        context=context,
        index={key: tuple(hits) for key, hits in index.items()},
        value_index={phrase: tuple(hits) for phrase, hits in values.items()},
        thing_index={thing: tuple(hits) for thing, hits in things.items()},
        words=frozenset(word for word in (*words, *re.findall(r"[a-z]{5,}", description.lower())) if len(word) > 2),
        chinese=frozenset(chinese),
        frequency=frequency,
        time_column=time_column,
        by_name={column.name: column for column in columns},
        first_words=_first_words(columns),
        positions={column.name: position for position, column in enumerate(columns)},
        spoken=told.spoken,
        value_keys={key: tuple(hits) for key, hits in value_keys.items()},
        value_starts=_grouped((phrase[0] if phrase[0].isascii() else "", phrase) for phrase in values),
        cell_words=_grouped(_telling_words(columns)),
        duration_cells=_duration_cells(columns),
        senses=_senses(columns),
    )


def _senses(columns: Sequence[ColumnFacts]) -> Senses | None:
    texts, owner = [], []
    for position, column in enumerate(columns):
        sayings = [sense_of(column.words), *([plain(column.gloss)] if column.gloss else [])]
        if column.kind == "string" and 2 <= len(column.values) <= 12 and not (column.is_identifier or column.is_flag):
            sayings.append(", ".join(value.replace("_", " ")[:30] for value in column.values))
        texts += sayings
        owner += [position] * len(sayings)
    found = directions(texts)
    return None if found is None else Senses(found, np.array(owner))


def _duration_cells(columns: Iterable[ColumnFacts]) -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for position, column in enumerate(columns):
        for value, written, _ in _cells(column):
            durations = durations_of(written, numbers_of(written)) if len(column.values) <= 20 else ()
            if len(durations) == 1 and durations[0].end - durations[0].start >= len(written) - 1:
                found.setdefault(round(durations[0].seconds), []).append((position, value))
    return {seconds: tuple(cells) for seconds, cells in found.items()}


def _cells(column: ColumnFacts) -> Iterator[tuple[str, str, Phrase]]:
    """The cells of a column that may be spoken of: as they stand, in lower case, and as stems."""
    for value in column.values if column.kind == "string" else ():
        plain = normalise(value).lower().replace("_", " ")
        phrase = phrase_of(plain)
        if phrase and len(plain) <= 40:
            yield value, plain, phrase


def _grouped(pairs: Iterable[tuple[str, Item]]) -> dict[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}


def _telling_words(columns: Iterable[ColumnFacts]) -> Iterator[tuple[str, tuple[int, str]]]:
    """Words that one cell of a column has and no other, as "resort" in "Resort Hotel" beside "City Hotel"."""
    for position, column in enumerate(columns):
        if column.kind != "string" or not 2 <= len(column.values) <= 40:
            continue
        words: dict[str, set[str]] = {}
        for value in column.values:
            for word in phrase_of(value.lower().replace("_", " ")):
                words.setdefault(word, set()).add(value)
        for word, cells in words.items():
            if len(cells) == 1 and len(word) > 2:
                yield word, (position, next(iter(cells)))


def _first_words(columns: Iterable[ColumnFacts]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Names by their first run of letters, so that a goal need not be searched for every one of them."""
    columns = tuple(columns)
    pairs = [(normalise(column.name).lower().strip(), column.name) for column in columns]
    known = {plain_name for plain_name, _ in pairs}
    pairs += [
        (short, name)
        for short, name in short_names([column.name for column in columns]).items()
        if short not in known and short not in lexicon().english
    ]
    return _grouped((_first_word(plain), (plain, name)) for plain, name in pairs if plain)


def _first_word(name: str) -> str:
    first = re.search(r"[a-z0-9]+", name) if name.isascii() else None
    return first.group() if first else ""
