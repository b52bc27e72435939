"""Slots: processes that fit one fold at a time, told by JSON lines, so that one can be killed without harm to the run.

``python -m autoglm_core.search.slot SOCKET`` is the nursery they are forked from: for every message on the socket (a
run's folder, with the descriptors of a request pipe, an outcome pipe and a log) it forks a slot and answers with its
process number. It ends when the socket closes, and its slots with it.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

from autoglm_core.contracts import ModelFamily
from autoglm_core.registry import plugins
from autoglm_core.search.evaluate import FoldRequest, evaluate
from autoglm_core.search.nursery import PID_BYTES
from autoglm_core.search.work import WorkFolder

# Libraries that are loaded before the first slot; more are loaded while no slot is asked for.
_LOADED_FIRST = 2
_PR_SET_PDEATHSIG = 1
_PATH_BYTES = 4_096


def main() -> None:
    asked = socket.socket(fileno=int(sys.argv[1]))
    _die_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # slots that ended leave nothing behind
    _load_libraries(asked)
    asked.setblocking(True)
    while True:
        message, descriptors, _, _ = socket.recv_fds(asked, _PATH_BYTES, 3)
        if not message:
            return
        pid = os.fork()
        if pid == 0:
            asked.close()
            _serve(Path(os.fsdecode(message)), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        asked.send(pid.to_bytes(PID_BYTES, "little"))


def _serve(run: Path, requests: int, outcomes: int, log: int) -> None:
    """The life of a slot: an outcome for each request, until the requests end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # What libraries print must not mix with the outcomes: it goes to the log.
    for standard in (sys.stdout, sys.stderr):
        os.dup2(log, standard.fileno())
    os.close(log)
    _die_with_parent()
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    work: WorkFolder | None = None
    with os.fdopen(requests) as lines, os.fdopen(outcomes, "w") as answers:
        for line in lines:
            # Only now is the run's data sure to be there: slots start while it is still being prepared.
            work = work or WorkFolder(run)
            answers.write(json.dumps(evaluate(work, FoldRequest.from_json(json.loads(line))).to_json()) + "\n")
            answers.flush()
    os._exit(0)


def _load_libraries(asked: socket.socket) -> None:
    """Import what trials will need, as long as no slot is asked for. Nothing is fitted: that might start threads."""
    import skops.io  # noqa: F401

    for kind in ("steps", "tasks"):
        plugins(kind)
    asked.setblocking(False)
    families: list[ModelFamily] = sorted(plugins("models"), key=lambda family: (family.cost_rank, family.name))
    libraries = dict.fromkeys(library for family in families for library in family.libraries)
    for number, library in enumerate(libraries):
        if number >= _LOADED_FIRST and _is_waiting(asked):
            return
        importlib.import_module(library)


def _is_waiting(asked: socket.socket) -> bool:
    try:
        asked.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    return True


def _die_with_parent() -> None:
    # A slot that is suspended runs no thread that could notice: on Linux the kernel ends it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_with_parent(parent: int) -> None:
    # A nursery killed with -9 leaves slots that are in mid-fit and read nothing: watch for the orphan's new parent.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    main()
