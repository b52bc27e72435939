"""Which pairs of columns matter together: how much the effect of one depends on the other."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.inspect._shown import Grid, Shown, effect, grid, listed, ranked, sample, tried
from autoglm_core.result import Floats, RunResult
from autoglm_core.table import Table

_ROWS, _COLUMNS, _DRAWN, _VALUES = 40, 7, 3, 6


class Interactions(Inspection):
    """The strongest pairs among the columns that matter most, by the part of their joint effect that is no sum.

    ``share`` is Friedman and Popescu's H squared (Predictive learning via rule ensembles, 2008): the variance of the
    joint partial dependence that the two single ones do not account for, as a share of all of it. ``strength`` is the
    square root of that variance in the unit shown; pairs are ordered by it, since the share is large as well where
    neither column does much (Inglis and others, Visualizing variable importance and interaction effects, 2022).
    """

    name = "interactions"

    def suits(self, result: RunResult) -> bool:
        return len(result.features) > 1

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``pairs``: strongest first; ``maps``: of the first ones, the mean prediction over values of both."""
        shown, table = Shown.of(run), sample(run, _ROWS)
        columns = [column for column in ranked(run) if grid(table, column, 2) is not None][:_COLUMNS]
        pairs = list(combinations(columns, 2))
        steps = len(columns) + len(pairs)
        single = {}
        for number, column in enumerate(columns, 1):
            single[column] = single_effect(shown, table, column)
            progress(number, steps)
        found: list[dict[str, Any]] = []
        for number, (first, second) in enumerate(pairs, len(columns) + 1):
            joint = joint_effect(shown, table, first, second)
            beyond = joint - single[first] - single[second]
            strength, whole = float(np.sqrt(np.square(beyond).mean())), float(np.square(joint).mean())
            share = float(np.clip(strength**2 / whole, 0.0, 1.0)) if whole > 0 else 0.0
            found.append({"first": first, "second": second, "strength": strength, "share": share})
            progress(number, steps)
        found.sort(key=lambda pair: -pair["strength"])
        return {
            "of_class": shown.of_class,
            "rows": table.rows,
            "columns": columns,
            "pairs": found,
            "maps": [_map(shown, table, pair["first"], pair["second"]) for pair in found[:_DRAWN]],
        }


def single_effect(shown: Shown, table: Table, column: str) -> Floats:
    """(rows,) the centred partial dependence on ``column`` at each row's own cell."""
    rows = np.arange(table.rows)
    return _centred(effect(shown, table, Grid(column, "", rows, ())).mean(axis=1))


def joint_effect(shown: Shown, table: Table, first: str, second: str) -> Floats:
    """(rows,) the centred partial dependence on both columns at each row's own cells."""
    rows = np.arange(table.rows).repeat(table.rows)
    frame = tried(table, [(first, rows), (second, rows)], table.rows)
    return _centred(shown.predict(frame).reshape(table.rows, table.rows).mean(axis=1))


def _centred(values: Floats) -> Floats:
    return np.asarray(values - values.mean())


def _map(shown: Shown, table: Table, first: str, second: str) -> dict[str, Any]:
    """(values of second, values of first) mean predictions."""
    across, up = grid(table, first, _VALUES), grid(table, second, _VALUES)
    assert across is not None
    assert up is not None
    times = len(across.rows) * len(up.rows)
    columns = np.tile(across.rows, len(up.rows)).repeat(table.rows)
    lines = up.rows.repeat(len(across.rows)).repeat(table.rows)
    mean = shown.predict(tried(table, [(first, columns), (second, lines)], times)).reshape(times, -1).mean(axis=1)
    return {
        "first": first,
        "second": second,
        "across": list(across.values),
        "up": list(up.values),
        "mean": listed(mean.reshape(len(up.rows), len(across.rows))),
    }
