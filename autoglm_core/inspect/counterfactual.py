"""What would have to change for one row: the smallest changes that turn what the model says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.cells import cell_text
from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.errors import DataError
from autoglm_core.predict import ShippedModel
from autoglm_core.result import RunResult

_LIKE = 600  # training rows that may lend their values
Floats = npt.NDArray[np.floating[Any]]


class Counterfactual(Inspection):
    """Searches the smallest change of one row within the values seen in training; see explain/counterfactual.py.

    Options: ``row`` (its position, by default the first explained one), ``locked`` (columns that stay as they are, by
    default dates and free text), ``wanted`` (a class, or a value to reach; by default the other class, any other, or
    the mean of the target).
    """

    name = "counterfactual"

    def suits(self, result: RunResult) -> bool:
        return bool(result.features)

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """``turns``: changes that turn it, each with ``before``, ``after`` and what the model then says.

        ``shown_class``: the class whose probability ``score`` is, or None for a value. Raises DataError where the row
        is not there, or is what is wanted already.
        """
        from autoglm_core.explain import counterfactual as search

        model = run.model
        place = _row(run, options)
        row, _ = model.align(run.features.frame.iloc[[place]])
        scores = model.scores(row)
        wanted = _wanted(run, scores, options.get("wanted"))
        if wanted.reached(scores)[0]:
            raise DataError("error-inspect-turned")
        asked = options.get("locked")
        locked = model.schema.locked_at_first() if asked is None else tuple(str(name) for name in asked)
        free = search.plausible(run.features.frame, model.schema, locked)
        like = run.features.frame
        like, _ = model.align(like.sample(min(_LIKE, len(like)), random_state=run.result.spec.seed))
        found = search.smallest_changes(model.scores, row, wanted, free, like=like, progress=progress)
        shown = _class_shown(model, wanted, found.turns[0].scores if found.turns else scores)
        told = {
            "row": place,
            "now": _said(model, scores),
            "score": _score(scores, shown),
            "shown_class": None if shown is None else model.classes[shown],
            "wanted": None if wanted.to is None and wanted.value is None else _wanted_said(model, wanted),
            "up": wanted.up,
            "free": [one.column for one in free],
            "locked": [name for name in model.features if name in set(locked)],
            "turns": [_told(model, turn, shown) for turn in found.turns],
            "tried": found.tried,
            "exhaustive": found.exhaustive,
            "complete": found.complete,
            "nearest": None if found.nearest is None else _told(model, found.nearest, shown),
        }
        progress(1, 1)
        return told


def _row(run: Inspected, options: Mapping[str, Any]) -> int:
    first = 0 if run.explanation is None or not len(run.explanation.rows) else int(run.explanation.rows[0])
    place = int(options.get("row", first))
    if not 0 <= place < len(run.features.frame):
        raise DataError("error-inspect-no-row", row=place + 1, rows=len(run.features.frame))
    return place


def _wanted(run: Inspected, scores: Floats, asked: Any) -> Any:
    from autoglm_core.explain.counterfactual import Wanted

    model = run.model
    if not model.classes:
        value = float(np.mean(run.y)) if asked is None else float(asked)
        return Wanted(value=value, up=bool(scores[0] < value))
    now = model.classes.index(str(model.decide(scores.astype(np.float64))[0]))
    if model.threshold is not None:
        to = 1 - now if asked is None or asked not in model.classes else model.classes.index(asked)
        return Wanted(to=to, now=now, threshold=model.threshold)
    return Wanted(to=model.classes.index(asked) if asked in model.classes else None, now=now)


def _class_shown(model: ShippedModel, wanted: Any, scores: Floats) -> int | None:
    if not model.classes:
        return None
    return (
        int(wanted.to)
        if wanted.to is not None
        else model.classes.index(str(model.decide(scores.astype(np.float64))[0]))
    )


def _score(scores: Floats, shown: int | None) -> float:
    return float(scores[0] if shown is None else scores[0, shown])


def _said(model: ShippedModel, scores: Floats) -> str | float:
    said = model.decide(scores.astype(np.float64))[0]
    return str(said) if model.classes else float(said)


def _wanted_said(model: ShippedModel, wanted: Any) -> str | float:
    return float(wanted.value) if wanted.value is not None else model.classes[wanted.to]


def _told(model: ShippedModel, turn: Any, shown: int | None) -> dict[str, Any]:
    changes = [
        {
            "column": change.column,
            "before": _cell(model, change.column, change.before),
            "after": _cell(model, change.column, change.after),
        }
        for change in turn.changes
    ]
    return {
        "changes": changes,
        "cost": turn.cost,
        "score": _score(turn.scores, shown),
        "says": _said(model, turn.scores),
    }


def _cell(model: ShippedModel, column: str, value: Any) -> str | float | int | bool | None:
    """A cell as JSON: a number, truth or text; a moment as ISO text."""
    kind = model.schema[column].type
    if value is None or pd.isna(value):
        return None
    if kind == "boolean":
        return bool(value)
    if kind in ("integer", "number"):
        return int(value) if float(value).is_integer() else float(value)
    return cell_text(value)
