"""Everything that can happen in a job, one frozen dataclass each; progress is derived from these alone."""

from __future__ import annotations

import dataclasses
import json
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

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
    """One fold of a trial is fitted and judged; the times are of this fold in seconds.

    ``memory_mb``: the most resident memory that was seen of the process that fitted it; 0 where it was too quick.
    """

    number: int
    fold: int
    score: float
    fit_seconds: float
    predict_seconds: float
    transform_seconds: float = 0.0  # that preparing the judged rows takes, done for this fold or kept from another
    memory_mb: float = 0.0
    curve: tuple[tuple[float, float], ...] = ()  # (steps, loss on rows set aside) of families that learn step by step


@dataclass(frozen=True, kw_only=True)
class TrialFinished(Event):
    """All folds are done. ``score`` is of all out-of-fold predictions together, ``seconds`` the sum over folds."""

    number: int
    family: str
    params: dict[str, Any]
    score: float
    fold_scores: tuple[float, ...]
    seconds: float


@dataclass(frozen=True, kw_only=True)
class TrialPruned(Event):
    """Stopped early: it could not win any more. ``seconds`` with those of a fit that was given up."""

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


@dataclass(frozen=True, kw_only=True)
class SearchStalled(Event):
    """The search ends before its budget: the best score has not improved for ``trials`` trials."""

    trials: int


# ---- experiments -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LabSearchStarted(Event):
    """One search of an experiment begins, or goes on after an interruption."""

    arm: str
    seed: int


@dataclass(frozen=True, kw_only=True)
class LabTrialEnded(Event):
    """A trial of the search ended: ``best`` is the best single trial's score so far, None where none has finished."""

    arm: str
    seed: int
    trials: int
    seconds: float
    best: float | None


@dataclass(frozen=True, kw_only=True)
class LabSearchEnded(Event):
    """``columns``: how many numbers a row had for the models, where it is known."""

    arm: str
    seed: int
    trials: int
    seconds: float
    columns: int | None


# ---- the file they stand in ------------------------------------------------------------------------------------------


class EventLog:
    """The events of one job as lines of JSON in a file: one writer, any number of readers at any moment.

    A line counts once its line end is on the disk. What a writer left of a line when it was killed or the disk was
    full is passed over by readers and cut off by the next writer, so offsets that a reader was given stay valid.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, EventLog(Path(folder) / "events.jsonl") as log:
    ...     written = log.append(StageStarted(stage="read", at=1.0))
    ...     log.read()
    ((StageStarted(at=1.0, stage='read'),), 53)
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._descriptor: int | None = None

    def append(self, event: Event) -> Event:
        """Write ``event``, stamped with the present time where it has none, and wait until it is on the disk.

        Safe to call from several threads. Returns the event as written. Raises OSError where the disk is full; the file
        then ends with the last event that fitted.
        """
        if not event.at:
            event = dataclasses.replace(event, at=time.time())
        line = json.dumps(event.to_json(), ensure_ascii=False, default=_plain).encode() + b"\n"
        with self._lock:
            descriptor = self._opened()
            end = os.lseek(descriptor, 0, os.SEEK_END)
            try:
                _write_all(descriptor, line)
                os.fsync(descriptor)
            except OSError:
                os.ftruncate(descriptor, end)
                raise
        return event

    def read(self, offset: int = 0) -> tuple[tuple[Event, ...], int]:
        """The events from byte ``offset`` on, and the offset to go on from next time. A file not there yet is empty.

        Lines that are no event of this version (a damaged disk, a newer writer) are passed over: one of them must not
        hide the others.
        """
        lines, offset = self.lines(offset)
        return tuple(event for event in map(_event_of, lines) if event is not None), offset

    def lines(self, offset: int = 0) -> tuple[tuple[bytes, ...], int]:
        """As ``read``, but the raw lines: cheap where only a few kinds of event are looked for."""
        try:
            with self.path.open("rb") as file:
                file.seek(offset)
                data = file.read()
        except FileNotFoundError:
            return (), offset
        whole = data[: data.rfind(b"\n") + 1]
        return tuple(whole.splitlines()), offset + len(whole)

    def close(self) -> None:
        with self._lock:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _opened(self) -> int:
        if self._descriptor is None:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
            os.ftruncate(descriptor, _end_of_last_line(descriptor))
            self._descriptor = descriptor
        return self._descriptor


def _end_of_last_line(descriptor: int, block: int = 65_536) -> int:
    end = os.lseek(descriptor, 0, os.SEEK_END)
    while end > 0:
        start = max(0, end - block)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _write_all(descriptor: int, data: bytes) -> None:
    # A nearly full disk takes the first part and fails only at the next call.
    while data:
        data = data[os.write(descriptor, data) :]


def _plain(value: Any) -> Any:
    # Parameters drawn by a sampler may be numpy scalars, which are not JSON.
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} in an event is not JSON")


def _event_of(line: bytes) -> Event | None:
    try:
        return event_from_json(json.loads(line))
    except (ValueError, KeyError, TypeError):
        return None
