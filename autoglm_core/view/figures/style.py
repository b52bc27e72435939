"""What all charts have in common: the theme's colours, labels that show untrusted text as it is, and thin data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from autoglm_core.view.format import duration, is_share, shortened

MOST_POINTS = 2_000  # more make a page slow and show nothing more
_HEIGHT = 340


class Palette(Protocol):
    """The colours that charts need, each as #rrggbb; ``pages.parts.theme`` has one for light and one for dark."""

    @property
    def surface(self) -> str: ...
    @property
    def border(self) -> str: ...
    @property
    def grid(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def muted(self) -> str: ...
    @property
    def primary(self) -> str: ...
    @property
    def baseline(self) -> str: ...
    @property
    def danger(self) -> str: ...
    @property
    def series(self) -> tuple[str, ...]: ...
    @property
    def sequential(self) -> tuple[str, ...]: ...
    @property
    def diverging(self) -> tuple[str, ...]: ...
    @property
    def font(self) -> str: ...


def label(text: object, longest: int = 40) -> str:
    """``text`` so that plotly shows it as it is: no tag, entity or link in it takes effect, and it stays short.

    >>> label("<b>x</b>[1]")
    '&lt;b&gt;x&lt;/b&gt;[1]'
    """
    plain = shortened(str(text), longest)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def figure(palette: Palette, *, height: int = _HEIGHT, legend: bool = False) -> go.Figure:
    """An empty chart in the theme's colours, with margins that suit a phone."""
    axis = {
        "gridcolor": palette.grid,
        "linecolor": palette.border,
        "zeroline": False,
        "automargin": True,
        "title": {"standoff": 8, "font": {"size": 13, "color": palette.muted}},
        "ticks": "",
    }
    return go.Figure(
        layout={
            "template": "none",
            "height": height,
            "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": palette.font, "size": 13, "color": palette.text},
            "colorway": list(palette.series),
            "xaxis": axis,
            "yaxis": axis,
            "showlegend": legend,
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": -0.22,
                "yanchor": "top",
                "font": {"size": 12},
                "entrywidth": 96,
            },
            "hoverlabel": {
                "bgcolor": palette.surface,
                "bordercolor": palette.border,
                "font": {"family": palette.font, "color": palette.text},
                "align": "left",
            },
            "dragmode": False,  # on a phone a finger that scrolls must not zoom
            "uirevision": "kept",  # what the user hid or zoomed stays when new data come
        }
    )


def scaled(metric: str, values: Sequence[float] | npt.NDArray[Any] | float) -> Any:
    """Values of ``metric`` as they stand on an axis: in percent where the metric is a share."""
    array = np.asarray(values, dtype=float)
    shown = 100 * array if is_share(metric) else array
    return float(shown) if array.ndim == 0 else shown


def score_axis(metric: str) -> dict[str, Any]:
    """The ticks of an axis that shows ``scaled`` values of ``metric``."""
    return {"ticksuffix": " %"} if is_share(metric) else {}


def time_ticks(longest: float, language: str) -> dict[str, Any]:
    """Ticks of an axis in seconds, at round times."""
    steps = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 43_200, 86_400, 172_800)
    step = next((step for step in steps if longest / step <= 5), steps[-1])
    values = [float(value) for value in np.arange(0, longest + step, step)]
    return {"tickvals": values, "ticktext": ["0" if not value else duration(value, language) for value in values]}


def thinned(size: int, most: int = MOST_POINTS) -> npt.NDArray[np.int64]:
    """At most ``most`` positions out of ``size``, spread evenly; always the same ones."""
    if size <= most:
        return np.arange(size)
    return np.unique(np.linspace(0, size - 1, most).round().astype(np.int64))


def placed(names: Sequence[object], longest: int = 28) -> dict[str, Any]:
    """Ticks that name the positions 0, 1, ...: two names that look alike when shortened stay two."""
    return {"tickvals": list(range(len(names))), "ticktext": [label(name, longest) for name in names]}


def colours(palette: Palette, names: Sequence[str]) -> dict[str, str]:
    """A colour for each name, in the palette's order; the first, which stands for the whole, comes last."""
    series = (*palette.series[1:], palette.series[0])
    return {name: series[position % len(series)] for position, name in enumerate(names)}
