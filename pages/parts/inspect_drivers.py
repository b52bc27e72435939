"""“What drives it” on the Inspect page: one column, pairs, what the score rests on, and the model in rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from autoglm_core.result import Explanation, RunResult
from autoglm_core.store import RunInfo
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name
from autoglm_core.view.reasons import effect, level
from pages.parts import inspect_views as views
from pages.parts.i18n import language, md, short, t, term, tm
from pages.parts.inspections import panel
from pages.parts.run_views import chart
from pages.parts.theme import palette

_CLOSE, _ROUGH, _ROUGH_GAIN = 0.8, 0.5, 0.3
_NAMED = 5
_NOTHING = 1e-9


def drivers(run: RunInfo, result: RunResult, explanation: Explanation | None) -> None:
    """All of the tab: SHAP first, then what is worked out by jobs."""
    views.drivers(result, explanation)
    if explanation is not None:
        _dependence(run, explanation)
    panel(run, "effects", lambda found: _effects(run, found))
    panel(run, "interactions", lambda found: _pairs(run, found))
    panel(run, "permutation", _losses)
    panel(run, "rules", _rules)


# ---- one column ------------------------------------------------------------------------------------------------------


def _dependence(run: RunInfo, explanation: Explanation) -> None:
    _heading(t("drivers-dependence"), term("dependence"))
    st.markdown(t("drivers-dependence-lead"))
    order = [explanation.columns[at] for at in np.argsort(-np.abs(explanation.values).mean(axis=0), kind="stable")]
    numeric = [
        column for column in order if np.isfinite(explanation.numbers[:, explanation.columns.index(column)]).any()
    ]
    with st.container(horizontal=True):
        column = _column(t("drivers-column"), order, f"drivers-dependence-{run.id}")
        by = st.selectbox(
            t("drivers-colour"),
            [None, *(other for other in numeric if other != column)],
            format_func=lambda name: t("drivers-colour-none") if name is None else short(name, 60),
            key=f"drivers-colour-{run.id}",
            width=300,
        )
    drawn = figures.dependence(explanation, column, by, palette(), language())
    chart(drawn, "drivers-dependence-chart", t("drivers-dependence"))


def _effects(run: RunInfo, found: Mapping[str, Any]) -> None:
    if not found["all"]:
        return
    _heading(t("drivers-effects"), term("effects"))
    column = _column(t("drivers-column"), found["all"], f"drivers-effects-{run.id}")
    ready = {each["name"]: each for each in found["columns"]}
    if column in ready:
        _one_effect(ready[column], found)
        return
    options = {"column": column}
    panel(run, "effects", lambda other: _one_effect(other["columns"][0], other), options=options, key="effects-other")


def _one_effect(column: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    share = found["of_class"] is not None
    category = column["kind"] == "category"
    st.markdown(t("drivers-effects-lead-category" if category else "drivers-effects-lead", rows=found["rows"]))
    said = effect_sentence(column, share=share)
    st.markdown(said)
    drawn = figures.effects_chart(column, palette(), language(), share=share)
    chart(drawn, "drivers-effects-chart", said)
    st.caption(t("drivers-effects-care"))


def effect_sentence(column: Mapping[str, Any], *, share: bool) -> str:
    """Where the average prediction is highest and lowest, and how many rows go the other way; Markdown."""
    mean = column["mean"]
    top, bottom = int(np.argmax(mean)), int(np.argmin(mean))
    high, low = (level(mean[at], language(), share=share) for at in (top, bottom))
    if high == low:
        return tm("drivers-effects-flat", level=high)
    shown = [fmt.figure(v, language()) if isinstance(v, float) else fmt.shortened(v, 40) for v in column["values"]]
    said = tm("drivers-effects-said", high=high, high_at=shown[top], low=low, low_at=shown[bottom])
    if column["kind"] != "category" and column["against"] >= 0.05:
        said += _gap() + tm("drivers-effects-against", share=fmt.percent(column["against"], language(), digits=0))
    return said


# ---- pairs -----------------------------------------------------------------------------------------------------------


def _pairs(run: RunInfo, found: Mapping[str, Any]) -> None:
    if not found["pairs"]:
        return
    share = found["of_class"] is not None
    _heading(t("drivers-pairs"), term("interactions"))
    strongest = found["pairs"][0]
    size = effect(strongest["strength"], language(), share=share, signed=False)
    if (
        effect(strongest["strength"], language(), share=share, signed=False)
        == effect(0.0, language(), share=share, signed=False)
        or strongest["share"] < _NOTHING
    ):
        st.markdown(t("drivers-pairs-none"))
        return
    st.markdown(t("drivers-pairs-lead", columns=len(found["columns"]), rows=found["rows"]))
    names = {side: fmt.shortened(strongest[side], 40) for side in ("first", "second")}
    part = fmt.percent(strongest["share"], language(), digits=0)
    said = tm("drivers-pairs-said", **names, strength=size, share=part)
    st.markdown(said)
    left, right = st.columns(2, gap="medium")
    with left:
        chart(figures.pairs_chart(found["pairs"], palette(), language(), share=share), "drivers-pairs-chart", said)
    with right:
        at = st.selectbox(
            t("drivers-pair"),
            range(len(found["maps"])),
            format_func=lambda at: (
                f"{short(found['maps'][at]['first'], 30)} × {short(found['maps'][at]['second'], 30)}"
            ),
            key=f"drivers-pair-{run.id}",
        )
        drawn = figures.pair_map(found["maps"][at or 0], palette(), language(), share=share)
        chart(drawn, "drivers-pair-map", t("drivers-pair-map"))


# ---- what the score rests on -----------------------------------------------------------------------------------------


def _losses(found: Mapping[str, Any]) -> None:
    _heading(t("drivers-losses"), term("losses"))
    metric = found["metric"]
    values = {"metric": metric_name(metric, language()), "rows": found["rows"]}
    values["score"] = fmt.score(metric, found["score"], language())
    st.markdown(tm("drivers-losses-lead", **values) + _gap() + t("drivers-losses-beside"))
    chart(figures.losses_chart(found, palette(), language()), "drivers-losses-chart", t("drivers-losses"))
    unsure = [each["name"] for each in found["columns"] if each["low"] is not None and each["low"] <= 0]
    if unsure:
        named = [fmt.shortened(name, 40) for name in unsure[:_NAMED]]
        if len(unsure) > _NAMED:
            named.append(t("drivers-losses-more", count=len(unsure) - _NAMED))
        st.markdown(tm("drivers-losses-none", columns=_joined(named), count=len(unsure)))
    if found["seen"]:
        st.caption(t("drivers-losses-seen"))
    elif found["out_of_fold"]:
        st.caption(t("drivers-losses-out-of-fold"))


# ---- rules -----------------------------------------------------------------------------------------------------------


def _rules(found: Mapping[str, Any]) -> None:
    count = len(found["rules"])
    st.markdown(f"## {t('drivers-rules', count=count)}", anchors=False, help=term("rules"))
    st.markdown(t("drivers-rules-lead", rows=found["rows"]))
    poor, said = fidelity_sentence(found)
    (st.warning if poor else st.info)(said, icon=":material/warning:" if poor else ":material/rule:")
    if found["of_class"] is not None:
        st.caption(tm("drivers-rule-of", name=fmt.shortened(found["of_class"], 60)))
    share = found["of_class"] is not None
    st.markdown("\n".join(f"{at}. {rule_sentence(rule, share=share)}" for at, rule in enumerate(found["rules"], 1)))


def fidelity_sentence(found: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether the rules are no good, and how close they are to the model; Markdown."""
    fidelity, held = found["fidelity"], found["held"]
    answers = {
        name: fmt.percent(fidelity[name], language(), digits=0) for name in ("same", "guess") if name in fidelity
    }
    if "explained" not in fidelity:
        gain = (fidelity["same"] - fidelity["guess"]) / max(1 - fidelity["guess"], 1e-9)
        poor = fidelity["same"] < _CLOSE and gain < _ROUGH_GAIN + 0.3
        return poor, tm("drivers-rules-same-poor" if poor else "drivers-rules-same", **answers)
    explained = fidelity["explained"]
    grade = "close" if explained >= _CLOSE else "rough" if explained >= _ROUGH else "poor"
    shown = fmt.percent(max(explained, 0.0), language(), digits=0)
    said = [tm(f"drivers-rules-explained-{grade}", held=held, share=shown)]
    off = effect(fidelity["off"], language(), share=found["of_class"] is not None, signed=False)
    said.append(tm("drivers-rules-off", off=off))
    if answers:
        said.append(tm("drivers-rules-same", **answers))
    return grade == "poor", _gap().join(said)


def rule_sentence(rule: Mapping[str, Any], *, share: bool) -> str:
    """“If tenure is at most 5 and contract is “monthly”: 71 % on average …”, as Markdown."""
    conditions = [condition_text(each) for each in rule["conditions"]]
    values = {"conditions": _all_of(conditions), "share": fmt.percent(rule["share"], language(), digits=0)}
    if "says" in rule:
        same = fmt.percent(rule["same"], language(), digits=0)
        return tm("drivers-rule-class", value=fmt.shortened(rule["says"], 60), same=same, **values)
    shown = {name: level(rule[name], language(), share=share) for name in ("value", "low", "high")}
    return tm("drivers-rule-value", **shown, **values)


def condition_text(condition: Mapping[str, Any]) -> str:
    """One condition of a rule in words; plain text."""
    column, how = fmt.shortened(condition["column"], 40), condition["how"]
    if how in ("is", "is_not"):
        values = [fmt.shortened(value, 40) for value in condition["values"]]
        if len(values) == 1:
            return t("drivers-if-is" if how == "is" else "drivers-if-is-not", column=column, value=values[0])
        quoted = _joined([t("drivers-quoted", value=value) for value in values])
        return t("drivers-if-is-none-of", column=column, values=quoted)
    if how in ("missing", "known"):
        return t(f"drivers-if-{how}", column=column)
    low, high = condition["low"], condition["high"]
    edges = {name: _edge(at) for name, at in (("low", low), ("high", high)) if at is not None}
    key = "between" if len(edges) == 2 else "up-to" if high is not None else "above" if low is not None else "any"
    said = t(f"drivers-if-{key}", column=column, **edges)
    return t("drivers-if-or-missing", condition=said) if condition["or_missing"] else said


def _edge(at: float | str) -> str:
    """A bound exactly: a rounded one would part other rows than the rule does."""
    return at if isinstance(at, str) else fmt.number(int(at) if at == int(at) else at, language())


def _all_of(conditions: Sequence[str]) -> str:
    if not conditions:
        return t("drivers-rule-always")
    said = conditions[0]
    for other in conditions[1:]:
        said = t("drivers-and", first=said, second=other)
    return said


def _joined(names: Sequence[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(names)


def _gap() -> str:
    return "" if language() == "zh" else " "


def _column(words: str, names: Sequence[str], key: str) -> str:
    chosen = st.selectbox(words, names, format_func=lambda name: short(name, 60), key=key, width=300)
    return chosen if chosen is not None else names[0]


def _heading(words: str, definition: str) -> None:
    st.markdown(f"## {md(words)}", anchors=False, help=definition)
