"""What a goal was understood as: read when it is typed, kept in the draft, and answered where there is no plan."""

from __future__ import annotations

import streamlit as st

from autoglm_core import AutoGLMError, read_goal
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts import drafts
from pages.parts.i18n import md, say, t
from pages.parts.state import workspace


def set_goal(draft_id: str, goal: str) -> None:
    """Keep ``goal`` and the plan that it gives; an edited plan of the same goal stays as it is."""
    draft, goal = workspace().draft(draft_id), goal.strip()
    if goal == draft.goal and draft.spec is not None:
        return
    spec, reasons = None, {}
    if goal:
        try:
            reading = read_goal(goal, workspace().table(draft_id), budget=draft.spec.budget if draft.spec else None)
        except AutoGLMError:
            # Said by the page, which reads the goal again to show it; what was typed is kept all the same.
            pass
        else:
            spec, reasons = reading.spec, reading.reasons
    drafts.save(draft, "goal", goal=goal, spec=spec, reasons=reasons)


def answer(draft: Draft, table: Table) -> None:
    """Where the goal gives no plan: one question with buttons, or a refusal that says what can be asked instead."""
    reading = read_goal(draft.goal, table)
    for question in reading.questions[:1]:
        with st.container(border=True, key="goal-question"):
            st.markdown(f"### {t('goal-question')}", anchors=False)
            st.markdown(say(question.text))
            with st.container(horizontal=True):
                for number, option in enumerate(question.options):
                    st.button(
                        say(option.label), key=f"goal-option-{number}", on_click=_choose, args=(draft.id, option.spec)
                    )
    if reading.refusal is not None:
        with st.container(border=True, key="goal-refusal"):
            st.markdown(f":material/block: {say(reading.refusal)}")
            if reading.alternatives:
                st.markdown(t("goal-alternatives"))
            for number, goal in enumerate(reading.alternatives):
                st.button(md(goal), key=f"goal-alternative-{number}", on_click=set_goal, args=(draft.id, goal))


def _choose(draft_id: str, spec: TaskSpec) -> None:
    draft = workspace().draft(draft_id)
    drafts.save(draft, "answer", spec=spec)
