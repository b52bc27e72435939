"""Where trials run: slots that can be killed, suspended and limited in memory, or in process for tests."""

from __future__ import annotations

import contextlib
import json
import selectors
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil

from autoglm_core.messages import Message
from autoglm_core.registry import label_message
from autoglm_core.search.evaluate import FoldOutcome, FoldRequest, evaluate
from autoglm_core.search.nursery import Forked, Nursery
from autoglm_core.search.work import WorkFolder

_MOST_REQUESTS = 2  # of one slot: the one that is being fitted, and one to go on with
_MEMORY_EVERY_SECONDS = 0.25
_MEMORY = "trial-memory"


class TrialRunner(ABC):
    """Runs fold requests; outcomes come from ``poll`` in the order they end. ``slots``: how many at a time."""

    slots: int

    @property
    @abstractmethod
    def free(self) -> int:
        """Slots that have nothing to do."""

    @property
    def room(self) -> int:
        """Requests that can be taken, those that would wait behind another included."""
        return self.free

    @abstractmethod
    def submit(self, request: FoldRequest) -> None:
        """Start ``request``; only while there is ``room``."""

    @abstractmethod
    def poll(self, timeout: float) -> tuple[FoldOutcome, ...]:
        """What ended, waiting at most ``timeout`` seconds for the first."""

    def kill(self) -> None:
        """Stop whatever is being fitted; no outcome is reported for it."""

    def suspend(self) -> None:
        """Hold everything in mid-fit, using no CPU, until ``proceed``."""

    def proceed(self) -> None:
        """Go on after ``suspend``."""

    def close(self) -> None:
        """Free everything; idempotent."""


class InProcessRunner(TrialRunner):
    """Fits in the calling process, one at a time: for tests and debugging."""

    slots = 1

    def __init__(self, run: Path) -> None:
        self._work = WorkFolder(run)
        self._waiting: list[FoldRequest] = []

    @property
    def free(self) -> int:
        return 1 - len(self._waiting)

    def submit(self, request: FoldRequest) -> None:
        self._waiting.append(request)

    def poll(self, timeout: float) -> tuple[FoldOutcome, ...]:  # noqa: ARG002 -- it never waits
        requests, self._waiting = self._waiting, []
        return tuple(evaluate(self._work, request) for request in requests)

    def kill(self) -> None:
        self._waiting = []


@dataclass
class _Slot:
    process: Forked
    # The first one is being fitted; a second may wait behind it, so that the slot need not wait for its next.
    requests: list[FoldRequest] = field(default_factory=list)
    started: float = 0.0
    suspended_at: float | None = None
    unread: bytes = b""
    peak_mb: float = 0.0  # of the request being fitted


@dataclass
class SlotRunner(TrialRunner):
    """``slots`` child processes. ``memory_mb`` bounds the resident memory of each; above it the trial is ended.

    ``nursery``: where the slots are forked from; one of its own where None is given. It is closed with the runner.
    """

    run: Path
    slots: int
    memory_mb: float
    nursery: Nursery | None = None
    _slots: list[_Slot] = field(default_factory=list)
    _next_memory_check: float = 0.0

    def __post_init__(self) -> None:
        self._nursery = self.nursery or Nursery()
        self._slots = [self._start() for _ in range(self.slots)]

    @property
    def free(self) -> int:
        return sum(not slot.requests for slot in self._slots)

    @property
    def room(self) -> int:
        return sum(_MOST_REQUESTS - len(slot.requests) for slot in self._slots)

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(slot.process.pid for slot in self._slots)

    def submit(self, request: FoldRequest) -> None:
        slot = min(self._slots, key=lambda slot: len(slot.requests))
        if not slot.requests:
            slot.started = time.monotonic()
        slot.requests.append(request)
        line = json.dumps(request.to_json()).encode() + b"\n"
        # A slot that just died is noticed by the next poll, which reports the request as failed.
        with contextlib.suppress(BrokenPipeError):
            slot.process.requests.write(line)
            slot.process.requests.flush()

    def poll(self, timeout: float) -> tuple[FoldOutcome, ...]:
        outcomes: list[FoldOutcome] = []
        with selectors.DefaultSelector() as selector:
            for slot in self._slots:
                if slot.requests:
                    selector.register(slot.process.outcomes, selectors.EVENT_READ, slot)
            if not selector.get_map():
                time.sleep(timeout)
                return ()
            for key, _ in selector.select(timeout):
                outcomes += self._read(key.data)
        return (*outcomes, *self._enforce_limits())

    def kill(self) -> None:
        for position, slot in enumerate(self._slots):
            if slot.requests:
                self._replace(position)

    def suspend(self) -> None:
        for slot in self._slots:
            slot.process.signal(signal.SIGSTOP)
            slot.suspended_at = time.monotonic()

    def proceed(self) -> None:
        for slot in self._slots:
            slot.process.signal(signal.SIGCONT)
            if slot.suspended_at is not None:
                slot.started += time.monotonic() - slot.suspended_at  # a pause does not use up the deadline
                slot.suspended_at = None

    def close(self) -> None:
        for slot in self._slots:
            slot.process.end()
        self._slots = []
        self._nursery.close()

    # ---- one slot ----------------------------------------------------------------------------------------------------

    def _start(self) -> _Slot:
        return _Slot(self._nursery.fork(self.run))

    def _replace(self, position: int, *, waiting: Sequence[FoldRequest] = ()) -> None:
        """A new slot in the place of one that is ended; ``waiting`` is given to it."""
        self._slots[position].process.end()
        self._slots[position] = self._start()
        for request in waiting:
            self.submit(request)

    def _read(self, slot: _Slot) -> list[FoldOutcome]:
        chunk = slot.process.outcomes.read()
        if chunk == b"":  # the process ended: killed by the system, or crashed in native code
            return [self._end_first(self._slots.index(slot), "trial-crashed")]
        slot.unread += chunk or b""
        *lines, slot.unread = slot.unread.split(b"\n")
        outcomes = []
        for line in lines:
            slot.requests.pop(0)
            slot.started = time.monotonic()
            outcome = FoldOutcome.from_json(json.loads(line))
            outcomes.append(replace(outcome, memory_mb=max(slot.peak_mb, outcome.memory_mb)))
            slot.peak_mb = 0.0
        return outcomes

    def _end_first(self, position: int, key: str) -> FoldOutcome:
        """Report the request that is being fitted as failed; what waits behind it goes to a new slot."""
        first, *waiting = self._slots[position].requests
        message = Message(key, {"family": label_message("models", first.family)})
        outcome = FoldOutcome(
            first.number,
            first.fold,
            memory_mb=self._slots[position].peak_mb,
            out_of_memory=key == _MEMORY,
            failure=message,
        )
        self._replace(position, waiting=waiting)
        return outcome

    def _enforce_limits(self) -> list[FoldOutcome]:
        now = time.monotonic()
        check_memory = now >= self._next_memory_check
        if check_memory:
            self._next_memory_check = now + _MEMORY_EVERY_SECONDS
        outcomes = []
        for position, slot in enumerate(self._slots):
            if not slot.requests:
                continue
            if check_memory and slot.process.is_there:
                slot.peak_mb = max(slot.peak_mb, _resident_mb(slot.process.pid))
            deadline = slot.requests[0].deadline
            if deadline is not None and now - slot.started > deadline:
                outcomes.append(self._end_first(position, "trial-deadline"))
            elif slot.peak_mb > self.memory_mb:
                outcomes.append(self._end_first(position, _MEMORY))
        return outcomes


def _resident_mb(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0
