"""The neural network: what it learns, its gradients, and the time it may take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import log_softmax

from autoglm_core.contracts import BuildContext
from autoglm_core.models._network import Network, Shape
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind
from autoglm_core.table import Table


def context(task: TaskKind, X: Any, *, classes: int = 0, categories: tuple[int, ...] = (), seed: int = 3) -> Any:
    return BuildContext(
        task=task, classes=classes, rows=len(X), columns=X.shape[1], category_columns=categories, seed=seed
    )


def test_the_network_follows_a_wave_that_a_linear_model_cannot() -> None:
    random = np.random.default_rng(0)
    X = random.uniform(-1, 1, size=(800, 2))
    y = np.sin(6 * X[:, 0])
    errors = {}
    for name in ("neural_network", "linear"):
        family = plugin("models", name)
        model = family.build(family.defaults(_table(800)), context(TaskKind.REGRESSION, X)).fit(X[:600], y[:600])
        errors[name] = np.square(model.predict(X[600:]) - y[600:]).mean()
    assert errors["neural_network"] < 0.1 * errors["linear"]


@pytest.mark.parametrize("classify", [True, False])
def test_the_gradients_of_the_network_are_those_of_its_loss(classify: bool) -> None:
    random = np.random.default_rng(1)
    X = random.normal(size=(20, 4)).astype(np.float32)
    answers = np.eye(3, dtype=np.float32)[random.integers(0, 3, 20)]
    shape = Shape(columns=4, waved=(0, 2), waves=3, width=6, depth=3, members=2, outputs=3)
    network = Network.drawn(shape, 0.3, np.zeros(3), random)
    network.weights += (random.normal(size=network.weights.shape) * 0.3).astype(np.float32)

    def loss() -> float:
        outputs = network._outputs(X).astype(np.float64)
        if not classify:
            return 0.5 * float(np.square(outputs - answers).sum(axis=2).mean(axis=1).sum())
        return -float((log_softmax(outputs, axis=2) * answers).sum(axis=2).mean(axis=1).sum())

    gradient = network.gradient(X, answers, classify=classify, dropout=0.0, random=random)
    for name, part in network.parts.items():
        at = tuple(int(random.integers(size)) for size in part.shape)
        kept = part[at]
        part[at] = kept + 1e-2
        above = loss()
        part[at] = kept - 1e-2
        below = loss()
        part[at] = kept
        assert shape.views(gradient)[name][at] == pytest.approx((above - below) / 2e-2, abs=2e-3, rel=2e-3), name


def _network(X: Any, y: Any, **limits: Any) -> Any:
    family = plugin("models", "neural_network")
    return family.build(family.defaults(_table(len(X))), replace(context(TaskKind.REGRESSION, X), **limits)).fit(X, y)


def test_the_network_never_predicts_beyond_what_it_has_seen() -> None:
    random = np.random.default_rng(0)
    X = random.uniform(-1, 1, size=(300, 2))
    y = X[:, 0] + 10.0
    far = _network(X, y).predict(np.array([[50.0, 0.0], [-50.0, 0.0]]))
    assert far.min() >= y.min() - 1e-5
    assert far.max() <= y.max() + 1e-5


def test_the_network_reads_no_clock_unless_it_is_given_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: pytest.fail("the clock was read"))
    X = np.random.default_rng(0).normal(size=(100, 2))
    _network(X, X[:, 0])


def test_the_network_ends_its_schedule_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(np.arange(0.0, 1e6, 0.5))
    monkeypatch.setattr("autoglm_core.models._network.time.monotonic", lambda: float(next(seconds)))
    X = np.random.default_rng(0).normal(size=(400, 2))
    y = X[:, 0] - X[:, 1]
    network = _network(X, y, seconds=100.0)
    # Half a second a step: about 200 steps, not the 920 of the whole schedule, and it has learned by then.
    assert 180 <= next(seconds) / 0.5 <= 210
    assert np.square(network.predict(X) - y).mean() < 0.1 * y.var()


def _table(rows: int) -> Any:
    return Table(pd.DataFrame(index=range(rows)), {})
