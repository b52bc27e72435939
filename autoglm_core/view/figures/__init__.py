"""Plotly charts from events and results: data, the theme's colours and a language in, a figure out.

Show them with ``st.plotly_chart(figure, theme=None)``: the colours and fonts are set already.
"""

from autoglm_core.view.figures.decisions import (
    calibration_chart,
    errors_by_size_chart,
    gain_chart,
    learning_chart,
    lift_chart,
    money_chart,
    over_time_chart,
)
from autoglm_core.view.figures.drivers import dependence, effects_chart, losses_chart, pair_map, pairs_chart
from autoglm_core.view.figures.lab import best_so_far, families_chart
from autoglm_core.view.figures.live import leaderboard, score_by_time, search_chart
from autoglm_core.view.figures.profiles import histogram, top_values
from autoglm_core.view.figures.quality import confusion, precision_recall, predicted_actual, residuals, roc
from autoglm_core.view.figures.reasons import beeswarm, importance, waterfall
from autoglm_core.view.figures.style import Palette, label
from autoglm_core.view.figures.use import by_group, ranked, trade_off, weights

__all__ = [
    "Palette",
    "beeswarm",
    "best_so_far",
    "by_group",
    "calibration_chart",
    "confusion",
    "dependence",
    "effects_chart",
    "errors_by_size_chart",
    "families_chart",
    "gain_chart",
    "histogram",
    "importance",
    "label",
    "leaderboard",
    "learning_chart",
    "lift_chart",
    "losses_chart",
    "money_chart",
    "over_time_chart",
    "pair_map",
    "pairs_chart",
    "precision_recall",
    "predicted_actual",
    "ranked",
    "residuals",
    "roc",
    "score_by_time",
    "search_chart",
    "top_values",
    "trade_off",
    "waterfall",
    "weights",
]
