"""Random forest: many deep trees, each grown on a sample of the rows."""

from __future__ import annotations

from typing import Any, ClassVar

from autoglm_core.contracts import Encoding, Needs, Parameter, Real
from autoglm_core.models._estimator import EstimatorFamily
from autoglm_core.models._forest import TREES, ForestEstimator, columns_tried, leaf_range, usual_leaf
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

# Rows times columns tried that one tree is grown on: beyond, it takes long and the forest hardly gets better.
_MOST_CELLS_A_TREE = 100_000
_LEAST_ROWS_A_TREE = 2_000


class RandomForestEstimator(ForestEstimator):
    """scikit-learn's random forest."""

    def _forest(self, classes: int) -> Any:
        from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

        make = RandomForestClassifier if classes else RandomForestRegressor
        tried = columns_tried(self.params["max_features"], self.n_features_in_)
        rows = min(self.rows_, max(_LEAST_ROWS_A_TREE, _MOST_CELLS_A_TREE // tried))
        return make(
            n_estimators=TREES,
            max_features=tried,
            min_samples_leaf=self.params["min_samples_leaf"],
            max_samples=rows,
            n_jobs=self.context.threads,
            random_state=self.context.seed,
        )


class RandomForestFamily(EstimatorFamily):
    """Asks a hundred trees, each grown on other rows, and averages their answers; robust without any tuning.

    Leaves of more than one row give better probabilities (Probst, Wright, Boulesteix: Hyperparameters and tuning
    strategies for random forest, WIREs 2019).
    """

    name = "random_forest"
    needs = Needs(encoding=Encoding.ORDINAL, scale=False, impute=False)
    cost_rank = 60
    libraries = ("sklearn.ensemble",)
    estimator: ClassVar = RandomForestEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002 -- any table
        return True

    def defaults(self, table: Table) -> dict[str, Any]:
        return {"max_features": 0.4, "min_samples_leaf": usual_leaf(table)}

    def space(self, table: Table) -> dict[str, Parameter]:
        return {"max_features": Real(0.1, 1.0), "min_samples_leaf": leaf_range(table)}
