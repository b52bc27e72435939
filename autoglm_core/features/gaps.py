"""How many cells of a row are empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.messages import Message
from autoglm_core.table import Table

_FEWEST_COLUMNS = 3


class GapsMaker(FeatureMaker):
    """Counts the empty cells of a row: who leaves much out often differs from who fills in all."""

    name = "gaps"

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:  # noqa: ARG002 -- the same for any target
        columns = tuple(column for column in table.columns if table.frame[column].isna().any())
        return (Feature(self.name, tuple(sorted(columns))),) if len(columns) >= _FEWEST_COLUMNS else ()

    def values(
        self,
        feature: Feature,
        learned: Mapping[str, Any],  # noqa: ARG002 -- nothing is learned
        cells: Columns,
    ) -> npt.NDArray[np.float64]:
        missing = [cells.is_missing(column) for column in feature.columns]
        return np.asarray(np.sum(missing, axis=0), dtype=np.float64)

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:  # noqa: ARG002
        return Message("features-gaps-made", {"count": len(feature.columns)})
