"""A follow-up sentence changes a plan that is already there."""

from __future__ import annotations

import re
from typing import Any

from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.draft import budget_of, by_part, metric_of, status_of
from autoglm_core.goal.leave_out import read_columns_wanted
from autoglm_core.goal.lexicon import cues, turn_of_phrase
from autoglm_core.goal.reader import Reader
from autoglm_core.goal.reading import Question, Reading, ReadingStatus
from autoglm_core.goal.rows import read_numbers, read_rows
from autoglm_core.goal.scan import Scan
from autoglm_core.goal.settings import read_settings, said
from autoglm_core.messages import Message
from autoglm_core.spec import Budget, TaskSpec, Threshold, Wish

_BACK = turn_of_phrase("follow-back")
_ALL_COLUMNS = re.compile(
    r"\ball (?:the )?(?:columns|features|fields)\b|\beverything again\b|所有(?:的)?列|全部(?:的)?列"
)
_ALL_ROWS = turn_of_phrase("follow-all-rows")
_NEW_GOAL = turn_of_phrase("follow-new-goal")
_BALANCED = re.compile(
    r"\b(?:balanced|both (?:mistakes|errors) (?:alike|equally)|neither mistake|equally bad)\b"
    r"|两种错误(?:一样|同样)|同样糟|均衡就好"
)
_DOUBLE = re.compile(r"\b(?:twice|double) (?:as long|the time)\b|时间(?:翻倍|加倍)|加倍")
_HALF = re.compile(r"\bhalf (?:as long|the time)\b|时间减半|减半")


def follow(seen: Scan, current: TaskSpec) -> Reading:
    """The plan ``current`` as the follow-up ``seen`` changes it; a question where it changes nothing."""
    fresh = _new_goal(seen, current)
    if fresh is not None:
        return fresh
    reader = Reader(seen, current.budget)
    changes: dict[str, Any] = {}
    returned = _put_back(seen, current)
    read_settings(seen, reader.parts)
    read_numbers(seen, reader.parts)
    read_columns_wanted(seen, reader.parts)
    read_rows(seen, reader.parts)
    values = reader.parts.values
    changes |= _columns(values, current, returned, seen)
    changes |= _rows(values, current, seen)
    changes |= _run(values, current, seen)
    changes |= _judging(reader, current, seen)
    stated = frozenset(changes)
    if not changes:
        question = Question("goal", Message("goal-question-follow"), ())
        return Reading(ReadingStatus.CLARIFY, current, questions=(question,))
    spec = current.replaced(**changes)
    reasons = by_part(reader.parts.reasons)
    for part in stated:
        reasons.setdefault(part, said(seen, 0, len(seen.text)))
    reasons.setdefault("target", Message("goal-reason-kept"))
    return Reading(status_of(spec.task), spec, reasons, stated=stated, speed=values.get("speed"))


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
    kept: dict[str, Any] = {}
    for part, name in (
        ("filters", "filters"),
        ("exclude", "exclude"),
        ("models_deny", "families_deny"),
        ("models_allow", "families_allow"),
    ):
        if part not in reading.stated:
            old = getattr(current, name)
            kept[name] = tuple(
                item for item in old if item != spec.target and getattr(item, "column", None) != spec.target
            )
    for name in ("interpretable", "max_latency_ms", "max_model_mb", "seed", "validation"):
        if name not in reading.stated:
            kept[name] = getattr(current, name)
    changed = spec.replaced(**kept, roles=current.roles, search=current.search)
    return Reading(
        reading.status,
        changed,
        reading.reasons,
        alternatives=reading.alternatives,
        stated=reading.stated,
        speed=reading.speed,
    )


def _put_back(seen: Scan, current: TaskSpec) -> set[str]:
    returned: set[str] = set()
    if _ALL_COLUMNS.search(seen.text):
        return {*current.exclude, "*"}
    for match in _BACK.finditer(seen.text):
        group = next(name for name in "abcde" if match[name])
        names = mentioned(seen.facts, seen.units_in(*match.span(group)))
        hit = set(names) & set(current.exclude)
        if hit:
            returned |= hit
            seen.use(*match.span(), "exclude")
    return returned


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
    elif current.budget.seconds and (_DOUBLE.search(seen.text) or _HALF.search(seen.text)):
        factor = 2.0 if _DOUBLE.search(seen.text) else 0.5
        changes["budget"] = Budget(seconds=current.budget.seconds * factor)
    for part, name in (("models_allow", "families_allow"), ("models_deny", "families_deny")):
        if part in values:
            changes[name] = values[part]
    if "families_deny" in changes and current.families_allow:
        changes["families_allow"] = tuple(f for f in current.families_allow if f not in changes["families_deny"])
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


def _judging(reader: Reader, current: TaskSpec, seen: Scan) -> dict[str, Any]:
    if _BALANCED.search(seen.text) and current.threshold.wish is not Wish.BALANCED:
        return {"metric": None, "threshold": Threshold()}
    metric, threshold = metric_of(reader, current.task)
    if metric is None or "weights" in reader.parts.values:
        return {}
    return {"metric": metric, "threshold": threshold}
