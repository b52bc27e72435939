"""Changes of a plan, saved in the draft at once, and the reasons that a change by hand takes away."""

from __future__ import annotations

from collections.abc import Callable

from autoglm_core.messages import Message
from autoglm_core.spec import TaskSpec
from autoglm_core.store import Draft
from pages.parts import drafts
from pages.parts.i18n import say, t
from pages.parts.state import workspace

# Parts of the card -> what the goal reader calls the parts of its reasons.
_REASONS = {
    "wish": ("threshold", "metric"),
    "metric": ("metric", "threshold"),
    "floor-recall": ("threshold", "metric"),
    "floor-precision": ("threshold", "metric"),
    "families": ("models",),
    "denied": ("models",),
    "target": ("target", "task", "positive", "metric", "threshold"),
    "include": ("include_only",),
    "folds": ("validation",),
    "holdout": ("validation",),
    "by-time": ("validation",),
    "by-group": ("validation",),
    "latency": ("max_latency_ms",),
    "size": ("max_model_mb",),
}


def change_plan(draft_id: str, what: str, change: Callable[[TaskSpec], TaskSpec]) -> None:
    """Apply ``change`` to the draft's plan as it is now, which another tab may have edited meanwhile."""
    draft = workspace().draft(draft_id)
    if draft.spec is not None:
        # What was set by hand no longer rests on the words of the goal.
        names = _REASONS.get(what, (what,))
        reasons = {part: why for part, why in draft.reasons.items() if part not in names}
        drafts.save(draft, what, spec=change(draft.spec), reasons=reasons)


def reason(draft: Draft, part: str) -> Message | None:
    """Why the part is as it is: the words of the goal, or the fact of the table, that it rests on."""
    names = _REASONS.get(part, (part,))
    return next((draft.reasons[name] for name in names if name in draft.reasons), None)


def reasons_of(draft: Draft, part: str) -> tuple[Message, ...]:
    """All reasons behind one part of the plan's sentence: of the target also those of its kind and of its case."""
    names = {"target": ("target", "task", "positive")}.get(part, (part,))
    found: list[Message] = []
    for name in names:
        why = draft.reasons.get(name)
        if why is not None and why not in found:
            found.append(why)
    return tuple(found) or (Message("goal-reason-hand"),)


def help_of(draft: Draft, part: str) -> str:
    meaning = t(f"goal-part-{part}-help")
    why = reason(draft, part)
    return f"{meaning}\n\n{t('goal-why')}: {say(why)}" if why else meaning
