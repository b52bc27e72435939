"""CatBoost: gradient boosting with symmetric trees, at home with categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Encoding, Integer, Needs, Parameter, Real
from autoglm_core.models._boosting import BoostingEstimator, Stopping, Watch
from autoglm_core.models._estimator import EstimatorFamily, Matrix
from autoglm_core.result import Floats
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

_FILE = "model.cbm"
# Up to so many categories a column is split on each by itself; encoding by the target, which CatBoost does in an honest
# order of the rows, is for the others. Measured on bank_marketing: a third of the time, and a better score.
_ONE_HOT_UP_TO = 12
_FEWEST_ROWS_TO_SAMPLE = 50
# Half the time on wide tables, and scores as good, against 254.
_BORDERS = 64
_SCORED_AT_ONCE = 60


class CatBoostEstimator(BoostingEstimator):
    """``model_`` is CatBoost's own, cut off at the best round. Symmetric trees are weaker: it takes more of them."""

    most_steps = 60.0

    has_contributions: ClassVar = True

    def _boost(
        self, X: Matrix, y: npt.NDArray[Any], classes: int, rounds: int, stopping: Stopping | None, watch: Watch
    ) -> tuple[Any, int]:
        import catboost

        model = catboost.CatBoost(
            {
                **_sampling(self.params, len(y)),
                "loss_function": "RMSE" if not classes else "Logloss" if classes == 2 else "MultiClass",
                "iterations": rounds,
                "boosting_type": "Plain",
                "one_hot_max_size": _ONE_HOT_UP_TO,
                "max_ctr_complexity": 1,
                "border_count": _BORDERS,
                # Many columns times many classes: a share of the columns at each split halves the time.
                "rsm": float(np.clip(_SCORED_AT_ONCE / (X.shape[1] * max(1, classes)), 0.3, 1.0)),
                "thread_count": self.context.threads,
                "random_seed": self.context.seed,
                "allow_writing_files": False,
                "logging_level": "Silent",
            }
        )
        model.fit(
            self._pool(X, y),
            eval_set=self._pool(stopping.X, stopping.y) if stopping else None,
            use_best_model=bool(stopping),
            early_stopping_rounds=stopping.patience if stopping else None,
            callbacks=None if watch.is_idle else [_End(watch)],
        )
        return model, int(model.tree_count_)

    def _take(self, model: Any) -> None:
        self.model_ = model

    def _raw(self, X: Matrix) -> Floats:
        kind = "Probability" if self._classifies else "RawFormulaVal"
        return np.asarray(self.model_.predict(self._pool(X), prediction_type=kind, thread_count=1))

    def _raw_contributions(self, X: Matrix, background: Matrix) -> tuple[Floats, float]:  # noqa: ARG002
        told = self.model_.get_feature_importance(self._pool(X), type="ShapValues", thread_count=1)
        codes = list(self.context.category_columns)
        values = np.empty(X.shape)
        # The pool holds the numbers first, then the categories.
        values[:, [*np.setdiff1d(np.arange(X.shape[1]), codes), *codes]] = told[:, :-1]
        return values, float(told[:, -1].mean())

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:
        self.model_.save_model(str(folder / _FILE))
        return {}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        import catboost

        self.model_ = catboost.CatBoost().load_model(str(folder / _FILE))

    def _pool(self, X: Matrix, y: npt.NDArray[Any] | None = None) -> Any:
        # FeaturesData passes the numbers on as they are: for one row five times as fast as a data frame.
        from catboost import FeaturesData, Pool

        codes = list(self.context.category_columns)
        others = np.setdiff1d(np.arange(X.shape[1]), codes)
        numbers = np.ascontiguousarray(X[:, others]) if len(others) else None
        categories = None
        if codes:
            known, positions = np.unique(X[:, codes].astype(np.int32), return_inverse=True)
            names = np.array([str(code).encode() for code in known], dtype=object)
            categories = names[positions].reshape(len(X), len(codes))
        return Pool(FeaturesData(num_feature_data=numbers, cat_feature_data=categories), y)


@dataclass(frozen=True)
class _End:
    """A callback that ends boosting when ``watch`` says so."""

    watch: Watch

    def after_iteration(self, info: Any) -> bool:
        """CatBoost asks whether to go on."""
        losses = next(iter(info.metrics["validation"].values())) if "validation" in info.metrics else None
        return not self.watch.ends(info.iteration, float(losses[-1]) if losses else None)


class CatBoostFamily(EstimatorFamily):
    """Boosted trees that treat categories with care; often the best where many columns are categories."""

    name = "catboost"
    needs = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
    cost_rank = 50
    libraries = ("catboost",)
    estimator: ClassVar = CatBoostEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002
        return table.rows >= 30

    def defaults(self, table: Table) -> dict[str, Any]:
        return {
            "learning_rate": 0.08 if table.rows <= 20_000 else 0.15,
            "depth": 6,
            "l2_leaf_reg": 3.0,
            "subsample": 0.8,
            "random_strength": 1.0,
        }

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {
            "learning_rate": Real(0.03, 0.3, log=True),
            "depth": Integer(3, 8),
            "l2_leaf_reg": Real(0.1, 30.0, log=True),
            "subsample": Real(0.5, 1.0),
            "random_strength": Real(0.1, 10.0, log=True),
        }


def _sampling(params: Mapping[str, Any], rows: int) -> dict[str, Any]:
    # Of a few rows a sample may be empty, which CatBoost takes for an error.
    if rows < _FEWEST_ROWS_TO_SAMPLE:
        return {**{name: value for name, value in params.items() if name != "subsample"}, "bootstrap_type": "No"}
    return {**params, "bootstrap_type": "Bernoulli"}
