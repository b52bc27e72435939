"""What every sampler must do."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest

from autoglm_core.contracts import Categorical, Configuration, History, Integer, Real, Trial
from autoglm_core.messages import LANGUAGES
from autoglm_core.registry import available, plugins
from autoglm_core.result import TrialState

SAMPLERS = plugins("samplers")
SPACE = {
    "linear": {"strength": Real(1e-4, 1e4, log=True), "penalty": Categorical(("l1", "l2", None))},
    "trees": {
        "depth": Integer(2, 12),
        "leaves": Integer(1, 1024, log=True),
        "share": Real(0.1, 1.0),
        "bootstrap": Categorical((True, False)),
    },
    "constant": {},
}

pytestmark = pytest.mark.parametrize("sampler", SAMPLERS, ids=lambda sampler: sampler.name)


def fresh(sampler):
    return type(sampler)()


def score(configuration: Configuration) -> float:
    """Best at trees with depth 7 and share 0.6; a constant never wins."""
    if configuration.family == "constant":
        return 0.0
    if configuration.family == "linear":
        return 0.3 - 0.01 * abs(np.log10(configuration.params["strength"]))
    return 1.0 - abs(configuration.params["depth"] - 7) / 10 - abs(configuration.params["share"] - 0.6)


def history(sampler, trials: int, seed: int = 1) -> History:
    """A search of so many trials in which every seventh fails, every fifth is pruned and the last two are running."""
    done: tuple[Trial, ...] = ()
    for number in range(trials):
        configuration = sampler.suggest(SPACE, History(done), seed)
        value = score(configuration)
        if number >= trials - 2:
            trial = Trial(number, configuration, TrialState.RUNNING)
        elif number % 7 == 6:
            trial = Trial(number, configuration, TrialState.FAILED)
        elif number % 5 == 4:
            trial = Trial(number, configuration, TrialState.PRUNED, fold_scores=(value,))
        else:
            trial = Trial(number, configuration, TrialState.FINISHED, (value, value), value, 0.1)
        done = (*done, trial)
    return History(done)


def test_is_listed_with_words_in_both_languages(sampler):
    for language in LANGUAGES:
        listed = {info.name: info for info in available("samplers", language)}[sampler.name]
        assert listed.available
        assert listed.label != sampler.name
        assert listed.help


def test_suggests_what_the_space_holds(sampler):
    for trial in history(fresh(sampler), 40).trials:
        space, params = SPACE[trial.configuration.family], trial.configuration.params
        assert set(params) == set(space)
        for name, parameter in space.items():
            value = params[name]
            if isinstance(parameter, Categorical):
                assert value in parameter.choices
            else:
                assert parameter.low <= value <= parameter.high
                assert type(value) is (int if isinstance(parameter, Integer) else float)
        assert json.loads(json.dumps(dict(params))) == params


def test_a_fresh_instance_with_the_same_history_suggests_the_same(sampler):
    used = fresh(sampler)
    past = history(used, 30)
    for length in (0, 1, 12, 29, 30):
        known = History(past.trials[:length])
        assert fresh(sampler).suggest(SPACE, known, 1) == used.suggest(SPACE, known, 1)


def test_the_order_in_which_the_space_is_written_does_not_matter(sampler):
    past = history(fresh(sampler), 20)
    turned = {family: dict(reversed(SPACE[family].items())) for family in reversed(SPACE)}
    assert fresh(sampler).suggest(turned, past, 1) == fresh(sampler).suggest(SPACE, past, 1)


def test_another_seed_suggests_something_else(sampler):
    first = [trial.configuration for trial in history(fresh(sampler), 12, seed=1).trials]
    second = [trial.configuration for trial in history(fresh(sampler), 12, seed=2).trials]
    assert first != second


def test_every_family_gets_its_chance(sampler):
    tried = {trial.configuration.family for trial in history(fresh(sampler), 30).trials}
    assert tried == set(SPACE)


def test_seldom_tries_the_same_twice(sampler):
    space = {"trees": SPACE["trees"]}
    done: tuple[Trial, ...] = ()
    for number in range(40):
        configuration = fresh(sampler).suggest(space, History(done), 3)
        done = (*done, Trial(number, configuration, TrialState.FINISHED, (0.5,), 0.5))
    assert len({json.dumps(dict(trial.configuration.params), sort_keys=True) for trial in done}) == 40


def test_goes_on_from_trials_of_another_space(sampler):
    strangers = (
        Configuration("gone", {"x": 1}),
        Configuration("trees", {"depth": 99, "leaves": 1, "share": 0.5, "bootstrap": True}),
        Configuration("trees", {"depth": 3}),
        Configuration("linear", {"strength": 1.0, "penalty": "l3"}),
    )
    done = tuple(Trial(n, strangers[n % 4], TrialState.FINISHED, (0.5,), 0.5) for n in range(24))
    assert fresh(sampler).suggest(SPACE, History(done), 1).family in SPACE


def test_can_be_asked_for_some_parameters_of_a_family_alone(sampler):
    past = history(fresh(sampler), 40)
    part = {"trees": {"share": SPACE["trees"]["share"], "bootstrap": SPACE["trees"]["bootstrap"]}}
    assert set(fresh(sampler).suggest(part, past, 1).params) == {"share", "bootstrap"}


def test_a_space_of_one_point_is_no_trap(sampler):
    space = {"constant": {}, "fixed": {"a": Integer(3, 3), "b": Real(0.5, 0.5), "c": Categorical(("x",))}}
    done: tuple[Trial, ...] = ()
    for number in range(15):
        configuration = fresh(sampler).suggest(space, History(done), 1)
        done = (*done, Trial(number, configuration, TrialState.FINISHED, (0.5,), 0.5))
    assert done[-1].configuration.params in ({}, {"a": 3, "b": 0.5, "c": "x"})


def test_scores_that_are_no_numbers_and_warnings_do_not_stop_it(sampler):
    trials = history(fresh(sampler), 25).trials
    odd = tuple(
        Trial(
            t.number, t.configuration, TrialState.FINISHED, (float("nan"),), [float("nan"), float("-inf")][t.number % 2]
        )
        for t in trials
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert fresh(sampler).suggest(SPACE, History(odd), 1).family in SPACE
