"""The column to predict: how well each column answers what a goal asks for, and which stretch of it asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from autoglm_core.goal.cells import cells_in
from autoglm_core.goal.columns import ColumnMatch, match_columns
from autoglm_core.goal.facts import TIMES, ColumnFacts, is_money
from autoglm_core.goal.lexicon import PREDICTABLE_KINDS, cues, gazetteer, lexicon, phrase_of, polarity, turn_of_phrase
from autoglm_core.goal.likeness import like_cell, rank
from autoglm_core.goal.scan import Scan, Unit

SURE = 0.42  # below this, no column answers what is asked for
TIE = 0.1
MANY_CLASSES = 50
_CONTEXT = turn_of_phrase("target-context")
_CONTEXT_CHINESE = re.compile(r"(?:根据|利用|通过|基于|凭借?|依据|看(?!看)|听|用(?=[^户量电水途])|从|按照?)")
_DISTRACTOR = turn_of_phrase("target-distractor")
_POLITE = turn_of_phrase("target-polite")
_ANAPHOR_OBJECT = re.compile(
    r"\b(?:predict|forecast|estimate|detect|model|find|classify) (?:them|it|that|this|those)\b|预测(?:它"
    r"|这个|一下)?[。.!]?$"
)


@dataclass(frozen=True)
class Asks:
    """What sort of answer the goal asks for, by its wording."""

    many: bool = False  # how many, how much
    kind: bool = False  # which kind, which level
    whether: bool = False
    who: bool = False
    warn: bool = False
    money: bool = False
    duration: bool = False
    predict: bool = False

    @property
    def yes_no(self) -> bool:
        return (self.whether or self.who or self.warn) and not self.many and not self.kind


@dataclass(frozen=True)
class Candidate:
    """A column with how well it answers the goal, and the words that it rests on."""

    column: ColumnFacts
    score: float
    units: frozenset[int]  # positions in the asked units
    coverage: float
    exact: bool
    cell: str | None = None  # the class that the words speak of
    near: float = 0.0  # how near its meaning comes to the question (cosine)


@dataclass(frozen=True)
class Asked:
    """The units that ask, each with a weight, and the sort of question."""

    units: tuple[Unit, ...]
    weights: tuple[float, ...]
    question: Asks
    span: tuple[int, int]
    clauses: tuple[tuple[int, int], ...] = ()  # those that ask


@dataclass(frozen=True)
class Sought:
    """Candidates, best first; ``unknown`` holds words that ask for something the table does not have."""

    candidates: tuple[Candidate, ...]
    asked: Asked
    unknown: tuple[Unit, ...] = field(default=())


# ---- what is asked ---------------------------------------------------------------------------------------------------


def asked(scan: Scan) -> Asked:
    """Weigh the words of the goal by how near they stand to what is asked for."""
    clauses = [(start, end) for low, high in scan.sentences for start, end in scan.clauses(low, high)]
    weighed = {clause: _weighed(scan, clause) for clause in clauses}
    scores = {}
    for clause in clauses:
        sure = _clause_score(scan, clause)
        # A clause that asks in so many words asks, whatever the table's columns are called.
        least = 0.7 if sure >= 0.9 else 0.35
        scores[clause] = sure * (least + (1 - least) * _topic(scan, weighed[clause]))
    best = max(scores.values(), default=0.0)
    units: list[Unit] = []
    weights: list[float] = []
    span = (0, 0)
    for number, clause in enumerate(clauses):
        score = scores[clause]
        share = 1.0 if score == best else 0.6 if score >= 0.6 * best else 0.3
        if _DISTRACTOR.search(scan.text[slice(*clause)]) and score < best:
            share = 0.0
        if score == best:
            span = clause if span == (0, 0) else span
        others = any(_tells(unit) for unit, _ in weighed[clause])
        for unit, weight in weighed[clause]:
            units.append(unit)
            weights.append(share * weight * (0.4 if others and unit.text in _SORTS else 1.0))
        if number and _ANAPHOR_OBJECT.search(scan.text[slice(*clause)]):
            # "We have a problem with delays. Predict them.": what is asked for stands before.
            weights = [max(weight, 0.9) for weight in weights]
    question = question_of(scan, clauses, scores, best)
    if question.many and not question.money and not question.duration:
        # "How many" alone speaks of a count, whatever is counted.
        units.append(Unit("", span[0], span[0], {"c:count": 0.6}, frozenset(), ("",)))
        weights.append(1.0)
    asking = tuple(clause for clause in clauses if scores[clause] >= 0.85 * best and not _is_spent(scan, clause))
    return Asked(tuple(units), tuple(weights), question, span, asking)


# "Which kind" asks for a class, and seldom for the column that is called type.
_SORTS = frozenset(["哪种", "哪类", "哪一种", "哪一类", "哪种类型", "什么类型", "什么种类", "哪个类别"])


def _tells(unit: Unit) -> bool:
    return bool(unit.kinds & PREDICTABLE_KINDS) and unit.text not in _SORTS and not unit.is_generic


def _is_spent(scan: Scan, clause: tuple[int, int]) -> bool:
    """Whether other parts of the plan have used nearly all of a clause."""
    letters = [place for place in range(*clause) if not scan.text[place].isspace()]
    return sum(place in scan.used for place in letters) >= 0.6 * len(letters)


def _topic(scan: Scan, weighed: Sequence[tuple[Unit, float]]) -> float:
    """How much a clause has to do with any column or cell that could be a target."""
    units = [unit for unit, _ in weighed]
    matches = match_columns(scan.facts, units, [weight for _, weight in weighed])
    able = (
        match for match in matches if not match.column.is_identifier and match.column.kind not in ("datetime", "text")
    )
    best = max((match.coverage for match in able), default=0.0)
    for unit, weight in weighed:
        if any(key in scan.facts.value_keys for key in unit.keys if key.startswith("c:")):
            best = max(best, 0.7 * weight)
    return best


_YES_NO_FIRST = re.compile(
    r"(?:so |and |now |please |[\w ]{0,20}: ?)?"
    r"(?:is|are|was|will|would|does|do|did|has|have|can|could|won't|isn't|aren't|doesn't) "
    r"(?!you\b|we have to\b)\w"
)
_WHERE_FIRST = re.compile(
    r"(?:so |and |now )?(?:where|why) (?:will|would|do|does|is|are|did|to)\b|(?:病人|他|她|人)?[^,。]{0,6}(?:去|到)哪"
)
_ASKS_FIRST = turn_of_phrase("target-asks-first")


def _clause_score(scan: Scan, clause: tuple[int, int]) -> float:
    text = scan.text[slice(*clause)]
    sentence = scan.sentence_at(clause[0])
    question = scan.text[sentence[1] : sentence[1] + 1] in ("?", "？")
    score = 0.45
    if any(cue.pattern.search(text) for cue in (*cues("predict"), *cues("warn"))):
        score = 1.0
    elif not question and any(scan.text[high : high + 1] in ("?", "？") for _, high in scan.sentences):
        # Where one sentence ends in a question mark, what another tells is no question.
        score = 0.5
    elif question and (_ASKS_FIRST.match(text.lstrip()) or re.search(r"[㐀-鿿]", text)):
        score = 0.95
    elif any(cue.pattern.search(_POLITE.sub(" ", text)) for cue in cues("ask")):
        score = 0.9
    elif clause[0] <= min((start for start, _ in scan.sentences), default=0) + 1:
        score = 0.7
    if _is_about_quality(text) and score < 0.95:
        score = min(score, 0.3)
    if _is_spent(scan, clause):
        return min(score, 0.2)
    strict = (cue for cue in cues("ask") if cue.value in ("many", "kind", "who"))
    if _DISTRACTOR.search(text) and score < 0.95 and not any(cue.pattern.match(text.lstrip()) for cue in strict):
        score = min(score, 0.15)
    return score


def _is_about_quality(text: str) -> bool:
    return any(cue.pattern.search(text) for cue in cues("metric") if cue.value not in ("average_precision", "log_loss"))


def question_of(
    scan: Scan, clauses: Sequence[tuple[int, int]], scores: dict[tuple[int, int], float], best: float
) -> Asks:
    """The sort of question, from the clauses that ask."""
    text = " , ".join(scan.text[slice(*clause)] for clause in clauses if scores[clause] >= max(best - 0.15, 0.3))
    hit = {cue.value for cue in cues("ask") if cue.pattern.search(text)}
    first = [scan.text[slice(*clause)].lstrip() for clause in clauses if scores[clause] >= max(best - 0.15, 0.3)]
    if any(_YES_NO_FIRST.match(clause) for clause in first):
        hit.add("whether")
    return Asks(
        many="many" in hit and not re.search(r"\bhow (?:likely|probable)\b", text),
        kind=bool(hit & {"kind", "class"})
        or re.search(
            r"\bwhich (?:\w+ ){1,3}will (?:it|this|that|they) be\b|\bwhy (?:will|do|did|does|is|are)\b|什么原因|为什么",
            text,
        )
        is not None
        or any(_WHERE_FIRST.match(clause) for clause in first),
        whether="whether" in hit
        and not re.search(r"\bwhat\b(?! if)|\bhow (?:many|much|long|far)\b", text)
        and not any(_WHERE_FIRST.match(clause) for clause in first),
        who="who" in hit,
        warn=any(cue.pattern.search(text) for cue in cues("warn")),
        money=re.search(
            r"\bhow much\b(?! (?:power|energy|water|time|electricity|of|rain))|\bworth\b|\bcosts?\b"
            r"|\bpay\b|\bprice|多少钱|值多少|[$€£]",
            text,
        )
        is not None,
        duration=re.search(
            r"\bhow long\b|\bhow many (?:days|hours|minutes|weeks|months)\b|\bby how many\b|多久|多长时间"
            r"|几天|多少天|几(?:个)?小时|多少小时",
            text,
        )
        is not None,
        predict=any(cue.pattern.search(text) for cue in cues("predict")),
    )


def _weighed(scan: Scan, clause: tuple[int, int]) -> list[tuple[Unit, float]]:
    """The free units of a clause; what follows "using", "from", "for each" or precedes 判断 is only the setting."""
    start, end = clause
    asks = sorted(
        match.end()
        for part in ("predict", "ask", "warn")
        for cue in cues(part)
        for match in cue.pattern.finditer(scan.text, start, end)
    )
    predicts = [match.end() for cue in cues("predict") for match in cue.pattern.finditer(scan.text, start, end)]
    predict = max(predicts, default=start)
    verbs = [match.span() for cue in cues("predict") for match in cue.pattern.finditer(scan.text, start, end)]
    settings = _settings(scan, start, end)
    opening = min((low for low, high in _openings(scan, start, end)), default=start)
    found = []
    for unit in scan.units_in(start, end):
        if unit.is_generic or (
            unit.column is None and any(low <= unit.start and unit.end <= high for low, high in verbs)
        ):
            continue
        weight = 1.0 if unit.start >= opening else 0.4
        # Only what stands between the last asking word and the unit makes the unit a mere setting.
        since = max((place for place in asks if place <= unit.start), default=start)
        if any(since <= place < unit.start for place in settings):
            weight = 0.35
        chinese = _CONTEXT_CHINESE.search(scan.text, start, unit.start)
        if chinese and predict > unit.end and chinese.start() < predict:
            weight = 0.3
        if re.search(
            r"\bof (?:the |a |an |our |each |every )?(?:\w+ )?$", scan.text[max(start, unit.start - 18) : unit.start]
        ):
            before = scan.text[start : unit.start]
            if not re.search(
                r"\b(?:risk|chance|probability|likelihood|odds|kind|type|sort|share|number"
                r"|possibility|class|level|degree|case|cases|signs?|danger) of (?:the |a |an )?(?:\w+ )?$",
                before,
            ):
                weight = min(weight, 0.5)
        asked_for = unit.column and predicts and not scan.text[predict : unit.start].strip(" \"'“”「」")
        told_by_all = "entity" in unit.kinds and set(unit.phrase) <= scan.facts.context and not asked_for
        if _each_of(scan, unit) or told_by_all:
            # In a table of orders the word "order" tells no column from another, but for "predict order".
            weight = min(weight, 0.35)
        found.append((unit, weight))
    for duration in scan.durations:
        if start <= duration.start < end and not scan.is_used(duration.start, duration.end):
            keys = {f"q:{duration.seconds:.0f}": 1.0}
            text = scan.text[duration.start : duration.end]
            found.append((Unit(text, duration.start, duration.end, keys, frozenset(), (text,)), 1.0))
    return found


def _each_of(scan: Scan, unit: Unit) -> bool:
    """Whether a unit only says for whom: 每位操作员的…, "for each operator"."""
    before = scan.text[max(0, unit.start - 14) : unit.start]
    if re.search(r"(?:每(?:一)?(?:个|位|名|家|台|条|辆|笔|种|只)?|各(?:个|位|家)?)$", before):
        return re.match(r"[^,。]{0,10}的?[㐀-鿿a-z]", scan.text[unit.end :]) is not None
    return re.search(r"\b(?:for|of|per) (?:each|every|an?|our|the)? ?$", before) is not None and "entity" in unit.kinds


def _openings(scan: Scan, start: int, end: int) -> list[tuple[int, int]]:
    """Where an English question or order begins: what stands before it in its clause is only the lead."""
    found = []
    for part in ("predict", "ask"):
        for cue in cues(part):
            for match in cue.pattern.finditer(scan.text, start, end):
                if match.group().isascii() and not re.search(r"(?:tion|ing|s)$", match.group()):
                    found.append(match.span())
    return found


def _settings(scan: Scan, start: int, end: int) -> list[int]:
    """Where words stand that open a mere setting: "using", "from", "for each"."""
    return [
        match.start()
        for match in _CONTEXT.finditer(scan.text, start, end)
        if not scan.is_named(match.start())
        and not (match.group() == "per" and "per" in scan.facts.words)
        and not _asks_on(scan, match, start)
    ]


def _asks_on(scan: Scan, match: re.Match[str], start: int) -> bool:
    """A "which" or "who" that begins the question, or goes on with it, opens no new setting."""
    word = match.group().strip()
    if word not in ("who", "which", "when", "if", "at", "for", "in", "on", "by"):
        return False
    before = scan.text[start : match.start()].strip()
    if word in ("who", "which"):
        follows = re.match(r"\s*(?:will|is|are|might|may|could|would|won't|can|about)\b", scan.text[match.end() :])
        cue = re.search(
            r"(?:\b(?:predict|tell|know|see|find|find out|flag|detect|wonder|and|or|say|guess"
            r"|identify|spot|classify|judge)(?: me| us)?|预测|判断|知道|一下)$",
            before,
        )
        return not before or follows is not None or cue is not None
    return not before


# ---- how well a column answers ---------------------------------------------------------------------------------------


def seek(scan: Scan, *, barred: frozenset[str]) -> Sought:
    """Rank the columns as targets; ``barred`` are those that the goal rules out or uses otherwise."""
    ask = asked(scan)
    matches = {match.column.name: match for match in match_columns(scan.facts, ask.units, ask.weights)}
    cells = _cells_by_column(scan, ask)
    candidates = []
    for column in scan.facts.columns:
        if column.name in barred or column.kind in ("image", "audio"):
            continue
        candidate = _candidate(column, matches.get(column.name), cells.get(column.name, []), ask)
        if candidate is not None:
            candidates.append(candidate)
    measured = _by_unit(scan, ask, barred, candidates)
    names = {candidate.column.name for candidate in measured}
    candidates = [*(candidate for candidate in candidates if candidate.column.name not in names), *measured]
    candidates.sort(key=lambda candidate: -candidate.score)
    if "classif" in scan.text or "分类" in scan.text:
        candidates += _only_label(scan, barred, candidates)
    if ask.question.duration and (not candidates or candidates[0].score < SURE):
        candidates = [*_only_duration(scan, barred), *candidates]
    candidates = rank(scan, ask, candidates, barred, sure=SURE, make=Candidate)
    return Sought(tuple(candidates), ask, _unknown(scan, ask, candidates))


def _by_unit(scan: Scan, ask: Asked, barred: frozenset[str], known: Sequence[Candidate]) -> list[Candidate]:
    """Columns measured in the unit that is asked for, as in "kW over the next six hours", where no other word tells."""
    if any(candidate.score >= SURE for candidate in known):
        return []
    asked_units = {
        key[2:]: number
        for number, unit in enumerate(ask.units)
        for key in unit.keys
        if key.startswith("u:") and ask.weights[number] >= 0.6 and not _is_span(scan, unit)
    }
    return [
        Candidate(column, 0.6, frozenset({asked_units[unit]}), 0.5, False)
        for column in scan.facts.columns
        for unit in sorted(column.units & asked_units.keys())[:1]
        if column.is_numeric and not column.is_identifier and column.name not in barred
    ]


def _is_span(scan: Scan, unit: Unit) -> bool:
    return any(duration.start <= unit.start < duration.end for duration in scan.durations)


def _only_label(scan: Scan, barred: frozenset[str], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The column that is called label, class or the like, where a goal says "classify" and no more."""
    if any(candidate.score >= SURE for candidate in candidates):
        return []
    able = [
        column
        for column in scan.facts.columns
        if "outcome" in column.head_kinds and column.name not in barred and 2 <= column.n_unique <= MANY_CLASSES
    ]
    return [Candidate(able[0], SURE + 0.05, frozenset(), 0.0, False)] if len(able) == 1 else []


def _only_duration(scan: Scan, barred: frozenset[str]) -> list[Candidate]:
    """The one column that holds a length of time, where a goal asks how long and names none."""
    times = {"day", "hour", "minute", "second", "week", "month"}
    able = [
        column
        for column in scan.facts.columns
        if column.is_numeric
        and not column.is_identifier
        and column.name not in barred
        and (column.units & times or "duration" in column.head_kinds)
        and not column.head_kinds & {"date", "count"} - {"date"}
        and "age" not in column.words
        and "年龄" not in column.words
    ]
    return [Candidate(able[0], SURE + 0.05, frozenset(), 0.0, False)] if len(able) == 1 else []


def _cells_by_column(scan: Scan, ask: Asked) -> dict[str, list[tuple[str, float, int]]]:
    """Cells that the asking words speak of: column -> (cell, how sure, unit)."""
    found: dict[str, list[tuple[str, float, int]]] = {}
    for cell in cells_in(scan):
        for number, unit in enumerate(ask.units):
            if cell.start <= unit.start < cell.end and ask.weights[number] > 0.2:
                name = scan.facts.columns[cell.column].name
                found.setdefault(name, []).append((cell.value, cell.strength * ask.weights[number], number))
                break
    for number, unit in enumerate(ask.units):
        for key, strength in unit.keys.items():
            for position, value, sure in scan.facts.value_keys.get(key, ()):
                column = scan.facts.columns[position]
                if column.is_binary or column.n_unique <= 6:
                    weight = strength * sure * ask.weights[number]
                    found.setdefault(column.name, []).append((value, weight, number))
    return found


def _candidate(
    column: ColumnFacts, match: ColumnMatch | None, cells: list[tuple[str, float, int]], ask: Asked
) -> Candidate | None:
    score, units = 0.0, set()
    if match is not None:
        score = match.coverage
        units = {number for number, hit in match.hits.items() if hit > 0.05}
    cell = _best_cell(cells)
    if cell and (column.is_binary or column.n_unique <= 12):
        listed = len({value for value, sure, _ in cells if sure > 0.5})
        strength = max(sure for value, sure, _ in cells)
        score = max(score, min(0.62 * strength + (0.25 if listed >= 3 else 0.1 if listed == 2 else 0.0), 1.0), 0)
        units |= {number for _, sure, number in cells if sure > 0.3}
    bridge = _ends_badly(column, ask)
    if bridge and score < 0.55:
        score = max(score, 0.55)
        units |= bridge
    if score < 0.12 and not (ask.question.money or ask.question.duration):
        return None
    score = score + _fitness(column, ask, score)
    if score < 0.2:
        return None
    if units and all(not ask.units[number].text for number in units) and (match is None or match.coverage < 0.5):
        score = min(score, SURE - 0.08)  # "how many" alone names no column
    exact_name = match is not None and match.exact
    return Candidate(column, score, frozenset(units), match.coverage if match else 0.0, exact_name, cell)


_GOES_WRONG = frozenset(f"c:{concept}" for concept in ("fail", "defect", "damage", "problem", "anomalyflag"))


def _ends_badly(column: ColumnFacts, ask: Asked) -> set[int]:
    """Units that ask whether something is wrong, where the column tells good from bad cases in so many words."""
    if not column.is_binary or not column.head_kinds & {"status", "grade", "outcome", "event"}:
        return set()
    sides = {polarity().get(phrase_of(value.lower().replace("_", " ")), 0) for value in column.values}
    if sides != {-1, 1}:
        return set()
    return {
        number
        for number, unit in enumerate(ask.units)
        if ask.weights[number] >= 0.7 and any(unit.keys.get(key, 0.0) >= 0.8 for key in _GOES_WRONG)
    }


def _best_cell(cells: list[tuple[str, float, int]]) -> str | None:
    if not cells:
        return None
    return max(cells, key=lambda item: item[1])[0]


def _fitness(column: ColumnFacts, ask: Asked, score: float) -> float:
    """Whether the column's type gives the sort of answer that is asked for."""
    if column.is_identifier or column.kind in ("datetime", "text"):
        return -0.3 if column.kind == "text" else -0.9
    fit = _amount_fit(column, ask) + _class_fit(column, ask.question, score)
    if column.kind == "string" and column.n_unique > MANY_CLASSES:
        fit -= 0.4
    if "stat" in column.kinds and any(word in column.words for word in _EARLIER):
        fit -= 0.15
    thing = "entity" in column.head_kinds and column.kind == "string" and not column.is_binary
    if thing and not ask.question.kind and _asks_for_more(ask):
        fit -= 0.2
    if column.head_kinds & {"entity", "attribute"} and not column.head_kinds & _ANSWERS:
        fit -= 0.08
    return fit


def _asks_for_more(ask: Asked) -> bool:
    """Whether more is to be predicted than the things that are named: "predict the city" asks for no more."""
    return any(
        weight >= 0.7 and (unit.kinds & PREDICTABLE_KINDS or "who" in unit.text)
        for unit, weight in zip(ask.units, ask.weights, strict=True)
    )


_EARLIER = frozenset(["previous", "prev", "last", "past", "历史", "上次"])
_ANSWERS = frozenset(["event", "money", "grade", "category", "measure", "count"])


def _amount_fit(column: ColumnFacts, ask: Asked) -> float:
    """How well a column answers how many, how much and how long."""
    question, fit = ask.question, 0.0
    spoken = {key[2:] for unit in ask.units for key in unit.keys if key.startswith("u:")}
    if question.many:
        fit += 0.12 if column.is_numeric and not column.is_flag else -0.45
        fit += 0.25 if column.units & spoken else 0.0  # "how many tonnes" is answered in tonnes
    if question.money and question.many:
        fit += 0.25 if is_money(column) else -0.15 if not column.is_numeric else -0.05
    if question.duration:
        times = column.units & TIMES
        fit += 0.3 if "duration" in column.head_kinds or times else -0.1
        fit += 0.1 if times & spoken else 0.0
    return fit


def _class_fit(column: ColumnFacts, question: Asks, score: float) -> float:
    """How well a column answers which kind, who, and whether."""
    if question.kind:
        return 0.15 if not column.is_binary and not column.is_numeric else -0.12 if column.is_flag else 0.0
    if not question.yes_no or score < 0.12:
        return 0.0
    if column.is_binary:
        return 0.18 if column.is_flag or "event" in column.kinds else 0.1
    if column.is_numeric:
        return -0.2 if question.whether or question.who else 0.05
    return -0.25 if question.whether else 0.0


# ---- what is not there -----------------------------------------------------------------------------------------------

_EMPTY_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "is",
        "are",
        "be",
        "been",
        "was",
        "were",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "should",
        "shall",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "not",
        "no",
        "yes",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "there",
        "here",
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "me",
        "us",
        "our",
        "your",
        "my",
        "their",
        "them",
        "him",
        "her",
        "his",
        "who",
        "whom",
        "whose",
        "which",
        "what",
        "when",
        "where",
        "why",
        "how",
        "if",
        "whether",
        "as",
        "than",
        "then",
        "so",
        "but",
        "also",
        "very",
        "really",
        "just",
        "only",
        "too",
        "more",
        "most",
        "much",
        "many",
        "few",
        "less",
        "least",
        "up",
        "down",
        "out",
        "off",
        "over",
        "under",
        "again",
        "once",
        "all",
        "any",
        "each",
        "every",
        "some",
        "such",
        "own",
        "same",
        "other",
        "into",
        "about",
        "between",
        "through",
        "during",
        "before",
        "after",
        "above",
        "below",
        "likely",
        "going",
        "able",
        "get",
        "gets",
        "got",
        "go",
        "goes",
        "let",
        "like",
        "want",
        "wants",
        "need",
        "needs",
        "please",
        "thanks",
        "thank",
        "hi",
        "hello",
        "team",
        "well",
        "one",
        "two",
        "three",
        "new",
        "next",
        "last",
        "per",
        "via",
        "ever",
        "never",
        "always",
        "often",
        "still",
        "yet",
        "already",
        "now",
        "today",
        "tomorrow",
        "week",
        "weeks",
        "day",
        "days",
        "month",
        "months",
        "year",
        "years",
        "hour",
        "hours",
        "time",
        "times",
        "end",
        "kind",
        "type",
        "sort",
        "right",
        "left",
        "thing",
        "things",
        "lot",
        "lots",
        "bit",
        "able",
        "going",
        "come",
        "comes",
        "coming",
        "take",
        "takes",
        "taking",
        "put",
        "puts",
        "say",
        "says",
        "tell",
        "tells",
        "per",
        "cent",
        "percent",
        "average",
        "far",
        "near",
        "better",
        "best",
        "ahead",
        *[
            "build",
            "built",
            "make",
            "makes",
            "made",
            "use",
            "used",
            "work",
            "works",
            "run",
            "fair",
            "real",
            "sure",
            "certain",
            "main",
            "different",
            "several",
            "another",
        ],
        *[
            "others",
            "else",
            "anything",
            "everything",
            "something",
            "nothing",
            "nobody",
            "suggest",
            "propose",
            "appropriate",
            "suitable",
            "right",
            "chance",
            "chances",
            "risk",
            "risks",
            "odds",
            "likelihood",
            "probability",
            "possibility",
            "possible",
            "doing",
            "well",
            "fine",
            "okay",
        ],
        "future",
    ]
)


def has_meaning(unit: Unit) -> bool:
    """Whether an English word says more than grammar does."""
    return len(unit.text) > 3 and unit.text in lexicon().english and unit.text not in _EMPTY_WORDS


def _unknown(scan: Scan, ask: Asked, candidates: Sequence[Candidate]) -> tuple[Unit, ...]:
    """Asking words with a meaning of their own that no column shares."""
    found = []
    hits = {
        number
        for match in match_columns(scan.facts, ask.units)
        if match.coverage >= 0.25
        for number, hit in match.hits.items()
        if hit >= 0.2
    }
    cells = {number for items in _cells_by_column(scan, ask).values() for _, _, number in items}
    covered = {number for candidate in candidates[:3] for number in candidate.units}
    spans = [match.span() for cue in cues("ask") for match in cue.pattern.finditer(scan.text)]
    for number, unit in enumerate(ask.units):
        if any(low <= unit.start and unit.end <= high for low, high in spans) and not _follows_how_many(scan, unit):
            continue
        if ask.weights[number] < 0.7 or number in hits or number in covered or number in cells or unit.column:
            continue
        if unit.text.removesuffix("'s") in _EMPTY_WORDS or set(unit.phrase) <= scan.facts.context:
            continue
        if not re.search(r"[a-z]{3}|[㐀-鿿]{2}", unit.text):
            continue
        meaningful = bool(unit.kinds & (PREDICTABLE_KINDS - {"outcome", "status"}))
        meaningful = meaningful or (not unit.kinds and unit.text in lexicon().english)
        # A Chinese noun that the dictionary explains and the table does not have.
        meaningful = meaningful or (
            not unit.kinds and bool(lexicon().glosses.get(unit.text)) and ask.weights[number] >= 1.0
        )
        if meaningful or _follows_how_many(scan, unit):
            found.append(unit)
    return tuple(found)


def _is_head(scan: Scan, unit: Unit) -> bool:
    """Whether a Chinese word ends its clause, but for a vague word such as 情况: the thing that is asked for."""
    return (
        re.match(
            r"(?:的?(?:情况|状况|变化|走势|趋势|水平|结果|程度|数据))?\s*(?:[,。.!?吗呢;]|$)", scan.text[unit.end :]
        )
        is not None
    )


def _follows_how_many(scan: Scan, unit: Unit) -> bool:
    return (
        re.search(r"\bhow many (?:\w+ )?$|多少(?:个|位|名)?$", scan.text[max(0, unit.start - 24) : unit.start])
        is not None
    )


def positive_of(scan: Scan, candidate: Candidate, ask: Asked) -> tuple[str, bool]:
    """The class that the wording is after, and whether the goal said so: a cell, a bad end, yes, else the rarer one."""
    column = candidate.column
    values = column.values
    spoken = scan.facts.spoken.get(column.name)
    if spoken in values:
        return spoken, True
    side = _side_asked(scan, ask)
    sides = {value: polarity().get(phrase_of(value.lower().replace("_", " ")), 0) for value in values}
    yes = next((value for value in values if "answer:yes" in gazetteer().get(value.lower(), ())), None)
    no = next((value for value in values if value != yes and "answer:no" in gazetteer().get(value.lower(), ())), None)
    if yes is not None and no is not None:
        if _event_denied(scan, candidate, ask):
            return no, True
        # A flag such as "passed" names the good end: who asks for the bad one wants its "no".
        named = _name_side(column)
        if side and named and side != named:
            return no, True
        return yes, True
    if side and side in sides.values():
        return next(value for value in values if sides[value] == side), True
    if candidate.cell in values:
        return str(candidate.cell), True
    meant = like_cell(scan, column, ask)
    if meant is not None:
        return meant, True
    if -1 in sides.values():
        return next(value for value in values if sides[value] == -1), False
    return column.rarer or values[-1], False


def _event_denied(scan: Scan, candidate: Candidate, ask: Asked) -> bool:
    """ "Which flats will not be let", 租不出去: the words that name the column stand under a negation."""
    for number in candidate.units:
        unit = ask.units[number]
        if not unit.kinds & {"event", "flag"} and unit.column is None:
            continue
        before = scan.text[max(0, unit.start - 18) : unit.start]
        if re.search(
            r"\b(?:not|never|won't|don't|doesn't|didn't|unlikely to|fail to|fails to"
            r"|no longer)(?: (?:be|get|have|really|ever))?\s*$",
            before,
        ):
            return True
        if re.search(
            r"(?:(?<![会能是要可没有])不(?:会|能|想|愿意?|再|肯)?|没有?|未能?|无法|难以|拒绝)(?:被|再|去|能)?$", before
        ) and not re.search(r"有没有$", before):
            return True
        if re.match(r"[^,。]?不(?:出去|掉|成|了|上|完|起|到|动)", scan.text[unit.end :]) or re.search(
            r"不(?:出去|掉|成|了|上|完|起|到)", unit.text
        ):
            return True
    return False


def _side_asked(scan: Scan, ask: Asked) -> int:
    """-1 where the goal speaks of a bad end, 1 of a good one, 0 of neither."""
    total = 0.0
    for number, unit in enumerate(ask.units):
        if ask.weights[number] < 0.5:
            continue
        total += ask.weights[number] * _side_of(scan, unit)
    return (total > 0.3) - (total < -0.3)


def _side_of(scan: Scan, unit: Unit) -> int:
    side = polarity().get(unit.phrase, 0) or polarity().get((unit.text,), 0)
    if not side and len(unit.phrase) > 1:
        side = next((polarity()[(word,)] for word in unit.phrase if (word,) in polarity()), 0)
    before = scan.text[max(0, unit.start - 16) : unit.start]
    denied = re.search(
        r"\b(?:not|never|won't|don't|doesn't|fail to|unable to|no longer|without)(?: \w+)?\s*$"
        r"|(?:(?<![会能是要可])不|没|未|无法|(?<!会)不会|没有|没能|未能|难以)(?:再|被|能|法|会|按时|准时)?$",
        before,
    )
    return -side if denied else side


def _name_side(column: ColumnFacts) -> int:
    for word in column.words:
        side = polarity().get(phrase_of(word), 0)
        if side:
            return side
    if column.kinds & {"event"}:
        known = lexicon()
        if any("pass" in known.concepts(phrase_of(word)) or word == "survive" for word in column.words):
            return 1
    return 0
