"""Shipped models made at once from fitted families, for tests of what is done with one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from autoglm_core import registry
from autoglm_core.predict import Part, ShippedModel
from autoglm_core.schema import Schema
from autoglm_core.spec import TaskKind
from autoglm_core.table import Table
from tests.contracts.test_models import CLASSES, fitted, made_target


def shipped(
    families: Sequence[str],
    table: Table,
    task: TaskKind,
    *,
    temperature: float = 1.0,
    y: npt.NDArray[Any] | None = None,
) -> ShippedModel:
    """The families fitted on ``table`` (``y``: else the made target) and blended, the first with the least weight."""
    parts, preparations, estimators = [], {}, {}
    y = made_target(table, task) if y is None else y
    for number, name in enumerate(families):
        key = f"{number}/fold0"
        estimators[key], preparations[key] = fitted(registry.plugin("models", name), table, y, task)
        parts.append(Part(name, 2 * (number + 1) / (len(families) * (len(families) + 1)), key, key))
    classes = tuple(f"c{number}" for number in range(CLASSES[task]))
    return ShippedModel(
        task=task,
        target="y",
        classes=classes,
        threshold=0.5 if len(classes) == 2 else None,
        schema=Schema.of(table, table.columns),
        parts=tuple(parts),
        temperature=temperature,
        _preparations=preparations,
        _estimators=estimators,
    )
