"""Settings: language, look, limits, the size of the workspace, samples, and deleting one's data."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from autoglm_core import config
from autoglm_core.messages import LANGUAGES
from autoglm_core.view import format as fmt
from pages.parts.components import Card, cards, confirm
from pages.parts.i18n import LANGUAGE_NAMES, language, t
from pages.parts.model_settings import model_settings
from pages.parts.shell import errors_said, guard, heading
from pages.parts.state import SAMPLES, set_ids, workspace


def title(key: str) -> None:
    st.markdown(f"## {t(key)}", anchors=False)


def choose_language() -> None:
    st.session_state["settings-language"] = language()

    def changed() -> None:
        st.query_params["lang"] = st.session_state["settings-language"]

    st.radio(
        t("settings-language"),
        LANGUAGES,
        format_func=lambda name: LANGUAGE_NAMES[name],
        key="settings-language",
        horizontal=True,
        on_change=changed,
    )


def limits() -> None:
    """What the server allows, in words."""
    said = config()
    lines = [
        t("settings-limit-upload", megabytes=said.max_upload_mb, columns=said.max_columns),
        t("settings-limit-runs", runs=said.max_running_jobs),
        t("settings-limit-kept", days=said.keep_days) if said.keep_days else t("settings-limit-kept-forever"),
    ]
    st.markdown("\n".join(f"- {line}" for line in lines))


def size_of(folder: Path) -> int:
    """Bytes of the files below ``folder``; one that goes away while we look counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.lstat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def data() -> None:
    space = workspace()
    cards(
        [
            Card(t("settings-datasets"), fmt.number(len(space.datasets()), language())),
            Card(t("settings-runs"), fmt.number(len(space.runs()), language())),
            Card(t("settings-size"), fmt.bytes_(size_of(space.root), language()), t("settings-size-help")),
        ]
    )
    with st.container(horizontal=True):
        if st.button(
            t("settings-reset"), key="settings-reset", icon=":material/restart_alt:", help=t("settings-reset-help")
        ):
            with errors_said():
                space.reset_samples(SAMPLES)
                st.toast(t("settings-reset-done"))
        if st.button(t("settings-delete"), key="settings-delete", icon=":material/delete_forever:"):
            confirm(t("settings-delete-title"), t("settings-delete-sentence"), t("settings-delete-do"), delete_all)


def delete_all() -> None:
    """Everything that was uploaded and made here; the samples and their finished runs stay."""
    space = workspace()
    for dataset in space.datasets():
        if dataset.sample is None:
            space.delete_dataset(dataset.id)
    for run in space.runs():
        if run.sample is None:
            space.delete_run(run.id)
    for draft in space.drafts():
        space.delete_draft(draft.id)
    set_ids(dataset=None, draft=None, run=None)


guard()
heading(t("settings-title"))
choose_language()
title("settings-look")
st.markdown(t("settings-look-hint"))
title("settings-limits")
limits()
title("settings-model")
model_settings()
title("settings-data")
data()
