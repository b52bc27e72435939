"""The numbers behind the charts, against sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from autoglm_core.export._charts import absolute_errors, bars, confusion, gauge, scatter, tenths
from autoglm_core.result import MeasuredOn, Score


def score(value: float, low: float, high: float, baseline: float) -> Score:
    return Score("rmse", value, low, high, False, MeasuredOn.HOLDOUT, 10, baseline)


def test_bars_are_the_largest_first_on_the_longest_ones_scale() -> None:
    drawn = bars({"a": 1.0, "b": 4.0, "c": 2.0}, most=2)
    assert [(bar.label, bar.share) for bar in drawn] == [("b", 1.0), ("c", 0.5)]
    assert bars({}) == ()
    assert bars({"a": 0.0})[0].share == 0


def test_tenths_rank_by_probability() -> None:
    probability = np.linspace(0, 1, 20)
    positive = probability > 0.8
    drawn = tenths(positive, probability)
    assert [bar.value for bar in drawn] == [1.0, 1.0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert len(tenths(positive[:3], probability[:3])) == 3


def test_confusion_counts_every_row_once() -> None:
    y, labels = np.array([0, 1, 2, 2, 1]), np.array([0, 2, 2, 2, 1])
    assert confusion(y, labels, 3).tolist() == [[1, 0, 0], [0, 1, 1], [0, 0, 2]]


def test_scatter_keeps_both_ends_on_one_scale() -> None:
    truth = np.linspace(10, 20, 1000)
    drawn = scatter(truth, truth[::-1])
    assert len(drawn.points) <= 400
    assert (drawn.low, drawn.high) == (10, 20)
    assert drawn.points[0] == pytest.approx((0, 1))
    assert scatter(np.array([3.0]), np.array([3.0])).points == ((0.0, 0.0),)


def test_gauge_of_a_share_runs_from_0_to_1_and_of_an_error_around_it() -> None:
    share = gauge(score(0.8, 0.7, 0.9, 0.5))
    assert share is not None
    assert (share.value, share.baseline, share.ends) == (0.8, 0.5, (0.0, 1.0))
    error = gauge(score(1200, 1100, 1300, 2000))
    assert error is not None
    assert error.ends[0] < 1100
    assert error.ends[1] > 2000
    assert 0 < error.low < error.value < error.high < error.baseline < 1
    negative = gauge(score(-0.2, -0.4, 0.1, 0.0))
    assert negative is not None
    assert negative.ends[0] < -0.4
    assert gauge(score(1, float("nan"), 2, 3)) is None


def test_half_and_nine_tenths_of_the_errors() -> None:
    truth = np.zeros(101)
    half, most = absolute_errors(truth, np.arange(101.0) * -1)
    assert (half, most) == (50, 90)
