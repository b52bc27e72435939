"""What can be taken away from a finished run, as cards by audience; each file is made when it is asked for."""

from __future__ import annotations

import functools
import mimetypes
from pathlib import Path

import streamlit as st

from autoglm_core.contracts import Audience, PluginInfo
from autoglm_core.errors import AutoGLMError
from autoglm_core.store import RunInfo, export_outcome, exports, start_export
from autoglm_core.view.format import bytes_
from pages.parts.i18n import language, md, say, t, tm
from pages.parts.run_views import chosen, read_bytes
from pages.parts.shell import errors_said
from pages.parts.state import workspace

_ORDER = (Audience.MANAGER, Audience.EXCEL, Audience.IT, Audience.DATA_SCIENTIST, Audience.AUDITOR)
_ICONS = {
    Audience.MANAGER: ":material/description:",
    Audience.EXCEL: ":material/table_view:",
    Audience.IT: ":material/dns:",
    Audience.DATA_SCIENTIST: ":material/code:",
    Audience.AUDITOR: ":material/verified:",
}


def downloads(run: RunInfo) -> None:
    """A card for each audience with what it can take away."""
    offered = exports(language())
    columns = st.columns(2, gap="medium")
    shown = [audience for audience in _ORDER if any(_is_for(info, audience) for info in offered)]
    for position, audience in enumerate(shown):
        with columns[position % 2], st.container(border=True, key=f"use-for-{audience}"):
            st.markdown(f"## {_ICONS[audience]} {t(f'use-audience-{audience}')}", anchors=False)
            for info in offered:
                if _is_for(info, audience):
                    _export(run, info)


def _is_for(info: PluginInfo, audience: Audience) -> bool:
    return info.extra.get("audience") == audience


def _export(run: RunInfo, info: PluginInfo) -> None:
    st.markdown(f"**{md(info.label)}**  \n{md(info.help)}")
    if not info.available:
        st.caption(md(info.reason or ""))
        return
    place = f"use-export-{run.id}-{chosen(run)}-{info.name}-{language()}"
    job = st.session_state.get(place)
    if job is None:
        if st.button(t("use-prepare"), key=f"use-prepare-{info.name}", icon=":material/package_2:"):
            with errors_said():
                st.session_state[place] = start_export(workspace(), run.id, info.name, language(), chosen(run))
                st.rerun()
        return
    try:
        files = export_outcome(workspace(), job)
    except AutoGLMError as error:
        # The next attempt starts anew; what went wrong stays to be read until then.
        del st.session_state[place]
        st.error(say(error.message), icon=":material/error:")
        st.button(t("use-prepare-again"), key=f"use-again-{info.name}", icon=":material/refresh:")
        return
    if files is None:
        _preparing(job)
        return
    for path in files:
        _download(path, info.name)


@st.fragment(run_every=0.7)
def _preparing(job: str) -> None:
    try:
        done = export_outcome(workspace(), job) is not None
    except AutoGLMError:
        done = True
    if done:
        st.rerun()
    st.caption(f":material/hourglass_bottom: {t('use-preparing')}")


def _download(path: Path, name: str) -> None:
    # Read when it is asked for: a callable has no session, so that the path is bound here.
    st.download_button(
        tm("use-download", file=path.name, size=bytes_(path.stat().st_size, language())),
        data=functools.partial(read_bytes, path),
        file_name=path.name,
        mime=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        key=f"use-download-{name}-{path.name}",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )
