"""Runs: the list, comparing two, renaming, deleting after a question."""

from __future__ import annotations

import pytest

from autoglm_core.store import Workspace
from autoglm_core.view import format as fmt
from tests.pages.conftest import NASTY
from tests.pages.support import link_to, opened, words


@pytest.fixture
def own(trained: Workspace) -> list[str]:
    return [run.id for run in trained.runs() if run.sample is None]


def test_an_empty_history_says_so(space: Workspace) -> None:
    assert "Nothing has been trained yet." in words(opened("runs"))
    assert "还没有训练过。" in words(opened("runs", "zh"))


def test_each_run_shows_its_goal_score_and_model(trained: Workspace, own: list[str]) -> None:
    text = words(opened("runs"))
    for run_id in own:
        result = trained.result(run_id)
        assert fmt.interval(result.headline) in text
        assert result.sentence.text("en") in text
    assert "who will default" in text
    assert "已完成" in words(opened("runs", "zh"))


def test_a_finished_run_opens_where_it_is_inspected(trained: Workspace) -> None:
    assert link_to(opened("runs"), "inspect")["run"] in {run.id for run in trained.runs()}


def test_two_ticked_runs_are_compared(trained: Workspace, own: list[str]) -> None:
    at = opened("runs")
    at.checkbox(key=f"runs-compare-{own[0]}").check().run()
    assert "Tick one more" in words(at)
    at.checkbox(key=f"runs-compare-{own[1]}").check().run()
    results = [trained.result(run_id) for run_id in own]
    scores, settings = (element.value for element in at.dataframe)
    assert list(scores.iloc[0, 1:]) == [fmt.interval(result.scores[0]) for result in results]
    overlap = (
        results[0].headline.low <= results[1].headline.high and results[1].headline.low <= results[0].headline.high
    )
    assert ("tied" in words(at)) is overlap
    differing = settings[settings["Difference"] == "differs"]
    assert {"Left out", "Seed"} <= set(differing["Setting"])
    assert "Goal" not in set(differing["Setting"])
    assert settings["Difference"].iloc[0] == "differs"


def test_three_ticked_runs_are_too_many(trained: Workspace, own: list[str]) -> None:
    at = opened("runs")
    at.session_state[f"runs-compare-{own[0]}"] = True
    at.session_state[f"runs-compare-{own[1]}"] = True
    at.session_state["runs-compare-other"] = True
    at.run()
    assert len(at.dataframe) == 2


def test_renaming(trained: Workspace, own: list[str]) -> None:
    at = opened("runs")
    at.text_input(key=f"runs-name-{own[0]}").set_value(NASTY)
    at.button(key=f"runs-rename-do-{own[0]}").click().run()
    assert trained.run(own[0]).name == NASTY
    assert NASTY in words(at)


def test_deleting_asks_first(trained: Workspace, own: list[str]) -> None:
    at = opened("runs", run=own[0])
    at.button(key=f"runs-delete-{own[0]}").click().run()
    assert trained.run(own[0])
    assert "cannot be undone" in words(at)
    at.button(key="confirm-yes").click().run()
    assert own[0] not in {run.id for run in trained.runs()}
    assert "run" not in at.query_params


def test_an_unfinished_run_leads_to_train_and_cannot_be_compared(trained: Workspace, own: list[str]) -> None:
    events = trained.run(own[0]).folder / "events.jsonl"
    lines = events.read_text().splitlines(keepends=True)
    events.write_text("".join(line for line in lines if "JobFinished" not in line))
    at = opened("runs")
    assert link_to(at, "train")["run"] == own[0]
    assert f"runs-compare-{own[0]}" not in {box.key for box in at.checkbox}
    assert "Interrupted" in words(at)
