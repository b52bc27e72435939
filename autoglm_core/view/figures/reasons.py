"""Charts of what drives a model: mean effect of each column, effect by row, and the reasons for one row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from autoglm_core.messages import CORE
from autoglm_core.result import Explanation, Floats
from autoglm_core.view.figures.style import Palette, figure, label, placed, thinned
from autoglm_core.view.reasons import cell_of, effect, level, reasons

_MOST_BARS = 15
_MOST_SWARMS = 10


def importance(
    values: Mapping[str, float], palette: Palette, language: str, *, share: bool, most: int = _MOST_BARS
) -> go.Figure:
    """How far each column moves a prediction on average (mean |SHAP|), largest first; the rest taken together.

    ``share``: the effects are of a probability, and are shown in percentage points.
    """
    ranked = sorted(values.items(), key=lambda item: -item[1])
    names, sizes = [name for name, _ in ranked[:most]], [size for _, size in ranked[:most]]
    rest = ranked[most:]
    if rest:
        names.append(CORE.text("view-other-columns", language, {"columns": len(rest)}))
        sizes.append(sum(size for _, size in rest))
    chart = figure(palette, height=80 + 28 * max(len(names), 1))
    text = [effect(size, language, share=share, signed=False, unit=False) for size in sizes]
    bar_colours = [palette.primary] * min(len(ranked), most) + [palette.baseline] * bool(rest)
    chart.add_trace(
        go.Bar(
            x=[100 * size if share else size for size in sizes],
            y=list(range(len(names))),
            orientation="h",
            marker={"color": bar_colours},
            text=text,
            textposition="outside",
            cliponaxis=False,
            hovertext=[f"{label(name, 80)}<br>{shown}" for name, shown in zip(names, text, strict=True)],
            hoverinfo="text",
        )
    )
    chart.update_yaxes(autorange="reversed", showgrid=False, **placed(names))
    chart.update_xaxes(title={"text": _effect_title(language, share)}, rangemode="tozero")
    chart.update_layout(bargap=0.35, margin={"r": 48})
    return chart


def beeswarm(explanation: Explanation, palette: Palette, language: str) -> go.Figure:
    """Each explained row as a dot in the line of each column: right of the middle the column raised the prediction.

    Colour: the cell's rank among the others where it is a number, grey where it is not.
    """
    share = explanation.of_class is not None
    order = np.argsort(-np.abs(explanation.values).mean(axis=0), kind="stable")[:_MOST_SWARMS]
    rows = thinned(len(explanation.values), max(1, 2_000 // max(len(order), 1)))
    chart = figure(palette, height=110 + 40 * len(order))
    scale = [[i / (len(palette.diverging) - 1), colour] for i, colour in enumerate(palette.diverging)]
    for position, column in enumerate(order):
        effects = explanation.values[rows, column]
        ranks = _ranks(explanation.numbers[rows, column])
        numeric = bool(np.isfinite(ranks).any())
        marker = {"size": 6, "opacity": 0.8, "color": palette.baseline}
        if numeric:
            marker |= {"color": ranks, "colorscale": scale, "cmin": 0, "cmax": 1, "showscale": position == 0}
        if numeric and position == 0:
            marker["colorbar"] = _colour_bar(palette, language)
        name = explanation.columns[column]
        text = [
            f"{label(name, 60)} = {label(cell_of(explanation, row, column, language), 40)}"
            f"<br>{effect(value, language, share=share)}"
            for row, value in zip(rows.tolist(), effects.tolist(), strict=True)
        ]
        chart.add_trace(
            go.Scatter(
                x=100 * effects if share else effects,
                y=position + _jitter(effects),
                mode="markers",
                marker=marker,
                hovertext=text,
                hoverinfo="text",
            )
        )
    chart.add_vline(x=0, line={"color": palette.baseline, "width": 1})
    names = [explanation.columns[column] for column in order]
    chart.update_yaxes(range=[len(names) - 0.4, -0.6], showgrid=False, **placed(names))
    chart.update_xaxes(title={"text": _effect_title(language, share)})
    chart.update_layout(margin={"t": 40})
    return chart


def waterfall(explanation: Explanation, row: int, palette: Palette, language: str) -> go.Figure:
    """How the prediction of the explained row at ``row`` comes about: from the average, column by column."""
    share = explanation.of_class is not None
    names, effects = reasons(explanation, row, language)
    factor = 100 if share else 1
    base, end = factor * explanation.base, factor * float(explanation.predictions[row])
    moves = [factor * value for value in effects]
    starts = base + np.cumsum([0.0, *moves[:-1]])
    raised, lowered = palette.diverging[-3], palette.diverging[1]
    chart = figure(palette, height=120 + 32 * (len(names) + 2))
    chart.add_trace(
        go.Bar(
            x=[base, *moves, end],
            y=list(range(len(names) + 2)),
            base=[0.0, *starts, 0.0],
            orientation="h",
            marker={"color": [palette.baseline, *(raised if m > 0 else lowered for m in moves), palette.primary]},
            hoverinfo="skip",
        )
    )
    texts = [
        level(explanation.base, language, share=share),
        *(effect(value, language, share=share, unit=False) for value in effects),
        level(float(explanation.predictions[row]), language, share=share),
    ]
    right = [max(base, 0.0), *(max(s, s + m) for s, m in zip(starts, moves, strict=True)), max(end, 0.0)]
    chart.add_trace(_beside(right, texts, palette))
    average, prediction = CORE.text("view-average", language, {}), CORE.text("view-prediction", language, {})
    chart.update_yaxes(autorange="reversed", showgrid=False, **placed([average, *names, prediction], 30))
    edges = [base, end, *starts, *(starts + np.asarray(moves))]
    span = max(max(edges) - min(edges), 1e-9)
    low = min(edges) - 0.15 * span
    chart.update_xaxes(
        range=[max(low, 0.0) if min(edges) >= 0 else low, max(edges) + 0.3 * span], nticks=4, tickangle=0
    )
    if share:
        chart.update_xaxes(ticksuffix=" %")
    chart.update_layout(bargap=0.3, margin={"r": 24})
    return chart


def _beside(right: list[float], texts: list[str], palette: Palette) -> go.Scatter:
    """Texts to the right of bars: plotly's own would stand left of a bar that goes down, over the names."""
    font = {"color": palette.text, "size": 12}
    places = list(range(len(texts)))
    return go.Scatter(
        x=right,
        y=places,
        mode="text",
        text=[f" {text}" for text in texts],
        textposition="middle right",
        textfont=font,
        hoverinfo="skip",
        cliponaxis=False,
    )


def _effect_title(language: str, share: bool) -> str:
    return CORE.text("view-axis-effect-points" if share else "view-axis-effect", language, {})


def _colour_bar(palette: Palette, language: str) -> dict[str, object]:
    return {
        "tickvals": [0.02, 0.98],
        "ticktext": [CORE.text("view-low", language, {}), CORE.text("view-high", language, {})],
        "orientation": "h",
        "thickness": 8,
        "len": 0.4,
        "x": 1,
        "xanchor": "right",
        "y": 1,
        "yanchor": "bottom",
        "outlinewidth": 0,
        "tickfont": {"color": palette.muted, "size": 11},
    }


def _ranks(values: Floats) -> Floats:
    """Each value's rank from 0 to 1, equal values the same; NaN stays. One far value does not take all the colour."""
    known = np.isfinite(values)
    ranks = np.full(len(values), np.nan)
    distinct, position = np.unique(values[known], return_inverse=True)
    if len(distinct):
        ranks[known] = position / max(len(distinct) - 1, 1)
    return ranks


def _jitter(effects: Floats) -> npt.NDArray[np.float64]:
    """Offsets that spread rows of like effect into a swarm, wide where there are many; the same each time."""
    if not len(effects):
        return np.zeros(0)
    span = float(np.ptp(effects)) or 1.0
    bins = np.round(60 * (effects - effects.min()) / span).astype(np.int64)
    offsets = np.zeros(len(effects))
    largest = int(np.bincount(bins).max())
    for group in np.unique(bins):
        members = np.flatnonzero(bins == group)
        order = np.arange(len(members))
        # Alternately above and below the middle: 0, 1, -1, 2, -2, ...
        steps = np.where(order % 2, (order + 1) // 2, -(order // 2))
        offsets[members] = steps / max(largest / 2, 6) * 0.36
    return offsets
