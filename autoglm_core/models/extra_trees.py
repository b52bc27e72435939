"""Extremely randomised trees: like a random forest, with splits drawn at random."""

from __future__ import annotations

from typing import Any, ClassVar

from autoglm_core.contracts import Encoding, Needs, Parameter, Real
from autoglm_core.models._estimator import EstimatorFamily
from autoglm_core.models._forest import TREES, ForestEstimator, columns_tried, leaf_range, usual_leaf
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

# Rows times columns tried that one tree is grown on; beyond, it is grown on a sample of the rows.
_MOST_CELLS_A_TREE = 250_000


class ExtraTreesEstimator(ForestEstimator):
    """scikit-learn's extremely randomised trees."""

    def _forest(self, classes: int) -> Any:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        make = ExtraTreesClassifier if classes else ExtraTreesRegressor
        tried = columns_tried(self.params["max_features"], self.n_features_in_)
        most = max(1, _MOST_CELLS_A_TREE // tried)
        return make(
            n_estimators=TREES,
            max_features=tried,
            min_samples_leaf=self.params["min_samples_leaf"],
            bootstrap=self.rows_ > most,
            max_samples=most if self.rows_ > most else None,
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
    libraries = ("sklearn.ensemble",)
    estimator: ClassVar = ExtraTreesEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002 -- any table
        return True

    def defaults(self, table: Table) -> dict[str, Any]:
        return {"max_features": 0.6, "min_samples_leaf": usual_leaf(table)}

    def space(self, table: Table) -> dict[str, Parameter]:
        return {"max_features": Real(0.1, 1.0), "min_samples_leaf": leaf_range(table)}
