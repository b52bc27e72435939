"""Places: how far from the middle of all, and along which slanted direction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

_PAIRS = (
    (
        re.compile(r"(?i)(^|[^a-z])(lat|latitude)([^a-z]|$)|纬度"),
        re.compile(r"(?i)(^|[^a-z])(lon|lng|long|longitude)([^a-z]|$)|经度"),
    ),
    (re.compile(r"(?i)(^|_)y(_|$)|y_?coord|northing"), re.compile(r"(?i)(^|_)x(_|$)|x_?coord|easting")),
)
_ANGLES = (30, 60, 120, 150)


class CoordinatesMaker(FeatureMaker):
    """For columns that give a place: the distance from the middle of all places, and slanted directions.

    Trees cut maps along the two axes alone; a turned axis lets them follow a coast or a road that runs askew.
    """

    name = "coordinates"

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:  # noqa: ARG002 -- the same for any target
        numbers = table.columns_in(Role.NUMERIC)
        for first, second in _PAIRS:
            up = [column for column in numbers if first.search(column)]
            across = [column for column in numbers if second.search(column)]
            if up and across:
                how = ("distance", *(str(angle) for angle in _ANGLES))
                return tuple(Feature(self.name, (up[0], across[0]), which) for which in how)
        return ()

    def learn(self, feature: Feature, cells: Columns, target: npt.NDArray[Any]) -> dict[str, Any]:  # noqa: ARG002
        learned = {}
        for name, column in zip(("up", "across"), feature.columns, strict=True):
            values = cells.numbers(column)
            values = values[~np.isnan(values)]
            learned[name] = float(np.median(values)) if len(values) else 0.0
        # A degree of longitude is shorter the further from the equator.
        is_earth = abs(learned["up"]) <= 90.0 and bool(_PAIRS[0][0].search(feature.columns[0]))
        learned["shrunk"] = float(np.cos(np.radians(learned["up"]))) if is_earth else 1.0
        return learned

    def values(self, feature: Feature, learned: Mapping[str, Any], cells: Columns) -> npt.NDArray[np.float64]:
        up, across = (cells.numbers(column) for column in feature.columns)
        up, across = up - learned["up"], (across - learned["across"]) * learned["shrunk"]
        if feature.how == "distance":
            return np.asarray(np.hypot(up, across))
        angle = np.radians(float(feature.how))
        return np.asarray(across * np.cos(angle) + up * np.sin(angle))

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:  # noqa: ARG002
        up, across = feature.columns
        which = "distance" if feature.how == "distance" else "direction"
        angle = 0 if which == "distance" else int(feature.how)
        return Message(f"features-coordinates-{which}", {"up": up, "across": across, "angle": angle})
