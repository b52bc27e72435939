"""Charts of how good a model is: ROC, precision and recall, confusion matrix, predicted against actual, residuals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from autoglm_core.messages import CORE
from autoglm_core.result import Floats, Ints, Judged
from autoglm_core.view.figures.style import Palette, figure, label, placed, thinned
from autoglm_core.view.format import number, percent

_MOST_CLASSES = 8  # lines that one can still tell apart
_MOST_CELLS = 20  # rows and columns of a confusion matrix


def roc(judged: Judged, classes: Sequence[str], palette: Palette, language: str) -> go.Figure:
    """Share of the class that is found against share of the others that is called so too, at every threshold.

    Two classes give one line, of the last class, and a mark where the model works (its labels); more give a line each
    (the most frequent eight).
    """
    y, prediction = judged.y, judged.prediction
    chart = figure(palette, legend=len(classes) > 2)
    chart.add_trace(_straight([0, 100], [0, 100], palette))
    for position, name, colour in _lines(y, classes, palette):
        curve = roc_points(y == position, prediction[:, position])
        chart.add_trace(_line(curve[0], curve[1], label(name), colour))
    if judged.labels is not None and len(classes) == 2:
        called = judged.labels == 1
        chart.add_trace(_mark(_rate(called, y == 0), _rate(called, y == 1), palette, language))
    chart.update_xaxes(title={"text": CORE.text("view-axis-false-alarms", language, {})}, range=[-2, 102])
    chart.update_yaxes(title={"text": CORE.text("view-axis-found", language, {})}, range=[-2, 102])
    return _percent_axes(chart)


def precision_recall(judged: Judged, classes: Sequence[str], palette: Palette, language: str) -> go.Figure:
    """Share of the alarms that are right against share of the class that is found, at every threshold; see ``roc``."""
    y, prediction = judged.y, judged.prediction
    chart = figure(palette, legend=len(classes) > 2)
    if len(classes) == 2:
        base = 100 * float(np.mean(y == 1))
        chart.add_trace(_straight([0, 100], [base, base], palette))
    for position, name, colour in _lines(y, classes, palette):
        curve = precision_recall_points(y == position, prediction[:, position])
        chart.add_trace(_line(curve[0], curve[1], label(name), colour))
    if judged.labels is not None and len(classes) == 2 and (judged.labels == 1).any():
        called = judged.labels == 1
        chart.add_trace(_mark(_rate(called, y == 1), _rate(y == 1, called), palette, language))
    chart.update_xaxes(title={"text": CORE.text("view-axis-found", language, {})}, range=[-2, 102])
    chart.update_yaxes(title={"text": CORE.text("view-axis-right", language, {})}, range=[-2, 102])
    return _percent_axes(chart)


def confusion(y: Ints, labels: Ints, classes: Sequence[str], palette: Palette, language: str) -> go.Figure:
    """How rows of each true class were called: counts, coloured by their share of the true class.

    Where there are more than twenty classes the rarest are taken together.
    """
    counts, names = confusion_counts(y, labels, classes, CORE.text("view-other-classes", language, {}))
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0)
    small = len(names) <= 6
    text = [
        [
            f"{number(int(n))}<br>{percent(s, digits=0)}" if small else number(int(n))
            for n, s in zip(ns, ss, strict=True)
        ]
        for ns, ss in zip(counts, shares, strict=True)
    ]
    hover = [
        [
            CORE.text(
                "view-confusion-hover",
                language,
                {"rows": int(n), "truth": label(truth), "called": label(called), "share": percent(s, digits=0)},
            )
            for n, s, called in zip(ns, ss, names, strict=True)
        ]
        for ns, ss, truth in zip(counts, shares, names, strict=True)
    ]
    chart = figure(palette, height=max(300, 110 + 34 * len(names)))
    chart.add_trace(
        go.Heatmap(
            z=shares,
            text=text,
            texttemplate="%{text}",
            hovertext=hover,
            hoverinfo="text",
            colorscale=_scale(palette.sequential),
            zmin=0,
            zmax=1,
            showscale=False,
            xgap=3,
            ygap=3,
        )
    )
    ticks = placed(names, 16)
    chart.update_xaxes(title={"text": CORE.text("view-axis-called", language, {})}, showgrid=False, **ticks)
    chart.update_yaxes(
        title={"text": CORE.text("view-axis-truth", language, {})}, autorange="reversed", showgrid=False, **ticks
    )
    return chart


def predicted_actual(y: Floats, prediction: Floats, name: str, palette: Palette, language: str) -> go.Figure:
    """Each row by its true value and the predicted one; on the line the prediction is exact. ``name``: the target."""
    chart = figure(palette, height=380)
    kept = thinned(len(y))
    ends = [float(min(y.min(), prediction.min())), float(max(y.max(), prediction.max()))]
    chart.add_trace(_straight(ends, ends, palette))
    chart.add_trace(_cloud(y[kept], prediction[kept], _pairs(y[kept], prediction[kept], language), palette))
    chart.update_xaxes(title={"text": CORE.text("view-axis-actual", language, {"name": label(name)})})
    chart.update_yaxes(title={"text": CORE.text("view-axis-predicted", language, {"name": label(name)})})
    return chart


def residuals(y: Floats, prediction: Floats, name: str, palette: Palette, language: str) -> go.Figure:
    """How far each row's truth lies above (+) or below (-) the prediction; without a pattern the model is fair."""
    chart = figure(palette, height=340)
    kept = thinned(len(y))
    ends = [float(prediction.min()), float(prediction.max())]
    chart.add_trace(_straight(ends, [0, 0], palette))
    text = _pairs(y[kept], prediction[kept], language)
    chart.add_trace(_cloud(prediction[kept], (y - prediction)[kept], text, palette))
    chart.update_xaxes(title={"text": CORE.text("view-axis-predicted", language, {"name": label(name)})})
    chart.update_yaxes(title={"text": CORE.text("view-axis-residual", language, {})})
    return chart


def roc_points(truth: npt.NDArray[np.bool_], score: Floats) -> tuple[Floats, Floats]:
    """False alarms and found, in percent, from no alarm to all; thinned to what a chart can show.

    >>> roc_points(np.array([False, True]), np.array([0.2, 0.9]))[1].tolist()
    [0.0, 100.0, 100.0]
    """
    hits, misses = _cumulated(truth, score)
    found = 100 * np.append(0, hits) / max(hits[-1], 1)
    alarms = 100 * np.append(0, misses) / max(misses[-1], 1)
    kept = thinned(len(found))
    return alarms[kept], found[kept]


def precision_recall_points(truth: npt.NDArray[np.bool_], score: Floats) -> tuple[Floats, Floats]:
    """Found and right, in percent, from few alarms to all."""
    hits, misses = _cumulated(truth, score)
    found = 100 * hits / max(hits[-1], 1)
    right = 100 * hits / (hits + misses)
    kept = thinned(len(found))
    return found[kept], right[kept]


def confusion_counts(
    y: Ints, labels: Ints, classes: Sequence[str], other: str
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """(true, called) counts and the names of both sides; beyond twenty classes the rarest go into ``other``."""
    names = tuple(classes)
    truth, called = y.astype(np.int64), labels.astype(np.int64)
    if len(names) > _MOST_CELLS:
        frequent = np.argsort(-np.bincount(truth, minlength=len(names)), kind="stable")[: _MOST_CELLS - 1]
        frequent = np.sort(frequent)
        position = np.full(len(names), _MOST_CELLS - 1)
        position[frequent] = np.arange(_MOST_CELLS - 1)
        truth, called = position[truth], position[called]
        names = (*(names[index] for index in frequent), other)
    size = len(names)
    return np.bincount(truth * size + called, minlength=size * size).reshape(size, size), names


def _cumulated(truth: npt.NDArray[np.bool_], score: Floats) -> tuple[Floats, Floats]:
    """Hits and false alarms at each distinct score, from the highest down."""
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    hits = np.cumsum(truth[order])[ends].astype(float)
    return hits, (ends + 1) - hits


def _lines(y: Ints, classes: Sequence[str], palette: Palette) -> list[tuple[int, str, str]]:
    if len(classes) == 2:
        return [(1, classes[1], palette.primary)]
    frequency = np.bincount(y.astype(np.int64), minlength=len(classes))
    shown = np.sort(np.argsort(-frequency, kind="stable")[:_MOST_CLASSES])
    return [(int(p), classes[p], palette.series[i % len(palette.series)]) for i, p in enumerate(shown)]


def _rate(called: npt.NDArray[np.bool_], among: npt.NDArray[np.bool_]) -> float:
    return 100 * float(np.mean(called[among])) if among.any() else 0.0


def _line(x: Any, y: Any, name: str, colour: str) -> go.Scatter:
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colour, "width": 2.5},
        name=name,
        hovertemplate="%{x:.0f} % · %{y:.0f} %<extra></extra>",
    )


def _straight(x: list[float], y: list[float], palette: Palette) -> go.Scatter:
    line = {"color": palette.baseline, "dash": "dash", "width": 1.5}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _mark(x: float, y: float, palette: Palette, language: str) -> go.Scatter:
    text = f"{CORE.text('view-working-point', language, {})}<br>{x:.0f} % · {y:.0f} %"
    marker = {"size": 13, "color": palette.surface, "line": {"color": palette.primary, "width": 3}}
    return go.Scatter(x=[x], y=[y], mode="markers", marker=marker, hovertext=[text], hoverinfo="text", showlegend=False)


def _cloud(x: Any, y: Any, text: list[str], palette: Palette) -> go.Scatter:
    marker = {"size": 6, "color": palette.primary, "opacity": 0.45}
    return go.Scatter(x=x, y=y, mode="markers", marker=marker, hovertext=text, hoverinfo="text")


def _pairs(y: Floats, prediction: Floats, language: str) -> list[str]:
    return [
        CORE.text("view-pair-hover", language, {"actual": number(t, language), "predicted": number(p, language)})
        for t, p in zip(y.tolist(), prediction.tolist(), strict=True)
    ]


def _percent_axes(chart: go.Figure) -> go.Figure:
    ticks = {"tickvals": [0, 25, 50, 75, 100], "ticktext": ["0", "25 %", "50 %", "75 %", "100 %"]}
    return chart.update_xaxes(ticks).update_yaxes(ticks).update_layout(margin={"r": 28})


def _scale(stops: Sequence[str]) -> list[list[Any]]:
    return [[position / (len(stops) - 1), colour] for position, colour in enumerate(stops)]
