"""Reads a folder of goals by the rules alone, writes the predictions, prints the score.

python benchmarks/goals.py --goals DIR --out FILE [--verbose]
python benchmarks/goals.py --columns 1000          time of a reading on a wide made-up table

DIR holds tables.json, samples/ and goals.jsonl (and score.py, else that of --score is used). tables.json's counts go
before those of the samples, which are only a part of each table.
"""

from __future__ import annotations

import argparse
import json
import runpy
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autoglm_core.goal.facts import TableFacts, facts_of
from autoglm_core.goal.read import read_facts
from autoglm_core.goal.reading import Reading, ReadingStatus
from autoglm_core.spec import TaskKind, TaskSpec, Wish
from autoglm_core.table import Role, Table

_ROLES = {
    "int": Role.NUMERIC, "float": Role.NUMERIC, "string": Role.CATEGORICAL, "bool": Role.BOOLEAN,
    "datetime": Role.DATETIME, "image": Role.CATEGORICAL, "audio": Role.CATEGORICAL, "text": Role.TEXT,
}  # fmt: skip

_FAMILIES = {"nearest_neighbors": "knn", "neural_network": "mlp"}  # a plug-in's name -> the goals' word for it


def table_facts(described: dict[str, Any], samples: Path) -> TableFacts:
    """The facts of one table of tables.json, with its sample as data."""
    kinds = {column["name"]: column["dtype"] for column in described["columns"]}
    text = {name: "str" for name, kind in kinds.items() if kind in ("string", "text", "image", "audio")}
    frame = pd.read_csv(samples / f"{described['name']}.csv", dtype=text, keep_default_na=False, na_values=[""])
    roles = {}
    for column in described["columns"]:
        name, kind = column["name"], column["dtype"]
        if kind == "datetime":
            frame[name] = pd.to_datetime(frame[name])
        if kind == "bool":
            frame[name] = frame[name].map({True: True, False: False, "True": True, "False": False}).astype("boolean")
        unique = column["n_unique"] >= 0.98 * described["rows"] and kind in ("string", "int")
        roles[name] = Role.IDENTIFIER if unique and kind == "string" else _ROLES[kind]
    counts = {c["name"]: {"n_unique": c["n_unique"], "missing": c["missing"]} for c in described["columns"]}
    table = Table(frame, roles, described["name"])
    return facts_of(table, description=described.get("description") or "", overrides=counts, rows=described["rows"])


def prediction(reading: Reading) -> dict[str, Any]:
    """A reading in the keys of the goals' README."""
    if reading.status is ReadingStatus.REJECT:
        return {"status": "reject"}
    if reading.status is ReadingStatus.CLARIFY:
        return {"status": "clarify", "candidates": list(reading.questions[0].candidates)}
    spec = reading.spec
    assert spec is not None
    found: dict[str, Any] = {"status": "ok", "task": spec.task.value, "target": spec.target}
    found["positive"] = spec.positive
    found["metric"] = spec.metric if spec.threshold.wish is Wish.BALANCED else spec.threshold.wish.value
    found["filter"] = [condition.model_dump(mode="json") for condition in spec.filters]
    found |= {"exclude": list(spec.exclude), "include_only": list(spec.include_only)}
    found["models_allow"] = [_FAMILIES.get(name, name) for name in spec.families_allow]
    found["models_deny"] = [_FAMILIES.get(name, name) for name in spec.families_deny]
    found |= {"max_latency_ms": spec.max_latency_ms, "max_model_mb": spec.max_model_mb, "weights": spec.weights}
    found |= {"interpretable": spec.interpretable, "seed": spec.seed, "speed": reading.speed}
    if "seconds" in reading.stated:
        found["time_budget_s"] = spec.budget.seconds
    found["validation"] = _validation(spec)
    if spec.task is TaskKind.FORECAST:
        found |= {"horizon": spec.horizon, "freq": spec.freq, "time_column": spec.time_column}
        found["group_by"] = list(spec.group_by)
    if spec.task is TaskKind.RECOMMENDATION:
        found |= {"user_column": spec.user_column, "item_column": spec.item_column}
    if spec.task is TaskKind.CLUSTERING:
        found["n_clusters"] = spec.n_clusters
    return {key: value for key, value in found.items() if value not in (None, [], {}, False) or key == "target"}


def _validation(spec: TaskSpec) -> dict[str, Any]:
    found: dict[str, Any] = {"folds": spec.validation.folds}
    if spec.validation.holdout:
        found["holdout"] = spec.validation.holdout
    if spec.validation.time_column:
        found |= {"split": "time", "column": spec.validation.time_column}
    if spec.validation.group_column:
        found["group"] = spec.validation.group_column
    return found


_WIDE_GOALS = (
    "Who is about to leave us? Finish in 5 minutes, without income.",
    "预测 churn，只看 Berlin 的客户，半小时内",
    "forcast the sales of evry stroe for the next 7 days",
    "Estimate the temperature, leave out pressure and speed. Big errors hurt most. 10-fold cross-validation.",
    "Missing a leaver costs far more than a false alarm; predict churn, at least 3 calls, income over 50,000",
)


def time_wide(columns: int) -> None:
    """Print what a reading takes on a made-up table of ``columns`` columns, in wall and in processor time."""
    random = np.random.default_rng(0)
    names = "order price amount region status pressure speed rate income usage distance store sales calls visits"
    words = names.split()
    data: dict[str, Any] = {}
    for number in range(columns - 1):
        name = f"{words[number % 15]}_{words[(number * 7) % 15]}_{number}"
        data[name] = random.choice(["Berlin", "Rome", "other"], 500) if number % 5 == 0 else random.normal(size=500)
    frame = pd.DataFrame({**data, "churn": random.choice(["yes", "no"], 500)})
    facts = facts_of(Table(frame, dict.fromkeys(frame.columns, Role.NUMERIC), "wide"))
    wall, busy = [], []
    for goal in _WIDE_GOALS * 20:
        started, worked = time.perf_counter(), time.process_time()
        read_facts(goal, facts)
        wall.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    for name, seconds in (("wall", sorted(wall)), ("processor", sorted(busy))):
        middle, tail = statistics.median(seconds), seconds[int(0.95 * len(seconds))]
        print(f"{columns} columns, {name} time: median {middle * 1e3:.1f} ms, p95 {tail * 1e3:.1f} ms")


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    cli.add_argument("--goals", type=Path, help="folder with goals.jsonl, tables.json and samples/")
    cli.add_argument("--out", type=Path, help="file for the predictions (JSON lines)")
    cli.add_argument("--score", type=Path, help="score.py, where the folder has none of its own")
    cli.add_argument("--verbose", action="store_true", help="list every failure")
    cli.add_argument("--columns", type=int, help="time readings on a made-up table of so many columns instead")
    options = cli.parse_args()
    if options.columns:
        time_wide(options.columns)
        return
    if not options.goals or not options.out:
        cli.error("--goals and --out belong together")
    described = json.loads((options.goals / "tables.json").read_text(encoding="utf-8"))
    facts = {table["name"]: table_facts(table, options.goals / "samples") for table in described}
    lines, seconds = [], []
    for line in (options.goals / "goals.jsonl").read_text(encoding="utf-8").splitlines():
        goal = json.loads(line)
        started = time.perf_counter()
        reading = read_facts(goal["goal"], facts[goal["table"]])
        seconds.append(time.perf_counter() - started)
        lines.append(json.dumps({"id": goal["id"], **prediction(reading)}, ensure_ascii=False))
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    scorer = options.score or options.goals / "score.py"
    sys.argv = ["score.py", "--goals", str(options.goals), "--predictions", str(options.out)]
    sys.argv += ["--verbose"] if options.verbose else []
    runpy.run_path(str(scorer), run_name="__main__")
    seconds.sort()
    middle = statistics.median(seconds)
    print(f"\nreading: median {middle * 1e3:.1f} ms, p95 {seconds[int(0.95 * len(seconds))] * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
