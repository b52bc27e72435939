"""What a goal was understood as: read when it is typed, kept in the draft, and answered where there is no plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from autoglm_core import AutoGLMError, read_goal
from autoglm_core.messages import Message
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts import drafts
from pages.parts.i18n import language, md, say, short, t
from pages.parts.state import workspace

_OFFERED = 3


def set_goal(draft_id: str, goal: str) -> None:
    """Keep ``goal`` and the plan that it gives; an edited plan of the same goal stays as it is."""
    draft, goal = workspace().draft(draft_id), goal.strip()
    if goal == draft.goal and draft.spec is not None:
        return
    spec, reasons = None, {}
    if goal:
        try:
            table = workspace().table(draft_id)
            reading = read_goal(goal, table, budget=draft.spec.budget if draft.spec else None)
            if reading.spec is None and draft.spec is not None and follow_up(draft_id, goal):
                # Typed into the box of the goal, and yet about the plan that was there: “go back”, “without age”.
                return
        except AutoGLMError:
            # Said by the page, which reads the goal again to show it; what was typed is kept all the same.
            pass
        else:
            spec, reasons = reading.spec, reading.reasons
            if spec is not None and draft.spec is not None:
                # No sentence speaks of how it is searched: what was set by hand holds for the new plan too.
                spec = spec.replaced(search=draft.spec.search.model_dump())
    drafts.save(draft, "goal", goal=goal, follow_ups=(), spec=spec, reasons=reasons)


def follow_up(draft_id: str, words: str) -> bool:
    """Change the plan as ``words`` say; False where they change nothing, and the page has to answer them."""
    draft = workspace().draft(draft_id)
    if draft.spec is None:
        return False
    reading = read_goal(words, workspace().table(draft_id), current=draft.spec)
    if reading.back:
        if not workspace().can_undo(draft_id):
            return False
        workspace().undo_draft(draft_id)
        return True
    if reading.spec is None or reading.spec == draft.spec or reading.answer is not None:
        return False
    _keep(draft, words, reading.spec, {**draft.reasons, **reading.reasons}, reading.stated)
    return True


def _keep(draft: Draft, words: str, spec: TaskSpec, reasons: dict[str, Message], stated: frozenset[str]) -> None:
    """Save the plan after a follow-up: what it did not speak of keeps the reason that it had."""
    untouched = {part: why for part, why in reasons.items() if why.key == "goal-reason-kept" and part in draft.reasons}
    reasons = {**reasons, **{part: draft.reasons[part] for part in untouched}}
    if "budget" not in stated and "budget" in draft.reasons and draft.spec and spec.budget == draft.spec.budget:
        reasons["budget"] = draft.reasons["budget"]
    said = (*draft.follow_ups, words)
    drafts.save(
        draft, "follow-up", follow_ups=said, reasons=reasons, spec=spec.replaced(goal="\n".join([draft.goal, *said]))
    )


def answer(draft: Draft, table: Table) -> None:
    """Where the goal gives no plan: one question with buttons, or a refusal that says what can be asked instead."""
    reading = read_goal(draft.goal, table)
    for question in reading.questions[:1]:
        _question(question.text, question.candidates, "goal", lambda column: (choose_target, (draft.id, column)))
    if reading.refusal is not None:
        refusal(draft, table, reading.refusal)


def refusal(draft: Draft, table: Table, text: Message) -> None:
    """A polite no, and goals that can be asked of this table, one click away."""
    with st.container(border=True, key="goal-refusal"):
        st.markdown(f":material/block: {say(text)}")
        offers(draft, table)


def offers(draft: Draft, table: Table) -> None:
    """A few goals that can be trained on this table as buttons."""
    with st.container(horizontal=True):
        for number, goal in enumerate(drafts.suggestions(draft, table)[:_OFFERED]):
            st.button(
                md(goal),
                key=f"goal-offer-{number}",
                icon=":material/lightbulb:",
                wrap=True,
                on_click=set_goal,
                args=(draft.id, goal),
            )


def _question(text: Message, candidates: Sequence[str], place: str, click: Any) -> None:
    with st.container(border=True, key=f"{place}-question"):
        st.markdown(f"### :material/help: {t('goal-question')}", anchors=False)
        st.markdown(say(text))
        with st.container(horizontal=True):
            for number, column in enumerate(candidates):
                act, args = click(column)
                label = md(short(column, 60))
                st.button(label, key=f"{place}-option-{number}", on_click=act, args=args)


def choose_target(draft_id: str, column: str) -> None:
    """Add to the goal which column is meant, in words that the user sees in the box; the rest of it still holds."""
    draft = workspace().draft(draft_id)
    said = t("goal-sentence-for", column=column)
    if draft.spec is not None:
        _choose_in_plan(draft, said, said, column)
        return
    stop = "。" if language() == "zh" else ". "
    goal = f"{draft.goal.rstrip('.。 ')}{stop}{said}" if draft.goal else said
    reading = read_goal(draft.goal, workspace().table(draft_id), target=column)
    if reading.spec is not None:
        drafts.save(draft, "answer", goal=goal, spec=reading.spec.replaced(goal=goal), reasons=reading.reasons)


def _choose_in_plan(draft: Draft, words: str, said: str, column: str) -> None:
    reading = read_goal(words, workspace().table(draft.id), current=draft.spec, target=column)
    if reading.spec is not None:
        reasons = {**draft.reasons, **reading.reasons}
        _keep(draft, said, reading.spec, reasons, reading.stated)


# ---- what follows the goal -------------------------------------------------------------------------------------------


def change_box(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """A line in which the plan is changed in words; what changes nothing is answered below it."""
    key = f"goal-change-{draft.id}"

    def typed() -> None:
        words = st.session_state[key].strip()
        if words and follow_up(draft.id, words):
            st.session_state[key] = ""

    with st.container(horizontal=True, vertical_alignment="bottom", key="goal-change"):
        st.text_input(
            t("goal-change"),
            key=key,
            max_chars=500,
            placeholder=t("goal-change-example"),
            help=t("goal-change-help"),
            on_change=typed,
            icon=":material/edit_note:",
        )
        # What was typed is read as soon as the line is left; the button is what makes people leave it.
        st.button(t("goal-change-do"), key="goal-change-do")
    if draft.follow_ups:
        said = " · ".join(md(t("goal-said", words=short(words, 80))) for words in draft.follow_ups[-6:])
        st.caption(f":material/forum: {said}")
    words = str(st.session_state.get(key) or "").strip()
    if words:
        _unsettled(draft, spec, table, words, key)


def _unsettled(draft: Draft, spec: TaskSpec, table: Table, words: str, key: str) -> None:
    """The answer to words that changed nothing: a reason, a question, or a no."""
    reading = read_goal(words, table, current=spec)

    def done() -> None:
        st.session_state[key] = ""

    def chosen(column: str) -> None:
        _choose_in_plan(workspace().draft(draft.id), words, f"{words} ({column})", column)
        done()

    def taken(plan: TaskSpec) -> None:
        drafts.save(workspace().draft(draft.id), "follow-up", spec=plan)
        done()

    if reading.back:
        st.info(t("goal-nothing-to-undo"), icon=":material/undo:")
    elif reading.answer is not None:
        with st.container(border=True, key="goal-answer"):
            st.markdown(f":material/lightbulb: {say(reading.answer)}")
            for plan in reading.alternatives:
                st.button(
                    t("goal-why-not-take"),
                    key="goal-answer-take",
                    icon=":material/swap_horiz:",
                    on_click=taken,
                    args=(plan,),
                )
    elif reading.refusal is not None:
        with st.container(border=True, key="goal-change-refusal"):
            st.markdown(f":material/block: {say(reading.refusal)}  \n{t('goal-plan-stays')}")
    else:
        for question in reading.questions[:1]:
            _question(question.text, question.candidates, "goal-change", lambda column: (chosen, (column,)))
