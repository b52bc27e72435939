"""Lab: ways of searching side by side, made features on against off, and what each kind of model added."""

from __future__ import annotations

import streamlit as st

from autoglm_core.errors import JobError
from autoglm_core.store import LabInfo
from pages.parts import lab_views as views
from pages.parts.components import empty
from pages.parts.i18n import t
from pages.parts.lab_families import families
from pages.parts.lab_form import FAMILIES, choose_kind, form, questions
from pages.parts.lab_lines import earlier
from pages.parts.shell import guard, heading
from pages.parts.state import Ids, asked, workspace


def asked_lab() -> LabInfo | None:
    """The experiment that the address names; where it is not there, the page says so and ends."""
    lab_id = asked().lab
    if lab_id is None:
        return None
    try:
        return workspace().lab(lab_id)
    except JobError:
        heading(t("lab-title"))
        empty(t("lab-unknown"), t("lab-to-lab"), "lab", Ids())
        st.stop()


guard()
lab = asked_lab()
if lab is not None:
    views.head(lab)
    views.buttons(lab)
    views.ending(lab)
    st.fragment(views.live, run_every=1.0 if lab.status.active else None)(lab)
else:
    heading(t("lab-title"), t("lab-lead"))
    offered = questions()
    if offered:
        kind = choose_kind()
        families() if kind == FAMILIES else form(kind, offered)
    else:
        empty(t("lab-none"), t("lab-none-do"))
    earlier()
