"""How large the errors are from one stretch of time to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.inspect.slices import errors_of
from autoglm_core.table import Role

_PERIODS = ("Y", "Q", "M", "W", "D", "h")
_FEWEST_PERIODS, _MOST_PERIODS = 4, 60
_FEWEST_ROWS = 5  # of a period: of fewer the mean is noise


class OverTime(Inspection):
    """The mean error in each year, quarter, month, week, day or hour, by the first column that holds moments."""

    name = "over_time"

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``periods``: when each begins, its rows and mean error, in order; empty where no column holds moments."""
        error, wrong = errors_of(run)
        found: dict[str, Any] = {"kind": "wrong" if wrong else "off", "column": None, "unit": None, "periods": []}
        columns = run.table.columns_in(Role.DATETIME)
        wanted = run.result.spec.validation.time_column
        for column in sorted(columns, key=lambda name: (name != wanted, name not in run.result.features)):
            moments = run.table.frame[column].iloc[run.judged.rows]
            if not pd.api.types.is_datetime64_any_dtype(moments.dtype) or moments.isna().all():
                continue
            told = _by_period(pd.Series(moments.to_numpy()), error)
            if told is not None:
                found |= {"column": column, **told}
                break
        progress(1, 1)
        return found


def _by_period(moments: pd.Series[Any], error: Any) -> dict[str, Any] | None:
    """By the shortest period of which there are not too many; None where there are too few."""
    known = moments.notna().to_numpy()
    moments, error = moments[known].dt.tz_localize(None), np.asarray(error)[known]
    for unit in reversed(_PERIODS):
        begins = moments.dt.to_period(unit).dt.start_time
        if begins.nunique() > _MOST_PERIODS:
            continue
        means = pd.DataFrame({"begins": begins.to_numpy(), "error": error}).groupby("begins")["error"]
        table = means.agg(["size", "mean"]).loc[lambda frame: frame["size"] >= _FEWEST_ROWS]
        if len(table) < _FEWEST_PERIODS:
            return None
        periods = [
            {"at": str(at.isoformat()), "rows": int(size), "error": float(mean)}
            for at, size, mean in zip(table.index, table["size"], table["mean"], strict=True)
        ]
        return {"unit": unit, "periods": periods}
    return None
