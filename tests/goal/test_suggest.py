"""Suggested goals are few, good, and understood as they are meant."""

from __future__ import annotations

import pytest

from autoglm_core.goal.read import read_goal
from autoglm_core.goal.reading import ReadingStatus
from autoglm_core.goal.suggest import suggest_goals
from tests.goal import tables


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["gym", "houses", "bakery", "ratings"])
def test_three_to_six_goals_that_are_understood(name, language):
    table = getattr(tables, name)()
    goals = suggest_goals(table, language)
    assert 3 <= len(goals) <= 6
    assert len(set(goals)) == len(goals)
    for goal in goals:
        assert read_goal(goal, table).status in (ReadingStatus.OK, ReadingStatus.UNDERSTOOD)
    assert read_goal(goals[0], table).status is ReadingStatus.OK


def test_the_outcome_comes_first():
    assert "membership_cancelled" in suggest_goals(tables.gym(), "en")[0]


def test_odd_names_break_nothing():
    assert len(suggest_goals(tables.odd(), "en")) >= 2
