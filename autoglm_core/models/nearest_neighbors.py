"""Nearest neighbours: the answer of the most similar rows seen in training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Categorical, Encoding, Integer, Needs, Parameter
from autoglm_core.models._estimator import EstimatorFamily, FoldEstimator, Matrix
from autoglm_core.result import Floats
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Role, Table

_MOST_ROWS = 10_000
_MOST_CELLS = 500_000  # of the stored rows: 2 MB
_ROWS_AT_ONCE = 512
_LEAST_WEIGHT = 0.05
_NEAREST = 1e-6


class NeighborsEstimator(FoldEstimator):
    """``rows_kept_`` (stored rows, columns) already weighted, and their ``answers_`` (stored rows, outputs).

    With ``columns="relevance"`` each column counts by how well it alone tells the target apart (its correlation with
    it, the strongest over the classes), which keeps columns of noise from deciding who is a neighbour. Source: the
    weighting of Wettschereck, Aha, Mohri: A review of feature weighting methods, AI Review 1997.
    """

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        answers = np.eye(classes)[y] if classes else y[:, np.newaxis]
        relevance = _relevance(X, answers) if self.params["columns"] == "relevance" else np.ones(X.shape[1])
        self.weights_ = relevance.astype(np.float32)
        kept = np.arange(len(X))
        most = min(_MOST_ROWS, max(500, _MOST_CELLS // X.shape[1]))
        if len(X) > most:
            kept = np.sort(np.random.default_rng(self.context.seed).permutation(len(X))[:most])
        self.shares_ = answers.mean(axis=0)
        self.answers_ = answers[kept].astype(np.float32)
        self._keep(X[kept] * self.weights_)

    def _raw(self, X: Matrix) -> Floats:
        blocks = [self._answers_for(X[at : at + _ROWS_AT_ONCE]) for at in range(0, len(X), _ROWS_AT_ONCE)]
        found = np.vstack(blocks) if blocks else np.zeros((0, self.answers_.shape[1]))
        return found if self._classifies else np.asarray(found[:, 0])

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        return {
            "rows": self.rows_kept_,
            "answers": self.answers_,
            "weights": self.weights_,
            "shares": self.shares_,
        }

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.answers_, self.weights_, self.shares_ = arrays["answers"], arrays["weights"], arrays["shares"]
        self._keep(arrays["rows"])

    def _keep(self, rows: Matrix) -> None:
        self.rows_kept_ = rows
        self._squares = np.square(rows).sum(axis=1)

    def _answers_for(self, X: Matrix) -> Floats:
        weighted = X * self.weights_
        distances = self._squares - 2.0 * (weighted @ self.rows_kept_.T)
        distances += np.square(weighted).sum(axis=1, keepdims=True)
        neighbours = min(self.params["neighbors"], len(self.rows_kept_))
        nearest = np.argpartition(distances, neighbours - 1, axis=1)[:, :neighbours]
        weight = np.ones(nearest.shape)
        if self.params["weights"] == "distance":
            near = np.sqrt(np.maximum(np.take_along_axis(distances, nearest, axis=1), 0.0))
            # In units of the farthest neighbour: no row counts without bound, however alike.
            weight = 1.0 / (near / (near.max(axis=1, keepdims=True) + _NEAREST) + 0.1)
        weight = weight / weight.sum(axis=1, keepdims=True)
        found = np.einsum("rn,rno->ro", weight, self.answers_[nearest])
        # One imagined neighbour with the overall shares: "none of 5" is not "never".
        return np.asarray((neighbours * found + self.shares_) / (neighbours + 1.0)) if self._classifies else found


class NeighborsFamily(EstimatorFamily):
    """Looks up the most similar known rows and averages what became of them."""

    name = "nearest_neighbors"
    needs = Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True)
    cost_rank = 65
    estimator: ClassVar = NeighborsEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002
        # Beyond, too few of the rows can be kept, and in so many columns all rows are about equally far.
        return table.rows <= 100_000 and len(table.columns) <= 200

    def defaults(self, table: Table) -> dict[str, Any]:
        neighbors = int(np.clip(round(table.rows**0.4), 3, 60))
        # Indicators of categories and texts are mostly noise for a neighbourhood; plain numbers of many rows are not.
        plain = table.rows >= 1_000 and set(table.roles.values()) <= {Role.NUMERIC, Role.BOOLEAN}
        return {"neighbors": neighbors, "weights": "distance", "columns": "equal" if plain else "relevance"}

    def space(self, table: Table) -> dict[str, Parameter]:
        return {
            "neighbors": Integer(1, max(3, min(200, table.rows // 3)), log=True),
            "weights": Categorical(("uniform", "distance")),
            "columns": Categorical(("equal", "relevance")),
        }


def _relevance(X: Matrix, answers: Floats) -> Floats:
    """(columns,) absolute correlation with the answers, the greatest over the outputs, in units of the greatest."""
    centred = X.astype(np.float64) - X.mean(axis=0, dtype=np.float64)
    wanted = answers - answers.mean(axis=0)
    spread = np.sqrt(np.square(centred).sum(axis=0))[:, np.newaxis] * np.sqrt(np.square(wanted).sum(axis=0))
    correlation = np.abs(centred.T @ wanted) / np.where(spread > 0, spread, 1.0)
    strongest = correlation.max(axis=1)
    return np.asarray(np.maximum(strongest / max(float(strongest.max()), 1e-12), _LEAST_WEIGHT))
