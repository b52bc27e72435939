"""The shipped model: a weighted mean of bags of fold models, loaded from its folder without pickle."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import ThreadpoolController

from autoglm_core.contracts import Predictor
from autoglm_core.errors import PackageError
from autoglm_core.messages import Message
from autoglm_core.registry import plugin
from autoglm_core.schema import Schema
from autoglm_core.skops_io import load as load_skops
from autoglm_core.spec import TaskKind

FORMAT = 1
# For fewer rows a thread costs more than it brings.
_ROWS_FOR_THREADS = 200
_LEAST = 1e-12  # a probability of nothing at all stays one when it is made surer


@dataclass(frozen=True)
class Part:
    """One fitted estimator, the preparation that its input went through, and its share in the whole."""

    family: str
    weight: float
    prepared: str  # folder below prepared/, such as "one_hot-scaled-filled/fold0"
    member: str  # folder below members/, such as "0003/fold0"


@dataclass(frozen=True)
class ShippedModel(Predictor):
    """What predicts: everything of a run that is needed for a prediction, and nothing else.

    ``threshold`` is on the probability of the positive class, the second of ``classes``; None unless binary.
    """

    task: TaskKind
    target: str
    classes: tuple[str, ...]
    threshold: float | None
    schema: Schema
    parts: tuple[Part, ...]
    temperature: float  # above 1 the blended probabilities are made less sure, below 1 surer
    _preparations: dict[str, Any] = field(repr=False)
    _estimators: dict[str, Any] = field(repr=False)

    @property
    def features(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.schema.features

    @classmethod
    def load(cls, folder: Path) -> ShippedModel:
        """The model in ``folder`` (a run's ``model/``). Raises PackageError where it is damaged or too new."""
        description = _read_description(folder)
        if description["format"] > FORMAT:
            raise PackageError("error-package-too-new", format=str(description["format"]))
        parts = tuple(Part(**part) for part in description["parts"])
        preparations = {
            name: load_skops(_inside(folder / "prepared", name) / "prepare.skops")
            for name in dict.fromkeys(part.prepared for part in parts)
        }
        estimators = {
            part.member: plugin("models", part.family).load(_inside(folder / "members", part.member)) for part in parts
        }
        return cls(
            task=TaskKind(description["task"]),
            target=description["target"],
            classes=tuple(description["classes"]),
            threshold=description["threshold"],
            schema=Schema.from_json(description["schema"]),
            parts=parts,
            temperature=description.get("temperature", 1.0),
            _preparations=preparations,
            _estimators=estimators,
        )

    def scores(self, frame: pd.DataFrame) -> npt.NDArray[np.float64]:
        """(rows, classes) probabilities, or (rows,) values, of a frame in the columns and types of training."""
        blended = self._blended(frame)
        if self.temperature == 1.0:
            return blended
        raised = np.maximum(blended, _LEAST) ** (1.0 / self.temperature)
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def _blended(self, frame: pd.DataFrame) -> npt.NDArray[np.float64]:
        shape = (len(frame), len(self.classes)) if self.classes else (len(frame),)
        total = np.zeros(shape)
        if not self._preparations:
            return total
        # The cells are read once for all preparations: reading them is most of what a single row costs.
        cells = next(iter(self._preparations.values())).cells(frame)

        def prepared(name: str) -> npt.NDArray[Any]:
            matrix: npt.NDArray[Any] = self._preparations[name].transform(cells)
            return matrix

        def weighted(part: Part) -> npt.NDArray[np.float64]:
            estimator, matrix = self._estimators[part.member], matrices[part.prepared]
            raw = estimator.predict_proba(matrix) if self.classes else estimator.predict(matrix)
            return part.weight * np.asarray(raw, dtype=np.float64)

        cores = len(os.sched_getaffinity(0))
        with ExitStack() as stack:
            each: Callable[..., Any] = map
            if len(frame) >= _ROWS_FOR_THREADS and cores > 1:
                each = stack.enter_context(ThreadPoolExecutor(cores)).map
                # Several threads a matrix product, side by side, would be more threads than cores.
                stack.enter_context(_libraries().limit(limits=1))
            matrices = dict(zip(self._preparations, each(prepared, self._preparations), strict=True))
            # Added up in the order of the parts in either case: the sum is the same to the last bit.
            for found in each(weighted, self.parts):
                total += found
        return total

    # ---- explaining --------------------------------------------------------------------------------------------------

    @property
    def acts_together(self) -> int | None:
        """At most two for additive models of a value and their blends; None for all others."""
        orders = [self._estimators[part.member].acts_together for part in self.parts]
        return None if not orders or None in orders or not self._sources_known else max(orders)

    @property
    def explains_itself(self) -> bool:
        """Whether each part does, and no column of any matrix was made of several columns of the data."""
        parts = [self._estimators[part.member].explains_itself for part in self.parts]
        return bool(parts) and all(parts) and self._sources_known

    @property
    def _sources_known(self) -> bool:
        return all(preparation.sources() is not None for preparation in self._preparations.values())

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> tuple[npt.NDArray[np.float64], float]:
        """(rows, features) exact SHAP values in the target's unit, and their base: base + sum is ``scores``.

        The values of a blend are the blend of its parts' values. Columns of a part's matrix that rest on one column of
        the data, such as the indicators of its categories, are added up.
        """
        values, base = np.zeros((len(frame), len(self.features))), 0.0
        place = {column: position for position, column in enumerate(self.features)}
        matrices = {name: (p.transform(frame), p.transform(background)) for name, p in self._preparations.items()}
        for part in self.parts:
            effects, own_base = self._estimators[part.member].contributions(*matrices[part.prepared])
            for source, effect in zip(self._preparations[part.prepared].sources(), effects.T, strict=True):
                if source:  # the column of zeros has none
                    values[:, place[source]] += part.weight * effect
            base += part.weight * own_base
        return values, base

    def align(self, frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Message, ...]]:
        """``frame`` in the columns and types the model was trained on, and what differed.

        Raises SchemaError that names each column that is missing or cannot be read.
        """
        aligned = self.schema.align(frame)
        return aligned.frame, aligned.notes

    def predict_proba(self, frame: pd.DataFrame) -> pd.DataFrame:
        """(rows, classes): one column a class, named by it. Raises SchemaError; TypeError for regression."""
        if not self.classes:
            raise TypeError("a regression model has no class probabilities")
        return pd.DataFrame(self.scores(self.align(frame)[0]), columns=list(self.classes), index=frame.index)

    def predict(self, frame: pd.DataFrame) -> pd.Series[Any]:
        """(rows,): the class as text (binary: by the threshold), or the value. Raises SchemaError."""
        scores = self.scores(self.align(frame)[0])
        return pd.Series(self.decide(scores), index=frame.index, name=self.target)

    def decide(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
        """Classes as text for probabilities, or the values as they are."""
        if not self.classes:
            return scores
        if self.threshold is not None:
            positions = (scores[:, 1] >= self.threshold).astype(int)
        else:
            positions = scores.argmax(axis=1)
        chosen: npt.NDArray[Any] = np.array(self.classes, dtype=object)[positions]
        return chosen


@cache
def _libraries() -> ThreadpoolController:
    """The libraries of this process that have threads of their own."""
    return ThreadpoolController()


def write_description(
    folder: Path,
    *,
    task: TaskKind,
    target: str,
    classes: Sequence[str],
    threshold: float | None,
    schema: Schema,
    parts: Sequence[Part],
    temperature: float = 1.0,
) -> None:
    """Write model.json, the last file of a model folder: a folder without it is no model."""
    description = {
        "format": FORMAT,
        "task": str(task),
        "target": target,
        "classes": list(classes),
        "threshold": threshold,
        "temperature": temperature,
        "schema": schema.to_json(),
        "parts": [vars(part) for part in parts],
    }
    temporary = folder / "model.json.part"
    temporary.write_text(json.dumps(description, ensure_ascii=False, indent=1), encoding="utf-8")
    temporary.replace(folder / "model.json")


def _read_description(folder: Path) -> dict[str, Any]:
    try:
        data = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PackageError("error-package-damaged", file="model.json") from error
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        raise PackageError("error-package-damaged", file="model.json")
    return data


def _inside(folder: Path, name: str) -> Path:
    # A package comes from outside: a name such as ../../x must not reach another file.
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise PackageError("error-package-damaged", file="model.json")
    return path
