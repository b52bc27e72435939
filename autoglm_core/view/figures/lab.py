"""Charts of experiments: the best score of each arm against trials or seconds, and what each family added."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Literal

import plotly.graph_objects as go

from autoglm_core.experiment import Curve, FamilyShares, LabKind, LabResult, final_score, median
from autoglm_core.messages import CORE
from autoglm_core.view.figures.style import Palette, figure, label, placed, scaled, score_axis, time_ticks
from autoglm_core.view.format import duration, is_share, number, score
from autoglm_core.view.lab import arm_text, signed
from autoglm_core.view.names import metric_name, model_name

_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
# A score that was there at this share of the way is in view; what lay below it before would flatten the rest.
_IN_VIEW = 0.15


def best_so_far(
    result: LabResult,
    by: Literal["trials", "seconds"],
    reference: str | None,
    palette: Palette,
    language: str,
    *,
    ended: Collection[tuple[str, int]] | None = None,
    arms: Sequence[str] = (),
) -> go.Figure:
    """The best score of each arm as a step line over trials or seconds: each seed thin, their median thick.

    The median is over searches that have ended (``ended``; None: all), or over those there are where none has.
    ``reference``: the score at which this arm ended is drawn as a line. ``arms``: all there will be, so that each keeps
    its colour.
    """
    chart = figure(palette, height=380, legend=True)
    names = list(arms) or list(result.arms)
    ends = max((float(getattr(curve, by)) for curve in result.curves), default=0.0)
    for position, arm in enumerate(names):
        curves = result.of(arm)
        style = {"color": palette.series[position % len(palette.series)], "dash": _DASHES[position % len(_DASHES)]}
        settled = [curve for curve in curves if ended is None or (curve.arm, curve.seed) in ended] or curves
        for trace in _lines(result, curves, settled, by, style, language):
            chart.add_trace(trace)
    goal = final_score(result.of(reference)) if reference in result.arms else None
    if goal is not None and result.kind is LabKind.SAMPLERS:
        chart.add_trace(_level(result, str(reference), goal, ends, palette, language))
    chart.update_xaxes(**_ticks(by, ends, language))
    chart.update_yaxes(title={"text": metric_name(result.metric, language)}, **score_axis(result.metric))
    low, high = _limits(result, by, ends)
    chart.update_yaxes(range=[scaled(result.metric, low), scaled(result.metric, high)])
    chart.update_layout(legend={"entrywidth": 150, "y": -0.24}, margin={"t": 16})
    return chart


def families_chart(shares: FamilyShares, palette: Palette, language: str) -> go.Figure:
    """By how much the blend is better for having each family, as bars; to the left of zero it is worse for it."""
    shown = [(share, added) for share in shares.families if (added := shares.added(share)) is not None]
    chart = figure(palette, height=70 + 38 * max(len(shown), 1))
    values = [scaled(shares.metric, added) for _, added in shown]
    text = [signed(shares.metric, added, language) for _, added in shown]
    hover = [
        CORE.text(
            "view-lab-family-hover",
            language,
            {
                "family": label(model_name(share.family, language)),
                "together": score(shares.metric, shares.together, language),
                "without": score(shares.metric, share.without, language),
            },
        )
        for share, _ in shown
    ]
    chart.add_trace(
        go.Bar(
            x=values,
            y=list(range(len(shown))),
            orientation="h",
            marker={"color": [palette.primary if value >= 0 else palette.danger for value in values]},
            text=text,
            textposition="outside",
            cliponaxis=False,
            hovertext=hover,
            hoverinfo="text",
        )
    )
    chart.update_yaxes(
        autorange="reversed", showgrid=False, **placed([model_name(share.family, language) for share, _ in shown])
    )
    widest = max([abs(value) for value in values], default=0.0) or 1.0
    lowest = min([0.0, *values])
    # Room for the words beside the bars.
    chart.update_xaxes(
        range=[lowest - 0.45 * widest if lowest < 0 else 0.0, max([0.0, *values]) + 0.45 * widest],
        title={"text": CORE.text("view-lab-added-axis", language, {})},
        zeroline=True,
        zerolinecolor=palette.muted,
        nticks=5,
        ticksuffix=" %" if is_share(shares.metric) else "",
    )
    chart.update_layout(bargap=0.4)
    return chart


def _lines(
    result: LabResult,
    curves: Sequence[Curve],
    settled: Sequence[Curve],
    by: Literal["trials", "seconds"],
    style: dict[str, Any],
    language: str,
) -> list[go.Scatter]:
    name = arm_text(result.kind, curves[0].arm, language) if curves else ""
    traces = []
    if len(curves) > 1:
        for curve in curves:
            x = [float(getattr(point, by)) for point in curve.points] + [float(getattr(curve, by))]
            y = [point.score for point in curve.points] + ([curve.score] if curve.score is not None else [])
            line = {"color": style["color"], "shape": "hv", "width": 1}
            traces.append(
                go.Scatter(
                    x=x[: len(y)],
                    y=scaled(result.metric, y),
                    mode="lines",
                    line=line,
                    opacity=0.35,
                    hoverinfo="skip",
                    showlegend=False,
                    legendgroup=curve.arm,
                )
            )
    begun = [curve for curve in settled if curve.points]
    if not begun:
        return traces
    from_ = max(float(getattr(curve.points[0], by)) for curve in begun)
    ends = max(float(getattr(curve, by)) for curve in begun)
    steps = sorted({float(getattr(point, by)) for curve in begun for point in curve.points} | {from_, ends})
    x = [step for step in steps if from_ <= step]
    y = [median([curve.best_at(by, step) or 0.0 for curve in begun]) or 0.0 for step in x]
    hover = [
        f"{label(name)}<br>{score(result.metric, value, language)} · {_at(by, step, language)}"
        for step, value in zip(x, y, strict=True)
    ]
    traces.append(
        go.Scatter(
            x=x,
            y=scaled(result.metric, y),
            mode="lines",
            line={**style, "shape": "hv", "width": 3},
            name=label(name),
            hovertext=hover,
            hoverinfo="text",
            legendgroup=begun[0].arm,
        )
    )
    return traces


def _level(result: LabResult, reference: str, goal: float, ends: float, palette: Palette, language: str) -> go.Scatter:
    name = arm_text(result.kind, reference, language)
    value = scaled(result.metric, goal)
    return go.Scatter(
        x=[0, 1.03 * ends],
        y=[value, value],
        mode="lines",
        line={"color": palette.baseline, "dash": "dot", "width": 1.5},
        name=CORE.text("view-lab-goal", language, {"arm": name}),
        hovertext=f"{label(name)}: {score(result.metric, goal, language)}",
        hoverinfo="text",
    )


def _ticks(by: str, ends: float, language: str) -> dict[str, Any]:
    title = {"text": CORE.text(f"view-lab-axis-{by}", language, {})}
    span = [0, max(1.03 * ends, 1.0)]
    if by == "seconds":
        return {"title": title, "range": span, **time_ticks(max(ends, 1.0), language)}
    return {"title": title, "range": span, "nticks": 6, "tickformat": ",d"}


def _at(by: str, value: float, language: str) -> str:
    if by == "seconds":
        return duration(value, language)
    return CORE.text("view-lab-attempts", language, {"trials": number(int(value), language)})


def _limits(result: LabResult, by: Literal["trials", "seconds"], ends: float) -> tuple[float, float]:
    shown = [curve.score for curve in result.curves if curve.score is not None]
    for arm in result.arms:
        begun = [curve for curve in result.of(arm) if curve.points]
        early = median([curve.best_at(by, _IN_VIEW * ends) or curve.points[0].score for curve in begun])
        shown += [] if early is None else [early]
    low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
    margin = 0.08 * (high - low) or 0.05 * abs(high) or 0.05
    return low - margin, high + margin
