"""Panels that fill in: what takes long is worked out by a job, and the page paints without waiting for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from autoglm_core.errors import AutoGLMError
from autoglm_core.registry import label
from autoglm_core.store import (
    RunInfo,
    RunStatus,
    inspection_outcome,
    inspection_progress,
    inspection_suits,
    start_inspection,
)
from pages.parts.i18n import language, say, t, tm
from pages.parts.run_views import chosen, result_of
from pages.parts.state import workspace

_LOOK_EVERY = 1.0
Draw = Callable[[Mapping[str, Any]], None]
Options = Mapping[str, Any]
NO_OPTIONS: Options = {}


def panel(
    run: RunInfo,
    name: str,
    draw: Draw,
    *,
    options: Options = NO_OPTIONS,
    choice: str | None = None,
    key: str | None = None,
) -> None:
    """What the inspection ``name`` found of ``run``, drawn by ``draw`` once it is there.

    Until then a placeholder with its progress, which looks after itself; the job is started when the panel is first
    seen. ``choice``: the model it is about, by default the one that the address asks for. Nothing is shown where the
    inspection does not suit the run. ``key``: where one inspection is shown twice on a page.
    """
    about = choice or chosen(run)
    if not inspection_suits(name, result_of(str(run.folder), run.id, about)):
        return
    question = _Question(run.id, name, about, options)
    shown = key or question.key
    try:
        found = question.outcome()
        if found is None and question.progress() is None:
            question.start()
    except AutoGLMError as error:
        _failed(question, error, shown)
        return
    if found is not None:
        draw(found)
    else:
        _waiting(question, shown)


class _Question:
    """One inspection of one run with its options, asked of the store."""

    def __init__(self, run_id: str, name: str, choice: str, options: Options) -> None:
        self.run_id, self.name = run_id, name
        self._said = {"choice": choice, "options": options}

    @property
    def key(self) -> str:
        return f"inspection-{self.name}"

    def outcome(self) -> dict[str, Any] | None:
        return inspection_outcome(workspace(), self.run_id, self.name, **self._said)

    def progress(self) -> Any:
        return inspection_progress(workspace(), self.run_id, self.name, **self._said)

    def start(self) -> None:
        start_inspection(workspace(), self.run_id, self.name, **self._said)


@st.fragment(run_every=_LOOK_EVERY)
def _waiting(question: _Question, key: str) -> None:
    # The whole page runs again once it is there: widgets inside the panel then belong to the page.
    try:
        now = None if question.outcome() is not None else question.progress()
    except AutoGLMError:
        now = None
    if now is None:
        st.rerun()
    name = label("inspections", question.name, language())
    with st.container(border=True, key=f"{key}-waiting"):
        if now.status is RunStatus.QUEUED:
            st.caption(tm("app-inspection-queued", name=name))
        elif now.total:
            st.progress(min(now.done / now.total, 1.0), text=tm("app-inspection-working", name=name))
        else:
            st.progress(0.0, text=tm("app-inspection-working", name=name))


def _failed(question: _Question, error: AutoGLMError, key: str) -> None:
    with st.container(border=True, key=f"{key}-failed"):
        st.warning(say(error.message), icon=":material/warning:")
        st.button(t("app-inspection-again"), key=f"{key}-again", icon=":material/refresh:", on_click=question.start)
