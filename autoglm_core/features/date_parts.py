"""What a moment says beyond its parts: the end of a month, working hours, the hour of the week."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Columns, Feature, FeatureMaker
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

_MOST_COLUMNS = 4
Moments = npt.NDArray[np.datetime64]


class DatePartsMaker(FeatureMaker):
    """Reads from a date or time what people go by: month ends, quarters, working hours, the hour of the week.

    Year, month, day, weekday, hour, days passed and the time between two moments are made for every model anyway.
    """

    name = "date_parts"

    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:  # noqa: ARG002 -- the same for any target
        columns = table.columns_in(Role.DATETIME)[:_MOST_COLUMNS]
        return tuple(Feature(self.name, (column,), how) for column in columns for how in _PARTS)

    def values(
        self,
        feature: Feature,
        learned: Mapping[str, Any],  # noqa: ARG002 -- nothing is learned
        cells: Columns,
    ) -> npt.NDArray[np.float64]:
        moments = cells.moments(feature.columns[0])
        values = np.asarray(_PARTS[feature.how](moments), dtype=np.float64)
        return np.where(np.isnat(moments), np.nan, values)

    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:  # noqa: ARG002
        return Message(f"features-date-parts-{feature.how.replace('_', '-')}", {"column": feature.columns[0]})


def _month_end(moments: Moments) -> Any:
    """Days until the month ends."""
    months = moments.astype("datetime64[M]")
    return ((months + 1).astype("datetime64[D]") - moments.astype("datetime64[D]")).astype(np.int64) - 1.0


def _hour(moments: Moments) -> Any:
    return (moments.astype("datetime64[m]") - moments.astype("datetime64[D]")).astype(np.int64) / 60.0


def _weekday(moments: Moments) -> Any:
    return (moments.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1 January 1970 was a Thursday


def _quarter(moments: Moments) -> Any:
    months = (moments.astype("datetime64[M]") - moments.astype("datetime64[Y]")).astype(np.int64)
    return months // 3 + 1


def _working_hours(moments: Moments) -> Any:
    hour = _hour(moments)
    return (_weekday(moments) < 5) & (hour >= 9.0) & (hour < 17.0)


def _rush_hour(moments: Moments) -> Any:
    hour = _hour(moments)
    return (_weekday(moments) < 5) & (((hour >= 7.0) & (hour < 9.5)) | ((hour >= 16.0) & (hour < 18.5)))


def _part_of_day(moments: Moments) -> Any:
    """0 night, 1 morning, 2 afternoon, 3 evening."""
    return np.floor(_hour(moments) / 6.0)


def _hour_of_week(moments: Moments) -> Any:
    return 24.0 * _weekday(moments) + np.floor(_hour(moments))


_PARTS: Mapping[str, Callable[[Moments], Any]] = {
    "month_end": _month_end,
    "quarter": _quarter,
    "time_of_day": _hour,
    "part_of_day": _part_of_day,
    "working_hours": _working_hours,
    "rush_hour": _rush_hour,
    "hour_of_week": _hour_of_week,
}
