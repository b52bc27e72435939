"""A language model's answer as a plan: its words brought to what stands in the table, then checked like any plan."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from autoglm_core.config import config, search_settings
from autoglm_core.goal.draft import budget_of
from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.language_model.answer import Answer, Condition
from autoglm_core.goal.lexicon import gazetteer
from autoglm_core.goal.reading import Speed
from autoglm_core.goal.text import normalise
from autoglm_core.goal.valid import Problem, kinds_for, problems_of
from autoglm_core.messages import Message
from autoglm_core.spec import Budget, Filter, TaskKind, TaskSpec, Threshold, Validation, Wish, usual_floor

_BY_TABLE = (TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION)


@dataclass(frozen=True)
class ModelPlan:
    """A plan as a language model read it; ``stated`` are the parts it filled, ``quotes`` the words they rest on."""

    spec: TaskSpec
    stated: frozenset[str]
    quotes: Mapping[str, str] = field(default_factory=dict)  # only words that do stand in the goal
    speed: Speed | None = None


def plan_of(
    answer: Answer, goal: str, facts: TableFacts, *, budget: Budget | None = None, current: TaskSpec | None = None
) -> tuple[ModelPlan | None, tuple[Problem, ...]]:
    """The plan of ``answer``, or why it is none. Both readers' plans pass ``problems_of``."""
    unknown = _unknown(answer, facts)
    if unknown:
        return None, unknown
    kind = _kind(answer, facts)
    if kind is None:
        return None, (Problem("task", Message("goal-problem-target-missing")),)
    try:
        spec = _spec(answer, kind, goal, facts, budget, current)
    except ValidationError:
        return None, (Problem("plan", Message("goal-problem-plan")),)
    problems = problems_of(spec, facts)
    if problems:
        return None, problems
    quotes: dict[str, str] = {quote.part: quote.words for quote in answer.quotes if stands_in(quote.words, goal)}
    return ModelPlan(spec, _stated(answer), quotes, answer.speed), ()


def stands_in(words: str, goal: str) -> bool:
    """Whether ``goal`` holds ``words``, wherever they break and however they are capitalised.

    >>> stands_in("in  FIVE minutes", "Predict churn in five minutes")
    True
    """
    plain = "".join(normalise(words).casefold().split())
    return bool(plain) and plain in "".join(normalise(goal).casefold().split())


def _stated(answer: Answer) -> frozenset[str]:
    filled = answer.model_dump(exclude={"status", "candidates", "refusal", "quotes"})
    return frozenset(part for part, value in filled.items() if value not in (None, [], False))


def _unknown(answer: Answer, facts: TableFacts) -> tuple[Problem, ...]:
    single = ("target", "validation_time", "validation_group", "time_column", "user_column", "item_column")
    named = [(part, name) for part in single if (name := getattr(answer, part)) is not None]
    named += [(part, name) for part in ("exclude", "include_only", "group_by") for name in getattr(answer, part)]
    named += [("filters", condition.column) for condition in answer.filters]
    return tuple(
        Problem(part, Message("goal-problem-column", {"column": name}))
        for part, name in named
        if name not in facts.by_name
    )


def _kind(answer: Answer, facts: TableFacts) -> TaskKind | None:
    """The task; of those with a target at the same moment, the one that the column's type leaves."""
    if answer.target is None or answer.task not in (*_BY_TABLE, None):
        return answer.task
    possible = kinds_for(facts.column(answer.target))
    return answer.task if answer.task in possible or not possible else possible[0]


def _spec(
    answer: Answer,
    kind: TaskKind,
    goal: str,
    facts: TableFacts,
    budget: Budget | None,
    current: TaskSpec | None,
) -> TaskSpec:
    has_target = kind not in (TaskKind.CLUSTERING, TaskKind.ANOMALY)
    target = answer.target if has_target else None
    metric, threshold = _judging(answer, kind, facts)
    series = kind is TaskKind.FORECAST
    values: dict[str, Any] = {
        name: value for name in ("seconds", "trials", "speed") if (value := getattr(answer, name)) is not None
    }
    return TaskSpec(
        task=kind,
        target=target,
        positive=_positive(answer, facts) if kind is TaskKind.BINARY else None,
        metric=metric,
        threshold=threshold,
        exclude=_in_order(set(answer.exclude) - {target}, facts),
        include_only=_in_order(set(answer.include_only) - {target}, facts),
        filters=tuple(_filter(condition, facts) for condition in answer.filters),
        budget=budget_of(values, current.budget if current and budget is None else budget),
        validation=Validation(
            folds=answer.folds or config().folds,
            holdout=answer.holdout,
            time_column=answer.validation_time,
            group_column=answer.validation_group,
        ),
        families_allow=tuple(dict.fromkeys(answer.models_allow)),
        families_deny=tuple(dict.fromkeys(answer.models_deny)),
        interpretable=answer.interpretable,
        max_latency_ms=answer.max_latency_ms,
        max_model_mb=answer.max_model_mb,
        weights={item.what: item.weight for item in answer.weights},
        search=current.search if current else search_settings(),
        roles=current.roles if current else {},
        seed=config().seed if answer.seed is None else answer.seed,
        goal=current.goal if current else goal,
        horizon=answer.horizon if series else None,
        freq=(answer.freq or facts.frequency) if series else None,
        time_column=(answer.time_column or facts.time_column) if series else None,
        group_by=tuple(answer.group_by) if series else (),
        user_column=answer.user_column if kind is TaskKind.RECOMMENDATION else None,
        item_column=answer.item_column if kind is TaskKind.RECOMMENDATION else None,
        n_clusters=answer.n_clusters if kind is TaskKind.CLUSTERING else None,
    )


def _judging(answer: Answer, kind: TaskKind, facts: TableFacts) -> tuple[str | None, Threshold]:
    """As the rules do: recall and precision are a wish under a floor, never the measure of the search."""
    metric = answer.metric
    if metric in ("recall", "precision") and kind is TaskKind.BINARY:
        wish, positive = Wish(metric), _positive(answer, facts)
        usual = usual_floor(wish, facts.column(answer.target or "").share_of(positive))
        return "average_precision", Threshold(wish=wish, floor=answer.floor or usual)
    if kind is TaskKind.MULTICLASS and metric is not None:
        same = {"recall": "balanced_accuracy", "precision": "balanced_accuracy", "f1": "f1_macro"}
        return same.get(metric, metric), Threshold()
    return metric, Threshold()


def _in_order(names: AbstractSet[str | None], facts: TableFacts) -> tuple[str, ...]:
    return tuple(column.name for column in facts.columns if column.name in names)


def _positive(answer: Answer, facts: TableFacts) -> str | None:
    """The cell that is meant; without a word on it the "yes" of the column, else its rarer value."""
    column = facts.column(answer.target or "")
    if answer.positive is not None:
        return cell_of(answer.positive, column)
    yes = [value for value in column.values if "answer:yes" in gazetteer().get(value.lower(), ())]
    return yes[0] if len(yes) == 1 else (column.rarer or (column.values[-1] if column.values else None))


def cell_of(said: Any, column: ColumnFacts) -> str:
    """``said`` as it stands in ``column``: by its letters, or as the yes or no of a flag; else as it was said.

    >>> from autoglm_core.table import Role
    >>> flag = ColumnFacts("left", "bool", Role.BOOLEAN, 2, 0, ("False", "True"), ())
    >>> cell_of("yes", flag), cell_of(True, flag), cell_of("maybe", flag)
    ('True', 'True', 'maybe')
    """
    text = str(int(said)) if isinstance(said, float) and said.is_integer() else str(said).strip()
    for value in column.values:
        if value.casefold() == text.casefold():
            return value
    answers = [thing for thing in gazetteer().get(text.lower(), ()) if thing in ("answer:yes", "answer:no")]
    same = [value for value in column.values if set(answers) & set(gazetteer().get(value.lower(), ()))]
    return same[0] if column.is_binary and len(same) == 1 else text


def _filter(condition: Condition, facts: TableFacts) -> Filter:
    column = facts.column(condition.column)
    value = condition.value
    if condition.op == "notnull":
        return Filter(column=column.name, op="notnull")
    if isinstance(value, list):
        items = tuple(_typed(item, column) for item in value)
        if condition.op in ("==", "!=") and len(items) == 1:
            return Filter(column=column.name, op=condition.op, value=items[0])
        return Filter(column=column.name, op=condition.op, value=items)
    if condition.op == "in":
        return Filter(column=column.name, op="==", value=None if value is None else _typed(value, column))
    return Filter(column=column.name, op=condition.op, value=None if value is None else _typed(value, column))


def _typed(value: Any, column: ColumnFacts) -> str | bool | int | float:
    """A value of a condition in the column's own type, as the rules write it; as it was said where that fails."""
    if column.kind == "bool":
        return {"True": True, "False": False}.get(cell_of(value, column), str(value))
    if column.is_numeric:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return str(value)
        return int(number) if number.is_integer() else number
    if column.kind == "datetime":
        return _moment(str(value))
    return cell_of(value, column)


def _moment(text: str) -> str:
    """A date in ISO form where it is one, also a year or a month alone.

    >>> _moment("2021"), _moment("2021-03"), _moment("2021-03-05T00:00:00")
    ('2021-01-01', '2021-03-01', '2021-03-05')
    """
    plain = text.strip().removesuffix("Z")
    try:
        if len(plain) in (4, 7):
            parts = [int(part) for part in plain.split("-")]
            return date(parts[0], parts[1] if len(parts) > 1 else 1, 1).isoformat()
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return text
    return moment.date().isoformat() if moment.time() == datetime.min.time() else moment.isoformat()
