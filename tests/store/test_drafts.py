"""Drafts: every change is kept with who and when, can be undone, and decides the table."""

import threading

import pytest

from autoglm_core.data import read
from autoglm_core.errors import JobError
from autoglm_core.messages import Message
from autoglm_core.recipe import RecipeStep, StepKind
from autoglm_core.store import Draft, Workspace
from autoglm_core.table import Role
from tests.store.helpers import loans_spec


@pytest.fixture
def fresh(workspace, dataset):
    return workspace.create_draft(dataset.id, by="ann")


def test_a_draft_starts_with_what_reading_found(workspace, dataset, fresh):
    assert fresh.recipe == workspace.initial_recipe(dataset.id)
    assert (fresh.dataset_id, fresh.name, fresh.spec, fresh.runs) == (dataset.id, "loans.csv", None, ())
    assert workspace.draft(fresh.id) == fresh
    assert workspace.drafts() == (fresh,)


def test_everything_that_was_said_is_there_after_a_restart(workspace, fresh):
    changed = fresh.replaced(
        goal="谁会违约？ <b>x</b>[1]",
        spec=loans_spec(),
        roles={"debt": Role.CATEGORICAL},
        reasons={"target": Message("error-example", {"column": "=cmd()"})},
    )
    saved = workspace.save_draft(changed, by="ann", what="plan")
    again = Workspace(workspace.root).draft(fresh.id)
    assert again == saved
    assert again.goal == changed.goal
    assert again.spec == loans_spec()
    assert again.changed > fresh.changed


def test_undo_goes_back_step_by_step(workspace, fresh):
    one = workspace.save_draft(fresh.replaced(goal="one"), by="ann", what="goal")
    two = workspace.save_draft(one.replaced(goal="two"), by="bob", what="goal")
    three = workspace.save_draft(two.replaced(goal="three"), by="bob", what="goal")
    assert three.goal == "three"
    assert workspace.undo_draft(fresh.id).goal == "two"
    assert workspace.undo_draft(fresh.id).goal == "one"
    four = workspace.save_draft(workspace.draft(fresh.id).replaced(goal="four"), by="ann", what="goal")
    assert four.goal == "four"
    assert workspace.undo_draft(fresh.id).goal == "one"
    assert workspace.undo_draft(fresh.id).goal == ""
    with pytest.raises(JobError):
        workspace.undo_draft(fresh.id)
    assert workspace.draft(fresh.id).goal == ""


def test_the_state_before_the_last_change_is_known_after_an_undo_too(workspace, fresh):
    assert workspace.draft_before(fresh.id) is None
    assert not workspace.can_undo(fresh.id)
    one = workspace.save_draft(fresh.replaced(goal="one", follow_ups=("faster",)), what="goal")
    assert workspace.draft_before(fresh.id).goal == ""
    workspace.save_draft(one.replaced(goal="two"), what="goal")
    assert workspace.draft_before(fresh.id) == one
    workspace.undo_draft(fresh.id)
    assert workspace.draft(fresh.id).follow_ups == ("faster",)
    assert workspace.draft_before(fresh.id).goal == "two"
    assert workspace.can_undo(fresh.id)
    workspace.undo_draft(fresh.id)
    assert not workspace.can_undo(fresh.id)


def test_a_draft_kept_before_there_were_follow_ups_can_be_opened(fresh):
    data = {name: value for name, value in fresh.to_json().items() if name != "follow_ups"}
    assert Draft.from_json(data) == fresh


def test_the_history_says_who_did_what(workspace, fresh):
    workspace.save_draft(fresh.replaced(goal="one"), by="bob", what="goal")
    workspace.undo_draft(fresh.id, by="ann")
    history = workspace.draft_history(fresh.id)
    assert [(change.by, change.what) for change in history] == [("ann", "created"), ("bob", "goal"), ("ann", "undo")]
    assert sorted(change.at for change in history) == [change.at for change in history]


def test_saving_what_is_there_already_leaves_nothing_to_undo(workspace, fresh):
    one = workspace.save_draft(fresh.replaced(goal="one"), what="goal")
    assert workspace.save_draft(one, what="goal") == one
    assert workspace.undo_draft(fresh.id).goal == ""


def test_a_started_run_is_neither_undone_nor_overwritten(workspace, fresh):
    one = workspace.save_draft(fresh.replaced(goal="one"), what="goal")
    workspace.note_run(fresh.id, "r1", by="ann")
    assert workspace.draft(fresh.id).runs == ("r1",)
    # Saved by a tab that was opened before the run began.
    assert workspace.save_draft(one.replaced(goal="two"), what="goal").runs == ("r1",)
    assert workspace.undo_draft(fresh.id).goal == "one"
    undone = workspace.undo_draft(fresh.id)
    assert (undone.goal, undone.runs) == ("", ("r1",))


def test_a_torn_line_in_the_history_costs_that_line_alone(workspace, fresh):
    one = workspace.save_draft(fresh.replaced(goal="one"), what="goal")
    path = workspace.root / "drafts" / fresh.id / "history.jsonl"
    with path.open("ab") as file:
        file.write(b'{"at": 1.0, "by": "ann", "wh')
    workspace.save_draft(one.replaced(goal="two"), what="goal")
    assert workspace.undo_draft(fresh.id).goal == "one"
    assert workspace.undo_draft(fresh.id).goal == ""


def test_two_who_save_at_once_leave_both_in_the_history(workspace, fresh):
    def save(who: str) -> None:
        for number in range(5):
            workspace.save_draft(fresh.replaced(goal=f"{who} {number}"), by=who, what="goal")

    threads = [threading.Thread(target=save, args=(who,)) for who in ("ann", "bob")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    changes = workspace.draft_history(fresh.id)[1:]
    assert sorted(change.by for change in changes) == ["ann"] * 5 + ["bob"] * 5


def test_the_recipe_and_the_roles_decide_the_table(workspace, fresh):
    before = workspace.table(fresh.id)
    assert (before.rows, before.roles["debt"], before.name) == (240, Role.NUMERIC, "loans.csv")
    step = RecipeStep(
        StepKind.FILTER,
        Message("error-example", {"column": "purpose"}),
        column="purpose",
        value='{"column": "purpose", "op": "==", "value": "car"}',
        by="user",
    )
    workspace.save_draft(fresh.replaced(recipe=fresh.recipe.adding(step), roles={"debt": Role.CATEGORICAL}))
    after = workspace.table(fresh.id)
    raw = workspace.raw_frame(fresh.dataset_id)
    assert after.rows == int((raw["purpose"] == "car").sum())
    assert after.roles["debt"] is Role.CATEGORICAL
    assert workspace.undo_draft(fresh.id).roles == {}
    assert workspace.table(fresh.id).rows == 240


def test_findings_look_at_the_target_once_there_is_a_plan(workspace, dataset, fresh):
    frame = workspace.raw_frame(dataset.id)
    assert all(finding.kind != "leak" for finding in workspace.findings(fresh.id))
    leaky, _ = workspace.keep_dataset(read.load(frame.assign(copy=frame["default"]), name="x"), name="x")
    draft = workspace.create_draft(leaky.id)
    without_plan = workspace.findings(draft.id)
    workspace.save_draft(draft.replaced(spec=loans_spec()))
    with_plan = workspace.findings(draft.id)
    new = [finding for finding in with_plan if finding not in without_plan]
    assert any(finding.column == "copy" for finding in new)


def test_a_deleted_draft_is_gone_and_its_data_set_stays(workspace, dataset, fresh):
    workspace.delete_draft(fresh.id)
    with pytest.raises(JobError):
        workspace.draft(fresh.id)
    assert workspace.datasets() == (dataset,)
