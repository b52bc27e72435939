"""The process of one job: waits for its turn, does the work, and is the only writer of the job's events.

``python -m autoglm_core.store.worker FOLDER``, where FOLDER is a run's or a job's. Libraries that take seconds to
import are loaded when the turn has come: a job that waits costs next to nothing.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
import traceback
from dataclasses import replace
from pathlib import Path

import psutil

from autoglm_core import events as ev
from autoglm_core.config import config
from autoglm_core.contracts import Control
from autoglm_core.errors import AutoGLMError, JobError
from autoglm_core.search.nursery import Nursery
from autoglm_core.store import processes
from autoglm_core.store.control import read_control
from autoglm_core.store.files import is_disk_full
from autoglm_core.store.folders import INSPECTION, LAB_FILE, RUN_FILE
from autoglm_core.store.lifecycle import EVENTS
from autoglm_core.store.outcome import keep_failure
from autoglm_core.store.queue import Turn

_POLL_SECONDS = 0.2
# Reading, scoring and exporting are short: they do not wait behind training, only a crowd of them is kept apart.
_LIGHT_PLACES = 4
# Inspections compute for longer, and nobody waits for them with empty hands: what somebody does wait for goes before.
_NICE = 5
# Given back when the disk is full, so that the job can still say so.
_RESERVE_BYTES = 65_536


def main() -> int:
    folder = Path(sys.argv[1])
    with processes.claim(folder) as claimed:
        if not claimed:  # somebody else started a worker for the same job at the same moment
            return 0
        processes.record(folder, os.getpid())
        with ev.EventLog(folder / EVENTS) as log:
            return _work(folder, log)


def _work(folder: Path, log: ev.EventLog) -> int:
    heavy = (folder / RUN_FILE).exists() or (folder / LAB_FILE).exists()
    inspects = not heavy and folder.name.startswith(INSPECTION)
    if inspects:
        os.nice(_NICE)
    turn = Turn(
        folder.parent.parent / "queue",
        kind="train" if heavy else "inspect" if inspects else "light",
        places=config().max_running_jobs if heavy else _inspection_places() if inspects else _LIGHT_PLACES,
        since=time.time(),
    )
    reserve = _Reserve(folder / "reserve")
    watch = Watch(folder, log)
    watch.start()
    failure: AutoGLMError | None = None
    nursery: Nursery | None = None
    try:
        reserve.make()
        listener = Listener(folder, turn, log)
        listener.wait()
        log.append(ev.JobStarted(pid=os.getpid()))
        watch.measuring = True
        if heavy:  # the slots' libraries load beside this process's own
            nursery = Nursery()
        from autoglm_core.store.acts import act  # only now: it imports all that training needs

        def emit(event: ev.Event) -> None:
            log.append(event)

        last = act(folder, emit=emit, control=listener, nursery=nursery)
    except Exception as error:  # noqa: BLE001 -- the process boundary: whatever went wrong must become the last event
        reserve.free()
        failure = _for_user(error)
        last = ev.JobFailed(message=failure.message)
    finally:
        if nursery is not None:
            nursery.close()
        watch.stop()
        reserve.free()
        turn.release()
    if failure is not None:
        keep_failure(folder, failure)
    log.append(last)
    return 0 if failure is None else 1


def _inspection_places() -> int:
    """One core is left for whoever looks at the pages meanwhile."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


def _for_user(error: Exception) -> AutoGLMError:
    """The sentence for the user; what only a programmer can use goes to the worker's log."""
    if isinstance(error, AutoGLMError):
        return error
    with contextlib.suppress(OSError):  # the log may stand on the disk that is full
        traceback.print_exception(error)
    if is_disk_full(error):
        return JobError("error-job-disk-full")
    if isinstance(error, MemoryError):
        return JobError("error-job-memory")
    return JobError("error-job-unexpected")


class Listener:
    """What a job is told: the wishes in its control.json, and to hold still while it is not its turn.

    A paused job gives its place to the next in the queue, and lines up again when it is to go on.
    """

    def __init__(self, folder: Path, turn: Turn, log: ev.EventLog) -> None:
        self._folder, self._turn, self._log = folder, turn, log
        self._paused = False
        self._queued = False

    def wait(self) -> None:
        """Return when the turn has come."""
        while True:
            paused = self._paused
            wish = self()
            if not wish.paused:
                return
            if self._paused and not paused:
                self._log.append(ev.JobPaused())
            time.sleep(_POLL_SECONDS)

    def __call__(self) -> Control:
        wish = read_control(self._folder)
        if wish.finish or wish.cancel:  # done in moments: nobody has to wait for it
            return wish
        if wish.paused:
            self._turn.release()
            self._paused = True
            return wish
        if self._paused:
            self._turn.release(since=time.time())
            self._paused = False
        if self._turn.take():
            self._queued = False
            return wish
        if not self._queued:
            self._log.append(ev.JobQueued())
            self._queued = True
        return replace(wish, paused=True)


class Watch(threading.Thread):
    """Runs beside the work: ends the process at once when it is cancelled, and measures what it uses.

    A thread, because the work may be in the middle of a fit or of reading a large file.
    """

    def __init__(self, folder: Path, log: ev.EventLog) -> None:
        super().__init__(daemon=True, name="watch")
        self._folder, self._log = folder, log
        self._stopped = threading.Event()
        self._usage = _Usage()
        self.measuring = False

    def run(self) -> None:
        began = last = time.monotonic()
        while not self._stopped.wait(_POLL_SECONDS):
            if read_control(self._folder).cancel:
                self._cancel()
            now = time.monotonic()
            # Every second at first; in a run of days every ten, or the events would fill with it.
            if self.measuring and now - last >= min(max((now - began) / 600, 1.0), 10.0):
                last = now
                with contextlib.suppress(OSError):  # a full disk is for the work to notice
                    self._log.append(self._usage.measured())

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def _cancel(self) -> None:
        with contextlib.suppress(OSError):  # without the event, the wish and the death of the process say the same
            self._log.append(ev.JobCancelled())
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        os.kill(os.getpid(), signal.SIGKILL)


class _Usage:
    """CPU and memory of this process and its children since the last look."""

    def __init__(self) -> None:
        self._known: dict[int, psutil.Process] = {}

    def measured(self) -> ev.ResourcesMeasured:
        own = psutil.Process()
        # The same objects each time: they remember the CPU seconds of the last look.
        self._known = {p.pid: self._known.get(p.pid, p) for p in (own, *own.children(recursive=True))}
        cpu, memory = 0.0, 0.0
        for process in self._known.values():
            with contextlib.suppress(psutil.NoSuchProcess):
                cpu += process.cpu_percent()
                memory += process.memory_info().rss / 2**20
        return ev.ResourcesMeasured(cpu_percent=round(cpu, 1), memory_mb=round(memory, 1))


class _Reserve:
    """A little disk space held back."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def make(self) -> None:
        self._path.write_bytes(bytes(_RESERVE_BYTES))

    def free(self) -> None:
        self._path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
