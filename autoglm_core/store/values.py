"""What the store hands out: frozen values about data sets, drafts, runs, jobs and samples, with their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Self

import pandas as pd

from autoglm_core.contracts import Receipt
from autoglm_core.experiment import LabSpec
from autoglm_core.messages import Message
from autoglm_core.recipe import Recipe
from autoglm_core.result import Score
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Role


class RunStatus(StrEnum):
    """Where a job stands, derived from its events and from whether its process lives."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHING = "finishing"  # “finish now” was seen
    INTERRUPTED = "interrupted"  # its process is gone without a last event: killed, or the machine went down
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def active(self) -> bool:
        """Whether more is to come without anybody doing anything.

        >>> RunStatus.PAUSED.active, RunStatus.INTERRUPTED.active
        (True, False)
        """
        return self in _ACTIVE

    @property
    def ended(self) -> bool:
        """Whether the job said its last word (an interrupted one did not)."""
        return self in (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CANCELLED)


_ACTIVE = frozenset({RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.FINISHING})


class Action(StrEnum):
    """What can be asked of a job."""

    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    CANCEL = "cancel"


JobKind = Literal["read", "train", "lab", "families", "inspect", "score", "export"]


@dataclass(frozen=True, kw_only=True)
class DatasetInfo:
    """A data set: what was read, once and for all. ``bytes`` is the size of the source."""

    id: str
    name: str
    rows: int
    columns: int
    sha256: str  # of the content and of what was assumed when reading; the id is its beginning
    bytes: int
    created: float
    receipt: Receipt
    sample: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "receipt": receipt_to_json(self.receipt)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "receipt": receipt_from_json(data["receipt"])})


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is being prepared: a data set, what is to be done to it, and the plan once there is one."""

    id: str
    dataset_id: str
    name: str
    created: float
    changed: float
    recipe: Recipe = field(default_factory=Recipe)
    roles: Mapping[str, Role] = field(default_factory=dict)  # overrides of the detected roles
    goal: str = ""
    follow_ups: tuple[str, ...] = ()  # what was said after the goal, each of which changed the plan
    spec: TaskSpec | None = None
    reasons: Mapping[str, Message] = field(default_factory=dict)
    runs: tuple[str, ...] = ()  # started from it, oldest first

    def replaced(self, **changes: Any) -> Self:
        """A copy with ``changes``."""
        return replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        return {
            **vars(self),
            "recipe": self.recipe.to_json(),
            "roles": {column: str(role) for column, role in self.roles.items()},
            "spec": self.spec.model_dump(mode="json") if self.spec else None,
            "reasons": {part: reason.to_json() for part, reason in self.reasons.items()},
            "runs": list(self.runs),
            "follow_ups": list(self.follow_ups),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            **{
                **data,
                "follow_ups": tuple(data.get("follow_ups", ())),
                "recipe": Recipe.from_json(data["recipe"]),
                "roles": {column: Role(role) for column, role in data["roles"].items()},
                "spec": TaskSpec.model_validate(data["spec"]) if data["spec"] else None,
                "reasons": {part: Message.from_json(reason) for part, reason in data["reasons"].items()},
                "runs": tuple(data["runs"]),
            }
        )


@dataclass(frozen=True)
class Change:
    """One line of a draft's history: when, by whom, what."""

    at: float
    by: str
    what: str


@dataclass(frozen=True, kw_only=True)
class RunInfo:
    """One line of the list of runs. ``headline``, ``sentence`` and ``best_model`` are there once it is finished."""

    id: str
    name: str
    dataset_id: str
    draft_id: str
    kind: JobKind
    status: RunStatus
    created: float
    started: float | None
    ended: float | None
    spec: TaskSpec
    headline: Score | None
    sentence: Message | None
    best_model: str | None
    sample: str | None
    folder: Path


@dataclass(frozen=True, kw_only=True)
class LabInfo:
    """One experiment of the Lab page. ``name`` is that of the data set and what is predicted."""

    id: str
    name: str
    dataset_id: str
    status: RunStatus
    created: float
    started: float | None
    ended: float | None
    spec: LabSpec
    folder: Path


@dataclass(frozen=True)
class Scored:
    """A file scored with a run's model. ``preview`` holds its first rows, the prediction columns first."""

    rows: int
    preview: pd.DataFrame
    notes: tuple[Message, ...]  # how the file differed from what the model was trained on
    csv: Path
    xlsx: Path


@dataclass(frozen=True, kw_only=True)
class SampleInfo:
    """Sample data that comes with the app, and its finished run where one is shipped."""

    name: str
    scenario: str
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str
    goal_en: str
    goal_zh: str
    licence: str
    source: str
    file: Path
    has_run: bool

    def title(self, language: str) -> str:
        """The question that the sample answers."""
        return self.title_zh if language == "zh" else self.title_en

    def text(self, language: str) -> str:
        """What the rows are, in one sentence."""
        return self.text_zh if language == "zh" else self.text_en

    def goal(self, language: str) -> str:
        return self.goal_zh if language == "zh" else self.goal_en


def receipt_to_json(receipt: Receipt) -> dict[str, Any]:
    return {**vars(receipt), "assumed": [message.to_json() for message in receipt.assumed]}


def receipt_from_json(data: Mapping[str, Any]) -> Receipt:
    return Receipt(**{**data, "assumed": tuple(Message.from_json(message) for message in data["assumed"])})
