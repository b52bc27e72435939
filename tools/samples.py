"""Trains the finished runs in assets/samples anew, through the same jobs as the app."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from autoglm_core import Budget, load, read_goal
from autoglm_core.store import (
    RunStatus,
    SampleInfo,
    Workspace,
    read_outcome,
    start_read,
    start_training,
    status,
)

SAMPLES = Path(__file__).parents[1] / "assets" / "samples"
# What pages and exports read of a finished run; the folds' models and prepared tables stay behind.
KEPT_FILES = (
    "run.json",
    "spec.json",
    "manifest.json",
    "events.jsonl",
    "result.json",
    "judged.npz",
    "explanation.npz",
)
POLL_SECONDS = 0.5


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, help="a number of trials in place of the time that the goal states")
    parser.add_argument("names", nargs="*", help="samples to train; all where none is named")
    arguments = parser.parse_args()
    budget = Budget(trials=arguments.trials) if arguments.trials else None
    with tempfile.TemporaryDirectory() as root:
        workspace = Workspace(Path(root))
        for sample in workspace.samples(SAMPLES):
            if arguments.names and sample.name not in arguments.names:
                continue
            run = trained(workspace, sample, budget)
            if run is None:
                return 1
            keep(run, sample.file.parent / "run")
    return 0


def trained(workspace: Workspace, sample: SampleInfo, budget: Budget | None) -> Path | None:
    """The folder of a finished run of ``sample``, or None where it came to no good end."""
    upload = workspace.root / sample.file.name
    shutil.copy(sample.file, upload)
    job = start_read(workspace, upload, sample.file.name)
    while (dataset := read_outcome(workspace, job)) is None:
        time.sleep(POLL_SECONDS)
    draft = workspace.create_draft(dataset.id)
    reading = read_goal(sample.goal_en, workspace.table(draft.id))
    if reading.spec is None:
        print(f"{sample.name}: the goal gives no plan")
        return None
    spec = reading.spec.replaced(budget=budget) if budget else reading.spec
    workspace.save_draft(draft.replaced(goal=sample.goal_en, spec=spec, reasons=reading.reasons))
    run_id = start_training(workspace, draft.id)
    while status(workspace, run_id).active:
        time.sleep(POLL_SECONDS)
    if status(workspace, run_id) is not RunStatus.FINISHED:
        print(f"{sample.name}: {status(workspace, run_id)}")
        return None
    return workspace.run(run_id).folder


def keep(run: Path, target: Path) -> None:
    """Put what is shipped of ``run`` in the place of ``target``, and say how large and how good it is."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for name in KEPT_FILES:
        shutil.copy(run / name, target / name)
    shutil.copytree(run / "model", target / "model")
    if (run / "model-fast").exists():
        shutil.copytree(run / "model-fast", target / "model-fast")
    result = load(target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{target.parent.name}: {size / 1e6:.1f} MB; {result.sentence} {result.verdict}")


if __name__ == "__main__":
    sys.exit(main())
