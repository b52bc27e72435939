"""A line of the history: a run or a draft, with what can be done with it."""

from __future__ import annotations

import streamlit as st

from autoglm_core.store import Draft, RunInfo, RunStatus
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name
from pages.parts.components import confirm, status_badge
from pages.parts.i18n import language, md, say, short, t, term
from pages.parts.shell import errors_said
from pages.parts.state import Ids, asked, link, set_ids, workspace


def run_line(run: RunInfo) -> None:
    with st.container(border=True, key=f"runs-line-{run.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{md(short(run.name, 80))}**", width="stretch")
            if run.sample is not None:
                st.badge(t("runs-sample"), color="gray")
            status_badge(run.status)
        if run.sentence is not None:
            st.markdown(say(run.sentence))
        st.caption(" · ".join(_facts(run)), help=term("interval") if run.headline else None)
        with st.container(horizontal=True, vertical_alignment="center"):
            finished = run.status is RunStatus.FINISHED
            link("inspect" if finished else "train", t("runs-open"), Ids(run=run.id), icon=":material/arrow_forward:")
            if finished:
                st.checkbox(t("runs-compare"), key=f"runs-compare-{run.id}", width="stretch")
            _actions(run)


def _facts(run: RunInfo) -> list[str]:
    """What a line says in small print, for Markdown: goal, score, model, when, how long."""
    said = [md(short(run.spec.goal, 100))] if run.spec.goal else []
    if run.headline is not None:
        metric = md(metric_name(run.headline.metric, language()))
        said.append(f"{metric} {md(fmt.interval(run.headline, language()))}")
    if run.best_model:
        said.append(md(model_name(run.best_model, language())))
    said.append(md(fmt.when(run.created, language())))
    if run.started and run.ended:
        said.append(md(fmt.duration(run.ended - run.started, language())))
    return said


def _actions(run: RunInfo) -> None:
    with st.popover(t("runs-more"), icon=":material/more_horiz:"):
        with st.form(f"runs-rename-{run.id}", border=False):
            name = st.text_input(t("runs-rename"), value=run.name, max_chars=200, key=f"runs-name-{run.id}")
            if st.form_submit_button(t("runs-rename-do"), key=f"runs-rename-do-{run.id}") and name.strip():
                with errors_said():
                    workspace().rename_run(run.id, name)
                    st.rerun()
        if st.button(t("runs-delete"), key=f"runs-delete-{run.id}", icon=":material/delete:"):
            confirm(
                t("runs-delete-title"),
                t("runs-delete-sentence", name=short(run.name, 80)),
                t("runs-delete-do"),
                lambda: _delete(run.id),
            )


def _delete(run_id: str) -> None:
    workspace().delete_run(run_id)
    if asked().run == run_id:
        set_ids(run=None)


def draft_line(draft: Draft) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"runs-line-{draft.id}"):
        st.markdown(f"**{md(short(draft.name, 60))}**  \n{md(short(draft.goal, 120))}", width="stretch")
        st.caption(fmt.when(draft.changed, language()), width="content")
        screen = "goal" if draft.goal else "data"
        link(screen, t("runs-open"), Ids(draft=draft.id), icon=":material/arrow_forward:")
        if st.button(t("runs-delete-draft"), key=f"runs-delete-{draft.id}", icon=":material/delete:"):
            confirm(
                t("runs-delete-draft-title"),
                t("runs-delete-draft-sentence", name=short(draft.name, 60)),
                t("runs-delete-do"),
                lambda: workspace().delete_draft(draft.id),
            )
