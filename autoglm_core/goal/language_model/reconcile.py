"""Two readings of one goal, by rules and by a language model, become one plan or one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autoglm_core.goal.facts import ColumnFacts, TableFacts, cell_text
from autoglm_core.goal.language_model.answer import Answer
from autoglm_core.goal.language_model.plan import ModelPlan
from autoglm_core.goal.reading import Choice, Consulted, Heard, Question, Reading, ReadingStatus
from autoglm_core.goal.valid import holds_all_values, problems_of
from autoglm_core.messages import Message
from autoglm_core.spec import Filter, TaskKind, TaskSpec

# Parts of an answer -> the plan's fields. A part that the rules read nothing on is taken from the language model.
_ADDABLE: Mapping[str, tuple[str, ...]] = {
    "metric": ("metric", "threshold"),
    "exclude": ("exclude",),
    "include_only": ("include_only",),
    "models_allow": ("families_allow",),
    "models_deny": ("families_deny",),
    "interpretable": ("interpretable",),
    "max_latency_ms": ("max_latency_ms",),
    "max_model_mb": ("max_model_mb",),
    "weights": ("weights",),
    "seed": ("seed",),
    "group_by": ("group_by",),
    "n_clusters": ("n_clusters",),
}
_VALIDATION = {
    "folds": "folds",
    "holdout": "holdout",
    "validation_time": "time_column",
    "validation_group": "group_column",
}
_BUDGET = ("seconds", "trials", "speed")
_UNITED = ("exclude", "models_deny")  # what each of the two rules out is ruled out
# What of a plan's sentence a part belongs to.
_REASON_OF = {
    "models_allow": "models", "models_deny": "models", "folds": "validation", "holdout": "validation",
    "validation_time": "validation", "validation_group": "validation", "seconds": "budget", "trials": "budget",
    "speed": "budget",
}  # fmt: skip
# What a follow-up says it changed, in the plan's own fields.
_FIELDS = {
    "budget": _BUDGET, "validation": tuple(_VALIDATION), "families_allow": ("models_allow",),
    "families_deny": ("models_deny",), "threshold": ("metric",),
}  # fmt: skip
_PLANNED = (ReadingStatus.OK, ReadingStatus.UNDERSTOOD)


def reconciled(rules: Reading, answer: Answer, plan: ModelPlan | None, facts: TableFacts) -> Reading:
    """The reading that both agree on, or a question. ``plan`` is set where the answer is a plan, and passed the checks.

    Nothing that the two disagree on in what is predicted, of whom and from which rows is decided here.
    """
    if rules.spec is not None and rules.status in _PLANNED:
        return _with_rules_plan(rules, answer, plan, facts)
    if plan is not None:
        return _plan_of_model_alone(rules, plan)
    return _neither(rules, answer, facts)


def _with_rules_plan(rules: Reading, answer: Answer, plan: ModelPlan | None, facts: TableFacts) -> Reading:
    assert rules.spec is not None
    if plan is None:
        key = "goal-model-doubts-refusal" if answer.status == "refusal" else "goal-model-doubts"
        columns = tuple(name for name in answer.candidates if name in facts.by_name and name != rules.spec.target)
        return _asking(rules, Message(key), (Choice("rules", rules.spec, rules.reasons),), columns)
    if not same_question(rules.spec, plan.spec, facts):
        choices = (
            Choice("rules", rules.spec, rules.reasons),
            Choice("model", plan.spec, reasons_of(plan)),
        )
        return _asking(rules, Message("goal-model-differs"), choices)
    return _completed(rules, plan, facts)


def _plan_of_model_alone(rules: Reading, plan: ModelPlan) -> Reading:
    choice = Choice("model", plan.spec, reasons_of(plan))
    if rules.status is ReadingStatus.REJECT:
        return _asking(rules, Message("goal-model-instead-of-refusal"), (choice,))
    return _asking(rules, Message("goal-model-instead-of-question"), (choice,), _candidates(rules))


def _neither(rules: Reading, answer: Answer, facts: TableFacts) -> Reading:
    """Neither has a plan: what the rules say stands; an open question may get the language model's columns."""
    columns = tuple(name for name in answer.candidates if name in facts.by_name)
    said = Message("goal-model-agrees" if answer.status != "question" or not columns else "goal-model-columns")
    if rules.status is ReadingStatus.CLARIFY and rules.questions and not _candidates(rules) and columns:
        first = replace(rules.questions[0], candidates=columns)
        return replace(rules, questions=(first, *rules.questions[1:]), consulted=Consulted(Heard.ASKS, said))
    if rules.status is ReadingStatus.REJECT and answer.status == "question":
        said = Message("goal-model-unsure")
    if rules.status is ReadingStatus.CLARIFY and answer.status == "refusal":
        said = Message("goal-model-refuses")
    return replace(rules, consulted=Consulted(Heard.AGREES, said))


def _candidates(rules: Reading) -> tuple[str, ...]:
    return rules.questions[0].candidates if rules.questions else ()


def _asking(rules: Reading, text: Message, plans: tuple[Choice, ...], columns: tuple[str, ...] = ()) -> Reading:
    question = Question("plan", text, columns, plans)
    return replace(
        rules,
        status=ReadingStatus.CLARIFY,
        spec=None,
        questions=(question,),
        consulted=Consulted(Heard.ASKS, text),
    )


# ---- the same question -----------------------------------------------------------------------------------------------


def same_question(one: TaskSpec, other: TaskSpec, facts: TableFacts) -> bool:
    """Whether two plans ask the same of the same rows: task, target, positive class, conditions, a series' shape."""
    if (one.task, one.target, one.positive) != (other.task, other.target, other.positive):
        return False
    if same_rows(one.filters, facts) != same_rows(other.filters, facts):
        return False
    for part in ("horizon", "n_clusters"):
        both = (getattr(one, part), getattr(other, part))
        if None not in both and both[0] != both[1]:
            return False
    if one.horizon and other.horizon and one.freq != other.freq:
        return False
    fixed = {condition.column for condition in one.filters if condition.op == "=="}
    groups = [set(plan.group_by) - fixed for plan in (one, other)]
    if all(groups) and groups[0] != groups[1]:
        return False
    return all(getattr(one, part) == getattr(other, part) for part in ("time_column", "user_column", "item_column"))


def same_rows(filters: tuple[Filter, ...], facts: TableFacts) -> frozenset[tuple[str, str, Any]]:
    """Conditions in a form in which equal meanings are equal.

    >>> from autoglm_core.table import Role
    >>> age = ColumnFacts("age", "int", Role.NUMERIC, 50, 0, (), ())
    >>> facts = TableFacts((age,), 9, "", frozenset(), {}, {}, {}, frozenset(), frozenset(), by_name={"age": age})
    >>> over, from_ = Filter(column="age", op=">", value=17), Filter(column="age", op=">=", value=18)
    >>> same_rows((over,), facts) == same_rows((from_,), facts)
    True
    """
    return frozenset(_plain(condition, facts.column(condition.column)) for condition in filters)


def _plain(condition: Filter, column: ColumnFacts) -> tuple[str, str, Any]:
    op, value = condition.op, condition.value
    if op in ("==", "!=", "in"):
        items = value if isinstance(value, tuple) else (value,)
        cells = frozenset("" if item is None else cell_text(item).casefold() for item in items)
        if op == "!=" and holds_all_values(column):
            cells = frozenset(known.casefold() for known in column.values) - cells
            op = "=="
        return (column.name, "in" if op in ("==", "in") else "not in", cells)
    if column.kind == "int" and isinstance(value, int | float) and float(value).is_integer():
        if op == ">":
            return (column.name, ">=", float(value) + 1)
        if op == "<":
            return (column.name, "<=", float(value) - 1)
    return (column.name, op, float(value) if isinstance(value, int | float) else value)


# ---- one plan of two -------------------------------------------------------------------------------------------------


def _completed(rules: Reading, plan: ModelPlan, facts: TableFacts) -> Reading:
    """The rules' plan with what only the language model found in the goal, each part marked and checked again."""
    assert rules.spec is not None
    spec, reasons, added, otherwise = rules.spec, dict(rules.reasons), set(), False
    for part in sorted(plan.stated & {*_ADDABLE, *_VALIDATION, *_BUDGET, "horizon"}):
        changes = _changes(part, rules, spec, plan)
        if changes is None:
            continue
        if not changes:
            otherwise = True
            continue
        changed = spec.replaced(**changes)
        if part not in plan.quotes or problems_of(changed, facts):
            continue
        spec = changed
        added.add(part)
        reasons[_REASON_OF.get(part, part)] = Message("goal-reason-model", {"words": plan.quotes[part]})
        if part == "metric":
            reasons["threshold"] = reasons["metric"]
    if added:
        told = Message(
            "goal-model-added", {"parts": [Message(f"goal-model-part-{_part_key(part)}") for part in _order(added)]}
        )
        consulted = Consulted(Heard.ADDED, told, frozenset(added), rules.spec)
    else:
        told = Message("goal-model-otherwise" if otherwise else "goal-model-agrees")
        consulted = Consulted(Heard.AGREES, told)
    others = (*rules.alternatives, plan.spec) if otherwise else rules.alternatives
    speed = plan.speed if "speed" in added else rules.speed
    stated = rules.stated | added
    return replace(
        rules, spec=spec, reasons=reasons, alternatives=others, stated=stated, speed=speed, consulted=consulted
    )


def _changes(part: str, rules: Reading, spec: TaskSpec, plan: ModelPlan) -> dict[str, Any] | None:
    """What ``part`` changes in the plan: None for nothing, an empty dict where the rules read it otherwise."""
    stated = rules.stated.union(*(_FIELDS.get(name, ()) for name in rules.stated))
    if part in _BUDGET:
        if stated & set(_BUDGET):
            return None if spec.budget == plan.spec.budget else {}
        return {"budget": plan.spec.budget}
    if part in _VALIDATION:
        name = _VALIDATION[part]
        value = getattr(plan.spec.validation, name)
        if getattr(spec.validation, name) == value:
            return None
        if part in stated:
            return {}
        return {"validation": {**spec.validation.model_dump(), name: value}}
    if part == "horizon":
        if spec.task is not TaskKind.FORECAST or spec.horizon is not None:
            return None
        return {"horizon": plan.spec.horizon, "freq": plan.spec.freq}
    fields = _ADDABLE[part]
    if all(getattr(spec, name) == getattr(plan.spec, name) for name in fields):
        return None
    if part in _UNITED:
        (name,) = fields
        union = dict.fromkeys((*getattr(spec, name), *getattr(plan.spec, name)))
        return {name: tuple(union)} if set(union) != set(getattr(spec, name)) else None
    if part in stated or any(getattr(rules.spec, name) for name in fields if name in ("group_by", "n_clusters")):
        return {} if part != "group_by" else None
    return {name: getattr(plan.spec, name) for name in fields}


def _order(added: set[str]) -> list[str]:
    order = [*_ADDABLE, "horizon", *_VALIDATION, *_BUDGET]
    keys = {_part_key(part): part for part in sorted(added, key=order.index, reverse=True)}
    return sorted(keys.values(), key=order.index)


def _part_key(part: str) -> str:
    return _REASON_OF.get(part, part).replace("_", "-")


def reasons_of(plan: ModelPlan) -> dict[str, Message]:
    """A reason for each part of a language model's plan, the words of the goal where it named them."""
    found: dict[str, Message] = {}
    for part in sorted(plan.stated | {"task", "target"}):
        words = plan.quotes.get(part)
        why = Message("goal-reason-model", {"words": words}) if words else Message("goal-reason-model-alone")
        found.setdefault(_REASON_OF.get(part, part), why)
    if "metric" in found:
        found["threshold"] = found["metric"]
    found.setdefault("budget", Message("goal-reason-default"))
    found.setdefault("metric", Message("goal-reason-default"))
    return found
