"""What each part of the engine is worth: every set with one part switched off at a time.

    python benchmarks/ablation.py --datasets DIR --budget SECONDS [--only NAME ...] [--out FILE]

Scores on test.csv as benchmarks/engine.py measures them, and the mean over the sets of how much worse the score is
without the part, as a share of what the whole engine gains over guessing (positive: the part pays).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from engine import measure, number

PARTS = MappingProxyType(
    {
        "everything": (),
        "portfolio": ("search.portfolio=false",),
        "racing": ('search.pruner="none"',),
        "refinement": ('search.sampler="random"',),
        "features": ("search.features=false",),
        "bagging": ("search.bagging=false",),
        "ensemble": ("search.ensemble_size=1",),
    }
)


def guess_score(folder: Path, entry: dict[str, Any]) -> float:
    """What guessing scores on the test rows: the class shares or the mean of the training rows."""
    if entry["metric"] == "roc_auc":
        return 0.5
    train, test = (pd.read_csv(folder / entry["name"] / f"{part}.csv")[entry["target"]] for part in ("train", "test"))
    if entry["metric"] == "rmse":
        return float(np.sqrt(np.mean((test - train.mean()) ** 2)))
    return float(-np.log(test.map(train.value_counts(normalize=True))).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("build/ablation.jsonl"))
    arguments = parser.parse_args()
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    print("| set | metric | " + " | ".join(["everything", *(f"without {part}" for part in [*PARTS][1:])]) + " |")
    print("|---|---|" + "---:|" * len(PARTS))
    lost: dict[str, list[float]] = {part: [] for part in PARTS}
    for entry in json.loads((arguments.datasets / "manifest.json").read_text()):
        if arguments.only and entry["name"] not in arguments.only:
            continue
        scores = {}
        for part, changes in PARTS.items():
            arguments.set = list(changes)
            line = measure(arguments, entry["name"])
            scores[part] = line["score"]
            with arguments.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"without": part, **line}) + "\n")
        guess, whole = guess_score(arguments.datasets, entry), scores["everything"]
        for part, score in scores.items():
            lost[part].append(float("nan") if score is None else (whole - score) / (whole - guess))
        cells = ["failed" if score is None else number(score) for score in scores.values()]
        print(f"| {entry['name']} | {entry['metric']} | {' | '.join(cells)} |", flush=True)
    means = [f"{100 * np.nanmean(lost[part]):+.2f} %" for part in PARTS]
    print("| lost without it, mean | | " + " | ".join(means) + " |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
