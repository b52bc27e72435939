"""What the Train page draws of a run: figures, chart, story, leaderboard, buttons, and how it ended."""

from __future__ import annotations

import time
from datetime import datetime

import streamlit as st

from autoglm_core.store import Action, RunInfo, RunStatus, request, resume_run, status
from autoglm_core.view import figures, tables
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name, stage_name
from autoglm_core.view.narration import Line, Tone, narrate
from autoglm_core.view.progress import Progress, progress
from pages.parts.components import Card, cards, confirm, status_badge
from pages.parts.i18n import language, md, plain, say, t, term, tm
from pages.parts.run_events import events_of
from pages.parts.run_views import chart, table, warnings
from pages.parts.shell import errors_said, heading
from pages.parts.state import Ids, go, link, workspace
from pages.parts.theme import DARK, LIGHT, palette

_ICONS = {
    Tone.STEP: ":material/arrow_right:",
    Tone.BETTER: ":green[:material/trending_up:]",
    Tone.WARNING: ":orange[:material/warning:]",
    Tone.FAILURE: ":red[:material/error:]",
    Tone.DONE: ":green[:material/check_circle:]",
}
_LINES, _MOST_LINES = 7, 60


def live(run: RunInfo) -> None:
    """All that changes while a run goes on; the page is run again when its status changes."""
    # A fragment runs again by itself, outside whatever the page has put around its first run.
    with errors_said():
        _live(run)


def _live(run: RunInfo) -> None:
    if status(workspace(), run.id) is not run.status:
        st.rerun()
    events, offset = events_of(run)
    now = time.time()
    so_far = progress(events, now=now, status=run.status, budget=run.spec.budget)
    _stage(run, so_far)
    _figures(so_far)
    warnings(so_far.warnings)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown(f"## {t('train-chart')}", anchors=False)
        if so_far.trials:
            drawn = _search_chart(run.id, offset, palette().dark, language(), _progress=so_far)
            chart(drawn, "train-search", t("train-chart-alt"))
        else:
            st.caption(t("train-no-trial-yet"))
    with right:
        st.markdown(f"## {t('train-story')}", anchors=False)
        _story(narrate(events, language()))
    _trials(so_far)


@st.cache_data(max_entries=32, show_spinner=False)
def _search_chart(run_id: str, offset: int, dark: bool, spoken: str, *, _progress: Progress) -> object:  # noqa: ARG001
    # Each tab asks every second, and most of the time nothing was written in between.
    return figures.search_chart(_progress, DARK if dark else LIGHT, spoken)


def _stage(run: RunInfo, so_far: Progress) -> None:
    if run.status is RunStatus.QUEUED:
        st.info(_queue_sentence(run), icon=":material/schedule:")
        return
    if not run.status.active:
        return
    sentence = stage_name(so_far.stage, language())
    if so_far.left is not None:
        left = fmt.duration_range(*so_far.left, language())
        sentence = t("train-stage-left", stage=sentence, left=left) if sentence else t("train-left", left=left)
    elif sentence:
        sentence = t("train-stage", stage=sentence)
    st.progress(min(so_far.fraction, 1.0), text=md(sentence))


def _queue_sentence(run: RunInfo) -> str:
    others = [other for other in workspace().runs() if other.id != run.id]
    busy = sum(other.status.active and other.status is not RunStatus.QUEUED for other in others)
    before = sum(other.status is RunStatus.QUEUED and other.created < run.created for other in others)
    return tm("train-queued", place=before + 1, running=busy)


def _figures(so_far: Progress) -> None:
    spoken, metric = language(), so_far.metric
    if metric is None:
        return
    done = f"{so_far.done} / {so_far.total}" if so_far.total else fmt.number(so_far.done, spoken)
    shown = [
        Card(t("train-best"), fmt.score(metric, so_far.best_score, spoken), _best_help(so_far)),
        Card(t("train-guessing"), fmt.score(metric, so_far.baseline, spoken), term("baseline")),
        Card(t("train-attempts"), done, t("train-attempts-help")),
        Card(t("train-elapsed"), fmt.duration(round(so_far.elapsed), spoken), t("train-elapsed-help")),
    ]
    if so_far.resources is not None:
        cpu = fmt.percent(so_far.resources.cpu_percent / 100, spoken, digits=0)
        shown.append(Card(t("train-cpu"), cpu, t("train-cpu-help")))
        memory = f"{fmt.number(round(so_far.resources.memory_mb), spoken)} MB"
        shown.append(Card(t("train-memory"), memory, t("train-memory-help")))
    cards(shown)


def _best_help(so_far: Progress) -> str:
    name = metric_name(so_far.metric or "", language())
    if so_far.ensemble is not None and len(so_far.ensemble.weights) > 1 and so_far.best_score == so_far.ensemble.score:
        return tm("train-best-combined", metric=name, models=len(so_far.ensemble.weights))
    if so_far.best is not None:
        return tm("train-best-single", metric=name, model=model_name(so_far.best.family, language()))
    return t("train-best-none")


def _story(lines: tuple[Line, ...]) -> None:
    with st.container(border=True, key="train-story"):
        if not lines:
            st.caption(t("train-no-trial-yet"))
        newest = [*reversed(lines)]
        for line in newest[:_LINES]:
            _tell(line)
        if newest[_LINES:]:
            with st.expander(t("train-story-before", lines=len(newest) - _LINES)):
                for line in newest[_LINES:_MOST_LINES]:
                    _tell(line)


def _tell(line: Line) -> None:
    clock = datetime.fromtimestamp(line.at).strftime("%H:%M:%S")
    st.markdown(f":small[:gray[{md(clock)}]] {_ICONS[line.tone]} {md(line.text)}")


def _trials(so_far: Progress) -> None:
    if not so_far.trials or so_far.metric is None:
        return
    st.markdown(f"## {t('train-leaderboard')}", anchors=False)
    table(
        tables.leaderboard(so_far.leaderboard, so_far.metric, language()), "train-leaderboard", t("train-leaderboard")
    )
    if so_far.failed:
        words = t("train-failed-attempts", attempts=len(so_far.failed))
        with st.expander(words):
            table(tables.failures(so_far.failed, language()), "train-failed", words)


def buttons(run: RunInfo) -> None:
    """Where the run stands, and what can be asked of it."""
    with st.container(horizontal=True, vertical_alignment="center", key="train-buttons"):
        status_badge(run.status)
        if run.status is RunStatus.RUNNING:
            _ask(run, Action.PAUSE, "pause", t("train-pause-help"))
        if run.status is RunStatus.PAUSED:
            _ask(run, Action.RESUME, "play_arrow", t("train-resume-help"))
        if run.status in (RunStatus.RUNNING, RunStatus.PAUSED):
            _ask(run, Action.FINISH, "flag", t("train-finish-help"))
        if run.status.active and run.status is not RunStatus.FINISHING:
            cancel = st.button(t("train-cancel"), icon=":material/cancel:", key="train-cancel", type="tertiary")
            if cancel:
                confirm(
                    t("train-cancel-title"),
                    t("train-cancel-sentence"),
                    t("train-cancel-yes"),
                    lambda: request(workspace(), run.id, Action.CANCEL),
                )


def _ask(run: RunInfo, action: Action, icon: str, help_text: str) -> None:
    if st.button(t(f"train-{action}"), icon=f":material/{icon}:", key=f"train-{action}", help=help_text):
        with errors_said():
            request(workspace(), run.id, action)
            st.toast(t("train-asked"))


def ending(run: RunInfo) -> None:
    """How the run ended, or what stopped it, and the next step."""
    if run.status is RunStatus.FINISHED:
        with st.container(border=True, key="train-done"):
            sentence = say(run.sentence) if run.sentence is not None else ""
            st.markdown(f":green[:material/check_circle:] **{t('train-done')}** {sentence}")
            if st.button(t("train-to-inspect"), type="primary", icon=":material/arrow_forward:", key="train-inspect"):
                go("inspect", Ids(run=run.id))
    elif run.status is RunStatus.INTERRUPTED:
        st.warning(t("train-interrupted"), icon=":material/bolt:")
        _take_up(run, t("train-take-up"))
    elif run.status is RunStatus.FAILED:
        failure = progress(events_of(run)[0], now=0.0, status=run.status).failure
        st.error(md(plain(failure) if failure is not None else t("train-failed")), icon=":material/error:")
        with st.container(horizontal=True, vertical_alignment="center"):
            _take_up(run, t("train-try-again"))
            link("goal", t("train-back-to-goal"), Ids(draft=run.draft_id), icon=":material/arrow_back:")
    elif run.status is RunStatus.CANCELLED:
        st.info(t("train-cancelled"), icon=":material/cancel:")
        link("goal", t("train-back-to-goal"), Ids(draft=run.draft_id), icon=":material/arrow_back:")


def _take_up(run: RunInfo, label: str) -> None:
    if st.button(label, type="primary", icon=":material/play_arrow:", key="train-take-up"):
        with errors_said():
            resume_run(workspace(), run.id)
            st.rerun()


def head(run: RunInfo) -> None:
    """The run's name."""
    heading(run.name)
    st.space("xsmall")


def said_of(run: RunInfo) -> str:
    """What the browser's tab says of the run."""
    return t(f"train-tab-{run.status}")
