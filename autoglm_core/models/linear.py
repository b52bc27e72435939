"""Linear models: logistic regression for classes, ridge regression for values."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression, Ridge

from autoglm_core.contracts import Encoding, Needs, Parameter, Real
from autoglm_core.models._estimator import EstimatorFamily, FoldEstimator, Matrix
from autoglm_core.result import Floats
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

_ITERATIONS = 100
# Ten times the usual: on 40,000 rows and 244 columns a seventh of the time for a loss that differs in the fourth digit.
_TOLERANCE = 1e-3


class LinearEstimator(FoldEstimator):
    """``coefficients_`` (columns, outputs) and ``intercepts_`` (outputs,); one output for two classes or a value."""

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        matrix = X.astype(np.float64)
        if classes:
            model: Any = LogisticRegression(C=self.params["C"], tol=_TOLERANCE, max_iter=_ITERATIONS)
        else:
            model = Ridge(alpha=1.0 / self.params["C"])
        with warnings.catch_warnings():
            # Stopped after so many iterations the solution is as good as any: the penalty is searched anyway.
            warnings.simplefilter("ignore", ConvergenceWarning)
            model.fit(matrix, y)
        self.coefficients_ = np.atleast_2d(model.coef_).T.astype(np.float64)
        self.intercepts_ = np.atleast_1d(model.intercept_).astype(np.float64)

    def _raw(self, X: Matrix) -> Floats:
        outputs = X @ self.coefficients_ + self.intercepts_
        if not self._classifies:
            return np.asarray(outputs[:, 0])
        if outputs.shape[1] > 1:
            return np.asarray(softmax(outputs, axis=1))
        positive = expit(outputs)
        return np.hstack([1.0 - positive, positive])

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        return {"coefficients": self.coefficients_, "intercepts": self.intercepts_}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.coefficients_, self.intercepts_ = arrays["coefficients"], arrays["intercepts"]


class LinearFamily(EstimatorFamily):
    """Adds up a weight for each column: quick, easy to explain, and hard to beat on few rows."""

    name = "linear"
    needs = Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True)
    interpretable = True
    cost_rank = 20
    estimator: ClassVar = LinearEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002 -- any table
        return True

    def defaults(self, table: Table) -> dict[str, Any]:  # noqa: ARG002
        return {"C": 1.0}

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {"C": Real(1e-3, 1e2, log=True)}
