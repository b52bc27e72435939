"""Every change from the file to the table, with its switch, and how the file was read."""

from __future__ import annotations

import streamlit as st

from autoglm_core.recipe import RecipeStep
from autoglm_core.store import DatasetInfo, Draft
from autoglm_core.view import format as fmt
from pages.parts import drafts
from pages.parts.findings import step_text
from pages.parts.i18n import language, md, say, t, term
from pages.parts.shell import errors_said
from pages.parts.state import workspace


def changes(draft: Draft) -> None:
    """Every change from the file to the table, each with its reason and, where it can be, its switch."""
    with st.expander(t("data-recipe"), icon=":material/receipt_long:"):
        st.caption(t("data-recipe-lead") if draft.recipe.steps else t("data-recipe-none"))
        for number, step in enumerate(draft.recipe.steps):
            _step(draft, number, step)
        if st.button(t("data-undo"), key="data-undo", icon=":material/undo:", help=t("data-undo-help")):
            with errors_said():
                workspace().undo_draft(draft.id)
                st.rerun()


def receipt(dataset: DatasetInfo) -> None:
    """What was read, and what had to be assumed."""
    with st.expander(t("data-receipt"), icon=":material/fact_check:"):
        read = dataset.receipt
        size = fmt.bytes_(read.bytes, language())
        st.markdown(md(t("data-receipt-read", source=read.source, size=size, rows=read.rows, columns=read.columns)))
        for assumed in read.assumed:
            st.markdown(f"- {say(assumed)}")
        st.caption(t("data-receipt-hash", hash=read.sha256), help=term("fingerprint"))


def _step(draft: Draft, number: int, step: RecipeStep) -> None:
    if not drafts.can_switch(step):
        st.markdown(f":material/lock: {say(step.reason)}")
        return
    key = f"data-step-{draft.id}-{number}"
    st.session_state[key] = step.active
    st.toggle(
        md(step_text(step.kind, step.column, step.value)),
        key=key,
        help=say(step.reason),
        on_change=lambda: drafts.switch(workspace().draft(draft.id), step, st.session_state[key]),
    )
