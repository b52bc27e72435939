"""The language model on the Goal page: asked beside the rules, its share said in one line, its doubts as a question."""

from __future__ import annotations

from typing import Any

import streamlit as st

from autoglm_core import LanguageModel, Message, describe_plan, read_goal, text_for_model
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts import drafts
from pages.parts.errands import Errand, errand, known, waiting
from pages.parts.i18n import language, md, say, short, t
from pages.parts.language_model import in_use
from pages.parts.reading import choose_target
from pages.parts.state import workspace

_NAME, _SETTLED = "language-model-reading", "language-model-settled"
_BUDGET = {"seconds", "trials", "speed"}


def second_reading(draft: Draft, table: Table) -> bool:
    """Draw what the language model says of the draft's goal; True where its question stands in the plan's place."""
    model = in_use()
    if model is None:
        return False
    begun = _begun(draft, table, model) if draft.goal else None
    if begun is None:
        _sent(model, (text_for_model(draft.goal or "…", table, model),), done=False)
        return False
    if not begun.done.is_set():
        waiting(begun, t("model-reading"), "model-stop")
        _sent(model, (text_for_model(draft.goal, table, model),), done=False)
        return False
    said = begun.result.consulted if begun.result is not None else None
    if said is None:  # the rules refuse it for good: nothing was sent
        return False
    if str(said.heard) == "added" and not _settled(draft):
        _adopt(draft, begun.result)
    asks = str(said.heard) == "asks" and not _settled(draft) and bool(begun.result.questions)
    if asks:
        _question(draft, table, begun.result)
    elif str(said.heard) == "asks" and _settled(draft):
        st.caption(f":material/done_all: {t('model-chosen')}")
    else:
        _line(draft, begun.result)
    _sent(model, said.sent, done=True)
    return asks


def _begun(draft: Draft, table: Table, model: LanguageModel) -> Errand | None:
    """The question to the language model; none is begun for a plan that was changed by hand since it was read."""
    key = (draft.id, draft.goal, tuple(table.columns), str(model.sends))
    found = known(_NAME, key)
    if found is not None:
        return found
    budget = draft.spec.budget if draft.spec is not None else None
    if draft.spec is not None:
        rules = read_goal(draft.goal, table, budget=budget).spec
        if rules is None or not _same(rules, draft.spec):
            return None
    goal = draft.goal
    return errand(_NAME, key, lambda cancelled: read_goal(goal, table, budget=budget, model=model, cancelled=cancelled))


def _same(one: TaskSpec, other: TaskSpec) -> bool:
    return one.replaced(search=other.search, budget=other.budget) == other


def _settled(draft: Draft) -> bool:
    return (draft.id, draft.goal) in st.session_state.get(_SETTLED, ())


def _settle(draft: Draft) -> None:
    st.session_state[_SETTLED] = {*st.session_state.get(_SETTLED, ()), (draft.id, draft.goal)}


def _adopt(draft: Draft, reading: Any) -> None:
    """Put what only the language model found into the plan, unless somebody has changed it meanwhile."""
    _settle(draft)
    current, said = workspace().draft(draft.id), reading.consulted
    if current.goal != draft.goal or current.spec is None or not _same(said.without, current.spec):
        return
    budget = reading.spec.budget if said.added & _BUDGET else current.spec.budget
    spec = reading.spec.replaced(search=current.spec.search.model_dump(), budget=budget.model_dump())
    drafts.save(current, "language model", spec=spec, reasons=reading.reasons)
    st.rerun()


def _line(draft: Draft, reading: Any) -> None:
    said = reading.consulted
    icon = {"failed": ":material/cloud_off:", "added": ":material/add_task:"}.get(
        str(said.heard), ":material/done_all:"
    )
    with st.container(horizontal=True, vertical_alignment="center", key="model-line"):
        st.caption(f"{icon} {say(said.line)}", width="content")
        if said.added and draft.spec is not None and draft.spec.replaced(search=reading.spec.search) == reading.spec:

            def without() -> None:
                current = workspace().draft(draft.id)
                if current.spec is not None:
                    search = current.spec.search.model_dump()
                    rules = read_goal(draft.goal, workspace().table(draft.id))
                    drafts.save(current, "model", spec=said.without.replaced(search=search), reasons=rules.reasons)

            st.button(t("model-without"), key="model-without", type="tertiary", on_click=without)


def _question(draft: Draft, table: Table, reading: Any) -> None:
    """Both readings as buttons, each in words."""
    question = reading.questions[0]
    with st.container(border=True, key="goal-model-question"):
        st.markdown(f"### :material/help: {t('goal-question')}", anchors=False)
        st.markdown(say(question.text))
        if reading.refusal is not None:
            st.caption(say(reading.refusal))
        for number, plan in enumerate(question.plans):
            words = "".join(part.plain for part in describe_plan(plan.spec, table, language()))
            st.caption(t(f"model-by-{plan.by}"))
            st.button(
                md(words),
                key=f"goal-plan-choice-{number}",
                wrap=True,
                width="stretch",
                on_click=_choose,
                args=(draft, plan.spec, dict(plan.reasons)),
            )
        if question.candidates:
            st.caption(t("model-or-column"))
            with st.container(horizontal=True):
                for number, column in enumerate(question.candidates):
                    label = md(short(column, 60))
                    st.button(label, key=f"goal-option-{number}", on_click=choose_target, args=(draft.id, column))
        st.caption(t("model-or-say"))


def _choose(draft: Draft, spec: TaskSpec, reasons: dict[str, Message]) -> None:
    _settle(draft)
    current = workspace().draft(draft.id)
    if current.spec is not None:
        spec = spec.replaced(search=current.spec.search.model_dump())
    drafts.save(current, "answer", spec=spec, reasons={**reasons, "target": Message("goal-reason-chosen")})


def _sent(model: LanguageModel, texts: tuple[str, ...], *, done: bool) -> None:
    """The exact text, before and after it is sent."""
    with st.expander(t("model-sent" if done else "model-to-send"), icon=":material/visibility:", key="model-sent"):
        st.caption(md(t("model-sent-to", url=model.address, name=model.name)))
        if not texts:
            st.caption(t("model-sent-nothing"))
        for text in texts:
            st.code(text, language="json", wrap_lines=True, height=320)
