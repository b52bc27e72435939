"""How long a user waits: from start to the first score, and from “finish now” to the result, by table size.

    python benchmarks/responsiveness.py [--rows 1000 10000 50000]

Runs through the store as the app does: a worker process, slots, files. Made table of 20 mixed columns, binary target.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autoglm_core import events as ev
from autoglm_core import store
from autoglm_core.spec import Budget, TaskKind, TaskSpec


def made_table(rows: int) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({f"number_{i}": rng.normal(size=rows).round(4) for i in range(14)})
    for i in range(6):
        frame[f"kind_{i}"] = rng.choice([f"value {j}" for j in range(3 + 3 * i)], rows)
    logit = frame["number_0"] + frame["number_1"] * frame["number_2"] + (frame["kind_0"] == "value 1")
    frame["target"] = np.where(logit + rng.normal(size=rows) > 1, "yes", "no")
    return frame


def wait_for(workspace: store.Workspace, run_id: str, kind: type[ev.Event]) -> float:
    offset = 0
    while True:
        events, offset = store.follow(workspace, run_id, offset)
        for event in events:
            if isinstance(event, kind):
                return event.at
            if isinstance(event, ev.JobFailed):
                raise SystemExit(event.message.text("en"))
        time.sleep(0.02)


def measure(rows: int) -> tuple[float, float, float]:
    """Seconds: reading the file, start to first score, finish to result."""
    folder = Path(tempfile.mkdtemp())
    workspace = store.Workspace(folder / "workspace")
    path = folder / "table.csv"
    made_table(rows).to_csv(path, index=False)
    started = time.time()
    job = store.start_read(workspace, path, "table.csv")
    while (info := store.read_outcome(workspace, job)) is None:
        time.sleep(0.02)
    read = time.time() - started
    draft = workspace.create_draft(info.id)
    spec = TaskSpec(task=TaskKind.BINARY, target="target", budget=Budget(seconds=600))
    workspace.save_draft(draft.replaced(spec=spec))
    started = time.time()
    run_id = store.start_training(workspace, draft.id)
    first = wait_for(workspace, run_id, ev.FoldScored) - started
    wait_for(workspace, run_id, ev.EnsembleScored)
    asked = time.time()
    store.request(workspace, run_id, store.Action.FINISH)
    finish = wait_for(workspace, run_id, ev.JobFinished) - asked
    return read, first, finish


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000, 50_000])
    print("| rows | reading s | start to first score s | finish now to result s |")
    print("|---:|---:|---:|---:|")
    for rows in parser.parse_args().rows:
        print(f"| {rows:,} | " + " | ".join(f"{seconds:.1f}" for seconds in measure(rows)) + " |", flush=True)


if __name__ == "__main__":
    main()
