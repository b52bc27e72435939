"""Whether offered changes turn the prediction, keep to locks and ranges, and are as few as brute force finds.

    python benchmarks/counterfactuals.py --workspace FOLDER [--rows 100] [--small 4] [--brute 12] [--runs telco ...]

Of each finished run in the workspace ``--rows`` rows are drawn. Each is given to the inspection with the locks that a
user begins with, and every change that it offers is typed into the row and predicted by the shipped model as a row by
itself. Then all but ``--small`` columns (those that matter most) are locked, and for the first ``--brute`` rows a brute
force on values that it draws itself goes through one, two and more columns at a time.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autoglm_core.inspect._run import InspectedRun
from autoglm_core.inspect.counterfactual import Counterfactual
from autoglm_core.predict import ShippedModel
from autoglm_core.store import RunStatus, Workspace
from autoglm_core.view.changes import exact

_DRAWN = {1: 200, 2: 30, 3: 11, 4: 6}  # values of a column, by how many columns change at once
_TOP = 0.99


def reached(model: ShippedModel, frame: pd.DataFrame, found: Mapping[str, Any]) -> Any:
    """(rows,): whether the model says what was wanted of the row that ``found`` is about."""
    said = model.predict(frame).to_numpy()
    if not model.classes:
        return said >= found["wanted"] if found["up"] else said <= found["wanted"]
    return said == found["wanted"] if found["wanted"] is not None else said != found["now"]


def typed(model: ShippedModel, row: pd.DataFrame, turn: Mapping[str, Any]) -> pd.DataFrame:
    """The row as somebody would type the change in: each new cell as it is written in the sentence."""
    changed = row.astype(object).copy()
    for change in turn["changes"]:
        shown = exact(change["after"], "en")
        number = model.schema[change["column"]].type in ("integer", "number")
        changed[change["column"]] = shown.replace(",", "") if number else str(change["after"])
    return changed


def plausible(model: ShippedModel, frame: pd.DataFrame, turn: Mapping[str, Any]) -> bool:
    """Whether every new cell lies between the 1st and 99th percentile, or is a category that was seen."""
    for change in turn["changes"]:
        column, cells = model.schema[change["column"]], frame[change["column"]].dropna()
        if column.type in ("integer", "number"):
            low, high = np.quantile(cells.astype(float), [1 - _TOP, _TOP], method="nearest")
            low, high = (low, high) if low < high else (cells.min(), cells.max())
            whole = column.type == "integer" and float(change["after"]) != int(change["after"])
            if whole or not low <= change["after"] <= high:
                return False
        elif column.type != "boolean" and change["after"] not in set(cells.astype(str)):
            return False
    return True


def brute(
    model: ShippedModel, frame: pd.DataFrame, row: pd.DataFrame, found: Mapping[str, Any], columns: Sequence[str]
) -> int | None:
    """The fewest columns that turn it, on values drawn by rank and evenly, every combination; None where none does."""
    rng = np.random.default_rng(1)
    for size in range(1, len(columns) + 1):
        for chosen in combinations(columns, size):
            values = [drawn(model, frame[name], name, _DRAWN[size], rng) for name in chosen]
            cells = list(product(*values))
            made = pd.concat([row] * len(cells), ignore_index=True).astype(object)
            for place, name in enumerate(chosen):
                made[name] = [cell[place] for cell in cells]
            if reached(model, made, found).any():
                return size
    return None


def drawn(model: ShippedModel, cells: pd.Series[Any], name: str, most: int, rng: np.random.Generator) -> list[Any]:
    column, present = model.schema[name], cells.dropna()
    if column.type not in ("integer", "number"):
        return list(present.astype(str).value_counts().index[:40])[:most]
    low, high = np.quantile(present.astype(float), [1 - _TOP, _TOP], method="nearest")
    inside = present[(present >= low) & (present <= high)].unique()
    if len(inside) <= most:
        return list(inside)
    even = np.linspace(low, high, most // 2 + 1)
    even = np.round(even).astype(int) if column.type == "integer" else even
    return [*even, *rng.choice(inside, most // 2, replace=False)]


def judged(run: InspectedRun, rows: int, small: int, brutes: int) -> str:
    model, frame = run.model, run.features.frame
    places = np.random.default_rng(0).choice(len(frame), min(rows, len(frame)), replace=False)
    told: Counter[str] = Counter()
    seconds = []
    for place in places.tolist():
        started = time.process_time()
        try:
            found = Counterfactual().compute(run, {"row": place}, lambda _done, _total: None)
        except Exception as error:  # noqa: BLE001 -- a row that is as wanted already
            told[f"said: {getattr(error, 'args', error)}"] += 1
            continue
        seconds.append(time.process_time() - started)
        row = frame.iloc[[place]]
        told["rows"] += 1
        told["with a change"] += bool(found["turns"])
        for turn in found["turns"]:
            told["changes"] += 1
            told["turn"] += bool(reached(model, typed(model, row, turn), found)[0])
            told["keep locks"] += not {change["column"] for change in turn["changes"]} & set(found["locked"])
            told["plausible"] += plausible(model, frame, turn)
        if found["turns"]:
            told[f"{len(found['turns'][0]['changes'])} columns"] += 1
    free = [name for name in run.result.importance if name not in model.schema.locked_at_first()][:small]
    locked = [name for name in model.features if name not in free]
    for place in places.tolist()[:brutes]:
        try:
            found = Counterfactual().compute(run, {"row": place, "locked": locked}, lambda _done, _total: None)
        except Exception:  # noqa: BLE001
            continue
        fewest = brute(model, frame, frame.iloc[[place]], found, free)
        mine = len(found["turns"][0]["changes"]) if found["turns"] else None
        told["small"] += 1
        told["small none"] += mine is None
        told["small none, brute force finds one"] += mine is None and fewest is not None
        told["small as few or fewer"] += mine == fewest or (mine is not None and (fewest is None or mine < fewest))
        told["small fewer than brute force"] += mine is not None and (fewest is None or mine < fewest)
    middle = float(np.median(seconds)) if seconds else float("nan")
    return f"{dict(told)}; {middle:.1f} CPU s a row (median)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=100)
    parser.add_argument("--small", type=int, default=4)
    parser.add_argument("--brute", type=int, default=12)
    parser.add_argument("--runs", nargs="*", default=[])
    asked = parser.parse_args()
    space = Workspace(asked.workspace)
    for info in space.runs():
        if info.status is not RunStatus.FINISHED or (asked.runs and not info.name.startswith(tuple(asked.runs))):
            continue
        inspected = InspectedRun(
            info.folder, "accurate", space.result(info.id), lambda run=info: space.run_table(run.id)
        )
        print(f"{info.name}: {judged(inspected, asked.rows, asked.small, asked.brute)}", flush=True)


if __name__ == "__main__":
    main()
