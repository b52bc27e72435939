"""Everything that can happen in a job, one frozen dataclass each; progress is derived from these alone."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from autoglm_core.messages import Message

_KINDS: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """``at`` is seconds since the epoch, set by the writer; every event of a job stands in its events.jsonl."""

    at: float = 0.0
    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__name__
        _KINDS[cls.__name__] = cls

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"kind": self.kind}
        for item in dataclasses.fields(self):
            value = getattr(self, item.name)
            data[item.name] = value.to_json() if isinstance(value, Message) else value
        return data


def event_from_json(data: dict[str, Any]) -> Event:
    """The event that ``to_json`` wrote.

    >>> event_from_json(StageStarted(stage="search", at=1.0).to_json())
    StageStarted(at=1.0, stage='search')
    """
    cls = _KINDS[data["kind"]]
    values = {name: value for name, value in data.items() if name != "kind"}
    for item in dataclasses.fields(cls):
        if item.type in ("Message", "Message | None") and values.get(item.name) is not None:
            values[item.name] = Message.from_json(values[item.name])
        elif str(item.type).startswith("tuple"):
            values[item.name] = tuple(values[item.name])
    return cls(**values)


# ---- any job ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class JobQueued(Event):
    """The job waits for its turn."""


@dataclass(frozen=True, kw_only=True)
class JobStarted(Event):
    """A worker took the job up; a second one in the same job is a resume after an interruption."""

    pid: int


@dataclass(frozen=True, kw_only=True)
class StageStarted(Event):
    """One of: read, check, baseline, search, ensemble, evaluate, explain, save (or another job's own stage)."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class Progressed(Event):
    """``done`` of ``total`` units of the present stage, where a stage can count."""

    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Warned(Event):
    """Something the user should know, though the job goes on."""

    message: Message


@dataclass(frozen=True, kw_only=True)
class ResourcesMeasured(Event):
    """Of the worker and its slots together: CPU in percent of one core, resident memory in MB."""

    cpu_percent: float
    memory_mb: float


@dataclass(frozen=True, kw_only=True)
class JobPaused(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class JobResumed(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class FinishRequested(Event):
    """“Finish now and keep the best” was seen by the worker."""


@dataclass(frozen=True, kw_only=True)
class JobFinished(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class JobFailed(Event):
    message: Message


@dataclass(frozen=True, kw_only=True)
class JobCancelled(Event):
    pass


# ---- training --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SearchPlanned(Event):
    """What the search starts from. ``metric`` is shown in its natural direction (see ``greater_is_better``)."""

    metric: str
    greater_is_better: bool
    families: tuple[str, ...]
    folds: int
    rows_train: int
    rows_holdout: int


@dataclass(frozen=True, kw_only=True)
class BaselineScored(Event):
    """The score of guessing without a model, on the folds."""

    score: float


@dataclass(frozen=True, kw_only=True)
class TrialStarted(Event):
    number: int
    family: str
    params: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FoldScored(Event):
    """One fold of a trial is fitted and judged; the times are of this fold in seconds."""

    number: int
    fold: int
    score: float
    fit_seconds: float
    predict_seconds: float


@dataclass(frozen=True, kw_only=True)
class TrialFinished(Event):
    """All folds are done. ``score`` is of the out-of-fold predictions taken together, ``seconds`` the sum over folds."""

    number: int
    family: str
    params: dict[str, Any]
    score: float
    fold_scores: tuple[float, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class TrialPruned(Event):
    """Stopped early: it could not win any more."""

    number: int
    family: str
    params: dict[str, Any]
    fold_scores: tuple[float, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class TrialFailed(Event):
    number: int
    family: str
    params: dict[str, Any]
    message: Message


@dataclass(frozen=True, kw_only=True)
class BestImproved(Event):
    """``number`` is the best single trial so far; ``previous`` is None for the first."""

    number: int
    family: str
    score: float
    previous: float | None


@dataclass(frozen=True, kw_only=True)
class EnsembleScored(Event):
    """The combination of trials that would be shipped now: trial numbers, their weights (sum 1) and its score."""

    numbers: tuple[int, ...]
    weights: tuple[float, ...]
    score: float
