"""The data of one run as its slots see it: features, target and folds on disk, memory-mapped, never pickled."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Metric, Target
from autoglm_core.data.arrow import read_arrow, write_arrow
from autoglm_core.prepare.choosing import Tried
from autoglm_core.registry import plugin
from autoglm_core.result import Ints
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

Folds = tuple[tuple[Ints, Ints], ...]


@dataclass(frozen=True)
class WorkFolder:
    """A run's folder, with what is needed to fit one fold of one trial. Positions count the modelled rows."""

    run: Path
    # What a slot has loaded of the prepared folds, memory-mapped: reading it anew takes longer than many fits.
    at_hand: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def folder(self) -> Path:
        return self.run / "work"

    def write(
        self,
        *,
        table: Table,
        target: Target,
        folds: Folds,
        task: TaskKind,
        metric: str,
        seed: int,
        features_off: tuple[str, ...] = (),
    ) -> None:
        """``table`` holds the features alone, row for row with ``target``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_arrow(table.frame, self.folder / "features.arrow")
        np.save(self.folder / "y.npy", target.y)
        arrays = {f"{part}{i}": rows for i, fold in enumerate(folds) for part, rows in zip("tv", fold, strict=True)}
        with (self.folder / "folds.npz").open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        meta = {
            "task": str(task),
            "classes": len(target.classes),
            "metric": metric,
            "folds": len(folds),
            "seed": seed,
            "features_off": list(features_off),
            "roles": {column: str(role) for column, role in table.roles.items()},
        }
        (self.folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")

    @cached_property
    def _meta(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))
        return data

    @cached_property
    def table(self) -> Table:
        frame = read_arrow(self.folder / "features.arrow")
        return Table(frame, {column: Role(role) for column, role in self._meta["roles"].items()})

    @cached_property
    def y(self) -> npt.NDArray[Any]:
        array: npt.NDArray[Any] = np.load(self.folder / "y.npy", allow_pickle=False)
        return array

    @cached_property
    def folds(self) -> Folds:
        with np.load(self.folder / "folds.npz", allow_pickle=False) as data:
            return tuple((data[f"t{i}"], data[f"v{i}"]) for i in range(self._meta["folds"]))

    @property
    def task(self) -> TaskKind:
        return TaskKind(self._meta["task"])

    @property
    def classes(self) -> int:
        return int(self._meta["classes"])

    @property
    def seed(self) -> int:
        return int(self._meta["seed"])

    @property
    def features_off(self) -> tuple[str, ...]:
        """Generated features, or kinds of them, that are not made."""
        return tuple(self._meta.get("features_off", ()))

    @cached_property
    def metric(self) -> Metric:
        metrics: tuple[Metric, ...] = plugin("tasks", self.task).metrics
        return next(metric for metric in metrics if metric.name == self._meta["metric"])

    # ---- where things of a trial stand -------------------------------------------------------------------------------

    def fold_folder(self, number: int, fold: int) -> Path:
        return self.run / "trials" / f"{number:04d}" / f"fold{fold}"

    def prediction_path(self, number: int, fold: int) -> Path:
        return self.run / "trials" / f"{number:04d}" / f"prediction{fold}.npy"

    def prepared_folder(self, key: str, fold: int) -> Path:
        return self.run / "prepared" / key / f"fold{fold}"

    # ---- generated features ------------------------------------------------------------------------------------------

    def choice(self, fold: int) -> tuple[Tried, ...] | None:
        """The features tried in the fold's training rows; None where that was not done yet."""
        path = self._choice_path(fold)
        if not path.exists():
            return None
        return tuple(Tried.from_json(item) for item in json.loads(path.read_text(encoding="utf-8")))

    def keep_choice(self, fold: int, tried: tuple[Tried, ...]) -> None:
        path = self._choice_path(fold)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two slots may have chosen at once: they chose the same.
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump([item.to_json() for item in tried], file)
        os.replace(temporary, path)

    def _choice_path(self, fold: int) -> Path:
        return self.run / "prepared" / "features" / f"fold{fold}.json"

    def out_of_fold(self, number: int, folds: tuple[int, ...]) -> npt.NDArray[np.float64]:
        """Predictions of trial ``number`` for every row, NaN where none of ``folds`` judged it."""
        shape = (len(self.y), self.classes) if self.classes else (len(self.y),)
        predictions = np.full(shape, np.nan)
        for fold in folds:
            predictions[self.folds[fold][1]] = np.load(self.prediction_path(number, fold), allow_pickle=False)
        return predictions
