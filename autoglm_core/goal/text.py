"""Words of a goal: normalisation, stems, and tokens of English and Chinese text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "，": ",", "；": ";", "：": ":", "？": "?", "！": "!"})
# A Chinese full stop ends a sentence as a Latin one does, but never stands inside a number or a name.
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[,，]\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?)"
    r"|(?P<word>[A-Za-zÀ-ɏ]+(?:'[a-z]+)?)"
    r"|(?P<cjk>[㐀-鿿豈-﫿])"
    r"|(?P<other>[^\s\w]|_)"
)
_IRREGULAR = {
    "sold": "sell", "left": "leave", "gone": "go", "went": "go", "paid": "pay", "bought": "buy", "broke": "break",
    "broken": "break", "gave": "give", "given": "give", "took": "take", "taken": "take", "stood": "stand",
    "lost": "lose", "built": "build", "men": "man", "women": "woman", "children": "child", "spent": "spend",
    "sent": "send", "made": "make", "leaves": "leaf", "lives": "life", "wrote": "write", "written": "write",
    "drove": "drive", "driven": "drive", "grew": "grow", "grown": "grow", "held": "hold", "kept": "keep",
    "lent": "lend",
    "met": "meet", "won": "win", "worn": "wear", "caught": "catch", "chose": "choose", "chosen": "choose",
    "feet": "foot", "mice": "mouse", "criteria": "criterion", "analyses": "analysis", "better": "good", "best": "good",
    "stolen": "steal", "died": "die", "dying": "die", "dies": "die", "ate": "eat", "eaten": "eat", "fell": "fall",
    "fallen": "fall", "rose": "rise", "risen": "rise", "shown": "show", "knew": "know", "known": "know",
    "metres": "metre", "kilometres": "kilometre", "series": "series", "species": "species",
}  # fmt: skip


_KEPT = frozenset(
    {"please", "interesting", "building", "during", "thing", "nothing", "something", "evening", "morning"}
)


def normalise(text: str) -> str:
    """``text`` in compatibility form with plain quotes; every other character keeps its place.

    >>> normalise("ＡＢ％，“x”")
    'AB%,"x"'
    """
    if text.isascii():
        return text
    # Character by character, so that a position in the result is a position in the goal.
    characters = []
    for character in text:
        plain = unicodedata.normalize("NFKC", character)
        characters.append(plain if len(plain) == 1 else character)
    return "".join(characters).translate(_QUOTES)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A light English stem: endings for number and tense go, spelling variants meet.

    >>> [stem(w) for w in ("cancelled", "cancels", "categories", "selling", "sold")]
    ['cancel', 'cancel', 'category', 'sel', 'sel']
    """
    word = _IRREGULAR.get(word, word)
    if not word.isascii() or len(word) <= 3 or word in _KEPT:
        return word
    word = word.removesuffix("'s")
    word = _singular(word)
    word = _present(word)
    word = re.sub(r"is(e|ation)$", r"iz\1", word) if len(word) > 5 else word
    word = re.sub(r"our$", "or", word) if len(word) > 4 else word
    word = word.removesuffix("e") if len(word) > 3 else word
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(ss|sh|ch|x|z)es$", word):
        return word[:-2]
    if word.endswith("s") and not re.search(r"(ss|us|is)$", word):
        return word[:-1]
    return word


def _present(word: str) -> str:
    for ending in ("ing", "ied", "ed"):
        if not word.endswith(ending):
            continue
        rest = word[: -len(ending)]
        if len(rest) < 3 or not re.search(r"[aeiouy]", rest):
            return word
        return rest + "y" if ending == "ied" else rest
    return word


@dataclass(frozen=True)
class Token:
    """A word, number, Chinese character or sign, with its place in the normalised text."""

    text: str  # lower case
    start: int
    end: int
    kind: str  # word, number, cjk, other


def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of normalised ``text``.

    >>> [(t.text, t.kind) for t in tokens_of("Next 10 days 每天")]
    [('next', 'word'), ('10', 'number'), ('days', 'word'), ('每', 'cjk'), ('天', 'cjk')]
    """
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        found.append(Token(match.group().lower(), match.start(), match.end(), kind))
    return tuple(found)


def is_chinese(text: str) -> bool:
    """Whether ``text`` holds a Chinese character."""
    return re.search(r"[㐀-鿿]", text) is not None


def language_of(text: str) -> str:
    """ "zh" where Chinese characters outweigh Latin words, else "en".

    >>> language_of("预测 churn"), language_of("predict the price")
    ('zh', 'en')
    """
    chinese = len(re.findall(r"[㐀-鿿]", text))
    latin = len(re.findall(r"[A-Za-z]+", text))
    return "zh" if chinese >= 2 and chinese * 0.6 >= latin * 0.8 else "en"
