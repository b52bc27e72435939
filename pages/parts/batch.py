"""Scoring a file on the Use page: upload, progress, how the file differed, the ranked list, and the downloads."""

from __future__ import annotations

import functools
from pathlib import Path

import pandas as pd
import streamlit as st

from autoglm_core import config
from autoglm_core.errors import AutoGLMError
from autoglm_core.result import RunResult
from autoglm_core.store import Action, RunInfo, Scored, follow, request, scoring_outcome, start_scoring
from autoglm_core.view import format as fmt
from autoglm_core.view.progress import progress
from pages.parts.i18n import language, say, t, tm
from pages.parts.ranking import ranked
from pages.parts.run_views import chosen, read_bytes
from pages.parts.shell import errors_said
from pages.parts.state import workspace
from pages.parts.uploading import TYPES, kept

_PREVIEW_ROWS = 50


def batch(run: RunInfo, result: RunResult) -> None:
    """Take a file, score it in a job of its own, and show the outcome.

    The job's id stands in the address (``?score=``), so that a reload finds it again.
    """
    st.markdown(t("use-batch-lead"))
    serial = st.session_state.setdefault("use-upload-serial", 0)
    file = st.file_uploader(
        t("use-batch-label"),
        type=list(TYPES),
        key=f"use-upload-{serial}",
        max_upload_size=config().max_upload_mb,
        help=t("use-batch-help", columns=len(result.features)),
    )
    if file is not None:
        # A widget with a new key lets go of the file that the old one holds in memory.
        st.session_state["use-upload-serial"] = serial + 1
        with errors_said():
            upload = kept(file, workspace().root)
            st.query_params["score"] = start_scoring(workspace(), run.id, upload, file.name, chosen(run))
            st.rerun()
    job = st.query_params.get("score")
    if job:
        with errors_said():
            scored = scoring_outcome(workspace(), job)
            if scored is None:
                _scoring(job)
            else:
                _outcome(scored, result)


@st.fragment(run_every=0.7)
def _scoring(job: str) -> None:
    try:
        done = scoring_outcome(workspace(), job) is not None
    except AutoGLMError:
        done = True
    if done:
        st.rerun()
    so_far = progress(follow(workspace(), job)[0], now=0.0)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(so_far.fraction, text=t("use-batch-running"))
        if st.button(t("app-cancel"), key="use-batch-cancel"):
            request(workspace(), job, Action.CANCEL)
            del st.query_params["score"]
            st.rerun()


def _outcome(scored: Scored, result: RunResult) -> None:
    st.success(tm("use-batch-done", rows=scored.rows), icon=":material/check_circle:")
    for note in scored.notes:
        st.warning(say(note), icon=":material/rule:")
    with st.container(horizontal=True):
        _download(scored.csv, "use-download-csv", t("use-download-csv"), "text/csv")
        _download(scored.xlsx, "use-download-excel", t("use-download-excel"), _EXCEL)
    _ranked_list(scored, result)
    st.markdown(f"## {t('use-preview')}", anchors=False)
    shown = scored.preview.head(_PREVIEW_ROWS)
    st.caption(tm("use-preview-rows", shown=len(shown), rows=scored.rows))
    st.dataframe(shown, hide_index=True, key="use-preview", alt=t("use-preview"))


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _download(path: Path, key: str, label: str, mime: str) -> None:
    # Read when it is asked for: a callable has no session, so that the path is bound here.
    st.download_button(
        label,
        data=functools.partial(read_bytes, path),
        file_name=path.name,
        mime=mime,
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def _ranked_list(scored: Scored, result: RunResult) -> None:
    st.markdown(f"## {t('use-ranked')}", anchors=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        most = st.number_input(
            t("use-ranked-most"), 1, max(scored.rows, 1), min(100, scored.rows), key="use-ranked-most", width=180
        )
        column, highest = _order(result)
    listed = _cached_ranking(str(scored.csv), column, int(most), highest)
    st.caption(tm("use-ranked-lead", shown=len(listed), rows=scored.rows))
    st.dataframe(_readable(listed, result), key="use-ranked", alt=t("use-ranked"))
    st.download_button(
        t("use-ranked-download"),
        data=functools.partial(_as_csv, listed),
        file_name=f"top-{len(listed)}.csv",
        mime="text/csv",
        key="use-ranked-download",
        icon=":material/download:",
        on_click="ignore",
    )


def _readable(listed: pd.DataFrame, result: RunResult) -> pd.DataFrame:
    """Numbered from 1, the probability as a percentage."""
    shown = listed.set_axis(range(1, len(listed) + 1))
    if result.classes and len(shown):
        first = shown.columns[0]
        shown[first] = [fmt.percent(float(share), language()) for share in shown[first]]
    return shown


def _order(result: RunResult) -> tuple[int, bool]:
    """The column to sort by, counted from the file's end, and whether the highest come first."""
    if not result.classes:
        lowest = t("use-ranked-lowest")
        chosen = st.selectbox(t("use-ranked-by"), [t("use-ranked-highest"), lowest], key="use-ranked-by", width=260)
        return -1, chosen != lowest
    position = len(result.classes) - 1
    if len(result.classes) > 2:
        names = [fmt.shortened(name, 60) for name in result.classes]
        position = st.selectbox(
            t("use-ranked-class"), range(len(names)), format_func=names.__getitem__, key="use-ranked-class", width=260
        )
    else:
        st.markdown(tm("use-ranked-positive", name=fmt.shortened(result.classes[1], 60)), width="content")
    return position - len(result.classes), True


@st.cache_data(max_entries=8, show_spinner=False)
def _cached_ranking(path: str, column: int, most: int, highest: bool) -> pd.DataFrame:
    return ranked(Path(path), column, most, highest=highest)


def _as_csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode("utf-8-sig")
