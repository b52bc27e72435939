"""TabPFN: a network trained beforehand on millions of made-up tables reads this one and answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from autoglm_core.contracts import Integer, Parameter, Real
from autoglm_core.models._foundation import FoundationEstimator, FoundationFamily
from autoglm_core.table import Table


class TabPFNEstimator(FoundationEstimator):
    """The package's estimator on local weights."""

    package = "tabpfn"
    most_rows = 5_000

    def _network(self, weights: Path) -> Any:
        import tabpfn

        make = tabpfn.TabPFNClassifier if self._classifies else tabpfn.TabPFNRegressor
        return make(
            model_path=str(weights),
            n_estimators=self.params["members"],
            softmax_temperature=self.params["temperature"],
            categorical_features_indices=list(self.context.category_columns) or None,
            device="cpu",
            ignore_pretraining_limits=True,
            random_state=self.context.seed,
        )


class TabPFNFamily(FoundationFamily):
    """A network trained beforehand on made-up tables: strong on few rows, without any fitting.

    Source: Hollmann et al.: Accurate predictions on small data with a tabular foundation model (Nature 2025).
    """

    name = "tabpfn"
    cost_rank = 90
    estimator: ClassVar = TabPFNEstimator
    most_columns = 500

    def defaults(self, table: Table) -> dict[str, Any]:  # noqa: ARG002
        return {"members": 4, "temperature": 0.9}

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {"members": Integer(1, 8), "temperature": Real(0.7, 1.1)}
