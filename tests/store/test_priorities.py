"""What people said matters stays with the run; before anybody said anything, the plan and the configuration speak."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from autoglm_core.errors import JobError
from autoglm_core.priorities import Judgements, Priorities
from autoglm_core.ranking import ready_made
from autoglm_core.store import Workspace, keep_priorities, priorities_of


@pytest.fixture
def copied(finished: tuple[Workspace, str], tmp_path: Path) -> tuple[Workspace, str]:
    source, run_id = finished
    shutil.copytree(source.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy"), run_id


def test_what_was_said_is_there_for_the_next_who_opens_the_run(copied: tuple[Workspace, str]) -> None:
    workspace, run_id = copied
    assert priorities_of(workspace, run_id, "Me").people == {"Me": ready_made("balanced")}
    below = {"latency": Priorities.weighted({"p95": 1, "p99": 2})}
    said = Priorities.compared(("accuracy", "latency"), {("accuracy", "latency"): 5}, below)
    keep_priorities(
        workspace,
        run_id,
        Judgements({"Ann": said, "小王": ready_made("balanced").replaced("accuracy", "latency", 3)}).among(
            ("accuracy", "latency")
        ),
    )
    kept = priorities_of(Workspace(workspace.root), run_id, "Me")
    assert list(kept.people) == ["Ann", "小王"]
    assert kept.people["Ann"] == said
    assert kept.combined.matrix[0][1] == pytest.approx((5 * 3) ** 0.5)


def test_a_damaged_file_is_as_if_nobody_had_said_anything(copied: tuple[Workspace, str]) -> None:
    workspace, run_id = copied
    for text in ("{", "[]", '{"people": [{"name": "x", "criteria": ["a"], "matrix": [[0]]}]}'):
        (workspace.folder("run", run_id) / "priorities.json").write_text(text, encoding="utf-8")
        assert list(priorities_of(workspace, run_id, "Me").people) == ["Me"]


def test_of_a_run_that_is_not_there_nothing_is_kept(copied: tuple[Workspace, str]) -> None:
    with pytest.raises(JobError):
        keep_priorities(copied[0], "r0", Judgements({"Me": ready_made("balanced")}))


def test_criteria_that_join_count_as_equal_and_others_stay() -> None:
    said = Judgements({"Me": Priorities.compared(("accuracy", "latency"), {("accuracy", "latency"): 7})})
    now = said.among(("accuracy", "latency", "size")).people["Me"]
    assert now.matrix[0][1] == 7
    assert now.matrix[0][2] == now.matrix[2][1] == 1
    assert said.among(("latency", "size")).criteria == ("latency", "size")
