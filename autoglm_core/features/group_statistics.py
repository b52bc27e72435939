"""How a row's number compares with the numbers of its group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.features._groups import by_group, grouping_columns
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

_MOST_GROUPINGS, _MOST_NUMBERS = 4, 4
_HOW = ("mean", "difference", "deviation")
# A group's mean is drawn towards the mean of all rows as if it had so many more rows of that mean.
_SMOOTHING = 5.0


class GroupStatisticsMaker(FeatureMaker):
    """Compares a number with what is usual in the row's group, such as a price with the prices in its town.

    ``mean``: the group's mean; ``difference``: the row's number minus it; ``deviation``: that difference in standard
    deviations of the group. Group means are smoothed towards the overall mean.
    """

    name = "group_statistics"

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:  # noqa: ARG002 -- the same for any target
        groupings = grouping_columns(table, _MOST_GROUPINGS)
        numbers = table.columns_in(Role.NUMERIC)[:_MOST_NUMBERS]
        return tuple(
            Feature(self.name, (number, group), how) for group in groupings for number in numbers for how in _HOW
        )

    def learn(self, feature: Feature, cells: Columns, target: npt.NDArray[Any]) -> dict[str, Any]:  # noqa: ARG002
        number, group = feature.columns
        values, (labels, keys) = cells.numbers(number), cells.groups((group,))
        present = ~np.isnan(values)
        values, labels = values[present], labels[present]
        centre, spread = (float(values.mean()), float(values.std())) if len(values) else (0.0, 0.0)
        count = np.bincount(labels, minlength=len(keys))
        mean = (np.bincount(labels, values, len(keys)) + _SMOOTHING * centre) / (count + _SMOOTHING)
        learned: dict[str, Any] = {"centre": centre, "means": dict(zip(keys, mean.tolist(), strict=True))}
        if feature.how == "deviation":
            square = np.bincount(labels, np.square(values - mean[labels]), len(keys))
            width = np.sqrt((square + _SMOOTHING * spread**2) / (count + _SMOOTHING))
            learned |= {"spread": spread, "widths": dict(zip(keys, width.tolist(), strict=True))}
        return learned

    def values(self, feature: Feature, learned: Mapping[str, Any], cells: Columns) -> npt.NDArray[np.float64]:
        number, group = feature.columns
        mean = by_group(cells, (group,), learned["means"], learned["centre"])
        if feature.how == "mean":
            return mean
        difference = cells.numbers(number) - mean
        if feature.how == "difference":
            return difference
        width = by_group(cells, (group,), learned["widths"], learned["spread"])
        return difference / np.where(width > 0.0, width, 1.0)

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:  # noqa: ARG002
        number, group = feature.columns
        return Message(f"features-group-statistics-{feature.how}", {"number": number, "group": group})
