"""Widgets of the plan that always show what the draft says, and save a change in it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from pages.parts.i18n import t
from pages.parts.plan_changes import change_plan, help_of


def select(
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
        help=help_of(draft, part),
    )


def multi(
    draft: Draft,
    part: str,
    choices: Sequence[str],
    chosen: Sequence[str],
    change: Callable[[TaskSpec, list[str]], TaskSpec],
    text: Callable[[str], str],
) -> None:
    """A choice of any number, as ``select``."""
    key = f"goal-{part}-{draft.id}"
    st.session_state[key] = list(chosen)
    st.multiselect(
        t(f"goal-part-{part}"),
        choices,
        format_func=text,
        key=key,
        on_change=lambda: change_plan(draft.id, part, lambda spec: change(spec, st.session_state[key])),
        placeholder=t(f"goal-part-{part}-none"),
        help=help_of(draft, part),
    )
