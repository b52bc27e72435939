"""Explainable boosting: the look-up gives what interpret's own model gives, and time is kept."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest

from autoglm_core.contracts import BuildContext
from autoglm_core.models.explainable_boosting import ExplainableBoostingEstimator
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind

PARAMS = {"learning_rate": 0.2, "max_leaves": 2, "min_samples_leaf": 4, "interactions": 3, "interaction_bins": 8}


def made(rows: int = 400) -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    X = np.column_stack([random.normal(size=rows), random.integers(0, 5, rows), random.uniform(-1, 1, rows)])
    X = X.astype(np.float32)
    y = np.sin(2 * X[:, 0]) + np.where(X[:, 1] % 2, 1.0, -1.0) * X[:, 2] + random.normal(0, 0.1, rows)
    X[random.random(rows) < 0.1, 2] = np.nan
    return X, y


def built(X: Any, task: TaskKind, classes: int, seconds: float | None = None) -> ExplainableBoostingEstimator:
    context = BuildContext(
        task=task, classes=classes, rows=len(X), columns=3, category_columns=(1,), seed=3, seconds=seconds
    )
    return plugin("models", "explainable_boosting").build(PARAMS, context)


@pytest.mark.filterwarnings("ignore:Missing values detected")
@pytest.mark.parametrize(
    ("task", "classes"), [(TaskKind.REGRESSION, 0), (TaskKind.BINARY, 2), (TaskKind.MULTICLASS, 3)]
)
def test_it_predicts_what_interprets_own_predicts(
    task: TaskKind, classes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    X, y = made()
    y = np.digitize(y, np.quantile(y, np.arange(1, classes) / classes)) if classes else (y - y.mean()) / y.std()
    fitted = []
    take = ExplainableBoostingEstimator._take
    monkeypatch.setattr(
        ExplainableBoostingEstimator, "_take", lambda self, model: (fitted.append(model), take(self, model))
    )
    ours = built(X, task, classes).fit(X, y)
    rows = X[:60].astype(np.float64)
    rows[:3, 1] = [9.0, 256.0, np.nan]  # never fitted on
    theirs = fitted[0].predict_proba(rows) if classes else fitted[0].predict(rows)
    mine = ours.predict_proba(rows) if classes else ours.predict(rows)
    known = np.arange(3, 60)
    np.testing.assert_allclose(mine[known], theirs[known], atol=1e-5)
    np.testing.assert_allclose(mine[:2], theirs[:2], atol=1e-5)
    assert np.isfinite(mine).all()


def test_a_pair_is_found_where_neither_column_says_anything_alone() -> None:
    X, y = made(1_500)
    model = built(X, TaskKind.REGRESSION, 0).fit(X, y)
    pairs = {tuple(term) for term in model.arrays_["terms"].tolist() if term[1] >= 0}
    assert (1, 2) in pairs
    assert np.square(model.predict(X) - y).mean() < 0.2 * y.var()


def test_fewer_rounds_are_boosted_where_there_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    X, y = made()
    rounds = []
    boosted = ExplainableBoostingEstimator._boosted

    def noted(self: Any, X: Any, y: Any, classes: int, number: int, interactions: int) -> Any:
        rounds.append(number)
        return boosted(self, X, y, classes, number, interactions)

    monkeypatch.setattr(ExplainableBoostingEstimator, "_boosted", noted)
    clock = iter([0.0, 10.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    built(X, TaskKind.REGRESSION, 0, seconds=11.0).fit(X, y)
    monkeypatch.undo()
    monkeypatch.setattr(ExplainableBoostingEstimator, "_boosted", noted)
    built(X, TaskKind.REGRESSION, 0).fit(X, y)
    assert rounds == [20, 20, 150]
