"""The chart of a search shows what the events say, in natural direction, and stays readable with outliers."""

from __future__ import annotations

import pytest

from autoglm_core import events as ev
from autoglm_core.result import TrialRecord, TrialState
from autoglm_core.view import figures
from autoglm_core.view.names import model_name
from autoglm_core.view.progress import progress
from pages.parts.theme import DARK, LIGHT
from tests.view.events import begun, failed, pruned, trial


def named(chart, name):
    return next(trace for trace in chart.data if trace.name == name)


def test_best_so_far_baseline_trials_failures_and_combination() -> None:
    events = [
        *begun(),
        *trial(0, 1004, 0.70),
        *trial(1, 1006, 0.80, family="lightgbm"),
        *trial(2, 1008, 0.75),
        *pruned(3, 1010, 0.60),
        *failed(4, 1012),
        ev.EnsembleScored(at=1013, numbers=(0, 1), weights=(0.5, 0.5), score=0.82),
    ]
    chart = figures.search_chart(progress(events, now=1020), LIGHT, "en")
    best = named(chart, "Best so far")
    assert list(best.x) == [6, 8, 20]
    assert list(best.y) == pytest.approx([70, 80, 80])
    assert best.line.shape == "hv"
    assert list(named(chart, "Guessing").y) == [50, 50]
    linear = named(chart, model_name("linear"))
    assert list(linear.y) == pytest.approx([70, 75])
    boosted = named(chart, model_name("lightgbm"))
    assert list(boosted.y) == pytest.approx([80, 60])
    assert [symbol.endswith("-open") for symbol in boosted.marker.symbol] == [False, True]
    assert "&lt;b&gt;x&lt;/b&gt;[1]" in named(chart, "Failed").hovertext[0]
    assert list(named(chart, "Models combined").y) == pytest.approx([82])
    assert "2 models combined: 82.0 %" in named(chart, "Models combined").hovertext[0]


def test_a_trial_far_worse_than_guessing_does_not_flatten_the_others() -> None:
    events = [*begun(metric="rmse", greater_is_better=False, baseline=50.0)]
    events += [*trial(0, 1004, 40.0), *trial(1, 1006, 1e9)]
    chart = figures.search_chart(progress(events, now=1010), LIGHT, "en")
    low, high = chart.layout.yaxis.range
    assert low < 40
    assert 50 < high < 60
    assert max(named(chart, model_name("linear")).y) == 50
    assert "1,000,000,000" in named(chart, model_name("linear")).hovertext[1]


@pytest.mark.parametrize("events", [[], begun(), [*begun(), *trial(0, 1004, 0.5)], [*begun(), *failed(0, 1004)]])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_can_be_drawn_at_every_moment(events: list[ev.Event], language: str) -> None:
    figures.search_chart(progress(events, now=1010), DARK, language).to_json()


def record(number: int, family: str, score: float | None, weight: float = 0.0) -> TrialRecord:
    state = TrialState.FAILED if score is None else TrialState.FINISHED
    folds = () if score is None else (score - 0.02, score + 0.03)
    return TrialRecord(number, family, {}, state, score, folds, 1.5, weight)


def test_the_leaderboard_shows_the_best_of_each_family() -> None:
    records = [
        record(3, "lightgbm", 0.84),
        record(0, "linear", 0.8),
        record(1, "lightgbm", 0.7),
        record(2, "knn", None),
    ]
    chart = figures.leaderboard(records, "roc_auc", 0.5, LIGHT, "en")
    assert list(chart.layout.yaxis.ticktext) == [model_name("lightgbm"), model_name("linear")]
    dots = [trace for trace in chart.data if trace.mode == "markers"]
    assert [dot.x[0] for dot in dots] == pytest.approx([84, 80])
    assert list(chart.data[0].x) == pytest.approx([82, 87])
    assert chart.layout.shapes[0].x0 == 50


def test_trials_in_the_model_are_ringed() -> None:
    records = [record(0, "linear", 0.8, weight=1.0), record(1, "linear", 0.7)]
    chart = figures.score_by_time(records, "roc_auc", 0.5, LIGHT, "en")
    assert list(chart.data[0].marker.line.width) == [2, 0]
    assert list(chart.data[0].x) == [1.5, 1.5]
    figures.score_by_time([], "roc_auc", 0.5, LIGHT, "en").to_json()
