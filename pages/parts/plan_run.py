"""Parts of the plan about the run itself: how models are tested, their limits, priorities, and the seed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from autoglm_core.config import config
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Role, Table
from autoglm_core.view import format as fmt
from pages.parts.i18n import language, short, t
from pages.parts.plan_changes import change_plan, help_of
from pages.parts.plan_widgets import select

_FOLDS = (2, 3, 4, 5, 7, 10, 15, 20)
_HOLDOUTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)


def validation_part(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """Folds, the share of the final test, and columns that say what belongs together or comes later."""
    held = spec.validation
    select(
        draft, "folds", sorted({*_FOLDS, held.folds}), held.folds, lambda spec, value: _tested(spec, folds=value), str
    )
    shares = sorted({*_HOLDOUTS, held.holdout or 0.0, 0.0})
    select(
        draft,
        "holdout",
        shares,
        held.holdout or 0.0,
        lambda spec, value: _tested(spec, holdout=value or None),
        lambda share: fmt.percent(share, language(), digits=0) if share else t("goal-holdout-usual"),
    )
    dates = [column for column in table.columns if table.roles[column] is Role.DATETIME]
    for part, field, columns in (
        ("by-time", "time_column", dates),
        ("by-group", "group_column", [name for name in table.columns if name != spec.target]),
    ):
        chosen = getattr(held, field)
        if columns or chosen:
            choices = list(dict.fromkeys(["", *columns, *([chosen] if chosen else [])]))
            select(
                draft,
                part,
                choices,
                chosen or "",
                lambda spec, value, field=field: _tested(spec, **{field: value or None}),
                lambda name: short(name, 60) if name else t("goal-by-none"),
            )


def _tested(spec: TaskSpec, **changes: Any) -> TaskSpec:
    return spec.replaced(validation={**spec.validation.model_dump(), **changes})


def limit_part(draft: Draft, part: str, field: str, value: float | None) -> None:
    """A number that must not be passed; 0 is no limit."""
    key = f"goal-{part}-{draft.id}"
    st.session_state[key] = float(value or 0.0)
    st.number_input(
        t(f"goal-part-{part}"),
        min_value=0.0,
        step=1.0,
        format="%g",
        key=key,
        help=help_of(draft, part),
        on_change=lambda: change_plan(
            draft.id, part, lambda spec: spec.replaced(**{field: st.session_state[key] or None})
        ),
    )


def weights_part(draft: Draft, spec: TaskSpec) -> None:
    """The priorities that the goal stated, each as a number; 0 takes one away."""
    for name, weight in spec.weights.items():
        key = f"goal-weight-{name}-{draft.id}"
        st.session_state[key] = float(weight)
        st.number_input(
            t(f"goal-weight-{name.replace('_', '-')}"),
            min_value=0.0,
            step=0.5,
            format="%g",
            key=key,
            on_change=lambda name=name, key=key: change_plan(
                draft.id, "weights", lambda spec: spec.replaced(weights=_weighed(spec, name, st.session_state[key]))
            ),
        )


def _weighed(spec: TaskSpec, name: str, weight: float) -> dict[str, float]:
    weights = {**spec.weights, name: weight}
    return {name: value for name, value in weights.items() if value}


def seed_part(draft: Draft, spec: TaskSpec) -> None:
    """The number that all chance in the run comes from."""
    key = f"goal-seed-{draft.id}"
    st.session_state[key] = spec.seed
    st.number_input(
        t("goal-part-seed"),
        min_value=0,
        max_value=2**32 - 1,
        step=1,
        key=key,
        help=help_of(draft, "seed"),
        on_change=lambda: change_plan(
            draft.id, "seed", lambda spec: spec.replaced(seed=int(st.session_state[key] or config().seed))
        ),
    )
