"""What each pruner stops and what it spares; what all must do stands in tests/contracts/test_pruners.py."""

from __future__ import annotations

import math

from autoglm_core.contracts import Configuration, History, Trial
from autoglm_core.registry import plugin
from autoglm_core.result import TrialState

ANY = Configuration("linear", {})
MEDIAN = plugin("pruners", "median")


def finished(*means: float, folds: int = 3) -> History:
    return History(tuple(Trial(n, ANY, TrialState.FINISHED, (m,) * folds, m) for n, m in enumerate(means)))


def running(*folds: float) -> Trial:
    return Trial(99, ANY, TrialState.RUNNING, folds)


def test_what_is_clearly_below_half_of_the_others_is_stopped():
    history = finished(0.70, 0.72, 0.74, 0.76, 0.78, 0.80)
    assert not MEDIAN.keep(history, running(0.60))
    assert not MEDIAN.keep(history, running(0.74, 0.50))
    assert MEDIAN.keep(history, running(0.76))


def test_near_winners_are_spared_for_the_ensemble():
    history = finished(0.70, 0.72, 0.74, 0.76, 0.78, 0.80)
    assert MEDIAN.keep(history, running(0.745))  # below the median of 0.75 by less than a quarter of 0.05


def test_nothing_is_stopped_among_the_first():
    assert MEDIAN.keep(finished(0.9, 0.9, 0.9, 0.9), running(0.1))


def test_folds_are_compared_with_as_many_folds():
    # On the first fold everyone is bad; a trial that has done that one alone is no worse than the others were.
    history = History(tuple(Trial(n, ANY, TrialState.FINISHED, (0.3, 0.9, 0.9), 0.7) for n in range(8)))
    assert MEDIAN.keep(history, running(0.3))
    assert not MEDIAN.keep(history, running(0.3, 0.3))


def test_a_score_that_is_no_number_stops_a_trial():
    assert not MEDIAN.keep(finished(0.9, 0.9), running(math.nan))


def test_trials_that_were_stopped_do_not_lower_the_bar():
    good = finished(0.70, 0.72, 0.74, 0.76, 0.78, 0.80).trials
    stopped = tuple(Trial(10 + n, ANY, TrialState.PRUNED, (0.1,)) for n in range(20))
    assert not MEDIAN.keep(History((*good, *stopped)), running(0.60))


def test_without_pruning_everything_is_kept():
    assert plugin("pruners", "none").keep(finished(*[0.9] * 20), running(0.0))


HALVING = plugin("pruners", "halving")


def stopped(*means: float) -> tuple[Trial, ...]:
    return tuple(Trial(50 + n, ANY, TrialState.PRUNED, (mean,), None) for n, mean in enumerate(means))


def test_halving_lets_the_better_half_go_on():
    history = finished(0.70, 0.72, 0.74, 0.76, 0.78)
    assert not HALVING.keep(history, running(0.73))
    assert HALVING.keep(history, running(0.75))
    assert not HALVING.keep(history, running(0.80, 0.60))


def test_halving_counts_what_was_stopped_at_the_same_point():
    # Without them the bar would rise with every trial that passes it.
    good = finished(0.70, 0.72, 0.74, 0.76, 0.78).trials
    assert HALVING.keep(History((*good, *stopped(0.1, 0.2, 0.3, 0.4, 0.5))), running(0.705))


def test_halving_decides_at_one_two_and_four_folds_alone():
    history = finished(*[0.9] * 8, folds=5)
    kept = [HALVING.keep(history, running(*[0.1] * folds)) for folds in (1, 2, 3, 4, 5)]
    assert kept == [False, False, True, False, True]


def test_halving_stops_nothing_among_the_first():
    assert HALVING.keep(finished(0.9, 0.9, 0.9, 0.9), running(0.1))
