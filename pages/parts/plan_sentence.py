"""The plan as one sentence: each part opens what it can be changed by, with its reason; what changed last is marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import streamlit as st

from autoglm_core import describe_plan
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts.i18n import html, language, say, t
from pages.parts.plan_changes import reasons_of

_LEAD = re.compile(r"^[\s,;.，；。]+")
_JOINS = re.compile(r"^\s*([,;.，；。])")


@dataclass(frozen=True)
class Said:
    """One part of the sentence as it is shown. ``key`` names it; ``text`` is Markdown with the stop that ends it."""

    part: str
    key: str
    text: str

    @property
    def plain(self) -> str:
        """Without Markdown and without the stop at its end."""
        return re.sub(r"\\(.)", r"\1", self.text.replace("**", "")).rstrip(",;.，；。 ")


def said_parts(spec: TaskSpec, table: Table) -> tuple[Said, ...]:
    """The parts of the sentence, each with the stop that the next one begins with."""
    parts = list(describe_plan(spec, table, language()))
    found: list[Said] = []
    for number, part in enumerate(parts[:-1]):
        joined = _JOINS.match(parts[number + 1].text)
        same = sum(1 for said in found if said.part == part.part)
        stop = joined[1] if joined else ""
        found.append(Said(part.part, f"{part.part}-{same}", _LEAD.sub("", part.text) + stop))
    return tuple(found)


def plan_sentence(
    draft: Draft, spec: TaskSpec, table: Table, before: TaskSpec | None, edit: Callable[[str], None] | None
) -> None:
    """Draw the sentence; ``edit`` draws what a part can be changed by (None: nothing can be), ``before`` is the plan
    before the last change."""
    parts = said_parts(spec, table)
    changed = tuple(_changed(parts, said_parts(before, table))) if before is not None and before != spec else ()
    with st.container(horizontal=True, gap=None, key="plan-sentence"):
        drawn: set[str] = set()
        for said in parts:
            # A part may stand in several clauses (testing by time and in ten folds); its widgets exist once.
            if edit is None or said.part in drawn:
                st.markdown(said.text, width="content")
                continue
            drawn.add(said.part)
            with st.popover(said.text, type="tertiary", key=f"plan-say-{said.key}", wrap=True):
                why = "  \n".join(f":material/lightbulb: {say(reason)}" for reason in reasons_of(draft, said.part))
                st.caption(why)
                edit(said.part)
    if changed:
        _mark(changed)


@dataclass(frozen=True)
class _Change:
    now: Said | None
    was: Said | None


def _changed(parts: tuple[Said, ...], old: tuple[Said, ...]) -> Iterator[_Change]:
    earlier = {said.key: said for said in old}
    for said in parts:
        was = earlier.pop(said.key, None)
        if was is None or was.plain != said.plain:
            yield _Change(said, was)
    for was in earlier.values():
        yield _Change(None, was)


def _mark(changes: tuple[_Change, ...]) -> None:
    """Colour what changed in the sentence, and say below it what it was before."""
    names = ", ".join(f".st-key-plan-say-{change.now.key} button p" for change in changes if change.now)
    if names:
        # By a style of its own: other keys would make other elements, and close what is open.
        style = "background: color-mix(in srgb, var(--primary) 20%, transparent); border-radius: 4px"
        st.html(f"<style>{names} {{ {style}; }}</style>")
    lines = []
    for change in changes:
        if change.now is None and change.was is not None:
            lines.append(t("goal-changed-gone", before=change.was.plain))
        elif change.now is not None and change.was is not None:
            lines.append(t("goal-changed-was", now=change.now.plain, before=change.was.plain))
        elif change.now is not None:
            lines.append(t("goal-changed-new", now=change.now.plain))
    items = "".join(f"<li>{html(line)}</li>" for line in lines)
    st.html(f'<div class="plan-changed"><b>{html(t("goal-changed"))}</b><ul>{items}</ul></div>')
