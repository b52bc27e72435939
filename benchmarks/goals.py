"""Reads a folder of goals by the rules, writes the predictions, prints the score; beside a language model on demand.

python benchmarks/goals.py --goals DIR --out FILE [--verbose]
python benchmarks/goals.py --goals DIR --out FILE --endpoint URL --model NAME [--sends names]
    rules alone beside rules with a language model (benchmarks/replay.py plays a good and a lying one)
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
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autoglm_core.config import config
from autoglm_core.goal.facts import TableFacts, facts_of
from autoglm_core.goal.language_model.consult import consulted
from autoglm_core.goal.language_model.endpoint import LanguageModel, Sends
from autoglm_core.goal.read import read_facts
from autoglm_core.goal.reading import Heard, Reading, ReadingStatus
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


def beside_a_model(options: argparse.Namespace, facts: dict[str, TableFacts]) -> None:
    """Print how many goals are read right by the rules, and with a language model at their side."""
    model = LanguageModel(
        url=options.endpoint, name=options.model, sends=Sends(options.sends), key=_key_from_the_environment()
    )
    score = runpy.run_path(str(options.score or options.goals / "score.py"))
    described = json.loads((options.goals / "tables.json").read_text(encoding="utf-8"))
    columns = {table["name"]: {c["name"]: c for c in table["columns"]} for table in described}
    counts = {"rules alone": Counter[str](), "with the model": Counter[str]()}
    lines = []
    for line in (options.goals / "goals.jsonl").read_text(encoding="utf-8").splitlines():
        goal = json.loads(line)
        table = facts[goal["table"]]
        rules = read_facts(goal["goal"], table)
        both = consulted(rules, goal["goal"], table, model, name=goal["table"])
        for name, reading in (("rules alone", rules), ("with the model", both)):
            counts[name].update(_judged(goal, reading, columns[goal["table"]], score["judge"]))
        lines.append(json.dumps({"id": goal["id"], **prediction(both)}, ensure_ascii=False))
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    total = len(lines)
    print(f"{total} goals{'':<42}" + "".join(f"{name:>16}" for name in counts))
    for what in _ASKED_OF_BOTH:
        print(f"{what:<52}" + "".join(f"{count[what]:>10} {count[what] / total:5.1%}" for count in counts.values()))


_ASKED_OF_BOTH = (
    "right as read",
    "right as read, or the right plan is one click away",
    "a wrong plan stands there without a question",
    "a question although goal and table settle it",
    "the language model gave no usable answer",
)


def _judged(goal: dict[str, Any], reading: Reading, columns: dict[str, Any], judge: Any) -> list[str]:
    """What of ``_ASKED_OF_BOTH`` holds for one reading."""

    def right(guess: dict[str, Any]) -> bool:
        keys, false, unknown = judge(goal, guess, columns)
        return all(keys.values()) and not false and not unknown

    found, first = [], prediction(reading)
    plans = [choice for question in reading.questions for choice in question.plans]
    offered = [
        prediction(Reading(ReadingStatus.OK, choice.spec, stated=frozenset({"seconds"} & reading.stated)))
        for choice in plans
    ]
    if right(first):
        found += [_ASKED_OF_BOTH[0], _ASKED_OF_BOTH[1]]
    elif any(right(guess) for guess in offered):
        found.append(_ASKED_OF_BOTH[1])
    elif reading.status in (ReadingStatus.OK, ReadingStatus.UNDERSTOOD):
        found.append(_ASKED_OF_BOTH[2])
    if reading.status is ReadingStatus.CLARIFY and goal["expect"]["status"] == "ok":
        found.append(_ASKED_OF_BOTH[3])
    if reading.consulted is not None and reading.consulted.heard is Heard.FAILED:
        found.append(_ASKED_OF_BOTH[4])
    return found


def _key_from_the_environment() -> SecretStr | None:
    return config().language_model_key


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    cli.add_argument("--goals", type=Path, help="folder with goals.jsonl, tables.json and samples/")
    cli.add_argument("--out", type=Path, help="file for the predictions (JSON lines)")
    cli.add_argument("--score", type=Path, help="score.py, where the folder has none of its own")
    cli.add_argument("--verbose", action="store_true", help="list every failure")
    cli.add_argument("--endpoint", help="address of an OpenAI-compatible endpoint that reads the goals too")
    cli.add_argument("--model", default="model", help="the name of the model there")
    cli.add_argument("--sends", default="names", choices=("names", "statistics", "samples"))
    cli.add_argument("--columns", type=int, help="time readings on a made-up table of so many columns instead")
    options = cli.parse_args()
    if options.columns:
        time_wide(options.columns)
        return
    if not options.goals or not options.out:
        cli.error("--goals and --out belong together")
    described = json.loads((options.goals / "tables.json").read_text(encoding="utf-8"))
    facts = {table["name"]: table_facts(table, options.goals / "samples") for table in described}
    if options.endpoint:
        beside_a_model(options, facts)
        return
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
