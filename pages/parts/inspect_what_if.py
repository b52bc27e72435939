"""What if, on the Inspect page: a row's cells as sliders with the prediction beside them, and what would turn it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from autoglm_core.result import Explanation, Judged, RunResult
from autoglm_core.schema import ColumnSchema, Schema
from autoglm_core.store import RunInfo, schema, score_rows
from autoglm_core.view import format as fmt
from autoglm_core.view.changes import told_changes
from pages.parts.i18n import language, md, short, t, tm
from pages.parts.inspections import panel
from pages.parts.run_views import chosen
from pages.parts.shell import errors_said
from pages.parts.state import workspace

_SHOWN = 9  # the columns that matter most; the others are behind a click
_ABREAST = 3
_STEPS = 200
Row = dict[str, Any]


def what_if(run: RunInfo, result: RunResult, judged: Judged, explanation: Explanation | None) -> None:
    """Below the reasons of the row that is chosen there."""
    place = st.session_state.get("inspect-row")
    if explanation is None or not isinstance(place, int) or not 0 <= place < len(explanation.rows):
        return
    wanted = schema(workspace(), run.id, chosen(run))
    row = int(explanation.rows[place])
    with errors_said():
        _turn(run, result, judged, wanted, row)
        _tried(run, result, wanted, explanation, place)


# ---- what would turn it ----------------------------------------------------------------------------------------------


def _turn(run: RunInfo, result: RunResult, judged: Judged, columns: Schema, row: int) -> None:
    st.markdown(f"## {t('turn-title')}", anchors=False, help=t("turn-help"))
    asked_key = f"turn-asked-{run.id}"
    with st.form(f"turn-{run.id}", border=True):
        locked = st.multiselect(
            t("turn-locked"),
            columns.features,
            default=columns.locked_at_first(),
            format_func=lambda name: short(name, 60),
            placeholder=t("turn-locked-none"),
            key=f"turn-locked-{run.id}",
            help=t("turn-locked-help"),
        )
        wanted = _wanted(run, result, judged)
        if st.form_submit_button(t("turn-find"), icon=":material/search:", key="turn-find"):
            st.session_state[asked_key] = {"row": row, "locked": locked, "wanted": wanted}
    asked = st.session_state.get(asked_key)
    if asked is None or asked["row"] != row:
        return
    fixed = [name for name in columns.features if name in set(asked["locked"])]
    options = {"row": row, "locked": fixed} | ({} if asked["wanted"] is None else {"wanted": asked["wanted"]})
    panel(run, "counterfactual", lambda found: _found(run, found), options=options, key="turn-found")


def _wanted(run: RunInfo, result: RunResult, judged: Judged) -> str | float | None:
    """What the prediction is to become: asked where there is more than one thing that it could."""
    name = md(short(result.target, 60))
    if not result.classes:
        middle = float(f"{float(np.mean(judged.y)):.3g}")
        return st.number_input(t("turn-value", name=name), value=middle, key=f"turn-value-{run.id}", format="%g")
    if len(result.classes) == 2:
        return None
    return st.selectbox(
        t("turn-class", name=name),
        [None, *result.classes],
        format_func=lambda one: t("turn-any") if one is None else short(one, 60),
        key=f"turn-class-{run.id}",
    )


def _found(run: RunInfo, found: Mapping[str, Any]) -> None:
    sentences = told_changes(found, language())
    if not found["turns"]:
        for sentence in sentences:
            st.markdown(md(sentence))
        return
    st.markdown("\n".join(f"- {md(sentence)}" for sentence in sentences))
    st.caption(tm("turn-checked", tried=found["tried"]))
    st.button(
        t("turn-try"),
        key="turn-try",
        icon=":material/tune:",
        on_click=_put,
        args=(run.id, found["row"], found["turns"][0]),
    )


def _put(run_id: str, row: int, turn: Mapping[str, Any]) -> None:
    for change in turn["changes"]:
        st.session_state[_key(run_id, row, change["column"])] = change["after"]


# ---- sliders ---------------------------------------------------------------------------------------------------------


@st.fragment
def _tried(run: RunInfo, result: RunResult, columns: Schema, explanation: Explanation, place: int) -> None:
    # A fragment: moving a slider runs these lines alone.
    st.markdown(f"## {t('tried-title')}", anchors=False)
    st.markdown(t("tried-lead"))
    own = _cells(columns, explanation, place)
    by_name = {column.name: column for column in columns.columns}
    ranked = [name for name in result.importance if name in by_name]
    names = [*ranked, *(name for name in by_name if name not in result.importance)]
    row = int(explanation.rows[place])
    shown = st.container(key="tried-prediction")
    values = _fields(run.id, row, [by_name[name] for name in names[:_SHOWN]], own)
    if names[_SHOWN:]:
        with st.expander(t("use-form-more", columns=len(names) - _SHOWN)):
            values |= _fields(run.id, row, [by_name[name] for name in names[_SHOWN:]], own)
    with errors_said(), shown:
        rows = [[one[name] for name in columns.features] for one in (own, values)]
        text = json.dumps(rows, ensure_ascii=False, default=str)
        _predicted(_scored(str(run.folder), run.id, text, tuple(columns.features), chosen(run)), result, explanation)
    st.button(t("tried-back"), key="tried-back", icon=":material/undo:", on_click=_forget, args=(run.id, row, names))


@st.cache_data(max_entries=128, show_spinner=False)
def _scored(folder: str, run_id: str, rows: str, names: tuple[str, ...], choice: str) -> pd.DataFrame:  # noqa: ARG001
    frame = pd.DataFrame(json.loads(rows), columns=list(names), dtype=object)
    return score_rows(workspace(), run_id, frame, choice)


def _predicted(scored: pd.DataFrame, result: RunResult, explanation: Explanation) -> None:
    spoken = language()
    before, after = scored["prediction"].tolist()
    with st.container(horizontal=True, gap="small"):
        if not result.classes:
            delta = fmt.number(float(after - before), spoken) if after != before else None
            st.metric(t("tried-as-is"), fmt.number(float(before), spoken), border=True)
            st.metric(t("tried-now"), fmt.number(float(after), spoken), delta=delta, delta_color="off", border=True)
            return
        name = str(explanation.of_class or result.classes[-1])
        first, now = scored[f"probability_{name}"].tolist()
        delta = None
        if now != first:
            sign = "+" if now > first else "-"
            delta = t("tried-points", points=f"{sign}{fmt.points(now - first, spoken)}")
        st.metric(t("tried-as-is"), md(short(str(before), 40)), border=True)
        st.metric(t("tried-now"), md(short(str(after), 40)), border=True)
        label = md(t("use-probability", name=short(name, 40)))
        st.metric(label, fmt.percent(now, spoken), delta=delta, delta_color="off", border=True)


def _cells(columns: Schema, explanation: Explanation, place: int) -> Row:
    """The row's cells in the types that fields hold; None where a cell is empty."""
    found: Row = {}
    for column in columns.columns:
        if column.name not in explanation.columns:
            found[column.name] = column.typical
            continue
        at = explanation.columns.index(column.name)
        text, number = str(explanation.cells[place, at]), float(explanation.numbers[place, at])
        if text == "":
            found[column.name] = None
        elif column.type == "boolean":
            found[column.name] = bool(number)
        elif column.type in ("integer", "number") and math.isfinite(number):
            whole = column.type == "integer" and number.is_integer()
            found[column.name] = int(number) if whole else number
        else:
            found[column.name] = text
    return found


def _fields(run_id: str, row: int, columns: list[ColumnSchema], own: Row) -> Row:
    made: Row = {}
    for start in range(0, len(columns), _ABREAST):
        for place, column in zip(st.columns(_ABREAST), columns[start : start + _ABREAST], strict=False):
            with place:
                made[column.name] = _field(run_id, row, column, own[column.name])
    return made


def _field(run_id: str, row: int, column: ColumnSchema, own: Any) -> Any:
    label, key = md(short(column.name, 60)), _key(run_id, row, column.name)
    st.session_state.setdefault(key, own)
    if column.type in ("integer", "number"):
        return _number(label, key, column, own)
    if column.type == "boolean" or column.categories is not None:
        known: list[Any] = [True, False] if column.type == "boolean" else list(column.categories or ())
        options = [*known, *([own] if own is not None and own not in known else []), None]
        return st.selectbox(
            label,
            options,
            format_func=lambda value: t("use-form-empty") if value is None else short(value, 80),
            key=key,
        )
    return st.text_input(label, key=key) or None


def _number(label: str, key: str, column: ColumnSchema, own: Any) -> Any:
    low, high = column.low, column.high
    whole = column.type == "integer" and (own is None or float(own).is_integer())
    if own is None or low is None or high is None or not low < high:
        step, form = (1, None) if whole else (None, "%g")
        return st.number_input(label, value=None, step=step, format=form, key=key)
    if whole:
        low, high = min(math.floor(low), int(own)), max(math.ceil(high), int(own))
        st.session_state[key] = int(st.session_state[key])
        return st.slider(label, low, high, step=1, key=key)
    st.session_state[key] = float(st.session_state[key])
    step = 10.0 ** math.floor(math.log10((high - low) / _STEPS))
    return st.slider(label, min(low, float(own)), max(high, float(own)), step=step, format="%.6g", key=key)


def _key(run_id: str, row: int, column: str) -> str:
    return f"tried-{run_id}-{row}-{column}"


def _forget(run_id: str, row: int, names: list[str]) -> None:
    for name in names:
        st.session_state.pop(_key(run_id, row, name), None)
