"""Charts of one column of a table: a histogram of numbers, or the most frequent values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import pandas as pd
import plotly.graph_objects as go

from autoglm_core.messages import CORE
from autoglm_core.view.figures.style import Palette, figure, label, placed
from autoglm_core.view.format import cell, number, percent


def histogram(
    edges: Sequence[float], counts: Sequence[int], palette: Palette, language: str, *, moments: bool = False
) -> go.Figure:
    """Rows in each of ``len(counts)`` intervals between ``edges`` (one more than counts).

    ``moments``: the edges are seconds since 1970, and are shown as dates.
    """
    chart = figure(palette, height=220)
    pairs = list(pairwise(edges))
    shown = _date if moments else partial(number, language=language)
    text = [
        f"{shown(float(low))} – {shown(float(high))}<br>{_rows(count, language)}"
        for (low, high), count in zip(pairs, counts, strict=True)
    ]
    chart.add_trace(
        go.Bar(
            x=[(low + high) / 2 for low, high in pairs],
            y=list(counts),
            width=[high - low for low, high in pairs],
            marker={"color": palette.primary, "line": {"color": palette.surface, "width": 1}},
            hovertext=text,
            hoverinfo="text",
        )
    )
    chart.update_yaxes(rangemode="tozero")
    if moments:
        ticks = [edges[0], edges[len(edges) // 2], edges[-1]]
        chart.update_xaxes(tickvals=ticks, ticktext=[_date(tick) for tick in ticks])
    return chart


def top_values(
    values: Sequence[object], counts: Sequence[int], rows: int, palette: Palette, language: str
) -> go.Figure:
    """The most frequent values of a column and the rows that have them; ``rows`` is the table's number of rows."""
    chart = figure(palette, height=60 + 26 * max(len(values), 1))
    text = [percent(count / max(rows, 1), language, digits=0) for count in counts]
    names = [cell(value, language, 80) for value in values]
    chart.add_trace(
        go.Bar(
            x=list(counts),
            y=list(range(len(names))),
            orientation="h",
            marker={"color": palette.primary},
            text=text,
            textposition="outside",
            cliponaxis=False,
            hovertext=[
                f"{label(name, 80)}<br>{_rows(count, language)}" for name, count in zip(names, counts, strict=True)
            ],
            hoverinfo="text",
        )
    )
    chart.update_yaxes(autorange="reversed", showgrid=False, **placed(names, 24))
    chart.update_xaxes(rangemode="tozero", nticks=4)
    chart.update_layout(bargap=0.35, margin={"r": 44})
    return chart


def _date(seconds: float) -> str:
    return str(pd.Timestamp(seconds, unit="s").date())


def _rows(count: int, language: str) -> str:
    return CORE.text("view-rows", language, {"rows": int(count)})
