"""Charts of experiments show what was measured."""

import pytest

from autoglm_core.experiment import FamilyShare, FamilyShares
from autoglm_core.view import figures
from pages.parts.theme import DARK, LIGHT
from tests.view.test_lab import samplers


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_thick_lines_are_medians_and_thin_ones_single_seeds(palette) -> None:
    chart = figures.best_so_far(samplers(), "trials", "genetic", palette, "en")
    named = {trace.name: trace for trace in chart.data if trace.name}
    tpe = named["Bayesian search"]
    assert list(tpe.x) == [5.0, 10.0]  # from where both seeds have a score
    assert list(tpe.y) == pytest.approx([88.0, 88.0])
    assert list(named["Where Genetic search ended"].y) == pytest.approx([86.0, 86.0])
    assert sum(trace.name is None for trace in chart.data) == 4
    low, high = chart.layout.yaxis.range
    assert low < 85.0
    assert high > 90.0


def test_an_arm_keeps_its_colour_whoever_has_begun() -> None:
    whole = figures.best_so_far(samplers(), "seconds", None, LIGHT, "en", arms=("genetic", "tpe"))
    colour = {trace.name: trace.line.color for trace in whole.data if trace.name}
    assert colour == {"Genetic search": LIGHT.series[0], "Bayesian search": LIGHT.series[1]}


def test_searches_that_go_on_do_not_move_the_median() -> None:
    chart = figures.best_so_far(samplers(), "trials", None, LIGHT, "en", ended={("tpe", 1), ("genetic", 1)})
    named = {trace.name: trace for trace in chart.data if trace.name}
    assert named["Bayesian search"].y[-1] == pytest.approx(86.0)


def test_bars_tell_what_each_family_added() -> None:
    families = (FamilyShare("lightgbm", 5, 0.91, 0.90), FamilyShare("linear", 2, 0.85, 0.921))
    chart = figures.families_chart(FamilyShares("roc_auc", True, 0.92, families), LIGHT, "en")
    (bars,) = chart.data
    assert list(bars.x) == pytest.approx([2.0, -0.1])
    assert list(bars.text) == ["+2.0 points", "-0.1 points"]
    assert list(bars.marker.color) == [LIGHT.primary, LIGHT.danger]
    assert list(chart.layout.yaxis.ticktext) == ["LightGBM", "Linear model"]
