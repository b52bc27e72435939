"""The latency table against an independent timing of the exported package: five rounds each, in turns.

    python benchmarks/latency.py RUN_FOLDER [--rounds 5] [--calls 200]

One side is what the Inspect page shows: ``autoglm_core.measuring`` on the models of the run. The other exports the
package of the run, opens it with ``autoglm_core.load`` in a process of its own, and times single rows there. Printed:
both medians, round by round, and the ratio of the medians of all; wanted is 0.7 to 1.4.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autoglm_core import load
from autoglm_core.contracts import FinishedRun
from autoglm_core.data.arrow import read_arrow, write_arrow
from autoglm_core.export.package import Package
from autoglm_core.measuring import candidates, measure
from autoglm_core.predict import ShippedModel
from autoglm_core.result import RunResult
from autoglm_core.search.work import WorkFolder

_WARM_UP = 3
_BLOCK = 20  # calls before it is the other's turn: a machine that is busy for a second slows both


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--package", type=Path, help=argparse.SUPPRESS)  # the other process
    asked = parser.parse_args()
    if asked.package:
        _answer(asked.package, asked.run)
        return
    result = RunResult.from_json(json.loads((asked.run / "result.json").read_text(encoding="utf-8")))
    table = WorkFolder(asked.run).table
    with tempfile.TemporaryDirectory() as scratch:
        (package,) = Package().write(FinishedRun(asked.run, result, table, "latency"), Path(scratch), "en")
        rows = Path(scratch) / "rows.arrow"
        write_arrow(table.frame.head(1_000), rows)
        pairs = list(_rounds(asked.run, result, package, rows, table.frame.head(1_000), asked.rounds, asked.calls))
    ours, theirs = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    print(f"medians: table {ours:.2f} ms, package {theirs:.2f} ms, ratio {ours / theirs:.3f} (wanted 0.7 to 1.4)")


def _rounds(
    run: Path, result: RunResult, package: Path, rows: Path, frame: pd.DataFrame, rounds: int, calls: int
) -> Any:
    models = {one.id: ShippedModel.load(one.folder) for one in candidates.shipped(run, result)}
    command = [sys.executable, __file__, str(rows), "--package", str(package)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()  # loaded
        for number in range(rounds):
            ours_all, theirs_all = [], []
            for _ in range(0, calls, _BLOCK):
                ours_all.extend(measure.single_rows(models, frame, _BLOCK)["accurate"])
                other.stdin.write(f"{_BLOCK}\n")
                other.stdin.flush()
                theirs_all.extend(json.loads(other.stdout.readline()))
            ours, theirs = measure.latency(ours_all).p50, measure.latency(theirs_all).p50
            print(f"round {number + 1}: table {ours:.2f} ms, package {theirs:.2f} ms", flush=True)
            yield ours, theirs
        other.stdin.close()


def _answer(package: Path, rows: Path) -> None:
    """The other process: times calls of the package that it loaded, as often as it is asked to."""
    loaded, frame = load(package), read_arrow(rows)
    for number in range(_WARM_UP):
        loaded.predict(frame.iloc[[number]])
    print("loaded", flush=True)
    for line in sys.stdin:
        taken = []
        for number in range(int(line)):
            row = frame.iloc[[number % len(frame)]]
            began = time.perf_counter()
            loaded.predict(row)
            taken.append(time.perf_counter() - began)
        print(json.dumps(taken), flush=True)


if __name__ == "__main__":
    main()
