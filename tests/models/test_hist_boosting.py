"""Histogram boosting: the same predictions as scikit-learn's, for one row and for many, and no crafted file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autoglm_core.contracts import BuildContext
from autoglm_core.errors import PackageError
from autoglm_core.models.hist_boosting import _FEW_ROWS, HistBoostingEstimator
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind

PARAMS = {
    "learning_rate": 0.1,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 5,
    "max_features": 1.0,
    "l2_regularization": 1.0,
}


def made(rows: int = 600) -> tuple[Any, Any]:
    random = np.random.default_rng(0)
    X = np.column_stack([random.normal(size=rows), random.integers(0, 30, rows), random.normal(size=rows)])
    X = X.astype(np.float32)
    y = 3.0 * X[:, 0] + np.where(X[:, 1] % 2, 2.0, -2.0) + random.normal(0, 0.1, rows)
    X[random.random(rows) < 0.1, 2] = np.nan
    return X, y


def built(
    X: Any, task: TaskKind = TaskKind.REGRESSION, classes: int = 0, seconds: float | None = None
) -> HistBoostingEstimator:
    context = BuildContext(
        task=task, classes=classes, rows=len(X), columns=X.shape[1], category_columns=(1,), seed=3, seconds=seconds
    )
    return plugin("models", "hist_boosting").build(PARAMS, context)


def test_it_predicts_what_scikit_learns_own_predicts() -> None:
    from sklearn.ensemble import HistGradientBoostingRegressor

    X, y = made(150)  # so few that none are set aside to stop by
    scaled = (y - y.mean()) / y.std()
    theirs = HistGradientBoostingRegressor(
        **PARAMS, max_iter=50, categorical_features=[1], early_stopping=False, random_state=3
    ).fit(X, scaled)
    ours = built(X).fit(X, y)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X) * y.std() + y.mean(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("task", "classes"), [(TaskKind.REGRESSION, 0), (TaskKind.BINARY, 2), (TaskKind.MULTICLASS, 3)]
)
def test_few_rows_go_the_same_way_as_many(task: TaskKind, classes: int) -> None:
    X, y = made()
    target = np.digitize(y, np.quantile(y, np.arange(1, classes) / classes)) if classes else y
    model = built(X, task, classes).fit(X, target)
    rows = X[:40].copy()
    rows[:10, 1] = [29, 30, 31, 200, 254, 255, 256, 1e9, np.nan, 0]  # codes never trained on among them
    rows[5:15, 0] = np.nan
    predict = model.predict_proba if classes else model.predict
    together = predict(rows)
    assert len(rows) > _FEW_ROWS
    alone = np.concatenate([predict(rows[at : at + 1]) for at in range(len(rows))])
    np.testing.assert_allclose(alone, together, rtol=1e-12)


def test_a_column_of_more_categories_than_histograms_hold_is_fitted() -> None:
    X, y = made(1_000)
    X[:, 1] = np.arange(1_000) % 256
    assert np.isfinite(built(X).fit(X, y).predict(X)).all()


def test_a_single_round_is_boosted_where_there_is_no_time_at_all() -> None:
    X, y = made()
    hurried, in_time = built(X, seconds=0.0).fit(X, y), built(X).fit(X, y)
    assert len(hurried.arrays_["sizes"]) < len(in_time.arrays_["sizes"])
    assert np.isfinite(hurried.predict(X)).all()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("steps", lambda steps: steps + 10_000),
        ("steps", lambda steps: steps * 0),
        ("features", lambda features: features + 500),
        ("features", lambda features: features * 0 + 2),
        ("values", lambda values: values[:-1]),
        ("sizes", lambda sizes: sizes - sizes),
        ("sets", lambda sets: sets[:-1]),
    ],
)
def test_trees_whose_nodes_point_elsewhere_are_refused(tmp_path: Path, name: str, change: Any) -> None:
    X, y = made()
    model = built(X).fit(X, y)
    model.arrays_ = {**model.arrays_, name: change(model.arrays_[name])}
    model.save(tmp_path)
    with pytest.raises(PackageError):
        HistBoostingEstimator.load(tmp_path)
