"""Charts for deciding: rates by group, scores against what they cost, weights, and points of ranked models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from autoglm_core.view.figures.style import Palette, figure, label, placed, scaled, score_axis
from autoglm_core.view.format import figure as figure_text
from autoglm_core.view.format import percent, score

_ROW, _FRAME = 36, 90
Range = tuple[float | None, float | None, float | None]


def by_group(
    names: Sequence[str], ranges: Sequence[Range], palette: Palette, language: str, *, share: bool
) -> go.Figure:
    """A point with its range for each group, the first on top; groups without a value have none."""
    known = [(place, of) for place, of in enumerate(ranges) if of[0] is not None]
    values, low, high = (_ends([of for _, of in known], end, share=share) for end in range(3))
    text = [
        percent(value / 100, language) if share else figure_text(float(value), language) for value in values.tolist()
    ]
    chart = figure(palette, height=_FRAME + _ROW * len(names))
    chart.add_trace(
        go.Scatter(
            x=values,
            y=[place for place, _ in known],
            mode="markers+text",
            text=text,
            textposition="top center",
            cliponaxis=False,
            marker={"size": 10, "color": palette.primary},
            error_x={
                "type": "data",
                "array": high - values,
                "arrayminus": values - low,
                "color": palette.muted,
                "thickness": 1.5,
            },
            hovertemplate="%{text}<extra></extra>",
        )
    )
    if share:
        chart.update_xaxes(ticksuffix=" %", rangemode="tozero")
    chart.update_yaxes(**placed(names), range=[len(names) - 0.5, -0.7], showgrid=False)
    return chart


def _ends(ranges: Sequence[Range], end: int, *, share: bool) -> npt.NDArray[np.float64]:
    """One end of each range, or its value where there is none; in percent where it is a share."""
    found = [of[0] if of[end] is None else of[end] for of in ranges]
    return (100 if share else 1) * np.array(found, dtype=np.float64)


def trade_off(
    points: Sequence[tuple[str, float, float]],
    best: Sequence[int],
    metric: str,
    axis: str,
    palette: Palette,
    language: str,
    *,
    shipped: int,
) -> go.Figure:
    """Score against a cost, as (name, cost, score), each a point; a line joins those that none beats in both."""
    _, costs, scores = zip(*points, strict=True)
    shown = scaled(metric, scores)
    chart = figure(palette)
    chart.add_trace(
        go.Scatter(
            x=[costs[position] for position in best],
            y=[shown[position] for position in best],
            mode="lines",
            line={"color": palette.baseline, "dash": "dot", "shape": "linear"},
            hoverinfo="skip",
        )
    )
    on_front = set(best)
    colours = [palette.primary if position in on_front else palette.muted for position in range(len(points))]
    chart.add_trace(
        go.Scatter(
            x=costs,
            y=shown,
            mode="markers",
            marker={
                "size": [14 if position == shipped else 10 for position in range(len(points))],
                "color": colours,
                "symbol": ["diamond" if position == shipped else "circle" for position in range(len(points))],
            },
            customdata=[
                [label(name), figure_text(cost, language), score(metric, value, language)]
                for name, cost, value in points
            ],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]} · %{customdata[2]}<extra></extra>",
        )
    )
    low, high = min(costs), max(costs)
    if low > 0 and high / low > 5:
        chart.update_xaxes(type="log", dtick=1)
    chart.update_xaxes(title={"text": label(axis, 60)})
    chart.update_yaxes(**score_axis(metric))
    return chart


def weights(shares: Mapping[str, float], palette: Palette, language: str) -> go.Figure:
    """A bar for each weight, in percent, in the order given."""
    names, values = list(shares), [100 * share for share in shares.values()]
    chart = figure(palette, height=_FRAME + _ROW * len(names))
    chart.add_trace(
        go.Bar(
            x=values,
            y=list(range(len(names))),
            orientation="h",
            marker={"color": palette.primary},
            text=[percent(value / 100, language) for value in values],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    chart.update_xaxes(range=[0, 1.25 * max(values)], ticksuffix=" %", showgrid=False, showticklabels=False)
    chart.update_yaxes(**placed(names), range=[len(names) - 0.5, -0.5], showgrid=False)
    return chart


def ranked(models: Sequence[tuple[str, Mapping[str, float]]], palette: Palette, language: str) -> go.Figure:
    """Stacked bars: the points (0 to 100) of each model, first the best, by what they are for."""
    names = [name for name, _ in models]
    parts = list(dict.fromkeys(part for _, points in models for part in points))
    chart = figure(palette, height=_FRAME + 40 + _ROW * len(names), legend=True)
    for number, part in enumerate(parts):
        values = [100 * points.get(part, 0.0) for _, points in models]
        chart.add_trace(_stack(part, values, palette.series[number % len(palette.series)], language))
    totals = [100 * sum(points.values()) for _, points in models]
    chart.add_trace(
        go.Scatter(
            x=totals,
            y=list(range(len(names))),
            mode="text",
            text=[f" {figure_text(total, language)}" for total in totals],
            textposition="middle right",
            cliponaxis=False,
            showlegend=False,
            hoverinfo="skip",
        )
    )
    chart.update_layout(barmode="stack", legend_traceorder="normal")
    chart.update_xaxes(range=[0, 112], showgrid=False)
    chart.update_yaxes(**placed(names), range=[len(names) - 0.5, -0.5], showgrid=False)
    return chart


def _stack(part: str, values: Sequence[float], colour: str, language: str) -> Any:
    return go.Bar(
        x=list(values),
        y=list(range(len(values))),
        orientation="h",
        name=label(part),
        marker={"color": colour},
        customdata=[[label(part), figure_text(value, language)] for value in values],
        hovertemplate="%{customdata[0]}: %{customdata[1]}<extra></extra>",
    )
