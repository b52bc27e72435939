"""Whether a plan fits its table: what every reading must pass, whoever read it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from autoglm_core.goal.facts import ColumnFacts, TableFacts, cell_text
from autoglm_core.goal.lexicon import families
from autoglm_core.goal.reading import Question, Reading, ReadingStatus
from autoglm_core.messages import Message
from autoglm_core.registry import plugins
from autoglm_core.spec import Filter, TaskKind, TaskSpec, Wish

WEIGHTS = ("accuracy", "latency", "model_size", "training_time", "interpretability")
_METRICS = {
    TaskKind.BINARY: "average_precision roc_auc f1 precision recall accuracy balanced_accuracy mcc log_loss brier"
    " f1_macro",
    TaskKind.MULTICLASS: "log_loss accuracy balanced_accuracy f1_macro roc_auc mcc average_precision",
    TaskKind.REGRESSION: "rmse mae r2 median_absolute_error mape rmsle smape",
    TaskKind.FORECAST: "rmse mae mape smape rmsle r2 mase",
    TaskKind.RECOMMENDATION: "ndcg recall precision",
    TaskKind.CLUSTERING: "silhouette",
    TaskKind.ANOMALY: "recall precision roc_auc average_precision",
}
_SUPERVISED = (TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION)
_ORDERED = ("<", "<=", ">", ">=")
_FREQUENCIES = frozenset("DHWMQY")


@dataclass(frozen=True)
class Problem:
    """What of a plan does not fit the table. ``of_values``: to say so tells something of the table's cells or types."""

    part: str
    text: Message
    of_values: bool = False


def problems_of(spec: TaskSpec, facts: TableFacts) -> tuple[Problem, ...]:
    """Everything in ``spec`` that the table behind ``facts`` does not bear out; empty for a plan that fits.

    >>> import pandas as pd
    >>> from autoglm_core.goal.facts import facts_of
    >>> from autoglm_core.spec import Budget
    >>> from autoglm_core.table import Role, Table
    >>> table = Table(pd.DataFrame({"age": [1, 2, 3]}), {"age": Role.NUMERIC})
    >>> spec = TaskSpec(task="regression", target="height", budget=Budget(seconds=9))
    >>> [problem.text.text() for problem in problems_of(spec, facts_of(table))]
    ['The table has no column “height”.']
    """
    unknown = tuple(_unknown_columns(spec, facts))
    if unknown:
        return unknown
    return (
        *_target(spec, facts),
        *_columns(spec),
        *(problem for condition in spec.filters for problem in _filter(condition, facts)),
        *_judging(spec),
        *_models(spec),
        *_validation(spec, facts),
        *_of_its_task(spec, facts),
    )


def borne_out(reading: Reading, facts: TableFacts) -> Reading:
    """``reading`` where its plan fits the table, else a question that says what does not."""
    problems = problems_of(reading.spec, facts) if reading.spec is not None else ()
    if not problems:
        return reading
    question = Question(problems[0].part, Message("goal-question-misfit", {"problem": problems[0].text}), ())
    return Reading(ReadingStatus.CLARIFY, questions=(question,), reasons=reading.reasons)


def kinds_for(column: ColumnFacts) -> tuple[TaskKind, ...]:
    """The kinds of supervised task that a column can be the target of, the usual one first.

    >>> from autoglm_core.table import Role
    >>> grade = ColumnFacts("grade", "int", Role.NUMERIC, 5, 0, ("1", "2", "3", "4", "5"), ())
    >>> [kind.value for kind in kinds_for(grade)]
    ['regression', 'multiclass']
    """
    if column.kind in ("datetime", "text", "image", "audio") or column.n_unique < 2:
        return ()
    if column.is_binary:
        return (TaskKind.BINARY,)
    if column.kind == "float":
        return (TaskKind.REGRESSION,)
    if column.kind == "int":
        return (TaskKind.REGRESSION, TaskKind.MULTICLASS) if column.values else (TaskKind.REGRESSION,)
    return (TaskKind.MULTICLASS,)


def holds_all_values(column: ColumnFacts) -> bool:
    """Whether ``column.values`` are all of its values, so that a cell that is not among them stands nowhere."""
    return bool(column.values) and len(column.values) >= column.n_unique


@cache
def known_families() -> frozenset[str]:
    """Model families that a plan may name: the plug-ins, and those that goals speak of and are not there yet."""
    spoken = {name for names, _ in families() for name in names}
    return frozenset(spoken | {plugin.name for plugin in plugins("models")})


def metrics_for(kind: TaskKind) -> tuple[str, ...]:
    """The measures that a plan of ``kind`` may be judged by."""
    return tuple(_METRICS[kind].split())


def named_columns(spec: TaskSpec) -> Iterator[tuple[str, str]]:
    """(part, column) of every column that ``spec`` names."""
    single = {
        "target": spec.target,
        "time_column": spec.time_column,
        "user_column": spec.user_column,
        "item_column": spec.item_column,
        "validation": spec.validation.time_column,
        "validation_group": spec.validation.group_column,
    }
    yield from ((part, name) for part, name in single.items() if name is not None)
    for part in ("exclude", "include_only", "group_by"):
        yield from ((part, name) for name in getattr(spec, part))
    yield from (("filters", condition.column) for condition in spec.filters)


def _unknown_columns(spec: TaskSpec, facts: TableFacts) -> Iterator[Problem]:
    for part, name in named_columns(spec):
        if name not in facts.by_name:
            yield Problem(part, Message("goal-problem-column", {"column": name}))


def _target(spec: TaskSpec, facts: TableFacts) -> Iterator[Problem]:
    if spec.target is None:
        if spec.task in (*_SUPERVISED, TaskKind.FORECAST):
            yield Problem("target", Message("goal-problem-target-missing"))
        return
    column = facts.column(spec.target)
    if spec.task in _SUPERVISED and spec.task not in kinds_for(column):
        values = {"column": column.name, "task": Message(f"goal-problem-task-{spec.task}")}
        yield Problem("task", Message("goal-problem-task", values), of_values=True)
    if spec.task is TaskKind.FORECAST and not column.is_numeric:
        yield Problem("task", Message("goal-problem-forecast", {"column": column.name}), of_values=True)
    flag = spec.task is TaskKind.BINARY and column.is_binary and holds_all_values(column)
    if flag and spec.positive is not None and spec.positive not in column.values:
        values = {"column": column.name, "value": spec.positive}
        yield Problem("positive", Message("goal-problem-value", values), of_values=True)


def _columns(spec: TaskSpec) -> Iterator[Problem]:
    for part in ("exclude", "include_only"):
        if spec.target is not None and spec.target in getattr(spec, part):
            yield Problem(part, Message("goal-problem-target-used", {"column": spec.target}))
    both = sorted(set(spec.exclude) & set(spec.include_only))
    if both:
        yield Problem("exclude", Message("goal-problem-both", {"columns": both}))


def _filter(condition: Filter, facts: TableFacts) -> Iterator[Problem]:
    column, value = facts.column(condition.column), condition.value
    named = {"column": column.name, "value": _shown(value)}
    if condition.op == "notnull":
        return
    if condition.op in _ORDERED:
        if column.kind == "datetime":
            fits = _is_moment(value)
        elif column.is_numeric:
            fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        else:
            fits = False
        if not fits:
            yield Problem("filters", Message("goal-problem-order", named), of_values=True)
        return
    values = value if isinstance(value, tuple) else (value,)
    if condition.op == "in" and not (isinstance(value, tuple) and value):
        yield Problem("filters", Message("goal-problem-list", named))
        return
    for item in values:
        if not _may_stand_in(item, column):
            told = {"column": column.name, "value": _shown(item)}
            yield Problem("filters", Message("goal-problem-value", told), of_values=True)


def _may_stand_in(item: Any, column: ColumnFacts) -> bool:
    """Whether a cell of ``column`` can be ``item``, as far as is known."""
    if item is None or isinstance(item, tuple):
        return False
    if column.kind == "datetime":
        return _is_moment(item)
    if column.kind == "float":
        return isinstance(item, int | float) and math.isfinite(item)
    if not holds_all_values(column):
        return True
    return cell_text(item).casefold() in {known.casefold() for known in column.values}


def _is_moment(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _judging(spec: TaskSpec) -> Iterator[Problem]:
    if spec.metric is not None and spec.metric not in metrics_for(spec.task):
        yield Problem("metric", Message("goal-problem-metric", {"metric": spec.metric, "task": str(spec.task)}))
    if spec.threshold.wish is not Wish.BALANCED and spec.task is not TaskKind.BINARY:
        yield Problem("threshold", Message("goal-problem-wish"))
    for name, weight in spec.weights.items():
        if name not in WEIGHTS or not (math.isfinite(weight) and weight >= 0):
            yield Problem("weights", Message("goal-problem-weight", {"name": name}))


def _models(spec: TaskSpec) -> Iterator[Problem]:
    for name in (*spec.families_allow, *spec.families_deny):
        if name not in known_families():
            yield Problem("models", Message("goal-problem-family", {"family": name}))
    if spec.families_allow and set(spec.families_allow) <= set(spec.families_deny):
        yield Problem("models", Message("goal-problem-no-family"))


def _validation(spec: TaskSpec, facts: TableFacts) -> Iterator[Problem]:
    name = spec.validation.time_column
    if name is not None and facts.column(name).kind not in ("datetime", "int", "float"):
        yield Problem("validation", Message("goal-problem-time", {"column": name}), of_values=True)
    group = spec.validation.group_column
    if group is not None and group == spec.target:
        yield Problem("validation", Message("goal-problem-target-used", {"column": group}))


def _of_its_task(spec: TaskSpec, facts: TableFacts) -> Iterator[Problem]:
    if spec.task is TaskKind.FORECAST:
        if spec.time_column is None:
            yield Problem("time_column", Message("goal-problem-no-time"))
        elif facts.column(spec.time_column).kind not in ("datetime", "int"):
            yield Problem("time_column", Message("goal-problem-time", {"column": spec.time_column}), of_values=True)
        if spec.target in spec.group_by or (spec.time_column in spec.group_by and spec.time_column):
            yield Problem("group_by", Message("goal-problem-group"))
        if spec.freq is not None and not _is_frequency(spec.freq):
            yield Problem("freq", Message("goal-problem-freq", {"freq": spec.freq}))
    elif spec.horizon is not None or spec.group_by:
        yield Problem("horizon", Message("goal-problem-horizon"))
    pair = (spec.user_column, spec.item_column)
    if spec.task is TaskKind.RECOMMENDATION and (None in pair or pair[0] == pair[1]):
        yield Problem("user_column", Message("goal-problem-pair"))
    if spec.n_clusters is not None and spec.n_clusters > max(facts.rows, 2):
        yield Problem("n_clusters", Message("goal-problem-groups", {"count": spec.n_clusters}))


def _is_frequency(freq: str) -> bool:
    minutes = freq.removesuffix("min")
    return freq in _FREQUENCIES or (minutes != freq and minutes.isdecimal() and int(minutes) > 0)


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(cell_text(item) for item in value)
    return "" if value is None else cell_text(value)
