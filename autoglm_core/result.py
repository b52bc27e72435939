"""What came out of a run, as frozen values that read and write JSON (arrays beside them as .npz)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.messages import Message
from autoglm_core.spec import TaskKind, TaskSpec

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.integer[Any]]


class MeasuredOn(StrEnum):
    HOLDOUT = "holdout"  # rows that nothing was fitted or chosen on
    OUT_OF_FOLD = "out_of_fold"  # each row by models that did not see it; ensemble and threshold chosen on other folds


class TrialState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    PRUNED = "pruned"
    FAILED = "failed"


@dataclass(frozen=True)
class Score:
    """A metric's value with its 95 % interval, in the metric's natural direction."""

    metric: str
    value: float
    low: float
    high: float
    greater_is_better: bool
    measured_on: MeasuredOn
    rows: int
    baseline: float  # the same metric of guessing without a model, on the same rows
    chosen_from: int = 0  # trials; above 0, the score is corrected for the choice of the best of them
    uncorrected: float | None = None  # what the shipped blend scores on the rows that it was chosen by


@dataclass(frozen=True)
class TrialRecord:
    """One line of the leaderboard; ``score`` in the metric's natural direction, None unless finished."""

    number: int
    family: str
    params: dict[str, Any]
    state: TrialState
    score: float | None
    fold_scores: tuple[float, ...]
    seconds: float
    weight: float = 0.0  # in the shipped model
    corrected: float | None = None  # ``score`` of the best trial, corrected for having been chosen


@dataclass(frozen=True)
class GeneratedFeature:
    """A feature made of the columns that was compared, with and without, inside the training rows of the folds.

    ``lift``: how much worse the run's metric is without it, on rows set aside inside the training rows, as a mean over
    the folds in which it came that far; in the metric's unit, and positive where the feature helps.
    """

    id: str  # to switch it off by
    kind: str  # the plug-in's name
    columns: tuple[str, ...]
    sentence: Message
    folds: int  # in how many it was kept
    of_folds: int  # in how many features were tried
    lift: float
    used: bool  # by a model that is shipped

    @property
    def paid(self) -> bool:
        """Whether it was kept in a fold, and helps on the whole."""
        return self.folds > 0 and self.lift > 0

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "columns": list(self.columns), "sentence": self.sentence.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> GeneratedFeature:
        sentence = Message.from_json(data["sentence"])
        return cls(**{**data, "columns": tuple(data["columns"]), "sentence": sentence})


@dataclass(frozen=True)
class ModelChoice:
    """A model that a finished run offers, and what it costs to ask it, measured on the machine that trained it."""

    name: str  # "accurate" or "fast"
    model: str  # a family's name or "ensemble"
    headline: Score
    latency_ms: float  # of a single row, median
    rows_per_second: float  # in a batch
    size_mb: float
    refitted: bool = False  # one model that was fitted again on all training rows


def choice_folder(run: Path, name: str) -> Path:
    """Where the files of a choice stand: the run's own folder, or model-fast/ in it, which opens like a run's folder.

    >>> choice_folder(Path("run"), "fast").as_posix()
    'run/model-fast'
    """
    return run / "model-fast" if name == "fast" else run


@dataclass(frozen=True)
class Explanation:
    """SHAP values of the shipped model on a sample: ``base + values.sum(axis=1) == prediction`` for each row.

    values: (rows, columns), in probability of ``of_class`` or in the target's unit. ``cells`` holds the cells of the
    explained rows as text (rows, columns), ``numbers`` the same as floats for colouring (NaN where not numeric).
    """

    columns: tuple[str, ...]
    values: Floats
    base: float
    predictions: Floats
    cells: npt.NDArray[Any]
    numbers: Floats
    rows: Ints  # positions in the modelled rows
    of_class: str | None = None
    approximate: bool = True
    error: float | None = None  # how far a value would typically move if it were worked out anew; same unit

    def save(self, path: Path) -> None:
        """Write one .npz without pickled objects."""
        np.savez_compressed(
            path,
            columns=np.array(self.columns, dtype=np.str_),
            values=self.values,
            base=self.base,
            predictions=self.predictions,
            cells=self.cells.astype(np.str_),
            numbers=self.numbers,
            rows=self.rows,
            of_class=np.array([] if self.of_class is None else [self.of_class], dtype=np.str_),
            approximate=self.approximate,
            error=np.nan if self.error is None else self.error,
        )

    @classmethod
    def load(cls, path: Path) -> Explanation:
        with np.load(path, allow_pickle=False) as data:
            of_class = data["of_class"]
            return cls(
                columns=tuple(str(column) for column in data["columns"]),
                values=data["values"],
                base=float(data["base"]),
                predictions=data["predictions"],
                cells=data["cells"],
                numbers=data["numbers"],
                rows=data["rows"],
                of_class=str(of_class[0]) if of_class.size else None,
                approximate=bool(data["approximate"]),
                error=float(data["error"]) if "error" in data and np.isfinite(data["error"]) else None,
            )


@dataclass(frozen=True)
class Judged:
    """The rows that the scores come from: truth and the shipped model's predictions.

    y: (rows,) class positions or target values; prediction: (rows, classes) probabilities, or (rows,) values;
    rows: positions in the modelled rows; labels: (rows,) class positions after the (cross-fitted) threshold, or None.
    """

    y: npt.NDArray[Any]
    prediction: Floats
    rows: Ints
    labels: Ints | None = None

    def save(self, path: Path) -> None:
        empty = np.array([], dtype=np.int64)
        labels = empty if self.labels is None else self.labels
        np.savez_compressed(path, y=self.y, prediction=self.prediction, rows=self.rows, labels=labels)

    @classmethod
    def load(cls, path: Path) -> Judged:
        with np.load(path, allow_pickle=False) as data:
            labels = data["labels"]
            return cls(data["y"], data["prediction"], data["rows"], labels if labels.size else None)


@dataclass(frozen=True)
class RunResult:
    """The outcome of one run, all that pages and reports show of it but the arrays."""

    spec: TaskSpec
    task: TaskKind
    target: str
    classes: tuple[str, ...]  # in the order of the probability columns; empty for regression. Binary: (other, positive)
    best_model: str  # a family's name, or "ensemble"
    metric: str
    metric_reason: Message
    headline: Score
    scores: tuple[Score, ...]  # every metric that suits the task, the headline's first
    sentence: Message  # the headline in the plan's own terms
    verdict: Message
    usable: bool
    threshold: float | None  # on the probability of the positive class; binary only
    leaderboard: tuple[TrialRecord, ...]  # best first
    features: tuple[str, ...]  # columns the model was given
    rows: int
    rows_train: int
    rows_holdout: int
    seconds: float
    data_hash: str
    warnings: tuple[Message, ...] = ()
    importance: dict[str, float] = field(default_factory=dict)  # column -> mean |SHAP|, largest first
    generated: tuple[GeneratedFeature, ...] = ()  # those kept in the most folds first
    choices: tuple[ModelChoice, ...] = ()  # most accurate first; one: no other is quicker; none: an older run

    def with_and_without(self) -> tuple[tuple[TrialRecord, TrialRecord], ...]:
        """Finished trials with generated features, each beside the one that was like it but for them; best first.

        Both scores come from the out-of-fold predictions on the same folds.
        """
        finished = [record for record in self.leaderboard if record.state is TrialState.FINISHED]
        plain = {_settings(record): record for record in finished if record.params.get("features") == "plain"}
        made = [record for record in finished if record.params.get("features") == "generated"]
        return tuple((record, plain[_settings(record)]) for record in made if _settings(record) in plain)

    def choice(self, name: str) -> ModelChoice | None:
        """The choice called ``name`` ("accurate" or "fast"), or None where the run does not offer it."""
        return next((choice for choice in self.choices if choice.name == name), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "spec": self.spec.model_dump(mode="json"),
            "task": str(self.task),
            "target": self.target,
            "classes": list(self.classes),
            "best_model": self.best_model,
            "metric": self.metric,
            "metric_reason": self.metric_reason.to_json(),
            "headline": vars(self.headline),
            "scores": [vars(score) for score in self.scores],
            "sentence": self.sentence.to_json(),
            "verdict": self.verdict.to_json(),
            "usable": self.usable,
            "threshold": self.threshold,
            "leaderboard": [vars(record) for record in self.leaderboard],
            "features": list(self.features),
            "rows": self.rows,
            "rows_train": self.rows_train,
            "rows_holdout": self.rows_holdout,
            "seconds": self.seconds,
            "data_hash": self.data_hash,
            "warnings": [warning.to_json() for warning in self.warnings],
            "importance": self.importance,
            "generated": [feature.to_json() for feature in self.generated],
            "choices": [{**vars(choice), "headline": vars(choice.headline)} for choice in self.choices],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> RunResult:
        return cls(
            **{
                **data,
                "spec": TaskSpec.model_validate(data["spec"]),
                "task": TaskKind(data["task"]),
                "classes": tuple(data["classes"]),
                "metric_reason": Message.from_json(data["metric_reason"]),
                "headline": _score(data["headline"]),
                "scores": tuple(_score(score) for score in data["scores"]),
                "sentence": Message.from_json(data["sentence"]),
                "verdict": Message.from_json(data["verdict"]),
                "leaderboard": tuple(_record(record) for record in data["leaderboard"]),
                "features": tuple(data["features"]),
                "warnings": tuple(Message.from_json(warning) for warning in data["warnings"]),
                "generated": tuple(GeneratedFeature.from_json(made) for made in data.get("generated", ())),
                "choices": tuple(_choice(choice) for choice in data.get("choices", ())),
            }
        )


def _score(data: dict[str, Any]) -> Score:
    return Score(**{**data, "measured_on": MeasuredOn(data["measured_on"])})


def _settings(record: TrialRecord) -> str:
    """The family and its own parameters, as one text."""
    own = {name: value for name, value in record.params.items() if name != "features"}
    return f"{record.family} {json.dumps(own, sort_keys=True)}"


def _choice(data: dict[str, Any]) -> ModelChoice:
    return ModelChoice(**{**data, "headline": _score(data["headline"])})


def _record(data: dict[str, Any]) -> TrialRecord:
    fold_scores = tuple(data["fold_scores"])
    return TrialRecord(**{**data, "state": TrialState(data["state"]), "fold_scores": fold_scores})
