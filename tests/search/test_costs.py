"""What folds cost: learned as they end, taken up again after an interruption."""

from __future__ import annotations

import math

from autoglm_core import events as ev
from autoglm_core.search.costs import Costs


def test_the_latest_folds_of_a_family_tell_what_the_next_will_take() -> None:
    costs = Costs()
    assert costs.fold_seconds("linear") is None
    assert math.isinf(costs.usual_fold_seconds())
    for seconds in [9.0] * 8 + [1.0] * 8:
        costs.learn("linear", seconds)
    assert costs.fold_seconds("linear") == 1.0
    costs.learn("catboost", 5.0)
    assert costs.usual_fold_seconds() == 1.0


def test_a_family_that_was_ended_for_its_memory_is_known() -> None:
    costs = Costs()
    costs.exceeded_memory("neural_network")
    assert costs.would_exceed_memory("neural_network")
    assert not costs.would_exceed_memory("linear")


def test_costs_are_learned_again_from_the_events() -> None:
    past = (
        ev.TrialStarted(number=3, family="lightgbm", params={}),
        ev.FoldScored(number=3, fold=0, score=0.5, fit_seconds=1.5, predict_seconds=0.5, memory_mb=200.0),
    )
    costs = Costs()
    costs.rebuild(past)
    assert costs.fold_seconds("lightgbm") == 2.0
