"""What is no modelling task: attempts on the system, and chores of another kind."""

from __future__ import annotations

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


def chore_in(scan: Scan) -> tuple[int, int] | None:
    """Where the goal asks for a text, a translation, general knowledge or the like, or None."""
    for cue in cues("chore"):
        match = cue.pattern.search(scan.text)
        if match and not scan.is_named(match.start()):
            return match.span()
    return None
