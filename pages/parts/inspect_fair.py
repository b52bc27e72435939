"""The fairness panel of the Inspect page: a column, its groups, what the model does for each, and what that means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from autoglm_core.messages import Message
from autoglm_core.result import RunResult
from autoglm_core.spec import TaskKind
from autoglm_core.store import RunInfo
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name
from pages.parts.i18n import language, md, say, short, t
from pages.parts.inspections import panel
from pages.parts.run_views import chart, table
from pages.parts.theme import palette

_RATES = {
    TaskKind.BINARY: ("actual", "called", "found", "false_alarm", "right_alarm"),
    TaskKind.MULTICLASS: ("right",),
}
_MEANS = ("actual", "predicted", "error", "distance")


def fair(run: RunInfo, result: RunResult) -> None:
    """By group: the column is chosen in the panel, and each answer is kept with the run."""
    st.markdown(f"## {t('fair-title')}", anchors=False)
    st.markdown(t("fair-lead"))
    panel(run, "fairness", lambda first: _chosen(run, result, first))


def _chosen(run: RunInfo, result: RunResult, first: Mapping[str, Any]) -> None:
    if not first["columns"]:
        st.info(t("fair-no-columns"), icon=":material/info:")
        return
    given = {column["name"]: column["given"] for column in first["columns"]}

    def named(column: str) -> str:
        return short(column, 60) if given[column] else t("fair-not-given", name=short(column, 60))

    column = st.selectbox(
        t("fair-column"),
        list(given),
        format_func=named,
        key=f"fair-column-{run.id}",
        help=t("fair-column-help"),
        width=420,
    )
    good = True
    if result.task is TaskKind.BINARY:
        name = md(fmt.shortened(result.classes[1], 40))
        answer = st.segmented_control(
            t("fair-favour", name=name),
            ["yes", "no"],
            default="yes",
            format_func=lambda said: t(f"fair-favour-{said}"),
            key=f"fair-favour-{run.id}",
            help=t("fair-favour-help"),
        )
        good = answer != "no"
    if column == first["column"] and good == first["yes_is_good"]:
        _drawn(result, first)
    else:
        asked = {"column": column, "yes_is_good": good}
        panel(run, "fairness", lambda found: _drawn(result, found), options=asked, key="fair-other")


def _drawn(result: RunResult, answer: Mapping[str, Any]) -> None:
    found = answer["found"]
    for number, said in enumerate(answer["told"]):
        message = Message.from_json(said)
        if number == 0 and found["four_fifths"]:
            kept = found["four_fifths"]["ratio"] >= 0.8
            (st.success if kept else st.warning)(
                say(message), icon=":material/balance:" if kept else ":material/warning:"
            )
        else:
            st.markdown(f"- {say(message)}")
    groups = found["groups"]
    names = [_name(group) for group in groups]
    of = _main(result)
    title = t(f"fair-chart-{of}", name=fmt.shortened(result.classes[1], 40) if of == "called" else "")
    st.markdown(f"### {md(title)}", anchors=False)
    drawn = figures.by_group(names, [_of(group, of) for group in groups], palette(), language(), share=_is_share(of))
    chart(drawn, "fair-chart", title)
    table(_frame(result, names, groups), "fair-table", t("fair-title"))
    st.caption(t("fair-limits" if result.classes else "fair-limits-numbers"))


def _main(result: RunResult) -> str:
    return {TaskKind.BINARY: "called", TaskKind.MULTICLASS: "right"}.get(result.task, "error")


def _is_share(of: str) -> bool:
    return of != "error"


def _of(group: Mapping[str, Any], of: str) -> tuple[float | None, float | None, float | None]:
    if of in group["rates"]:
        rate = group["rates"][of]
        return rate["value"], rate["low"], rate["high"]
    return tuple(group["means"][of])  # type: ignore[return-value]


def _name(group: Mapping[str, Any]) -> str:
    if group["name"] is None:
        return t("fair-empty")
    if group["rest"]:
        return t("fair-rest", count=group["rest"])
    return short(group["name"], 40)


def _frame(result: RunResult, names: list[str], groups: list[Mapping[str, Any]]) -> pd.DataFrame:
    spoken = language()
    lines = []
    for name, group in zip(names, groups, strict=True):
        line = {
            t("fair-group"): name,
            t("fair-rows"): fmt.number(group["rows"], spoken),
            metric_name(result.metric, spoken): _ranged(result.metric, group, spoken),
        }
        for rate in _RATES.get(result.task, ()):
            line[t(f"fair-rate-{rate}".replace("_", "-"))] = _rate(group["rates"][rate], spoken)
        if group["means"]:
            line |= {t(f"fair-mean-{mean}"): fmt.figure(group["means"][mean][0], spoken) for mean in _MEANS}
        lines.append(line)
    return pd.DataFrame(lines)


def _ranged(metric: str, group: Mapping[str, Any], spoken: str) -> str:
    value = fmt.score(metric, group["score"], spoken)
    if group["low"] is None or group["high"] is None:
        return value
    return f"{value} ({fmt.spread(metric, group['low'], group['high'], spoken)})"


def _rate(rate: Mapping[str, Any], spoken: str) -> str:
    if rate["value"] is None:
        return fmt.NOTHING
    return t("fair-share", share=fmt.percent(rate["value"], spoken), of=fmt.number(rate["of"], spoken))
