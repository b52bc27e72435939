"""How fast each sampler finds good settings: the same space, folds and seconds for all, and TPOT beside them.

    python benchmarks/search.py --datasets DIR [--only NAME ...] [--budget SECONDS] [--seeds N] [--out FILE]
                                [--samplers NAME ...] [--pruner NAME] [--single] [--starts] [--tpot PYTHON]

DIR is laid out like shared/datasets. Every run is a fresh process, with seconds for the search alone. A score is of
what would be shipped at that moment, on the same folds for all: the blend of the trials so far, or the best of them
where that is better; what is shipped in the end is judged on test.csv. ``--single`` leaves the blending out. The first
configurations (the portfolio) are left out unless ``--starts`` is given: a sampler shows what it finds by itself;
"portfolio and guided" is the search as the product runs it. What was learned from a set beforehand is left out when
that set is judged. PYTHON is an interpreter that has TPOT; it gets the same rows, metric, cores and seconds. Its scores
on the way are of its own folds; on test.csv all are judged alike.

Printed for each sampler: trials and seconds until it reached the score at which the genetic sampler ended on the same
set with the same seed, as medians over the seeds and then over the sets (a run that never got there counts as endless).
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.engine import judge  # noqa: E402 -- from beside this file, which is run as a script

YARDSTICK, TPOT = "genetic", "TPOT"
# As the product searches: first what did well on earlier data sets, then guided by them.
PORTFOLIO, PRIOR_GUIDED = "portfolio and ", "portfolio and guided"
_ENDED = ("TrialFinished", "TrialPruned", "TrialFailed")
_SCORED = ("BestImproved", "EnsembleScored")


class _SearchedError(Exception):
    """Raised from within a run once its model is there: what follows is of no interest here."""


# ---- one run, in a process of its own --------------------------------------------------------------------------------


def run_one(arguments: argparse.Namespace, name: str, sampler: str, seed: int) -> dict[str, Any]:
    from autoglm_core import AutoTask
    from autoglm_core.predict import ShippedModel

    starts, sampler = arguments.starts or sampler.startswith(PORTFOLIO), sampler.removeprefix(PORTFOLIO)
    _search_alone(arguments.budget, starts=starts)
    entry = next(item for item in _manifest(arguments.datasets) if item["name"] == name)
    events: list[Any] = []

    def heard(event: Any) -> None:
        events.append(event)
        if event.kind == "StageStarted" and event.stage == "explain":
            raise _SearchedError

    with tempfile.TemporaryDirectory(prefix="search-") as run:
        task = AutoTask(
            data=str(arguments.datasets / name / "train.csv"),
            target=entry["target"],
            task_type=entry["task"],
            metric=entry["metric"],
            time_budget=2 * arguments.budget,
            seed=seed,
            folder=run,
            on_event=heard,
            search={
                "sampler": sampler,
                "pruner": arguments.pruner,
                **({"ensemble_size": 1} if arguments.single else {}),
            },
        )
        try:
            task.run()
        except _SearchedError:
            model = ShippedModel.load(Path(run) / "model")
        test = pd.read_csv(arguments.datasets / name / "test.csv")
        features = test.drop(columns=[entry["target"]])
        raw = model.predict(features) if entry["metric"] == "rmse" else model.predict_proba(features)
        score, _ = judge(entry, test, raw)
    return {**_course(events), "test_score": score}


def _search_alone(seconds: float, *, starts: bool) -> None:
    """Let the search have ``seconds``, however many trials, and nothing to begin with unless ``starts``."""
    from autoglm_core import pipeline

    planned = pipeline.plan_search

    def changed(*args: Any, **kwargs: Any) -> Any:
        plan = planned(*args, **kwargs)
        limits = dataclasses.replace(plan.limits, seconds=seconds, trials=1_000_000)
        return dataclasses.replace(plan, limits=limits, **({} if starts else {"starts": ()}))

    pipeline.plan_search = changed


def _course(events: list[Any]) -> dict[str, Any]:
    """``curve``: [trials that ended, seconds of the search, score] whenever the score of what would be shipped rose."""
    began = next(event.at for event in events if event.kind == "StageStarted" and event.stage == "search")
    ended = next(event.at for event in events if event.kind == "StageStarted" and event.stage == "ensemble")
    sign = next(1.0 if event.greater_is_better else -1.0 for event in events if event.kind == "SearchPlanned")
    trials, curve = 0, []
    for event in events:
        trials += event.kind in _ENDED
        if event.kind in _SCORED and (not curve or sign * event.score > sign * curve[-1][2]):
            curve.append([trials, round(event.at - began, 2), event.score])
    return {"trials": trials, "seconds": round(ended - began, 2), "curve": curve}


# ---- all runs --------------------------------------------------------------------------------------------------------


def measured(arguments: argparse.Namespace, entry: dict[str, Any], sampler: str, seed: int) -> dict[str, Any]:
    """The line of one run, with ``error`` where it failed."""
    name = entry["name"]
    if sampler == TPOT:
        script = str(Path(__file__).with_name("tpot_run.py"))
        command = [arguments.tpot, script, str(arguments.datasets), name, str(arguments.budget), str(seed)]
    else:
        command = [sys.executable, __file__, *sys.argv[1:], "--one", name, sampler, str(seed)]
    environment = {**os.environ, "AUTOGLM_PORTFOLIO_WITHOUT": json.dumps([name])}
    # TPOT ends its last pipelines late: it gets a limit of its own, far beyond its seconds.
    limit = 4 * arguments.budget + 120
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    line = {"dataset": name, "metric": entry["metric"], "sampler": sampler, "seed": seed, "budget": arguments.budget}
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return {**line, "error": f"did not end within {limit:.0f} s"}
    if process.returncode:
        return {**line, "error": (err.strip().splitlines() or ["no reason given"])[-1]}
    return {**line, **json.loads(out.strip().splitlines()[-1])}


def until(line: dict[str, Any], goal: float) -> tuple[float, float]:
    """Trials and seconds until the run's best score reached ``goal``; endless where it never did."""
    sign = 1.0 if line["metric"] == "roc_auc" else -1.0
    for trials, seconds, score in line["curve"]:
        if sign * score >= sign * goal:
            return float(trials), float(seconds)
    return math.inf, math.inf


def table(lines: list[dict[str, Any]]) -> str:
    """One row a sampler; ``until`` is the score at which the genetic sampler ended."""
    able = [line for line in lines if line.get("curve")]
    goals = {(line["dataset"], line["seed"]): line for line in able if line["sampler"] == YARDSTICK}
    rows = [
        f"| search | runs | reached {YARDSTICK} | trials until | seconds until | share of its seconds | trials in all "
        "| first on cross-validation | first on test |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for sampler in dict.fromkeys(line["sampler"] for line in lines):
        own = [line for line in able if line["sampler"] == sampler and (line["dataset"], line["seed"]) in goals]
        reached = []
        for line in own:
            goal = goals[line["dataset"], line["seed"]]
            trials, seconds = until(line, goal["curve"][-1][2])
            # The yardstick's own seconds until then: the rest of its budget brought it nothing.
            reached.append((line["dataset"], trials, seconds, seconds / max(goal["curve"][-1][1], 0.01)))
        there = sum(math.isfinite(trials) for _, trials, _, _ in reached)
        figures = " | ".join(_median(reached, column) for column in (1, 2, 3))
        every = f"{np.median([line['trials'] for line in own]):.0f}" if own else "-"
        firsts = f"{_firsts(able, sampler, 'curve')} | {_firsts(able, sampler, 'test_score')}"
        rows.append(f"| {sampler} | {len(own)} | {there} | {figures} | {every} | {firsts} |")
    failures = [f"{line['dataset']} {line['sampler']}: {line['error']}" for line in lines if line.get("error")]
    return "\n".join([*rows, *failures])


def _median(reached: list[tuple[str, float, float, float]], column: int) -> str:
    """Over the seeds of each set, then over the sets."""
    sets = sorted({row[0] for row in reached})
    middle = [_of([row[column] for row in reached if row[0] == name]) for name in sets]
    if not middle:
        return "-"
    value = _of(middle)
    return "never" if math.isinf(value) else f"{value:.2f}" if column == 3 else f"{value:.1f}"


def _of(values: list[float]) -> float:
    """The lower median: that of two runs of which one never got there is the other's."""
    return sorted(values)[(len(values) - 1) // 2]


def _firsts(lines: list[dict[str, Any]], sampler: str, what: str) -> int:
    """On how many sets and seeds the sampler's last score was the best of all, ties included."""
    count = 0
    for key in {(line["dataset"], line["seed"]) for line in lines}:
        rivals = [line for line in lines if (line["dataset"], line["seed"]) == key]
        sign = 1.0 if rivals[0]["metric"] == "roc_auc" else -1.0
        # What TPOT says of its own folds is not comparable with scores on other folds.
        rivals = [line for line in rivals if what == "test_score" or line["sampler"] != TPOT]
        scores = {line["sampler"]: sign * (line["curve"][-1][2] if what == "curve" else line[what]) for line in rivals}
        count += sampler in scores and scores[sampler] >= max(scores.values())
    return count


def runs(arguments: argparse.Namespace) -> Iterable[tuple[dict[str, Any], str, int]]:
    from autoglm_core import available

    samplers = arguments.samplers or [
        *(info.name for info in available("samplers") if info.available),
        PRIOR_GUIDED,
    ]
    if arguments.tpot:
        samplers = [*samplers, TPOT]
    for entry in _manifest(arguments.datasets):
        if not arguments.only or entry["name"] in arguments.only:
            for seed in range(1, arguments.seeds + 1):
                yield from ((entry, sampler, seed) for sampler in samplers)


def _manifest(folder: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text())
    return entries


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--budget", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--samplers", nargs="*")
    parser.add_argument("--pruner", default="racing")
    parser.add_argument("--single", action="store_true")
    parser.add_argument("--starts", action="store_true")
    parser.add_argument("--tpot", metavar="PYTHON")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        name, sampler, seed = arguments.one
        print(json.dumps(run_one(arguments, name, sampler, int(seed))))
        return
    lines = []
    for entry, sampler, seed in runs(arguments):
        line = measured(arguments, entry, sampler, seed)
        lines.append(line)
        score = line["curve"][-1] if line.get("curve") else line.get("error", "no score")
        print(f"{entry['name']} {sampler} seed {seed}: {score}, test {line.get('test_score')}", flush=True)
        if arguments.out:
            with arguments.out.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
    print(table(lines))


if __name__ == "__main__":
    main()
