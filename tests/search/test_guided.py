"""Guided search: it begins where earlier sets did well, follows this run's scores, and counts seconds."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from autoglm_core.config import Config
from autoglm_core.contracts import Configuration, History, Real, Trial
from autoglm_core.registry import plugin
from autoglm_core.result import TrialState
from autoglm_core.search.samplers import guided
from autoglm_core.search.samplers._prior import prior
from autoglm_core.search.samplers._space import clipped, position_of
from autoglm_core.table import Role, Table

GUIDED = plugin("samplers", "guided")
TWO = {"quick": {"x": Real(0.0, 1.0)}, "slow": {"x": Real(0.0, 1.0)}}


def _finished(number: int, configuration: Configuration, score: float, seconds: float = 1.0) -> Trial:
    return Trial(number, configuration, TrialState.FINISHED, (score,), score, seconds)


def _lightgbm_space():
    frame = pd.DataFrame(np.zeros((3_000, 5)), columns=list("abcde"))
    table = Table(frame, dict.fromkeys(frame.columns, Role.NUMERIC))
    return {"lightgbm": plugin("models", "lightgbm").space(table)}


def test_begins_near_what_did_well_on_earlier_sets():
    space = _lightgbm_space()
    learned = [
        clipped(earlier.given, space["lightgbm"], {})
        for earlier in prior().configurations
        if earlier.family == "lightgbm" and earlier.given
    ]
    scores = np.nanmean(prior().scores, axis=0)
    by_name = {e.name: s for e, s in zip(prior().configurations, scores, strict=True)}
    worst = min(
        (e for e in prior().configurations if e.family == "lightgbm" and e.given), key=lambda e: by_name[e.name]
    )
    first = [GUIDED.suggest(space, History(), seed).params for seed in range(12)]
    assert learned
    assert clipped(worst.given or {}, space["lightgbm"], {}) not in first
    assert all(set(params) == set(space["lightgbm"]) for params in first)


def test_with_few_trials_it_stays_near_the_best_one():
    best, other = {"x": 0.3}, {"x": 0.9}
    done = (
        _finished(0, Configuration("quick", best), 1.0),
        _finished(1, Configuration("quick", other), 0.2),
        _finished(2, Configuration("slow", best), 0.1),
    )
    places = [GUIDED.suggest(TWO, History(done), seed).params["x"] for seed in range(30)]
    assert np.mean([abs(x - 0.3) < 0.35 for x in places]) > 0.7


def test_of_two_families_that_do_as_well_the_quicker_one_gets_more_trials():
    done = tuple(
        _finished(n, Configuration(family, {"x": n / 12}), 0.5 + 0.01 * (n // 2), seconds)
        for n, (family, seconds) in enumerate([("quick", 0.1), ("slow", 10.0)] * 6)
    )
    families = Counter(GUIDED.suggest(TWO, History(done), seed).family for seed in range(30))
    assert families["quick"] > 20


def test_without_seconds_it_goes_by_scores_alone():
    done = tuple(
        _finished(n, Configuration(family, {"x": n / 12}), score, 0.0)
        for n, (family, score) in enumerate([("quick", 0.1), ("slow", 0.9)] * 6)
    )
    families = Counter(GUIDED.suggest(TWO, History(done), seed).family for seed in range(30))
    assert families["slow"] > 20


def test_a_family_that_always_fails_is_left_alone():
    done = tuple(Trial(n, Configuration("slow", {"x": n / 9}), TrialState.FAILED) for n in range(4))
    done = (*done, _finished(4, Configuration("quick", {"x": 0.5}), 0.1))
    families = Counter(GUIDED.suggest(TWO, History(done), seed).family for seed in range(30))
    assert families["slow"] < 6


def test_two_slots_are_not_sent_to_the_same_place():
    done = tuple(_finished(n, Configuration("quick", {"x": n / 10}), 1 - abs(n / 10 - 0.4)) for n in range(10))
    first = GUIDED.suggest(TWO, History(done), 1)
    second = GUIDED.suggest(TWO, History((*done, Trial(10, first, TrialState.RUNNING))), 1)
    assert second != first


def test_what_is_left_out_is_not_learned_from(monkeypatch: pytest.MonkeyPatch):
    asked = []

    def watched(left_out: tuple[str, ...]):
        asked.append(left_out)
        return prior(left_out)

    monkeypatch.setattr(guided, "config", lambda: Config(portfolio_without=("titanic",)))
    monkeypatch.setattr(guided, "prior", watched)
    GUIDED.suggest(_lightgbm_space(), History(), 1)
    assert set(asked) == {("titanic",)}


def test_it_goes_on_with_everything_left_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guided, "config", lambda: Config(portfolio_without=prior().names))
    space = _lightgbm_space()
    done: tuple[Trial, ...] = ()
    for number in range(25):
        configuration = GUIDED.suggest(space, History(done), 1)
        rate = position_of(space["lightgbm"]["learning_rate"], configuration.params["learning_rate"])
        done = (*done, _finished(number, configuration, 1 - abs(rate - 0.5)))
    assert max(trial.score or 0.0 for trial in done) > 0.9
