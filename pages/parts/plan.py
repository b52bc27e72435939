"""The plan in parts that can be edited, each with its reason; every change is saved in the draft at once."""

from __future__ import annotations

from typing import Any

import streamlit as st

from autoglm_core import available, label, read_goal
from autoglm_core.cells import cell_text
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind, TaskSpec, Threshold, Wish
from autoglm_core.store import Draft
from autoglm_core.table import Role, Table
from autoglm_core.view.names import metric_name
from pages.parts.budget_dial import budget_dial
from pages.parts.i18n import language, md, say, short, t
from pages.parts.plan_changes import change_plan, help_of, reason
from pages.parts.plan_widgets import multi, select
from pages.parts.search_part import search_part

_AUTO = ""  # the measure is left to the task type
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
        _features(draft, spec)
        _filters(draft, spec)
    search_part(draft, spec, table)


# ---- what is predicted -----------------------------------------------------------------------------------------------


def _target(draft: Draft, spec: TaskSpec, table: Table) -> None:
    choices = [column for column in table.columns if column not in spec.exclude]

    def change(spec: TaskSpec, target: str) -> TaskSpec:
        return retargeted(spec, target, table)

    select(draft, "target", choices, spec.target, change, lambda column: short(column, 60))
    why = reason(draft, "task")
    st.caption(
        f"{md(t('goal-task'))}: {md(label('tasks', str(spec.task), language()))}", help=say(why) if why else None
    )


def _positive(draft: Draft, spec: TaskSpec, table: Table) -> None:
    values = classes_of(table, spec)
    if len(values) == 2:
        select(draft, "positive", values, spec.positive, lambda spec, value: spec.replaced(positive=value), short)


def _wish(draft: Draft, spec: TaskSpec) -> None:
    def wished(spec: TaskSpec, wish: Wish) -> TaskSpec:
        # Recall or precision alone is reached by a model that says “yes” to all, or to one: a floor comes with it.
        floor = None if wish is Wish.BALANCED else spec.threshold.floor
        return spec.replaced(threshold=Threshold(wish=wish, floor=floor).model_dump())

    def floored(spec: TaskSpec, floor: float) -> TaskSpec:
        return spec.replaced(threshold=Threshold(wish=spec.threshold.wish, floor=floor or None).model_dump())

    wish = spec.threshold.wish
    select(draft, "wish", list(Wish), wish, wished, lambda wish: t(f"app-wish-{wish}"))
    if wish is not Wish.BALANCED:
        floor = spec.threshold.floor or 0.0
        floors = sorted({*_FLOORS, floor})
        select(
            draft,
            f"floor-{wish}",
            floors,
            floor,
            floored,
            lambda share: f"{share:.0%}".replace("%", " %") if share else t("goal-floor-default"),
        )


def _metric(draft: Draft, spec: TaskSpec) -> None:
    metrics = [metric.name for metric in plugin("tasks", str(spec.task)).metrics]
    select(
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
    multi(draft, "exclude", choices, chosen, lambda spec, out: spec.replaced(exclude=out), lambda name: short(name, 60))


def _included(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """Shown where the sentence limits the columns."""
    if spec.include_only:
        choices = [column for column in table.columns if column != spec.target]
        chosen = [column for column in spec.include_only if column in choices]
        change = lambda spec, kept: spec.replaced(include_only=kept)  # noqa: E731
        multi(draft, "include", choices, chosen, change, lambda column: short(column, 60))


def _interpretable(draft: Draft, spec: TaskSpec) -> None:
    key = f"goal-interpretable-{draft.id}"
    st.session_state[key] = spec.interpretable
    st.toggle(
        t("goal-part-interpretable"),
        key=key,
        help=help_of(draft, "interpretable"),
        on_change=lambda: change_plan(
            draft.id, "interpretable", lambda spec: spec.replaced(interpretable=st.session_state[key])
        ),
    )


def _features(draft: Draft, spec: TaskSpec) -> None:
    """The switch of generated features, and those that are not made by themselves, each of which can be made again."""
    key = f"goal-features-{draft.id}"
    st.session_state[key] = spec.search.features
    st.toggle(
        t("goal-part-features"),
        key=key,
        help=help_of(draft, "features"),
        on_change=lambda: change_plan(
            draft.id, "features", lambda spec: searched(spec, features=st.session_state[key])
        ),
    )
    off = list(spec.search.features_off)
    if spec.search.features and off:
        change = lambda spec, kept: searched(spec, features_off=kept)  # noqa: E731
        multi(draft, "features-off", off, off, change, lambda name: short(label("features", name, language()), 60))


def searched(spec: TaskSpec, **changes: Any) -> TaskSpec:
    """The plan with other settings of the search."""
    return spec.replaced(search={**spec.search.model_dump(), **changes})


def _families(draft: Draft, spec: TaskSpec) -> None:
    names = [info.name for info in available("models", language()) if info.available]
    chosen = [name for name in spec.families_allow if name in names]
    change = lambda spec, allowed: spec.replaced(families_allow=allowed)  # noqa: E731
    multi(draft, "families", names, chosen, change, lambda name: label("models", name, language()))


def _filters(draft: Draft, spec: TaskSpec) -> None:
    """Conditions that the sentence put on the rows; each can be dropped."""
    if not spec.filters:
        return
    conditions = {f"{item.column} {item.op} {item.value}": item for item in spec.filters}

    def change(spec: TaskSpec, kept: list[str]) -> TaskSpec:
        return spec.replaced(filters=[conditions[text].model_dump() for text in kept])

    multi(draft, "filters", list(conditions), list(conditions), change, lambda text: short(text, 80))


# ---- saving ----------------------------------------------------------------------------------------------------------


def retargeted(spec: TaskSpec, target: str, table: Table) -> TaskSpec:
    """The plan for another target: what belonged to the old one alone is dropped."""
    kept = {
        "budget",
        "exclude",
        "filters",
        "families_allow",
        "families_deny",
        "seed",
        "interpretable",
        "goal",
        "roles",
        "search",
    }
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
