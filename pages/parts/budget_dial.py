"""How long a search may take: quick, balanced, thorough, or an own number of minutes or of trials."""

from __future__ import annotations

import streamlit as st

from autoglm_core import config
from autoglm_core.spec import Budget, TaskSpec
from autoglm_core.store import Draft
from pages.parts.i18n import t, term
from pages.parts.plan_changes import change_plan, help_of

_OWN = "own"


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
        help=help_of(draft, "budget"),
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
