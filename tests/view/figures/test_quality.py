"""Curves and matrices agree with scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import auc, average_precision_score, confusion_matrix, precision_score, recall_score, roc_auc_score

from autoglm_core.result import Judged
from autoglm_core.view import figures
from autoglm_core.view.figures.quality import confusion_counts, precision_recall_points, roc_points
from pages.parts.theme import LIGHT


@pytest.fixture
def binary() -> Judged:
    rng = np.random.default_rng(1)
    y = rng.integers(0, 2, 5000)
    # Rounded, so that many rows are tied.
    positive = np.round(np.clip(0.25 * y + 0.75 * rng.random(5000), 0, 1), 2)
    labels = (positive >= 0.6).astype(np.int64)
    return Judged(y, np.c_[1 - positive, positive], np.arange(5000), labels)


def test_roc_has_the_area_that_scikit_learn_gives(binary: Judged) -> None:
    alarms, found = roc_points(binary.y == 1, binary.prediction[:, 1])
    assert auc(alarms / 100, found / 100) == pytest.approx(roc_auc_score(binary.y, binary.prediction[:, 1]))


def test_precision_recall_has_the_average_precision_that_scikit_learn_gives(binary: Judged) -> None:
    found, right = precision_recall_points(binary.y == 1, binary.prediction[:, 1])
    steps = np.diff(np.append(0, found)) / 100
    expected = average_precision_score(binary.y, binary.prediction[:, 1])
    assert float(np.sum(steps * right / 100)) == pytest.approx(expected)


def test_the_mark_stands_where_the_labels_are(binary: Judged) -> None:
    assert binary.labels is not None
    recall, precision = recall_score(binary.y, binary.labels), precision_score(binary.y, binary.labels)
    mark = figures.precision_recall(binary, ("No", "Yes"), LIGHT, "en").data[-1]
    assert (mark.x[0], mark.y[0]) == pytest.approx((100 * recall, 100 * precision))
    false_alarms = float(np.mean(binary.labels[binary.y == 0]))
    mark = figures.roc(binary, ("No", "Yes"), LIGHT, "en").data[-1]
    assert (mark.x[0], mark.y[0]) == pytest.approx((100 * false_alarms, 100 * recall))


def test_many_rows_are_drawn_as_few_points() -> None:
    rng = np.random.default_rng(2)
    y, values = rng.normal(size=50_000), rng.normal(size=50_000)
    for chart in (
        figures.predicted_actual(y, values, "y", LIGHT, "en"),
        figures.residuals(y, values, "y", LIGHT, "en"),
        figures.roc(Judged(y > 0, np.c_[-values, values], np.arange(50_000)), ("a", "b"), LIGHT, "en"),
    ):
        assert max(len(trace.x) for trace in chart.data) <= 2_000


def test_confusion_counts_and_shares() -> None:
    rng = np.random.default_rng(3)
    y, labels = rng.integers(0, 3, 300), rng.integers(0, 3, 300)
    names = ("a", "<b>x</b>[1]", "中文")
    chart = figures.confusion(y, labels, names, LIGHT, "en")
    expected = confusion_matrix(y, labels)
    np.testing.assert_allclose(chart.data[0].z, expected / expected.sum(axis=1, keepdims=True))
    assert list(chart.layout.yaxis.ticktext) == ["a", "&lt;b&gt;x&lt;/b&gt;[1]", "中文"]
    hover = chart.data[0].hovertext[1][0]
    assert hover.startswith(f"{expected[1, 0]} rows are &lt;b&gt;x&lt;/b&gt;[1] and were called a")


def test_the_rarest_of_many_classes_are_taken_together() -> None:
    y = np.repeat(np.arange(30), np.arange(1, 31))
    counts, names = confusion_counts(y, y, [str(number) for number in range(30)], "other")
    assert names == (*(str(number) for number in range(11, 30)), "other")
    assert counts.sum() == len(y)
    assert counts[-1, -1] == sum(range(1, 12))


def test_several_classes_get_a_line_each_and_no_mark() -> None:
    rng = np.random.default_rng(4)
    y = rng.integers(0, 4, 200)
    judged = Judged(y, rng.dirichlet(np.ones(4), 200), np.arange(200))
    chart = figures.roc(judged, ("a", "b", "c", "d"), LIGHT, "zh")
    assert [trace.name for trace in chart.data if trace.name] == ["a", "b", "c", "d"]
    assert len(figures.precision_recall(judged, ("a", "b", "c", "d"), LIGHT, "zh").data) == 4


def test_a_class_that_never_occurs_can_be_drawn() -> None:
    judged = Judged(np.zeros(4, dtype=int), np.full((4, 2), 0.5), np.arange(4), np.zeros(4, dtype=int))
    figures.roc(judged, ("a", "b"), LIGHT, "en").to_json()
    figures.precision_recall(judged, ("a", "b"), LIGHT, "en").to_json()


def test_residuals_are_actual_minus_predicted() -> None:
    y, prediction = np.array([1.0, 5.0]), np.array([2.0, 3.0])
    chart = figures.residuals(y, prediction, "$price$", LIGHT, "en")
    assert list(chart.data[1].y) == [-1.0, 2.0]
    assert chart.layout.xaxis.title.text == "Predicted $price$"
