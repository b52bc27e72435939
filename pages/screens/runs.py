"""Runs: everything that was trained, to open, compare, rename or delete."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from autoglm_core.store import RunInfo
from pages.parts.comparing import comparison
from pages.parts.components import empty
from pages.parts.i18n import language, say, t, tm
from pages.parts.run_lines import draft_line, run_line
from pages.parts.shell import errors_said, guard, heading
from pages.parts.state import workspace

_PAGE = 20


def compare(chosen: list[RunInfo]) -> None:
    """Two runs side by side: their scores on the metrics that both have, and the settings that differ."""
    st.markdown(f"## {t('runs-comparison')}", anchors=False)
    with errors_said():
        results = [workspace().result(run.id) for run in chosen]
        compared = comparison([run.name for run in chosen], results, language())
        st.markdown(say(compared.sentence))
        if not compared.scores.empty:
            table(compared.scores)
        st.markdown(f"### {t('runs-settings')}", anchors=False)
        table(compared.settings)


def table(frame: pd.DataFrame) -> None:
    st.dataframe(frame, hide_index=True, width="stretch", height="content")


guard()
heading(t("runs-title"), t("runs-lead"))
listed = workspace().runs()
if not listed:
    empty(t("runs-none"), t("runs-none-do"))
ticked = [run for run in listed if st.session_state.get(f"runs-compare-{run.id}")]
if len(ticked) == 2:
    compare(ticked)
elif ticked:
    st.info(t("runs-tick-two") if len(ticked) == 1 else t("runs-tick-fewer"), icon=":material/compare_arrows:")
shown = st.session_state.get("runs-shown", _PAGE)
for listed_run in listed[:shown]:
    run_line(listed_run)
if len(listed) > shown and st.button(tm("runs-show-more", more=min(_PAGE, len(listed) - shown)), key="runs-show-more"):
    st.session_state["runs-shown"] = shown + _PAGE
    st.rerun()
prepared = [draft for draft in workspace().drafts() if not draft.runs]
if prepared:
    st.markdown(f"## {t('runs-prepared')}", anchors=False)
for prepared_draft in prepared[:shown]:
    draft_line(prepared_draft)
