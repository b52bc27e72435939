"""Whom the shipped model serves how well: its scores and decisions by the groups of a column."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd
from pandas.api import types

from autoglm_core.contracts import Inspected, Inspection, Progress, TaskType
from autoglm_core.errors import JobError
from autoglm_core.registry import plugin
from autoglm_core.table import Role

# Names of what people are most often treated differently by.
_TELLING = re.compile(
    r"(?<![a-z])(sex|gender|age|birth|race|ethnic|nation|religio|marital|marri|disab|foreign|region|country|citizen"
    r"|education|language)|性别|年龄|出生|民族|种族|国籍|宗教|婚姻|残疾|地区|省份|城市|学历|户籍",
    re.IGNORECASE,
)
_FEW = 12
_MOST_COLUMNS = 400


class ByGroup(Inspection):
    """Compares how the model does for the groups of a column, one that it was not given included."""

    name = "fairness"
    version = 3

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``columns`` that can be asked for, and ``found``: a ``Fairness`` as JSON of one of them, or None.

        ``options``: {"column": name, "yes_is_good": true}; without a column the one that tells most about people.
        """
        from autoglm_core.evaluation.fairness import fairness, told

        frame = run.table.frame
        columns = _columns(run)
        asked = options.get("column") or (columns[0]["name"] if columns else None)
        if asked is None:
            return {"columns": [], "column": None, "found": None, "told": []}
        if asked not in frame.columns:
            raise JobError("error-fairness-column", column=str(asked))
        task: TaskType = plugin("tasks", run.result.task)
        metric = next(metric for metric in task.metrics if metric.name == run.result.metric)
        good = bool(options.get("yes_is_good", True))
        found = fairness(run.judged, frame[asked], metric, seed=run.result.spec.seed, yes_is_good=good)
        positive = run.result.classes[1] if len(run.result.classes) == 2 else ""
        sentences = [sentence.to_json() for sentence in told(found, positive=positive, yes_is_good=good)]
        kept = {"column": asked, "yes_is_good": good, "found": _finite(asdict(found)), "told": sentences}
        return {"columns": columns, "metric": metric.name, **kept}


def _columns(run: Inspected) -> list[dict[str, Any]]:
    """Columns that make groups, those that tell most about people first; ``given``: to the model."""
    frame, given = run.table.frame, set(run.result.features)
    found = []
    for position, name in enumerate(frame.columns):
        if name == run.result.target or run.table.roles[name] in (Role.IDENTIFIER, Role.TEXT, Role.CONSTANT):
            continue
        kinds = int(frame[name].nunique())
        if kinds < 2 or (not _is_ordered(frame[name]) and kinds > max(_FEW, len(frame) // 20)):
            continue
        rank = (0 if _TELLING.search(name) else 1, 0 if kinds <= _FEW else 1, position)
        found.append((rank, {"name": str(name), "given": name in given}))
    return [column for _, column in sorted(found, key=lambda one: one[0])][:_MOST_COLUMNS]


def _is_ordered(cells: pd.Series[Any]) -> bool:
    return types.is_numeric_dtype(cells.dtype) or types.is_datetime64_any_dtype(cells.dtype)


def _finite(value: Any) -> Any:
    """The same without what JSON cannot say."""
    if isinstance(value, dict):
        return {name: _finite(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
