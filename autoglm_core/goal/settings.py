"""What a goal says of the run itself: time, effort, limits, model families, validation, seed and priorities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.facts import ColumnFacts
from autoglm_core.goal.floors import floor_in
from autoglm_core.goal.lexicon import cues, families, turn_of_phrase
from autoglm_core.goal.likeness import like_columns
from autoglm_core.goal.numbers import Duration, Number
from autoglm_core.goal.scan import Scan
from autoglm_core.messages import Message
from autoglm_core.spec import Threshold


@dataclass
class Parts:
    """The plan as far as it was read: a value for each part, and the reason for it."""

    values: dict[str, Any] = field(default_factory=dict)
    reasons: dict[str, Message] = field(default_factory=dict)

    def put(self, part: str, value: Any, scan: Scan, start: int, end: int) -> None:
        """Set ``part``, with the words of the goal between ``start`` and ``end`` as its reason; both are used up."""
        self.values[part] = value
        self.reasons[part] = said(scan, start, end)
        scan.use(start, end, part)


def said(scan: Scan, start: int, end: int) -> Message:
    """The reason "you said ...", in the words that were typed."""
    return Message("goal-reason-said", {"words": scan.quote(start, end)})


_LATENCY = turn_of_phrase("settings-latency")
_NOT_BUDGET = re.compile(
    r"\b(next|coming|following|last|past|previous|every|each|ahead|older|younger|hour by hour"
    r"|upcoming)\b[^,.;]{0,12}$"
    r"|(未来|接下来|今后|之后|此后|过去|最近|每|提前|往后|近)[^,，。;；]{0,3}$"
)
_BUDGET_BEFORE = turn_of_phrase("settings-budget-before")
_BUDGET_AFTER = turn_of_phrase("settings-budget-after")
_SIZE = re.compile(r" ?-?(mb|megabytes?|mib|gb|gigabytes?|kb|kilobytes?|兆字节|兆|m(?=[,，。.; ]|$|以|之))")
_SIZE_FACTOR = {"g": 1_000.0, "k": 0.001}
_TRIALS = re.compile(
    r"[ -]*(?:个|次|轮|组)?(trials?|configurations?|attempts|rounds|iterations|tries|试验|尝试|实验)|次(?=[,，。.]|$)"
)


def read_settings(scan: Scan, parts: Parts) -> None:
    """Read everything about the run; each recogniser uses up its words, so the order matters."""
    _weights(scan, parts)
    _seed(scan, parts)
    _folds(scan, parts)
    _size(scan, parts)
    _latency(scan, parts)
    _budget(scan, parts)
    _split(scan, parts)
    _floor(scan, parts)
    _families(scan, parts)
    _wording(scan, parts)


def _weights(scan: Scan, parts: Parts) -> None:
    for start, end in scan.sentences:
        text = scan.text[start:end]
        named: dict[str, tuple[int, int]] = {}
        for cue in cues("weight"):
            for match in cue.pattern.finditer(text):
                overlaps = any(match.start() < high and low < match.end() for low, high in named.values())
                if cue.value not in named and not overlaps:
                    named[cue.value] = match.span()
        if len(named) < 2:
            continue
        shares = _shares(scan, start, named)
        if shares:
            spans = [*named.values()]
            parts.put("weights", shares, scan, start + min(s for s, _ in spans), end)
            return
        ratio = _ratio(scan, start, end)
        if ratio is None:
            continue
        (first, _), (second, _) = sorted(named.items(), key=lambda item: item[1])[:2]
        if re.search(r"\bless important|half as (important|much)|不如", text):
            first, second = second, first
        spans = [named[first], named[second]]
        low, high = min(s for s, _ in spans), max(e for _, e in spans)
        opening = scan.clause_at(start + low)[0]
        # "..., 比训练时间重要两倍, 不要用..." goes on with something else after its own clause.
        closing = max(scan.clause_at(start + high - 1)[1], start + high)
        parts.put("weights", {first: ratio, second: 1.0}, scan, max(start, opening), closing)
        return


def _shares(scan: Scan, start: int, named: dict[str, tuple[int, int]]) -> dict[str, float]:
    """Priorities given as parts of a whole: "accuracy 70 %, speed 30 %", 准确性占七成."""
    found: dict[str, float] = {}
    order = sorted(named.items(), key=lambda item: item[1])
    for number, (name, (_, high)) in enumerate(order):
        limit = order[number + 1][1][0] if number + 1 < len(order) else len(scan.text)
        share = next((n for n in scan.numbers if n.share and high <= n.start - start < limit), None)
        if share is None:
            return {}
        found[name] = round(10 * share.value, 6)
    return found


def _ratio(scan: Scan, start: int, end: int) -> float | None:
    text = scan.text[start:end]
    for number in scan.numbers:
        if start <= number.start < end and re.match(r"[ -]*(times|x\b|fold|倍)", scan.text[number.end : end]):
            return float(number.value)
    if re.search(r"\btwice|\bdouble|两倍|一倍", text):
        return 2.0
    if re.search(r"\bthrice\b", text):
        return 3.0
    if re.search(r"half as (important|much)", text):
        return 2.0
    if re.search(
        r"equally important|as important as|same (weight|importance)|matters? as much|同等重要|一样重要|同样重要", text
    ):
        return 1.0
    return None


def _seed(scan: Scan, parts: Parts) -> None:
    for match in cues("seedword")[0].pattern.finditer(scan.text):
        after = [number for number in scan.numbers if 0 <= number.start - match.end() <= 14]
        before = [number for number in scan.numbers if 0 <= match.start() - number.end <= 3]
        for number in (*after[:1], *before[-1:]):
            if number.value == int(number.value) and not number.share:
                low, high = min(match.start(), number.start), max(match.end(), number.end)
                parts.put("seed", int(number.value), scan, low, high)
                return


def _folds(scan: Scan, parts: Parts) -> None:
    for number in scan.numbers:
        after = re.match(r"[ -]*(folds?\b|折)", scan.text[number.end :])
        if after and not number.share and 2 <= number.value <= 50 and not scan.is_used(number.start, number.end):
            parts.put("folds", int(number.value), scan, number.start, number.end + after.end())
            tail = re.compile(r"[ -]*(cross[- ]?validation|cv\b|交叉验证)").match(scan.text, number.end + after.end())
            if tail:
                scan.use(*tail.span(), "folds")
            return


def _size(scan: Scan, parts: Parts) -> None:
    for number in scan.numbers:
        match = _SIZE.match(scan.text, number.end)
        if match is None or number.share:
            continue
        if match[1] == "m" and not re.search(r"model|size|small|模型|大小", scan.text):
            continue
        factor = _SIZE_FACTOR.get(match[1][0], 1.0)
        parts.put("max_model_mb", number.value * factor, scan, number.start, match.end())
        _use_lead(
            scan,
            number.start,
            r"(no (bigger|larger|more) than|at most|under|below|fit into|smaller than|less than)\s*$",
        )
        return


def _latency(scan: Scan, parts: Parts) -> None:
    able = []
    for duration in scan.durations:
        clause = scan.clause_at(duration.start)
        speaks = _LATENCY.search(scan.text, *clause) is not None
        if duration.unit == "ms" or (duration.seconds <= 10 and speaks):
            # "Whose ping is above 150 ms" speaks of a column, "5 ms per answer" of the model.
            able.append((not speaks, _is_compared(scan, clause, duration), duration.start, duration))
    if not able or (able and min(able)[:2] == (True, True)):
        return
    duration = min(able)[3]
    parts.put("max_latency_ms", round(duration.seconds * 1_000, 6), scan, duration.start, duration.end)
    _use_lead(scan, duration.start, r"(within|under|in|below|less than|at most)\s*$")


def _is_compared(scan: Scan, clause: tuple[int, int], duration: Duration) -> bool:
    """Whether the clause names a column that is measured in the unit of ``duration``."""
    names = mentioned(scan.facts, scan.units_in(*clause, free=False), least=0.3)
    return any(duration.unit in scan.facts.column(name).units for name in names)


def _use_lead(scan: Scan, end: int, pattern: str) -> None:
    match = re.search(pattern, scan.text[:end])
    if match:
        scan.use(match.start(), end, "limit")


def _budget(scan: Scan, parts: Parts) -> None:
    for number in scan.numbers:
        match = _TRIALS.match(scan.text, number.end)
        if match and not number.share and number.value >= 1 and not scan.is_used(number.start, number.end):
            parts.put("trials", int(number.value), scan, number.start, match.end())
            return
    for duration in scan.durations:
        if duration.unit not in ("second", "minute", "hour") or scan.is_used(duration.start, duration.end):
            continue
        start, end = scan.sentence_at(duration.start)
        before, after = scan.text[start : duration.start], scan.text[duration.end : end]
        clause = scan.text[slice(*scan.clause_at(duration.start))]
        if re.search(r"\b(on average|errors?|off by|right to|accurate to|deviat\w+|wrong by)\b|平均|误差|偏差", clause):
            continue
        adjective = scan.text[duration.start : duration.end].find("-") > 0 and re.match(
            r" (?!(?:limit|budget|run|maximum|cap|time|search|deadline|slot at)\b)[a-z]+", after
        )
        if adjective or _NOT_BUDGET.search(before) or _names_span(scan, duration.seconds):
            continue
        if re.match(
            r"[ -]*(?:slots?|intervals?|steps?|buckets?|windows?|bins?|blocks?|resolution|averages?"
            r"|的?(?:间隔|粒度))\b",
            after,
        ):
            continue
        if re.match(r"\s*(ahead|in advance|later|old\b|before|之后会|后会|后的|前|会|的)", after):
            continue
        if _BUDGET_BEFORE.search(before) or _BUDGET_AFTER.match(after):
            parts.put("seconds", duration.seconds, scan, duration.start, duration.end)
            return


def _names_span(scan: Scan, seconds: float) -> bool:
    """Whether some column is about just this span of time, as failure_within_24h is."""
    return f"q:{seconds:.0f}" in scan.facts.index


def _split(scan: Scan, parts: Parts) -> None:
    holdout = cues("holdoutword")[0].pattern
    for number in scan.numbers:
        if not number.share or not 0 < number.value < 0.9 or scan.is_used(number.start, number.end):
            continue
        clause = scan.clause_at(number.start)
        kept = holdout.search(scan.text, *clause)
        if kept:
            train = re.search(r"\btrain\w* (on|with)[^,.]{0,12}$", scan.text[clause[0] : number.start])
            parts.put("holdout", round(1 - number.value if train else number.value, 6), scan, *_around(number, kept))
    for cue in cues("validation"):
        for match in cue.pattern.finditer(scan.text):
            sentence = scan.sentence_at(match.start())
            if cue.value == "time" and scan.facts.time_column and "time_column" not in parts.values:
                date = _date_in(scan, *sentence) or scan.facts.time_column
                parts.put("validation_time", date, scan, *scan.clause_at(match.start()))
                break
            if cue.value == "group" and "validation_group" not in parts.values:
                column = _group_in(scan, *sentence)
                if column:
                    clause = scan.clause_at(match.start())
                    parts.put("validation_group", column, scan, clause[0], max(clause[1], match.end()))
                    break


def _floor(scan: Scan, parts: Parts) -> None:
    floor = floor_in(scan)
    if floor is not None:
        parts.put("threshold", Threshold(wish=floor.wish, floor=floor.share), scan, floor.start, floor.end)


def _around(number: Number, match: re.Match[str]) -> tuple[int, int]:
    return min(number.start, match.start()), max(number.end, match.end())


def _date_in(scan: Scan, start: int, end: int) -> str | None:
    for name in mentioned(scan.facts, scan.units_in(start, end, free=False)):
        if scan.facts.column(name).kind == "datetime":
            return name
    return None


def _group_in(scan: Scan, start: int, end: int) -> str | None:
    """The identifier whose rows are to stay together: of the thing that is named."""
    units = scan.units_in(start, end, free=False)
    names = mentioned(scan.facts, units, least=0.4)
    columns = [scan.facts.column(name) for name in names]
    ranked = sorted(columns, key=lambda c: (not (c.is_identifier or "id" in c.kinds), c.kind not in ("string", "int")))
    able = [c for c in ranked if c.kind in ("string", "int") and 1 < c.n_unique < scan.facts.rows]
    if not able or not (able[0].is_identifier or "id" in able[0].kinds):
        able = _repeated_ids(scan, start, end) or able
    return able[0].name if able else (ranked[0].name if ranked and "id" in ranked[0].kinds else None)


def _repeated_ids(scan: Scan, start: int, end: int) -> list[ColumnFacts]:
    """The identifiers whose values come back: what has several rows; of several, the one that is meant."""
    facts = scan.facts
    ids = [
        c
        for c in facts.columns
        if (c.is_identifier or "id" in c.kinds) and c.kind in ("string", "int") and 1 < c.n_unique < 0.9 * facts.rows
    ]
    if len(ids) < 2:
        return ids
    meant = like_columns(facts, scan.text[start:end], [c.name for c in ids])
    return [facts.column(name) for name in meant] or ids[:0]


_DENY = turn_of_phrase("settings-deny")
_ALLOW_AGAIN = re.compile(r"\b(but|only|instead|use|with|using)\b|只用|改用|而是|用(?=[^用]*$)|只要|仅")


def _families(scan: Scan, parts: Parts) -> None:
    allowed: list[str] = []
    denied: list[str] = []
    taken: set[int] = set()
    spans: dict[str, list[tuple[int, int]]] = {"allow": [], "deny": []}
    for names, pattern in families():
        for match in pattern.finditer(scan.text):
            if taken.intersection(range(*match.span())):
                continue
            taken.update(range(*match.span()))
            side = "deny" if _denied(scan, match.start(), match.end()) else "allow"
            (denied if side == "deny" else allowed).extend(names)
            spans[side].append(match.span())
    for side, chosen in (("allow", allowed), ("deny", denied)):
        if chosen:
            low, high = min(s for s, _ in spans[side]), max(e for _, e in spans[side])
            parts.values[f"models_{side}"] = tuple(dict.fromkeys(chosen))
            parts.reasons[f"models_{side}"] = said(scan, low, high)
            for start, end in spans[side]:
                scan.use(start, end, "families")


def _denied(scan: Scan, start: int, end: int) -> bool:
    low, high = scan.sentence_at(start)
    before = scan.text[low:start]
    denial = list(_DENY.finditer(before))
    if denial:
        # "do not use trees, only linear models": the last word of either kind before the name decides.
        between = before[denial[-1].end() :]
        again = _ALLOW_AGAIN.search(between) if re.search(r",|，|;|\bbut\b|\binstead\b|而是|改用", between) else None
        return again is None and not re.search(r"\b(predict|estimate|forecast)\b|预测", between)
    after = scan.text[end:high]
    return (
        re.match(
            r"[^,，]{0,10}(?:一律|统统|通通|全都?|都|就)?(不要|不能用|不用|别用|别|不许用|不行|免了|免谈|除外|禁用|禁止|排除)"
            r"|[^,，]{0,16}\b(is|are) (out|banned|forbidden|off|not allowed|ruled out|excluded|taboo|a no-go)",
            after,
        )
        is not None
    )


def _wording(scan: Scan, parts: Parts) -> None:
    for part in ("speed", "interpretable"):
        for cue in cues(part):
            match = next((m for m in cue.pattern.finditer(scan.text) if not scan.is_used(*m.span())), None)
            if match is None or part in parts.values or _is_negated(scan, match.start()):
                continue
            parts.values[part] = True if part == "interpretable" else cue.value
            parts.reasons[part] = said(scan, *match.span())
            scan.use(*match.span(), part)
            clause = scan.clause_at(match.start())
            if not any(c.pattern.search(scan.text, *clause) for c in cues("predict")) and clause[0] != 0:
                scan.use(*clause, part)
    if {"seconds", "trials"} & parts.values.keys():
        parts.values.pop("speed", None)
        parts.reasons.pop("speed", None)


def _is_negated(scan: Scan, start: int) -> bool:
    return (
        re.search(
            r"(\bnot( have)?( to be)?|\bneedn't be|n't (need|have) to( be)?|不需要|不必|不用|无需|不要求)\s*$",
            scan.text[:start],
        )
        is not None
    )
