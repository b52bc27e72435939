"""Greedy selection: the blend beats its members, is deterministic, and leaves out what does not help."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score, root_mean_squared_error

from autoglm_core.contracts import Metric
from autoglm_core.ensemble.greedy import select
from autoglm_core.registry import plugin
from autoglm_core.tasks._metrics import find_metric


def metric(task: str, name: str) -> Metric:
    return find_metric(plugin("tasks", task), name)


RMSE = metric("regression", "rmse")


def noisy_regression(models: int, rows: int = 400) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(0)
    y = rng.normal(size=rows)
    return y, [y + rng.normal(size=rows) for _ in range(models)]


def noisy_classes(models: int, rows: int, share: float) -> tuple[np.ndarray, list[np.ndarray]]:
    rng = np.random.default_rng(0)
    y = (rng.random(rows) < share).astype(int)
    positive = [1 / (1 + np.exp(3 - 2 * y - 1.5 * rng.normal(size=rows))) for _ in range(models)]
    return y, [np.column_stack([1 - p, p]) for p in positive]


def blend(predictions, weights) -> np.ndarray:
    return sum(weight * prediction for weight, prediction in zip(weights, predictions, strict=True))


def test_independent_errors_are_averaged_away():
    y, predictions = noisy_regression(6)
    weights = select(predictions, y, RMSE, size=30)
    assert weights.sum() == pytest.approx(1.0)
    alone = min(root_mean_squared_error(y, prediction) for prediction in predictions)
    assert root_mean_squared_error(y, blend(predictions, weights)) < 0.6 * alone


@pytest.mark.parametrize(
    ("name", "score"), [("roc_auc", roc_auc_score), ("average_precision", average_precision_score)]
)
def test_rankings_improve_by_the_metric_asked_for(name, score):
    y, predictions = noisy_classes(8, 3_000, 0.1)
    weights = select(predictions, y, metric("binary", name), size=20)
    alone = max(score(y, prediction[:, 1]) for prediction in predictions)
    assert score(y, blend(predictions, weights)[:, 1]) > alone + 0.02


def test_the_weights_are_those_of_trying_each_addition_by_hand():
    y, predictions = noisy_regression(4, rows=60)
    chosen = [int(np.argmin([root_mean_squared_error(y, p) for p in predictions]))]
    best = (root_mean_squared_error(y, predictions[chosen[0]]), 1)
    for _ in range(9):
        tried = [np.mean([predictions[k] for k in (*chosen, model)], axis=0) for model in range(4)]
        errors = [root_mean_squared_error(y, candidate) for candidate in tried]
        chosen.append(int(np.argmin(errors)))
        best = min(best, (min(errors), len(chosen)))
    expected = np.bincount(chosen[: best[1]], minlength=4) / best[1]
    assert select(predictions, y, RMSE, size=10) == pytest.approx(expected)


def test_the_best_single_model_is_kept_where_nothing_improves_on_it():
    y, predictions = noisy_regression(3)
    twins = [predictions[0], predictions[0].copy(), predictions[0].copy()]
    assert select(twins, y, RMSE, size=20).tolist() == [1.0, 0.0, 0.0]
    assert select([y + 5.0, y, y + 9.0], y, RMSE, size=20).tolist() == [0.0, 1.0, 0.0]


def test_one_step_is_the_best_single_model():
    y, predictions = noisy_regression(5)
    weights = select(predictions, y, RMSE, size=1)
    assert weights.tolist().count(0.0) == 4
    assert np.argmax(weights) == np.argmin([root_mean_squared_error(y, p) for p in predictions])


def test_rows_that_a_model_did_not_judge_do_not_count():
    y, predictions = noisy_regression(3)
    complete = select([p[100:] for p in predictions], y[100:], RMSE, size=10)
    for prediction in predictions:
        prediction[:50] = np.nan
    predictions[1][50:100] = np.nan
    assert select(predictions, y, RMSE, size=10) == pytest.approx(complete)


def test_no_common_row_gives_one_model():
    y, predictions = noisy_regression(2)
    predictions[0][:200], predictions[1][200:] = np.nan, np.nan
    assert sorted(select(predictions, y, RMSE, size=10)) == [0.0, 1.0]


def test_models_of_tiny_weight_are_left_out():
    y, predictions = noisy_regression(40)
    weights = select(predictions, y, RMSE, size=100)
    assert weights[weights > 0].min() >= 0.03
    assert weights.sum() == pytest.approx(1.0)


def test_large_tables_are_sampled_with_their_rare_class():
    y, predictions = noisy_classes(4, 60_000, 0.003)
    first = select(predictions, y, metric("binary", "average_precision"), size=10)
    again = select(predictions, y, metric("binary", "average_precision"), size=10)
    assert first.tolist() == again.tolist()
    assert (first > 0).sum() > 1


def test_several_classes_and_labels_work_as_well():
    rng = np.random.default_rng(1)
    y = rng.integers(0, 4, 800)
    predictions = []
    for _ in range(5):
        raw = rng.random((800, 4)) + 0.5 * np.eye(4)[y]
        predictions.append(raw / raw.sum(axis=1, keepdims=True))
    for name in ("log_loss", "f1_macro", "roc_auc"):
        chosen = metric("multiclass", name)
        weights = select(predictions, y, chosen, size=15)
        alone = max(chosen.utility(y, prediction) for prediction in predictions)
        assert chosen.utility(y, blend(predictions, weights)) >= alone


def test_what_is_passed_in_stays_as_it_is():
    y, predictions = noisy_regression(3)
    before = [prediction.copy() for prediction in predictions]
    select(predictions, y, RMSE, size=5)
    assert all(np.array_equal(a, b) for a, b in zip(before, predictions, strict=True))
