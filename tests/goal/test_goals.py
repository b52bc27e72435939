"""The goals that were read right stay read right, and no column is ever made up."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from autoglm_core.goal.read import read_facts
from benchmarks.goals import prediction, table_facts

HERE = Path(__file__).parent
SCORER = HERE.parents[2] / "shared" / "goals" / "score.py"


@pytest.mark.parametrize(
    ("folder", "least"), [("held_out", 0.93), ("worked", 0.93), ("goals_a", 0.75), ("goals_b", 0.63)]
)
def test_share_of_goals_read_right(folder, least):
    described = json.loads((HERE / folder / "tables.json").read_text(encoding="utf-8"))
    facts = {table["name"]: table_facts(table, HERE / folder / "samples") for table in described}
    columns = {table["name"]: {column["name"]: column for column in table["columns"]} for table in described}
    lines = (HERE / folder / "goals.jsonl").read_text(encoding="utf-8").splitlines()
    goals = [json.loads(line) for line in lines]
    answers = [prediction(read_facts(goal["goal"], facts[goal["table"]])) for goal in goals]
    for goal, answer in zip(goals, answers, strict=True):
        named = {answer.get("target"), *answer.get("exclude", ()), *answer.get("include_only", ())}
        named |= {*answer.get("candidates", ()), *(condition["column"] for condition in answer.get("filter", ()))}
        assert named - {None} <= set(columns[goal["table"]])
    if not SCORER.exists():
        pytest.skip("the scorer is not on this machine")
    judge = runpy.run_path(str(SCORER))["judge"]
    right = 0
    for goal, answer in zip(goals, answers, strict=True):
        keys, false, strangers = judge(goal, answer, columns[goal["table"]])
        right += all(keys.values()) and not false and not strangers
    assert right / len(goals) >= least
