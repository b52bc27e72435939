"""XGBoost: gradient boosting with trees that grow level by level."""

from __future__ import annotations

from collections.abc import Mapping
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

_FILE = "model.ubj"


class XGBoostEstimator(BoostingEstimator):
    """``booster_`` is XGBoost's own, cut off at the best round."""

    has_contributions: ClassVar = True

    def _boost(
        self, X: Matrix, y: npt.NDArray[Any], classes: int, rounds: int, stopping: Stopping | None, watch: Watch
    ) -> tuple[Any, int]:
        import xgboost

        settings = {
            **self.params,
            "objective": "reg:squarederror" if not classes else "binary:logistic" if classes == 2 else "multi:softprob",
            "tree_method": "hist",
            "max_cat_to_onehot": 8,
            "nthread": self.context.threads,
            "seed": self.context.seed,
            "verbosity": 0,
        }
        if classes > 2:
            settings["num_class"] = classes
        data = self._data(xgboost.QuantileDMatrix, X, label=y)
        watched = []
        if stopping:
            watched = [(self._data(xgboost.QuantileDMatrix, stopping.X, label=stopping.y, ref=data), "stop")]
        booster = xgboost.train(
            settings,
            data,
            rounds,
            evals=watched,
            early_stopping_rounds=stopping.patience if stopping else None,
            callbacks=[] if watch.is_idle else [_ends(watch)],
            verbose_eval=False,
        )
        if not stopping:
            return booster, booster.num_boosted_rounds()
        best = booster.best_iteration + 1
        return booster[:best], best

    def _raw(self, X: Matrix) -> Floats:
        raw = np.asarray(self.booster_.inplace_predict(X))
        return np.column_stack([1.0 - raw, raw]) if self._classifies and raw.ndim == 1 else raw

    def _raw_contributions(self, X: Matrix, background: Matrix) -> tuple[Floats, float]:  # noqa: ARG002
        import xgboost

        found = self.booster_.predict(self._data(xgboost.DMatrix, X), pred_contribs=True).astype(np.float64)
        return found[:, :-1], float(found[:, -1].mean())

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:
        self.booster_.save_model(folder / _FILE)
        return {}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        import xgboost

        self._take(xgboost.Booster(model_file=folder / _FILE))

    def _data(self, make: Any, X: Matrix, **more: Any) -> Any:
        types = ["q"] * X.shape[1]
        for position in self.context.category_columns:
            types[position] = "c"
        return make(X, feature_types=types, enable_categorical=True, nthread=self.context.threads, **more)

    def _take(self, model: Any) -> None:
        # More threads than one cost more than they bring for the few rows of a prediction.
        model.set_param({"nthread": 1})
        self.booster_ = model


class XGBoostFamily(EstimatorFamily):
    """Hundreds of trees, each mending what the former got wrong; strong on nearly every table.

    The space follows Grinsztajn, Oyallon, Varoquaux (NeurIPS 2022); that shallow trees do better on few rows was
    measured on twelve tables.
    """

    name = "xgboost"
    needs = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
    cost_rank = 30
    libraries = ("xgboost",)
    estimator: ClassVar = XGBoostEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002
        return table.rows >= 30

    def defaults(self, table: Table) -> dict[str, Any]:
        few = table.rows <= 5_000
        return {
            "learning_rate": 0.03 if few else 0.06 if table.rows <= 20_000 else 0.12,
            "max_depth": 4 if few else 6,
            "min_child_weight": 1.0,
            "subsample": 0.7,
            "colsample_bynode": 0.5 if few else 0.8,
            "reg_lambda": 1.0,
        }

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {
            "learning_rate": Real(0.02, 0.2, log=True),
            "max_depth": Integer(2, 10),
            "min_child_weight": Real(0.01, 30.0, log=True),
            "subsample": Real(0.5, 1.0),
            "colsample_bynode": Real(0.3, 1.0),
            "reg_lambda": Real(1e-2, 30.0, log=True),
        }


def _ends(watch: Watch) -> Any:
    """A callback that ends boosting when ``watch`` says so."""
    import xgboost

    class End(xgboost.callback.TrainingCallback):
        def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:  # noqa: ARG002
            losses = next(iter(evals_log["stop"].values())) if evals_log else None
            return watch.ends(epoch + 1, float(losses[-1]) if losses else None)

    return End()
