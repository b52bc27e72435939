"""What the pages about one run share: the run in the address, charts, tables, and the title of the browser's tab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from autoglm_core.result import Explanation, Judged, ModelChoice, RunResult, choice_folder
from autoglm_core.store import RunInfo, RunStatus
from autoglm_core.view import format as fmt
from autoglm_core.view.format import shortened
from autoglm_core.view.names import metric_name, model_name
from pages.parts.components import empty
from pages.parts.i18n import language, say, t, tm
from pages.parts.shell import heading
from pages.parts.state import Ids, asked, current_run, ids, set_ids, workspace

_ROW_HEIGHT, _TABLE_ROWS = 35, 10


def run_or_stop(page: str) -> RunInfo:
    """The run that the address names; where there is none, the page says so, offers the way on, and ends."""
    run = current_run()
    if run is None:
        heading(t(f"app-page-{page}"))
        where = ids()
        if asked().run is not None:
            empty(t("train-run-unknown"), t("train-to-runs"), "runs")
        elif where.draft is not None:
            empty(t("train-no-run"), t("train-to-goal"), "goal", where)
        else:
            empty(t("train-no-run"), t("train-to-start"))
        st.stop()
    return run


def finished_or_stop(page: str) -> tuple[RunInfo, RunResult]:
    """The run in the address and its result; where it is not finished, the page says so and ends."""
    run = run_or_stop(page)
    if run.status is not RunStatus.FINISHED:
        heading(t(f"app-page-{page}"))
        key = "train-not-yet" if run.status.active or run.status is RunStatus.INTERRUPTED else "train-no-model"
        empty(t(key), t("train-to-train"), "train", Ids(run=run.id))
        st.stop()
    return run, result_of(str(run.folder), run.id, chosen(run))


def chosen(run: RunInfo) -> str:
    """The model of ``run`` that the address asks for: “accurate”, or “fast” where there is one."""
    return "fast" if asked().model == "fast" and _has_fast(run) else "accurate"


@st.cache_resource(max_entries=32, show_spinner=False)
def result_of(folder: str, run_id: str, choice: str = "accurate") -> RunResult:  # noqa: ARG001 -- a part of the key
    """The result of a finished run; it never changes."""
    return workspace().result(run_id, choice)


@st.cache_resource(max_entries=8, show_spinner=False)
def judged_of(folder: str, run_id: str, choice: str = "accurate") -> Judged:  # noqa: ARG001
    return workspace().judged(run_id, choice)


@st.cache_resource(max_entries=8, show_spinner=False)
def explanation_of(folder: str, run_id: str, choice: str = "accurate") -> Explanation | None:  # noqa: ARG001
    return workspace().explanation(run_id, choice)


def model_choice(run: RunInfo, result: RunResult) -> None:
    """Most accurate or fastest, with figures; the address keeps it. One sentence where no model is quicker."""
    offered = {choice.name: choice for choice in result.choices}
    if not offered or ("fast" in offered and not _has_fast(run)):
        return
    if len(offered) < 2:
        st.caption(t("inspect-choice-same"))
        return
    now = chosen(run)
    wanted = st.segmented_control(
        t("inspect-choice"),
        list(offered),
        default=now,
        format_func=lambda name: t(f"inspect-choice-{name}"),
        key=f"model-choice-{run.id}",
        help=t("inspect-choice-help"),
    )
    for choice in offered.values():
        st.caption(tm("inspect-choice-figures", **_figures(choice)))
    if wanted is not None and wanted != now:
        set_ids(model="fast" if wanted == "fast" else None)
        st.rerun()


def _has_fast(run: RunInfo) -> bool:
    return (choice_folder(run.folder, "fast") / "result.json").exists()


def _figures(choice: ModelChoice) -> dict[str, str]:
    spoken, top = language(), choice.headline
    return {
        "name": t(f"inspect-choice-{choice.name}"),
        "model": model_name(choice.model, spoken),
        "metric": metric_name(top.metric, spoken),
        "score": fmt.score(top.metric, top.value, spoken),
        "latency": fmt.figure(choice.latency_ms, spoken),
        "rate": fmt.number(round(choice.rows_per_second), spoken),
        "size": fmt.figure(choice.size_mb, spoken),
    }


def chart(figure: Any, key: str, alt: str) -> None:
    """A chart in the theme's own colours; ``alt`` says in words what it shows."""
    st.plotly_chart(figure, theme=None, key=key, alt=alt, config={"displayModeBar": False, "scrollZoom": False})


def table(frame: pd.DataFrame, key: str, alt: str) -> None:
    """A small table of text, at most ten lines high; what users wrote in it is shown as it is."""
    height = _ROW_HEIGHT * (min(len(frame), _TABLE_ROWS) + 1) + 3
    st.dataframe(frame, hide_index=True, key=key, height=height, alt=alt)


def tab_title(words: str, run: RunInfo) -> None:
    """What the browser's tab says."""
    st.set_page_config(page_title=f"{words} · {shortened(run.name, 40)} · Open-AutoGLM")


def warnings(messages: tuple[Any, ...]) -> None:
    for message in messages:
        st.warning(say(message), icon=":material/warning:")


def read_bytes(path: Path) -> bytes:
    return path.read_bytes()
