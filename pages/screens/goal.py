"""Goal: a sentence becomes a plan in parts that can be edited, with reasons, warnings and one button that starts it."""

from __future__ import annotations

import streamlit as st

from autoglm_core import available, read_goal
from autoglm_core.recipe import Severity
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft, start_training
from autoglm_core.table import Table
from pages.parts import drafts
from pages.parts.findings import finding_lines
from pages.parts.i18n import language, md, short, t
from pages.parts.plan import plan_more, plan_parts
from pages.parts.plan_sentence import plan_sentence
from pages.parts.reading import answer, change_box, choose_target, offers, set_goal
from pages.parts.second_reader import second_reading
from pages.parts.shell import errors_said, guard, heading
from pages.parts.state import SAMPLES, Ids, go, link, workspace

_LONGEST = 2_000


def ask(draft: Draft, table: Table) -> None:
    """The text box, and goals that fill it."""
    key = f"goal-text-{draft.id}"
    # From the draft at every run: undo, a sample goal or another tab may have changed it.
    st.session_state[key] = draft.goal
    st.text_area(
        t("goal-box"),
        key=key,
        height=80 if draft.spec else 110,
        max_chars=_LONGEST,
        placeholder=t("goal-box-example"),
        on_change=lambda: set_goal(draft.id, st.session_state[key]),
    )
    # The text is read as soon as the box is left; the button is what makes people leave it.
    st.button(
        t("goal-read"), key="goal-read", icon=":material/auto_awesome:", type="secondary" if draft.spec else "primary"
    )
    goals = proposals(draft, table)
    if not goals:
        return
    # Another key once there is a goal: what a person opened before is closed then, and can be opened again.
    fresh = not draft.goal
    with (
        st.expander(t("goal-ideas"), icon=":material/lightbulb:", expanded=fresh, key=f"goal-ideas-{fresh}"),
        st.container(gap=None),
    ):
        for number, goal in enumerate(goals):
            st.button(
                md(goal),
                key=f"goal-sample-{number}",
                type="tertiary",
                icon=":material/arrow_forward:",
                wrap=True,
                on_click=set_goal,
                args=(draft.id, goal),
            )


def proposals(draft: Draft, table: Table) -> list[str]:
    """The goal that comes with sample data, then what the table itself suggests."""
    sample = workspace().dataset(draft.dataset_id).sample
    shipped = [item.goal(language()) for item in workspace().samples(SAMPLES) if item.name == sample]
    return list(dict.fromkeys([*shipped, *drafts.suggestions(draft, table)]))[:6]


def plan(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """The plan card: one sentence, its parts, what to know before the start, and the start."""
    trainable = str(spec.task) in {task.name for task in available("tasks", language()) if task.available}
    with st.container(border=True, key="goal-plan"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {t('goal-plan')}", anchors=False, width="stretch")
            undo(draft)
        if trainable:
            plan_parts(draft, spec, table)
        else:
            plan_sentence(draft, spec, table, None, None)
            st.info(t("goal-understood"), icon=":material/schedule:")
            offers(draft, table)
        change_box(draft, spec, table)
        others(draft, spec, table)
        if trainable:
            plan_more(draft, spec, table)
    if not trainable:
        st.button(
            t("goal-start"),
            key="goal-start",
            type="primary",
            icon=":material/play_arrow:",
            disabled=True,
            help=t("goal-understood"),
        )
        return
    found = [finding for finding in drafts.findings(draft) if finding.severity is not Severity.NOTE]
    if found:
        st.markdown(f"## {t('goal-findings')}", anchors=False)
        finding_lines(draft, found, "goal")
    with errors_said():
        # A target that cannot be predicted is said here, and not by a run that fails.
        plugin("tasks", str(spec.task)).check(table.frame[spec.target].dropna(), spec)
        start(draft)


def others(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """What else the sentence may have meant, one click away."""
    targets = [item.target for item in read_goal(draft.goal, table).alternatives if draft.goal and item.target]
    targets = [target for target in targets if target != spec.target]
    if targets:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("goal-other"), width="content")
            for number, target in enumerate(targets):
                label = md(t("goal-sentence-for", column=short(target, 60)))
                st.button(
                    label, key=f"goal-other-{number}", type="tertiary", on_click=choose_target, args=(draft.id, target)
                )


def undo(draft: Draft) -> None:
    """Back to how it was before the last change, a goal that gave no plan included."""
    if st.button(
        t("goal-undo"),
        key="goal-undo",
        icon=":material/undo:",
        type="tertiary",
        disabled=not workspace().can_undo(draft.id),
    ):
        with errors_said():
            workspace().undo_draft(draft.id)
            st.rerun()


def start(draft: Draft) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(t("goal-start"), key="goal-start", type="primary", icon=":material/play_arrow:"):
            with errors_said():
                run_id = start_training(workspace(), draft.id)
                go("train", Ids(run=run_id))
        if draft.runs:
            link("train", t("goal-last-run"), Ids(run=draft.runs[-1]), icon=":material/arrow_forward:")


guard()
draft = drafts.opened(t("goal-title"))
heading(t("goal-title"), t("goal-lead"))
with errors_said():
    table = workspace().table(draft.id)
    ask(draft, table)
    if second_reading(draft, table):
        pass  # both readings stand there to choose from
    elif draft.spec is not None:
        plan(draft, draft.spec, table)
    elif draft.goal:
        answer(draft, table)
        undo(draft)
