"""Suggested goals are few, good, can be trained, and are understood as they are meant."""

from __future__ import annotations

import pandas as pd
import pytest

from autoglm_core.goal.read import known_facts, read_goal
from autoglm_core.goal.reading import ReadingStatus
from autoglm_core.goal.suggest import suggest_goals
from autoglm_core.goal.wanted import possible_targets
from autoglm_core.spec import Wish
from autoglm_core.table import Role, Table
from tests.goal import tables


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["gym", "houses", "bakery", "ratings"])
def test_three_to_six_goals_that_can_be_trained(name, language):
    table = getattr(tables, name)()
    goals = suggest_goals(table, language)
    assert 3 <= len(goals) <= 6
    assert len(set(goals)) == len(goals)
    readings = [read_goal(goal, table) for goal in goals]
    assert {reading.status for reading in readings} == {ReadingStatus.OK}
    # No two of them are the same plan in other words.
    assert len({reading.spec.replaced(goal="").model_dump_json() for reading in readings}) == len(goals)


def test_the_outcome_comes_first_plainly_then_with_what_matters():
    table = tables.gym()
    plain, recall, without, explained = (read_goal(goal, table).spec for goal in suggest_goals(table, "en")[:4])
    assert {spec.target for spec in (plain, recall, without, explained)} == {"membership_cancelled"}
    assert recall.threshold.wish is Wish.FIND_ALL
    assert set(without.exclude) == {"age", "sex"}
    assert explained.interpretable


def test_what_is_no_target_is_never_suggested():
    rows = 200
    frame = pd.DataFrame(
        {
            "order_id": range(9_000, 9_000 + rows),
            "ordered_at": pd.date_range("2024-01-01", periods=rows, freq="h"),
            "country": "DE",
            "comment": [f"please leave it at door number {number} of the house" for number in range(rows)],
            "price": [number % 37 + 0.5 for number in range(rows)],
            "price_in_cents": [100 * (number % 37) + 50 for number in range(rows)],
            "returned": [("yes", "no", "no")[number % 3] for number in range(rows)],
            "refund_status": [("refunded", "kept", "kept")[number % 3] for number in range(rows)],
        }
    )
    roles = {**tables.roles_of(frame, identifiers=("order_id",)), "comment": Role.TEXT}
    table = Table(frame, roles, "orders")
    targets = {
        read_goal(goal, table).spec.target for language in ("en", "zh") for goal in suggest_goals(table, language)
    }
    assert targets <= {"price", "price_in_cents", "returned", "refund_status"}
    # Two writings of one fact: who predicts the one from the other has learned nothing.
    assert len(targets & {"returned", "refund_status"}) == 1


def test_columns_that_are_only_numbered_come_last():
    frame = pd.DataFrame({f"A{number}": ["x", "y", "y"] * 20 for number in range(6)} | {"credit": ["good", "bad"] * 30})
    table = Table(frame, tables.roles_of(frame), "german_credit")
    assert possible_targets(known_facts(table))[0].name == "credit"
    assert read_goal(suggest_goals(table)[0], table).spec.target == "credit"


def test_odd_names_break_nothing():
    assert len(suggest_goals(tables.odd(), "en")) >= 2
