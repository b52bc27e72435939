"""What was found in a table and what was done about it: findings, and a recipe of steps that can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from autoglm_core.messages import Message


class Severity(StrEnum):
    NOTE = "note"
    WARNING = "warning"
    DANGER = "danger"  # the score would lie: a leak, duplicates across folds


class StepKind(StrEnum):
    """What a recipe step does. READ steps record what was assumed while reading; they cannot be switched off."""

    READ = "read"
    SET_ROLE = "set_role"  # value: the role
    LEAVE_OUT = "leave_out"  # the column is kept in the table and not given to a model
    DROP_DUPLICATE_ROWS = "drop_duplicate_rows"
    DROP_ROWS_WITHOUT_TARGET = "drop_rows_without_target"
    FILTER = "filter"


@dataclass(frozen=True)
class RecipeStep:
    """One change, why it was made, and whether it is in force."""

    kind: StepKind
    reason: Message
    column: str | None = None
    value: str | None = None
    active: bool = True
    by: str = "rule"  # or "user"

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": str(self.kind),
            "reason": self.reason.to_json(),
            "column": self.column,
            "value": self.value,
            "active": self.active,
            "by": self.by,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RecipeStep:
        return cls(**{**data, "kind": StepKind(data["kind"]), "reason": Message.from_json(data["reason"])})


@dataclass(frozen=True)
class Recipe:
    """The steps from the file as it was read to the table that is modelled, in order."""

    steps: tuple[RecipeStep, ...] = ()

    def adding(self, *steps: RecipeStep) -> Recipe:
        return Recipe((*self.steps, *steps))

    def toggled(self, position: int, active: bool) -> Recipe:
        """The step at ``position`` switched on or off; steps of kind READ stay as they are."""
        step = self.steps[position]
        if step.kind is StepKind.READ:
            return self
        return Recipe((*self.steps[:position], replace(step, active=active), *self.steps[position + 1 :]))

    def to_json(self) -> list[dict[str, Any]]:
        return [step.to_json() for step in self.steps]

    @classmethod
    def from_json(cls, data: list[dict[str, Any]]) -> Recipe:
        return cls(tuple(RecipeStep.from_json(step) for step in data))


@dataclass(frozen=True)
class Finding:
    """Something noticed about a table: what was found, what was or can be done (``step``), and on which column."""

    kind: str  # such as "missing", "identifier", "constant", "leak", "duplicates", "numbers_as_text"
    severity: Severity
    message: Message
    column: str | None = None
    step: RecipeStep | None = None  # what is proposed or was done

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "severity": str(self.severity),
            "message": self.message.to_json(),
            "column": self.column,
            "step": self.step.to_json() if self.step else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Finding:
        return cls(
            kind=data["kind"],
            severity=Severity(data["severity"]),
            message=Message.from_json(data["message"]),
            column=data["column"],
            step=RecipeStep.from_json(data["step"]) if data["step"] else None,
        )
