"""Charts of one column: every row is in a bar, and values are shown as they are."""

from __future__ import annotations

import numpy as np

from autoglm_core.view import figures
from pages.parts.theme import LIGHT


def test_a_histogram_has_a_bar_for_each_interval() -> None:
    counts, edges = np.histogram(np.random.default_rng(0).normal(size=500), 12)
    chart = figures.histogram(edges.tolist(), counts.tolist(), LIGHT, "en")
    assert sum(chart.data[0].y) == 500
    np.testing.assert_allclose(chart.data[0].width, np.diff(edges))
    assert chart.data[0].hovertext[0].endswith(f"<br>{counts[0]} row{'' if counts[0] == 1 else 's'}")


def test_the_most_frequent_values_keep_apart_and_literal() -> None:
    long = "a" * 60
    chart = figures.top_values(["<i>a</i>", f"{long}1", f"{long}2"], [70, 20, 10], 100, LIGHT, "en")
    assert chart.layout.yaxis.ticktext[0] == "&lt;i&gt;a&lt;/i&gt;"
    assert list(chart.data[0].y) == [0, 1, 2]
    assert list(chart.data[0].text) == ["70 %", "20 %", "10 %"]


def test_an_empty_column_can_be_drawn() -> None:
    figures.top_values([], [], 0, LIGHT, "zh").to_json()
    figures.histogram([0.0, 1.0], [0], LIGHT, "zh").to_json()


def test_moments_are_shown_as_dates() -> None:
    days = [float(day * 86_400) for day in (0, 365, 730)]
    chart = figures.histogram(days, [3, 1], LIGHT, "en", moments=True)
    assert list(chart.layout.xaxis.ticktext) == ["1970-01-01", "1971-01-01", "1972-01-01"]
    assert chart.data[0].hovertext[1] == "1971-01-01 – 1972-01-01<br>1 row"
