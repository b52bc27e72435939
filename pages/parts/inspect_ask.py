"""The box for questions on the Inspect page, and the answers from what was computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from autoglm_core.result import RunResult
from autoglm_core.store import RunInfo, inspection_suits
from autoglm_core.view.ask.answers import Answer, Facts, answer, needed, offers
from autoglm_core.view.ask.questions import Question, read_question
from pages.parts.i18n import language, md, t
from pages.parts.inspections import panel
from pages.parts.run_views import chosen, explanation_of, judged_of

_LONGEST = 300


def ask(run: RunInfo, result: RunResult) -> None:
    """The box, the questions that can be asked, and the answer to the one that was."""
    key = f"ask-{run.id}"
    facts = _facts(run, result)
    with st.container(border=True, key="ask"):
        said = st.text_input(t("ask-label"), key=key, placeholder=t("ask-placeholder"), max_chars=_LONGEST)
        if said and said.strip():
            question = read_question(said, result.features, result.target, language())
            _answered(run, question, facts, key)
        _offered(offers(facts, language()), key, "ask-offer")


def _facts(run: RunInfo, result: RunResult) -> Facts:
    where = (str(run.folder), run.id, chosen(run))
    return Facts(result, explanation_of(*where), judged_of(*where))


def _offered(questions: tuple[str, ...], key: str, prefix: str) -> None:
    with st.container(horizontal=True, gap="small", key=f"{prefix}s"):
        for number, question in enumerate(questions):
            st.button(
                md(question),
                key=f"{prefix}-{number}",
                type="tertiary",
                on_click=_put,
                args=(key, question),
            )


def _put(key: str, question: str) -> None:
    st.session_state[key] = question


def _answered(run: RunInfo, question: Question, facts: Facts, key: str) -> None:
    wanted = needed(question, facts)
    if wanted is None:
        _shown(answer(question, facts), key)
        return
    name, options = wanted
    if not inspection_suits(name, facts.result):
        st.markdown(md(t("ask-unsuited")))
        return

    def draw(found: Mapping[str, Any]) -> None:
        _shown(answer(question, Facts(facts.result, facts.explanation, facts.judged, {name: found})), key)

    panel(run, name, draw, options=options, key=f"ask-{name}")


def _shown(given: Answer, key: str) -> None:
    st.markdown(md(given.text))
    if given.offers:
        _offered(given.offers, key, "ask-instead")
