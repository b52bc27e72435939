"""Columns that a goal rules out, and columns that it wants to be the only ones."""

from __future__ import annotations

import re

from autoglm_core.goal.columns import FULL, match_columns, mentioned
from autoglm_core.goal.lexicon import turn_of_phrase
from autoglm_core.goal.likeness import like_columns
from autoglm_core.goal.scan import Scan
from autoglm_core.goal.settings import Parts, said
from autoglm_core.messages import Message

_FORWARD = turn_of_phrase("leave_out-forward")
_WRAP = turn_of_phrase("leave_out-wrap")
_BACKWARD = turn_of_phrase("leave_out-backward")
_MUST_POSITIVE = turn_of_phrase("leave_out-must-positive")
_CHINESE = turn_of_phrase("leave_out-chinese")
_CHINESE_BACK = turn_of_phrase("leave_out-chinese-back")
_ANAPHOR = turn_of_phrase("leave_out-anaphor")
_STOP_REGION = turn_of_phrase("leave_out-stop-region")
_ONLY = turn_of_phrase("leave_out-only")
_ONLY_AFTER = turn_of_phrase("leave_out-only-after")
_ONLY_STOP = turn_of_phrase("leave_out-only-stop")
_PRONOUNS = frozenset(
    [
        "it",
        "they",
        "them",
        "these",
        "those",
        "this",
        "that",
        "which",
        "both",
        "all",
        "the",
        "a",
        "an",
        "so",
        "and",
        "but",
        "would",
        "will",
        "is",
        "are",
        "be",
        "as",
        "there",
        "we",
    ]
)
# A thing that rows stand for, directly after "only", speaks of rows: "using only homes with a pool".
_ROWS_FOLLOW = re.compile(
    r"\s*(?:the |those )?(?:data (?:from|of|on|for)|rows?|records?|cases?|entries)\b|[^,。]{0,12}的(?:数据"
    r"|记录|客户|订单|样本|行|人)"
)


def read_columns_wanted(scan: Scan, parts: Parts) -> None:
    """Read ``include_only`` and ``exclude``."""
    _include(scan, parts)
    _exclude(scan, parts)


# ---- left out --------------------------------------------------------------------------------------------------------


def _exclude(scan: Scan, parts: Parts) -> None:
    found: dict[str, tuple[int, int]] = {}
    for match in _WRAP.finditer(scan.text):
        start, end = match.span("what")
        names = [] if _ANAPHOR.match(match["what"]) else _columns(scan, start, end)
        low = start
        if not names and _ANAPHOR.match(match["what"]):
            low, _, names = _backwards(scan, match.start())
        for name in names:
            found.setdefault(name, (min(low, match.start()), match.end()))
        if names:
            scan.use(min(low, match.start()), match.end(), "exclude")
    _denials(scan, found)
    if found:
        order = [column.name for column in scan.facts.columns]
        parts.values["exclude"] = tuple(sorted(found, key=order.index))
        spans = sorted(set(found.values()))
        parts.reasons["exclude"] = said(scan, spans[0][0], spans[0][1]) if len(spans) == 1 else _several(scan, spans)


def _denials(scan: Scan, found: dict[str, tuple[int, int]]) -> None:
    """Add the columns that each denial is about, with the words that say so."""
    about_rows: list[tuple[int, int]] = []
    for pattern, backward in ((_FORWARD, False), (_CHINESE, False), (_BACKWARD, True), (_CHINESE_BACK, True)):
        for match in pattern.finditer(scan.text):
            if any(low <= match.start() < high for low, high in about_rows):
                continue
            if _speaks_of_rows(match, scan.text[match.end() : scan.sentence_at(match.start())[1]]):
                about_rows.append((match.start(), scan.clause_at(match.start())[1]))
                continue
            if _others(scan, match) or _is_idle(scan, match, pattern is _BACKWARD) or _is_asked(scan, match):
                continue
            start, end, names = _around(scan, match, backward=backward)
            for name in names:
                found.setdefault(name, (start, end))
            if names:
                scan.use(start, end, "exclude")


def _is_idle(scan: Scan, match: re.Match[str], english_after: bool) -> bool:
    """Whether a denial was read already, or says nothing of columns."""
    if scan.is_used(match.start(), match.end()) and not _partly(scan, match):
        return True
    if not english_after:
        return False
    allows = _MUST_POSITIVE.match(match.group()) and not _negated_subject(scan, match.start())
    return bool(allows) or _other_subject(scan, match.start())


def _others(scan: Scan, match: re.Match[str]) -> bool:
    """ "And no other kind of model", "only periods without ice": no column is ruled out."""
    if re.match(r"\s*(?:other|others|further|more)\b", scan.text[match.end() :]):
        return True
    clause = scan.clause_at(match.start())
    led = re.search(r"\bonly\b|只看|只要", scan.text[clause[0] : match.start()])
    return match.group() in ("without", "without any") and led is not None


_QUESTION_FIRST = turn_of_phrase("target-asks-first")
_VERB_ONLY = re.compile(r"(?:skip|drop|ignor|remov|discard|hid|omit|leav|keep|tak|strip)")


def _is_asked(scan: Scan, match: re.Match[str]) -> bool:
    """ "Do people skip the intro?" asks for what would be an order elsewhere."""
    start, end = scan.sentence_at(match.start())
    question = scan.text[end : end + 1] in ("?", "？") and _QUESTION_FIRST.match(scan.text[start:end].lstrip())
    return bool(question and _VERB_ONLY.match(match.group()) and not re.search(r"ing\b", match.group()))


def _several(scan: Scan, spans: list[tuple[int, int]]) -> Message:
    return Message("goal-reason-said", {"words": " … ".join(scan.quote(*span) for span in spans)})


def _partly(scan: Scan, match: re.Match[str]) -> bool:
    return any(position not in scan.used for position in range(*match.span()))


def _other_subject(scan: Scan, position: int) -> bool:
    """ "Plain accuracy would be meaningless" says nothing of the columns in the clause before."""
    start, _ = scan.clause_at(position)
    units = [
        unit
        for unit in scan.units_in(start, position, free=False)
        if unit.text not in _PRONOUNS and not unit.is_generic
    ]
    return (
        bool(units)
        and not mentioned(scan.facts, units)
        and not any(
            unit.text in ("which", "that", "it", "they", "these", "those", "this", "both")
            for unit in scan.units_in(start, position, free=False)
        )
    )


def _negated_subject(scan: Scan, position: int) -> bool:
    start, _ = scan.clause_at(position)
    return re.search(r"\b(no|none of|neither)\b", scan.text[start:position]) is not None


def _around(scan: Scan, match: re.Match[str], *, backward: bool) -> tuple[int, int, list[str]]:
    """The columns that the denial ``match`` is about: after it, else before it, else in the clause before."""
    sentence = scan.sentence_at(match.start())
    if not backward:
        end = _region_end(scan, match.end(), sentence[1])
        rest = scan.text[match.end() : end]
        if re.match(r"\s*(?:[,。;!?]|$)", rest) and re.match(r"[㐀-鿿]", match.group()):
            end = match.end()  # "BMI 不用, ...": the column stands before
            rest = ""
        if not _ANAPHOR.match(rest) and not _speaks_of_rows(match, rest):
            names = _columns(scan, match.end(), end)
            if names and not _cell_there(scan, match.end(), end):
                return match.start(), end, names
            if _has_content(scan, match.end(), end):
                return match.start(), end, []
        elif not _ANAPHOR.match(rest):
            return match.start(), end, []
    limit = match.start()
    if re.match(r"(?:之|以)后才|才(?:有|知道|能|会|填)", match.group()):
        # "X 是 Y 之后才有的": Y is the event, X the column.
        event = re.search(r"(?:是|在|要|得|只有)[^,。;]{0,12}$", scan.text[:limit])
        limit = event.start() if event else limit
    own = scan.clause_at(match.start())
    if (
        not backward
        and own[0] > scan.sentence_at(match.start())[0]
        and _PRONOUN_SUBJECT.match(scan.text[own[0] : limit].lstrip())
    ):
        limit = own[0]  # "..., so it has to work without it": what "it" is was said before
    start, _, names = _backwards(scan, limit)
    return start, match.end(), names


_PRONOUN_SUBJECT = re.compile(
    r"(?:so |and |but |then |thus )*(?:it|they|that|this|we|you|please|the model)\b|(?:所以|因此)?(?:它|模型|这)"
)


def _cell_there(scan: Scan, start: int, end: int) -> bool:
    """ "Except medical loans" denies rows, not the columns that have to do with loans."""
    units = scan.units_in(start, end)
    if any(unit.column for unit in units):
        return False
    return any(
        unit.phrase in scan.facts.value_index or (unit.text,) in scan.facts.value_index
        for unit in units
        if len(unit.text) > 2
    )


def _has_content(scan: Scan, start: int, end: int) -> bool:
    """Whether something is denied there, though no column: a model family, a cell, a thing the table lacks."""
    if any(position in scan.used for position in range(start, end)):
        return True
    if any(phrase[0] in scan.text[start:end] for phrase in scan.facts.value_starts.get("", ())):
        return True
    units = scan.units_in(start, end)
    if len(re.findall(r"[㐀-鿿]", re.sub(r"[的了吧吗呢啊也都还就再个列这那一到]", "", scan.text[start:end]))) >= 2:
        return True
    return any(
        len(unit.text) > 1
        and not unit.is_generic
        and unit.text not in _PRONOUNS
        and unit.text not in ("it", "them", "这", "的", "到")
        for unit in units
    )


def _speaks_of_rows(match: re.Match[str], rest: str) -> bool:
    """ "Exclude bookings without a review" is about rows: a thing that rows stand for, then a condition on it."""
    return bool(
        re.match(
            r"\s*(?:all |any |the |every )?(?:rows?|records?|cases?|entries)\b|[^,。]{0,16}的(?:数据|记录"
            r"|行|样本|客户|订单)",
            rest,
        )
    ) or bool(
        re.match(r"(?:exclud|drop|remov|ignor|skip|omit|discard)", match.group())
        and re.match(
            r"\s*(?:all |any |the )?\w+ (?:without|with|who|that|where|which|whose|from|in|older"
            r"|younger|below|above|over|under)\b",
            rest,
        )
    )


def _region_end(scan: Scan, start: int, end: int) -> int:
    """How far an enumeration goes on: over commas as long as columns follow."""
    stop = _STOP_REGION.search(scan.text, start, end)
    while stop and any(unit.column and unit.start < stop.end() and stop.start() < unit.end for unit in scan.units):
        stop = _STOP_REGION.search(scan.text, stop.end(), end)
    end = min(end, stop.start()) if stop else end
    position = start
    for low, high in scan.clauses(start, end):
        if low > start and not _begins_with_column(scan, low, high):
            return position
        position = high
    return min(position, end) if position > start else end


def _begins_with_column(scan: Scan, start: int, end: int) -> bool:
    """Whether the enumeration goes on here: the clause is hardly more than names of columns."""
    units = [
        unit
        for unit in scan.units_in(start, end)
        if unit.text not in ("the", "and", "or", "a", "an", "any", "as", "well", "和", "或", "与", "及")
    ]
    if not units or len(units) > 6:
        return False
    if (
        re.search(
            r"\b(is|are|it|they|we|should|must|will|won't|please|i)\b|不|要|能|会|是|请|只|每", scan.text[start:end]
        )
        and not units[0].column
    ):
        return False
    return bool(mentioned(scan.facts, units[:2]))


def _backwards(scan: Scan, position: int) -> tuple[int, int, list[str]]:
    sentence = scan.sentence_at(position)
    clauses = [clause for clause in scan.clauses(sentence[0], position) if clause[0] < position]
    for start, end in reversed(clauses[-3:]):
        if any(scan.used.get(place) in ("exclude", "filters", "include_only") for place in range(start, end)):
            break
        event = re.search(r"(?:是|在|要|得|只有)[^,。;]{0,12}(?:之|以)?后", scan.text[start:end])
        names = _columns(scan, start, start + event.start() if event else end)
        if not names and _has_content(scan, start, end):
            break
        if names:
            # An enumeration may have begun before: 实际天数、延误天数和...
            return start, end, names
    before = [span for span in scan.sentences if span[1] <= sentence[0]]
    if before and (not clauses or not _has_content(scan, sentence[0], position)):
        start, end = before[-1]
        return start, end, _columns(scan, start, end)
    return position, position, []


_AND = re.compile(r",|、|\band\b|\bor\b|\bnor\b|\bneither\b|&|和|与|及|或者?|还有|以及")
_EDGE = re.compile(
    r"^(?:the|a|an|any|our|their|either|both|also|even|把|将|那个?|这个?|现成的|的)+\s*|(?:that|this|那|这|一|两|几|列|个|字段|信息|数据|的|也|都|列数据"
    r"|is|are|was|were|please|column|columns|field|data|there|here|,)+\s*$"
)


def _columns(scan: Scan, start: int, end: int) -> list[str]:
    """The columns that are listed between two places: by words, else each by what it means."""
    names: dict[str, None] = dict.fromkeys(_shared_noun(scan, start, end))
    if names:
        return sorted(names, key=scan.facts.positions.__getitem__)
    for low, high in _listed(scan, start, end):
        units = [unit for unit in scan.units_in(low, high) if not (unit.is_generic and unit.column is None)]
        found = mentioned(scan.facts, units, things=False)
        if found and not any(unit.column for unit in units):
            best = {match.column.name: match.coverage for match in match_columns(scan.facts, units)}
            top = max(best[name] for name in found)
            found = [name for name in found if best[name] >= (0.85 if top >= FULL else 0.75) * top]
            plain = [name for name in found if not scan.facts.column(name).is_identifier]
            found = plain if plain and not any("id" in unit.kinds for unit in units) else found
            if (top < 0.62 or len(found) > 2) and not _cell_there(scan, low, high):
                meant = like_columns(scan.facts, _said(scan, low, high))
                found = meant if meant and (meant[0] in found or top < 0.55) else found
        elif not found and units and high - low <= 60 and not (scan.is_used(low, high) or _cell_there(scan, low, high)):
            found = like_columns(scan.facts, _said(scan, low, high))
        names.update(dict.fromkeys(found))
    return sorted(names, key=scan.facts.positions.__getitem__)


def _said(scan: Scan, low: int, high: int) -> str:
    """What a member of an enumeration is called, without what is told of it."""
    text = re.split(
        r"没有|还没|尚未|到时候?|要到|要等|只有|(?<=[㐀-鿿])(?:都|是|会|由|在)", scan.text[low:high].strip()
    )[0]
    return _EDGE.sub("", text)


def _shared_noun(scan: Scan, start: int, end: int) -> list[str]:
    """起飞和到达的延误分钟数: each of the two takes the noun after 的."""
    match = re.fullmatch(
        r"(?:把)?([㐀-鿿]{2,6})(?:和|与|及)([㐀-鿿]{2,6}?)的([㐀-鿿]{2,8}?)(?:都|也|均)?",
        scan.text[start:end].strip(" ,"),
    )
    if match is None or any(unit.column for unit in scan.units_in(start, end)):
        return []
    found = [like_columns(scan.facts, f"{lead}的{match[3]}") for lead in (match[1], match[2])]
    return [*found[0], *found[1]] if all(found) else []


def _listed(scan: Scan, start: int, end: int) -> list[tuple[int, int]]:
    """The members of an enumeration; one stretch where a name or "between x and y" holds the word "and"."""
    spans, position = [], start
    for match in _AND.finditer(scan.text, start, end):
        if scan.is_named(match.start()) or any(u.start < match.start() < u.end for u in scan.units):
            continue
        spans.append((position, match.start()))
        position = match.end()
    spans.append((position, end))
    return [(low, high) for low, high in spans if scan.text[low:high].strip()]


# ---- the only ones ---------------------------------------------------------------------------------------------------


def _include(scan: Scan, parts: Parts) -> None:
    regions: list[tuple[int, int, int | None]] = [
        (match.start(), match.end(), None) for match in _ONLY.finditer(scan.text)
    ]
    regions += [
        (
            match.start(),
            match.start("what") if match["what"] else match.start("zh"),
            match.end("what") if match["what"] else match.end("zh"),
        )
        for match in _ONLY_AFTER.finditer(scan.text)
    ]
    for cue_start, start, limit in regions:
        if re.search(r"(?:\bnot|n't|\bnever|不要?|别)\s*$", scan.text[:cue_start]):
            continue
        _, sentence_end = scan.sentence_at(start)
        stop = _ONLY_STOP.search(scan.text, start, limit or sentence_end)
        while stop and scan.is_named(stop.start()):
            stop = _ONLY_STOP.search(scan.text, stop.end(), limit or sentence_end)
        end = stop.start() if stop else (limit or sentence_end)
        if scan.is_used(start, end) and not scan.units_in(start, end):
            continue
        if _ROWS_FOLLOW.match(scan.text, start) or _compares(scan, start, end) or _entity_first(scan, start, end):
            continue
        names = _columns(scan, start, end)
        if names and not _mostly_values(scan, start, end, names):
            parts.put("include_only", tuple(names), scan, cue_start, end)
            return


def _compares(scan: Scan, start: int, end: int) -> bool:
    return any(start <= number.start < end for number in scan.numbers) and bool(
        re.search(
            r"at least|at most|more than|less than|over|under|above|below|older|younger|以上|以下|超过"
            r"|大于|小于|不低于|至少|最多",
            scan.text[start:end],
        )
    )


def _entity_first(scan: Scan, start: int, end: int) -> bool:
    units = [unit for unit in scan.units_in(start, end) if unit.text not in ("the", "a", "an", "those", "our", "all")]
    return bool(
        units
        and units[0].column is None
        and "entity" in units[0].kinds
        and re.search(r"\b(with|who|that|whose|from|in|where|which)\b", scan.text[start:end])
    )


def _mostly_values(scan: Scan, start: int, end: int, names: list[str]) -> bool:
    """ "Only Sales" may be a cell of a column as well as part of a name: a cell that stands there exactly wins."""
    units = scan.units_in(start, end)
    cells = sum(unit.phrase in scan.facts.value_index for unit in units if unit.column is None)
    return cells >= len(names)
