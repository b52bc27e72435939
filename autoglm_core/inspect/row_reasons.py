"""Why the model says what it says of one row, whichever: the sample that a run explains holds few of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.errors import DataError
from autoglm_core.result import RunResult
from autoglm_core.table import Table

_BACKGROUND = 200


class RowReasons(Inspection):
    """Explains the row ``row`` (option; its position, by default the first) of the shipped model."""

    name = "row_reasons"

    def suits(self, result: RunResult) -> bool:
        return bool(result.features)

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """``columns``, their ``cells`` and effects (``values``), ``base`` and ``prediction``, as in ``Explanation``,
        and what the model ``says``. Raises DataError where there is no such row."""
        from autoglm_core.registry import explainer_for

        frame, place = run.features.frame, int(options.get("row", 0))
        if not 0 <= place < len(frame):
            raise DataError("error-inspect-no-row", row=place + 1, rows=len(frame))
        model, seed = run.model, run.result.spec.seed
        background = frame.sample(min(_BACKGROUND, len(frame)), random_state=seed)
        rows, _ = model.align(pd.concat([frame.iloc[[place]], background], ignore_index=True))
        scores = model.scores(rows.head(1))
        of = None if not model.classes else 1 if len(model.classes) == 2 else int(scores[0].argmax())
        table = Table(rows, {column: model.schema.roles[column] for column in rows.columns})
        found = explainer_for(model).explain(model, table, np.array([0]), np.arange(1, len(rows)), of, seed)
        progress(1, 1)
        return {
            "row": place,
            "columns": list(found.columns),
            "cells": [str(cell) for cell in found.cells[0]],
            "values": [float(value) for value in found.values[0]],
            "base": float(found.base),
            "prediction": float(found.predictions[0]),
            "of_class": found.of_class,
            "says": str(model.decide(scores)[0]) if model.classes else float(scores[0]),
        }
