"""Naive Bayes: for texts alone, told by counts, and not too sure where columns repeat one another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import BuildContext
from autoglm_core.registry import plugin
from autoglm_core.spec import Budget, TaskKind, TaskSpec
from autoglm_core.table import Role, Table

FAMILY = plugin("models", "naive_bayes")


def built(X: Any, classes: int = 2, **more: Any) -> Any:
    task = TaskKind.BINARY if classes == 2 else TaskKind.MULTICLASS
    context = BuildContext(task=task, classes=classes, rows=len(X), columns=X.shape[1], category_columns=(), seed=3)
    return FAMILY.build({"bins": 4, "smoothing": 1.0, "counts": "class", **more}, context)


def test_it_suits_tables_with_texts_alone() -> None:
    frame = pd.DataFrame({"said": ["good", "bad"], "size": [1.0, 2.0]})
    spec = TaskSpec(task="binary", target="y", budget=Budget(trials=1))
    assert FAMILY.suits(Table(frame, {"said": Role.TEXT, "size": Role.NUMERIC}), spec)
    assert not FAMILY.suits(Table(frame, {"said": Role.CATEGORICAL, "size": Role.NUMERIC}), spec)
    valued = TaskSpec(task="regression", target="y", budget=Budget(trials=1))
    assert not FAMILY.suits(Table(frame, {"said": Role.TEXT, "size": Role.NUMERIC}), valued)


def test_a_column_said_ten_times_does_not_make_it_ten_times_as_sure() -> None:
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 1_000)
    column = y + random.normal(0, 1.0, 1_000)
    once = built(column[:, np.newaxis]).fit(column[:, np.newaxis], y)
    repeated = np.repeat(column[:, np.newaxis], 10, axis=1)
    ten = built(repeated).fit(repeated, y)
    difference = once.predict_proba(column[:, np.newaxis]) - ten.predict_proba(repeated)
    assert np.abs(difference).max() < 0.05


@pytest.mark.parametrize("counts", ["class", "complement"])
def test_negative_numbers_are_told_apart(counts: str) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(900, 5))
    y = np.digitize(X[:, 0], [-0.5, 0.5])
    model = built(X, 3, counts=counts).fit(X[:600], y[:600])
    assert (model.predict(X[600:]) == y[600:]).mean() > 0.75
