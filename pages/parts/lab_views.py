"""What the Lab page draws of one experiment: how far it is, its curves and tables, buttons, and how it ended."""

from __future__ import annotations

import time

import streamlit as st

from autoglm_core.experiment import LabKind, LabResult, final_score, ranked
from autoglm_core.store import Action, LabInfo, RunStatus, request, resume_lab, status
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.lab import (
    LabProgress,
    arm_text,
    conclusions,
    features_table,
    lab_progress,
    samplers_table,
)
from autoglm_core.view.names import metric_name
from pages.parts.components import Card, cards, confirm, status_badge
from pages.parts.i18n import language, md, plain, say, t, term, tm
from pages.parts.lab_form import facts
from pages.parts.lab_lines import lab_name
from pages.parts.run_events import events_of
from pages.parts.run_views import chart, table, warnings
from pages.parts.shell import errors_said, heading
from pages.parts.state import Ids, link, workspace
from pages.parts.theme import DARK, LIGHT, palette

_REFERENCE = "genetic"


def head(lab: LabInfo) -> None:
    """What is compared, and how often and how long; the browser's tab says whether it is done."""
    said = t("lab-tab-active" if lab.status.active else "lab-tab-ended")
    st.set_page_config(page_title=f"{said} · {fmt.shortened(lab.name, 40)} · Open-AutoGLM")
    link("lab", t("lab-back"), Ids(), icon=":material/arrow_back:")
    heading(lab_name(lab))
    st.caption(facts(lab.spec))


def buttons(lab: LabInfo) -> None:
    """Where the experiment stands, and what can be asked of it."""
    with st.container(horizontal=True, vertical_alignment="center", key="lab-buttons"):
        status_badge(lab.status)
        if lab.status is RunStatus.RUNNING and st.button(
            t("lab-finish"), icon=":material/flag:", key="lab-finish", help=t("lab-finish-help")
        ):
            with errors_said():
                request(workspace(), lab.id, Action.FINISH)
        stoppable = lab.status.active and lab.status is not RunStatus.FINISHING
        if stoppable and st.button(t("lab-cancel"), icon=":material/cancel:", key="lab-cancel", type="tertiary"):
            confirm(
                t("lab-cancel-title"),
                t("lab-cancel-sentence"),
                t("lab-cancel-yes"),
                lambda: request(workspace(), lab.id, Action.CANCEL),
            )


def ending(lab: LabInfo) -> None:
    """How the experiment ended or what stopped it, and the next step."""
    if lab.status is RunStatus.INTERRUPTED:
        st.warning(t("lab-interrupted"), icon=":material/bolt:")
        _take_up(lab, t("lab-take-up"))
    elif lab.status is RunStatus.FAILED:
        failure = lab_progress(events_of(lab)[0], lab.spec, now=0.0, status=lab.status).job.failure
        st.error(md(plain(failure) if failure is not None else t("lab-failed")), icon=":material/error:")
        with st.container(horizontal=True, vertical_alignment="center"):
            _take_up(lab, t("lab-try-again"))
            link("lab", t("lab-to-lab"), Ids(), icon=":material/arrow_back:")
    elif lab.status is RunStatus.CANCELLED:
        st.info(t("lab-cancelled"), icon=":material/cancel:")
        link("lab", t("lab-to-lab"), Ids(), icon=":material/arrow_back:")


def _take_up(lab: LabInfo, label: str) -> None:
    if st.button(label, type="primary", icon=":material/play_arrow:", key="lab-take-up"):
        with errors_said():
            resume_lab(workspace(), lab.id)
            st.rerun()


def live(lab: LabInfo) -> None:
    """All that changes while an experiment goes on; the page is run again when its status changes."""
    # A fragment runs again by itself, outside whatever the page has put around its first run.
    with errors_said():
        if status(workspace(), lab.id) is not lab.status:
            st.rerun()
        events, offset = events_of(lab)
        so_far = lab_progress(events, lab.spec, now=time.time(), status=lab.status)
        if lab.status.active:
            _stage(lab, so_far)
        warnings(so_far.job.warnings)
        result = workspace().lab_result(lab.id) if lab.status is RunStatus.FINISHED else so_far.result
        if result is None or final_score(result.curves) is None:
            if lab.status.active and lab.status is not RunStatus.QUEUED:
                st.caption(t("lab-no-score-yet"))
            return
        reference = _reference(result)
        _concluded(lab, result, reference)
        if lab.status.active:
            _figures(so_far, result)
        _charts(lab, result, reference, offset, so_far)
        _tables(result, reference)


def _stage(lab: LabInfo, so_far: LabProgress) -> None:
    if lab.status is RunStatus.QUEUED:
        st.info(t("lab-queued"), icon=":material/schedule:")
        return
    if so_far.now is None:
        st.progress(so_far.fraction, text=md(t("lab-preparing")))
        return
    arm, seed = so_far.now
    said = {
        "number": len(so_far.ended) + 1,
        "searches": so_far.searches,
        "arm": arm_text(lab.spec.kind, arm, language()),
        "repeat": lab.spec.seeds.index(seed) + 1,
    }
    if so_far.left is None:
        sentence = t("lab-now", **said)
    else:
        sentence = t("lab-now-left", **said, left=fmt.duration_range(*so_far.left, language()))
    st.progress(so_far.fraction, text=md(sentence))


def _reference(result: LabResult) -> str:
    """The way of searching whose score at its end the others are measured by; chosen above the table."""
    arms = result.arms
    default = _REFERENCE if _REFERENCE in arms else arms[0]
    chosen = st.session_state.get("lab-reference", default)
    return chosen if chosen in arms else default


def _concluded(lab: LabInfo, result: LabResult, reference: str) -> None:
    said = conclusions(result, reference, language())
    if lab.status is RunStatus.FINISHED and said:
        with st.container(border=True, key="lab-done"):
            first, *others = said
            st.markdown(f":green[:material/check_circle:] **{say(first)}**")
            for sentence in others:
                st.markdown(say(sentence))


def _figures(so_far: LabProgress, result: LabResult) -> None:
    spoken = language()
    scores = [curve.score for curve in result.curves if curve.score is not None]
    best = max(scores) if result.greater_is_better else min(scores)
    cards(
        [
            Card(t("lab-leads"), arm_text(result.kind, ranked(result)[0], spoken)),
            Card(t("lab-best"), fmt.score(result.metric, best, spoken), metric_name(result.metric, spoken)),
            Card(t("lab-guessing"), fmt.score(result.metric, result.baseline, spoken), term("baseline")),
            Card(t("lab-searches"), f"{len(so_far.ended)} / {so_far.searches}", t("lab-searches-help")),
            Card(t("lab-elapsed"), fmt.duration(round(so_far.job.elapsed), spoken)),
        ]
    )


def _charts(lab: LabInfo, result: LabResult, reference: str, offset: int, so_far: LabProgress) -> None:
    ended = tuple(sorted(so_far.ended))
    columns = st.columns(2, gap="medium")
    for column, by in zip(columns, ("trials", "seconds"), strict=True):
        with column:
            st.markdown(f"## {t(f'lab-by-{by}')}", anchors=False)
            drawn = _chart(
                lab.id, offset, by, reference, palette().dark, language(), _result=result, _lab=lab, _ended=ended
            )
            chart(drawn, f"lab-chart-{by}", t("lab-chart-alt", by=t(f"lab-alt-{by}")))
    direction = t("lab-higher" if result.greater_is_better else "lab-lower")
    st.caption(tm("lab-chart-note", metric=metric_name(result.metric, language()), direction=direction))


@st.cache_data(max_entries=32, show_spinner=False)
def _chart(
    lab_id: str,  # noqa: ARG001 -- a part of the cache's key, as is the offset
    offset: int,  # noqa: ARG001
    by: str,
    reference: str,
    dark: bool,
    spoken: str,
    *,
    _result: LabResult,
    _lab: LabInfo,
    _ended: tuple[tuple[str, int], ...],
) -> object:
    # Each tab asks every second, and most of the time nothing was written in between.
    return figures.best_so_far(
        _result,
        "trials" if by == "trials" else "seconds",
        reference if any(arm == reference for arm, _ in _ended) else None,
        DARK if dark else LIGHT,
        spoken,
        ended=_ended,
        arms=_lab.spec.arms,
    )


def _tables(result: LabResult, reference: str) -> None:
    if result.kind is LabKind.FEATURES:
        st.markdown(f"## {t('lab-measured')}", anchors=False)
        table(features_table(result, language()), "lab-features", t("lab-measured"))
        return
    st.markdown(f"## {t('lab-until')}", anchors=False)
    arms = list(result.arms)
    st.selectbox(
        t("lab-reference"),
        arms,
        index=arms.index(reference),
        format_func=lambda arm: arm_text(result.kind, arm, language()),
        help=t("lab-reference-help"),
        key="lab-reference",
        width=320,
    )
    table(samplers_table(result, reference, language()), "lab-samplers-table", t("lab-until"))
    st.caption(t("lab-until-note"))
