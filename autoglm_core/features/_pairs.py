"""Features of two numbers of a row: nothing is learned for them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.features._groups import pairs
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

_MOST_COLUMNS = 8
_MOST_PAIRS = 28


class PairMaker(FeatureMaker):
    """A number made of two others, for every two of the most telling numeric columns."""

    @abstractmethod
    def combine(self, first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]: ...

    roles: ClassVar = (Role.NUMERIC,)

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:  # noqa: ARG002 -- the same for any target
        columns = table.columns_in(*self.roles)[:_MOST_COLUMNS]
        return tuple(Feature(self.name, pair) for pair in pairs(columns, _MOST_PAIRS))

    def values(
        self,
        feature: Feature,
        learned: Mapping[str, Any],  # noqa: ARG002 -- nothing is learned
        cells: Columns,
    ) -> npt.NDArray[np.float64]:
        first, second = feature.columns
        return self.combine(cells.numbers(first), cells.numbers(second))

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:  # noqa: ARG002
        first, second = feature.columns
        return Message(f"features-{self.name}-made", {"first": first, "second": second})
