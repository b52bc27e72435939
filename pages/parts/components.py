"""Small pieces that several pages draw: figures in cards, a status, an empty page, a question before a loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from autoglm_core.store import RunStatus
from pages.parts.i18n import md, t
from pages.parts.state import Ids, link

_STATUS_LOOK = {
    RunStatus.QUEUED: ("gray", ":material/schedule:"),
    RunStatus.RUNNING: ("blue", ":material/play_circle:"),
    RunStatus.PAUSED: ("orange", ":material/pause_circle:"),
    RunStatus.FINISHING: ("blue", ":material/hourglass_bottom:"),
    RunStatus.INTERRUPTED: ("orange", ":material/bolt:"),
    RunStatus.FINISHED: ("green", ":material/check_circle:"),
    RunStatus.FAILED: ("red", ":material/error:"),
    RunStatus.CANCELLED: ("gray", ":material/cancel:"),
}


@dataclass(frozen=True)
class Card:
    """A figure with its name; ``help`` defines it on hover. All plain text."""

    label: str
    value: str
    help: str | None = None


def cards(shown: Sequence[Card]) -> None:
    """The figures side by side; on a phone they wrap."""
    with st.container(horizontal=True, gap="small"):
        for card in shown:
            st.metric(md(card.label), md(card.value), help=card.help, border=True)


def status_badge(status: RunStatus) -> None:
    """The status of a job in a word, a colour and an icon."""
    colour, icon = _STATUS_LOOK[status]
    st.badge(t(f"app-status-{status}"), icon=icon, color=colour)


def empty(sentence: str, label: str, screen: str = "start", where: Ids | None = None) -> None:
    """What a page says when it has nothing to show: why, and the link that leads on. Plain text."""
    with st.container(border=True, key="empty"):
        st.markdown(md(sentence))
        link(screen, md(label), Ids() if where is None else where, icon=":material/arrow_forward:")


def confirm(title: str, sentence: str, action: str, do: Callable[[], None]) -> None:
    """Ask in a dialog before something is lost, then ``do`` it and run the page again. Plain text."""

    @st.dialog(md(title))
    def ask() -> None:
        st.markdown(md(sentence))
        with st.container(horizontal=True, horizontal_alignment="right"):
            if st.button(t("app-cancel"), key="confirm-no"):
                st.rerun()
            if st.button(md(action), key="confirm-yes", type="primary", on_click=do):
                st.rerun()

    ask()
