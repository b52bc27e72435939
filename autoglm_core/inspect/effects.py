"""How the prediction changes with one column: the average over all rows, and single rows beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.inspect._shown import Shown, effect, grid, listed, ranked, sample
from autoglm_core.result import RunResult

_ROWS, _COLUMNS, _VALUES, _CURVES = 200, 12, 16, 25
_STILL = 1e-9


class Effects(Inspection):
    """Partial dependence and individual curves of the columns that matter most, or of the one that is asked for.

    Each row is predicted with every value of the column in turn, all else as it is; the mean over the rows is the
    partial dependence (Friedman, Greedy function approximation, 2001), each row's own line an individual conditional
    expectation (Goldstein and others, Peeking inside the black box, 2015). Option ``column``: this one alone.
    """

    name = "effects"

    def suits(self, result: RunResult) -> bool:
        return bool(result.features)

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """``columns``: of each the values tried, the mean, the middle 80 % of rows, and some rows' own curves."""
        shown, table = Shown.of(run), sample(run, _ROWS)
        order = [column for column in ranked(run) if options.get("column") in (None, column)]
        grids = [found for column in order if (found := grid(table, column, _VALUES)) is not None][:_COLUMNS]
        columns = []
        for number, each in enumerate(grids, 1):
            curves = effect(shown, table, each)
            columns.append({"name": each.column, "kind": each.kind, "values": list(each.values)} | _summed(curves))
            progress(number, len(grids))
        return {
            "of_class": shown.of_class,
            "rows": table.rows,
            "all": [column for column in ranked(run) if grid(table, column, 2) is not None],
            "columns": columns,
        }


def _summed(curves: Any) -> dict[str, Any]:
    """``against``: the share of rows whose own curve falls where the mean rises from end to end, or the reverse."""
    mean = curves.mean(axis=1)
    moved, own = mean[-1] - mean[0], curves[-1] - curves[0]
    low, high = np.quantile(curves, [0.1, 0.9], axis=1)
    # Evenly over the rows' usual predictions, so that few curves show all kinds of rows.
    spread = np.argsort(curves.mean(axis=0), kind="stable")
    chosen = spread[np.unique(np.linspace(0, len(spread) - 1, _CURVES).round().astype(int))]
    against = float((np.sign(own[np.abs(own) > _STILL]) == -np.sign(moved)).sum() / curves.shape[1])
    return {
        "mean": listed(mean),
        "low": listed(low),
        "high": listed(high),
        "curves": listed(curves[:, chosen].T),
        "against": against if abs(moved) > _STILL else 0.0,
    }
