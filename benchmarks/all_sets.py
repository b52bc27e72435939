"""Runs AutoTask on every set of a folder laid out like shared/datasets, in a fresh process each, and prints a table.

    python benchmarks/all_sets.py --datasets DIR [--budget SECONDS] [--only NAME ...]

DIR holds manifest.json (name, task, target, metric), NAME/train.csv and NAME/test.csv. Fitted on train.csv alone,
judged on test.csv with scikit-learn. Columns: score of the model, of guessing (class shares or mean of the training
target), the score the run itself claimed with its interval, seconds of the whole process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def judge(entry: dict, train: pd.DataFrame, test: pd.DataFrame, result) -> tuple[float, float]:
    """The metric of the manifest for the model and for guessing, on the test rows."""
    target, truth = entry["target"], test[entry["target"]]
    features = test.drop(columns=[target])
    if entry["metric"] == "rmse":
        guess = np.full(len(test), train[target].mean())
        return root_mean_squared_error(truth, result.predict(features)), root_mean_squared_error(truth, guess)
    probability = result.predict_proba(features)
    truth = truth.astype(str)
    shares = train[target].astype(str).value_counts(normalize=True)
    if entry["metric"] == "roc_auc":
        positive = result.classes[1]
        return roc_auc_score(truth == positive, probability[positive]), 0.5
    labels = sorted(probability.columns)
    guess = np.tile(shares.reindex(labels).to_numpy(), (len(test), 1))
    model = probability[labels].to_numpy()
    return log_loss(truth, model / model.sum(axis=1, keepdims=True), labels=labels), log_loss(
        truth, guess, labels=labels
    )


def run_one(folder: Path, name: str, budget: float) -> None:
    """In a process of its own: train, judge, print one JSON line."""
    started = time.time()
    from autoglm_core import AutoTask

    entry = next(item for item in json.loads((folder / "manifest.json").read_text()) if item["name"] == name)
    train, test = (pd.read_csv(folder / name / f"{part}.csv") for part in ("train", "test"))
    first = []
    result = AutoTask(
        data=str(folder / name / "train.csv"),
        target=entry["target"],
        task_type=entry["task"],
        metric=entry["metric"],
        time_budget=budget,
        on_event=lambda event: first.append(time.time()) if event.kind == "FoldScored" and not first else None,
    ).run()
    seconds = time.time() - started
    score, guess = judge(entry, train, test, result)
    line = {
        "name": name,
        "metric": entry["metric"],
        "score": score,
        "guess": guess,
        "claimed": [result.score.value, result.score.low, result.score.high],
        "best_model": result.best_model,
        "trials": int((result.leaderboard.state == "finished").sum()),
        "first_fold": first[0] - started if first else None,
        "seconds": seconds,
    }
    print(json.dumps(line))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        run_one(arguments.datasets, arguments.one, arguments.budget)
        return
    names = [item["name"] for item in json.loads((arguments.datasets / "manifest.json").read_text())]
    print("| set | metric | score | guessing | claimed (95 %) | model | trials | first fold s | seconds |")
    print("|---|---|---:|---:|---:|---|---:|---:|---:|")
    for name in names:
        if arguments.only and name not in arguments.only:
            continue
        command = [sys.executable, __file__, "--datasets", str(arguments.datasets), "--one", name]
        done = subprocess.run(
            [*command, "--budget", str(arguments.budget)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"| {name} | FAILED: {done.stderr.strip().splitlines()[-1]} |", flush=True)
            continue
        row = json.loads(done.stdout.strip().splitlines()[-1])
        value, low, high = row["claimed"]
        scores = f"{row['score']:.4f} | {row['guess']:.4f} | {value:.4f} ({low:.4f}-{high:.4f})"
        print(
            f"| {name} | {row['metric']} | {scores} "
            f"| {row['best_model']} | {row['trials']} | {row['first_fold']:.1f} | {row['seconds']:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
