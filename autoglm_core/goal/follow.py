"""A follow-up sentence changes a plan that is already there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from autoglm_core.goal.cells import Cell, cells_in
from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.draft import budget_of, by_part, metric_of, status_of
from autoglm_core.goal.leave_out import read_columns_wanted
from autoglm_core.goal.lexicon import cues, turn_of_phrase
from autoglm_core.goal.reader import Reader
from autoglm_core.goal.reading import Question, Reading, ReadingStatus
from autoglm_core.goal.retarget import retargeted
from autoglm_core.goal.rows import read_numbers, read_rows
from autoglm_core.goal.scan import Scan, scan
from autoglm_core.goal.settings import read_settings, said
from autoglm_core.goal.why_not import why_not_asked, why_not_column
from autoglm_core.messages import Message
from autoglm_core.spec import Budget, Filter, TaskSpec, Threshold, Wish

_UNDO = turn_of_phrase("follow-undo")
_BACK = turn_of_phrase("follow-back")
_FREE = turn_of_phrase("follow-free")
_PLAIN = turn_of_phrase("follow-plain")
_ALL_MODELS = turn_of_phrase("follow-all-models")
_INSTEAD = turn_of_phrase("follow-instead")
_ALL_COLUMNS = re.compile(
    r"\ball (?:the )?(?:columns|features|fields)\b|\beverything again\b|所有(?:的)?列|全部(?:的)?列"
)
_ALL_ROWS = turn_of_phrase("follow-all-rows")
_NEW_GOAL = turn_of_phrase("follow-new-goal")
_BALANCED = re.compile(
    r"\b(?:balanced|both (?:mistakes|errors) (?:alike|equally)|neither mistake|equally bad)\b"
    r"|两种错误(?:一样|同样)|同样糟|均衡就好"
)
_DOUBLE = re.compile(
    r"\b(?:twice|double) (?:as long|the time)\b|\blonger\b|\bmore time\b|时间(?:翻倍|加倍)|加倍|[久长]一[点些]"
)
_HALF = re.compile(r"\bhalf (?:as long|the time)\b|\bshorter\b|\bless time\b|时间减半|减半|短一[点些]")
_SHORTEST = 10.0  # seconds that "faster" leaves a search
_LEAVES = re.compile(
    r"\b(?:leave out|without|exclude|drop|remove|ignore|skip)\s+(?:the |my |our |any )?(?P<what>[^,.;]{2,40})"
    r"|(?:不要用|不用|去掉|排除|删除|删掉|忽略)(?P<zh>[^,，。;]{1,12})"
)


def follow(seen: Scan, current: TaskSpec, target: str | None = None) -> Reading:
    """The plan ``current`` as the follow-up ``seen`` changes it; a question where it changes nothing.

    ``target`` is the column that was chosen when the reader asked which one the follow-up means.
    """
    if target is not None:
        return retargeted(Reader(seen, current.budget).read(target), current)
    if _UNDO.match(seen.text):
        return Reading(ReadingStatus.OK, current, back=True)
    asked = why_not_asked(seen, current)
    if asked is not None:
        return asked.told(follow(scan(asked.rest, seen.facts), current), current)
    named = _new_goal(seen, current)
    if named is not None:
        return named
    changed = _changed(seen.fresh(), current)
    if changed.status is ReadingStatus.CLARIFY:
        return _another_target(seen, current) or changed
    return changed


def _changed(seen: Scan, current: TaskSpec) -> Reading:
    reader = Reader(seen, current.budget)
    returned, filters = _put_back(seen, current), _freed(seen, current)
    # What is said of the run is read before what is said of columns: "no limit on models" frees no rows.
    plain = _PLAIN.search(seen.text)
    if plain:
        seen.use(*plain.span(), "interpretable")
    read_settings(seen, reader.parts)
    read_numbers(seen, reader.parts)
    read_columns_wanted(seen, reader.parts)
    read_rows(seen, reader.parts)
    values = reader.parts.values
    changes: dict[str, Any] = _columns(values, current, returned, seen)
    changes |= _rows(values, current.replaced(filters=filters), seen)
    if "filters" not in changes and filters != current.filters:
        changes["filters"] = filters
    changes |= _run(values, current, seen)
    if plain:
        changes["interpretable"] = False
    changes |= _judging(reader, current, seen)
    spec = current.replaced(**changes)
    if spec == current:
        return _nothing_changed(seen, current, known=bool(changes))
    reasons = by_part(reader.parts.reasons)
    for part in changes:
        reasons.setdefault(part, said(seen, 0, len(seen.text)))
    reasons.setdefault("target", Message("goal-reason-kept"))
    return Reading(status_of(spec.task), spec, reasons, stated=frozenset(changes), speed=values.get("speed"))


def _nothing_changed(seen: Scan, current: TaskSpec, *, known: bool) -> Reading:
    """Why a follow-up changes nothing: the plan says so already, it cannot be, or the table has no such column."""
    columns = mentioned(seen.facts, [unit for unit in seen.units if not unit.is_generic])
    asks = _NEW_GOAL.search(seen.text)
    leaves = _LEAVES.search(seen.text)
    if known or (asks and current.target in columns):
        text = Message("goal-question-follow-same")
    elif asks and len(columns) == 1:
        text = why_not_column(seen.facts, current, columns[0]).text
    elif leaves and not mentioned(seen.facts, seen.units_in(*_named_in(leaves))):
        text = Message("goal-question-follow-absent", {"words": seen.quote(*_named_in(leaves))})
    else:
        text = Message("goal-question-follow")
    return Reading(ReadingStatus.CLARIFY, current, questions=(Question("goal", text, ()),))


def _named_in(match: re.Match[str]) -> tuple[int, int]:
    """Where the one group of ``match`` stands that matched."""
    return match.span(next(name for name, words in match.groupdict().items() if words))


def _new_goal(seen: Scan, current: TaskSpec) -> Reading | None:
    """A follow-up that names another target is a new goal that keeps the run's settings."""
    if not _NEW_GOAL.search(seen.text):
        return None
    copy = seen.fresh()
    reading = Reader(copy, current.budget).read()
    spec = reading.spec
    if spec is None:
        asks = any(cue.pattern.search(seen.text) for cue in cues("predict"))
        return reading if asks and reading.status is ReadingStatus.CLARIFY and reading.questions[0].candidates else None
    if (spec.target, spec.task) == (current.target, current.task):
        return None
    return retargeted(reading, current)


def _another_target(seen: Scan, current: TaskSpec) -> Reading | None:
    """ "No, churn after all": a column that can be predicted, named alone, is the new target."""
    match = _INSTEAD.search(seen.text)
    if match is None:
        return None
    start, end = _named_in(match)
    names = [
        name
        for name in mentioned(seen.facts, seen.units_in(start, end))
        if name != current.target and not seen.facts.column(name).is_identifier
    ]
    if len(names) != 1 or any(start <= cell.start and cell.end <= end for cell in cells_in(seen.fresh())):
        return None
    return retargeted(Reader(seen.fresh(), current.budget).read(names[0]), current)


def _regions(pattern: re.Pattern[str], seen: Scan) -> Iterator[tuple[re.Match[str], tuple[int, int]]]:
    """Every match of ``pattern``, and where in it the thing is named that it is about."""
    for match in pattern.finditer(seen.text):
        for name, words in match.groupdict().items():
            if words and words.strip():
                yield match, match.span(name)


def _put_back(seen: Scan, current: TaskSpec) -> set[str]:
    returned: set[str] = set()
    if _ALL_COLUMNS.search(seen.text):
        return {*current.exclude, "*"}
    for match, region in _regions(_BACK, seen):
        names = mentioned(seen.facts, seen.units_in(*region))
        hit = set(names) & set(current.exclude)
        if hit:
            returned |= hit
            seen.use(*match.span(), "exclude")
    return returned


def _freed(seen: Scan, current: TaskSpec) -> tuple[Filter, ...]:
    """The plan's conditions without those that the follow-up lifts, and with the cells that it lets in again."""
    filters = current.filters
    cells = cells_in(seen) if filters else []
    for match, (start, end) in _regions(_FREE, seen):
        conditioned = {condition.column for condition in filters}
        named = set(mentioned(seen.facts, seen.units_in(start, end), least=0.3)) & conditioned
        let_in = [cell for cell in cells if start <= cell.start and cell.end <= end]
        widened = tuple(
            wider
            for condition in filters
            if condition.column not in named and (wider := _widened(condition, let_in, seen)) is not None
        )
        if widened != filters:
            filters = widened
            seen.use(*match.span(), "filters")
    return filters


def _widened(condition: Filter, let_in: Sequence[Cell], seen: Scan) -> Filter | None:
    """The condition with other cells of its column let in as well; None where they are all that there are."""
    column = seen.facts.column(condition.column)
    mine = [cell for cell in let_in if seen.facts.columns[cell.column].name == column.name]
    # Of the cells that the same words may stand for, the surest.
    more = [
        cell.value
        for cell in mine
        if not any(other.start == cell.start and other.strength > cell.strength for other in mine)
    ]
    if not more or condition.op not in ("==", "in"):
        return condition
    old = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    values = tuple(dict.fromkeys([*(value for value in old if value is not None), *more]))
    if {str(value) for value in values} >= set(column.values):
        return None
    return Filter(column=column.name, op="in", value=values)


def _columns(values: dict[str, Any], current: TaskSpec, returned: set[str], seen: Scan) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    added = [name for name in values.get("exclude", ()) if name != current.target]
    if added or returned:
        order = [column.name for column in seen.facts.columns]
        names = {*current.exclude, *added} - returned
        changes["exclude"] = tuple(sorted(names, key=order.index))
        if current.include_only and added:
            changes["include_only"] = tuple(name for name in current.include_only if name not in added)
    if "*" in returned:
        changes["include_only"] = ()
    if "include_only" in values:
        changes["include_only"] = tuple(name for name in values["include_only"] if name != current.target)
    return changes


def _rows(values: dict[str, Any], current: TaskSpec, seen: Scan) -> dict[str, Any]:
    if _ALL_ROWS.search(seen.text):
        return {"filters": ()}
    soft = [condition for condition, _ in values.get("soft_filters", ())]
    added = [condition for condition in (*values.get("filters", ()), *soft) if condition.column != current.target]
    if not added:
        return {}
    columns = {condition.column for condition in added}
    kept = [condition for condition in current.filters if condition.column not in columns]
    return {"filters": (*kept, *added)}


def _run(values: dict[str, Any], current: TaskSpec, seen: Scan) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if {"seconds", "trials", "speed"} & values.keys():
        changes["budget"] = budget_of(values, None)
        if values.get("speed") == "fast" and _at_most(current.budget, changes["budget"]):
            # "Faster", where it is as quick as the quickest position of the dial.
            changes["budget"] = Budget(seconds=max((current.budget.seconds or 0.0) / 2, _SHORTEST))
    elif current.budget.seconds and (_DOUBLE.search(seen.text) or _HALF.search(seen.text)):
        factor = 2.0 if _DOUBLE.search(seen.text) else 0.5
        changes["budget"] = Budget(seconds=current.budget.seconds * factor)
    for part, name in (("models_allow", "families_allow"), ("models_deny", "families_deny")):
        if part in values:
            changes[name] = values[part]
    if "families_deny" in changes and current.families_allow:
        changes["families_allow"] = tuple(f for f in current.families_allow if f not in changes["families_deny"])
    if _ALL_MODELS.search(seen.text):
        changes |= {"families_allow": (), "families_deny": (), "interpretable": False}
    for name in ("interpretable", "max_latency_ms", "max_model_mb", "seed", "weights"):
        if name in values:
            changes[name] = values[name]
    validation = current.validation.model_dump()
    wanted = {
        "folds": "folds",
        "holdout": "holdout",
        "validation_time": "time_column",
        "validation_group": "group_column",
    }
    said_of_it = {field: values[part] for part, field in wanted.items() if part in values}
    if said_of_it:
        changes["validation"] = {
            **validation,
            **said_of_it,
            "folds": min(said_of_it.get("folds", validation["folds"]), 20),
        }
    return changes


def _at_most(budget: Budget, other: Budget) -> bool:
    return budget.seconds is not None and other.seconds is not None and budget.seconds <= other.seconds


def _judging(reader: Reader, current: TaskSpec, seen: Scan) -> dict[str, Any]:
    if _BALANCED.search(seen.text) and current.threshold.wish is not Wish.BALANCED:
        return {"metric": None, "threshold": Threshold()}
    share = seen.facts.column(current.target).share_of(current.positive) if current.target else 0.0
    metric, threshold = metric_of(reader, current.task, share)
    if metric is None or "weights" in reader.parts.values:
        return {}
    return {"metric": metric, "threshold": threshold}
