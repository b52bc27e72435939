"""The process that slots are forked from: it loads the libraries once, so that a new slot is there in milliseconds.

Started anew, each slot would import for seconds and hold the libraries' memory a second time.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# More threads than cores cost up to five times; trials run side by side with one thread each instead.
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1"
)
PID_BYTES = 8


@dataclass(eq=False)
class Forked:
    """A slot's process as its owner sees it: requests go into ``requests``, ``outcomes`` gives what came of them."""

    requests: BinaryIO
    outcomes: BinaryIO  # ends when the process does
    nursery: Nursery
    _pid: int | None = None

    @property
    def pid(self) -> int:
        """Waits until the process is there."""
        while self._pid is None:
            self.nursery.take_pid()
        return self._pid

    def known_as(self, pid: int) -> None:
        self._pid = pid

    @property
    def is_there(self) -> bool:
        """Whether ``pid`` need not wait."""
        return self._pid is not None or self.nursery.has_answers_for(self)

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def end(self) -> None:
        """Kill it, and return when it is dead; idempotent."""
        if self.outcomes.closed:
            return
        with contextlib.suppress(EOFError):  # the nursery is gone, and its children with it
            self.signal(signal.SIGKILL)
        os.set_blocking(self.outcomes.fileno(), True)
        while self.outcomes.read(65_536):
            pass
        for pipe in (self.requests, self.outcomes):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


class Nursery:
    """Begins to load the libraries as soon as it is built; ``fork`` may be called at once, and for several runs."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        package_parent = str(Path(__file__).resolve().parents[2])
        search_path = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH"))))
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "autoglm_core.search.slot", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **_ONE_THREAD, "PYTHONPATH": search_path, "PYTHONHASHSEED": "0"},
            )
        self._asked: list[Forked] = []  # whose numbers are still to come, in order

    def fork(self, run: Path) -> Forked:
        """A new slot for ``run``; what it prints goes to slots.log there."""
        if self._process.poll() is not None:  # killed from outside, by the system for its memory for one
            self._socket.close()
            self._start()
        requests_read, requests_write = os.pipe()
        outcomes_read, outcomes_write = os.pipe()
        log = os.open(run / "slots.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        theirs = [requests_read, outcomes_write, log]
        try:
            socket.send_fds(self._socket, [os.fsencode(run)], theirs)
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        os.set_blocking(outcomes_read, False)
        forked = Forked(os.fdopen(requests_write, "wb"), os.fdopen(outcomes_read, "rb", buffering=0), self)
        self._asked.append(forked)
        return forked

    def take_pid(self) -> None:
        """Wait for the number of the slot that was asked for first. Raises EOFError where the nursery is gone."""
        answer = self._socket.recv(PID_BYTES)
        if not answer:
            raise EOFError
        self._asked.pop(0).known_as(int.from_bytes(answer, "little"))

    def has_answers_for(self, forked: Forked) -> bool:
        while forked in self._asked and select.select([self._socket], [], [], 0)[0]:
            self.take_pid()
        return forked not in self._asked

    def close(self) -> None:
        """End it, and every slot that it forked; idempotent."""
        self._process.kill()
        self._process.wait()
        self._socket.close()


class Lent(Nursery):
    """A nursery for several runs, one after the other: a runner closes what it is given, and this one stays."""

    def __init__(self, owner: Nursery) -> None:
        self._owner = owner

    def fork(self, run: Path) -> Forked:
        return self._owner.fork(run)

    def close(self) -> None:
        """Nothing: the next run goes on with what is loaded."""
