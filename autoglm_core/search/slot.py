"""A slot: a process that fits one fold at a time, told by JSON lines, so that it can be killed without harm to the run.

``python -m autoglm_core.search.slot RUN_FOLDER``: a request a line on standard input, an outcome a line on standard
output. It ends when its input closes or its parent is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

from autoglm_core.search.evaluate import FoldRequest, evaluate
from autoglm_core.search.work import WorkFolder


def main() -> None:
    # What libraries print must not mix with the outcomes: they get the log, the outcomes a descriptor of their own.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    work = WorkFolder(Path(sys.argv[1]))
    for line in sys.stdin:
        outcome = evaluate(work, FoldRequest(**json.loads(line)))
        answers.write(json.dumps(outcome.to_json()) + "\n")
        answers.flush()


def _end_with_parent(parent: int) -> None:
    # A worker killed with -9 closes our input, but a slot in mid-fit does not read: watch for the orphan's new parent.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    main()
