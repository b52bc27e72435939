"""Extremely randomised trees: like a random forest, with splits drawn at random."""

from __future__ import annotations

from typing import Any, ClassVar

from autoglm_core.contracts import Encoding, Needs, Parameter, Real
from autoglm_core.models._estimator import EstimatorFamily
from autoglm_core.models._forest import TREES, ForestEstimator, columns_tried, leaf_range, usual_leaf
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

# More rows than this: each tree is grown on a sample of so many of them.
_MOST_ROWS_A_TREE = 40_000


class ExtraTreesEstimator(ForestEstimator):
    """scikit-learn's extremely randomised trees."""

    def _forest(self, classes: int) -> Any:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        make = ExtraTreesClassifier if classes else ExtraTreesRegressor
        return make(
            n_estimators=TREES,
            max_features=columns_tried(self.params["max_features"], self.n_features_in_),
            min_samples_leaf=self.params["min_samples_leaf"],
            bootstrap=self.rows_ > _MOST_ROWS_A_TREE,
            max_samples=_MOST_ROWS_A_TREE if self.rows_ > _MOST_ROWS_A_TREE else None,
            n_jobs=self.context.threads,
            random_state=self.context.seed,
        )


class ExtraTreesFamily(EstimatorFamily):
    """Averages a hundred trees whose splits are drawn at random; quick, and smooth where single trees are jagged.

    Source: Geurts, Ernst, Wehenkel: Extremely randomized trees, Machine Learning 2006.
    """

    name = "extra_trees"
    needs = Needs(encoding=Encoding.ORDINAL, scale=False, impute=False)
    cost_rank = 40
    estimator: ClassVar = ExtraTreesEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002 -- any table
        return True

    def defaults(self, table: Table) -> dict[str, Any]:
        return {"max_features": 0.6, "min_samples_leaf": usual_leaf(table)}

    def space(self, table: Table) -> dict[str, Parameter]:
        return {"max_features": Real(0.1, 1.0), "min_samples_leaf": leaf_range(table)}
