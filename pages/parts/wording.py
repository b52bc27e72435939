"""Parts of a plan in words: budget, wish, families."""

from __future__ import annotations

from autoglm_core import label
from autoglm_core.spec import Budget, TaskKind, TaskSpec, Wish
from autoglm_core.view import format as fmt
from pages.parts.i18n import language, t


def budget_text(budget: Budget) -> str:
    """“5 min”, or “20 trials”; plain text."""
    if budget.seconds is not None:
        return fmt.duration(budget.seconds, language())
    return t("app-trials", trials=int(budget.trials or 0))


def wish_text(spec: TaskSpec) -> str:
    """Which mistake matters more, with its floor; a dash where the task has no such choice. Plain text."""
    if spec.task is not TaskKind.BINARY:
        return fmt.NOTHING
    wish, floor = spec.threshold.wish, spec.threshold.floor
    if floor is None or wish is Wish.BALANCED:
        return t(f"app-wish-{wish}")
    return t(f"app-wish-{wish}-floor", floor=fmt.percent(floor, language(), digits=0))


def families_text(spec: TaskSpec) -> str:
    """The model families that may be tried; plain text."""
    names = [label("models", name, language()) for name in spec.families_allow]
    denied = [label("models", name, language()) for name in spec.families_deny]
    if names:
        return ", ".join(names)
    return t("app-families-but", families=denied) if denied else t("app-families-all")
