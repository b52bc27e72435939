"""Charts of reasons add up to the prediction, keep untrusted names literal, and stay small."""

from __future__ import annotations

import numpy as np
import pytest

from autoglm_core.result import Explanation
from autoglm_core.view import figures
from pages.parts.theme import LIGHT

NASTY = "<b>x</b>[1]"


def explanation(columns: int = 12, rows: int = 400, of_class: str | None = "Yes") -> Explanation:
    rng = np.random.default_rng(0)
    values = rng.normal(0, 0.01, (rows, columns))
    values[:, 0] = rng.normal(0, 0.1, rows)
    numbers = rng.normal(size=(rows, columns))
    numbers[:, 1:2] = np.nan
    return Explanation(
        columns=(NASTY, *(f"c{number}" for number in range(1, columns))),
        values=values,
        base=0.3,
        predictions=0.3 + values.sum(axis=1),
        cells=np.round(numbers, 2).astype(np.str_),
        numbers=numbers,
        rows=np.arange(rows),
        of_class=of_class,
    )


def test_importance_is_ranked_and_the_rest_is_taken_together() -> None:
    sizes = {"small": 0.01, NASTY: 0.2, "mid": 0.05, "tiny": 0.005}
    chart = figures.importance(sizes, LIGHT, "en", share=True, most=2)
    assert list(chart.layout.yaxis.ticktext) == ["&lt;b&gt;x&lt;/b&gt;[1]", "mid", "2 other columns"]
    assert list(chart.data[0].x) == pytest.approx([20, 5, 1.5])
    assert chart.data[0].text[0] == "20.0"
    assert figures.importance(sizes, LIGHT, "en", share=False).data[0].text[0] == "0.2"


def test_a_swarm_holds_the_effects_of_the_strongest_columns() -> None:
    given = explanation()
    chart = figures.beeswarm(given, LIGHT, "en")
    assert len(chart.data) == 10
    assert sum(len(trace.x) for trace in chart.data) <= 2_000
    assert chart.layout.yaxis.ticktext[0] == "&lt;b&gt;x&lt;/b&gt;[1]"
    assert set(chart.data[0].x) <= set(100 * given.values[:, 0])
    assert np.abs(np.asarray(chart.data[0].y)).max() < 0.5
    assert chart.data[0].hovertext[0].startswith("&lt;b&gt;x&lt;/b&gt;[1] = ")


def test_a_column_without_numbers_is_grey() -> None:
    given = explanation(columns=2)
    swarms = {trace.hovertext[0].split(" = ")[0]: trace for trace in figures.beeswarm(given, LIGHT, "en").data}
    assert swarms["c1"].marker.color == LIGHT.baseline


@pytest.mark.parametrize("of_class", ["Yes", None])
def test_a_waterfall_leads_from_the_average_to_the_prediction(of_class: str | None) -> None:
    given = explanation(of_class=of_class)
    bars = figures.waterfall(given, 3, LIGHT, "en").data[0]
    factor = 100 if of_class else 1
    assert bars.x[0] == pytest.approx(factor * given.base)
    assert bars.base[-2] + bars.x[-2] == pytest.approx(factor * given.predictions[3])
    assert bars.x[-1] == pytest.approx(factor * given.predictions[3])
    for position in range(2, len(bars.x) - 1):
        assert bars.base[position] == pytest.approx(bars.base[position - 1] + bars.x[position - 1])
    assert bars.base[1] == pytest.approx(factor * given.base)


def test_one_column_and_one_row_are_enough() -> None:
    given = explanation(columns=1, rows=1)
    for chart in (figures.beeswarm(given, LIGHT, "zh"), figures.waterfall(given, 0, LIGHT, "zh")):
        chart.to_json()
