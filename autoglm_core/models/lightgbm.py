"""LightGBM: gradient boosting with trees that grow leaf by leaf."""

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

_FILE = "model.txt"


class LightGBMEstimator(BoostingEstimator):
    """``booster_`` is LightGBM's own, cut off at the best round."""

    has_contributions: ClassVar = True

    def _boost(
        self, X: Matrix, y: npt.NDArray[Any], classes: int, rounds: int, stopping: Stopping | None, watch: Watch
    ) -> tuple[Any, int]:
        import lightgbm

        settings = {
            **self.params,
            "objective": "regression" if not classes else "binary" if classes == 2 else "multiclass",
            "min_data_in_leaf": min(self.params["min_data_in_leaf"], max(1, len(y) // 10)),
            "bagging_freq": 1,
            "cat_smooth": 10.0,
            "max_bin": 255,
            "num_threads": self.context.threads,
            "seed": self.context.seed,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        if classes > 2:
            settings["num_class"] = classes
        # feature_pre_filter would drop columns for good, and warn about it, where a leaf must hold many rows.
        own = {"verbosity": -1, "feature_pre_filter": False, "max_bin": 255, "num_threads": self.context.threads}
        categories: Any = list(self.context.category_columns)
        data = lightgbm.Dataset(X, y, categorical_feature=categories, params=own, free_raw_data=True)
        callbacks: list[Any] = [] if watch.is_idle else [_ends(watch)]
        watched = []
        if stopping:
            watched = [lightgbm.Dataset(stopping.X, stopping.y, reference=data, params=own)]
            callbacks.append(lightgbm.early_stopping(stopping.patience, verbose=False))
        booster = lightgbm.train(settings, data, rounds, valid_sets=watched, callbacks=callbacks)
        best = booster.best_iteration if booster.best_iteration > 0 else booster.current_iteration()
        return booster.model_to_string(num_iteration=best), best

    def _take(self, model: str) -> None:
        import lightgbm

        # Through its text form: what is saved is then by construction what predicts here.
        self.booster_ = lightgbm.Booster(model_str=model)

    def _raw(self, X: Matrix) -> Floats:
        raw = np.asarray(self.booster_.predict(X, num_threads=1))
        return np.column_stack([1.0 - raw, raw]) if self._classifies and raw.ndim == 1 else raw

    def _raw_contributions(self, X: Matrix, background: Matrix) -> tuple[Floats, float]:  # noqa: ARG002
        found = np.asarray(self.booster_.predict(X, pred_contrib=True, num_threads=1), dtype=np.float64)
        return found[:, :-1], float(found[:, -1].mean())

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:
        self.booster_.save_model(str(folder / _FILE))
        return {}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self._take((folder / _FILE).read_text(encoding="utf-8"))


class LightGBMFamily(EstimatorFamily):
    """Hundreds of small trees, each mending what the former got wrong; the quickest of the strong ones.

    The space follows Grinsztajn, Oyallon, Varoquaux (NeurIPS 2022). The defaults were chosen among 36 drawn
    configurations on twelve tables: few rows want small trees, many rows large ones; half to four fifths of columns
    and rows for each tree do well on all.
    """

    name = "lightgbm"
    needs = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
    cost_rank = 10
    libraries = ("lightgbm",)
    estimator: ClassVar = LightGBMEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002
        return table.rows >= 30

    def defaults(self, table: Table) -> dict[str, Any]:
        return {
            "learning_rate": 0.03 if table.rows <= 5_000 else 0.05 if table.rows <= 20_000 else 0.1,
            "num_leaves": int(np.clip(table.rows // 300, 8, 48)),
            "min_data_in_leaf": 10,
            "feature_fraction": 0.7,
            "bagging_fraction": 0.75,
            "lambda_l2": 3.0,
        }

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {
            "learning_rate": Real(0.02, 0.2, log=True),
            "num_leaves": Integer(4, 128, log=True),
            "min_data_in_leaf": Integer(2, 100, log=True),
            "feature_fraction": Real(0.3, 1.0),
            "bagging_fraction": Real(0.5, 1.0),
            "lambda_l2": Real(1e-3, 30.0, log=True),
        }


def _ends(watch: Watch) -> Any:
    """A callback that ends boosting when ``watch`` says so."""
    import lightgbm

    def end(environment: Any) -> None:
        results = environment.evaluation_result_list
        if watch.ends(environment.iteration + 1, results[0][2] if results else None):
            raise lightgbm.callback.EarlyStopException(environment.iteration, results or [("", "", 0.0, False)])

    return end
