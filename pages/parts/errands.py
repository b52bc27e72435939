"""Short errands of a session, such as a question to a language model: in a thread, watched, and stopped by a click."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.parts.i18n import t

_LOG = logging.getLogger(__name__)


@dataclass
class Errand:
    """Work under way or done; ``result`` is None until then, and where it failed."""

    key: object
    stop: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)
    result: Any = None


def errand(name: str, key: object, work: Callable[[Callable[[], bool]], Any]) -> Errand:
    """The session's errand ``name`` for ``key``, begun if there is none; one for another key is stopped.

    ``work`` is called in a thread of its own with a function that says whether to stop, and must not touch the page.
    """
    place = f"errand-{name}"
    found = st.session_state.get(place)
    if isinstance(found, Errand) and found.key == key:
        return found
    forget(name)
    begun = Errand(key)
    st.session_state[place] = begun
    threading.Thread(target=_run, args=(begun, work), daemon=True, name=name).start()
    return begun


def known(name: str, key: object) -> Errand | None:
    """The session's errand ``name`` for ``key``, if it was begun."""
    found = st.session_state.get(f"errand-{name}")
    return found if isinstance(found, Errand) and found.key == key else None


def forget(name: str) -> None:
    """Stop the errand ``name`` and forget its result."""
    found = st.session_state.pop(f"errand-{name}", None)
    if isinstance(found, Errand):
        found.stop.set()


@st.fragment(run_every=0.5)
def waiting(begun: Errand, sentence: str, key: str) -> None:
    """A line while ``begun`` is under way, with a button that stops it; the page is drawn anew once it is done."""
    if begun.done.is_set():
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f":material/hourglass_top: {sentence}", width="content")
        st.button(t("model-stop"), key=key, icon=":material/stop:", type="tertiary", on_click=begun.stop.set)


def _run(begun: Errand, work: Callable[[Callable[[], bool]], Any]) -> None:
    try:
        begun.result = work(begun.stop.is_set)
    except Exception:  # noqa: BLE001 -- the boundary of the thread: the page goes on without what was asked for
        _LOG.exception("an errand failed")
    finally:
        begun.done.set()
