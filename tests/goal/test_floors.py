"""Floors that a goal states are kept as they are said, on the side that is meant."""

from __future__ import annotations

import numpy as np
import pytest

from autoglm_core.goal.describe import describe_plan
from autoglm_core.goal.read import read_goal
from autoglm_core.spec import Wish, usual_floor
from tests.goal import tables

GYM = tables.gym()


@pytest.mark.parametrize(
    ("words", "wish", "floor", "said"),
    [
        ("half of the alarms must be right", Wish.FIND_ALL, 1 / 2, "while 1 alarm in 2 is right"),
        ("miss as few as possible while 1 alarm in 4 is right", Wish.FIND_ALL, 1 / 4, "while 1 alarm in 4 is right"),
        ("two in three alerts should be real", Wish.FIND_ALL, 2 / 3, "while 2 alarms in 3 are right"),
        ("at least 71 % precision", Wish.FIND_ALL, 0.71, "while 71 % of the alarms are right"),
        ("每 5 次警报至少 2 次正确", Wish.FIND_ALL, 2 / 5, "while 2 alarms in 5 are right"),
        ("at least 70% recall", Wish.BE_SURE, 0.7, "while 7 cases in 10 are found"),
        ("至少找出八成", Wish.BE_SURE, 0.8, "while 4 cases in 5 are found"),
    ],
)
def test_a_stated_floor_is_kept_and_said(words, wish, floor, said):
    spec = read_goal(f"Predict membership_cancelled, {words}", GYM).spec
    assert spec.target == "membership_cancelled"
    assert spec.threshold.wish is wish
    assert spec.threshold.floor == pytest.approx(floor)
    assert spec.metric == "average_precision"
    assert said in "".join(part.plain for part in describe_plan(spec, GYM, "en"))


def test_a_share_of_the_rows_is_no_floor():
    spec = read_goal("Predict membership_cancelled, keep 20 % for the final test", GYM).spec
    assert spec.threshold.wish is Wish.BALANCED
    assert spec.validation.holdout == pytest.approx(0.2)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 0.97])
def test_under_the_usual_floor_half_of_the_others_are_left_alone(share):
    floor = usual_floor(Wish.FIND_ALL, share)
    rows = 100_000
    positives = round(share * rows)
    # All positives are found, and as many others reported as the floor allows.
    false_alarms = positives / floor - positives
    assert share < floor < 1
    assert false_alarms / (rows - positives) <= 0.5 + 1e-6 or floor == pytest.approx(1 / 3)
    if floor == pytest.approx(1 / 3):
        assert share <= 0.2


def test_the_usual_floor_never_falls_as_the_share_grows():
    floors = [usual_floor(Wish.FIND_ALL, share) for share in np.linspace(0, 0.999, 200)]
    assert floors == sorted(floors)
    assert usual_floor(Wish.BE_SURE, 0.3) == pytest.approx(1 / 3)
