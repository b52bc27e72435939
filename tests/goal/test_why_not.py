""" "Why not ...?" gets a reason from the table and, where it can be, the plan that it asks about."""

from __future__ import annotations

import pandas as pd
import pytest

from autoglm_core.goal.read import read_goal, why_not
from autoglm_core.spec import Budget, TaskKind, Wish
from autoglm_core.table import Table
from tests.goal import tables

GYM = tables.gym()
PLAN = read_goal("Predict membership_cancelled without age, only Leipzig, 2 minutes at most", GYM).spec


@pytest.mark.parametrize("words", ["why not accuracy?", "为什么不用准确率？"])
def test_accuracy_is_answered_by_what_guessing_gets(words):
    reading = read_goal(words, GYM, current=PLAN)
    most = GYM.frame["membership_cancelled"].value_counts(normalize=True).max()
    assert f"{round(100 * most)} times in 100" in reading.answer.text("en")
    assert reading.spec == PLAN
    (offered,) = reading.alternatives
    assert offered == PLAN.replaced(metric="accuracy")


def test_recall_is_answered_by_the_wish_with_its_floor():
    (offered,) = read_goal("why not recall?", GYM, current=PLAN).alternatives
    assert (offered.threshold.wish, offered.metric) == (Wish.FIND_ALL, "average_precision")
    assert offered.threshold.floor == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("member_no", "tells one row from another"),
        ("joinDate", "is a date"),
        ("club", "is the same in every row"),
        ("street", "240 different names"),
    ],
)
def test_what_cannot_be_a_target_is_said_with_its_reason(column, said):
    frame = GYM.frame.assign(club="Fit", street=[f"Road {number}" for number in range(len(GYM.frame))])
    table = Table(frame, {**tables.roles_of(frame), "member_no": GYM.roles["member_no"]}, "gym_members")
    answer = why_not(PLAN, table, target=column)
    assert said in answer.text.text("en")
    assert answer.text.text("zh") != answer.text.text("en")
    assert answer.plan is None


def test_another_column_is_offered_with_the_rest_of_the_plan():
    (offered,) = read_goal("why not predict the monthly fee?", GYM, current=PLAN).alternatives
    assert (offered.task, offered.target, offered.exclude, offered.budget) == (
        TaskKind.REGRESSION,
        "monthly_fee_eur",
        ("age",),
        Budget(seconds=120),
    )


def test_what_is_left_out_and_what_a_follow_up_could_say():
    reading = read_goal("why is age not used?", GYM, current=PLAN)
    assert "age" in reading.answer.text("en")
    assert reading.alternatives == (PLAN.replaced(exclude=()),)
    assert read_goal("why not ten minutes?", GYM, current=PLAN).alternatives == (
        PLAN.replaced(budget=Budget(seconds=600)),
    )


def test_a_bare_why_not_is_answered_too():
    reading = read_goal("why not", GYM, current=PLAN)
    assert reading.answer is not None
    assert reading.alternatives == ()


def test_dates_of_another_table_are_known():
    frame = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=60), "sold": range(60)})
    table = Table(frame, tables.roles_of(frame), "shop")
    plan = read_goal("estimate sold", table).spec
    assert why_not(plan, table, target="day").plan is None
