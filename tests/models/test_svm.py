"""The support vector machine: scikit-learn's own decisions, honest probabilities, and an eye on the clock."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_iris, make_moons
from sklearn.svm import SVC, SVR

from autoglm_core.contracts import BuildContext
from autoglm_core.models import svm
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind

PARAMS = {"C": 2.0, "width": 1.0, "epsilon": 0.1}


def built(X: Any, task: TaskKind, classes: int, seconds: float | None = None) -> svm.SVMEstimator:
    context = BuildContext(
        task=task, classes=classes, rows=len(X), columns=X.shape[1], category_columns=(), seed=3, seconds=seconds
    )
    return plugin("models", "svm").build(PARAMS, context)


@pytest.mark.parametrize("classes", [2, 3])
def test_its_decisions_are_scikit_learns(classes: int) -> None:
    X, y = load_iris(return_X_y=True)
    X, y = X[y < classes].astype(np.float32), y[y < classes]
    X -= X.mean(axis=0)
    ours = built(X, TaskKind.BINARY if classes == 2 else TaskKind.MULTICLASS, classes).fit(X, y)
    theirs = SVC(C=2.0, gamma=0.25, decision_function_shape="ovo").fit(X, y)
    decisions = theirs.decision_function(X).reshape(len(X), -1)
    np.testing.assert_allclose(ours._decisions(X), -decisions if classes == 2 else decisions, atol=1e-4)


def test_its_values_are_scikit_learns() -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(200, 4)).astype(np.float32)
    y = np.sin(2 * X[:, 0])
    ours = built(X, TaskKind.REGRESSION, 0).fit(X, y)
    theirs = SVR(C=2.0, gamma=0.25, epsilon=0.1).fit(X, (y - y.mean()) / y.std())
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X) * y.std() + y.mean(), atol=1e-3)


def test_probabilities_are_about_as_often_right_as_they_say() -> None:
    X, y = make_moons(2_000, noise=0.4, random_state=0)
    model = built(X, TaskKind.BINARY, 2).fit(X[:800], y[:800])
    chance = model.predict_proba(X[800:])[:, 1]
    for low in (0.0, 0.25, 0.5, 0.75):
        some = (chance >= low) & (chance < low + 0.25)
        assert abs(chance[some].mean() - y[800:][some].mean()) < 0.1


def test_fewer_rows_are_fitted_where_there_is_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    X, y = make_moons(2_000, noise=0.4, random_state=0)
    clock = iter([0.0, 1.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    hurried = built(X, TaskKind.BINARY, 2, seconds=2.0).fit(X, y)
    monkeypatch.undo()
    assert len(hurried.vectors_) <= 500 < len(built(X, TaskKind.BINARY, 2).fit(X, y).vectors_)
