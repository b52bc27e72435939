"""The what-if form on the Use page: one case, prefilled with a typical row, its prediction and the reasons."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from autoglm_core.result import Explanation, RunResult
from autoglm_core.schema import ColumnSchema
from autoglm_core.store import RunInfo, explain_row, schema, score_rows, typical_row
from autoglm_core.view import figures, tables
from autoglm_core.view import format as fmt
from autoglm_core.view.reasons import told
from pages.parts.components import Card, cards
from pages.parts.i18n import language, md, short, t, tm
from pages.parts.run_views import chart, chosen, table
from pages.parts.shell import errors_said
from pages.parts.state import workspace
from pages.parts.theme import palette

_SHOWN = 12  # the columns that matter most; a form of all of them would be read by nobody
_ABREAST = 3
Row = dict[str, object]


def what_if(run: RunInfo, result: RunResult) -> None:
    """The form, and below it what the model says of its row."""
    with errors_said():
        row = _form(run, result)
        as_text = json.dumps(row, ensure_ascii=False, sort_keys=True, default=str)
        _prediction(_scored(str(run.folder), run.id, as_text, chosen(run)), result)
        st.markdown(f"## {t('use-reasons')}", anchors=False)
        with st.spinner(t("use-reasons-busy")):
            explanation = _explained(str(run.folder), run.id, as_text, chosen(run))
        sentence = told(explanation, 0, language())
        st.markdown(md(sentence))
        chart(figures.waterfall(explanation, 0, palette(), language()), "use-waterfall", sentence)


def _form(run: RunInfo, result: RunResult) -> Row:
    typical = typical_row(workspace(), run.id)
    columns = {column.name: column for column in schema(workspace(), run.id).columns}
    ranked = [name for name in result.importance if name in columns]
    names = [*ranked, *(name for name in columns if name not in result.importance)]
    st.markdown(t("use-form-lead"))
    with st.form("use-form", border=True):
        row = _fields(run.id, names[:_SHOWN], columns, typical)
        rest = names[_SHOWN:]
        if rest:
            with st.expander(t("use-form-more", columns=len(rest))):
                row |= _fields(run.id, rest, columns, typical)
        st.form_submit_button(t("use-predict"), type="primary", icon=":material/play_arrow:", key="use-predict")
    return {name: row[name] for name in columns}


def _fields(run_id: str, names: list[str], columns: Mapping[str, ColumnSchema], typical: Row) -> Row:
    row: Row = {}
    for start in range(0, len(names), _ABREAST):
        for place, name in zip(st.columns(_ABREAST), names[start : start + _ABREAST], strict=False):
            with place:
                row[name] = _field(run_id, columns[name], typical.get(name))
    return row


def _field(run_id: str, column: ColumnSchema, typical: object) -> object:
    """An input that suits the column; None where it is left empty."""
    label, key = md(short(column.name, 60)), f"use-field-{run_id}-{column.name}"
    if column.type == "boolean":
        return _choice(label, key, [True, False], typical)
    if column.type in ("integer", "number"):
        return _number(column, label, key, typical)
    if column.categories is not None:
        return _choice(label, key, list(column.categories), typical)
    help_text = t("use-form-date") if column.type == "datetime" else None
    return st.text_input(label, value="" if typical is None else str(typical), key=key, help=help_text) or None


def _choice(label: str, key: str, known: list[object], typical: object) -> object:
    options = [*known, None]
    return st.selectbox(
        label,
        options,
        index=options.index(typical) if typical in options else len(options) - 1,
        format_func=lambda value: t("use-form-empty") if value is None else short(value, 80),
        key=key,
    )


def _number(column: ColumnSchema, label: str, key: str, typical: object) -> object:
    help_text = None
    if column.low is not None and column.high is not None:
        low, high = fmt.number(column.low, language()), fmt.number(column.high, language())
        help_text = tm("use-form-range", low=low, high=high)
    whole = column.type == "integer"
    if isinstance(typical, int | float):
        # By way of the state: a field that is given a value at once cannot be emptied again.
        st.session_state.setdefault(key, int(typical) if whole else float(typical))
    step, form = (1, None) if whole else (_step(column), "%g")
    return st.number_input(label, value=None, step=step, format=form, key=key, help=help_text)


def _step(column: ColumnSchema) -> float:
    """About a fiftieth of the range that was seen, as a round number."""
    span = (column.high or 0.0) - (column.low or 0.0)
    return 10.0 ** math.floor(math.log10(span / 20)) if span > 0 else 1.0


@st.cache_data(max_entries=64, show_spinner=False)
def _scored(folder: str, run_id: str, row: str, choice: str) -> pd.DataFrame:  # noqa: ARG001 -- a part of the key
    return score_rows(workspace(), run_id, pd.DataFrame([json.loads(row)]), choice)


@st.cache_data(max_entries=64, show_spinner=False)
def _explained(folder: str, run_id: str, row: str, choice: str) -> Explanation:  # noqa: ARG001
    return explain_row(workspace(), run_id, json.loads(row), choice)


def _prediction(scored: pd.DataFrame, result: RunResult) -> None:
    spoken = language()
    predicted = scored["prediction"].iloc[0]
    if not result.classes:
        name = short(result.target, 60)
        cards([Card(name, fmt.number(float(predicted), spoken))])
        return
    probabilities = [float(scored[f"probability_{name}"].iloc[0]) for name in result.classes]
    shown = [Card(short(result.target, 60), short(str(predicted), 40))]
    position = len(result.classes) - 1
    if len(result.classes) > 2:
        position = result.classes.index(str(predicted))
    name = short(result.classes[position], 40)
    help_text = None
    if result.threshold is not None:
        help_text = tm("use-alarm-from", name=name, threshold=fmt.percent(result.threshold, spoken))
    shown.append(Card(t("use-probability", name=name), fmt.percent(probabilities[position], spoken), help_text))
    cards(shown)
    if len(result.classes) > 2:
        with st.expander(t("use-probabilities")):
            frame = tables.probabilities(result.classes, probabilities, spoken)
            table(frame, "use-probabilities", t("use-probabilities"))
