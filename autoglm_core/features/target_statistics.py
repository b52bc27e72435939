"""The target's mean in a category, or in two categories together, never from the row's own target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.features._groups import by_group, grouping_columns, joined, pairs
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

_MOST_COLUMNS, _MOST_PAIRED, _MOST_PAIRS = 8, 6, 12
_MOST_CLASSES = 4  # of several classes, the mean of how many is proposed
# A group's mean is drawn towards the overall mean as if it had so many more rows of that mean.
_SMOOTHING = 10.0
_PARTS = 5


class TargetStatisticsMaker(FeatureMaker):
    """Gives each category the smoothed mean of the target among its rows, and each pair of categories.

    Smoothing towards the overall mean: Micci-Barreca, SIGKDD Explorations 2001. A training row's value comes from the
    other training rows alone (five parts, each by the other four), since a value that holds the row's own target
    would be a leak that a model learns to trust: Prokhorenkova et al., NeurIPS 2018. For all other rows every training
    row counts. ``how`` is the position of the class whose share is meant, empty for numbers.
    """

    name = "target_statistics"
    uses_target = True

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:
        single = [(column,) for column in table.columns_in(Role.CATEGORICAL, Role.ORDINAL)[:_MOST_COLUMNS]]
        paired = pairs(grouping_columns(table, _MOST_PAIRED), _MOST_PAIRS)
        means = (
            [""] if not classes else ["1"] if classes == 2 else [str(at) for at in range(min(classes, _MOST_CLASSES))]
        )
        return tuple(Feature(self.name, columns, how) for columns in (*single, *paired) for how in means)

    def learn(self, feature: Feature, cells: Columns, target: npt.NDArray[Any]) -> dict[str, Any]:
        labels, keys = cells.groups(feature.columns)
        means, centre = _means(labels, _of(feature, target), len(keys))
        return {"centre": centre, "means": dict(zip(keys, means.tolist(), strict=True))}

    def values(self, feature: Feature, learned: Mapping[str, Any], cells: Columns) -> npt.NDArray[np.float64]:
        return by_group(cells, feature.columns, learned["means"], learned["centre"])

    def training_values(
        self, feature: Feature, cells: Columns, target: npt.NDArray[Any]
    ) -> tuple[dict[str, Any], npt.NDArray[np.float64]]:
        labels, keys = cells.groups(feature.columns)
        meant = _of(feature, target)
        part_of = np.random.default_rng(len(meant)).permutation(len(meant)) % _PARTS
        found = np.empty(len(meant))
        for part in range(_PARTS):
            mine = part_of == part
            means, _ = _means(labels[~mine], meant[~mine], len(keys))
            found[mine] = means[labels[mine]]
        return self.learn(feature, cells, target), found

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:
        values: dict[str, Any] = {"columns": joined(feature.columns), "target": target, "count": len(feature.columns)}
        if not feature.how:
            return Message("features-target-statistics-value", values)
        return Message("features-target-statistics-class", {**values, "class": classes[int(feature.how)]})


def _of(feature: Feature, target: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return np.asarray(target == int(feature.how) if feature.how else target, dtype=np.float64)


def _means(
    labels: npt.NDArray[np.intp], target: npt.NDArray[np.float64], groups: int
) -> tuple[npt.NDArray[np.float64], float]:
    """The smoothed mean of each group, the overall one for a group without rows; and the overall mean."""
    centre = float(target.mean()) if len(target) else 0.0
    count = np.bincount(labels, minlength=groups)
    return (np.bincount(labels, target, groups) + _SMOOTHING * centre) / (count + _SMOOTHING), centre
