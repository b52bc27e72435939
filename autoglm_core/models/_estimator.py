"""What the estimators of all families share: classes that a fold lacks, targets without variation, and storage."""

from __future__ import annotations

import hashlib
import io
import json
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator

from autoglm_core.contracts import BuildContext, ModelFamily
from autoglm_core.errors import PackageError
from autoglm_core.models._target import LogScale
from autoglm_core.result import Floats, Ints
from autoglm_core.spec import TaskKind

Matrix = npt.NDArray[np.float32]

CLASSIFICATION = frozenset({TaskKind.BINARY, TaskKind.MULTICLASS})
TABULAR = CLASSIFICATION | {TaskKind.REGRESSION}

_FACTS = "estimator.json"
_ARRAYS = "arrays.npz"
# Rows whose residuals are looked at to correct the mean of a logarithmic scale.
_SMEARED_ROWS = 2_000


class FoldEstimator(BaseEstimator):  # type: ignore[misc]
    """A scikit-learn estimator for one fold; ``y`` holds class positions 0..k-1, or float values.

    A family fits in ``_fit`` and predicts in ``_raw``. It sees classes numbered without gaps, at least two of them, or
    values of mean 0 and standard deviation 1 that do vary; all else is dealt with here:

    - a class that the training rows lack gets a small probability, and ``predict_proba`` a column for every class;
    - a target without variation is predicted as it is, without any model.
    """

    most_together: ClassVar[int | None] = None  # columns that act together at most in ``_raw`` of a regression
    has_contributions: ClassVar[bool] = False  # whether ``_raw_contributions`` gives any

    def __init__(self, *, params: Mapping[str, Any], context: BuildContext) -> None:
        self.params = params
        self.context = context

    # ---- for the families ----

    @abstractmethod
    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        """Fit on (rows, columns) and (rows,); ``classes`` is 0 for regression, else what ``y`` holds (2 or more)."""

    @abstractmethod
    def _raw(self, X: Matrix) -> Floats:
        """(rows, classes) probabilities, or (rows,) values."""

    @abstractmethod
    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:
        """The fitted arrays to store, once whatever needs a file of its own is written into ``folder``."""

    @abstractmethod
    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Restore what ``_save`` wrote. Whatever it raises is reported as a damaged file."""

    def _raw_contributions(self, X: Matrix, background: Matrix) -> tuple[Floats, float]:
        """(rows, columns) exact SHAP values of the matrix' columns and their base: base + sum is ``_raw``.

        Of a regression, where ``has_contributions``: of linear models against ``background``, of trees against the rows
        that they were grown on (Lundberg and others, From local explanations to global understanding with explainable
        AI for trees, 2020).
        """
        raise NotImplementedError

    # ---- explaining ----

    @property
    def acts_together(self) -> int | None:
        """How many columns of the matrix act together at most in what it predicts; None: any number."""
        return None if self._classifies or self.log_ else 0 if self.constant_ else self.most_together

    @property
    def explains_itself(self) -> bool:
        """Whether there are ``contributions``.

        Not for classes, whose probabilities are a bent sum, and not on a logarithmic scale: exact values of the sum are
        not values of what is shown.
        """
        return not self._classifies and not self.log_ and (self.constant_ or self.has_contributions)

    def contributions(self, X: npt.ArrayLike, background: npt.ArrayLike) -> tuple[Floats, float]:
        """(rows, columns) exact SHAP values in the target's unit and their base: base + sum is ``predict``."""
        matrix = _matrix(X)
        if self.constant_:
            return np.zeros(matrix.shape), self.centre_
        values, base = self._raw_contributions(matrix, _matrix(background))
        return values * self.spread_, base * self.spread_ + self.centre_

    # ---- scikit-learn ----

    def fit(self, X: npt.ArrayLike, y: npt.ArrayLike) -> Self:
        """Fit on a (rows, columns) matrix, NaN allowed where the family's needs allow it."""
        matrix = _matrix(X)
        target = np.asarray(y)
        self.n_features_in_ = matrix.shape[1]
        self.rows_ = len(target)
        self.present_: list[int] = []
        self.centre_, self.spread_ = 0.0, 1.0
        self.log_: list[float] = []
        if self._classifies:
            present, positions = np.unique(target, return_inverse=True)
            self.present_ = [int(position) for position in present]
            self.constant_ = len(present) < 2
            if not self.constant_:
                self._fit(matrix, positions.astype(np.int64), len(present))
            return self
        self._fit_values(matrix, target.astype(np.float64))
        return self

    def _fit_values(self, matrix: Matrix, y: npt.NDArray[np.float64]) -> None:
        scale = LogScale.of(y) if self.context.log_target else None
        values = y if scale is None else scale.of_values(y)
        self.centre_, self.spread_ = float(values.mean()), float(values.std())
        self.constant_ = not self.spread_ > 1e-12 * max(1.0, abs(self.centre_))
        if not self.constant_:
            self._fit(matrix, (values - self.centre_) / self.spread_, 0)
        if scale is not None:
            if not self.constant_:
                few = matrix[:: max(1, len(matrix) // _SMEARED_ROWS)]
                residuals = values[:: max(1, len(matrix) // _SMEARED_ROWS)] - self._on_scale(few)
                scale = scale.smeared(residuals)
            self.log_ = [scale.unit, scale.cosh, scale.sinh]

    def predict_proba(self, X: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(rows, classes); each row sums to 1."""
        matrix = _matrix(X)
        probability = np.full((len(matrix), self.context.classes), 1.0 / (self.rows_ + self.context.classes))
        absent = self.context.classes - len(self.present_)
        rest = 1.0 - absent / (self.rows_ + self.context.classes)
        if self.constant_ or not len(matrix):
            probability[:, self.present_] = rest
        else:
            raw = np.asarray(self._raw(matrix), dtype=np.float64)
            probability[:, self.present_] = raw * (rest / raw.sum(axis=1, keepdims=True))
        return probability

    def predict(self, X: npt.ArrayLike) -> npt.NDArray[Any]:
        """(rows,): the most likely class position, or the value."""
        if self._classifies:
            return np.asarray(self.predict_proba(X).argmax(axis=1))
        matrix = _matrix(X)
        constant = self.constant_ or not len(matrix)
        values = np.full(len(matrix), self.centre_) if constant else self._on_scale(matrix)
        return LogScale(*self.log_).back(values) if self.log_ else values

    def _on_scale(self, matrix: Matrix) -> npt.NDArray[np.float64]:
        """(rows,) values as they were learned, on the logarithmic scale where that is asked for."""
        return np.asarray(np.asarray(self._raw(matrix), dtype=np.float64) * self.spread_ + self.centre_)

    @property
    def classes_(self) -> Ints:
        """The class positions; scikit-learn looks for them."""
        return np.arange(self.context.classes)

    @property
    def _classifies(self) -> bool:
        return self.context.task in CLASSIFICATION

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.estimator_type = "classifier" if self._classifies else "regressor"
        return tags

    # ---- storage ----

    def save(self, folder: Path) -> None:
        """Write it into an existing, empty folder: JSON, arrays, and files in the library's own format."""
        arrays = {} if self.constant_ else dict(self._save(folder))
        if arrays:
            np.savez_compressed(folder / _ARRAYS, allow_pickle=False, **arrays)
        facts = {
            "params": dict(self.params),
            "context": {**asdict(self.context), "rival": ()},
            "n_features_in_": self.n_features_in_,
            "rows_": self.rows_,
            "present_": self.present_,
            "centre_": self.centre_,
            "spread_": self.spread_,
            "constant_": self.constant_,
            "log_": self.log_,
            "files": _checksums(folder),
        }
        (folder / _FACTS).write_text(json.dumps(facts), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """What ``save`` wrote. Raises PackageError where a file is damaged or missing."""
        try:
            facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
            # Before any library sees them: LightGBM ends the whole process over a file that was cut off.
            if facts.pop("files") != _checksums(folder):
                raise ValueError("a file differs from the one that was saved")
            context = facts.pop("context")
            context["category_columns"] = tuple(context["category_columns"])
            context["task"], context["rival"] = TaskKind(context["task"]), ()
            facts.setdefault("log_", [])  # models from before there was such a scale
            model = cls(params=facts.pop("params"), context=BuildContext(**context))
            for name, value in facts.items():
                setattr(model, name, value)
            if not model.constant_:
                model._load(folder, _read_arrays(folder / _ARRAYS))
        except Exception as error:  # every library has errors of its own for a file it cannot read
            raise PackageError("models-file-damaged", file=folder.name) from error
        return model


class EstimatorFamily(ModelFamily):
    """A family whose estimator is a ``FoldEstimator``, which knows how to store itself."""

    tasks = TABULAR
    estimator: ClassVar[type[FoldEstimator]]

    def build(self, params: Mapping[str, Any], context: BuildContext) -> FoldEstimator:
        return self.estimator(params=dict(params), context=context)

    def save(self, model: FoldEstimator, folder: Path) -> None:
        model.save(folder)

    def load(self, folder: Path) -> FoldEstimator:
        return self.estimator.load(folder)


def inner_split(y: npt.NDArray[Any], classes: int, share: float, seed: int) -> tuple[Ints, Ints]:
    """(rows to fit on, rows to stop by): a part of the training rows set aside for early stopping.

    Each class keeps at least one row to fit on. The fold's valid rows are never used for stopping: the score on them
    would no longer be honest.

    >>> fitted, stopping = inner_split(np.array([0, 0, 0, 0, 1]), 2, 0.25, seed=0)
    >>> len(fitted), len(stopping)
    (4, 1)
    """
    random = np.random.default_rng(seed)
    groups = [np.flatnonzero(y == position) for position in range(classes)] if classes else [np.arange(len(y))]
    stopping = [random.permutation(group)[: min(round(share * len(group)), len(group) - 1)] for group in groups]
    chosen = np.zeros(len(y), dtype=bool)
    chosen[np.concatenate(stopping)] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)


def _matrix(X: npt.ArrayLike) -> Matrix:
    # scikit-learn's trees refuse a matrix that is memory-mapped for reading only.
    return np.require(X, dtype=np.float32, requirements=["C", "W"])


def _checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of each file of an estimator but the one that lists them."""
    files = sorted(path for path in folder.iterdir() if path.name != _FACTS)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    if not path.exists():
        return {}
    # From memory: numpy leaves the file open where it turns out to be damaged.
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
