"""What is particular to each sampler; what all must do stands in tests/contracts/test_samplers.py."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import optuna
import pytest

from autoglm_core.contracts import Categorical, Configuration, History, Integer, Real, Trial
from autoglm_core.registry import plugin
from autoglm_core.result import TrialState
from autoglm_core.search.samplers._space import position_of, value_at

SPACE = {
    "good": {
        "rate": Real(1e-4, 1.0, log=True),
        "depth": Integer(1, 20),
        "kind": Categorical(("a", "b", "c")),
        "share": Real(0.0, 1.0),
    },
    "bad": {"strength": Real(0.0, 1.0)},
    "worse": {"strength": Real(0.0, 1.0)},
}


def score(configuration: Configuration) -> float:
    """1 at rate 0.01, depth 8, kind b, share 0.3 of the good family; the others reach 0.3."""
    params = configuration.params
    if configuration.family != "good":
        return 0.3 * params["strength"]
    off = abs(np.log10(params["rate"]) + 2) / 2 + abs(params["depth"] - 8) / 12 + abs(params["share"] - 0.3)
    return 1.0 - 0.3 * off - 0.1 * (params["kind"] != "b")


def search(name: str, trials: int, seed: int) -> tuple[Trial, ...]:
    done: tuple[Trial, ...] = ()
    for number in range(trials):
        configuration = plugin("samplers", name).suggest(SPACE, History(done), seed)
        value = score(configuration)
        done = (*done, Trial(number, configuration, TrialState.FINISHED, (value,), value))
    return done


def best(name: str, trials: int = 50, seeds: int = 3) -> float:
    return float(np.mean([max(t.score or 0.0 for t in search(name, trials, seed)) for seed in range(seeds)]))


@pytest.fixture(scope="module")
def random_best() -> float:
    return best("random")


@pytest.mark.parametrize("name", ["tpe", "genetic", "gaussian_process", "guided"])
def test_learning_finds_better_settings_than_chance(name, random_best):
    assert best(name) > random_best + 0.02


def test_tpe_spends_most_trials_on_the_family_that_does_well_and_some_on_all():
    families = Counter(trial.configuration.family for trial in search("tpe", 80, seed=1)[20:])
    assert families["good"] > 40
    assert set(families) == set(SPACE)


@pytest.mark.parametrize("name", ["tpe", "gaussian_process"])
def test_learning_turns_away_from_what_fails(name):
    done: tuple[Trial, ...] = ()
    for number in range(60):
        configuration = plugin("samplers", name).suggest(SPACE, History(done), 1)
        failed = configuration.family == "good"
        value = None if failed else score(configuration)
        state = TrialState.FAILED if failed else TrialState.FINISHED
        done = (*done, Trial(number, configuration, state, () if failed else (value,), value))
    assert sum(trial.configuration.family == "good" for trial in done[30:]) < 10


@pytest.mark.parametrize("name", ["tpe", "gaussian_process"])
def test_two_slots_are_not_sent_to_the_same_place(name):
    done = search(name, 40, seed=2)
    first = plugin("samplers", name).suggest(SPACE, History(done), 2)
    running = (*done, Trial(40, first, TrialState.RUNNING))
    second = plugin("samplers", name).suggest(SPACE, History(running), 2)
    assert second != first


def test_the_curve_leads_to_the_best_place_in_few_trials():
    space = {"one": {"rate": Real(1e-4, 1.0, log=True), "kind": Categorical(("a", "b"))}}
    done: tuple[Trial, ...] = ()
    for number in range(20):
        configuration = plugin("samplers", "gaussian_process").suggest(space, History(done), 1)
        params = configuration.params
        value = -abs(np.log10(params["rate"]) + 2.5) - (params["kind"] == "a")
        done = (*done, Trial(number, configuration, TrialState.FINISHED, (value,), value))
    best_params = max(done, key=lambda trial: trial.score or 0.0).configuration.params
    assert best_params["kind"] == "b"
    assert best_params["rate"] == pytest.approx(10**-2.5, rel=0.3)


def test_the_curve_avoids_where_trials_fail_within_a_family():
    space = {"one": {"x": Real(0.0, 1.0)}}
    done: tuple[Trial, ...] = ()
    for number in range(30):
        configuration = plugin("samplers", "gaussian_process").suggest(space, History(done), 1)
        x = configuration.params["x"]
        failed = x > 0.5
        state = TrialState.FAILED if failed else TrialState.FINISHED
        done = (*done, Trial(number, configuration, state, () if failed else (x,), None if failed else x))
    assert sum(trial.state is TrialState.FAILED for trial in done[10:]) < 8


def test_tpe_leaves_optunas_logging_as_it_was():
    before = optuna.logging.get_verbosity()
    search("tpe", 20, seed=1)
    assert optuna.logging.get_verbosity() == before


def test_grid_walks_each_point_once_and_then_a_finer_lattice():
    space = {"one": {"a": Real(0.0, 1.0), "b": Integer(1, 100, log=True), "c": Categorical(("x", "y"))}}
    sampler = plugin("samplers", "grid")
    history = tuple(Trial(n, Configuration("one", {}), TrialState.RUNNING) for n in range(200))
    walked = [sampler.suggest(space, History(history[:n]), 7).params for n in range(68)]
    coarse = {(p["a"], p["b"], p["c"]) for p in walked[:18]}
    assert coarse == set(itertools.product((0.0, 0.5, 1.0), (1, 10, 100), "xy"))
    fine = {(p["a"], p["b"], p["c"]) for p in walked[18:]}
    assert fine == set(itertools.product((0.0, 0.25, 0.5, 0.75, 1.0), (1, 3, 10, 32, 100), "xy"))


def test_grid_starts_again_once_nothing_finer_is_left():
    space = {"one": {"c": Categorical(("x", "y"))}}
    history = tuple(Trial(n, Configuration("one", {}), TrialState.RUNNING) for n in range(10))
    walked = [plugin("samplers", "grid").suggest(space, History(history[:n]), 7).params["c"] for n in range(4)]
    assert sorted(walked[:2]) == sorted(walked[2:]) == ["x", "y"]


def test_genetic_children_resemble_their_parents():
    parent = Configuration("good", {"rate": 0.01, "depth": 8, "kind": "b", "share": 0.3})
    done = tuple(Trial(n, parent, TrialState.FINISHED, (1.0,), 1.0) for n in range(20))
    kept = Counter()
    for seed in range(60):
        child = plugin("samplers", "genetic").suggest(SPACE, History(done), seed)
        if child.family == "good":
            kept.update(name for name in parent.params if child.params[name] == parent.params[name])
    assert sum(kept.values()) > 60 * 4 * 0.45


def test_integers_reach_their_ends_as_often_as_the_values_between():
    values = Counter(value_at(Integer(1, 4), position) for position in np.linspace(0, 1, 4001, endpoint=False))
    assert set(values) == {1, 2, 3, 4}
    assert max(values.values()) - min(values.values()) <= 2


@pytest.mark.parametrize(
    "parameter", [Integer(1, 500, log=True), Integer(-3, 3), Real(1e-5, 10.0, log=True), Real(-1, 1)]
)
def test_positions_and_values_are_inverse(parameter):
    for position in (0.1, 0.5, 0.9):
        value = value_at(parameter, position)
        assert value_at(parameter, position_of(parameter, value)) == pytest.approx(value)
