"""Charts of how columns act: dependence, average and single curves, pairs, and what shuffling a column costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from autoglm_core.messages import CORE
from autoglm_core.result import Explanation
from autoglm_core.view.figures.reasons import _colour_bar, _effect_title, _jitter, _ranks
from autoglm_core.view.figures.style import Palette, figure, label, placed, thinned
from autoglm_core.view.format import figure as shown_figure
from autoglm_core.view.format import is_share, number
from autoglm_core.view.reasons import cell_of, effect, level

_MOST_CATEGORIES = 15
_MOST_PAIRS = 10


def dependence(explanation: Explanation, column: str, by: str | None, palette: Palette, language: str) -> go.Figure:
    """The effect of ``column`` in each explained row against its cell; coloured by the cell of ``by``, a number."""
    share = explanation.of_class is not None
    at = explanation.columns.index(column)
    rows = thinned(len(explanation.rows))
    numbers, effects = explanation.numbers[rows, at], explanation.values[rows, at]
    y = 100 * effects if share else effects
    text = _dependence_text(explanation, rows.tolist(), at, by, language)
    chart = figure(palette, height=380)
    marker: dict[str, Any] = {"size": 7, "opacity": 0.75, "color": palette.primary}
    if by is not None:
        ranks = _ranks(explanation.numbers[rows, explanation.columns.index(by)])
        scale = [[i / (len(palette.diverging) - 1), colour] for i, colour in enumerate(palette.diverging)]
        marker |= {
            "color": ranks,
            "colorscale": scale,
            "cmin": 0,
            "cmax": 1,
            "colorbar": _colour_bar(palette, language),
        }
    if np.isfinite(numbers).any():
        x = numbers
        if _is_date(explanation, at):
            chart.update_xaxes(type="date", tickformat="%Y-%m-%d", nticks=6)
            x = np.array([_moment(days) for days in numbers.tolist()], dtype=object)
        chart.update_xaxes(title={"text": label(column)})
    else:
        names, x = _categories(explanation, rows, at, effects, language)
        chart.update_xaxes(title={"text": label(column)}, range=[-0.6, len(names) - 0.4], **placed(names, 18))
    chart.add_trace(go.Scatter(x=x, y=y, mode="markers", marker=marker, hovertext=text, hoverinfo="text"))
    chart.add_hline(y=0, line={"color": palette.baseline, "width": 1})
    chart.update_yaxes(title={"text": _effect_title(language, share)})
    chart.update_layout(margin={"t": 40})
    return chart


def _moment(days: float) -> str | None:
    """Days since 1970 as plotly reads a moment."""
    if not np.isfinite(days):
        return None
    return str(np.datetime64("1970-01-01T00:00:00") + np.timedelta64(round(days * 86_400), "s"))


def _is_date(explanation: Explanation, at: int) -> bool:
    cells = explanation.cells[:, at]
    return bool(np.mean([cell[4:5] == "-" and cell[7:8] == "-" for cell in cells if cell] or [0]) > 0.9)


def _categories(explanation: Explanation, rows: Any, at: int, effects: Any, language: str) -> tuple[list[str], Any]:
    """The most frequent cells by their mean effect, all others together, and the place of each row."""
    cells = explanation.cells[rows, at]
    known, count = np.unique(cells, return_counts=True)
    common = known[np.argsort(-count, kind="stable")][:_MOST_CATEGORIES]
    order = sorted(common, key=lambda cell: float(effects[cells == cell].mean()))
    place = {cell: position for position, cell in enumerate(order)}
    names = [cell or CORE.text("view-missing", language, {}) for cell in order]
    if len(known) > len(common):
        names.append(CORE.text("view-other-values", language, {}))
    at_place = np.array([place.get(cell, len(order)) for cell in cells], dtype=np.float64)
    for position in np.unique(at_place):
        mine = at_place == position
        at_place[mine] += _jitter(effects[mine])
    return names, at_place


def _dependence_text(
    explanation: Explanation, rows: Sequence[int], at: int, by: str | None, language: str
) -> list[str]:
    share = explanation.of_class is not None
    told = []
    for row in rows:
        parts = [f"{label(explanation.columns[at], 60)} = {label(cell_of(explanation, row, at, language), 40)}"]
        if by is not None:
            other = explanation.columns.index(by)
            parts.append(f"{label(by, 60)} = {label(cell_of(explanation, row, other, language), 40)}")
        parts.append(effect(float(explanation.values[row, at]), language, share=share))
        told.append("<br>".join(parts))
    return told


def effects_chart(column: Mapping[str, Any], palette: Palette, language: str, *, share: bool) -> go.Figure:
    """The mean prediction over the values of a column, and single rows beside it; bars for categories."""
    factor = 100 if share else 1
    mean, low, high = (factor * np.asarray(column[part]) for part in ("mean", "low", "high"))
    texts = [_value(value, language) for value in column["values"]]
    hover = [
        CORE.text(
            "view-effects-hover",
            language,
            {
                "name": label(column["name"]),
                "value": label(text, 40),
                "mean": level(m, language, share=share),
                "range": f"{level(a, language, share=share)} – {level(b, language, share=share)}",
            },
        )
        for text, m, a, b in zip(texts, column["mean"], column["low"], column["high"], strict=True)
    ]
    chart = figure(palette, height=380)
    if column["kind"] == "category":
        places = list(range(len(texts)))
        spread = {"type": "data", "symmetric": False, "array": high - mean, "arrayminus": mean - low}
        spread |= {"color": palette.muted, "thickness": 1.2, "width": 4}
        marker = {"size": 11, "color": palette.primary}
        chart.add_trace(
            go.Scatter(
                x=places, y=mean, mode="markers", marker=marker, error_y=spread, hovertext=hover, hoverinfo="text"
            )
        )
        chart.update_xaxes(range=[-0.6, len(texts) - 0.4], **placed(texts, 18))
    else:
        x = column["values"]
        for curve in column["curves"]:
            line = {"color": palette.muted, "width": 1}
            chart.add_trace(
                go.Scatter(x=x, y=factor * np.asarray(curve), mode="lines", line=line, opacity=0.35, hoverinfo="skip")
            )
        line = {"color": palette.primary, "width": 3}
        chart.add_trace(
            go.Scatter(
                x=x, y=mean, mode="lines+markers", line=line, marker={"size": 6}, hovertext=hover, hoverinfo="text"
            )
        )
        if column["kind"] == "date":
            chart.update_xaxes(type="date", tickformat="%Y-%m-%d", nticks=6)
    chart.update_xaxes(title={"text": label(column["name"])})
    chart.update_yaxes(title={"text": _mean_title(language, share)}, **({"ticksuffix": " %"} if share else {}))
    return chart


def pairs_chart(pairs: Sequence[Mapping[str, Any]], palette: Palette, language: str, *, share: bool) -> go.Figure:
    """The strongest pairs, by the typical part of their joint effect that is no sum of two."""
    shown = list(pairs)[:_MOST_PAIRS]
    names = [f"{label(pair['first'], 18)} × {label(pair['second'], 18)}" for pair in shown]
    sizes = [pair["strength"] for pair in shown]
    text = [effect(size, language, share=share, signed=False, unit=False) for size in sizes]
    chart = figure(palette, height=80 + 30 * max(len(names), 1))
    chart.add_trace(
        go.Bar(
            x=[100 * size if share else size for size in sizes],
            y=list(range(len(names))),
            orientation="h",
            marker={"color": palette.primary},
            text=text,
            textposition="outside",
            cliponaxis=False,
            hovertext=[f"{name}<br>{said}" for name, said in zip(names, text, strict=True)],
            hoverinfo="text",
        )
    )
    chart.update_yaxes(autorange="reversed", showgrid=False, tickvals=list(range(len(names))), ticktext=names)
    chart.update_xaxes(title={"text": _effect_title(language, share)}, rangemode="tozero")
    return chart.update_layout(bargap=0.35, margin={"r": 56})


def pair_map(found: Mapping[str, Any], palette: Palette, language: str, *, share: bool) -> go.Figure:
    """The mean prediction for values of two columns, as a map."""
    across = [_value(value, language) for value in found["across"]]
    up = [_value(value, language) for value in found["up"]]
    mean = np.asarray(found["mean"])
    scale = [[i / (len(palette.sequential) - 1), colour] for i, colour in enumerate(palette.sequential)]
    hover = [
        [
            f"{label(found['first'])} = {label(a)}<br>{label(found['second'])} = {label(b)}"
            f"<br>{level(float(mean[i, j]), language, share=share)}"
            for j, a in enumerate(across)
        ]
        for i, b in enumerate(up)
    ]
    cells = [[level(float(value), language, share=share) for value in line] for line in mean]
    chart = figure(palette, height=360)
    chart.add_trace(
        go.Heatmap(
            z=100 * mean if share else mean,
            colorscale=scale,
            showscale=False,
            text=cells,
            texttemplate="%{text}",
            hovertext=hover,
            hoverinfo="text",
            xgap=2,
            ygap=2,
        )
    )
    chart.update_xaxes(title={"text": label(found["first"])}, showgrid=False, **placed(across, 16))
    chart.update_yaxes(title={"text": label(found["second"])}, showgrid=False, **placed(up, 16))
    return chart


def losses_chart(found: Mapping[str, Any], palette: Palette, language: str, *, most: int = 15) -> go.Figure:
    """What the score loses with each column shuffled, with its interval; left of the line it would be better."""
    columns, metric = found["columns"][:most], found["metric"]
    factor = _factor(metric)
    chart = figure(palette, height=80 + 28 * max(len(columns), 1))
    low = [factor * (each["loss"] - each["low"]) if each["low"] is not None else 0.0 for each in columns]
    high = [factor * (each["high"] - each["loss"]) if each["high"] is not None else 0.0 for each in columns]
    hover = [
        f"{label(each['name'], 60)}<br>{loss_text(metric, each['loss'], language)}"
        + (
            f"<br>{loss_text(metric, each['low'], language)} – {loss_text(metric, each['high'], language)}"
            if each["low"] is not None
            else ""
        )
        for each in columns
    ]
    spread = {"type": "data", "symmetric": False, "array": np.maximum(high, 0), "arrayminus": np.maximum(low, 0)}
    spread |= {"color": palette.muted, "thickness": 1.5, "width": 4}
    chart.add_trace(
        go.Scatter(
            x=[factor * each["loss"] for each in columns],
            y=list(range(len(columns))),
            mode="markers",
            marker={"size": 10, "color": palette.primary},
            error_x=spread,
            hovertext=hover,
            hoverinfo="text",
        )
    )
    chart.add_vline(x=0, line={"color": palette.baseline, "width": 1})
    chart.update_yaxes(autorange="reversed", showgrid=False, **placed([each["name"] for each in columns]))
    chart.update_xaxes(title={"text": CORE.text("view-axis-loss", language, {})}, nticks=5)
    return chart.update_layout(margin={"r": 24})


def loss_text(metric: str, loss: float, language: str) -> str:
    """A difference of two scores as text: points where the metric is a share."""
    if _factor(metric) == 100:
        return CORE.text("view-points", language, {"points": number(100 * loss, language)})
    return shown_figure(loss, language)


def _factor(metric: str) -> int:
    return 100 if is_share(metric) else 1


def _value(value: float | str, language: str) -> str:
    return shown_figure(value, language) if isinstance(value, float) else str(value)


def _mean_title(language: str, share: bool) -> str:
    return CORE.text("view-axis-mean-probability" if share else "view-axis-mean", language, {})
