"""Naive Bayes for texts: how often each value goes with each class, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from autoglm_core.contracts import Categorical, Encoding, Integer, Needs, Parameter, Real
from autoglm_core.models._calibration import calibration
from autoglm_core.models._estimator import CLASSIFICATION, EstimatorFamily, FoldEstimator, Matrix
from autoglm_core.result import Floats, Ints
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Role, Table

_CELLS_AT_ONCE = 200_000


class NaiveBayesEstimator(FoldEstimator):
    """``edges_`` (columns, bins - 1): where each column is cut; ``weights_`` (columns, bins, classes): what a bin says.

    What a text is about arrives as positive and negative numbers, which counting models such as the multinomial one
    cannot take; cut at quantiles, each bin is counted instead (Yang, Webb: Discretization for naive-Bayes learning,
    Machine Learning 2009). ``counts="complement"``: by how rarely a value goes with the other classes (Rennie et al.,
    ICML 2003), which serves unequal classes. That columns repeat one another makes the sums far too sure;
    ``calibration_`` is fitted on rows that were not counted.
    """

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        shares = np.linspace(0.0, 1.0, self.params["bins"] + 1)[1:-1]
        self.edges_ = np.ascontiguousarray(np.quantile(X, shares, axis=0).T.astype(np.float32))
        bins = np.concatenate([self._bins(X[rows]) for rows in self._blocks(len(X))])
        self.calibration_ = calibration(partial(self._scores_of, bins, y, classes), y, classes, self.context.seed)
        self.weights_ = self._counted(bins, y, classes)

    def _scores_of(self, bins: Ints, y: npt.NDArray[Any], classes: int, fitted: Ints, judged: Ints) -> Floats:
        return _sums(self._counted(bins[fitted], y[fitted], classes), bins[judged])

    def _counted(self, bins: Ints, y: npt.NDArray[Any], classes: int) -> npt.NDArray[np.float32]:
        """(columns, bins, classes) logarithms, each column's mean over the classes taken off."""
        columns = bins.shape[1]
        counts = np.zeros((columns, self.params["bins"], classes))
        for label in range(classes):
            rows = bins[y == label]
            for column in range(columns):
                counts[column, :, label] = np.bincount(rows[:, column], minlength=self.params["bins"])
        smoothed = counts + self.params["smoothing"] * (counts.sum(axis=2, keepdims=True) + 1.0) / (len(y) + 1.0)
        if self.params["counts"] == "complement":
            smoothed = smoothed.sum(axis=2, keepdims=True) - smoothed
        logs = np.log(smoothed / smoothed.sum(axis=1, keepdims=True))
        logs = -logs if self.params["counts"] == "complement" else logs
        return np.asarray((logs - logs.mean(axis=2, keepdims=True)) / np.sqrt(columns), dtype=np.float32)

    def _bins(self, X: Matrix) -> Ints:
        return np.asarray((X[:, :, np.newaxis] > self.edges_).sum(axis=2))

    def _blocks(self, rows: int) -> list[slice]:
        size = max(1, _CELLS_AT_ONCE // max(1, self.edges_.size))
        return [slice(at, at + size) for at in range(0, rows, size)]

    def _raw(self, X: Matrix) -> Floats:
        slopes, shifts = self.calibration_
        sums = np.concatenate([_sums(self.weights_, self._bins(X[rows])) for rows in self._blocks(len(X))])
        return np.asarray(softmax(sums * slopes + shifts, axis=1))

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        return {"edges": self.edges_, "weights": self.weights_, "calibration": self.calibration_}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.edges_, self.weights_, self.calibration_ = arrays["edges"], arrays["weights"], arrays["calibration"]


class NaiveBayesFamily(EstimatorFamily):
    """Counts how often what a text is about goes with each answer; takes a blink, and errs otherwise than the rest."""

    name = "naive_bayes"
    tasks = CLASSIFICATION
    needs = Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True)
    cost_rank = 22
    estimator: ClassVar = NaiveBayesEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:
        return spec.task in self.tasks and bool(table.columns_in(Role.TEXT))

    def defaults(self, table: Table) -> dict[str, Any]:  # noqa: ARG002
        return {"bins": 12, "smoothing": 10.0, "counts": "class"}

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {
            "bins": Integer(2, 32, log=True),
            "smoothing": Real(0.5, 200.0, log=True),
            "counts": Categorical(("class", "complement")),
        }


def _sums(weights: npt.NDArray[np.float32], bins: Ints) -> Floats:
    """(rows, classes): each row's weights over all columns."""
    return np.asarray(weights[np.arange(len(weights)), bins].sum(axis=1), dtype=np.float64)
