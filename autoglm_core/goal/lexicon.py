"""The vocabulary of the goal reader, from data files: concepts, a bilingual dictionary, cues, names of one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autoglm_core.goal.text import stem, tokens_of

_FOLDER = Path(__file__).parent / "vocabulary"
# Two words that share a concept mean nearly the same; a dictionary's gloss is a weaker witness.
CONCEPT_STRENGTH = 0.9
GLOSS_STRENGTH = 0.65
# A synonym may be one of another sense; "admit" and "admission" differ in grammar alone.
SYNONYM_STRENGTH = 0.45
DERIVED_STRENGTH = 0.8
# What can be predicted, as opposed to whom or what it is predicted for.
PREDICTABLE_KINDS = frozenset(
    [
        "event",
        "outcome",
        "money",
        "count",
        "measure",
        "duration",
        "rate",
        "grade",
        "score",
        "category",
        "flag",
        "status",
        "attribute",
        "date",
    ]
)

# What people ask a reader of goals to do, beside what stands in the cues.
_VERBS = frozenset(
    [
        "forecast",
        "xgboost",
        "lightgbm",
        "catboost",
        "exclude",
        "excluding",
        "ignore",
        "ignoring",
        "without",
        "using",
        "only",
        "include",
        "predict",
        "predicting",
        "estimate",
        "classify",
        "detect",
        "identify",
        "minutes",
        "hours",
        "seconds",
        "budget",
        "recall",
        "precision",
        "accuracy",
        "column",
        "columns",
        "finish",
        "customers",
        *[
            "between",
            "above",
            "below",
            "under",
            "least",
            "most",
            "leave",
            "before",
            "after",
            "during",
            "since",
            "until",
        ],
        *["month", "months", "quarter", "percent", "average", "right", "wrong", "learning", "trees", "model", "models"],
    ]
)
_METHODS = frozenset(["boosting", "logistic", "regression", "forest", "forests", "bayes", "neural", "linear"])
_ESCAPE = re.compile(r"\\[bwsdBWSD]")

Phrase = tuple[str, ...]  # stems, or one Chinese word
Keys = Mapping[str, float]  # "w:stem" or "c:concept" -> how sure


@dataclass(frozen=True)
class Cue:
    """A turn of phrase and what it asks for."""

    part: str
    value: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Lexicon:
    """``phrases`` leads from words to concepts; ``kinds`` says what sort of thing a concept is."""

    phrases: Mapping[Phrase, frozenset[str]]
    kinds: Mapping[str, str]
    glosses: Mapping[str, tuple[Phrase, ...]]  # Chinese word -> English stems
    english: frozenset[str]  # words that are no slips of the pen
    stems: frozenset[str]  # of the words of concepts
    longest_chinese: int
    kin: Mapping[Phrase, tuple[tuple[Phrase, float], ...]] = field(default_factory=dict)  # synonyms and derivations

    def concepts(self, phrase: Phrase) -> frozenset[str]:
        return self.phrases.get(phrase, frozenset())

    def is_chinese_word(self, word: str) -> bool:
        return (word,) in self.phrases or word in self.glosses

    def keys(self, phrase: Phrase) -> dict[str, float]:
        """What ``phrase`` may be matched by: itself, its concepts, and what the dictionary says it means."""
        keys = {"w:" + " ".join(phrase): 1.0}
        for concept in self.concepts(phrase):
            keys["c:" + concept] = CONCEPT_STRENGTH
        known = len(keys) > 1
        if len(phrase) == 1:
            for gloss in self.glosses.get(phrase[0], ()):
                keys.setdefault("w:" + " ".join(gloss), GLOSS_STRENGTH)
                for size in range(4, len(gloss[0]) - 1) if len(gloss) == 1 else ():
                    keys.setdefault("t:" + gloss[0][:size], GLOSS_STRENGTH)
                for other, strength in self.kin.get(gloss, ()):
                    if strength >= DERIVED_STRENGTH or len(gloss) > 1:
                        keys.setdefault("w:" + " ".join(other), GLOSS_STRENGTH * DERIVED_STRENGTH)
                # A word of the concept file has its meanings there; the dictionary would only blur them.
                for concept in () if known else self.concepts(gloss):
                    keys.setdefault("c:" + concept, GLOSS_STRENGTH)
        return keys

    def kinds_of(self, keys: Keys) -> frozenset[str]:
        return frozenset(self.kinds[key[2:]] for key in keys if key.startswith("c:"))


def rows_of(name: str) -> Iterator[list[str]]:
    """The rows of a vocabulary file, without its comments."""
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def phrase_of(words: str) -> Phrase:
    """The stems of English ``words``, or a Chinese word as it is.

    >>> phrase_of("charged off"), phrase_of("违约")
    (('charg', 'off'), ('违约',))
    """
    tokens = tokens_of(words.lower())
    if all(token.kind == "cjk" for token in tokens):
        return (words,)
    if any(token.kind == "cjk" for token in tokens):
        return (words.lower(),)
    return tuple(stem(token.text) for token in tokens if token.kind != "other")


@cache
def lexicon() -> Lexicon:
    """The vocabulary, read once a process (about a fifth of a second)."""
    phrases: dict[Phrase, set[str]] = {}
    kinds: dict[str, str] = {}
    for concept, kind, english, chinese in rows_of("concepts.tsv"):
        kinds[concept] = kind
        for words in (*english.split("|"), *chinese.split("|")):
            phrases.setdefault(phrase_of(words), set()).add(concept)
    glosses = {
        word: tuple(dict.fromkeys(phrase_of(gloss) for gloss in meaning.split("|") if gloss))
        for word, meaning in rows_of("dictionary.tsv")
    }
    glosses.update({row[0]: () for row in rows_of("particles.tsv")})
    kin: dict[Phrase, dict[Phrase, float]] = {}
    for lemma, synonyms, derived in rows_of("synonyms.tsv"):
        found = kin.setdefault(phrase_of(lemma), {})
        for words, strength in ((derived, DERIVED_STRENGTH), (synonyms, SYNONYM_STRENGTH)):
            for word in words.split("|") if words else ():
                found.setdefault(phrase_of(word), strength)
    english_words = {row[0] for row in rows_of("english.tsv")}
    return Lexicon(
        phrases={phrase: frozenset(concepts) for phrase, concepts in phrases.items()},
        kinds=kinds,
        glosses=glosses,
        english=frozenset(english_words),
        stems=frozenset(word for phrase in phrases for word in phrase if word.isascii()),
        longest_chinese=8,
        kin={phrase: tuple(others.items()) for phrase, others in kin.items()},
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    # A Latin word may stand directly beside a Chinese one, as in 用NDCG评估: only ASCII letters make a word here.
    return re.compile(pattern, re.ASCII)


@cache
def hollow_words() -> frozenset[str]:
    """Words that ask for nothing by themselves."""
    return frozenset(word for row in rows_of("hollow.tsv") for word in row[1].split("|"))


@cache
def cues(part: str) -> tuple[Cue, ...]:
    """The turns of phrase that speak of ``part``, in the order of the file."""
    return tuple(Cue(row[0], row[1], _compiled(row[2])) for row in rows_of("cues.tsv") if row[0] == part)


@cache
def _patterns() -> Mapping[str, str]:
    return {row[0]: row[1] for row in rows_of("patterns.tsv")}


def turn_of_phrase(name: str) -> re.Pattern[str]:
    """The expression ``name`` of patterns.tsv: what one recogniser looks for."""
    return _compiled(_patterns()[name])


@cache
def families() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Names of model families and the pattern that each is spoken of by."""
    return tuple((tuple(names.split(",")), _compiled(pattern)) for names, pattern in rows_of("families.tsv"))


@cache
def slang() -> Mapping[str, str]:
    """Short forms and frequent slips, and what they stand for."""
    return {row[0]: row[1] for row in rows_of("slang.tsv")}


@cache
def goal_words() -> frozenset[str]:
    """English words that cues and concepts are made of: what a misspelt word is most likely to have been."""
    found = set(re.findall(r"[a-z]{4,}", _ESCAPE.sub(" ", " ".join(row[2] for row in rows_of("cues.tsv")))))
    for _, _, english, _ in rows_of("concepts.tsv"):
        found.update(re.findall(r"[a-z]{4,}", english))
    for _, pattern in rows_of("families.tsv"):
        found.update(re.findall(r"[a-z]{5,}", _ESCAPE.sub(" ", pattern)))
    return frozenset(found & {row[0] for row in rows_of("english.tsv")} | _VERBS | _METHODS)


@cache
def concept_words() -> frozenset[str]:
    """The English words of concepts, as they are written."""
    return frozenset(re.findall(r"[a-z]{3,}", " ".join(row[2] for row in rows_of("concepts.tsv"))))


@cache
def cue_words() -> frozenset[str]:
    """Words that cues are made of, such as the names of measures: no slips, though no dictionary has them."""
    rows = (*(row[2] for row in rows_of("cues.tsv")), *(row[1] for row in rows_of("families.tsv")))
    return frozenset(re.findall(r"[a-z]{3,}", _ESCAPE.sub(" ", " ".join(rows))))


@cache
def gazetteer() -> Mapping[str, frozenset[str]]:
    """A name in lower case -> the things it may be the name of, such as "ca" -> {"us:CA", "country:Canada"}."""
    found: dict[str, set[str]] = {}
    for group, writings in rows_of("gazetteer.tsv"):
        names = writings.split("|")
        for name in names:
            found.setdefault(name.lower(), set()).add(f"{group}:{names[0]}")
    return {name: frozenset(things) for name, things in found.items()}


@cache
def polarity() -> Mapping[Phrase, int]:
    """Words that speak well (1) or ill (-1) of a case."""
    found: dict[Phrase, int] = {}
    for side, words in rows_of("polarity.tsv"):
        for word in words.split("|"):
            found.setdefault(phrase_of(word), -1 if side == "bad" else 1)
    return found
