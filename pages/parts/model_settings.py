"""Settings of the language model: whether it is asked, what it is sent, its key, and whether it answers."""

from __future__ import annotations

import streamlit as st

from autoglm_core import AutoGLMError, LanguageModel, text_for_model, try_model
from autoglm_core.errors import JobError
from pages.parts.errands import errand, forget, known, waiting
from pages.parts.i18n import md, say, t, tm
from pages.parts.language_model import SENDS, choice, choose, has_typed_key, keep_key, of_session
from pages.parts.shell import errors_said
from pages.parts.state import ids, workspace

_TEST = "model-test"


def model_settings() -> None:
    """Off, and how to switch it on; or all there is to choose."""
    with errors_said():
        model = of_session()
        if model is None:
            st.markdown(t("settings-model-off"))
            st.caption(t("settings-model-how"))
            return
        st.markdown(tm("settings-model-where", name=model.name, url=model.url))
        _switches()
        _key(model)
        _test(model)
        _preview(model)


def _switches() -> None:
    chosen = choice()
    st.session_state["settings-model-on"] = chosen.on
    st.toggle(
        t("settings-model-on"),
        key="settings-model-on",
        help=t("settings-model-on-help"),
        on_change=lambda: choose(on=st.session_state["settings-model-on"]),
    )
    st.session_state["settings-model-sends"] = chosen.sends
    st.radio(
        t("settings-model-sends"),
        SENDS,
        key="settings-model-sends",
        format_func=lambda sends: t(f"settings-model-sends-{sends}"),
        captions=[t(f"settings-model-sends-{sends}-help") for sends in SENDS],
        on_change=lambda: choose(sends=st.session_state["settings-model-sends"]),
    )


def _key(model: LanguageModel) -> None:
    def typed() -> None:
        text = st.session_state["settings-model-key"]
        # Taken out of the field at once: what a field holds is sent to the browser again.
        st.session_state["settings-model-key"] = ""
        forget(_TEST)
        try:
            keep_key(text)
        except AutoGLMError as error:
            st.session_state["settings-model-key-error"] = error.message

    state = "typed" if has_typed_key() else "none" if model.key is None else "server"
    st.text_input(
        t("settings-model-key"),
        key="settings-model-key",
        type="password",
        autocomplete="off",
        placeholder=t(f"settings-model-key-{state}"),
        help=t("settings-model-key-help"),
        on_change=typed,
    )
    error = st.session_state.pop("settings-model-key-error", None)
    if error is not None:
        st.error(say(error))
    if has_typed_key():
        st.button(t("settings-model-key-forget"), key="settings-model-key-forget", on_click=keep_key, args=("",))


def _test(model: LanguageModel) -> None:
    pressed = st.button(t("settings-model-test"), key="settings-model-test", icon=":material/network_check:")
    if pressed:
        forget(_TEST)
        errand(_TEST, _TEST, lambda cancelled: try_model(model, cancelled=cancelled))
    begun = known(_TEST, _TEST)
    if begun is None:
        return
    if not begun.done.is_set():
        waiting(begun, t("settings-model-testing"), "settings-model-stop")
    elif begun.result is not None:
        works, line = begun.result
        (st.success if works else st.warning)(say(line))


def _preview(model: LanguageModel) -> None:
    """What would be sent for the table at hand."""
    with st.expander(t("settings-model-preview"), icon=":material/visibility:", key="settings-model-preview"):
        where = ids()
        try:
            if where.draft is None:
                raise JobError("error-draft-unknown")
            table = workspace().table(where.draft)
        except (JobError, KeyError):
            st.caption(t("settings-model-preview-none"))
            return
        goal = workspace().draft(where.draft).goal or t("settings-model-preview-goal")
        st.caption(md(t("settings-model-preview-to", url=model.address)))
        st.code(text_for_model(goal, table, model), language="json", wrap_lines=True, height=320)
