"""Figures to decide by are those that scikit-learn and plain counting give."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix, recall_score

from autoglm_core.result import Judged
from autoglm_core.view import quality
from autoglm_core.view.quality import Money


@pytest.fixture
def drawn() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    probability = rng.beta(1, 4, 1_500)
    return (rng.random(1_500) < probability**1.5).astype(int), probability


def test_calibration_is_that_of_scikit_learn(drawn):
    y, probability = drawn
    found = quality.calibration(y == 1, probability)
    happened, predicted = calibration_curve(y, probability, n_bins=10, strategy="quantile")
    np.testing.assert_allclose([each.happened for each in found.bins], happened)
    np.testing.assert_allclose([each.predicted for each in found.bins], predicted)
    rows = np.array([each.rows for each in found.bins])
    assert rows.sum() == 1_500
    assert found.error == pytest.approx(np.average(np.abs(happened - predicted), weights=rows))
    assert all(each.low <= each.happened <= each.high for each in found.bins)


def test_probabilities_that_are_true_are_called_so_and_others_are_not():
    rng = np.random.default_rng(1)
    probability = rng.random(20_000)
    y = rng.random(20_000) < probability
    assert quality.calibration(y, probability).error < 0.02
    assert quality.calibration(y, probability**3).error > 0.2


def test_of_something_rare_high_probabilities_have_bins_as_well():
    rng = np.random.default_rng(6)
    probability = rng.beta(0.05, 2, 20_000)
    happened = rng.random(20_000) < probability
    found = quality.calibration(happened, probability)
    assert found.bins[-1].predicted > 0.4
    expected = [each.predicted * each.rows for each in found.bins]
    assert max(expected) < 1.5 * min(expected)
    edges = np.array([0.0, *np.cumsum([each.rows for each in found.bins])])
    order = np.argsort(probability)
    first, last = int(edges[-2]), int(edges[-1])
    assert found.bins[-1].happened == pytest.approx(happened[order[first:last]].mean())


def test_of_several_classes_the_likeliest_is_judged():
    judged = Judged(np.array([0, 2]), np.array([[0.5, 0.3, 0.2], [0.1, 0.7, 0.2]]), np.arange(2))
    happened, probability = quality.top_class(judged)
    assert happened.tolist() == [True, False]
    assert probability.tolist() == [0.5, 0.7]


def test_gain_is_the_recall_of_the_first_rows_and_lift_its_ratio_to_chance(drawn):
    y, probability = drawn
    found = quality.gains(y == 1, probability)
    for share in (0.1, 0.3):
        first = probability >= np.sort(probability)[::-1][round(share * len(y)) - 1]
        assert found.found_in(share) == pytest.approx(recall_score(y, first))
        assert found.lift_in(share) == pytest.approx(recall_score(y, first) / share)
    assert found.found_in(1.0) == 1.0


def test_rows_of_equal_probability_are_not_ranked_among_themselves():
    y = np.array([1, 0, 0, 0])
    assert quality.gains(y == 1, np.full(4, 0.5)).found_in(0.5) == pytest.approx(0.5)


def test_money_is_counted_from_the_confusion_matrix(drawn):
    y, probability = drawn
    money = Money(hit=10, false_alarm=-2, miss=-7, passed=0.5)
    for threshold in (0.0, 0.2, 1.1):
        (passed, alarms), (misses, hits) = confusion_matrix(y, probability >= threshold, labels=[0, 1])
        found = quality.decision(y, probability, threshold, money)
        assert (found.hits, found.false_alarms, found.misses, found.passed) == (hits, alarms, misses, passed)
        assert found.total == pytest.approx(10 * hits - 2 * alarms - 7 * misses + 0.5 * passed)


def test_the_best_threshold_is_the_best_of_all_that_make_a_difference(drawn):
    y, probability = drawn
    money = Money(hit=3, false_alarm=-1, miss=-1, passed=0)
    best = quality.best_decision(y, probability, money)
    tried = [quality.decision(y, probability, float(at), money).total for at in [*np.unique(probability), 1.1]]
    assert best.total == pytest.approx(max(tried))
    thresholds, totals = quality.totals(y, probability, money)
    for threshold, total in list(zip(thresholds, totals, strict=True))[::100]:
        assert quality.decision(y, probability, float(threshold), money).total == pytest.approx(total)


def test_amounts_decide_whom_to_call(drawn):
    y, probability = drawn
    nobody = quality.best_decision(y, probability, Money(hit=0, false_alarm=-1, miss=0, passed=0))
    assert nobody.hits + nobody.false_alarms == 0
    everyone = quality.best_decision(y, probability, Money(hit=1, false_alarm=0, miss=-1, passed=0))
    assert everyone.misses == 0
    # Known costs on true probabilities: the best threshold is cost / (cost + benefit) (Elkan, 2001).
    rng = np.random.default_rng(2)
    true = rng.random(200_000)
    best = quality.best_decision((rng.random(200_000) < true).astype(int), true, Money(0, -1, -4, 0))
    assert best.threshold == pytest.approx(0.2, abs=0.03)


def test_what_is_expected_of_new_rows_is_no_more_than_on_the_rows_chosen_by():
    rng = np.random.default_rng(3)
    gaps = []
    for _ in range(30):
        y, noise = rng.integers(0, 2, 200), rng.random(200)
        money = Money(hit=1, false_alarm=-1, miss=0, passed=0)
        gaps.append(quality.best_decision(y, noise, money).total - quality.honest_total(y, noise, money))
    assert np.mean(gaps) > 2


def test_errors_by_size_are_means_of_groups_of_rows():
    rng = np.random.default_rng(4)
    y = rng.lognormal(3, 1, 800)
    prediction = y * 0.9
    bins = quality.errors_by_size(y, prediction, bins=8)
    assert [each.rows for each in bins] == [100] * 8
    largest = np.sort(y)[-100:]
    assert bins[-1].error == pytest.approx(0.1 * largest.mean())
    assert bins[-1].bias == pytest.approx(-0.1 * largest.mean())
    assert (bins[-1].low, bins[-1].high) == (largest[0], largest[-1])


def test_a_value_that_most_rows_have_is_one_group():
    bins = quality.errors_by_size(np.array([0.0] * 90 + [5.0] * 10), np.zeros(100))
    assert [each.rows for each in bins] == [90, 10]
