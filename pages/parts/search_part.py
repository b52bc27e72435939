"""How it is searched: the way of searching, when something ends early, and settings with a way of their own."""

from __future__ import annotations

import streamlit as st

from autoglm_core import available, label
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts.i18n import language, md, t
from pages.parts.plan_changes import change_plan
from pages.parts.plan_widgets import multi, select

_PATIENCE = (10, 20, 50, 100, 200)
_ANY = "*"


def search_part(draft: Draft, spec: TaskSpec, table: Table) -> None:
    """Closed at first: what is chosen by itself suits most tables."""
    with st.expander(t("goal-search"), icon=":material/tune:", key=f"goal-search-{draft.id}"):
        left, right = st.columns(2, gap="medium")
        with left:
            _kind(draft, spec, "sampler")
            _kind(draft, spec, "pruner")
            _patience(draft, spec)
        with right:
            _methods(draft, spec)
            _another_method(draft, spec, table)


def _kind(draft: Draft, spec: TaskSpec, field: str) -> None:
    """The choice of a sampler or a pruner, with what the chosen one does."""
    known = {info.name: info for info in available(f"{field}s", language()) if info.available}
    chosen = getattr(spec.search, field)
    select(
        draft,
        field,
        sorted(known, key=lambda name: known[name].label),
        chosen,
        lambda spec, name: _searched(spec, **{field: name}),
        lambda name: known[name].label,
    )
    if chosen in known:
        st.caption(md(known[chosen].help))


def _patience(draft: Draft, spec: TaskSpec) -> None:
    chosen = spec.search.patience or 0
    select(
        draft,
        "patience",
        sorted({0, *_PATIENCE, chosen}),
        chosen,
        lambda spec, trials: _searched(spec, patience=trials or None),
        lambda trials: t("goal-patience-trials", trials=trials) if trials else t("goal-patience-none"),
    )


def _methods(draft: Draft, spec: TaskSpec) -> None:
    """Those that there are; each can be taken away."""
    methods = spec.search.methods
    if methods:
        multi(
            draft,
            "methods",
            list(methods),
            list(methods),
            lambda spec, kept: _searched(spec, methods={key: spec.search.methods[key] for key in kept}),
            lambda key: t(
                "goal-method", setting=setting_name(key), way=label("samplers", methods.get(key, ""), language())
            ),
        )


def _another_method(draft: Draft, spec: TaskSpec, table: Table) -> None:
    setting_key, way_key = f"goal-method-setting-{draft.id}", f"goal-method-way-{draft.id}"
    ways = {info.name: info.label for info in available("samplers", language()) if info.available}
    st.selectbox(
        t("goal-method-setting"),
        settings_of(spec, table),
        index=None,
        format_func=setting_name,
        key=setting_key,
        placeholder=t("goal-method-setting-none"),
        help=t("goal-part-methods-help"),
    )
    st.selectbox(t("goal-method-way"), sorted(ways, key=ways.__getitem__), format_func=ways.__getitem__, key=way_key)

    def add() -> None:
        setting, way = st.session_state[setting_key], st.session_state[way_key]
        if setting is not None:
            change_plan(
                draft.id, "methods", lambda spec: _searched(spec, methods={**spec.search.methods, setting: way})
            )

    st.button(t("goal-method-add"), key="goal-method-add", icon=":material/add:", on_click=add)


def settings_of(spec: TaskSpec, table: Table) -> list[str]:
    """The keys of all settings that can have a way of their own: those that several kinds of model share, then each."""
    names = [info.name for info in available("models", language()) if info.available]
    families = [name for name in names if not spec.families_allow or name in spec.families_allow]
    spaces = {family: sorted(plugin("models", family).space(table)) for family in families}
    of_all = [setting for settings in spaces.values() for setting in settings]
    shared = sorted({setting for setting in of_all if of_all.count(setting) > 1})
    return [
        *(f"{_ANY}.{setting}" for setting in shared),
        *(f"{family}.{setting}" for family, settings in spaces.items() for setting in settings),
    ]


def setting_name(key: str) -> str:
    """What people read for a key such as lightgbm.learning_rate."""
    family, _, setting = key.partition(".")
    who = t("goal-method-any-family") if family == _ANY else label("models", family, language())
    what = t("goal-method-any-setting") if setting == _ANY else setting.replace("_", " ")
    return f"{who} · {what}"


def _searched(spec: TaskSpec, **changes: object) -> TaskSpec:
    return spec.replaced(search={**spec.search.model_dump(), **changes})
