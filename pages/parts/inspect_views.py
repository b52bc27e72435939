"""What the Inspect page draws of a finished run; all of it is about the model that would be downloaded."""

from __future__ import annotations

import numpy as np
import streamlit as st

from autoglm_core.result import Explanation, Judged, RunResult
from autoglm_core.spec import TaskKind
from autoglm_core.store import RunInfo
from autoglm_core.view import figures, tables
from autoglm_core.view import format as fmt
from autoglm_core.view.names import ENSEMBLE, metric_help, metric_name, model_name
from autoglm_core.view.reasons import effect, level, told
from pages.parts.components import Card, cards
from pages.parts.i18n import language, md, say, t, term, tm
from pages.parts.run_views import chart, table, warnings
from pages.parts.theme import palette

_MOST_ROWS_OFFERED = 500
_FEW_CLASSES = 4  # whose confusion matrix has room beside two curves


def headline(result: RunResult) -> None:
    """What the model can do in the plan's own terms, and whether that is good enough."""
    st.markdown(f"# {say(result.sentence)}", anchors=False)
    st.space("xsmall")
    verdict = say(result.verdict)
    if result.usable:
        st.success(verdict, icon=":material/check_circle:")
    else:
        st.error(verdict, icon=":material/block:")
    st.markdown(tm("inspect-about", model=shipped_name(result)))
    warnings(result.warnings)


def shipped_name(result: RunResult) -> str:
    """The model that would be downloaded, in words; plain text."""
    members = sum(record.weight > 0 for record in result.leaderboard)
    if result.best_model == ENSEMBLE:
        return t("inspect-shipped-ensemble", models=members)
    return model_name(result.best_model, language())


def key_figures(result: RunResult) -> None:
    spoken, top = language(), result.headline
    shown = [
        Card(metric_name(top.metric, spoken), fmt.score(top.metric, top.value, spoken), say(result.metric_reason)),
        Card(t("inspect-range"), fmt.score_range(top, spoken), term("interval")),
        Card(t("inspect-guessing"), fmt.score(top.metric, top.baseline, spoken), term("baseline")),
    ]
    if result.threshold is not None:
        shown.append(Card(t("inspect-threshold"), fmt.percent(result.threshold, spoken), tm("inspect-threshold-help")))
    shown.append(Card(t("inspect-trained-in"), fmt.duration(result.seconds, spoken), t("inspect-trained-in-help")))
    cards(shown)
    if top.chosen_from > 1:
        values = {"trials": top.chosen_from, "metric": metric_name(top.metric, spoken)}
        values |= {
            "value": fmt.score(top.metric, top.value, spoken),
            "uncorrected": fmt.score(top.metric, top.uncorrected, spoken),
        }
        st.caption(tm("inspect-corrected", **values), help=t("inspect-corrected-help"))


def quality(result: RunResult, judged: Judged) -> None:
    """How good: the measures, and the charts that suit the task."""
    st.markdown(f"## {t('inspect-measures')}", anchors=False)
    st.markdown(tm("inspect-measures-lead", metric=metric_name(result.metric, language()), why=result.metric_reason))
    _measures(result)
    if result.task is TaskKind.REGRESSION:
        _regression(result, judged)
    else:
        _classification(result, judged)


def _measures(result: RunResult) -> None:
    spoken = language()
    with st.container(horizontal=True, gap="small", key="inspect-metrics"):
        for score in result.scores:
            guessing = fmt.score(score.metric, score.baseline, spoken)
            st.metric(
                md(metric_name(score.metric, spoken)),
                fmt.score(score.metric, score.value, spoken),
                delta=fmt.score_range(score, spoken),
                delta_color="off",
                delta_arrow="off",
                help=tm("inspect-measure-help", meaning=metric_help(score.metric, spoken), guessing=guessing),
                border=True,
            )


def _classification(result: RunResult, judged: Judged) -> None:
    colours, spoken = palette(), language()
    labels = judged.labels if judged.labels is not None else np.argmax(judged.prediction, axis=1)
    few = len(result.classes) <= _FEW_CLASSES
    places = st.columns(3, gap="medium") if few else [st.container(), *st.columns(2, gap="medium")]
    with places[0]:
        _heading(t("inspect-confusion"), term("confusion"))
        drawn = figures.confusion(judged.y, labels, result.classes, colours, spoken)
        chart(drawn, "inspect-confusion", t("inspect-confusion"))
    with places[1]:
        _heading(t("inspect-roc"), term("roc"))
        chart(figures.roc(judged, result.classes, colours, spoken), "inspect-roc", t("inspect-roc"))
    with places[2]:
        _heading(t("inspect-pr"), term("precision-recall"))
        drawn = figures.precision_recall(judged, result.classes, colours, spoken)
        chart(drawn, "inspect-pr", t("inspect-pr"))


def _regression(result: RunResult, judged: Judged) -> None:
    colours, spoken = palette(), language()
    left, right = st.columns(2, gap="medium")
    with left:
        _heading(t("inspect-predicted-actual"), term("predicted-actual"))
        drawn = figures.predicted_actual(judged.y, judged.prediction, result.target, colours, spoken)
        chart(drawn, "inspect-predicted-actual", t("inspect-predicted-actual"))
    with right:
        _heading(t("inspect-residuals"), term("residuals"))
        drawn = figures.residuals(judged.y, judged.prediction, result.target, colours, spoken)
        chart(drawn, "inspect-residuals", t("inspect-residuals"))


def _heading(words: str, definition: str) -> None:
    st.markdown(f"## {words}", anchors=False, help=definition)


def drivers(result: RunResult, explanation: Explanation | None) -> None:
    """What drives the shipped model: mean effect of each column, and the effect by row."""
    if explanation is None:
        st.info(t("inspect-no-explanation"), icon=":material/info:")
        return
    colours, spoken = palette(), language()
    share = explanation.of_class is not None
    st.markdown(tm("inspect-drivers-lead", model=shipped_name(result), rows=len(explanation.rows)))
    if explanation.of_class is not None:
        st.caption(tm("inspect-drivers-class", name=fmt.shortened(explanation.of_class, 60)))
    left, right = st.columns(2, gap="medium")
    with left:
        _heading(t("inspect-importance"), term("shap"))
        sizes = np.abs(explanation.values).mean(axis=0)
        mean_effects = dict(zip(explanation.columns, sizes.tolist(), strict=True))
        drawn = figures.importance(mean_effects, colours, spoken, share=share)
        chart(drawn, "inspect-importance", t("inspect-importance"))
    with right:
        _heading(t("inspect-beeswarm"), term("beeswarm"))
        chart(figures.beeswarm(explanation, colours, spoken), "inspect-beeswarm", t("inspect-beeswarm"))
    st.caption(how_exact(explanation))


def how_exact(explanation: Explanation) -> str:
    """Whether the figures are exact, or how far they would move if worked out anew; Markdown."""
    if not explanation.approximate:
        return t("drivers-exact")
    if explanation.error is None:
        return t("inspect-approximate")
    share = explanation.of_class is not None
    least = 0.0005 if share else 0.0
    shown = effect(max(explanation.error, least), language(), share=share, signed=False)
    return tm("drivers-error", error=shown)


def one_row(result: RunResult, judged: Judged, explanation: Explanation | None) -> None:
    """The reasons for one row, chosen by its number or from the list, which begins with the highest prediction."""
    if explanation is None:
        st.info(t("inspect-no-explanation"), icon=":material/info:")
        return
    share = explanation.of_class is not None
    order = np.argsort(-explanation.predictions, kind="stable")[:_MOST_ROWS_OFFERED].tolist()

    def name(position: int) -> str:
        shown = level(float(explanation.predictions[position]), language(), share=share)
        return t("inspect-row-option", row=str(int(explanation.rows[position]) + 1), prediction=shown)

    chosen = st.selectbox(
        t("inspect-row"), order, format_func=name, key="inspect-row", help=t("inspect-row-help"), width=420
    )
    if chosen is None:
        return
    truth = _truth(result, judged, int(explanation.rows[chosen]))
    st.markdown(f"{md(told(explanation, chosen, language()))} {truth}")
    drawn = figures.waterfall(explanation, chosen, palette(), language())
    chart(drawn, "inspect-waterfall", told(explanation, chosen, language()))
    with st.expander(t("inspect-row-cells")):
        table(tables.row(explanation, chosen, language()), "inspect-cells", t("inspect-row-cells"))


def _truth(result: RunResult, judged: Judged, row: int) -> str:
    """What the target of the row really is, for Markdown; empty where the row was not judged."""
    found = np.flatnonzero(judged.rows == row)
    if not len(found):
        return ""
    y = judged.y[found[0]]
    value = result.classes[int(y)] if result.classes else fmt.number(float(y), language())
    return tm("inspect-row-truth", name=fmt.shortened(result.target, 40), value=fmt.shortened(value, 40))


def candidates(result: RunResult) -> None:
    """All models that were tried, and their share in the shipped one."""
    colours, spoken = palette(), language()
    st.markdown(tm("inspect-candidates-lead", model=shipped_name(result), trials=len(result.leaderboard)))
    metric, baseline = result.metric, result.headline.baseline
    best = next(iter(result.leaderboard), None)
    if best is not None and best.corrected is not None and result.headline.chosen_from > 1:
        values = {"trials": result.headline.chosen_from, "raw": fmt.score(metric, best.score, spoken)}
        corrected = fmt.score(metric, best.corrected, spoken)
        st.markdown(tm("inspect-best-corrected", **values, corrected=corrected))
    left, right = st.columns(2, gap="medium")
    with left:
        _heading(t("inspect-by-family"), term("folds"))
        drawn = figures.leaderboard(result.leaderboard, metric, baseline, colours, spoken)
        chart(drawn, "inspect-by-family", t("inspect-by-family"))
    with right:
        _heading(t("inspect-by-time"), term("training-time"))
        drawn = figures.score_by_time(result.leaderboard, metric, baseline, colours, spoken)
        chart(drawn, "inspect-by-time", t("inspect-by-time"))
    table(tables.leaderboard(result.leaderboard, metric, spoken), "inspect-leaderboard", t("inspect-tab-candidates"))


def run_facts(run: RunInfo, result: RunResult) -> None:
    """In small print: the run, its data, when."""
    st.caption(
        tm(
            "inspect-facts",
            name=run.name,
            rows=result.rows,
            columns=len(result.features),
            when=fmt.when(run.ended, language()),
        )
    )
