"""What every pruner must do."""

from __future__ import annotations

import pytest

from autoglm_core.contracts import Configuration, History, Trial
from autoglm_core.messages import LANGUAGES
from autoglm_core.registry import available, plugins
from autoglm_core.result import TrialState

PRUNERS = plugins("pruners")
ANY = Configuration("linear", {})

pytestmark = pytest.mark.parametrize("pruner", PRUNERS, ids=lambda pruner: pruner.name)


def finished(number: int, *folds: float) -> Trial:
    return Trial(number, ANY, TrialState.FINISHED, folds, sum(folds) / len(folds))


def partial(number: int, *folds: float) -> Trial:
    return Trial(number, ANY, TrialState.RUNNING, folds)


def test_is_listed_with_words_in_both_languages(pruner):
    for language in LANGUAGES:
        listed = {info.name: info for info in available("pruners", language)}[pruner.name]
        assert listed.available
        assert listed.label != pruner.name
        assert listed.help


def test_the_first_trial_runs_to_its_end(pruner):
    assert pruner.keep(History(), partial(0, 0.1))


def test_what_would_be_best_is_kept(pruner):
    history = History(tuple(finished(n, 0.5 + n / 100, 0.6, 0.7) for n in range(20)))
    for folds in ((0.9,), (0.8, 0.9)):
        assert pruner.keep(history, partial(20, *folds))


def test_utilities_below_zero_are_ranked_like_others(pruner):
    history = History(tuple(finished(n, -2.0 - n / 10, -2.0) for n in range(20)))
    assert pruner.keep(history, partial(20, -1.0))


def test_decides_anew_each_time_and_the_same(pruner):
    history = History((*(finished(n, 0.5 + n / 100) for n in range(9)), partial(9, 0.2)))
    for value in (0.0, 0.52, 0.9):
        assert type(pruner)().keep(history, partial(10, value)) is pruner.keep(history, partial(10, value))


def test_trials_that_all_failed_prune_nothing(pruner):
    history = History(tuple(Trial(n, ANY, TrialState.FAILED) for n in range(20)))
    assert pruner.keep(history, partial(20, 0.1))
