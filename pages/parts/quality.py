"""How good: the measures, what mistakes cost, whether the percentages hold, where it errs, and what would help."""

from __future__ import annotations

import streamlit as st

from autoglm_core.result import MeasuredOn, RunResult
from autoglm_core.spec import TaskKind
from autoglm_core.store import RunInfo
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view import quality as figured
from autoglm_core.view.names import metric_name
from pages.parts import inspect_views, quality_panels
from pages.parts.i18n import language, md, t, term, tm
from pages.parts.inspections import panel
from pages.parts.money import money
from pages.parts.run_views import chart, chosen, judged_of
from pages.parts.theme import palette

_FACE_VALUE, _ROUGHLY = 0.03, 0.1
_LIST_SHARE = 0.1


def quality(run: RunInfo, result: RunResult) -> None:
    """The parts that suit the task, each a tab of its own: what is not looked at is not worked out."""
    parts = ["scores", "errors", "better"]
    if result.classes:
        parts.insert(1, "trust")
    if result.task is TaskKind.BINARY:
        parts.insert(1, "money")
    names = [t(f"inspect-quality-{part}") for part in parts]
    for part, tab in zip(parts, st.tabs(names, key="inspect-quality", on_change="rerun"), strict=True):
        if not tab.open:
            continue
        with tab:
            if part == "scores":
                _scores(run, result)
            elif part == "money":
                money(run, result)
            elif part == "trust":
                _trust(run, result)
            elif part == "errors":
                _errors(run, result)
            else:
                _better(run, result)


def _heading(words: str, definition: str | None = None) -> None:
    st.markdown(f"## {md(words)}", anchors=False, help=definition)


def _scores(run: RunInfo, result: RunResult) -> None:
    judged = judged_of(str(run.folder), run.id, chosen(run))
    inspect_views.quality(result, judged)
    on = "holdout" if result.headline.measured_on is MeasuredOn.HOLDOUT else "out-of-fold"
    st.caption(tm(f"inspect-measured-{on}", rows=result.headline.rows))
    if result.classes and figured.is_unbalanced(judged.y, result.classes):
        st.info(_beside_accuracy(result), icon=":material/balance:")


def _beside_accuracy(result: RunResult) -> str:
    """Accuracy beside F1, and what the difference between them means; Markdown."""
    by_name = {score.metric: score for score in result.scores}
    accuracy = by_name.get("accuracy")
    f1 = by_name.get("f1") or by_name.get("f1_macro")
    if accuracy is None or f1 is None:
        return t("inspect-unbalanced")
    values = {
        "accuracy": fmt.score("accuracy", accuracy.value, language()),
        "guess": fmt.score("accuracy", accuracy.baseline, language()),
        "name": metric_name(f1.metric, language()),
        "f1": fmt.score(f1.metric, f1.value, language()),
    }
    return tm("inspect-accuracy-beside-f1" if f1.metric == "f1" else "inspect-accuracy-beside-macro", **values)


# ---- can the percentages be relied on --------------------------------------------------------------------------------


def _trust(run: RunInfo, result: RunResult) -> None:
    judged, spoken, colours = judged_of(str(run.folder), run.id, chosen(run)), language(), palette()
    binary = result.task is TaskKind.BINARY
    happened, probability = (judged.y == 1, judged.prediction[:, 1]) if binary else figured.top_class(judged)
    found = figured.calibration(happened, probability)
    _heading(t("inspect-calibration"), term("calibration"))
    says = "close" if found.error <= _FACE_VALUE else "roughly" if found.error <= _ROUGHLY else "not"
    what = t("inspect-calibration-of", name=result.classes[1]) if binary else t("inspect-calibration-top")
    st.markdown(tm(f"inspect-calibration-{says}", points=fmt.points(found.error, spoken), what=what))
    chart(figures.calibration_chart(found, colours, spoken), "inspect-calibration", t("inspect-calibration"))
    _heading(t("inspect-gain"), term("gain"))
    of = 1
    if not binary:
        of = st.selectbox(
            t("inspect-gain-class"),
            range(len(result.classes)),
            format_func=lambda position: fmt.shortened(result.classes[position], 60),
            key="inspect-gain-class",
            width=320,
        )
    gains = figured.gains(judged.y == of, judged.prediction[:, of])
    values = {
        "part": fmt.percent(_LIST_SHARE, spoken, digits=0),
        "found": fmt.percent(gains.found_in(_LIST_SHARE), spoken),
        "lift": fmt.number(round(gains.lift_in(_LIST_SHARE), 1), spoken),
        "name": fmt.shortened(result.classes[of], 60),
    }
    st.markdown(tm("inspect-gain-says", **values))
    left, right = st.columns(2, gap="medium")
    with left:
        chart(figures.gain_chart(gains, colours, spoken), "inspect-gain", t("inspect-gain"))
    with right:
        chart(figures.lift_chart(gains, colours, spoken), "inspect-lift", t("inspect-lift"))


# ---- where it errs ---------------------------------------------------------------------------------------------------


def _errors(run: RunInfo, result: RunResult) -> None:
    _heading(t("inspect-slices"), term("slices"))
    panel(run, "slices", quality_panels.slices)
    if result.task is TaskKind.REGRESSION:
        judged = judged_of(str(run.folder), run.id, chosen(run))
        bins = figured.errors_by_size(judged.y, judged.prediction)
        _heading(t("inspect-by-size"), term("by-size"))
        st.markdown(quality_panels.by_size(bins, result.target))
        drawn = figures.errors_by_size_chart(bins, result.target, palette(), language())
        chart(drawn, "inspect-by-size", t("inspect-by-size"))
    panel(run, "over_time", quality_panels.over_time)
    panel(run, "suspects", quality_panels.suspects)


# ---- could it be better ----------------------------------------------------------------------------------------------


def _better(run: RunInfo, result: RunResult) -> None:
    _heading(t("inspect-ties"), term("ties"))
    if sum(record.score is not None for record in result.leaderboard) > 1:
        panel(run, "ties", quality_panels.ties)
    else:
        st.caption(t("inspect-ties-one"))
    _heading(t("inspect-curve"), term("curve"))
    if result.rows_train < quality_panels.FEWEST_ROWS_FOR_A_CURVE:
        st.caption(t("inspect-curve-few"))
    panel(run, "learning_curve", quality_panels.learning_curve)
