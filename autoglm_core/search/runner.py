"""Where trials run: slots that can be killed, suspended and limited in memory, or in process for tests."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from autoglm_core.messages import Message
from autoglm_core.registry import label_message
from autoglm_core.search.evaluate import FoldOutcome, FoldRequest, evaluate
from autoglm_core.search.work import WorkFolder

# More threads than cores cost up to five times; trials run side by side with one thread each instead.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1"
)


class TrialRunner(ABC):
    """Runs fold requests. ``free`` slots can take one each; outcomes come from ``poll`` in the order they end."""

    @property
    @abstractmethod
    def free(self) -> int: ...

    @abstractmethod
    def submit(self, request: FoldRequest) -> None:
        """Start ``request``; only while ``free`` is positive."""

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
    process: subprocess.Popen[bytes]
    request: FoldRequest | None = None
    started: float = 0.0
    suspended_at: float | None = None
    unread: bytes = b""


@dataclass
class SlotRunner(TrialRunner):
    """``slots`` child processes. ``memory_mb`` bounds the resident memory of each; above it the trial is ended."""

    run: Path
    slots: int
    memory_mb: float
    _slots: list[_Slot] = field(default_factory=list)
    _next_memory_check: float = 0.0

    def __post_init__(self) -> None:
        self._slots = [self._start() for _ in range(self.slots)]

    @property
    def free(self) -> int:
        return sum(slot.request is None for slot in self._slots)

    @property
    def pids(self) -> tuple[int, ...]:
        return tuple(slot.process.pid for slot in self._slots)

    def submit(self, request: FoldRequest) -> None:
        slot = next(slot for slot in self._slots if slot.request is None)
        slot.request, slot.started = request, time.monotonic()
        line = json.dumps(request.to_json()).encode() + b"\n"
        # A slot that just died is noticed by the next poll, which reports the request as failed.
        with contextlib.suppress(BrokenPipeError):
            assert slot.process.stdin is not None
            slot.process.stdin.write(line)
            slot.process.stdin.flush()

    def poll(self, timeout: float) -> tuple[FoldOutcome, ...]:
        outcomes: list[FoldOutcome] = []
        with selectors.DefaultSelector() as selector:
            for slot in self._slots:
                if slot.request is not None:
                    assert slot.process.stdout is not None
                    selector.register(slot.process.stdout, selectors.EVENT_READ, slot)
            if not selector.get_map():
                time.sleep(timeout)
                return ()
            for key, _ in selector.select(timeout):
                outcomes += self._read(key.data)
        return (*outcomes, *self._enforce_limits())

    def kill(self) -> None:
        for position, slot in enumerate(self._slots):
            if slot.request is not None:
                self._replace(position)

    def suspend(self) -> None:
        for slot in self._slots:
            slot.process.send_signal(signal.SIGSTOP)
            slot.suspended_at = time.monotonic()

    def proceed(self) -> None:
        for slot in self._slots:
            slot.process.send_signal(signal.SIGCONT)
            if slot.suspended_at is not None:
                slot.started += time.monotonic() - slot.suspended_at  # a pause does not use up the deadline
                slot.suspended_at = None

    def close(self) -> None:
        for slot in self._slots:
            _end(slot.process)
        self._slots = []

    # ---- one slot ----------------------------------------------------------------------------------------------------

    def _start(self) -> _Slot:
        package_parent = str(Path(__file__).resolve().parents[2])
        search_path = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH"))))
        with (self.run / "slots.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "autoglm_core.search.slot", str(self.run)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": search_path, "PYTHONHASHSEED": "0"},
            )
        assert process.stdout is not None
        os.set_blocking(process.stdout.fileno(), False)
        return _Slot(process)

    def _replace(self, position: int) -> None:
        _end(self._slots[position].process)
        self._slots[position] = self._start()

    def _read(self, slot: _Slot) -> list[FoldOutcome]:
        assert slot.process.stdout is not None
        chunk = slot.process.stdout.read()
        if chunk == b"":  # the process ended: killed by the system, or crashed in native code
            request = slot.request
            self._replace(self._slots.index(slot))
            return [_failed(request, "trial-crashed")] if request else []
        slot.unread += chunk or b""
        *lines, slot.unread = slot.unread.split(b"\n")
        if lines:
            slot.request = None
        return [FoldOutcome.from_json(json.loads(line)) for line in lines]

    def _enforce_limits(self) -> list[FoldOutcome]:
        now = time.monotonic()
        check_memory = now >= self._next_memory_check
        if check_memory:
            self._next_memory_check = now + 0.25
        outcomes = []
        for position, slot in enumerate(self._slots):
            request = slot.request
            if request is None:
                continue
            if request.deadline is not None and now - slot.started > request.deadline:
                outcomes.append(_failed(request, "trial-deadline"))
                self._replace(position)
            elif check_memory and _resident_mb(slot.process.pid) > self.memory_mb:
                outcomes.append(_failed(request, "trial-memory"))
                self._replace(position)
        return outcomes


def _failed(request: FoldRequest, key: str) -> FoldOutcome:
    message = Message(key, {"family": label_message("models", request.family)})
    return FoldOutcome(request.number, request.fold, failure=message)


def _resident_mb(pid: int) -> float:
    try:
        return float(psutil.Process(pid).memory_info().rss) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
