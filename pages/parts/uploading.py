"""The drop zone: a file goes to disk in pieces, is read by a job of its own, and becomes a draft."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from autoglm_core import config
from autoglm_core.errors import AutoGLMError
from autoglm_core.store import Action, Draft, read_outcome, request, start_read
from pages.parts.i18n import say, t
from pages.parts.state import Ids, go, workspace

TYPES = ("csv", "tsv", "txt", "xlsx", "xls", "xlsm", "parquet", "json", "jsonl")
_PIECE = 1 << 20


def drop_zone() -> None:
    """Take a file, show how reading it goes, and open the Data page once it is read.

    The job's id stands in the address (``?job=``), so that a reload in mid-reading finds it again.
    """
    # A widget with a new key is a new widget: the file that the old one holds in the server's memory goes with it.
    serial = st.session_state.setdefault("start-upload-serial", 0)
    file = st.file_uploader(
        t("start-upload-label"),
        type=list(TYPES),
        key=f"start-upload-{serial}",
        help=t("start-upload-help"),
        max_upload_size=config().max_upload_mb,
    )
    st.caption(t("start-upload-limit", megabytes=config().max_upload_mb))
    if file is not None:
        st.session_state["start-upload-serial"] = serial + 1
        try:
            st.query_params["job"] = start_read(workspace(), kept(file, workspace().root), file.name)
        except AutoGLMError as error:
            st.error(say(error.message), icon=":material/error:")
            return
        st.rerun()
    job = st.query_params.get("job")
    if job:
        _outcome(job)


def kept(file: BinaryIO, root: Path) -> Path:
    """``file`` copied in pieces to a new file under ``root``: reading it whole would hold it in memory twice."""
    folder = root / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as target:
        file.seek(0)
        shutil.copyfileobj(file, target, _PIECE)
    return Path(target.name)


def draft_of(dataset_id: str) -> Draft:
    """A draft on the data set: the one that nobody has touched yet, where there is one, else a new one."""
    untouched = (
        draft
        for draft in workspace().drafts()
        if draft.dataset_id == dataset_id and draft.changed == draft.created and not draft.runs
    )
    return next(untouched, None) or workspace().create_draft(dataset_id)


def _outcome(job: str) -> None:
    try:
        dataset = read_outcome(workspace(), job)
    except AutoGLMError as error:
        st.error(say(error.message), icon=":material/error:")
        return
    if dataset is None:
        _reading(job)
    else:
        go("data", Ids(draft=draft_of(dataset.id).id))


@st.fragment(run_every=0.7)
def _reading(job: str) -> None:
    try:
        done = read_outcome(workspace(), job) is not None
    except AutoGLMError:
        done = True
    if done:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/hourglass_top: {t('start-reading')}", width="stretch")
        if st.button(t("app-cancel"), key="start-upload-cancel"):
            request(workspace(), job, Action.CANCEL)
            del st.query_params["job"]
            st.rerun()
