"""Charts to decide by show the figures that they are given, in both languages, and untrusted names as they are."""

from __future__ import annotations

import numpy as np
import pytest

from autoglm_core.messages import LANGUAGES
from autoglm_core.view import figures, quality
from autoglm_core.view.quality import Money
from pages.parts.theme import LIGHT

RNG = np.random.default_rng(0)
PROBABILITY = RNG.random(500)
Y = (RNG.random(500) < PROBABILITY).astype(int)


@pytest.mark.parametrize("language", LANGUAGES)
def test_calibration_shows_every_bin_with_its_interval(language: str) -> None:
    found = quality.calibration(Y == 1, PROBABILITY)
    line = figures.calibration_chart(found, LIGHT, language).data[-1]
    np.testing.assert_allclose(line.x, [100 * each.predicted for each in found.bins])
    np.testing.assert_allclose(line.y, [100 * each.happened for each in found.bins])
    np.testing.assert_allclose(np.add(line.y, line.error_y.array), [100 * each.high for each in found.bins])


@pytest.mark.parametrize("language", LANGUAGES)
def test_gain_and_lift_end_where_everything_is_taken(language: str) -> None:
    found = quality.gains(Y == 1, PROBABILITY)
    gain = figures.gain_chart(found, LIGHT, language).data[-1]
    assert (gain.x[0], gain.y[0], gain.x[-1], gain.y[-1]) == (0, 0, 100, 100)
    lift = figures.lift_chart(found, LIGHT, language).data[-1]
    assert lift.y[-1] == pytest.approx(1.0)
    assert lift.y[9] == pytest.approx(found.found_in(0.1) / 0.1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_marks_the_best_and_the_models_own_threshold(language: str) -> None:
    money = Money(hit=2, false_alarm=-1, miss=-1, passed=0)
    best, own = quality.best_decision(Y, PROBABILITY, money), quality.decision(Y, PROBABILITY, 0.5, money)
    line, star, ring = figures.money_chart(Y, PROBABILITY, money, best, own, LIGHT, language).data
    assert max(line.y) == pytest.approx(best.total) == star.y[0]
    assert (ring.x[0], ring.y[0]) == (50, own.total)


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_by_size_and_over_time_are_drawn_as_found(language: str) -> None:
    y = RNG.lognormal(3, 1, 400)
    bins = quality.errors_by_size(y, y * 1.1)
    chart = figures.errors_by_size_chart(bins, "<b>price</b>", LIGHT, language)
    np.testing.assert_allclose(chart.data[0].y, [each.error for each in bins])
    assert "<b>price" not in chart.layout.xaxis.title.text
    found = {
        "kind": "wrong",
        "column": "<i>day</i>",
        "unit": "D",
        "periods": [{"at": f"2024-01-0{day}T00:00:00", "rows": 9, "error": day / 10} for day in range(1, 5)],
    }
    chart = figures.over_time_chart(found, LIGHT, language)
    np.testing.assert_allclose(chart.data[0].y, [10, 20, 30, 40])
    assert "<i>" not in chart.layout.xaxis.title.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_learning_curve_has_every_part_and_what_guessing_gets(language: str) -> None:
    points = [{"rows": rows, "score": 0.5 + rows / 1000, "folds": [0.5, 0.6]} for rows in (100, 200, 400)]
    chart = figures.learning_chart({"metric": "roc_auc", "points": points, "guess": 0.5}, LIGHT, language)
    np.testing.assert_allclose(chart.data[-1].y, [60, 70, 90])
    np.testing.assert_allclose(chart.data[0].y, [50, 50])
