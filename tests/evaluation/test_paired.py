"""The difference of two models: what it is, and how often it finds one where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score, root_mean_squared_error

from autoglm_core.evaluation.paired import difference, difference_of_folds
from autoglm_core.registry import plugin

AUC = next(metric for metric in plugin("tasks", "binary").metrics if metric.name == "roc_auc")
RMSE = next(metric for metric in plugin("tasks", "regression").metrics if metric.name == "rmse")


def _two(rng: np.random.Generator, noise: float, rows: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y = rng.integers(0, 2, rows)
    shared = y + rng.normal(0, 1.0, rows)
    first, second = (1 / (1 + np.exp(-(shared + rng.normal(0, spread, rows)))) for spread in (0.3, noise))
    return y, np.column_stack([1 - first, first]), np.column_stack([1 - second, second])


def test_the_difference_is_that_of_the_scores_and_its_sign_says_which_is_better():
    y, first, second = _two(np.random.default_rng(0), noise=2.0)
    found = difference(AUC, y, first, second, seed=1)
    assert found.value == pytest.approx(roc_auc_score(y, first[:, 1]) - roc_auc_score(y, second[:, 1]))
    assert 0 < found.low < found.value < found.high
    assert not found.tied
    values = np.arange(300.0)
    rng = np.random.default_rng(1)
    near, far = values + rng.normal(0, 1, 300), values + rng.normal(0, 3, 300)
    of_errors = difference(RMSE, values, near, far, seed=1)
    assert of_errors.value == pytest.approx(
        root_mean_squared_error(values, far) - root_mean_squared_error(values, near)
    )
    assert of_errors.low > 0


def test_models_that_are_as_good_are_tied_nearly_always():
    tied = [difference(AUC, *_two(np.random.default_rng(seed), noise=0.3), seed=seed).tied for seed in range(100)]
    assert np.mean(tied) >= 0.88


def test_pairing_sees_what_single_intervals_cannot():
    rng = np.random.default_rng(5)
    y = rng.normal(0, 10, 500)
    noise = rng.normal(0, 5, 500)
    assert not difference(RMSE, y, y + noise, y + 1.05 * noise, seed=0).tied


def test_folds_alone_tell_large_differences_and_no_small_ones():
    assert not difference_of_folds(AUC, [0.9, 0.91, 0.9, 0.92, 0.91], [0.8, 0.81, 0.79, 0.82, 0.8]).tied
    assert difference_of_folds(AUC, [0.9, 0.8, 0.85, 0.95, 0.7], [0.89, 0.81, 0.84, 0.95, 0.71]).tied
