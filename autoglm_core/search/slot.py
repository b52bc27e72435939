"""A slot: a process that fits one fold at a time, told by JSON lines, so that it can be killed without harm to the run.

``python -m autoglm_core.search.slot RUN_FOLDER``: a request a line on standard input, an outcome a line on standard
output. It ends when its input closes or its parent is gone.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pandas as pd

from autoglm_core.contracts import BuildContext
from autoglm_core.registry import plugins
from autoglm_core.search.evaluate import FoldRequest, evaluate
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

# Families whose libraries are loaded before the first request; the others load theirs when their turn comes.
_LOADED_EARLY = 2
_PR_SET_PDEATHSIG = 1


def main() -> None:
    # What libraries print must not mix with the outcomes: they get the log, the outcomes a descriptor of their own.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _die_with_parent()
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    _load_libraries()
    work = WorkFolder(Path(sys.argv[1]))
    for line in sys.stdin:
        outcome = evaluate(work, FoldRequest(**json.loads(line)))
        answers.write(json.dumps(outcome.to_json()) + "\n")
        answers.flush()


def _die_with_parent() -> None:
    # A slot that is suspended runs no thread that could notice: on Linux the kernel ends it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _load_libraries() -> None:
    """Import what the first trials will need while the run is still being prepared: building imports a family's own."""
    import skops.io  # noqa: F401

    tiny = Table(pd.DataFrame({"x": [0.0, 1.0]}), {"x": Role.NUMERIC})
    context = BuildContext(TaskKind.BINARY, classes=2, rows=2, columns=1, category_columns=(), seed=0)
    families = sorted(plugins("models"), key=lambda family: (family.cost_rank, family.name))
    for family in families[:_LOADED_EARLY]:
        family.build(family.defaults(tiny), context)


def _end_with_parent(parent: int) -> None:
    # A worker killed with -9 closes our input, but a slot in mid-fit does not read: watch for the orphan's new parent.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    main()
