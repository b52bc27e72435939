"""Models ranked by priorities, and the weight at which the choice changes."""

from __future__ import annotations

import pytest

from autoglm_core import Priorities
from autoglm_core.ranking import MEASURES, READY_MADE, Measured, Turn, all_points, rank, ready_made, skill, turns

BLEND = Measured("blend", {"score": 0.80, "p95": 40.0, "p99": 60.0, "valid": 1.0, "recovery": 4.0, "size": 12.0})
TREES = Measured("trees", {"score": 0.79, "p95": 6.0, "p99": 9.0, "valid": 1.0, "recovery": 3.0, "size": 2.0})
LINE = Measured("line", {"score": 0.60, "p95": 2.0, "p99": 3.0, "valid": 0.9, "recovery": 2.0, "size": 0.02})
ALL = (TREES, LINE, BLEND)


def _first(priorities: Priorities) -> str:
    return rank(ALL, priorities).models[0].id


def test_who_errs_twice_as_much_gets_half_the_points() -> None:
    points = all_points([Measured("a", {"score": 0.9}), Measured("b", {"score": 0.79})], ["score"])
    assert points["a"]["score"] == 1.0
    assert points["b"]["score"] == pytest.approx(0.11 / 0.22)


def test_every_tenfold_costs_the_same() -> None:
    models = [Measured(str(ms), {"p95": ms}) for ms in (1.0, 10.0, 100.0, 1_000.0, 10_000.0)]
    points = all_points(models, ["p95"])
    assert [points[model.id]["p95"] for model in models] == pytest.approx([1.0, 0.75, 0.5, 0.25, 0.0])


def test_each_ready_made_priority_takes_the_model_it_is_for() -> None:
    assert _first(ready_made("most_accurate")) == "blend"
    assert _first(ready_made("real_time")) == "trees"
    assert _first(ready_made("small_device")) == "line"


@pytest.mark.parametrize("name", READY_MADE)
def test_ready_made_priorities_are_consistent_and_measurable(name: str) -> None:
    priorities = ready_made(name)
    assert priorities.is_consistent
    assert set(priorities.criteria) <= set(MEASURES)


def test_a_total_is_the_weighted_sum_of_points() -> None:
    ranking = rank(ALL, Priorities.weighted({"accuracy": 3, "latency": 1}))
    assert ranking.weights == pytest.approx({"score": 0.75, "p95": 0.125, "p99": 0.125})
    for model in ranking.models:
        assert model.total == pytest.approx(sum(ranking.weights[name] * model.points[name] for name in model.points))


def test_what_one_model_lacks_counts_for_none_and_is_named() -> None:
    without = Measured("without", {name: value for name, value in LINE.figures.items() if name != "recovery"})
    ranking = rank((BLEND, without), Priorities.weighted({"accuracy": 1, "availability": 1, "memory": 2}))
    assert ranking.unmeasured == ("recovery", "memory")
    assert ranking.weights == pytest.approx({"score": 0.5, "valid": 0.5})


def test_sub_criteria_decide_what_counts_within_a_criterion() -> None:
    below = {"latency": Priorities.weighted({"p95": 1, "p99": 3})}
    priorities = Priorities.compared(("accuracy", "latency"), {("accuracy", "latency"): 1}, below)
    assert rank(ALL, priorities).weights == pytest.approx({"score": 0.5, "p95": 0.125, "p99": 0.375})


@pytest.mark.parametrize("weights", [(1, 1), (9, 1), (1, 9), (5, 3)])
def test_the_choice_changes_exactly_where_it_is_said_to(weights: tuple[int, int]) -> None:
    criteria = ("accuracy", "latency", "size")
    priorities = Priorities.weighted(dict(zip(criteria, (*weights, 2), strict=True)))
    found = turns(ALL, priorities)
    assert found
    for turn in found:
        near, beyond = (turn.weight + step for step in ((1e-4, -1e-4) if turn.less else (-1e-4, 1e-4)))
        assert _first(_moved(priorities, turn.criterion, near)) == _first(priorities)
        if 0 < beyond < 1:
            assert _first(_moved(priorities, turn.criterion, beyond)) == turn.winner


def test_no_weight_changes_the_choice_of_a_model_that_is_best_in_all() -> None:
    better = Measured("better", {"score": 0.9, "p95": 1.5, "p99": 2.0})
    assert turns((better, TREES), Priorities.weighted({"accuracy": 1, "latency": 1})) == ()


def test_a_turn_names_the_criterion_its_weight_and_the_winner() -> None:
    found = turns((BLEND, TREES), Priorities.weighted({"accuracy": 1, "latency": 1}))
    assert [(turn.criterion, turn.less, turn.winner) for turn in found] == [
        ("accuracy", False, "blend"),
        ("latency", True, "blend"),
    ]
    assert isinstance(found[0], Turn)
    assert found[0].weight == pytest.approx(1 - found[1].weight)


def test_skill_is_the_way_from_guessing_to_perfect() -> None:
    assert skill(0.75, 0.5, greater_is_better=True) == pytest.approx(0.5)
    assert skill(5.0, 4.0, greater_is_better=False) == pytest.approx(-0.25)


def _moved(priorities: Priorities, criterion: str, weight: float) -> Priorities:
    now = priorities.weights
    rest = 1 - now[criterion]
    return Priorities.weighted({name: weight if name == criterion else now[name] * (1 - weight) / rest for name in now})
