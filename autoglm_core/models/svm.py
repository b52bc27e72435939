"""Support vector machine with a Gaussian kernel, for tables of up to some thousand rows."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import SVC, SVR

from autoglm_core.contracts import Encoding, Needs, Parameter, Real
from autoglm_core.models._calibration import PARTS, calibration
from autoglm_core.models._estimator import EstimatorFamily, FoldEstimator, Matrix, inner_split
from autoglm_core.result import Floats, Ints
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

_MOST_ROWS = 5_000
_MOST_CELLS = 500_000  # of the fitted rows: 2 MB
_ROWS_AT_ONCE = 512
_ITERATIONS_A_ROW = 20
_FEWEST_ITERATIONS = 5_000
_PROBE_ROWS = 500
_CACHE_MB = 100


class SVMEstimator(FoldEstimator):
    """``vectors_`` (support vectors, columns), ``weights_`` (support vectors, pairs of classes or 1), ``offsets_``.

    A probability is a softmax over the mean of each class's pairs, with a slope and a shift for each class that are
    fitted on rows which the machine had not seen (``calibration_``), a third of them at a time. Sources: Platt (1999)
    for two classes; Wu, Lin, Weng (JMLR 2004) on putting pairs together.
    """

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        self.pairs_ = np.array(list(combinations(range(classes), 2)), dtype=np.int64).reshape(-1, 2)
        kept = _kept(len(y), self._most_rows(X, y, classes), y, classes, self.context.seed)
        X, y = X[kept], y[kept]
        if classes:
            self.calibration_ = calibration(partial(self._scores_of, X, y, classes), y, classes, self.context.seed)
        self._learn(X, y, classes)

    def _most_rows(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> int:
        """How many rows are fitted: as many as memory and, by the clock of a small fit, the time allow."""
        most: int = min(_MOST_ROWS, max(500, _MOST_CELLS // X.shape[1]))
        if self.context.seconds is None or min(most, len(y)) <= _PROBE_ROWS:
            return most
        started = time.monotonic()
        some = _kept(len(y), _PROBE_ROWS, y, classes, self.context.seed)
        self._learn(X[some], y[some], classes)
        spent = time.monotonic() - started
        # Time grows with the square of the rows; with the thirds that calibrate, they are fitted two to three times.
        fits = 1.0 + PARTS * (1.0 - 1.0 / PARTS) ** 2 if classes else 1.0
        affordable = _PROBE_ROWS * (max(self.context.seconds - spent, 0.0) / (fits * max(spent, 1e-3))) ** 0.5
        return int(min(max(affordable, _PROBE_ROWS), most))

    def _scores_of(self, X: Matrix, y: npt.NDArray[Any], classes: int, fitted: Ints, judged: Ints) -> Floats:
        self._learn(X[fitted], y[fitted], classes)
        return self._class_scores(X[judged], classes)

    def _learn(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        settings = {
            "C": self.params["C"],
            "gamma": self._gamma(),
            "cache_size": _CACHE_MB,
            "max_iter": max(_FEWEST_ITERATIONS, _ITERATIONS_A_ROW * len(y)),
        }
        model: Any = SVC(**settings) if classes else SVR(**settings, epsilon=self.params["epsilon"])
        with warnings.catch_warnings():
            # Stopped after so many iterations it is as good as any: the penalty is searched anyway.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(X.astype(np.float64), y)
        self.vectors_ = X[model.support_]
        self.offsets_ = np.asarray(model.intercept_, dtype=np.float64)
        if not classes:
            self.weights_ = np.asarray(model.dual_coef_, dtype=np.float32).T
            return
        ends = np.cumsum([0, *model.n_support_])
        weights = np.zeros((len(self.vectors_), len(self.pairs_)), dtype=np.float32)
        for number, (first, second) in enumerate(self.pairs_):
            # scikit-learn keeps a vector's weight against each other class in the order of the classes.
            own, other = slice(*ends[first : first + 2]), slice(*ends[second : second + 2])
            weights[own, number] = model.dual_coef_[second - 1, own]
            weights[other, number] = model.dual_coef_[first, other]
        if classes == 2:
            # Of two classes scikit-learn turns the sign, so that the second is the positive one.
            weights, self.offsets_ = -weights, -self.offsets_
        self.weights_ = weights

    def _gamma(self) -> float:
        return float(self.params["width"] / self.n_features_in_)

    def _decisions(self, X: Matrix) -> Floats:
        """(rows, pairs): positive where the pair's first class is likelier; or (rows, 1) values."""
        found = np.empty((len(X), self.weights_.shape[1]))
        squares = np.square(self.vectors_).sum(axis=1)
        for start in range(0, len(X), _ROWS_AT_ONCE):
            rows = X[start : start + _ROWS_AT_ONCE]
            distances = squares - 2.0 * (rows @ self.vectors_.T) + np.square(rows).sum(axis=1, keepdims=True)
            kernel = np.exp(np.float32(-self._gamma()) * np.maximum(distances, np.float32(0.0)))
            found[start : start + _ROWS_AT_ONCE] = kernel @ self.weights_
        return found + self.offsets_

    def _class_scores(self, X: Matrix, classes: int) -> Floats:
        """(rows, classes): the mean of each class's decisions against the others."""
        decisions = self._decisions(X)
        scores = np.zeros((len(X), classes))
        for number, (first, second) in enumerate(self.pairs_):
            scores[:, first] += decisions[:, number]
            scores[:, second] -= decisions[:, number]
        return np.asarray(scores / (classes - 1))

    def _raw(self, X: Matrix) -> Floats:
        if not self._classifies:
            return np.asarray(self._decisions(X)[:, 0])
        slopes, shifts = self.calibration_
        return np.asarray(softmax(self._class_scores(X, len(slopes)) * slopes + shifts, axis=1))

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        arrays = {"vectors": self.vectors_, "weights": self.weights_, "offsets": self.offsets_, "pairs": self.pairs_}
        return {**arrays, "calibration": self.calibration_} if self._classifies else arrays

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.vectors_, self.weights_, self.offsets_ = arrays["vectors"], arrays["weights"], arrays["offsets"]
        self.pairs_ = arrays["pairs"]
        if self._classifies:
            self.calibration_ = arrays["calibration"]


class SVMFamily(EstimatorFamily):
    """Draws the border between answers through the rows nearest to it; smooth, and strong on few rows of numbers.

    The space is that of Fernandez-Delgado et al. (JMLR 2014) and van Rijn, Hutter (KDD 2018), with the kernel's width
    in units of the columns' number.
    """

    name = "svm"
    needs = Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True)
    cost_rank = 62
    libraries = ("sklearn.svm",)
    estimator: ClassVar = SVMEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002
        # Time grows with the square of the rows.
        return 20 <= table.rows <= _MOST_ROWS and len(table.columns) <= 300

    def defaults(self, table: Table) -> dict[str, Any]:  # noqa: ARG002
        return {"C": 1.0, "width": 0.5, "epsilon": 0.1}

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {
            "C": Real(0.03, 100.0, log=True),
            "width": Real(0.01, 10.0, log=True),
            "epsilon": Real(0.01, 0.5, log=True),
        }


def _kept(rows: int, most: int, y: npt.NDArray[Any], classes: int, seed: int) -> Ints:
    """At most about ``most`` rows, each class with its share."""
    if rows <= most:
        return np.arange(rows)
    return inner_split(y, classes, 1.0 - most / rows, seed)[0]
