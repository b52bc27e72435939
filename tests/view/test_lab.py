"""Experiments in words: who was better, how soon, how far it is, what families added."""

import pytest

from autoglm_core import events as ev
from autoglm_core.experiment import Curve, FamilyShare, FamilyShares, LabKind, LabResult, LabSpec, Point
from autoglm_core.spec import Budget, TaskSpec
from autoglm_core.view import lab as view
from tests.view.events import begun

SPEC = TaskSpec(task="binary", target="y", budget=Budget(seconds=60))
LAB = LabSpec(kind="samplers", spec=SPEC, samplers=("genetic", "tpe"), seeds=(1, 2), budget=Budget(trials=10))


def curve(arm: str, seed: int, *points: tuple[int, float, float], columns: int | None = None) -> Curve:
    return Curve(arm, seed, tuple(Point(*point) for point in points), 10, 20.0, columns)


def samplers(*, metric: str = "roc_auc") -> LabResult:
    return LabResult(
        LabKind.SAMPLERS,
        metric,
        metric == "roc_auc",
        0.5,
        (
            curve("genetic", 1, (2, 4.0, 0.8), (9, 18.0, 0.85)),
            curve("tpe", 1, (3, 5.0, 0.86)),
            curve("tpe", 2, (5, 7.0, 0.90)),
            curve("genetic", 2, (8, 16.0, 0.87)),
        ),
    )


def test_the_better_and_the_sooner_are_said_with_their_figures() -> None:
    first, second = (message.text("en") for message in view.conclusions(samplers(), "genetic"))
    assert first == "Bayesian search found the best models: 88.0 %, in the middle of 2 repeats."
    assert second == (
        "Bayesian search had the score at which Genetic search ended after 4 attempts and 6 s; "
        "Genetic search itself needed 8.5 attempts and 17 s."
    )
    assert all("贝叶斯搜索" in message.text("zh") for message in view.conclusions(samplers(), "genetic", "zh"))


def test_an_error_is_better_when_it_is_smaller() -> None:
    first = view.conclusions(samplers(metric="rmse"), "genetic")[0].text("en")
    assert first.startswith("Genetic search found the best models")


def test_equal_scores_are_called_equal() -> None:
    same = LabResult(
        LabKind.SAMPLERS, "roc_auc", True, 0.5, (curve("genetic", 1, (1, 1.0, 0.9)), curve("tpe", 1, (2, 2.0, 0.9)))
    )
    assert "All ways of searching ended at the same score: 90.0 %" in view.conclusions(same, "genetic")[0].text("en")
    assert len(view.conclusions(same, "genetic")) == 1  # nobody was sooner than the reference


def test_the_table_has_the_best_first_and_says_what_was_not_reached() -> None:
    table = view.samplers_table(samplers(), "tpe")
    assert list(table.iloc[0]) == ["Bayesian search", "88.0 %", "86.0–90.0 %", "4", "6 s", "2 / 2", "20 s"]
    genetic = list(table.iloc[1])
    assert genetic[3:6] == ["not reached", "not reached", "0 / 2"]


def test_features_are_told_on_against_off() -> None:
    result = LabResult(
        LabKind.FEATURES,
        "roc_auc",
        True,
        0.5,
        (curve("on", 1, (1, 1.0, 0.93), columns=40), curve("off", 1, (1, 1.0, 0.91), columns=12)),
    )
    assert view.conclusions(result, "")[0].text("en") == (
        "With made features the models are better: 93.0 % against 91.0 % without them."
    )
    assert [list(line) for line in view.features_table(result).to_numpy()] == [
        ["With made features", "40", "93.0 %", "–", "20 s"],
        ["Without made features", "12", "91.0 %", "–", "20 s"],
    ]


def test_families_are_told_by_what_is_lost_without_them() -> None:
    shares = FamilyShares(
        "roc_auc",
        True,
        0.92,
        (FamilyShare("lightgbm", 5, 0.91, 0.90), FamilyShare("linear", 2, 0.85, 0.921)),
    )
    assert view.families_conclusion(shares).text("en") == (
        "LightGBM is missed most: without it the combined models get 90.0 % instead of 92.0 %."
    )
    table = view.families_table(shares)
    assert list(table.iloc[0]) == ["LightGBM", "5", "91.0 %", "90.0 %", "+2.0 points"]
    assert table.iloc[1, 4] == "-0.1 points"
    alone = FamilyShares("roc_auc", True, 0.9, (FamilyShare("linear", 2, 0.9, None),))
    assert "Only Linear model was tried" in view.families_conclusion(alone).text("en")


@pytest.mark.parametrize(
    ("metric", "difference", "shown"),
    [("roc_auc", 0.0123, "+1.2 points"), ("roc_auc", 0.0001, "0.0 points"), ("rmse", -2.5, "-2.5"), ("rmse", 0.0, "0")],
)
def test_differences_carry_their_sign(metric: str, difference: float, shown: str) -> None:
    assert view.signed(metric, difference) == shown


def told() -> list[ev.Event]:
    return [
        *begun(),
        ev.LabSearchStarted(at=1005, arm="genetic", seed=1),
        *(
            ev.LabTrialEnded(at=1005 + n, arm="genetic", seed=1, trials=n, seconds=float(n), best=0.8)
            for n in range(1, 11)
        ),
        ev.LabSearchEnded(at=1016, arm="genetic", seed=1, trials=10, seconds=11.0, columns=4),
        ev.LabSearchStarted(at=1016, arm="tpe", seed=1),
        ev.LabTrialEnded(at=1018, arm="tpe", seed=1, trials=2, seconds=2.0, best=0.7),
    ]


def test_progress_counts_searches_and_says_which_is_under_way() -> None:
    so_far = view.lab_progress(told(), LAB, now=1018, status="running")
    assert so_far.now == ("tpe", 1)
    assert so_far.ended == {("genetic", 1)}
    assert so_far.fraction == pytest.approx((1 + 0.2) / 4)
    assert so_far.result is not None
    assert [(c.arm, c.trials) for c in so_far.result.curves] == [("genetic", 10), ("tpe", 2)]
    low, high = so_far.left or (0, 0)
    assert low < (11 + 2) * 2.8 / 1.2 < high
    assert view.lab_progress(told(), LAB, now=1018, status="finished").fraction == 1.0
    assert view.lab_progress(told(), LAB, now=1018, status="interrupted").left is None


def test_before_the_table_is_checked_there_is_nothing_to_show() -> None:
    so_far = view.lab_progress([ev.JobStarted(at=1, pid=1)], LAB, now=2, status="running")
    assert (so_far.result, so_far.now, so_far.left) == (None, None, None)
