"""The rows that the model finds hardest, and those whose recorded answer looks wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.result import Judged
from autoglm_core.spec import TaskKind

_SHOWN, _COLUMNS, _LONGEST = 25, 8, 80
_ALIKE = 200  # rows with nearly the same prediction tell what distance from it is usual there
_FAR = 6.0  # robust standard deviations
_LONG_TAIL = 20.0  # times the median
_UNLIKELY = 0.1  # probability of the recorded class
_FEWEST_ROWS = 50

Array = npt.NDArray[Any]


class Suspects(Inspection):
    """Lists the rows with the largest errors, and those whose recorded answer is likely wrong.

    Classes: confident learning (Northcutt, Jiang and Chuang, 2021, by cleanlab): a row is suspect where another class
    is predicted with at least the probability that rows of that class usually get, and its own with less than a tenth.
    Numbers: the distance from the
    prediction in robust standard deviations (median absolute deviation) of the rows with the most similar predictions,
    so that a large amount is not suspect for being large; of ratios where the values have a long tail. All
    predictions are by models that had not seen the row.
    """

    name = "suspects"
    version = 2

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``suspect``, and ``hardest`` of the others, hold rows, worst first; ``suspects`` counts all suspects."""
        judged = run.judged
        regression = run.result.task is TaskKind.REGRESSION
        loss = _distance(judged) if regression else _missed(judged)
        progress(1, 3)
        suspect = _far_off(judged) if regression else _mislabelled(judged)
        progress(2, 3)
        shown = [column for column in run.result.importance if column in run.table.roles][:_COLUMNS]
        order = np.argsort(-loss, kind="stable")
        hardest = order[~np.isin(order, suspect[:_SHOWN])][:_SHOWN]
        found = {
            "kind": "off" if regression else "wrong",
            "rows": len(judged.y),
            "columns": shown,
            "hardest": [_told(run, int(position), loss, shown) for position in hardest],
            "suspect": [_told(run, int(position), loss, shown) for position in suspect[:_SHOWN]],
            "suspects": len(suspect),
        }
        progress(3, 3)
        return found


def _distance(judged: Judged) -> Array:
    return np.asarray(np.abs(judged.y - judged.prediction), dtype=np.float64)


def _missed(judged: Judged) -> Array:
    """How much probability the true class did not get."""
    return np.asarray(1.0 - judged.prediction[np.arange(len(judged.y)), judged.y.astype(np.int64)], dtype=np.float64)


def _mislabelled(judged: Judged) -> Array:
    """Positions of rows whose class is likely wrong, the likeliest first."""
    from cleanlab.filter import find_label_issues

    y = judged.y.astype(np.int64)
    # Classes that no judged row has are unknown to the method; it wants them numbered without gaps.
    there = np.unique(y)
    if len(there) < 2 or len(y) < _FEWEST_ROWS:
        return np.array([], dtype=np.int64)
    probability = np.clip(judged.prediction[:, there], 1e-9, None)
    probability /= probability.sum(axis=1, keepdims=True)
    found = find_label_issues(
        np.searchsorted(there, y), probability, return_indices_ranked_by="self_confidence", n_jobs=1
    )
    # Where classes overlap by nature many rows are merely unlucky: only those that are all but ruled out are told.
    return np.array([position for position in found if judged.prediction[position, y[position]] < _UNLIKELY], np.int64)


def _far_off(judged: Judged) -> Array:
    if len(judged.y) < _FEWEST_ROWS:
        return np.array([], dtype=np.int64)
    order = np.argsort(judged.prediction, kind="stable")
    y, said = judged.y.astype(np.float64), judged.prediction.astype(np.float64)
    if min(y.min(), said.min()) > 0 and y.max() > _LONG_TAIL * np.median(y):
        y, said = np.log(y), np.log(said)  # of amounts with a long tail it is ratios that are usual or not
    rest = (y - said)[order]
    width = min(_ALIKE, len(rest))
    windows = np.lib.stride_tricks.sliding_window_view(rest, width)
    middle = np.median(windows, axis=1)
    spread = 1.4826 * np.median(np.abs(windows - middle[:, None]), axis=1)
    at = np.clip(np.arange(len(rest)) - width // 2, 0, len(middle) - 1)
    least = 1e-9 * max(1.0, float(np.abs(y).max()))
    apart = np.abs(rest - middle[at]) / np.maximum(spread[at], least)
    far = np.flatnonzero(apart > _FAR)
    return order[far[np.argsort(-apart[far], kind="stable")]]


def _told(run: Inspected, position: int, loss: Array, columns: list[str]) -> dict[str, Any]:
    judged, row = run.judged, int(run.judged.rows[position])
    cells = [_cell(run.table.frame[column].iloc[row]) for column in columns]
    if run.result.task is TaskKind.REGRESSION:
        truth, said = float(judged.y[position]), float(judged.prediction[position])
        return {"row": row, "truth": truth, "said": said, "error": float(loss[position]), "cells": cells}
    # What the model says, by its threshold where it has one.
    called = int(judged.prediction[position].argmax()) if judged.labels is None else int(judged.labels[position])
    return {
        "row": row,
        "truth": run.result.classes[int(judged.y[position])],
        "said": run.result.classes[called],
        "error": float(loss[position]),
        "cells": cells,
    }


def _cell(value: Any) -> str | float | None:
    if pd.isna(value):
        return None
    if isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool_):
        return float(value)
    return str(value)[:_LONGEST]
