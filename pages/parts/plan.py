"""What each part of the plan can be changed by; every change is saved in the draft at once."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import streamlit as st

from autoglm_core import available, label, read_goal
from autoglm_core.cells import cell_text
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind, TaskSpec, Threshold, Wish, usual_floor
from autoglm_core.store import Draft
from autoglm_core.table import Table
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name
from pages.parts.budget_dial import budget_dial
from pages.parts.i18n import language, md, say, short, t
from pages.parts.plan_changes import change_plan, help_of, reason
from pages.parts.plan_rows import conditions
from pages.parts.plan_run import limit_part, seed_part, validation_part, weights_part
from pages.parts.plan_sentence import plan_sentence, said_parts
from pages.parts.plan_why_not import why_not_part
from pages.parts.plan_widgets import multi, select
from pages.parts.search_part import search_part
from pages.parts.state import workspace

_AUTO = ""  # the measure is left to the task type
_FLOORS = (1 / 10, 1 / 5, 1 / 4, 1 / 3, 2 / 5, 1 / 2, 3 / 5, 2 / 3, 3 / 4, 4 / 5, 9 / 10, 19 / 20)


def plan_parts(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """The plan's sentence with an editor behind each part."""
    before = workspace().draft_before(draft.id)
    editors = _editors(draft, spec, table)
    plan_sentence(draft, spec, table, before.spec if before else None, lambda part: editors[part]())


def plan_more(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """Editors for all that the sentence does not speak of, and for the search."""
    editors = _editors(draft, spec, table)
    spoken = {said.part for said in said_parts(spec, table)}
    with st.popover(t("goal-more"), icon=":material/add:", key=f"goal-more-{draft.id}"):
        left, right = st.columns(2, gap="medium")
        for number, part in enumerate(part for part in _MORE if part not in spoken and part in editors):
            with left if number % 2 == 0 else right:
                editors[part]()
        with right:
            _features(draft, spec)
    search_part(draft, spec, table)


# What can be set though the sentence does not speak of it, in the order in which it is asked for.
_MORE = (
    "threshold", "exclude", "filters", "models", "interpretable", "include_only", "validation", "max_latency_ms",
    "max_model_mb", "seed",
)  # fmt: skip


def _editors(draft: Draft, spec: TaskSpec, table: Table) -> dict[str, Callable[[], None]]:
    """What changes each part of the sentence. Judging is spoken of as a wish or as a measure, and is one thing."""

    def judging() -> None:
        if spec.task is TaskKind.BINARY and spec.target in table.columns:
            _wish(draft, spec, table)
        _metric(draft, spec, table)

    parts: dict[str, Callable[[], None]] = {
        "target": lambda: _predicted(draft, spec, table),
        "threshold": judging,
        "metric": judging,
        "include_only": lambda: _included(draft, spec, table),
        "exclude": lambda: _left_out(draft, spec, table),
        "filters": lambda: conditions(draft, spec, table),
        "validation": lambda: validation_part(draft, spec, table),
        "models": lambda: _families(draft, spec),
        "interpretable": lambda: _interpretable(draft, spec),
        "max_latency_ms": lambda: limit_part(draft, "latency", "max_latency_ms", spec.max_latency_ms),
        "max_model_mb": lambda: limit_part(draft, "size", "max_model_mb", spec.max_model_mb),
        "weights": lambda: weights_part(draft, spec),
        "seed": lambda: seed_part(draft, spec),
        "budget": lambda: budget_dial(draft, spec),
    }
    return {
        part: edit for part, edit in parts.items() if not (part == "threshold" and spec.metric and not _wished(spec))
    }


def _wished(spec: TaskSpec) -> bool:
    return spec.threshold.wish is not Wish.BALANCED


# ---- what is predicted -----------------------------------------------------------------------------------------------


def _predicted(draft: Draft, spec: TaskSpec, table: Table) -> None:
    _target(draft, spec, table)
    if spec.task is TaskKind.BINARY and spec.target in table.columns:
        _positive(draft, spec, table)
    other = [column for column in table.columns if column != spec.target]
    why_not_part(draft, spec, table, "target", other, lambda column: short(column, 60))


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

    def sought(spec: TaskSpec, value: str) -> TaskSpec:
        return with_wish(spec.replaced(positive=value), spec.threshold.wish, table)

    if len(values) == 2:
        select(draft, "positive", values, spec.positive, sought, short)


def with_wish(spec: TaskSpec, wish: Wish, table: Table) -> TaskSpec:
    """The plan with ``wish``, the floor that goes with it, and what is searched by then.

    Recall or precision alone is reached by a model that says “yes” to all, or to one: so the search is by average
    precision, and a floor comes with the wish.
    """
    counts = table.frame[spec.target].dropna().value_counts(normalize=True)
    share = sum(float(part) for value, part in counts.items() if cell_text(value) == spec.positive)
    threshold = Threshold(wish=wish, floor=usual_floor(wish, share))
    metric = "average_precision" if wish is not Wish.BALANCED else spec.metric
    if wish is Wish.BALANCED and spec.threshold.wish is not Wish.BALANCED:
        metric = None
    return spec.replaced(threshold=threshold.model_dump(), metric=metric)


def _wish(draft: Draft, spec: TaskSpec, table: Table) -> None:
    def wished(spec: TaskSpec, wish: Wish) -> TaskSpec:
        return with_wish(spec, wish, table)

    def floored(spec: TaskSpec, floor: float) -> TaskSpec:
        return spec.replaced(threshold=Threshold(wish=spec.threshold.wish, floor=floor).model_dump())

    wish = spec.threshold.wish
    select(draft, "wish", list(Wish), wish, wished, lambda wish: t(f"app-wish-{wish}"))
    if wish is not Wish.BALANCED:
        floor = spec.threshold.floor or usual_floor(wish, 0.0) or _FLOORS[0]
        # A floor that was said in words may be any share.
        floors = sorted({floor, *(each for each in _FLOORS if abs(each - floor) > 0.004)})
        select(draft, f"floor-{wish}", floors, floor, floored, _ratio)


def _ratio(share: float) -> str:
    """“1 in 3 (33 %)”."""
    ratio = Fraction(share).limit_denominator(20)
    percent = fmt.percent(share, language(), digits=0)
    if abs(ratio - share) > 0.002:
        return percent
    return t("goal-ratio", right=ratio.numerator, ratio=ratio.denominator, share=percent)


def _metric(draft: Draft, spec: TaskSpec, table: Table) -> None:
    metrics = [metric.name for metric in plugin("tasks", str(spec.task)).metrics]
    select(
        draft,
        "metric",
        [_AUTO, *metrics],
        spec.metric or _AUTO,
        lambda spec, metric: spec.replaced(metric=None if metric == _AUTO else metric),
        lambda metric: t("goal-metric-auto") if metric == _AUTO else metric_name(metric, language()),
    )
    asked = [*metrics, *(("recall", "precision") if spec.task is TaskKind.BINARY else ())]
    others = [metric for metric in dict.fromkeys(asked) if metric != spec.metric]
    why_not_part(draft, spec, table, "metric", others, lambda metric: metric_name(metric, language()))


# ---- what it is made from --------------------------------------------------------------------------------------------


def _left_out(draft: Draft, spec: TaskSpec, table: Table) -> None:
    choices = [column for column in table.columns if column != spec.target]
    chosen = [column for column in spec.exclude if column in choices]
    multi(draft, "exclude", choices, chosen, lambda spec, out: spec.replaced(exclude=out), lambda name: short(name, 60))


def _included(draft: Draft, spec: TaskSpec, table: Table) -> None:
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
    named = lambda name: label("models", name, language())  # noqa: E731
    multi(draft, "families", names, chosen, lambda spec, allowed: spec.replaced(families_allow=allowed), named)
    if spec.families_deny:
        denied = list(spec.families_deny)
        multi(draft, "denied", denied, denied, lambda spec, kept: spec.replaced(families_deny=kept), named)


# ---- saving ----------------------------------------------------------------------------------------------------------


def retargeted(spec: TaskSpec, target: str, table: Table) -> TaskSpec:
    """The plan for another target: what belonged to the old one alone is dropped."""
    reading = read_goal("", table, current=spec, target=target)
    if reading.spec is not None:
        return reading.spec
    # Not to be predicted: the person chose it, and the page says why below the plan rather than ignoring the choice.
    return spec.replaced(task=TaskKind.MULTICLASS, target=target, positive=None, metric=None)


def classes_of(table: Table, spec: TaskSpec) -> list[str]:
    """The target's values as the text of their cells, the rarer one last."""
    counts = table.frame[spec.target].dropna().value_counts()
    return [cell_text(value) for value in counts.index[:3]]
