"""Measures what each kind of generated feature adds on every set of a folder laid out like shared/datasets.

    python benchmarks/features.py --datasets DIR [--only NAME ...] [--rows N] [--folds K]

Out-of-fold score of LightGBM with its defaults on train.csv alone, with the features of one kind that the cheap test
keeps in each fold, and without any. The lift is relative, so that sets can be averaged: the share of the error that is
gone (1 - area under the ROC curve, logarithmic loss or root mean squared error), in percent. Positive is better.
Where a kind keeps nothing in a fold, the fold's model is the one without.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from autoglm_core import pipeline  # noqa: E402 -- found beside this file, wherever it is started
from autoglm_core.contracts import BuildContext, Encoding, Feature, Needs  # noqa: E402
from autoglm_core.data.checks import table_findings  # noqa: E402
from autoglm_core.data.read import load  # noqa: E402
from autoglm_core.data.recipes import apply, initial_recipe  # noqa: E402
from autoglm_core.data.roles import detect_roles  # noqa: E402
from autoglm_core.prepare import plan  # noqa: E402
from autoglm_core.prepare.choosing import CheapTest, Tried  # noqa: E402
from autoglm_core.prepare.probe import Base  # noqa: E402
from autoglm_core.registry import plugin, plugins  # noqa: E402
from autoglm_core.spec import Budget, TaskSpec, Validation  # noqa: E402
from autoglm_core.summary import Prepared  # noqa: E402
from autoglm_core.table import Table  # noqa: E402

ALL = "all kinds"
NEEDS = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)


@dataclass
class Measured:
    """One set with the features of one kind: the out-of-fold score, what it took beside fitting, and what was kept."""

    predictions: npt.NDArray[Any]
    seconds: float = 0.0
    features: int = 0
    chosen: list[Tried] = field(default_factory=list)


def prepared_set(folder: Path, entry: dict[str, Any], rows: int, folds: int) -> Prepared:
    loaded = load(str(folder / entry["name"] / "train.csv"))
    raw = Table(loaded.frame, detect_roles(loaded.frame), entry["name"])
    table = apply(loaded.frame, initial_recipe(loaded.receipt, raw, table_findings(raw)))
    if table.rows > rows:
        table = table.take(np.sort(np.random.default_rng(0).permutation(table.rows)[:rows]))
    return pipeline.prepare(
        table,
        TaskSpec(
            task=entry["task"],
            target=entry["target"],
            metric=entry["metric"],
            budget=Budget(seconds=60),
            validation=Validation(folds=folds, holdout=False),
        ),
    )


def fit_and_predict(
    data: Prepared, features: Table, train: Any, valid: Any, chosen: list[Feature]
) -> npt.NDArray[np.float64]:
    family, classes = plugin("models", "lightgbm"), len(data.target.classes)
    preparation = plan.preparation(features, NEEDS, 0, chosen)
    y = data.target.y
    matrix = preparation.fit_transform(features.frame.iloc[train], y[train])
    context = BuildContext(
        task=data.task.kind,
        classes=classes,
        rows=len(train),
        columns=matrix.shape[1],
        category_columns=plan.category_columns(preparation),
        seed=0,
    )
    model = family.build(family.defaults(features.take(train)), context).fit(matrix, y[train])
    judged = preparation.transform(features.frame.iloc[valid])
    return model.predict_proba(judged) if classes else model.predict(judged)


def measure(data: Prepared, kinds: tuple[str, ...]) -> dict[str, Measured]:
    """For no feature (""), for each kind by itself, and for all kinds together."""
    features, y, classes = data.table.select(data.features), data.target.y, len(data.target.classes)
    shape = (len(y), classes) if classes else (len(y),)
    found = {kind: Measured(np.full(shape, np.nan)) for kind in ("", *kinds, ALL)}
    for train, valid in data.split.folds:
        plain = fit_and_predict(data, features, train, valid, [])
        found[""].predictions[valid] = plain
        preparation = plan.preparation(features, NEEDS, 0)
        matrix = preparation.fit_transform(features.frame.iloc[train])
        base = Base(matrix, preparation.get_feature_names_out(), plan.category_columns(preparation))
        started = time.perf_counter()
        test = CheapTest.of(features.take(train), base, y[train], classes, data.metric, 0)
        shared = time.perf_counter() - started
        for kind in (*kinds, ALL):
            started = time.perf_counter()
            off = () if kind == ALL else [other for other in kinds if other != kind]
            tried = test.choose(off) if test else ()
            kept = [item.feature for item in tried if item.kept]
            mine = found[kind]
            mine.seconds += shared + time.perf_counter() - started
            mine.features += len(kept)
            mine.chosen += tried
            mine.predictions[valid] = fit_and_predict(data, features, train, valid, kept) if kept else plain
    return found


def error_of(data: Prepared, predictions: npt.NDArray[Any]) -> float:
    score = data.metric.score(data.target.y, predictions)
    return 1.0 - score if data.metric.greater_is_better else score


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=Path, required=True)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--show", action="store_true", help="name the features of each set")
    arguments = parser.parse_args()
    kinds = tuple(maker.name for maker in plugins("features"))
    lifts: dict[str, dict[str, float]] = {kind: {} for kind in (*kinds, ALL)}
    kept: dict[str, dict[str, float]] = {kind: {} for kind in (*kinds, ALL)}
    seconds: dict[str, list[float]] = {kind: [] for kind in (*kinds, ALL)}
    print("| set | metric | without | with all kinds | lift % | features a fold | test s a fold |")
    print("|---|---|---:|---:|---:|---:|---:|", flush=True)
    for entry in json.loads((arguments.datasets / "manifest.json").read_text(encoding="utf-8")):
        if arguments.only and entry["name"] not in arguments.only:
            continue
        data = prepared_set(arguments.datasets, entry, arguments.rows, arguments.folds)
        found, folds = measure(data, kinds), len(data.split.folds)
        without = error_of(data, found[""].predictions)
        for kind in (*kinds, ALL):
            lifts[kind][entry["name"]] = 100.0 * (1.0 - error_of(data, found[kind].predictions) / without)
            kept[kind][entry["name"]] = found[kind].features / folds
            seconds[kind].append(found[kind].seconds / folds)
        scores = [data.metric.score(data.target.y, found[kind].predictions) for kind in ("", ALL)]
        lift = lifts[ALL][entry["name"]]
        print(
            f"| {entry['name']} | {entry['metric']} | {scores[0]:.5g} | {scores[1]:.5g} | {lift:+.2f} "
            f"| {kept[ALL][entry['name']]:.1f} | {seconds[ALL][-1]:.2f} |",
            flush=True,
        )
        if arguments.show:
            for tried in found[ALL].chosen:
                print(f"    {tried.feature.id}  {tried.lift:.5f} {'kept' if tried.kept else 'dropped'}")
    print("\n| kind | mean lift % | paid on | did not pay on | kept nothing on | test s a fold |")
    print("|---|---:|---|---|---|---:|")
    for kind in (*kinds, ALL):
        used = {name: lift for name, lift in lifts[kind].items() if kept[kind][name]}
        paid = [f"{name} {lift:+.2f}" for name, lift in used.items() if lift > 0]
        lost = [f"{name} {lift:+.2f}" for name, lift in used.items() if lift <= 0]
        mean = np.mean(list(lifts[kind].values()))
        print(
            f"| {kind} | {mean:+.3f} | {', '.join(paid) or '-'} | {', '.join(lost) or '-'} "
            f"| {len(lifts[kind]) - len(used)} sets | {np.mean(seconds[kind]):.2f} |"
        )


if __name__ == "__main__":
    main()
