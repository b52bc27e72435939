"""Worker processes: starting one, telling whether it lives, and ending it with all its children."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from autoglm_core.store.files import read_json, write_json

_RECORD, _LOCK, _LOG = "worker.json", "worker.lock", "worker.log"
_WORKER = "autoglm_core.store.worker"
_MODEL_KEY = "AUTOGLM_LANGUAGE_MODEL_KEY"
# Start times come from a clock that may be adjusted while a process runs.
_CLOCK_SLACK = 2.0


@dataclass(frozen=True)
class _Record:
    pid: int = 0
    started: float = 0.0  # when the process was created: tells it from a later one with the same id
    since: float = 0.0


def launch(folder: Path) -> None:
    """Start the worker of the job in ``folder``, in a session of its own: it outlives this process."""
    # Until the worker is recorded this process stands in for it, so that nobody takes the job for interrupted.
    record(folder, os.getpid())
    package_parent = str(Path(__file__).resolve().parents[2])
    search_path = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH"))))
    with (folder / _LOG).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", _WORKER, str(folder)],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            close_fds=True,
            env={**_environment(), "PYTHONPATH": search_path},
        )
    record(folder, process.pid)
    # Somebody has to collect its exit status, or it stays behind as a zombie.
    threading.Thread(target=process.wait, daemon=True, name=f"reap {process.pid}").start()


def _environment() -> dict[str, str]:
    """What a worker inherits: all but the key of the language model, which no worker asks."""
    return {name: value for name, value in os.environ.items() if name.upper() != _MODEL_KEY}


def record(folder: Path, pid: int) -> None:
    """Write down which process works in ``folder``, and since when it does."""
    started = psutil.Process(pid).create_time()
    write_json(folder / _RECORD, {"pid": pid, "started": started, "since": time.time()})


@contextmanager
def claim(folder: Path) -> Iterator[bool]:
    """Be the one worker of ``folder`` as long as this process lives; False where another one is."""
    with (folder / _LOCK).open("w") as file:
        yield _try_lock(file.fileno(), seconds=1.0)


def lives(folder: Path) -> bool:
    """Whether a worker is at work in ``folder``, or about to be."""
    return _is_claimed(folder) or _is_recorded_alive(folder)


def is_newer(folder: Path, moment: float) -> bool:
    """Whether a worker lives in ``folder`` that was started after the epoch second ``moment``."""
    return _recorded(folder).since > moment and lives(folder)


def end(folder: Path) -> None:
    """Kill the worker of ``folder`` and whatever it started, stopped processes and orphans included."""
    # The worker first: it would replace a slot that ends.
    for process in sorted(_at_work_in(folder), key=lambda found: _WORKER not in found.info["cmdline"]):
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in process.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()
            process.kill()


def _at_work_in(folder: Path) -> list[psutil.Process]:
    # By the command lines of workers and slots, which hold the folder: a recorded process id may be somebody else's by
    # now, and the slots of a worker that was killed are nobody's children any more.
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder) in (command := process.info["cmdline"] or ())
        and any(part.startswith("autoglm_core.") for part in command)
    ]


def _try_lock(descriptor: int, seconds: float) -> bool:
    # Whoever asks ``lives`` holds the lock for a moment.
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        else:
            return True


def _is_claimed(folder: Path) -> bool:
    # A lock, unlike a process id, is never somebody else's, and the kernel frees it with kill -9.
    try:
        with (folder / _LOCK).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _is_recorded_alive(folder: Path) -> bool:
    recorded = _recorded(folder)
    if recorded.pid <= 0:
        return False
    try:
        process = psutil.Process(recorded.pid)
        same = abs(process.create_time() - recorded.started) < _CLOCK_SLACK
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _recorded(folder: Path) -> _Record:
    try:
        return _Record(**read_json(folder / _RECORD))
    except (OSError, ValueError, TypeError):
        return _Record()
