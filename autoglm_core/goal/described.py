"""What the description of a table says of its columns and cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autoglm_core.goal.names import column_units

_MEANS = r"\s*(?:=|:|means|stands for|is the|are the|refers to|是指|是|为|表示|指|代表)\s*"
_CELL = re.compile(
    r"^(?P<cell>[\w.-]+)\s*(?:=|:|means|is|stands for|if|for|when|where|while|表示|代表|为|是|则|即)"
    r"\s*(?:a |an |the )?(?P<what>.+)$"
)


@dataclass(frozen=True)
class Described:
    """``glosses``: column -> what it is; ``spoken``: column -> the cell explained; ``cells``: cell -> meaning."""

    glosses: Mapping[str, str] = field(default_factory=dict)
    spoken: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


def described(description: str, names: Sequence[str]) -> Described:
    """Read "tnr_mth = tenure in months", "TT101/TT102 = supply/return temperature", "Class 1 is fraud".

    >>> found = described("TT1/TT2 = water supply/return temperature, flag = 1 if late.", ["TT1_c", "TT2_c", "flag"])
    >>> dict(found.glosses), dict(found.spoken)
    ({'TT1_c': 'water supply temperature', 'TT2_c': 'water return temperature', 'flag': 'late'}, {'flag': '1'})
    """
    glosses: dict[str, str] = {}
    spoken: dict[str, str] = {}
    if not description:
        return Described()
    writings = _writings(names)
    every = "|".join(sorted((re.escape(writing) for writing in writings), key=len, reverse=True))
    if not every:
        return Described()
    head = re.compile(
        rf"(?<![\w/])(?P<names>(?:{every})(?:\s*(?:/|,|and|、|和)\s*(?:{every}))*){_MEANS}"
        rf"(?P<what>.+?)(?=[;。；]|\.(?:\s|$)|,\s*(?:{every})(?:\s*/\s*(?:{every}))*\s*(?:=|:|means|是)|[，,]\s*(?:{every})\s*(?:=|是|为)|$)",
        re.I | re.S,
    )
    for match in head.finditer(description):
        named = [writings[w] for w in re.findall(every, match["names"], re.I) if w in writings]
        named = named or [writings[w.lower()] for w in re.findall(every, match["names"], re.I) if w.lower() in writings]
        for name, what in zip(named, _shared_out(match["what"].strip(), len(named)), strict=True):
            cell = _CELL.match(what)
            if cell and cell["cell"].lower() not in _ARTICLES and (len(cell["cell"]) <= 3 or cell["cell"].isdigit()):
                spoken[name], glosses[name] = cell["cell"], cell["what"].strip()
            else:
                glosses.setdefault(name, what)
    for name in names:
        # "Class 1 is fraud": one cell of the column is explained.
        cell = re.search(
            rf"(?<!\w){re.escape(name)}\s*(?:=|==|:)?\s*(\w+)\s*(?:=|means|is|stands for|表示|代表|为|是)"
            r"\s*(?:a |an |the )?([^,;.(，；。（]+)",
            description,
        )
        if name not in spoken and cell and cell[1] not in ("is", "means", "stands") and len(cell[1]) <= 3:
            spoken[name], glosses[name] = cell[1], cell[2].strip()
    return Described(glosses, spoken, _cells(description))


_ARTICLES = frozenset(["the", "a", "an", "all", "one", "no", "its"])


def _writings(names: Sequence[str]) -> dict[str, str]:
    """How a description may write each name: in full, or without the unit at its end."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name, name)
        found.setdefault(name.lower(), name)
    for name, short in _without_units(names).items():
        found.setdefault(short, name)
        found.setdefault(short.lower(), name)
    return found


def _without_units(names: Sequence[str]) -> dict[str, str]:
    """Names without their unit, where that leaves no doubt: CmpSpd_pct -> CmpSpd."""
    shorts = {}
    for name in names:
        cut = re.match(r"(.{2,}?)(?:[_ ]?[(\[][^)\]]+[)\]]|(?:_[A-Za-z%/]+\d?){1,3})$", name)
        tail = re.split(r"[_\W]+", name[cut.end(1) :].strip("_()[]").lower()) if cut else []
        if cut and tail and all(part in column_units() or len(part) <= 3 for part in tail):
            shorts[name] = cut[1]
    taken = list(shorts.values())
    return {name: short for name, short in shorts.items() if taken.count(short) == 1 and short not in names}


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Short writing (lower case) -> name, for what a goal may call a column whose name ends in a unit.

    >>> short_names(["CmpSpd_pct", "mode"])
    {'cmpspd': 'CmpSpd_pct'}
    """
    return {short.lower(): name for name, short in _without_units(names).items() if len(short) >= 3}


def _shared_out(what: str, number: int) -> list[str]:
    """ "supply/return temperature" for two columns: the supply temperature and the return temperature."""
    if number == 1:
        return [what]
    slashed = re.search(rf"([^\s,/]+(?:\s*/\s*[^\s,/]+){{{number - 1}}})", what)
    if slashed is None:
        return [what] * number
    choices = [choice.strip() for choice in slashed[1].split("/")]
    before, after = what[: slashed.start()], what[slashed.end() :]
    return [f"{before}{choice}{after}" for choice in choices]


def _cells(description: str) -> dict[str, str]:
    """ "N02BE01 is paracetamol": a code and what it stands for."""
    found: dict[str, str] = {}
    for match in re.finditer(
        r"\b(?P<cell>[A-Z][\w.-]*)\s*(?:=|is|means|stands for|表示|代表)?\s+(?P<what>[a-z][a-z-]{2,})\b", description
    ):
        if match["cell"].isupper() or re.search(r"\d", match["cell"]):
            found.setdefault(match["cell"], match["what"])
    for match in re.finditer(
        r"\b(?P<cell>[A-Za-z0-9]+)\s*(?:=|is|表示|代表|为|是)\s*(?P<what>[a-z][a-z -]{2,20}|[㐀-鿿]{2,6})", description
    ):
        found.setdefault(match["cell"], match["what"].strip())
    return found
