"""Where the user is: the workspace, the ids in the address, and links that keep both ids and language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import streamlit as st

from autoglm_core import config
from autoglm_core.errors import JobError
from autoglm_core.store import RunInfo, Workspace
from pages.parts.i18n import language

SAMPLES = Path(__file__).parents[2] / "assets" / "samples"
STEPS = ("data", "goal", "train", "inspect", "use")


@dataclass(frozen=True)
class Ids:
    """What the address names (``?dataset=&draft=&run=&model=&lab=``). A run has a draft, a draft has a data set."""

    dataset: str | None = None
    draft: str | None = None
    run: str | None = None
    model: str | None = None  # of the run's choices; None is the most accurate one
    lab: str | None = None  # an experiment of the Lab page

    def query(self) -> dict[str, str]:
        """As query parameters, the language with them."""
        named = {name: getattr(self, name) for name in ("dataset", "draft", "run", "model", "lab")}
        return {"lang": language()} | {name: value for name, value in named.items() if value}


def workspace() -> Workspace:
    """The one workspace of this server, the shipped samples in it."""
    return _workspace(config().workspace)


@st.cache_resource(show_spinner=False)
def _workspace(root: Path) -> Workspace:
    opened = Workspace(root)
    opened.install_samples(SAMPLES)
    return opened


def asked() -> Ids:
    """The ids exactly as they stand in the address."""
    query = st.query_params
    return Ids(*(query.get(name) or None for name in ("dataset", "draft", "run", "model", "lab")))


def ids() -> Ids:
    """The ids in the address with those that follow from them; unknown ones are left as asked (pages say so)."""
    known = asked()
    run = current_run()
    if run is not None:
        known = replace(known, draft=known.draft or run.draft_id or None, dataset=known.dataset or run.dataset_id)
    if known.draft is not None:
        try:
            draft = workspace().draft(known.draft)
        except JobError:
            return known
        last_run = draft.runs[-1] if draft.runs else None
        known = replace(known, dataset=known.dataset or draft.dataset_id, run=known.run or last_run)
    return known


def current_run() -> RunInfo | None:
    """The run that the address names, or None where it names none or one that is not there."""
    return run_or_none(asked().run)


def run_or_none(run_id: str | None) -> RunInfo | None:
    """The run ``run_id``, or None where there is none (it was deleted, or the address is old)."""
    if run_id is None:
        return None
    try:
        return workspace().run(run_id)
    except JobError:
        return None


def set_ids(**changed: str | None) -> None:
    """Write ids into the address of the present page: ``set_ids(draft=draft.id)``; None takes one away."""
    st.query_params.from_dict(replace(asked(), **changed).query())


def path(screen: str) -> str:
    """The page ``screen`` as st.page_link and st.switch_page want it."""
    return f"pages/screens/{screen}.py"


def go(screen: str, where: Ids | None = None) -> NoReturn:
    """Leave for another page, the language kept; ``where`` defaults to the ids in the address."""
    st.switch_page(path(screen), query_params=(asked() if where is None else where).query())


def link(
    screen: str,
    label: str,
    where: Ids | None = None,
    *,
    icon: str | None = None,
    help: str | None = None,
    disabled: bool = False,
    width: str = "content",
) -> None:
    """A link to another page, the language kept; ``label`` and ``help`` are Markdown, ``where`` as in ``go``."""
    query = (asked() if where is None else where).query()
    st.page_link(path(screen), label=label, icon=icon, help=help, disabled=disabled, width=width, query_params=query)
