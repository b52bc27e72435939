"""Charts of how columns act: the points are the effects, and names that try to break out stay text."""

from __future__ import annotations

import json

import numpy as np
import pytest

from autoglm_core.view import figures
from pages.parts.theme import LIGHT
from tests.view.figures.test_reasons import explanation

SCRIPT = "<b>x</b>[1]"


@pytest.mark.parametrize("of_class", ["Yes", None])
def test_dependence_sets_effects_against_cells(of_class: str | None) -> None:
    given = explanation(of_class=of_class)
    chart = figures.dependence(given, SCRIPT, None, LIGHT, "en")
    (points,) = chart.data
    np.testing.assert_allclose(points.y, (100 if of_class else 1) * given.values[:, 0])
    assert chart.layout.xaxis.title.text == "&lt;b&gt;x&lt;/b&gt;[1]"
    assert len(points.hovertext) == len(given.rows)


def test_dependence_on_every_column_can_be_drawn() -> None:
    given = explanation()
    for column in given.columns:
        for by in (None, SCRIPT):
            json.loads(figures.dependence(given, column, by, LIGHT, "zh").to_json())


def effect_of(kind: str) -> dict[str, object]:
    values = [1.0, 2.0] if kind == "number" else ["2024-01-01", "2024-02-01"] if kind == "date" else [SCRIPT, "y"]
    shared = {"mean": [0.2, 0.5], "low": [0.1, 0.3], "high": [0.4, 0.7], "curves": [[0.1, 0.6]], "against": 0.0}
    return {"name": SCRIPT, "kind": kind, "values": values} | shared


@pytest.mark.parametrize("kind", ["number", "date", "category"])
def test_effects_show_the_mean_in_percent(kind: str) -> None:
    chart = figures.effects_chart(effect_of(kind), LIGHT, "en", share=True)
    assert list(chart.data[-1].y) == pytest.approx([20.0, 50.0])
    assert "20.0 %" in chart.data[-1].hovertext[0]
    assert "<b>" not in chart.data[-1].hovertext[0]


def test_pairs_and_their_map() -> None:
    pairs = [{"first": SCRIPT, "second": "b", "strength": 0.123, "share": 0.4}]
    bars = figures.pairs_chart(pairs, LIGHT, "en", share=True)
    assert list(bars.data[0].x) == pytest.approx([12.3])
    assert "<b>" not in bars.layout.yaxis.ticktext[0]
    found = {"first": SCRIPT, "second": "b", "across": [1.0, 2.0], "up": ["u", "v"], "mean": [[0.1, 0.2], [0.3, 0.4]]}
    drawn = figures.pair_map(found, LIGHT, "en", share=True)
    assert drawn.data[0].text[1][0] == "30.0 %"
    assert drawn.layout.yaxis.ticktext == ("u", "v")


def test_losses_are_in_points_where_the_metric_is_a_share() -> None:
    columns = [
        {"name": "a", "loss": 0.05, "low": 0.02, "high": 0.09},
        {"name": "b", "loss": 0.0, "low": None, "high": None},
    ]
    chart = figures.losses_chart({"metric": "accuracy", "columns": columns}, LIGHT, "en")
    points = chart.data[0]
    assert list(points.x) == pytest.approx([5.0, 0.0])
    assert list(points.error_x.array) == pytest.approx([4.0, 0.0])
    assert list(points.error_x.arrayminus) == pytest.approx([3.0, 0.0])
    assert "2 points – 9 points" in points.hovertext[0]
