"""What a goal was understood as: read when it is typed, kept in the draft, and answered where there is no plan."""

from __future__ import annotations

import streamlit as st

from autoglm_core import AutoGLMError, read_goal
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts import drafts
from pages.parts.i18n import language, md, say, short, t
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
            if spec is not None and draft.spec is not None:
                # No sentence speaks of how it is searched: what was set by hand holds for the new plan too.
                spec = spec.replaced(search=draft.spec.search.model_dump())
    drafts.save(draft, "goal", goal=goal, spec=spec, reasons=reasons)


def answer(draft: Draft, table: Table) -> None:
    """Where the goal gives no plan: one question with buttons, or a refusal that says what can be asked instead."""
    reading = read_goal(draft.goal, table)
    for question in reading.questions[:1]:
        with st.container(border=True, key="goal-question"):
            st.markdown(f"### :material/help: {t('goal-question')}", anchors=False)
            st.markdown(say(question.text))
            with st.container(horizontal=True):
                for number, column in enumerate(question.candidates):
                    label = md(short(column, 60))
                    st.button(label, key=f"goal-option-{number}", on_click=choose_target, args=(draft.id, column))
    if reading.refusal is not None:
        with st.container(border=True, key="goal-refusal"):
            st.markdown(f":material/block: {say(reading.refusal)}")


def choose_target(draft_id: str, column: str) -> None:
    """Add to the goal which column is meant, in words that the user sees in the box; the rest of it still holds."""
    draft = workspace().draft(draft_id)
    said = t("goal-sentence-for", column=column)
    stop = "。" if language() == "zh" else ". "
    set_goal(draft_id, f"{draft.goal.rstrip('.。 ')}{stop}{said}" if draft.goal else said)
    draft = workspace().draft(draft_id)
    if draft.spec is None or draft.spec.target != column:
        # The sentence as a whole stays unclear to the reader; the user has said what is meant.
        reading = read_goal(said, workspace().table(draft_id))
        drafts.save(draft, "answer", spec=reading.spec, reasons=reading.reasons)
