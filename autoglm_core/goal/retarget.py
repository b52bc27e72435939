"""Another target for a plan: what the follow-up does not speak of stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autoglm_core.goal.facts import TableFacts
from autoglm_core.goal.reader import Reader
from autoglm_core.goal.reading import Reading
from autoglm_core.goal.scan import scan
from autoglm_core.spec import TaskSpec


def predicting(facts: TableFacts, current: TaskSpec, name: str) -> TaskSpec | None:
    """The plan ``current`` for the target ``name``."""
    return retargeted(Reader(scan("", facts), current.budget).read(name), current).spec


def retargeted(reading: Reading, current: TaskSpec) -> Reading:
    """The new goal's plan with all that the follow-up does not speak of as it was."""
    spec = reading.spec
    if spec is None:
        return reading
    kept: dict[str, Any] = {}
    for part, name in (
        ("filters", "filters"),
        ("exclude", "exclude"),
        ("include_only", "include_only"),
        ("models_deny", "families_deny"),
        ("models_allow", "families_allow"),
    ):
        if part not in reading.stated:
            old = getattr(current, name)
            kept[name] = tuple(
                item for item in old if item != spec.target and getattr(item, "column", None) != spec.target
            )
    for name in ("interpretable", "max_latency_ms", "max_model_mb", "seed", "weights"):
        if name not in reading.stated:
            kept[name] = getattr(current, name)
    if not {"folds", "holdout", "validation_time", "validation_group"} & reading.stated:
        kept["validation"] = current.validation.model_dump()
    changed = spec.replaced(**kept, roles=current.roles, search=current.search, goal=current.goal)
    return replace(reading, spec=changed)
