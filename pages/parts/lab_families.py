"""What each kind of model added to a finished run: worked out once by a job, then kept with the run."""

from __future__ import annotations

import streamlit as st

from autoglm_core.errors import AutoGLMError
from autoglm_core.experiment import FamilyShares
from autoglm_core.store import RunStatus, families_outcome, start_families, status
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.lab import families_conclusion, families_table
from autoglm_core.view.names import metric_name
from pages.parts.components import empty
from pages.parts.i18n import language, md, say, short, t, tm
from pages.parts.lab_form import distinct
from pages.parts.run_views import chart, table
from pages.parts.shell import errors_said
from pages.parts.state import asked, set_ids, workspace
from pages.parts.theme import palette


def families() -> None:
    """The finished run to look at, and what its kinds of model added."""
    runs = {run.id: run for run in workspace().runs() if run.status is RunStatus.FINISHED}
    if not runs:
        empty(t("lab-families-none"), t("lab-families-none-do"), "runs")
        return
    ids, here = [*runs], asked().run
    names = distinct({id_: f"{short(run.name, 60)} · {fmt.when(run.created, language())}" for id_, run in runs.items()})
    chosen = st.selectbox(
        t("lab-families-run"),
        ids,
        index=ids.index(here) if here in runs else 0,
        format_func=lambda id_: names[id_],
        key="lab-families-run",
        on_change=lambda: set_ids(run=st.session_state["lab-families-run"]),
    )
    try:
        shares = families_outcome(workspace(), chosen)
    except AutoGLMError as error:
        st.info(say(error.message), icon=":material/info:")
        return
    if shares is not None:
        _show(shares)
    elif _is_working(chosen):
        _working(chosen)
    elif st.button(t("lab-families-start"), type="primary", icon=":material/calculate:", key="lab-families-start"):
        with errors_said():
            start_families(workspace(), chosen)
            st.rerun()


def _is_working(run_id: str) -> bool:
    try:
        return status(workspace(), f"families-{run_id}").active
    except AutoGLMError:
        return False


@st.fragment(run_every=0.7)
def _working(run_id: str) -> None:
    st.caption(t("lab-families-working"))
    if not _is_working(run_id):
        st.rerun()


def _show(shares: FamilyShares) -> None:
    st.markdown(f"**{say(families_conclusion(shares, language()))}**")
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"## {t('lab-families-chart')}", anchors=False)
        if len(shares.families) > 1:
            chart(figures.families_chart(shares, palette(), language()), "lab-families", t("lab-families-alt"))
        st.caption(tm("lab-families-note", metric=metric_name(shares.metric, language())))
    with right:
        table(families_table(shares, language()), "lab-families-table", md(t("lab-families-chart")))
