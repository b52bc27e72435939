"""The plan as one sentence, on hover the words of the goal that a part rests on."""

from __future__ import annotations

import re

from autoglm_core import describe_plan
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from autoglm_core.table import Table
from pages.parts.i18n import html, language, plain
from pages.parts.plan_changes import reason


def plan_sentence(draft: Draft, spec: TaskSpec, table: Table) -> str:
    """The plan as HTML: what can be edited in bold, and on hover the words of the goal that a part rests on."""
    spans = []
    for part in describe_plan(spec, table, language()):
        pieces = [html(re.sub(r"\\(.)", r"\1", piece)) for piece in part.text.split("**")]
        text = "".join(f"<strong>{piece}</strong>" if number % 2 else piece for number, piece in enumerate(pieces))
        why = reason(draft, part.part)
        spans.append(f'<span title="{html(plain(why))}">{text}</span>' if why else text)
    return f'<p class="plan-sentence">{"".join(spans)}</p>'
