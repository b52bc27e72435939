"""The frame around every page: brand, links, language switch, the bar of five steps, errors in one sentence."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from autoglm_core.errors import AutoGLMError
from autoglm_core.messages import LANGUAGES
from autoglm_core.store import RunStatus
from pages.parts.i18n import LANGUAGE_NAMES, language, md, say, t
from pages.parts.state import STEPS, Ids, ids, link, run_or_none
from pages.parts.theme import palette

_LOG = logging.getLogger(__name__)
ASSETS = Path(__file__).parents[2] / "assets"


def guard() -> None:
    """Call first in every page file of pages/screens/.

    Streamlit takes a folder called pages/ for its old way of multipage apps until st.navigation has run once on this
    server. A deep link that comes before is looked up among the files of pages/ alone: where there is none, “Page not
    found” stands over the right page, where there is one, it runs without app.py. So there is one of every name, which
    only switches the old way off and runs the app anew.
    """
    if PagesManager.uses_pages_directory:
        to_app()


def to_app() -> None:
    """Switch the old way off and run the app anew; all that a file of pages/ itself does.

    Without asking whether it is still on: of two sessions that come at once to a fresh server, as a tab that reconnects
    and a new one do, the second would stay on its empty file.
    """
    PagesManager.uses_pages_directory = False
    st.rerun()


def frame(current: str) -> None:
    """Draw what stands above every page; ``current`` is the page's name (“start”, “data”, ...)."""
    colours = palette()
    own = {"surface": colours.surface, "muted": colours.muted, "primary": colours.primary}
    variables = "; ".join(f"--{name}: {value}" for name, value in own.items())
    st.html(f'<style>{_style()} :root {{ --word-upload: "{t("app-upload")}"; {variables}; }}</style>')
    with st.container(key="shell-top", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="shell-brand", width="stretch"):
            link("start", "Open-AutoGLM", Ids())
        with st.container(
            key="shell-links", horizontal=True, width="content", gap="small", vertical_alignment="center"
        ):
            link("runs", t("app-page-runs"), icon=":material/history:", help=t("app-page-runs-help"))
            link("lab", t("app-page-lab"), icon=":material/science:", help=t("app-page-lab-help"))
            link("settings", t("app-page-settings"), icon=":material/tune:", help=t("app-page-settings-help"))
            _language_switch()
    if current in STEPS:
        _step_bar(current)


def heading(title: str, lead: str = "") -> None:
    """The page's title and one sentence under it; both plain text."""
    st.markdown(f"# {md(title)}", anchors=False)
    if lead:
        st.markdown(md(lead))


@contextmanager
def errors_said() -> Iterator[None]:
    """What the user can act on is said in one sentence where the work stands; the rest of the page goes on."""
    try:
        yield
    except AutoGLMError as error:
        st.error(say(error.message), icon=":material/error:")


@cache
def _style() -> str:
    # The logo goes into the style itself: only static/ is served, and assets/ is where a logo is looked for.
    logo = base64.b64encode((ASSETS / "logo.svg").read_bytes()).decode()
    return (ASSETS / "app.css").read_text(encoding="utf-8").replace("LOGO", f"data:image/svg+xml;base64,{logo}")


@contextmanager
def failures_said() -> Iterator[None]:
    """Around a whole page: what nobody foresaw is logged, and the user reads a sentence and not a stack of code."""
    try:
        yield
    except Exception:  # noqa: BLE001 -- the outermost boundary: whatever it is, the app stays usable
        _LOG.exception("a page failed")
        st.error(t("app-failed"), icon=":material/error:")


def _language_switch() -> None:
    other = next(name for name in LANGUAGES if name != language())
    st.button(
        LANGUAGE_NAMES[other],
        key="shell-language",
        type="tertiary",
        icon=":material/translate:",
        help=t("app-language-help"),
        on_click=_speak,
        args=(other,),
    )


def _speak(chosen: str) -> None:
    st.query_params["lang"] = chosen


def _step_bar(current: str) -> None:
    where = ids()
    closed = _closed_steps(where)
    position = STEPS.index(current)
    with st.container(key="shell-steps", horizontal=True, gap=None, vertical_alignment="center"):
        for number, step in enumerate(STEPS):
            name = t(f"app-page-{step}")
            if number == position:
                state, hint = "current", t(f"app-page-{step}-help")
            elif step in closed:
                state, hint = "closed", closed[step]
            else:
                state, hint = ("past" if number < position else "open"), t(f"app-page-{step}-help")
            with st.container(key=f"step-{state}-{step}", width="content"):
                link(step, name, where, help=hint, disabled=state == "closed")


def _closed_steps(where: Ids) -> dict[str, str]:
    """The steps that cannot be opened yet, each with the reason."""
    closed: dict[str, str] = {}
    if where.draft is None and where.dataset is None:
        closed |= {"data": t("app-closed-data"), "goal": t("app-closed-data")}
    elif where.draft is None:
        closed["goal"] = t("app-closed-goal")
    run = run_or_none(where.run)
    if run is None:
        closed |= {step: t("app-closed-run") for step in ("train", "inspect", "use")}
    elif run.status is not RunStatus.FINISHED:
        closed |= {step: t("app-closed-unfinished") for step in ("inspect", "use")}
    return closed
