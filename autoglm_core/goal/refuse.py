"""What is no modelling task: attempts on the system, and chores of another kind."""

from __future__ import annotations

import re

from autoglm_core.goal.lexicon import cues, turn_of_phrase
from autoglm_core.goal.scan import Scan

# A phrase that is quoted as part of the data is no instruction.
_QUOTED_DATA = turn_of_phrase("refuse-quoted-data")


def attack_in(goal: str) -> tuple[int, int] | None:
    """Where ``goal`` (lower case, whole) tries to get at the system, or None. Quoted data do not count."""
    quoted = [match.span() for match in _QUOTED_DATA.finditer(goal)]
    for cue in cues("attack"):
        for match in cue.pattern.finditer(goal):
            if not any(low <= match.start() and match.end() <= high + 1 for low, high in quoted):
                return match.span()
    return None


def _ahead(scan: Scan) -> bool:
    future = r"\b(?:tomorrow|next|coming|will|forecast|predict)\b|明天|未来|接下来|下周|下个?月|预测|明年|将会"
    return re.search(future, scan.text) is not None


def chore_in(scan: Scan) -> tuple[int, int] | None:
    """Where the goal asks for a text, a translation, general knowledge or the like, or None."""
    for cue in cues("chore"):
        match = cue.pattern.search(scan.text)
        # "What is the total tomorrow?" asks for a forecast, without "tomorrow" for a look at the table.
        if match and cue.value == "describe" and _ahead(scan):
            continue
        if match and not scan.is_named(match.start()):
            return match.span()
    return None
