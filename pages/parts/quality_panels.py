"""What the inspections of “How good” found, drawn: groups that fail, rows to look at, ties, and the learning curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name
from autoglm_core.view.quality import SizeBin
from pages.parts.i18n import language, md, t, term, tm
from pages.parts.run_views import chart, table
from pages.parts.theme import palette

FEWEST_ROWS_FOR_A_CURVE = 80
_ROWS_LISTED = 25


# ---- where it errs ---------------------------------------------------------------------------------------------------


def slices(found: Mapping[str, Any]) -> None:
    """The groups with the most error, each a sentence that anyone can check."""
    if not found["slices"]:
        st.markdown(tm("inspect-slices-none", tests=found["tests"], smallest=found["smallest"]))
        return
    st.markdown("\n".join(f"- {slice_sentence(each, found['kind'])}" for each in found["slices"]))
    st.caption(tm("inspect-slices-how", tests=found["tests"], columns=found["columns"], smallest=found["smallest"]))


def slice_sentence(found: Mapping[str, Any], kind: str) -> str:
    """“Among rows with contract = monthly and tenure below 5, it errs in 34 of 100; elsewhere in 12.” As Markdown."""
    conditions = [condition_text(each) for each in found["conditions"]]
    what = conditions[0] if len(conditions) == 1 else t("inspect-slice-and", first=conditions[0], second=conditions[1])
    values = {"what": what, "rows": found["rows"]}
    inside, outside = ((_hundred if kind == "wrong" else _amount)(found[part]) for part in ("inside", "outside"))
    return tm(f"inspect-slice-{kind}", **values, inside=inside, outside=outside)


def condition_text(condition: Mapping[str, Any]) -> str:
    """One condition in words; plain text."""
    shown = {name: _shown(condition[name]) for name in ("value", "to") if name in condition}
    return t(f"inspect-condition-{condition['how']}", column=fmt.shortened(condition["column"], 40), **shown)


def _shown(value: Any) -> str:
    # Cuts have few digits, and all of them matter: two that follow one another must not look the same.
    return fmt.exact(value, language()) if isinstance(value, float) else fmt.shortened(str(value), 40)


def _hundred(share: float) -> str:
    times = 100 * share
    return fmt.number(round(times) if times >= 10 else round(times, 1), language())


def _amount(value: float) -> str:
    return fmt.figure(value, language())


def by_size(bins: Sequence[SizeBin], target: str) -> str:
    """How errors of small and of large values compare, in a sentence; Markdown."""
    low, high = bins[0], bins[-1]
    side = "under" if high.bias < 0 else "over"
    values = {
        "name": fmt.shortened(target, 40),
        "small": fmt.number(low.high, language()),
        "small-error": fmt.figure(low.error, language()),
        "large": fmt.number(high.low, language()),
        "large-error": fmt.figure(high.error, language()),
        "bias": fmt.figure(abs(high.bias), language()),
    }
    return tm(f"inspect-by-size-{side}", **{name.replace("-", "_"): value for name, value in values.items()})


def over_time(found: Mapping[str, Any]) -> None:
    """The error of each period, where there is a column of moments."""
    if not found["periods"]:
        return
    st.markdown(f"## {md(t('inspect-over-time'))}", anchors=False, help=term("over-time"))
    worst = max(found["periods"], key=lambda each: each["error"])
    means = sorted(each["error"] for each in found["periods"])
    typical = means[len(means) // 2]
    wrong = found["kind"] == "wrong"
    values = {
        "column": fmt.shortened(found["column"], 40),
        "at": worst["at"][: 16 if found["unit"] == "h" else 10].replace("T", " "),
        "worst": _hundred(worst["error"]) if wrong else _amount(worst["error"]),
        "typical": _hundred(typical) if wrong else _amount(typical),
    }
    st.markdown(tm(f"inspect-over-time-{found['kind']}", **values))
    drawn = figures.over_time_chart(found, palette(), language())
    chart(drawn, "inspect-over-time", t("inspect-over-time"))


# ---- rows to look at -------------------------------------------------------------------------------------------------


def suspects(found: Mapping[str, Any]) -> None:
    """The rows with the largest errors, and those whose recorded answer looks wrong."""
    st.markdown(f"## {md(t('inspect-suspects'))}", anchors=False, help=term("suspects"))
    if found["suspects"]:
        st.markdown(tm("inspect-suspects-found", count=found["suspects"], rows=found["rows"]))
        table(_rows(found, found["suspect"]), "inspect-suspects", t("inspect-suspects"))
    else:
        st.markdown(tm("inspect-suspects-none", rows=found["rows"]))
    st.markdown(f"## {md(t('inspect-hardest'))}", anchors=False, help=term("hardest"))
    table(_rows(found, found["hardest"][:_ROWS_LISTED]), "inspect-hardest", t("inspect-hardest"))


def _rows(found: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    spoken = language()
    error = "inspect-rows-off" if found["kind"] == "off" else "inspect-rows-missed"
    columns: dict[str, list[str]] = {
        t("inspect-row"): [fmt.number(int(each["row"]) + 1, spoken) for each in rows],
        t("inspect-rows-truth"): [fmt.cell(each["truth"], spoken) for each in rows],
        t("inspect-rows-said"): [fmt.cell(each["said"], spoken) for each in rows],
        t(error): [
            fmt.figure(each["error"], spoken) if found["kind"] == "off" else fmt.percent(1 - each["error"], spoken)
            for each in rows
        ],
    }
    for position, column in enumerate(found["columns"]):
        # A column of the data may be called as one of ours.
        name = column if column not in columns else f"{column} "
        columns[name] = [_cell(each["cells"][position]) for each in rows]
    return pd.DataFrame(columns)


def _cell(value: Any) -> str:
    return fmt.cell(int(value) if isinstance(value, float) and value.is_integer() else value, language())


# ---- could it be better ----------------------------------------------------------------------------------------------


def ties(found: Mapping[str, Any]) -> None:
    """Which of the best attempts cannot be told from the best one."""
    best, *others = found["trials"]
    tied = [each for each in others if each["tied"]]
    spoken, metric = language(), found["metric"]
    values = {"best": _attempt(best), "score": fmt.score(metric, best["score"], spoken), "compared": len(others)}
    if not tied:
        st.markdown(tm("inspect-ties-clear", **values))
    else:
        quickest = min((best, *tied), key=lambda each: each["seconds"])
        names = [_attempt(each) for each in tied]
        said = tm("inspect-ties-tied", **values, names=names, count=len(tied))
        st.markdown(f"{said} {tm('inspect-ties-quickest', name=_attempt(quickest), time=_time(quickest))}")
    shown = {
        t("inspect-ties-column-attempt"): [_attempt(each) for each in found["trials"]],
        t("inspect-ties-column-score"): [fmt.score(metric, each["score"], spoken) for each in found["trials"]],
        t("inspect-ties-column-better"): [_apart(each, metric) for each in found["trials"]],
        t("inspect-ties-column-said"): [_verdict(each, best) for each in found["trials"]],
        t("inspect-ties-column-time"): [_time(each) for each in found["trials"]],
        t("inspect-ties-column-weight"): [fmt.percent(each["weight"], spoken, digits=0) for each in found["trials"]],
    }
    table(pd.DataFrame(shown), "inspect-ties", t("inspect-ties"))
    how = "inspect-ties-how-folds" if found["from_folds"] else "inspect-ties-how"
    st.caption(tm(how, rows=found["rows"], metric=metric_name(metric, spoken)))


def _attempt(record: Mapping[str, Any]) -> str:
    return t("inspect-attempt", name=model_name(record["family"], language()), number=str(record["number"] + 1))


def _time(record: Mapping[str, Any]) -> str:
    return fmt.duration(record["seconds"], language())


def _apart(record: Mapping[str, Any], metric: str) -> str:
    """By how much the best is better than it, with the likely range."""
    apart = record["better"]
    if apart is None:
        return fmt.NOTHING
    if not fmt.is_share(metric):
        value = fmt.figure(apart["value"], language())
        return f"{value} ({fmt.spread(metric, apart['low'], apart['high'], language())})"
    values = {name: fmt.number(round(100 * apart[name], 2), language()) for name in ("value", "low", "high")}
    return t("inspect-ties-points", **values)


def _verdict(record: Mapping[str, Any], best: Mapping[str, Any]) -> str:
    if record is best:
        return t("inspect-ties-is-best")
    return t("inspect-ties-is-tied" if record["tied"] else "inspect-ties-is-worse")


def learning_curve(found: Mapping[str, Any]) -> None:
    """Whether more rows would help, and the scores that say so."""
    spoken, metric, last = language(), found["metric"], found["points"][-1]
    values = {
        "name": _attempt({"family": found["family"], "number": found["number"]}),
        "metric": metric_name(metric, spoken),
        "rows": last["rows"],
        "half": found["points"][-2]["rows"],
        "score": fmt.score(metric, last["score"], spoken),
        "before": fmt.score(metric, found["points"][-2]["score"], spoken),
        "gain": _gained(found["gain"], metric),
    }
    st.markdown(tm(f"inspect-curve-{found['verdict']}", **values))
    chart(figures.learning_chart(found, palette(), spoken), "inspect-curve", t("inspect-curve"))
    st.caption(tm("inspect-curve-how", name=values["name"], folds=found["folds"], metric=values["metric"]))


def _gained(gain: float, metric: str) -> str:
    spoken = language()
    if fmt.is_share(metric):
        return t("inspect-points", points=fmt.points(gain, spoken))
    return fmt.figure(gain, spoken)
