"""The experiments that were made, to open or delete."""

from __future__ import annotations

import streamlit as st

from autoglm_core.store import LabInfo
from autoglm_core.view import format as fmt
from pages.parts.components import confirm, status_badge
from pages.parts.i18n import language, md, short, t
from pages.parts.lab_form import facts
from pages.parts.state import Ids, link, workspace

_PAGE = 20


def earlier() -> None:
    """The list of experiments, the newest first."""
    listed = workspace().labs()[:_PAGE]
    if listed:
        st.markdown(f"## {t('lab-earlier')}", anchors=False)
    for lab in listed:
        _line(lab)


def lab_name(lab: LabInfo) -> str:
    """What is compared, and on which data; plain text."""
    return t(f"lab-name-{lab.spec.kind}", name=short(lab.name, 80))


def _line(lab: LabInfo) -> None:
    with st.container(border=True, key=f"lab-line-{lab.id}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{md(lab_name(lab))}**", width="stretch")
            status_badge(lab.status)
        st.caption(f"{facts(lab.spec)} · {md(fmt.when(lab.created, language()))}")
        with st.container(horizontal=True, vertical_alignment="center"):
            link("lab", t("lab-open"), Ids(lab=lab.id), icon=":material/arrow_forward:")
            if st.button(t("lab-delete"), key=f"lab-delete-{lab.id}", icon=":material/delete:", type="tertiary"):
                confirm(
                    t("lab-delete-title"),
                    t("lab-delete-sentence", name=lab_name(lab)),
                    t("lab-delete-do"),
                    lambda: workspace().delete_lab(lab.id),
                )
