"""The metrics equal scikit-learn's, ties and missing classes included."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn import metrics as reference

from autoglm_core.errors import SpecError
from autoglm_core.registry import plugin
from autoglm_core.tasks._metrics import find_metric


def score(task: str, name: str, y, prediction, labels=None) -> float:
    return find_metric(plugin("tasks", task), name).score(np.asarray(y), np.asarray(prediction), labels)


@pytest.fixture(params=["continuous", "ties", "one_value"])
def binary(request):
    rng = np.random.default_rng(1)
    y = (rng.random(300) < 0.2).astype(int)
    p = np.clip(0.3 * y + rng.random(300) * 0.7, 0.01, 0.99)
    if request.param == "ties":
        p = np.round(p, 1).clip(0.05, 0.95)
    if request.param == "one_value":
        p = np.full(300, 0.4)
    return y, np.column_stack([1 - p, p])


def test_binary_metrics_equal_scikit_learns(binary):
    y, p = binary
    labels = (p[:, 1] >= 0.4).astype(int)
    expected = {
        "average_precision": reference.average_precision_score(y, p[:, 1]),
        "roc_auc": reference.roc_auc_score(y, p[:, 1]),
        "f1": reference.f1_score(y, labels),
        "precision": reference.precision_score(y, labels),
        "recall": reference.recall_score(y, labels),
        "accuracy": reference.accuracy_score(y, labels),
        "balanced_accuracy": reference.balanced_accuracy_score(y, labels),
        "mcc": reference.matthews_corrcoef(y, labels),
        "log_loss": reference.log_loss(y, p),
        "brier": reference.brier_score_loss(y, p[:, 1]),
    }
    assert set(expected) == {metric.name for metric in plugin("tasks", "binary").metrics}
    for name, value in expected.items():
        assert score("binary", name, y, p, labels) == pytest.approx(value, abs=1e-12), name


def test_multiclass_metrics_equal_scikit_learns():
    rng = np.random.default_rng(2)
    y = rng.choice(4, 400, p=[0.6, 0.25, 0.1, 0.05])
    p = rng.random((400, 4)) + np.eye(4)[y] * 0.5
    p /= p.sum(axis=1, keepdims=True)
    labels = p.argmax(axis=1)
    expected = {
        "log_loss": reference.log_loss(y, p),
        "accuracy": reference.accuracy_score(y, labels),
        "balanced_accuracy": reference.balanced_accuracy_score(y, labels),
        "f1_macro": reference.f1_score(y, labels, average="macro"),
        "roc_auc": reference.roc_auc_score(y, p, multi_class="ovr", average="weighted"),
        "mcc": reference.matthews_corrcoef(y, labels),
    }
    assert set(expected) == {metric.name for metric in plugin("tasks", "multiclass").metrics}
    for name, value in expected.items():
        assert score("multiclass", name, y, p) == pytest.approx(value, abs=1e-12), name


def test_regression_metrics_equal_scikit_learns():
    rng = np.random.default_rng(3)
    y = rng.lognormal(3, 1, 301)
    p = y * rng.lognormal(0, 0.3, 301)
    expected = {
        "rmse": reference.root_mean_squared_error(y, p),
        "mae": reference.mean_absolute_error(y, p),
        "r2": reference.r2_score(y, p),
        "median_absolute_error": reference.median_absolute_error(y, p),
        "mape": reference.mean_absolute_percentage_error(y, p),
        "rmsle": reference.root_mean_squared_log_error(y, p),
    }
    assert set(expected) == {metric.name for metric in plugin("tasks", "regression").metrics}
    for name, value in expected.items():
        assert score("regression", name, y, p) == pytest.approx(value, rel=1e-9), name


def test_r_squared_keeps_its_digits_far_from_zero():
    y = 1e9 + np.random.default_rng(0).normal(size=200)
    p = y + 0.1 * np.random.default_rng(1).normal(size=200)
    assert score("regression", "r2", y, p) == pytest.approx(reference.r2_score(y, p), abs=1e-6)


def test_a_missing_class_gives_chance_and_no_warning():
    p = np.array([[0.2, 0.8], [0.6, 0.4]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert score("binary", "roc_auc", [1, 1], p) == 0.5
        assert score("binary", "average_precision", [0, 0], p) == 0.0
        assert score("binary", "recall", [0, 0], p) == 0.0
        assert score("binary", "balanced_accuracy", [1, 1], p) == 0.5
        assert score("binary", "mcc", [1, 1], p) == 0.0
        assert score("multiclass", "roc_auc", [1, 1], p) == 0.5


def test_percentage_errors_leave_out_true_zeros():
    assert score("regression", "mape", [0.0, 2.0, -4.0], [5.0, 3.0, -4.0]) == pytest.approx(0.25)
    assert np.isnan(score("regression", "mape", [0.0, 0.0], [1.0, 1.0]))


def test_log_errors_are_undefined_for_negative_targets_only():
    assert np.isnan(score("regression", "rmsle", [-1.0, 2.0], [1.0, 2.0]))
    assert score("regression", "rmsle", [0.0, 2.0], [-3.0, 2.0]) == 0.0


def test_a_confident_mistake_costs_much_and_not_infinity():
    assert 30 < score("binary", "log_loss", [1], [[1.0, 0.0]]) < 40


def test_labels_after_the_threshold_count_where_a_metric_reads_labels():
    y, p = np.array([0, 1]), np.array([[0.9, 0.1], [0.7, 0.3]])
    assert score("binary", "recall", y, p) == 0.0
    assert score("binary", "recall", y, p, np.array([0, 1])) == 1.0


@pytest.mark.parametrize(
    ("task", "asked", "name"),
    [
        ("binary", "AUC", "roc_auc"),
        ("binary", "ROC-AUC", "roc_auc"),
        ("multiclass", "F1 macro", "f1_macro"),
        ("multiclass", "f1", "f1_macro"),
        ("regression", "RMSE", "rmse"),
        ("regression", "mean absolute error", "mae"),
    ],
)
def test_metrics_are_found_by_the_names_people_use(task, asked, name):
    assert find_metric(plugin("tasks", task), asked).name == name


def test_an_unknown_metric_names_the_known_ones():
    with pytest.raises(SpecError) as caught:
        find_metric(plugin("tasks", "regression"), "accuracy")
    assert "accuracy" in str(caught.value)
    assert "rmse" in str(caught.value)
