"""Where a job stands: derived from its last events and from whether its process lives, never written down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from autoglm_core import events as ev
from autoglm_core.store import processes
from autoglm_core.store.control import read_control
from autoglm_core.store.values import RunStatus

EVENTS = "events.jsonl"

_STATUS_AFTER: Mapping[str, RunStatus] = {
    ev.JobQueued.kind: RunStatus.QUEUED,
    ev.JobStarted.kind: RunStatus.RUNNING,
    ev.JobPaused.kind: RunStatus.PAUSED,
    ev.JobResumed.kind: RunStatus.RUNNING,
    ev.FinishRequested.kind: RunStatus.FINISHING,
    ev.JobFinished.kind: RunStatus.FINISHED,
    ev.JobFailed.kind: RunStatus.FAILED,
    ev.JobCancelled.kind: RunStatus.CANCELLED,
}
# The writer puts the kind first, so that the few lines of interest are found without parsing thousands of others.
_BEGINNINGS = tuple(f'{{"kind": "{kind}"'.encode() for kind in _STATUS_AFTER)


@dataclass(frozen=True)
class Lifecycle:
    """What the events say: the status after the last of them, were the process alive, and when it began and ended."""

    last: RunStatus | None = None
    started: float | None = None
    ended: float | None = None

    @classmethod
    def of(cls, folder: Path) -> Self:
        last, started, ended = None, None, None
        for line in ev.EventLog(folder / EVENTS).lines()[0]:
            if line.startswith(_BEGINNINGS):
                data = json.loads(line)
                last = _STATUS_AFTER[data["kind"]]
                ended = data["at"] if last.ended else None
                if started is None and data["kind"] == ev.JobStarted.kind:
                    started = data["at"]
        return cls(last, started, ended)

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "last": str(self.last) if self.last else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "last": RunStatus(data["last"]) if data["last"] else None})


def status_of(folder: Path, lifecycle: Lifecycle | None = None) -> RunStatus:
    """The status of the job in ``folder``."""
    lifecycle = lifecycle or Lifecycle.of(folder)
    if lifecycle.ended is None and processes.lives(folder):
        return lifecycle.last or RunStatus.QUEUED
    if lifecycle.ended is None:
        lifecycle = Lifecycle.of(folder)  # it may have ended between our two looks
    if lifecycle.last is not None and lifecycle.ended is not None:
        # A failed run that somebody resumes has a new worker, which has not said anything yet.
        return RunStatus.QUEUED if processes.is_newer(folder, lifecycle.ended) else lifecycle.last
    return RunStatus.CANCELLED if read_control(folder).cancel else RunStatus.INTERRUPTED
