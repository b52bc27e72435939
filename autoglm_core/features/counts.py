"""How often a category, or two categories together, occur."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.features._groups import by_group, grouping_columns, joined, pairs
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

_MOST_COLUMNS, _MOST_PAIRED, _MOST_PAIRS = 8, 5, 10


class CountsMaker(FeatureMaker):
    """Counts how many rows share a category, or two of them: frequent and rare ones often behave differently.

    The number of training rows, on a logarithmic scale; 0 for a category never seen.
    """

    name = "counts"

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:  # noqa: ARG002 -- the same for any target
        single = [(column,) for column in table.columns_in(Role.CATEGORICAL)[:_MOST_COLUMNS]]
        paired = pairs(grouping_columns(table, _MOST_PAIRED), _MOST_PAIRS)
        return tuple(Feature(self.name, columns) for columns in (*single, *paired))

    def learn(self, feature: Feature, cells: Columns, target: npt.NDArray[Any]) -> dict[str, Any]:  # noqa: ARG002
        labels, keys = cells.groups(feature.columns)
        count = np.log1p(np.bincount(labels, minlength=len(keys)))
        return {"counts": dict(zip(keys, count.tolist(), strict=True))}

    def values(self, feature: Feature, learned: Mapping[str, Any], cells: Columns) -> npt.NDArray[np.float64]:
        return by_group(cells, feature.columns, learned["counts"], 0.0)

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:  # noqa: ARG002
        return Message("features-counts-made", {"count": len(feature.columns), "columns": joined(feature.columns)})
