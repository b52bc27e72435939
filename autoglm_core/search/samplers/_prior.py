"""What was learned on earlier data sets: measured runs of configurations, as search/portfolio.json holds them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autoglm_core.result import Floats
from autoglm_core.spec import TaskKind

FILE = Path(__file__).parents[1] / "portfolio.json"
_SCALE = 1e-4  # scores and error vectors are stored as whole numbers of this unit
# How far apart two tables are still alike: factors of four in rows and of three in columns, a third of the columns.
_WIDTH_ROWS, _WIDTH_COLUMNS, _WIDTH_SHARE, _WIDTH_CLASSES = 0.6, 0.5, 0.35, 0.5
# What the other task teaches: classification of two and of more classes is closer than either is to regression.
_OTHER_CLASSES, _OTHER_TASK = 0.35, 0.15
_LEAST_ALIKE = 0.02


@dataclass(frozen=True)
class Facts:
    """What the similarity of two tables is told by. ``classes`` is 0 for regression."""

    rows: int
    columns: int
    category_share: float
    classes: int
    task: TaskKind

    def likeness(self, other: Facts) -> float:
        """Above 0, 1 for the same facts.

        >>> small = Facts(rows=500, columns=10, category_share=0.5, classes=2, task=TaskKind.BINARY)
        >>> small.likeness(small), round(small.likeness(replace(small, rows=50_000)), 2)
        (1.0, 0.02)
        """
        far = (
            (np.log10(max(self.rows, 1) / max(other.rows, 1)) / _WIDTH_ROWS) ** 2
            + (np.log10(max(self.columns, 1) / max(other.columns, 1)) / _WIDTH_COLUMNS) ** 2
            + ((self.category_share - other.category_share) / _WIDTH_SHARE) ** 2
        )
        kind = 1.0
        if self.task != other.task:
            kind = _OTHER_TASK if TaskKind.REGRESSION in (self.task, other.task) else _OTHER_CLASSES
        elif self.classes > 2 and other.classes > 2:
            far += (np.log10(self.classes / other.classes) / _WIDTH_CLASSES) ** 2
        return float(max(kind * np.exp(-0.5 * far), _LEAST_ALIKE))


@dataclass(frozen=True)
class Earlier:
    """A configuration that was measured; ``params``: its values on each data set, None where it was not measured."""

    name: str
    family: str
    given: Mapping[str, Any] | None  # None: the family's own defaults for a table
    params: tuple[Mapping[str, Any] | None, ...]


@dataclass(frozen=True)
class Prior:
    """The measured runs as a matrix, (data sets, configurations); NaN where a configuration was not measured.

    ``scores``: 0 as good as no model, 1 as good as the best single configuration on that set.
    ``seconds``: processor time of one fit and its predictions.
    ``errors`` (data sets, configurations, directions): the errors on the judged rows, in units of those without a
    model, reduced to their principal directions; the length of the mean of two is the error of their blend. The last
    direction holds what is left over, which no other configuration shares.
    """

    names: tuple[str, ...]
    facts: tuple[Facts, ...]
    configurations: tuple[Earlier, ...]
    scores: Floats
    seconds: Floats
    errors: Floats

    def without(self, left_out: Collection[str]) -> Prior:
        """The same without the runs of the data sets named in ``left_out``."""
        kept = [at for at, name in enumerate(self.names) if name not in left_out]
        if len(kept) == len(self.names):
            return self
        return Prior(
            names=tuple(self.names[at] for at in kept),
            facts=tuple(self.facts[at] for at in kept),
            configurations=tuple(
                replace(earlier, params=tuple(earlier.params[at] for at in kept)) for earlier in self.configurations
            ),
            scores=self.scores[kept],
            seconds=self.seconds[kept],
            errors=self.errors[kept],
        )

    def run_id(self, configuration: int, data_set: int) -> str:
        """The id of a measured run in benchmarks/results/portfolio_runs.jsonl."""
        return f"{self.configurations[configuration].name}@{self.names[data_set]}"


@cache
def prior(left_out: tuple[str, ...] = ()) -> Prior:
    """What the package ships, without the data sets named in ``left_out``.

    >>> "titanic" in prior(("titanic",)).names
    False
    """
    if left_out:
        return prior().without(left_out)
    return _read(json.loads(FILE.read_text(encoding="utf-8")))


def _read(data: Mapping[str, Any]) -> Prior:
    sets = data["data_sets"]
    facts = tuple(Facts(s["rows"], s["columns"], s["category_share"], s["classes"], TaskKind(s["task"])) for s in sets)
    earlier = []
    for entry in data["configurations"]:
        if "given" in entry:
            given = entry["given"]
            earlier.append(Earlier(entry["name"], entry["family"], given, (given,) * len(sets)))
        else:
            used = [row and dict(zip(entry["parameters"], row, strict=True)) for row in entry["values"]]
            earlier.append(Earlier(entry["name"], entry["family"], None, tuple(used)))
    return Prior(
        names=tuple(s["name"] for s in sets),
        facts=facts,
        configurations=tuple(earlier),
        scores=_SCALE * _matrix(data["scores"]),
        seconds=_matrix(data["seconds"]),
        errors=_SCALE * _tensor(data["errors"]),
    )


def _matrix(rows: Sequence[Sequence[float | None]]) -> Floats:
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=np.float64)


def _tensor(rows: Sequence[Sequence[Sequence[float] | None]]) -> Floats:
    directions = next(len(vector) for row in rows for vector in row if vector is not None)
    gap = [np.nan] * directions
    return np.array([[gap if vector is None else vector for vector in row] for row in rows], dtype=np.float64)
