""" "Why not ...?": what speaks against another target or another measure, and the plan that it would give."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.lexicon import cues, turn_of_phrase
from autoglm_core.goal.reading import Reading, ReadingStatus
from autoglm_core.goal.retarget import predicting
from autoglm_core.goal.scan import Scan
from autoglm_core.messages import Message
from autoglm_core.registry import plugins
from autoglm_core.spec import TaskKind, TaskSpec, Threshold, Wish, usual_floor

_WHY_NOT = turn_of_phrase("follow-why-not")
_MANY_NAMES = 30  # different names; more of them are no classes
_LOPSIDED = 0.6  # share of one answer, from which on accuracy says little
_DOCUMENT = ("text", "image", "audio")


@dataclass(frozen=True)
class WhyNot:
    """What speaks against it, and the plan that it would give (None where it cannot be).

    ``rest`` is what is left to be read as a wish, where the question is about neither a column nor a measure.
    """

    text: Message
    plan: TaskSpec | None = None
    rest: str = ""

    def told(self, reading: Reading, current: TaskSpec) -> Reading:
        """As what a follow-up gives: the plan stays, the other one is offered.

        ``reading`` is that of ``rest``: what it would change, but for the target, has nothing that speaks against it.
        """
        answer = self
        if self.rest and reading.stated and reading.spec is not None and reading.spec.target == current.target:
            answer = WhyNot(Message("goal-why-not-possible"), reading.spec)
        plans = (answer.plan,) if answer.plan is not None else ()
        return Reading(ReadingStatus.OK, current, answer=answer.text, alternatives=plans)


def why_not_asked(seen: Scan, current: TaskSpec) -> WhyNot | None:
    """The answer where ``seen`` asks why the plan is not otherwise; None where it asks no such thing."""
    match = _WHY_NOT.search(seen.text)
    if match is None:
        return None
    for cue in cues("metric"):
        named = re.search(rf"\b{cue.value.replace('_', ' ')}\b", seen.text) or cue.pattern.search(seen.text)
        if named and cue.value in _measures(current.task) | {"recall", "precision"}:
            return why_not_metric(seen.facts, current, cue.value)
    columns = mentioned(seen.facts, [unit for unit in seen.units if not unit.is_generic])
    other = [name for name in columns if name != current.target]
    left_out = [name for name in other if name in current.exclude]
    if left_out:
        plan = current.replaced(exclude=tuple(name for name in current.exclude if name not in left_out))
        return WhyNot(Message("goal-why-not-left-out", {"columns": left_out}), plan)
    rest = next((words.strip(" ?？") for words in match.groupdict().values() if words and words.strip(" ?？")), "")
    if len(other) == 1:
        return replace(why_not_column(seen.facts, current, other[0]), rest=rest)
    return WhyNot(Message("goal-why-not-unclear"), rest=rest)


def why_not_column(facts: TableFacts, current: TaskSpec, name: str) -> WhyNot:
    """Why ``name`` is not what is predicted."""
    column = facts.column(name)
    against = _against(column)
    if against is not None:
        return WhyNot(Message(f"goal-why-not-{against}", {"column": name, "count": column.n_unique}))
    text = Message("goal-why-not-words", {"column": name, "target": current.target or ""})
    return WhyNot(text, predicting(facts, current, name))


def _against(column: ColumnFacts) -> str | None:
    """What makes a column no target at all."""
    if column.n_unique < 2:
        return "constant"
    if column.is_identifier:
        return "identifier"
    if column.kind == "datetime":
        return "date"
    if column.kind in _DOCUMENT:
        return "text"
    return "many" if column.kind == "string" and column.n_unique > _MANY_NAMES else None


def _measures(task: TaskKind) -> frozenset[str]:
    return frozenset(metric.name for kind in plugins("tasks") if kind.kind is task for metric in kind.metrics)


def why_not_metric(facts: TableFacts, current: TaskSpec, metric: str) -> WhyNot:
    """Why models are not compared by ``metric``."""
    values: dict[str, Any] = {}
    plan = current.replaced(metric=metric, threshold=Threshold())
    if metric in ("recall", "precision") and current.task is TaskKind.BINARY and current.target:
        wish = Wish(metric)
        share = facts.column(current.target).share_of(current.positive)
        threshold = Threshold(wish=wish, floor=usual_floor(wish, share))
        return WhyNot(
            Message(f"goal-why-not-{metric}"), current.replaced(metric="average_precision", threshold=threshold)
        )
    key = "metric"
    if metric == "accuracy" and current.task is TaskKind.BINARY and current.target:
        column = facts.column(current.target)
        most = 1 - column.rarer_share
        key, values = ("accuracy", {"count": round(100 * most)}) if most >= _LOPSIDED else ("metric", {})
    return WhyNot(Message(f"goal-why-not-{key}", values), None if metric == current.metric else plan)
