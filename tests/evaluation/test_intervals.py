"""Intervals: they cover the truth, narrow with more rows, and are wide and inside the range where rows are few."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score

from autoglm_core.evaluation.intervals import interval, moved, of_folds, share_interval
from autoglm_core.registry import plugin
from autoglm_core.result import Judged, MeasuredOn, Score
from autoglm_core.tasks._metrics import find_metric


def metric(task: str, name: str):
    return find_metric(plugin("tasks", task), name)


def binary(seed: int, rows: int, share: float = 0.3) -> Judged:
    rng = np.random.default_rng(seed)
    y = (rng.random(rows) < share).astype(int)
    p = 1 / (1 + np.exp(1 - 1.5 * y - rng.normal(size=rows)))
    return Judged(y, np.column_stack([1 - p, p]), np.arange(rows), (p > 0.5).astype(int))


def regression(seed: int, rows: int) -> Judged:
    rng = np.random.default_rng(seed)
    prediction = rng.normal(size=rows)
    return Judged(prediction + rng.normal(size=rows), prediction, np.arange(rows))


@pytest.mark.parametrize("name", ["roc_auc", "average_precision", "accuracy", "log_loss", "f1"])
def test_the_truth_is_covered_for_classes(name):
    chosen = metric("binary", name)
    large = binary(0, 200_000)
    truth = chosen.score(large.y, large.prediction, large.labels)
    inside = 0
    for seed in range(1, 81):
        low, high = interval(chosen, binary(seed, 250), seed)
        inside += low <= truth <= high
    assert inside >= 70  # 95 % of 80 are 76; fewer than 70 would be a matter of chance once in a hundred times


@pytest.mark.parametrize("name", ["rmse", "mae", "r2", "median_absolute_error"])
def test_the_truth_is_covered_for_numbers(name):
    chosen = metric("regression", name)
    large = regression(0, 200_000)
    truth = chosen.score(large.y, large.prediction)
    inside = 0
    for seed in range(1, 81):
        low, high = interval(chosen, regression(seed, 250), seed)
        inside += low <= truth <= high
    assert inside >= 70


def test_it_equals_drawing_the_rows_by_hand():
    judged = binary(3, 400)
    rng = np.random.default_rng(0)
    scores = []
    for _ in range(500):
        rows = rng.integers(0, 400, 400)
        scores.append(roc_auc_score(judged.y[rows], judged.prediction[rows, 1]))
    low, high = interval(metric("binary", "roc_auc"), judged, 1)
    expected = np.quantile(scores, [0.025, 0.975])
    assert (low, high) == pytest.approx(tuple(expected), abs=0.015)


def test_it_is_deterministic_in_the_seed():
    chosen, judged = metric("binary", "roc_auc"), binary(1, 300)
    assert interval(chosen, judged, 5) == interval(chosen, judged, 5)
    assert interval(chosen, judged, 5) != interval(chosen, judged, 6)


def test_large_tables_are_sampled_and_keep_the_width_of_all_their_rows():
    chosen = metric("binary", "roc_auc")
    few, many = interval(chosen, binary(1, 10_000), 1), interval(chosen, binary(1, 90_000), 1)
    assert (few[1] - few[0]) / (many[1] - many[0]) == pytest.approx(3.0, rel=0.2)
    large = binary(1, 90_000)
    assert many[0] < roc_auc_score(large.y, large.prediction[:, 1]) < many[1]


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_three_rows_give_a_wide_interval_inside_the_range(task):
    y = np.array([0, 1, 0])
    prediction = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]])
    judged = Judged(y, prediction, np.arange(3))
    if task == "regression":
        judged = Judged(np.array([1.0, 2.0, 4.0]), np.array([1.5, 2.0, 3.0]), np.arange(3))
    for chosen in plugin("tasks", task).metrics:
        low, high = interval(chosen, judged, 1)
        value = chosen.score(judged.y, judged.prediction)
        assert low <= value <= high
        assert low >= min(chosen.function.worst, chosen.function.best)
        assert high <= max(chosen.function.worst, chosen.function.best)
        if math.isfinite(chosen.function.worst):
            assert (low, high) == tuple(sorted((chosen.function.worst, chosen.function.best)))
        else:
            assert high - low > abs(chosen.function.best - value)


def test_all_right_is_not_all_certain():
    y = np.repeat([0, 1], 15)
    low, high = interval(metric("binary", "accuracy"), Judged(y, np.eye(2)[y], np.arange(30), labels=y), 1)
    assert (low, high) == pytest.approx((0.9, 1.0))  # rule of three: 1 - 3 / 30


def test_few_of_the_class_that_matters_count_as_few():
    y = np.zeros(5_000, dtype=int)
    y[:4] = 1
    recall = interval(metric("binary", "recall"), Judged(y, np.eye(2)[y], np.arange(5_000), labels=y), 1)
    accuracy = interval(metric("binary", "accuracy"), Judged(y, np.eye(2)[y], np.arange(5_000), labels=y), 1)
    assert recall[0] == pytest.approx(0.25)
    assert accuracy[0] > 0.999


def test_rows_of_one_class_are_no_error():
    y = np.zeros(20, dtype=int)
    judged = Judged(y, np.full((20, 2), 0.5), np.arange(20))
    for chosen in plugin("tasks", "binary").metrics:
        low, high = interval(chosen, judged, 1)
        assert math.isfinite(low)
        assert low <= high


def test_labels_after_the_threshold_are_what_is_resampled():
    judged = binary(2, 300)
    everyone = replace(judged, labels=np.ones(300, dtype=int))
    low, high = interval(metric("binary", "recall"), everyone, 1)
    assert high == 1.0
    assert low > 0.95


def test_a_metric_that_is_a_plain_function_works_as_well():
    chosen = metric("regression", "mae")
    plain = replace(chosen, function=lambda y, prediction: float(np.mean(np.abs(y - prediction))))
    judged = regression(1, 300)
    assert interval(plain, judged, 1) == pytest.approx(interval(chosen, judged, 1), abs=0.02)


def test_what_cannot_be_told_has_no_interval():
    judged = Judged(np.array([-1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]), np.arange(3))
    assert all(math.isnan(end) for end in interval(metric("regression", "rmsle"), judged, 1))


def test_shares_have_wilsons_interval():
    for hits, of in ((0, 10), (3, 10), (10, 10), (412, 900)):
        expected = binomtest(hits, of).proportion_ci(method="wilson")
        assert share_interval(hits, of) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert share_interval(0, 0) == (0.0, 1.0)


def test_rows_of_one_group_are_drawn_together_and_cover_the_truth():
    chosen = metric("regression", "mae")
    inside = alone = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        of_group = np.repeat(rng.exponential(size=40), 10)  # how far off a group is, all its rows alike
        judged = Judged(of_group, np.zeros(400), np.arange(400))
        low, high = interval(chosen, judged, seed, np.repeat(np.arange(40), 10))
        inside += low <= 1.0 <= high
        low, high = interval(chosen, judged, seed)
        alone += low <= 1.0 <= high
    assert inside >= 50
    assert alone < 40  # drawn row by row, it would be far too sure


def test_groups_of_one_row_change_nothing():
    chosen, judged = metric("binary", "roc_auc"), binary(1, 300)
    assert interval(chosen, judged, 5, np.arange(300)) == interval(chosen, judged, 5)


def test_many_groups_are_sampled_and_keep_the_width():
    chosen = metric("regression", "mae")
    widths = []
    for rows in (9_000, 36_000):
        judged, units = regression(1, rows), np.arange(rows) // 3
        low, high = interval(chosen, judged, 1, units)
        widths.append(high - low)
    assert widths[1] == pytest.approx(widths[0] / 2, rel=0.25)


def test_out_of_fold_both_sides_are_longer_and_end_with_the_range():
    auc, rmse = metric("binary", "roc_auc"), metric("regression", "rmse")
    low, high = of_folds(auc, 0.8, 0.7, 0.85)
    assert 0.8 - low == pytest.approx(1.3 * 0.1)
    assert high - 0.8 == pytest.approx(1.3 * 0.05)
    assert of_folds(auc, 0.99, 0.97, 1.0)[1] == 1.0
    assert of_folds(rmse, 1.0, 0.1, 5.0) == (0.0, pytest.approx(6.2))
    assert all(math.isnan(end) for end in of_folds(auc, 0.8, math.nan, math.nan))


def test_an_interval_moves_along_with_its_score_inside_the_range():
    score = Score("accuracy", 0.9, 0.85, 0.99, True, MeasuredOn.OUT_OF_FOLD, 100, 0.5)
    lower = moved(score, 0.8, metric("binary", "accuracy"))
    assert (lower.value, lower.low, lower.high) == pytest.approx((0.8, 0.75, 0.89))
    assert moved(score, 0.95, metric("binary", "accuracy")).high == 1.0
