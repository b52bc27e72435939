"""The logarithmic scale: there and back, the mean kept, and models that learn on it."""

from __future__ import annotations

import numpy as np
import pytest

from autoglm_core.contracts import BuildContext
from autoglm_core.models._target import LogScale, has_long_tail
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("y", [RNG.lognormal(2, 1, 500), RNG.normal(0, 5, 500), np.array([0.0, 0.0, 3.0]), np.zeros(4)])
def test_values_come_back_as_they_were(y):
    scale = LogScale.of(y)
    assert np.allclose(scale.back(scale.of_values(y)), y)


def test_the_mean_is_kept_where_the_predictions_are_the_middle():
    y = RNG.lognormal(3.0, 0.8, 50_000)
    scale = LogScale.of(y)
    z = scale.of_values(y)
    middle = np.full_like(y, z.mean())
    plain, smeared = scale.back(middle).mean(), scale.smeared(z - middle).back(middle).mean()
    assert plain < 0.85 * y.mean()
    assert smeared == pytest.approx(y.mean(), rel=0.05)


def test_a_long_tail_is_told_from_a_short_one():
    assert has_long_tail(RNG.lognormal(0, 1, 1_000))
    assert not has_long_tail(RNG.normal(100, 1, 1_000))
    assert not has_long_tail(RNG.lognormal(0, 1, 1_000) - 1.0)  # negative values: no logarithm is meant


@pytest.mark.parametrize("name", ["linear", "lightgbm", "neural_network"])
def test_a_model_learns_on_the_scale_and_is_stored_with_it(name, tmp_path):
    X = RNG.normal(size=(400, 3)).astype(np.float32)
    y = np.exp(X[:, 0] + 0.1 * RNG.normal(size=400))
    family = plugin("models", name)
    params = family.defaults(_table(X))
    errors = {}
    for log_target in (False, True):
        context = BuildContext(TaskKind.REGRESSION, 0, 400, 3, (), 0, log_target=log_target)
        model = family.build(params, context).fit(X, y)
        errors[log_target] = np.mean((np.log(np.maximum(model.predict(X), 1e-3)) - np.log(y)) ** 2)
        folder = tmp_path / str(log_target)
        folder.mkdir()
        family.save(model, folder)
        assert np.array_equal(family.load(folder).predict(X), model.predict(X))
    assert errors[True] < errors[False]


def _table(X):
    import pandas as pd

    from autoglm_core.table import Role, Table

    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    return Table(frame, dict.fromkeys(frame.columns, Role.NUMERIC))
