"""Conditions on the rows: each can be changed or taken away, and others added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, get_args

import pandas as pd
import streamlit as st

from autoglm_core.cells import cell_text
from autoglm_core.spec import Filter, TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Role, Table
from pages.parts.i18n import md, short, t
from pages.parts.plan_changes import change_plan

_OPS: tuple[str, ...] = get_args(Filter.model_fields["op"].annotation)
_COMPARED = ("==", ">=", "<=", ">", "<", "!=", "notnull")
_NAMED = ("in", "==", "!=", "notnull")
_MOST_CELLS = 200


def conditions(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """The plan's conditions one below the other, and a closed form for another one."""
    for number, condition in enumerate(spec.filters):
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"goal-row-{number}"):
            name = f"{short(condition.column, 40)} {t(f'goal-op-{_op_key(condition.op)}')}"
            _value(draft, table, condition, md(name), f"goal-row-value-{number}-{draft.id}", number)
            st.button(
                "",
                key=f"goal-row-drop-{number}",
                icon=":material/close:",
                help=t("goal-row-drop"),
                on_click=_without,
                args=(draft.id, number),
            )
    with st.expander(t("goal-row-add"), icon=":material/filter_alt:"):
        _another(draft, spec, table)


def _op_key(op: str) -> str:
    names = {"==": "is", "!=": "not", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "in", "notnull": "filled"}
    return names[op]


def _value(draft: Draft, table: Table, condition: Filter, label: str, key: str, number: int | None) -> Any:
    """What the column is compared with, as suits its cells; a change is saved where ``number`` is a condition's."""

    def save() -> None:
        if number is not None:
            value = _plain(st.session_state[key])
            if value not in (None, ()):
                change_plan(draft.id, "filters", lambda spec: _with(spec, number, value))

    if condition.op == "notnull":
        st.markdown(label)
        return None
    role = table.roles.get(condition.column)
    if role is Role.DATETIME:
        st.session_state.setdefault(key, _date(condition.value))
        return st.date_input(label, key=key, on_change=save)
    if role in (Role.NUMERIC, Role.ORDINAL) and condition.op != "in" and not isinstance(condition.value, str | bool):
        st.session_state.setdefault(key, condition.value if isinstance(condition.value, int | float) else 0.0)
        return st.number_input(label, key=key, on_change=save, step=None)
    cells = _cells(table, condition.column, condition.value)
    if condition.op == "in":
        st.session_state.setdefault(key, [cell for cell in _listed(condition.value) if cell in cells])
        return st.multiselect(
            label, cells, format_func=_shown, key=key, on_change=save, placeholder=t("goal-row-choose")
        )
    st.session_state.setdefault(key, condition.value if condition.value in cells else cells[0])
    return st.selectbox(label, cells, format_func=_shown, key=key, on_change=save)


def _shown(value: object) -> str:
    return short(cell_text(value), 60)


def _cells(table: Table, column: str, chosen: object) -> list[Any]:
    """The column's commonest cells, the chosen ones among them whatever they are."""
    counts = table.frame[column].dropna().value_counts().head(_MOST_CELLS)
    found = [value.item() if hasattr(value, "item") else value for value in counts.index]
    return [*found, *(value for value in _listed(chosen) if value not in found)]


def _listed(value: object) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, tuple | list) else (value,)


def _date(value: object) -> date:
    moment = pd.to_datetime(str(value), errors="coerce")
    return date.today() if pd.isna(moment) else moment.date()


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return tuple(value) if isinstance(value, list) else value


def _with(spec: TaskSpec, number: int, value: Any) -> TaskSpec:
    changed = [item.model_dump() for item in spec.filters]
    if number < len(changed):
        changed[number]["value"] = value
    return spec.replaced(filters=changed)


def _without(draft_id: str, number: int) -> None:
    change_plan(
        draft_id,
        "filters",
        lambda spec: spec.replaced(filters=[f.model_dump() for n, f in enumerate(spec.filters) if n != number]),
    )


def _another(draft: Draft, spec: TaskSpec, table: Table) -> None:
    columns = [column for column in table.columns if column != spec.target]
    column = st.selectbox(
        t("goal-row-column"), columns, format_func=lambda name: short(name, 60), key=f"goal-row-column-{draft.id}"
    )
    if column is None:
        return
    compared = table.roles[column] in (Role.NUMERIC, Role.ORDINAL, Role.DATETIME)
    op = st.selectbox(
        t("goal-row-op"),
        _COMPARED if compared else _NAMED,
        format_func=lambda op: t(f"goal-op-{_op_key(op)}"),
        key=f"goal-row-op-{draft.id}-{compared}",
    )
    first = _cells(table, column, None)[:1] or [None]
    start = first[0] if not compared and op != "in" else None
    blank = Filter(column=column, op=op, value=start)
    value = _plain(_value(draft, table, blank, t("goal-row-value"), f"goal-row-new-{draft.id}-{column}-{op}", None))
    ready = op == "notnull" or value not in (None, ())
    if st.button(t("goal-method-add"), key="goal-row-add", disabled=not ready):
        new = Filter(column=column, op=op, value=value).model_dump()
        change_plan(
            draft.id,
            "filters",
            lambda spec: spec.replaced(filters=[*(item.model_dump() for item in spec.filters), new]),
        )
        st.rerun()
