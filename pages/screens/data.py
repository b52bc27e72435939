"""Data: what is in the table, what was found and done about it, each column's profile, and what could be asked."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from autoglm_core.recipe import Finding
from autoglm_core.store import DatasetInfo, Draft
from autoglm_core.table import Table
from autoglm_core.view import format as fmt
from pages.parts import drafts
from pages.parts.columns import column_panel
from pages.parts.components import Card, cards
from pages.parts.findings import finding_lines
from pages.parts.i18n import language, md, t, term
from pages.parts.reading import set_goal
from pages.parts.recipe_panel import changes, receipt
from pages.parts.shell import errors_said, guard, heading
from pages.parts.state import Ids, go, workspace

_ROWS_SHOWN = 200


def figures(dataset: DatasetInfo, table: Table, found: Sequence[Finding]) -> None:
    profile = workspace().profile(dataset.id)
    left_out = dataset.rows - table.rows
    cards(
        [
            Card(t("data-rows"), fmt.number(table.rows, language()), rows_help(left_out)),
            Card(t("data-columns"), fmt.number(len(table.columns), language()), term("column")),
            Card(t("data-missing"), fmt.percent(profile.missing_share, language()), term("missing")),
            Card(t("data-found"), fmt.number(len(found), language()), t("data-found-help")),
        ]
    )


def rows_help(left_out: int) -> str:
    return t("data-rows-left-out", rows=left_out) if left_out else t("data-rows-help")


def findings(draft: Draft, found: Sequence[Finding]) -> None:
    st.markdown(f"## {t('data-findings')}", anchors=False)
    if not found:
        st.markdown(f":green[:material/check_circle:] {t('data-findings-none')}")
    finding_lines(draft, found, "data")


def questions(draft: Draft, table: Table) -> None:
    """“What could I ask of this table?”: a click takes the goal along."""
    st.markdown(f"## {t('data-questions')}", anchors=False)
    suggested = drafts.suggestions(draft, table)
    if not suggested:
        st.markdown(t("data-questions-none"))
    for number, goal in enumerate(suggested):
        if st.button(md(goal), key=f"data-question-{number}", width="stretch", icon=":material/lightbulb:", wrap=True):
            set_goal(draft.id, goal)
            go("goal", Ids(draft=draft.id))
    if st.button(t("data-own-goal"), key="data-next", type="primary", icon=":material/arrow_forward:", width="stretch"):
        go("goal", Ids(draft=draft.id))


def rows(draft: Draft, table: Table) -> None:
    """The first rows, and the profile of the column that was clicked or chosen."""
    st.markdown(f"## {t('data-table')}", anchors=False)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        shown = table.frame.head(_ROWS_SHOWN)
        event = st.dataframe(
            shown,
            key="data-table",
            on_select="rerun",
            selection_mode="single-column",
            height=430,
            hide_index=True,
            placeholder=fmt.NOTHING,
        )
        clicked = event.selection.columns[0] if event.selection.columns else None
        st.caption(t("data-table-hint", shown=len(shown), rows=table.rows))
    if clicked is not None and clicked != st.session_state.get("data-clicked"):
        st.session_state["data-column"] = clicked
    st.session_state["data-clicked"] = clicked
    with right:
        column_panel(draft, table)


guard()
draft = drafts.opened(t("data-title"))
dataset = workspace().dataset(draft.dataset_id)
heading(dataset.name, t("data-lead"))
with errors_said():
    table = workspace().table(draft.id)
    found = drafts.findings(draft)
    figures(dataset, table, found)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        findings(draft, found)
    with right:
        questions(draft, table)
    rows(draft, table)
    changes(draft)
    receipt(dataset)
