"""Charts to decide by: calibration, gain, money by threshold, errors by size and over time, the learning curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from autoglm_core.messages import CORE
from autoglm_core.result import Floats, Ints
from autoglm_core.view.figures.style import Palette, figure, label, scaled, score_axis, thinned
from autoglm_core.view.format import number, percent, score
from autoglm_core.view.quality import Calibration, Decision, Gains, Money, SizeBin, totals

_PERCENT = {"tickvals": [0, 25, 50, 75, 100], "ticktext": ["0", "25 %", "50 %", "75 %", "100 %"], "range": [-2, 102]}


def calibration_chart(found: Calibration, palette: Palette, language: str) -> go.Figure:
    """Share that came true against predicted probability; on the dashed line they are the same."""
    chart = figure(palette)
    chart.add_trace(_dashed([0, 100], [0, 100], palette))
    happened = [100 * each.happened for each in found.bins]
    text = [
        CORE.text(
            "view-calibration-hover",
            language,
            {
                "predicted": percent(each.predicted, language),
                "happened": percent(each.happened, language),
                "range": f"{percent(each.low, language)} – {percent(each.high, language)}",
                "rows": each.rows,
            },
        )
        for each in found.bins
    ]
    chart.add_trace(
        go.Scatter(
            x=[100 * each.predicted for each in found.bins],
            y=happened,
            mode="lines+markers",
            line={"color": palette.primary, "width": 2},
            marker={"size": 9, "color": palette.primary},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [100 * (each.high - each.happened) for each in found.bins],
                "arrayminus": [100 * (each.happened - each.low) for each in found.bins],
                "color": palette.muted,
                "thickness": 1.2,
                "width": 3,
            },
            hovertext=text,
            hoverinfo="text",
        )
    )
    chart.update_xaxes(title={"text": CORE.text("view-axis-said", language, {})}, **_PERCENT)
    chart.update_yaxes(title={"text": CORE.text("view-axis-happened", language, {})}, **_PERCENT)
    return chart.update_layout(margin={"r": 28})


def gain_chart(found: Gains, palette: Palette, language: str) -> go.Figure:
    """What is found by working through the list from the top; the dashed line is a list in random order."""
    chart = figure(palette)
    chart.add_trace(_dashed([0, 100], [0, 100], palette))
    kept = thinned(len(found.taken))
    lift = np.divide(found.found, found.taken, out=np.ones_like(found.found), where=found.taken > 0)
    text = [
        CORE.text(
            "view-gain-hover",
            language,
            {
                "taken": percent(float(found.taken[i]), language),
                "found": percent(float(found.found[i]), language),
                "lift": number(float(lift[i]), language),
            },
        )
        for i in kept
    ]
    line = {"color": palette.primary, "width": 2.5}
    x, y = 100 * found.taken[kept], 100 * found.found[kept]
    chart.add_trace(go.Scatter(x=x, y=y, mode="lines", line=line, hovertext=text, hoverinfo="text"))
    chart.update_xaxes(title={"text": CORE.text("view-axis-taken", language, {})}, **_PERCENT)
    chart.update_yaxes(title={"text": CORE.text("view-axis-found", language, {})}, **_PERCENT)
    return chart.update_layout(margin={"r": 28})


def lift_chart(found: Gains, palette: Palette, language: str) -> go.Figure:
    """How many times more of the class than a random draw holds, by how much of the list is taken."""
    chart = figure(palette)
    taken = np.linspace(0.01, 1, 100)
    lift = [found.lift_in(float(share)) for share in taken]
    text = [
        f"{percent(float(s), language, digits=0)} · × {number(v, language)}" for s, v in zip(taken, lift, strict=True)
    ]
    chart.add_trace(_dashed([0, 100], [1, 1], palette))
    line = {"color": palette.primary, "width": 2.5}
    chart.add_trace(go.Scatter(x=100 * taken, y=lift, mode="lines", line=line, hovertext=text, hoverinfo="text"))
    chart.update_xaxes(title={"text": CORE.text("view-axis-taken", language, {})}, **_PERCENT)
    chart.update_yaxes(title={"text": CORE.text("view-axis-lift", language, {})}, rangemode="tozero")
    return chart.update_layout(margin={"r": 28})


def money_chart(
    y: Ints, probability: Floats, money: Money, best: Decision, now: Decision, palette: Palette, language: str
) -> go.Figure:
    """The total at every threshold, with the best one and the model's own marked."""
    chart = figure(palette, legend=True)
    thresholds, total = totals(y, probability, money)
    kept = thinned(len(total))
    x = 100 * np.minimum(thresholds[kept], 1.0)
    text = [
        f"{percent(float(t) / 100, language)}<br>{number(float(v), language)}"
        for t, v in zip(x, total[kept], strict=True)
    ]
    line = {"color": palette.primary, "width": 2.5, "shape": "hv"}
    chart.add_trace(
        go.Scatter(x=x, y=total[kept], mode="lines", line=line, hovertext=text, hoverinfo="text", showlegend=False)
    )
    for key, found, symbol in (("best", best, "star"), ("now", now, "circle-open")):
        name = CORE.text(f"view-money-{key}", language, {})
        at = min(found.threshold, 1.0)
        hover = f"{name}<br>{percent(at, language)} · {number(found.total, language)}"
        marker = {
            "size": 14,
            "symbol": symbol,
            "color": palette.primary,
            "line": {"width": 3, "color": palette.primary},
        }
        chart.add_trace(
            go.Scatter(
                x=[100 * at],
                y=[found.total],
                mode="markers",
                marker=marker,
                name=name,
                hovertext=[hover],
                hoverinfo="text",
            )
        )
    chart.update_xaxes(title={"text": CORE.text("view-axis-threshold", language, {})}, **_PERCENT)
    chart.update_yaxes(title={"text": CORE.text("view-axis-money", language, {})})
    return chart.update_layout(margin={"r": 28})


def errors_by_size_chart(bins: Sequence[SizeBin], name: str, palette: Palette, language: str) -> go.Figure:
    """The mean absolute error of rows with small to large true values."""
    names = [f"{number(each.low, language)} – {number(each.high, language)}" for each in bins]
    text = [
        CORE.text(
            "view-size-hover",
            language,
            {
                "range": label(span),
                "error": number(each.error, language),
                "bias": number(each.bias, language),
                "rows": each.rows,
            },
        )
        for each, span in zip(bins, names, strict=True)
    ]
    chart = figure(palette)
    marker = {"color": palette.primary}
    places = list(range(len(bins)))
    chart.add_trace(go.Bar(x=places, y=[each.error for each in bins], marker=marker, hovertext=text, hoverinfo="text"))
    title = {"text": CORE.text("view-axis-actual", language, {"name": label(name)})}
    chart.update_xaxes(title=title, tickvals=places, ticktext=names)
    chart.update_yaxes(title={"text": CORE.text("view-axis-error", language, {})}, rangemode="tozero")
    return chart


def over_time_chart(found: Mapping[str, Any], palette: Palette, language: str) -> go.Figure:
    """The mean error of each period; ``found`` as the inspection “over_time” gives it."""
    wrong = found["kind"] == "wrong"
    periods = found["periods"]
    values = [100 * each["error"] if wrong else each["error"] for each in periods]
    text = [
        CORE.text(
            "view-time-hover",
            language,
            {
                "at": each["at"][: 16 if found["unit"] == "h" else 10].replace("T", " "),
                "error": percent(each["error"], language) if wrong else number(each["error"], language),
                "rows": each["rows"],
            },
        )
        for each in periods
    ]
    chart = figure(palette)
    line, marker = {"color": palette.primary, "width": 2}, {"size": 7, "color": palette.primary}
    x = pd.to_datetime([each["at"] for each in periods]).strftime("%Y-%m-%dT%H:%M:%S").tolist()
    chart.add_trace(
        go.Scatter(x=x, y=values, mode="lines+markers", line=line, marker=marker, hovertext=text, hoverinfo="text")
    )
    chart.update_xaxes(title={"text": label(found["column"])}, type="date", tickformat="%Y-%m-%d", nticks=6)
    chart.update_yaxes(
        title={"text": CORE.text("view-axis-wrong" if wrong else "view-axis-error", language, {})},
        rangemode="tozero",
        **({"ticksuffix": " %"} if wrong else {}),
    )
    return chart


def learning_chart(found: Mapping[str, Any], palette: Palette, language: str) -> go.Figure:
    """The score by the number of rows learned from; ``found`` as the inspection “learning_curve” gives it."""
    metric, points = found["metric"], found["points"]
    chart = figure(palette)
    rows = [each["rows"] for each in points]
    guess = float(scaled(metric, found["guess"]))
    chart.add_trace(_dashed([rows[0], rows[-1]], [guess, guess], palette))
    for each in points:
        shown = scaled(metric, each["folds"]).tolist()
        marker = {"size": 6, "color": palette.primary, "opacity": 0.35}
        dots = go.Scatter(x=[each["rows"]] * len(shown), y=shown, mode="markers", marker=marker, hoverinfo="skip")
        chart.add_trace(dots)
    values = scaled(metric, [each["score"] for each in points]).tolist()
    text = [f"{number(each['rows'], language)}<br>{score(metric, each['score'], language)}" for each in points]
    chart.add_trace(
        go.Scatter(
            x=rows,
            y=values,
            mode="lines+markers",
            line={"color": palette.primary, "width": 2.5},
            marker={"size": 9, "color": palette.primary},
            hovertext=text,
            hoverinfo="text",
        )
    )
    ticks = {"tickvals": rows, "ticktext": [number(row, language) for row in rows]}
    chart.update_xaxes(title={"text": CORE.text("view-axis-rows", language, {})}, type="log", **ticks)
    chart.update_yaxes(**score_axis(metric))
    return chart


def _dashed(x: list[float], y: list[float], palette: Palette) -> go.Scatter:
    line = {"color": palette.baseline, "dash": "dash", "width": 1.5}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)
