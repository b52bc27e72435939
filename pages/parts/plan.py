"""The plan in parts that can be edited, each with its reason; every change is saved in the draft at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from autoglm_core import available, config, label, read_goal
from autoglm_core.cells import cell_text
from autoglm_core.messages import Message
from autoglm_core.registry import plugin
from autoglm_core.spec import Budget, TaskKind, TaskSpec, Threshold, Wish
from autoglm_core.store import Draft
from autoglm_core.table import Role, Table
from autoglm_core.view.names import metric_name
from pages.parts import drafts
from pages.parts.i18n import language, md, say, short, t, term
from pages.parts.state import workspace

_OWN = "own"
_AUTO = ""  # the measure is left to the task type
# Parts of the card -> what the goal reader calls the parts of its reasons.
_REASONS = {
    "wish": ("threshold",),
    "floor-recall": ("threshold",),
    "floor-precision": ("threshold",),
    "families": ("models_allow", "models_deny"),
    "models": ("models_allow", "models_deny"),
    "target": ("target", "task"),
    "include": ("include_only",),
    "budget": ("seconds", "trials", "speed"),
}
_FLOORS = (0.0, 0.1, 0.2, 0.25, 0.33, 0.5, 0.67, 0.75, 0.8, 0.9, 0.95)


def plan_parts(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """All parts in two columns; on a phone one below the other."""
    left, right = st.columns(2, gap="medium")
    with left:
        _target(draft, spec, table)
        if spec.task is TaskKind.BINARY and spec.target in table.columns:
            _positive(draft, spec, table)
            _wish(draft, spec)
        _metric(draft, spec)
    with right:
        budget_dial(draft, spec)
        _left_out(draft, spec, table)
        _included(draft, spec, table)
        _families(draft, spec)
        _interpretable(draft, spec)
        _filters(draft, spec)


# ---- what is predicted -----------------------------------------------------------------------------------------------


def _target(draft: Draft, spec: TaskSpec, table: Table) -> None:
    choices = [column for column in table.columns if column not in spec.exclude]

    def change(spec: TaskSpec, target: str) -> TaskSpec:
        return retargeted(spec, target, table)

    _select(draft, "target", choices, spec.target, change, lambda column: short(column, 60))
    why = reason(draft, "task")
    st.caption(
        f"{md(t('goal-task'))}: {md(label('tasks', str(spec.task), language()))}", help=say(why) if why else None
    )


def _positive(draft: Draft, spec: TaskSpec, table: Table) -> None:
    values = classes_of(table, spec)
    if len(values) == 2:
        _select(draft, "positive", values, spec.positive, lambda spec, value: spec.replaced(positive=value), short)


def _wish(draft: Draft, spec: TaskSpec) -> None:
    def wished(spec: TaskSpec, wish: Wish) -> TaskSpec:
        # Recall or precision alone is reached by a model that says “yes” to all, or to one: a floor comes with it.
        floor = None if wish is Wish.BALANCED else spec.threshold.floor
        return spec.replaced(threshold=Threshold(wish=wish, floor=floor).model_dump())

    def floored(spec: TaskSpec, floor: float) -> TaskSpec:
        return spec.replaced(threshold=Threshold(wish=spec.threshold.wish, floor=floor or None).model_dump())

    wish = spec.threshold.wish
    _select(draft, "wish", list(Wish), wish, wished, lambda wish: t(f"app-wish-{wish}"))
    if wish is not Wish.BALANCED:
        floor = spec.threshold.floor or 0.0
        floors = sorted({*_FLOORS, floor})
        _select(
            draft,
            f"floor-{wish}",
            floors,
            floor,
            floored,
            lambda share: f"{share:.0%}".replace("%", " %") if share else t("goal-floor-default"),
        )


def _metric(draft: Draft, spec: TaskSpec) -> None:
    metrics = [metric.name for metric in plugin("tasks", str(spec.task)).metrics]
    _select(
        draft,
        "metric",
        [_AUTO, *metrics],
        spec.metric or _AUTO,
        lambda spec, metric: spec.replaced(metric=None if metric == _AUTO else metric),
        lambda metric: t("goal-metric-auto") if metric == _AUTO else metric_name(metric, language()),
    )


# ---- what it is made from --------------------------------------------------------------------------------------------


def _left_out(draft: Draft, spec: TaskSpec, table: Table) -> None:
    choices = [column for column in table.columns if column != spec.target]
    chosen = [column for column in spec.exclude if column in choices]
    _multi(
        draft, "exclude", choices, chosen, lambda spec, out: spec.replaced(exclude=out), lambda name: short(name, 60)
    )


def _included(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """Shown where the sentence limits the columns."""
    if spec.include_only:
        choices = [column for column in table.columns if column != spec.target]
        chosen = [column for column in spec.include_only if column in choices]
        change = lambda spec, kept: spec.replaced(include_only=kept)  # noqa: E731
        _multi(draft, "include", choices, chosen, change, lambda column: short(column, 60))


def _interpretable(draft: Draft, spec: TaskSpec) -> None:
    key = f"goal-interpretable-{draft.id}"
    st.session_state[key] = spec.interpretable
    st.toggle(
        t("goal-part-interpretable"),
        key=key,
        help=_help(draft, "interpretable"),
        on_change=lambda: change_plan(
            draft.id, "interpretable", lambda spec: spec.replaced(interpretable=st.session_state[key])
        ),
    )


def _families(draft: Draft, spec: TaskSpec) -> None:
    names = [info.name for info in available("models", language()) if info.available]
    chosen = [name for name in spec.families_allow if name in names]
    change = lambda spec, allowed: spec.replaced(families_allow=allowed)  # noqa: E731
    _multi(draft, "families", names, chosen, change, lambda name: label("models", name, language()))


def _filters(draft: Draft, spec: TaskSpec) -> None:
    """Conditions that the sentence put on the rows; each can be dropped."""
    if not spec.filters:
        return
    conditions = {f"{item.column} {item.op} {item.value}": item for item in spec.filters}

    def change(spec: TaskSpec, kept: list[str]) -> TaskSpec:
        return spec.replaced(filters=[conditions[text].model_dump() for text in kept])

    _multi(draft, "filters", list(conditions), list(conditions), change, lambda text: short(text, 80))


# ---- how long it may take --------------------------------------------------------------------------------------------


def presets() -> dict[str, float]:
    """The three positions of the dial, in seconds."""
    said = config()
    return {"quick": said.quick_seconds, "balanced": said.balanced_seconds, "thorough": said.thorough_seconds}


def budget_dial(draft: Draft, spec: TaskSpec) -> None:
    """Quick, balanced, thorough, or an own number of minutes or of trials."""
    budget = spec.budget
    preset = next((name for name, seconds in presets().items() if budget.seconds == seconds), _OWN)
    key = f"goal-dial-{draft.id}"
    if preset != _OWN and st.session_state.get(key) != _OWN:
        st.session_state[key] = preset
    elif preset == _OWN:
        st.session_state[key] = _OWN

    def turned() -> None:
        chosen = st.session_state[key]
        if chosen in presets():
            change_plan(
                draft.id, "budget", lambda spec: spec.replaced(budget=Budget(seconds=presets()[chosen]).model_dump())
            )

    st.segmented_control(
        t("goal-part-budget"),
        [*presets(), _OWN],
        format_func=lambda name: t(f"goal-budget-{name}", minutes=_minutes(presets().get(name, 0))),
        key=key,
        required=True,
        wrap=True,
        on_change=turned,
        help=_help(draft, "budget"),
    )
    if st.session_state[key] == _OWN:
        _own_budget(draft, budget)


def _own_budget(draft: Draft, budget: Budget) -> None:
    amount_key, unit_key = f"goal-budget-amount-{draft.id}", f"goal-budget-unit-{draft.id}"
    in_trials = budget.trials is not None
    st.session_state[unit_key] = "trials" if in_trials else "minutes"
    st.session_state[amount_key] = float(budget.trials) if in_trials else round((budget.seconds or 60) / 60, 2)

    def typed() -> None:
        amount, unit = st.session_state[amount_key], st.session_state[unit_key]
        new = Budget(trials=max(1, round(amount))) if unit == "trials" else Budget(seconds=60 * amount)
        change_plan(draft.id, "budget", lambda spec: spec.replaced(budget=new.model_dump()))

    left, right = st.columns(2)
    left.number_input(
        t("goal-budget-amount"),
        min_value=0.1,
        max_value=10_000.0,
        step=1.0,
        key=amount_key,
        on_change=typed,
        format="%g",
    )
    right.selectbox(
        t("goal-budget-unit"),
        ["minutes", "trials"],
        format_func=lambda unit: t(f"goal-unit-{unit}"),
        key=unit_key,
        on_change=typed,
        help=term("trial"),
    )


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:g}"


# ---- saving ----------------------------------------------------------------------------------------------------------


def change_plan(draft_id: str, what: str, change: Callable[[TaskSpec], TaskSpec]) -> None:
    """Apply ``change`` to the draft's plan as it is now, which another tab may have edited meanwhile."""
    draft = workspace().draft(draft_id)
    if draft.spec is not None:
        # What was set by hand no longer rests on the words of the goal.
        names = _REASONS.get(what, (what,))
        reasons = {part: why for part, why in draft.reasons.items() if part not in names}
        drafts.save(draft, what, spec=change(draft.spec), reasons=reasons)


def retargeted(spec: TaskSpec, target: str, table: Table) -> TaskSpec:
    """The plan for another target: what belonged to the old one alone is dropped."""
    kept = {"budget", "exclude", "filters", "families_allow", "families_deny", "seed", "interpretable", "goal", "roles"}
    values = {name: value for name, value in spec.model_dump().items() if name in kept}
    return TaskSpec.model_validate({**values, **kind_of(table, target)})


def kind_of(table: Table, target: str) -> dict[str, Any]:
    """Task, target and positive class as the goal reader would choose them for this column."""
    reading = read_goal(t("goal-sentence-for", column=target), table)
    if reading.spec is not None and reading.spec.target == target:
        return reading.spec.model_dump(include={"task", "target", "positive"})
    cells = table.frame[target].dropna()
    if table.roles[target] is Role.NUMERIC and cells.nunique() > 2:
        return {"task": TaskKind.REGRESSION, "target": target}
    kind = TaskKind.BINARY if cells.nunique() == 2 else TaskKind.MULTICLASS
    return {"task": kind, "target": target}


def classes_of(table: Table, spec: TaskSpec) -> list[str]:
    """The target's values as the text of their cells, the rarer one last."""
    counts = table.frame[spec.target].dropna().value_counts()
    return [cell_text(value) for value in counts.index[:3]]


# ---- widgets that always show what the draft says -------------------------------------------------------------------


def reason(draft: Draft, part: str) -> Message | None:
    """Why the part is as it is: the words of the goal, or the fact of the table, that it rests on."""
    names = _REASONS.get(part, (part,))
    return next((draft.reasons[name] for name in names if name in draft.reasons), None)


def _help(draft: Draft, part: str) -> str:
    meaning = t(f"goal-part-{part}-help")
    why = reason(draft, part)
    return f"{meaning}\n\n{t('goal-why')}: {say(why)}" if why else meaning


def _select(
    draft: Draft,
    part: str,
    choices: Sequence[Any],
    chosen: Any,
    change: Callable[[TaskSpec, Any], TaskSpec],
    text: Callable[[Any], str],
) -> None:
    """A choice of one; ``part`` names it in the words, the reasons and the draft's history."""
    key = f"goal-{part}-{draft.id}"
    # Set from the draft at every run, so that a change made elsewhere (undo, another tab, a new sentence) is seen.
    st.session_state[key] = chosen if chosen in choices else choices[0]
    st.selectbox(
        t(f"goal-part-{part}"),
        choices,
        format_func=text,
        key=key,
        on_change=lambda: change_plan(draft.id, part, lambda spec: change(spec, st.session_state[key])),
        help=_help(draft, part),
    )


def _multi(
    draft: Draft,
    part: str,
    choices: Sequence[str],
    chosen: Sequence[str],
    change: Callable[[TaskSpec, list[str]], TaskSpec],
    text: Callable[[str], str],
) -> None:
    """A choice of any number, as ``_select``."""
    key = f"goal-{part}-{draft.id}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        t(f"goal-part-{part}"),
        choices,
        format_func=text,
        key=key,
        on_change=lambda: change_plan(draft.id, part, lambda spec: change(spec, st.session_state[key])),
        placeholder=t(f"goal-part-{part}-none"),
        help=_help(draft, part),
    )
