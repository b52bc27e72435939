"""Whether the score that is shown is true: against many fresh rows of made tables, beside the raw best of many.

    python benchmarks/honesty.py [--tables 60] [--scenes noise signal ...]

A table is made of rows with a target, and of the out-of-fold predictions of many trials that err partly alike. The
shipped blend is chosen on the rows as a run chooses it; the truth is its score on 50,000 fresh rows. Printed by scene:
shown minus truth (positive flatters; errors turned round), and how often the 95 % interval holds the truth.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autoglm_core.ensemble import greedy
from autoglm_core.evaluation import choosing, intervals
from autoglm_core.registry import plugin
from autoglm_core.result import Judged
from autoglm_core.tasks._metrics import find_metric

_FRESH = 50_000
_KEPT = 30  # trials that a blend is chosen from


@dataclass(frozen=True)
class Scene:
    rows: int
    trials: int
    signal: float
    spread: float  # of the trials' signals
    own: float  # error of each trial by itself
    metric: str
    task: str = "binary"


SCENES = {
    "noise, 30 trials": Scene(300, 30, 0.0, 0.0, 1.0, "roc_auc"),
    "noise, 100 trials": Scene(300, 100, 0.0, 0.0, 1.0, "roc_auc"),
    "signal, few rows": Scene(150, 30, 1.5, 0.1, 0.5, "roc_auc"),
    "signal": Scene(300, 30, 1.5, 0.1, 0.5, "roc_auc"),
    "signal, loss": Scene(300, 30, 1.5, 0.1, 0.5, "log_loss"),
    "signal, numbers": Scene(300, 30, 1.0, 0.1, 0.5, "rmse", "regression"),
    "signal, many rows": Scene(5_000, 60, 1.5, 0.03, 0.3, "roc_auc"),
}


def made(scene: Scene, seed: int) -> tuple[Any, list[Any]]:
    """The target and each trial's predictions, fresh rows behind those of the table."""
    rng = np.random.default_rng(seed)
    rows = scene.rows + _FRESH
    alike = 0.7 * rng.normal(size=rows)
    signals = scene.signal * (1 + scene.spread * rng.normal(size=scene.trials))
    if scene.task == "regression":
        y = rng.normal(size=rows)
        return y, [s * y + alike + scene.own * rng.normal(size=rows) for s in signals]
    y = (rng.random(rows) < 0.3).astype(np.int64)
    logits = [s * (y - 0.3) + alike + scene.own * rng.normal(size=rows) - 1 for s in signals]
    return y, [np.column_stack([1 - p, p]) for p in (1 / (1 + np.exp(-z)) for z in logits)]


def judged_once(scene: Scene, seed: int) -> dict[str, Any]:
    """What is shown, in three ways, less the truth; whether the intervals hold it; the seconds of the correction."""
    metric = find_metric(plugin("tasks", scene.task), scene.metric)
    sign = 1.0 if metric.greater_is_better else -1.0
    y, everywhere = made(scene, seed)
    here, of_here = [p[: scene.rows] for p in everywhere], y[: scene.rows]
    order = np.argsort([-metric.utility(of_here, p) for p in here], kind="stable")
    best, rest = order[:_KEPT], order[_KEPT:]
    kept = [here[trial] for trial in best]

    def choose(some: Any, of: Any) -> Any:
        return greedy.select(some, of, metric, 20)

    weights = choose(kept, of_here)
    shipped = np.tensordot(weights, np.stack(kept), axes=1)
    fresh = sum(w * everywhere[trial][scene.rows :] for w, trial in zip(weights, best, strict=True) if w)
    truth = metric.score(y[scene.rows :], fresh)
    fold = np.random.default_rng(seed).permutation(scene.rows) % 5
    crossed = np.empty_like(shipped)
    for k in range(5):
        others = choose([p[fold != k] for p in kept], of_here[fold != k])
        crossed[fold == k] = np.tensordot(others, np.stack([p[fold == k] for p in kept]), axes=1)
    rows = np.arange(scene.rows)
    choice = choosing.Choice(kept, [here[trial] for trial in rest], of_here, weights, rows, rows, metric, choose)
    started = time.perf_counter()
    bias = choosing.optimism(choice, [metric], seed).by_metric[metric.name]
    seconds = time.perf_counter() - started
    raw, cross = metric.score(of_here, shipped), metric.score(of_here, crossed)
    corrected = raw - sign * bias
    raw_low, raw_high = intervals.interval(metric, Judged(of_here, shipped, rows), seed)
    low, high = intervals.interval(metric, Judged(of_here, crossed, rows), seed)
    by = corrected - cross
    return {
        "raw": sign * (raw - truth),
        "cross-fitted": sign * (cross - truth),
        "corrected": sign * (corrected - truth),
        "raw holds": raw_low <= truth <= raw_high,
        "cross-fitted holds": low <= truth <= high,
        "corrected holds": low + by <= truth <= high + by,
        "seconds": seconds,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=60)
    parser.add_argument("--scenes", nargs="*", default=list(SCENES))
    asked = parser.parse_args()
    ways = ("raw", "cross-fitted", "corrected")
    print(f"{'scene':20}" + "".join(f"{way:>30}" for way in ways) + f"{'seconds':>10}")
    for name in (name for name in SCENES if any(name.startswith(scene) for scene in asked.scenes)):
        found = [judged_once(SCENES[name], seed) for seed in range(asked.tables)]
        cells = []
        for way in ways:
            off = np.array([each[way] for each in found])
            error = off.std() / np.sqrt(len(off))
            held = np.mean([each[f"{way} holds"] for each in found])
            cells.append(f"{off.mean():+.4f} ±{error:.4f} held {100 * held:3.0f} %")
        print(f"{name:20}" + "".join(f"{cell:>30}" for cell in cells), end="")
        print(f"{np.mean([each['seconds'] for each in found]):10.2f}", flush=True)


if __name__ == "__main__":
    main()
