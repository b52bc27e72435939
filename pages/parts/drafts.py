"""The draft that a page works on: found by the address, changed one save at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from autoglm_core import suggest_goals
from autoglm_core.errors import JobError
from autoglm_core.recipe import Finding, Recipe, RecipeStep, StepKind
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts.components import empty
from pages.parts.i18n import language, plain, t
from pages.parts.shell import heading
from pages.parts.state import ids, set_ids, workspace
from pages.parts.uploading import draft_of


def opened(title: str) -> Draft:
    """The draft that the address names, or leads to; without one the page says what to do instead, and ends."""
    where = ids()
    try:
        if where.draft is not None:
            return workspace().draft(where.draft)
        if where.dataset is not None:
            set_ids(draft=draft_of(where.dataset).id)
            st.rerun()
    except JobError as error:
        heading(title)
        empty(plain(error.message), t("app-to-start"))
        st.stop()
    heading(title)
    empty(t("app-closed-data"), t("app-to-start"))
    st.stop()


def save(draft: Draft, what: str, **changes: Any) -> Draft:
    """Keep ``changes``; ``what`` names the change in the draft's history."""
    return workspace().save_draft(draft.replaced(**changes), what=what)


def position(recipe: Recipe, step: RecipeStep) -> int | None:
    """Where the recipe has this step, switched on or off; None where it has none."""
    for number, held in enumerate(recipe.steps):
        if (held.kind, held.column, held.value) == (step.kind, step.column, step.value):
            return number
    return None


def in_force(recipe: Recipe, finding: Finding) -> bool:
    """Whether what the finding proposes is being done."""
    number = position(recipe, finding.step) if finding.step else None
    return number is not None and recipe.steps[number].active


def switch(draft: Draft, step: RecipeStep, on: bool) -> Draft:
    """Do, or no longer do, ``step``: nothing is taken out of a recipe, so every change can be undone."""
    number = position(draft.recipe, step)
    if number is not None:
        recipe = draft.recipe.toggled(number, on)
    else:
        recipe = draft.recipe.adding(replace(step, active=on, by="user"))
    return save(draft, "recipe", recipe=recipe)


def can_switch(step: RecipeStep) -> bool:
    return step.kind is not StepKind.READ


def findings(draft: Draft) -> tuple[Finding, ...]:
    """What was noticed about the draft's table and target; kept until the draft changes, as it takes a moment."""
    return _findings(str(workspace().root), draft.id, draft.changed)


@st.cache_data(max_entries=64, show_spinner=False)
def _findings(root: str, draft_id: str, changed: float) -> tuple[Finding, ...]:  # noqa: ARG001 -- they name the state
    return workspace().findings(draft_id)


def suggestions(draft: Draft, table: Table) -> tuple[str, ...]:
    """Goals that this table could answer, in the language in use."""
    return _suggestions(str(workspace().root), draft.id, draft.changed, language(), table)


@st.cache_data(max_entries=64, show_spinner=False)
def _suggestions(root: str, draft_id: str, changed: float, spoken: str, _table: Table) -> tuple[str, ...]:  # noqa: ARG001
    return suggest_goals(_table, spoken)
