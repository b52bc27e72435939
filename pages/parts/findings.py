"""The list of findings: what was found, and a button that does something about it or undoes it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from autoglm_core.recipe import Finding, Severity, StepKind
from autoglm_core.store import Draft
from pages.parts import drafts
from pages.parts.i18n import md, say, short, t

_LOOK = {
    Severity.DANGER: (":red[:material/dangerous:]", 0),
    Severity.WARNING: (":orange[:material/warning:]", 1),
    Severity.NOTE: (":blue[:material/info:]", 2),
}


def finding_lines(draft: Draft, found: Sequence[Finding], area: str) -> None:
    """One line a finding, the gravest first; ``area`` keeps the buttons of two pages apart."""
    for number, finding in enumerate(sorted(found, key=lambda finding: _LOOK[finding.severity][1])):
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"{area}-finding-{number}"):
            icon = _LOOK[finding.severity][0]
            st.markdown(f"{icon} {say(finding.message)}  \n{_remedy(draft, finding)}".rstrip(), width="stretch")
            if finding.step is not None and drafts.can_switch(finding.step):
                _button(draft, finding, f"{area}-{number}")


def step_text(kind: StepKind, column: str | None, value: str | None) -> str:
    """What a step of the recipe does, as plain text."""
    key = f"data-step-{kind}".replace("_", "-")
    role = t(f"role-{value}") if kind is StepKind.SET_ROLE else value or ""
    return t(key, column=short(column or "", 60), value=role)


def _remedy(draft: Draft, finding: Finding) -> str:
    if finding.step is None:
        return ""
    what = md(step_text(finding.step.kind, finding.step.column, finding.step.value))
    if not drafts.can_switch(finding.step):
        return f":green[:material/check:] {what}"
    done = drafts.in_force(draft.recipe, finding)
    return f":green[:material/check:] {md(t('data-done'))}: {what}" if done else f"{md(t('data-proposed'))}: {what}"


def _button(draft: Draft, finding: Finding, place: str) -> None:
    done = drafts.in_force(draft.recipe, finding)
    label = t("data-undo-one") if done else t("data-apply")
    icon = ":material/undo:" if done else ":material/auto_fix_high:"
    if st.button(label, key=f"finding-{place}-{done}", icon=icon) and finding.step is not None:
        drafts.switch(draft, finding.step, not done)
        st.rerun()
