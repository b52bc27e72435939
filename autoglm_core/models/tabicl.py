"""TabICL: a network trained beforehand on made-up tables, built for more rows than TabPFN."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from autoglm_core.contracts import Integer, Parameter
from autoglm_core.models._foundation import FoundationEstimator, FoundationFamily
from autoglm_core.table import Table


class TabICLEstimator(FoundationEstimator):
    """The package's estimator on local weights."""

    package = "tabicl"
    most_rows = 20_000

    def _network(self, weights: Path) -> Any:
        import tabicl

        make = tabicl.TabICLClassifier if self._classifies else tabicl.TabICLRegressor
        return make(
            model_path=str(weights),
            allow_auto_download=False,
            n_estimators=self.params["members"],
            device="cpu",
            random_state=self.context.seed,
        )


class TabICLFamily(FoundationFamily):
    """A network trained beforehand on made-up tables, for up to some ten thousand rows, without any fitting.

    Source: Qu, Holzmueller, Varoquaux, Le Morvan: TabICL (ICML 2025).
    """

    name = "tabicl"
    cost_rank = 92
    estimator: ClassVar = TabICLEstimator
    most_columns = 500

    def defaults(self, table: Table) -> dict[str, Any]:  # noqa: ARG002
        return {"members": 8}

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {"members": Integer(1, 32, log=True)}
