"""Untrusted text stays text, and charts take the theme's colours."""

from __future__ import annotations

import numpy as np
import pytest

from autoglm_core.view.figures.style import figure, label, placed, thinned, time_ticks
from pages.parts.theme import DARK, LIGHT


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<a href='x'>y</a>", "&lt;a href='x'&gt;y&lt;/a&gt;"),
        ("a & b", "a &amp; b"),
        ("&lt;", "&amp;lt;"),
        ("$x$", "$x$"),
        ("one\ntwo", "one two"),
    ],
)
def test_labels_are_literal(text: str, shown: str) -> None:
    assert label(text) == shown


def test_labels_are_cut_before_they_are_escaped() -> None:
    assert label("<" * 100, 5) == "&lt;&lt;&lt;&lt;…"


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_colours_come_from_the_palette_over_a_transparent_ground(palette) -> None:
    layout = figure(palette).layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert (layout.font.color, layout.xaxis.gridcolor, layout.font.family) == (palette.text, palette.grid, palette.font)
    assert max(layout.margin.l, layout.margin.r) <= 16


def test_thinning_keeps_the_ends() -> None:
    kept = thinned(100_000)
    assert len(kept) == 2_000
    assert (kept[0], kept[-1]) == (0, 99_999)
    np.testing.assert_array_equal(thinned(5), np.arange(5))


def test_times_on_an_axis_are_round() -> None:
    assert list(time_ticks(170, "en")["ticktext"]) == ["0", "1 min", "2 min", "3 min"]


def test_names_that_look_alike_when_shortened_stay_two() -> None:
    assert placed(["x" * 50 + "1", "x" * 50 + "2"])["tickvals"] == [0, 1]
