"""One column of a table: what it is used as, its profile in sentences, and a chart."""

from __future__ import annotations

import streamlit as st

from autoglm_core.store import Draft
from autoglm_core.table import UNUSED_ROLES, Role, Table
from autoglm_core.view import figures
from pages.parts import drafts
from pages.parts.i18n import language, say, short, t
from pages.parts.state import workspace
from pages.parts.theme import palette


def column_panel(draft: Draft, table: Table) -> None:
    """The column chosen in ``st.session_state["data-column"]``, the first that a model uses where none was."""
    if st.session_state.get("data-column") not in table.columns:
        used = [column for column in table.columns if table.roles[column] not in UNUSED_ROLES]
        st.session_state["data-column"] = (used or table.columns)[0]
    name = st.selectbox(
        t("data-column"),
        table.columns,
        key="data-column",
        format_func=lambda column: short(column, 60),
        help=t("data-column-help"),
    )
    _role(draft, table, name)
    profile = workspace().profile(draft.dataset_id).column(name)
    if profile.missing:
        st.markdown(t("data-filled", rows=profile.count, missing=profile.missing))
    else:
        st.markdown(t("data-filled-all"))
    st.markdown(say(profile.sentence))
    if profile.histogram is not None and profile.type != "datetime":
        chart = figures.histogram(profile.histogram.edges, profile.histogram.counts, palette(), language())
    elif profile.top and profile.histogram is None and profile.distinct < profile.count:
        values, counts = zip(*profile.top, strict=True)
        chart = figures.top_values(values, counts, profile.count, palette(), language())
    else:
        return
    st.plotly_chart(chart, key="data-chart", theme=None, config={"displayModeBar": False})


def _role(draft: Draft, table: Table, column: str) -> None:
    key = f"data-role-{draft.id}-{column}"
    st.session_state[key] = table.roles[column]
    st.selectbox(
        t("data-role"),
        list(Role),
        key=key,
        format_func=_role_name,
        on_change=lambda: _use_as(draft.id, column, st.session_state[key]),
        help=f"{t('data-role-help')}\n\n{_role_name(table.roles[column])}: {t(f'role-{table.roles[column]}-help')}",
    )


def _role_name(role: Role) -> str:
    name = t(f"role-{role}")
    return name[:1].upper() + name[1:]


def _use_as(draft_id: str, column: str, role: Role) -> None:
    draft = workspace().draft(draft_id)
    drafts.save(draft, "role", roles={**draft.roles, column: role})
