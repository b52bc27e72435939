"""Several samplers over one space: each has its own parameters, and the whole keeps what every sampler promises."""

from __future__ import annotations

import json

import pytest

from autoglm_core.contracts import Categorical, Configuration, History, Integer, Real, Trial
from autoglm_core.registry import plugin, plugins
from autoglm_core.result import TrialState
from autoglm_core.search.samplers._composed import ComposedSampler

SPACE = {
    "net": {"rate": Real(1e-4, 1e-1, log=True), "dropout": Real(0.0, 0.5), "depth": Integer(1, 4)},
    "trees": {"rate": Real(0.01, 0.3, log=True), "kind": Categorical(("a", "b"))},
}
FIXED = {"only": {"kind": Categorical(("a", "b"))}}


def composed(main: str, **methods: dict[str, str]) -> ComposedSampler:
    named = {
        family: {name: plugin("samplers", sampler) for name, sampler in chosen.items()}
        for family, chosen in methods.items()
    }
    return ComposedSampler(plugin("samplers", main), named)


def searched(sampler: ComposedSampler, trials: int, space=SPACE, seed: int = 1) -> tuple[Trial, ...]:
    done: tuple[Trial, ...] = ()
    for number in range(trials):
        configuration = sampler.suggest(space, History(done), seed)
        value = (configuration.family == "net") - abs(configuration.params.get("rate", 0.0) - 0.03)
        done = (*done, Trial(number, configuration, TrialState.FINISHED, (value,), value))
    return done


@pytest.mark.parametrize("main", [sampler.name for sampler in plugins("samplers")])
def test_a_grid_walks_its_lattice_whatever_the_main_sampler_does(main):
    done = searched(composed(main, net={"dropout": "grid"}), 30)
    params = [trial.configuration.params for trial in done if trial.configuration.family == "net"]
    assert all(set(each) == set(SPACE["net"]) for each in params)
    assert {each["dropout"] for each in params[:3]} == {0.0, 0.25, 0.5}
    assert {each["dropout"] for each in params[3:8]} == {0.0, 0.125, 0.25, 0.375, 0.5}


def test_the_same_history_gives_the_same_and_another_seed_something_else():
    methods = {"net": {"rate": "gaussian_process", "dropout": "grid"}, "trees": {"rate": "random"}}
    done = searched(composed("tpe", **methods), 24)
    for length in (0, 5, 23):
        known = History(done[:length])
        assert composed("tpe", **methods).suggest(SPACE, known, 1) == done[length].configuration
    assert searched(composed("tpe", **methods), 8, seed=2) != done[:8]


def test_two_parameters_by_one_sampler_are_suggested_together_and_apart_from_the_others():
    done = searched(composed("random", net={"rate": "random", "dropout": "random"}), 40)
    places = [
        (params["dropout"] / 0.5, (params["depth"] - 1) / 3)
        for params in (trial.configuration.params for trial in done if trial.configuration.family == "net")
    ]
    # With one and the same randomness for both samplers the places would lie on a line.
    assert len({round(dropout - depth, 1) for dropout, depth in places}) > 5


def test_where_every_parameter_has_its_own_sampler_the_main_one_chooses_the_family():
    sampler = composed("grid", net=dict.fromkeys(SPACE["net"], "random"), trees=dict.fromkeys(SPACE["trees"], "grid"))
    assert {trial.configuration.family for trial in searched(sampler, 6)} == set(SPACE)


def test_seldom_tries_the_same_twice_and_ends_where_nothing_is_left():
    done = searched(composed("random", net={"depth": "grid"}), 40)
    assert len({json.dumps([t.configuration.family, dict(t.configuration.params)]) for t in done}) == 40
    all_of_it = [
        trial.configuration.params["kind"] for trial in searched(composed("tpe", only={"kind": "grid"}), 6, FIXED)
    ]
    assert set(all_of_it) == {"a", "b"}


def test_trials_of_another_space_do_no_harm():
    strangers = (Configuration("gone", {"x": 1}), Configuration("net", {"rate": 5.0, "dropout": 0.1, "depth": 2}))
    done = tuple(Trial(n, strangers[n % 2], TrialState.FINISHED, (0.5,), 0.5) for n in range(12))
    suggestion = composed("tpe", net={"rate": "gaussian_process"}).suggest(SPACE, History(done), 1)
    assert suggestion.family in SPACE
