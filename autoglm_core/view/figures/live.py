"""Charts of a search: how the best score rose, the leaderboard, and score against training time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from autoglm_core.messages import CORE
from autoglm_core.result import TrialRecord, TrialState
from autoglm_core.view.figures.style import Palette, colours, figure, label, placed, scaled, score_axis, time_ticks
from autoglm_core.view.format import duration, score
from autoglm_core.view.names import metric_name, model_name
from autoglm_core.view.progress import Progress, TrialPoint

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "pentagon", "hexagon", "triangle-down", "star-square")


def search_chart(progress: Progress, palette: Palette, language: str) -> go.Figure:
    """The best score so far as a step line over time, every trial as a point, and the score of guessing as a line.

    Trials far worse than guessing stand at the edge, so that they do not flatten the others; their hover says the
    true score. Failed trials, which have no score, stand at the same edge.
    """
    metric = progress.metric or ""
    chart = figure(palette, height=430, legend=True)
    low, high = _range(progress)
    edge = low if progress.greater_is_better else high
    ends = max([progress.elapsed, *(trial.at for trial in progress.trials)], default=0.0)
    if progress.baseline is not None:
        chart.add_trace(_level(metric, progress.baseline, ends, palette, language))
    if progress.curve:
        chart.add_trace(_best_line(progress, ends, palette, language))
    for trace in _trial_traces(progress, (low, high), palette, language):
        chart.add_trace(trace)
    failed = progress.failed
    if failed:
        text = [_failed_hover(trial, language) for trial in failed]
        marker = {"symbol": "x", "size": 9, "color": palette.danger}
        name = CORE.text("view-chart-failed", language, {})
        chart.add_trace(_points([t.at for t in failed], scaled(metric, [edge] * len(failed)), text, marker, name))
    if progress.ensemble is not None and len(progress.ensemble.weights) > 1:
        chart.add_trace(_ensemble(progress, palette, language))
    chart.update_xaxes(range=[0, max(ends * 1.03, 1.0)], **time_ticks(max(ends, 1.0), language))
    chart.update_yaxes(title={"text": metric_name(metric, language)} if metric else None, **score_axis(metric))
    if progress.baseline is not None or progress.curve:
        margin = 0.06 * (high - low)
        chart.update_yaxes(range=[scaled(metric, low - margin), scaled(metric, high + margin)])
    return chart


def leaderboard(
    records: Sequence[TrialRecord], metric: str, baseline: float, palette: Palette, language: str
) -> go.Figure:
    """Each family's best trial as a dot between its worst and best fold, best family on top; guessing as a line."""
    best: dict[str, TrialRecord] = {}
    for record in records:
        if record.state is TrialState.FINISHED and record.score is not None:
            best.setdefault(record.family, record)
    shown = list(best.values())
    chart = figure(palette, height=90 + 34 * max(len(shown), 1))
    colour = colours(palette, sorted(best))
    for position, record in enumerate(shown):
        folds = record.fold_scores or (record.score or 0.0,)
        spread = scaled(metric, [min(folds), max(folds)])
        line = {"color": colour[record.family], "width": 4}
        chart.add_trace(go.Scatter(x=spread, y=[position] * 2, mode="lines", line=line, opacity=0.35, hoverinfo="skip"))
        marker = {"color": colour[record.family], "size": 12}
        hover = _hover(record.family, record.number, score(metric, record.score, language), record.seconds, language)
        chart.add_trace(_points([scaled(metric, record.score or 0.0)], [position], [hover], marker, ""))
    chart.add_vline(x=scaled(metric, baseline), line={"color": palette.baseline, "dash": "dash", "width": 1.5})
    chart.update_yaxes(autorange="reversed", showgrid=False, **placed([model_name(name, language) for name in best]))
    chart.update_xaxes(title={"text": label(metric_name(metric, language))}, **score_axis(metric))
    return chart


def score_by_time(
    records: Sequence[TrialRecord], metric: str, baseline: float, palette: Palette, language: str
) -> go.Figure:
    """Each finished trial by its training time (logarithmic) and its score; trials in the shipped model are ringed.

    Trials far worse than guessing stand at the edge.
    """
    finished = [record for record in records if record.state is TrialState.FINISHED and record.score is not None]
    chart = figure(palette, height=360, legend=True)
    families = sorted({record.family for record in finished})
    scores = [record.score for record in finished if record.score is not None]
    low, high = _limits(scores, [baseline, *scores[:1]])
    for position, family in enumerate(families):
        mine = [record for record in finished if record.family == family]
        marker = {
            "color": colours(palette, families)[family],
            "symbol": _SYMBOLS[position % len(_SYMBOLS)],
            "size": 10,
            "line": {"color": palette.text, "width": [2 if record.weight > 0 else 0 for record in mine]},
        }
        text = [_hover(r.family, r.number, score(metric, r.score, language), r.seconds, language) for r in mine]
        values = scaled(metric, np.clip([record.score or 0.0 for record in mine], low, high))
        seconds = [max(record.seconds, 0.01) for record in mine]
        chart.add_trace(_points(seconds, values, text, marker, model_name(family, language)))
    title = CORE.text("view-chart-training-time", language, {})
    ticks = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 120.0, 600.0, 3600.0]
    chart.update_xaxes(
        type="log", title={"text": title}, tickvals=ticks, ticktext=[duration(tick, language) for tick in ticks]
    )
    chart.update_yaxes(title={"text": metric_name(metric, language)}, **score_axis(metric))
    return chart


def _range(progress: Progress) -> tuple[float, float]:
    scores = [trial.score for trial in progress.trials if trial.score is not None]
    if progress.ensemble is not None:
        scores.append(progress.ensemble.score)
    guessing = [] if progress.baseline is None else [progress.baseline]
    return _limits(scores, [*guessing, *(point.score for point in progress.curve)])


def _limits(scores: Sequence[float], anchors: Sequence[float]) -> tuple[float, float]:
    """From the lowest to the highest anchor (guessing and the best), and scores that are not far outside."""
    known = [value for value in scores if np.isfinite(value)]
    fixed = [value for value in anchors if np.isfinite(value)] or known or [0.0, 1.0]
    span = max(max(fixed) - min(fixed), 1e-9)
    inside = [value for value in known if min(fixed) - 0.25 * span <= value <= max(fixed) + 0.25 * span]
    low, high = min([*fixed, *inside]), max([*fixed, *inside])
    if high - low < 1e-9:
        pad = 0.05 * abs(high) or 0.05
        return low - pad, high + pad
    return low, high


def _level(metric: str, baseline: float, ends: float, palette: Palette, language: str) -> go.Scatter:
    value = scaled(metric, baseline)
    return go.Scatter(
        x=[0, max(ends * 1.03, 1.0)],
        y=[value, value],
        mode="lines",
        line={"color": palette.baseline, "dash": "dash", "width": 1.5},
        name=CORE.text("view-chart-guessing", language, {}),
        hovertext=score(metric, baseline, language),
        hoverinfo="text+name",
    )


def _best_line(progress: Progress, ends: float, palette: Palette, language: str) -> go.Scatter:
    metric = progress.metric or ""
    times = [point.at for point in progress.curve]
    scores = [point.score for point in progress.curve]
    return go.Scatter(
        x=[*times, ends],
        y=scaled(metric, [*scores, scores[-1]]),
        mode="lines",
        line={"color": palette.primary, "shape": "hv", "width": 3},
        name=CORE.text("view-chart-best", language, {}),
        hovertext=[score(metric, value, language) for value in (*scores, scores[-1])],
        hoverinfo="text+name",
    )


def _trial_traces(progress: Progress, limits: tuple[float, float], palette: Palette, language: str) -> list[go.Scatter]:
    metric = progress.metric or ""
    families = list(progress.families) or sorted({trial.family for trial in progress.trials})
    traces = []
    for position, family in enumerate(families):
        mine = [trial for trial in progress.trials if trial.family == family and trial.score is not None]
        if not mine:
            continue
        colour = colours(palette, families)[family]
        symbol = _SYMBOLS[position % len(_SYMBOLS)]
        # A trial that is not finished is drawn hollow: its score is of some folds only.
        symbols = [symbol if trial.state is TrialState.FINISHED else f"{symbol}-open" for trial in mine]
        marker = {"color": colour, "symbol": symbols, "size": 9, "opacity": 0.9}
        values = np.clip([trial.score or 0.0 for trial in mine], *limits)
        text = [_trial_hover(trial, metric, language) for trial in mine]
        traces.append(
            _points([trial.at for trial in mine], scaled(metric, values), text, marker, model_name(family, language))
        )
    return traces


def _ensemble(progress: Progress, palette: Palette, language: str) -> go.Scatter:
    point, metric = progress.ensemble, progress.metric or ""
    assert point is not None
    text = CORE.text(
        "view-chart-combined-hover",
        language,
        {"models": len(point.weights), "score": score(metric, point.score, language)},
    )
    marker = {"symbol": "star", "size": 16, "color": palette.primary, "line": {"color": palette.surface, "width": 1}}
    name = CORE.text("view-chart-combined", language, {})
    return _points([point.at], [scaled(metric, point.score)], [text], marker, name)


def _points(x: Any, y: Any, text: list[str], marker: dict[str, Any], name: str) -> go.Scatter:
    return go.Scatter(
        x=x, y=y, mode="markers", marker=marker, hovertext=text, hoverinfo="text", name=name, showlegend=bool(name)
    )


def _trial_hover(trial: TrialPoint, metric: str, language: str) -> str:
    state = CORE.text(f"view-state-{trial.state}", language, {})
    base = _hover(trial.family, trial.number, score(metric, trial.score, language), trial.seconds, language)
    return base if trial.state is TrialState.FINISHED else f"{base}<br>{state}"


def _failed_hover(trial: TrialPoint, language: str) -> str:
    why = label(trial.reason.text(language), 90) if trial.reason else ""
    name = CORE.text("view-trial", language, {"number": str(trial.number + 1)})
    return f"{name} · {label(model_name(trial.family, language))}<br>{why}"


def _hover(family: str, number: int, shown: str, seconds: float, language: str) -> str:
    name = CORE.text("view-trial", language, {"number": str(number + 1)})
    return f"{name} · {label(model_name(family, language))}<br>{shown} · {duration(seconds, language)}"
