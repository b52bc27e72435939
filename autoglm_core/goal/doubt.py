"""What a reading does where a goal fits several columns, none, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from autoglm_core.goal.columns import FULL, mentioned
from autoglm_core.goal.draft import Draft, barred_of
from autoglm_core.goal.facts import ColumnFacts, TableFacts, is_duration, is_money
from autoglm_core.goal.lexicon import PREDICTABLE_KINDS, cues
from autoglm_core.goal.likeness import unexplained
from autoglm_core.goal.outlook import Outlook
from autoglm_core.goal.reading import Question, Reading, ReadingStatus
from autoglm_core.goal.target import SURE, TIE, Candidate, Sought, has_meaning
from autoglm_core.goal.wanted import possible_targets
from autoglm_core.messages import Message

HALF_SURE = 0.34
_AS_NEAR = 0.05  # cosine
_VAGUE_TIME = frozenset(["time", "times", "duration", "时间", "时长"])
_VAGUE_MONEY = frozenset(
    [
        "price",
        "prices",
        "cost",
        "costs",
        "amount",
        "amounts",
        "value",
        "values",
        "worth",
        "money",
        "价格",
        "价钱",
        "金额",
        "费用",
        "how much money",
        "多少钱",
        "值多少钱",
        "价值",
        "数额",
    ]
)


def refused(key: str, facts: TableFacts, **values: Any) -> Reading:
    """A refusal that names what can be asked of the table instead."""
    able = [column.name for column in possible_targets(facts)[:3]]
    what = Message("goal-refusal-can", {"columns": able}) if able else Message("goal-refusal-can-open")
    return Reading(status=ReadingStatus.REJECT, refusal=Message(key, {**values, "possible": what}))


def named_before_cells(draft: Draft, sought: Sought) -> Sought:
    """A column of which only a cell is named, as in "for women", is a target only where no other column is named."""
    soft = {condition.column for condition, _ in draft.parts.values.get("soft_filters", ())}
    ranked = sorted(sought.candidates, key=lambda c: c.column.name in soft and c.coverage < HALF_SURE)
    if not ranked or ranked[0].score < SURE:
        return sought
    return replace(sought, candidates=_without(ranked, soft))


def _without(ranked: Sequence[Candidate], soft: set[str]) -> tuple[Candidate, ...]:
    """The candidates but for those that only a cell of a soft filter speaks for, after a first that is named."""
    first = ranked[0]
    if first.column.name in soft and first.coverage < HALF_SURE:
        return tuple(ranked)
    return tuple(c for c in ranked if not (c.column.name in soft and c.coverage < HALF_SURE))


def clearly_first(candidates: Sequence[Candidate]) -> list[Candidate]:
    """A column that is spoken of by half its name, where no other is near."""
    if not candidates or candidates[0].score < HALF_SURE or not candidates[0].units:
        return []
    clear = len(candidates) == 1 or candidates[1].score < candidates[0].score - TIE
    return [candidates[0]] if clear else []


def asks_for_absent(draft: Draft, sought: Sought, able: list[Candidate]) -> bool:
    if not sought.unknown:
        return False
    asks = any(cue.pattern.search(draft.seen.text) for part in ("predict", "ask", "task") for cue in cues(part))
    if not asks and not able:
        return not mentioned(draft.facts, draft.seen.units, least=0.3) and not any(
            set(unit.phrase) <= draft.facts.context for unit in draft.seen.units
        )
    if not able:
        return True
    best = able[0]
    asked = sought.asked
    telling = [unit for unit in sought.unknown if unit.kinds & (PREDICTABLE_KINDS | {"entity"})]
    if best.exact or best.score >= 0.8 or best.near >= (0.5 if telling else 0.3) or not telling:
        return False
    weight_of = {(unit.start, unit.end): weight for unit, weight in zip(asked.units, asked.weights, strict=True)}
    unknown = max(weight_of[unit.start, unit.end] for unit in telling)
    own = max((asked.weights[number] for number in best.units), default=0.0)
    return unknown > own or best.score < 0.5


def _vaguely_meant(draft: Draft, words: Sequence[str]) -> list[Candidate]:
    """Columns of money or of time, where the goal asks for no more than a price or a time."""
    barred = barred_of(draft)
    for vague, fits in ((_VAGUE_MONEY, is_money), (_VAGUE_TIME, is_duration)):
        if words and all(word in vague for word in words):
            columns = [column for column in draft.facts.columns if fits(column) and column.name not in barred]
            return [Candidate(column, SURE, frozenset(), 0.0, False) for column in columns]
    return []


def absent(draft: Draft, sought: Sought) -> Reading:
    vague = _vaguely_meant(draft, [unit.text for unit in sought.unknown])
    if vague:
        return which(draft, vague)
    asked = sought.unknown[:2]
    words = draft.seen.quote(asked[0].start, asked[-1].end) if asked else ""
    return refused("goal-refusal-absent", draft.facts, words=words)


def rivals_of(draft: Draft, able: list[Candidate], sought: Sought, outlook: Outlook | None) -> list[Candidate]:
    """The best candidate and those that the goal's words fit as well."""
    best = able[0]
    rivals = [best]
    entities = {
        number
        for number, unit in enumerate(sought.asked.units)
        if "entity" in unit.kinds and set(unit.phrase) <= draft.facts.context
    }
    for other in able[1:]:
        # The same words lead to both, and to neither by its whole name: how long the names are decides nothing.
        same = (
            other.units - entities == best.units - entities
            and best.coverage < FULL
            and not best.exact
            and other.score > best.score - 2.5 * TIE
        )
        if other.score < best.score - TIE and not same:
            continue
        if (other.units < best.units and not same) or (best.exact and not other.exact):
            continue
        rivals.append(other)
    nearest = max(rival.near for rival in rivals)
    explained = {number for rival in rivals for number in rival.units}
    if len(rivals) > 1 and nearest >= 0.35 and unexplained(draft.seen, sought.asked, explained):
        # Where names alone leave it open, what they mean may not.
        rivals = sorted((r for r in rivals if r.near >= nearest - _AS_NEAR), key=lambda rival: -rival.near)
    if outlook is not None and outlook.horizon and draft.facts.time_column and len(rivals) > 1:
        numeric = [rival for rival in rivals if rival.column.is_numeric and not rival.column.is_flag]
        rivals = numeric or rivals
    return rivals


def which(draft: Draft, rivals: list[Candidate]) -> Reading:
    order = [column.name for column in draft.facts.columns]
    names = tuple(sorted((rival.column.name for rival in rivals[:5]), key=order.index))
    question = Question("target", Message("goal-question-target", {"columns": list(names)}), names)
    return Reading(ReadingStatus.CLARIFY, questions=(question,), reasons=dict(draft.parts.reasons))


def unnamed(draft: Draft, sought: Sought, outlook: Outlook | None) -> Reading | Candidate:
    """A goal that names no column: the table's one outcome where the goal asks for it, else a question, else a no."""
    series = outlook is not None and draft.facts.time_column is not None
    text = draft.seen.text
    question = sought.asked.question
    told = any(
        set(unit.phrase) <= draft.facts.context and unit.kinds & PREDICTABLE_KINDS for unit in sought.asked.units
    )
    outcome = any("outcome" in unit.kinds for unit in sought.asked.units)
    spoken = [unit.text for unit in sought.asked.units if unit.text in _VAGUE_TIME | _VAGUE_MONEY]
    vague = _vaguely_meant(draft, spoken)
    if len(vague) > 1:
        return which(draft, vague)
    if any(cue.pattern.search(text) for cue in cues("action")) or outcome or (question.yes_no and told):
        flags = [column for column in possible_targets(draft.facts) if _is_outcome(column)]
        if len(flags) == 1:
            candidate = Candidate(flags[0], SURE, frozenset(), 0.0, False)
            return candidate
        if flags:
            return which(draft, [Candidate(column, SURE, frozenset(), 0.0, False) for column in flags])
    foreign = sought.unknown or any(has_meaning(unit) for unit in sought.asked.units)
    if foreign and not _speaks_of_table(draft, sought):
        return refused("goal-refusal-unrelated", draft.facts)
    able = [
        column
        for column in possible_targets(draft.facts)
        if not series or (column.kind == "int" and not column.is_flag)
    ]
    if not able and series:
        able = [column for column in draft.facts.columns if column.is_numeric and not column.is_flag]
    names = tuple(column.name for column in able[:4])
    open_question = Question("target", Message("goal-question-target-open"), names)
    return Reading(ReadingStatus.CLARIFY, questions=(open_question,), reasons=dict(draft.parts.reasons))


def _speaks_of_table(draft: Draft, sought: Sought) -> bool:
    """Whether anything in the goal has to do with modelling or with this table."""
    if any(unit.is_generic or unit.column for unit in draft.seen.units):
        return True
    if mentioned(draft.facts, draft.seen.units, least=0.3):
        return True
    return any(cue.pattern.search(draft.seen.text) for cue in cues("predict")) or not sought.asked.units


def _is_outcome(column: ColumnFacts) -> bool:
    """A yes or no that tells how a case ended, and not how an earlier one did."""
    ended = column.head_kinds & {"event", "outcome"} or (
        column.is_binary and not column.is_flag and "status" in column.kinds
    )
    return column.is_binary and bool(ended) and "stat" not in column.kinds
