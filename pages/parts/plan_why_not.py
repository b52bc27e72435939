""" "Why not ...?" inside the plan: what speaks against another choice, and a button that takes it all the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from autoglm_core import why_not
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts.i18n import say, t
from pages.parts.plan_changes import change_plan


def why_not_part(
    draft: Draft,
    spec: TaskSpec,
    table: Table,
    part: Literal["target", "metric"],
    choices: Sequence[str],
    text: Callable[[str], str],
) -> None:
    """A list of what was not chosen; of the one picked, what speaks against it."""
    asked = st.selectbox(
        t("goal-why-not"),
        choices,
        index=None,
        format_func=text,
        key=f"goal-why-not-{part}-{draft.id}",
        placeholder=t("goal-why-not-none"),
    )
    if asked is None:
        return
    answer = why_not(spec, table, **{part: asked})
    st.markdown(say(answer.text))
    if answer.plan is not None:
        st.button(
            t("goal-why-not-take"),
            key=f"goal-why-not-take-{part}",
            icon=":material/swap_horiz:",
            on_click=_take,
            args=(draft.id, part, answer.plan),
        )


def _take(draft_id: str, part: str, plan: TaskSpec) -> None:
    st.session_state[f"goal-why-not-{part}-{draft_id}"] = None
    change_plan(draft_id, part, lambda _: plan)
