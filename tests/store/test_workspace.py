"""The workspace: nothing leads out of it, nothing is lost with its index, and what is deleted is gone."""

import os
import shutil
import time

import pandas as pd
import pytest

from autoglm_core.config import config
from autoglm_core.data import read
from autoglm_core.errors import AutoGLMError, JobError
from autoglm_core.result import MeasuredOn
from autoglm_core.store import RunStatus, Workspace
from autoglm_core.store.files import write_json
from tests.store.helpers import loans_spec
from tests.tables import loans


def keep(workspace, frame, name="table.csv"):
    return workspace.keep_dataset(read.load(frame, name=name), name=name)


def make_run(workspace, dataset_id, run_id="r1", created=1.0, events='{"kind": "JobFinished", "at": 9.0}\n'):
    folder = workspace.root / "runs" / run_id
    folder.mkdir()
    data = {"id": run_id, "kind": "train", "name": run_id, "dataset_id": dataset_id, "draft_id": "d1", "by": ""}
    write_json(folder / "run.json", {**data, "created": created, "sample": None, "recipe": []})
    write_json(folder / "spec.json", loans_spec().model_dump(mode="json"))
    (folder / "events.jsonl").write_text(events)
    return folder


@pytest.mark.parametrize("id_", ["../../etc", "..", "", "a/b", "nothing-of-this-name", "R1", "x" * 300, "a\nb"])
@pytest.mark.parametrize("ask", ["dataset", "raw_frame", "draft", "table", "run", "result", "delete_run", "manifest"])
def test_an_address_that_leads_nowhere_gets_one_sentence(workspace, id_, ask):
    with pytest.raises(JobError) as caught:
        getattr(workspace, ask)(id_)
    for language in ("en", "zh"):
        assert caught.value.message.text(language)
    assert ".." not in str(caught.value)


def test_a_data_set_comes_back_as_it_was_read(workspace):
    frame = pd.DataFrame(
        {
            "<b>x</b>[1]": ["=cmd()", "", None, "🙂"] * 6,
            "数": [1, 2, 3, 4] * 6,
            "share": [0.5, None, 1.5, 2.0] * 6,
            "when": pd.to_datetime(["2024-01-01", None, "2024-02-01", "2024-03-01"] * 6),
            "yes": [True, False, True, True] * 6,
        }
    )
    loaded = read.load(frame, name="t")
    info, known = workspace.keep_dataset(loaded, name="t")
    assert not known
    assert (info.rows, info.columns) == (24, 5)
    pd.testing.assert_frame_equal(workspace.raw_frame(info.id), loaded.frame)
    assert workspace.dataset(info.id) == info
    assert [column.name for column in workspace.profile(info.id).columns] == list(frame.columns)
    assert workspace.datasets() == (info,)


def test_the_same_content_is_kept_once_and_other_content_apart(workspace):
    first, _ = keep(workspace, loans(), "first.csv")
    again, known = keep(workspace, loans(), "second.csv")
    other, other_known = keep(workspace, loans(seed=1), "third.csv")
    assert (again, known) == (first, True)
    assert other.id != first.id
    assert not other_known
    assert {info.name for info in workspace.datasets()} == {"first.csv", "third.csv"}


def test_names_are_shown_and_never_used_as_paths(workspace, tmp_path):
    info, _ = keep(workspace, loans(), "../../../escaped\n<b>.csv")
    assert info.name == "../../../escaped <b>.csv"
    assert [path.name for path in tmp_path.iterdir()] == ["workspace"]


def test_without_its_index_all_is_back(workspace, draft):
    make_run(workspace, draft.dataset_id)
    before = workspace.datasets(), workspace.drafts(), workspace.runs()
    (workspace.root / "index.sqlite").unlink()
    assert (workspace.datasets(), workspace.drafts(), workspace.runs()) == before
    again = Workspace(workspace.root)
    assert (again.datasets(), again.drafts(), again.runs()) == before


def test_a_workspace_can_be_moved(workspace, draft, tmp_path):
    make_run(workspace, draft.dataset_id)
    shutil.move(workspace.root, tmp_path / "elsewhere")
    moved = Workspace(tmp_path / "elsewhere")
    assert moved.table(draft.id).rows == 240
    assert [run.id for run in moved.runs()] == ["r1"]
    assert moved.runs()[0].folder == tmp_path / "elsewhere" / "runs" / "r1"


def test_a_damaged_folder_does_not_take_the_list_down(workspace, dataset):
    make_run(workspace, dataset.id, "r1")
    (make_run(workspace, dataset.id, "r2") / "run.json").write_text("{")
    (workspace.root / "runs" / "notes.txt").write_text("left by hand")
    (workspace.root / "runs" / "Not An Id").mkdir()
    assert [run.id for run in workspace.runs()] == ["r1"]


def test_the_list_of_runs_is_newest_first_and_sees_every_change(workspace, dataset):
    make_run(workspace, dataset.id, "r1", created=1.0)
    make_run(workspace, dataset.id, "r2", created=2.0, events="")
    assert [(run.id, run.status) for run in workspace.runs()] == [
        ("r2", RunStatus.INTERRUPTED),
        ("r1", RunStatus.FINISHED),
    ]
    assert workspace.runs()[1].ended == 9.0
    workspace.rename_run("r1", "  my\nrun ")
    (workspace.root / "runs" / "r2" / "events.jsonl").write_text('{"kind": "JobCancelled", "at": 5.0}\n')
    assert [(run.name, run.status) for run in workspace.runs()] == [
        ("r2", RunStatus.CANCELLED),
        ("my run", RunStatus.FINISHED),
    ]


def test_a_run_shows_its_score_once_there_is_one(workspace, dataset):
    folder = make_run(workspace, dataset.id)
    assert workspace.run("r1").headline is None
    with pytest.raises(JobError):
        workspace.result("r1")
    headline = {"metric": "average_precision", "value": 0.7, "low": 0.6, "high": 0.8, "greater_is_better": True}
    headline |= {"measured_on": "out_of_fold", "rows": 240, "baseline": 0.3}
    sentence = {"key": "language-name", "values": {}}
    write_json(folder / "result.json", {"headline": headline, "sentence": sentence, "best_model": "linear"})
    (run,) = workspace.runs()
    assert (run.headline.value, run.headline.measured_on) == (0.7, MeasuredOn.OUT_OF_FOLD)
    assert run.sentence.text("zh") == "中文"
    assert run.best_model == "linear"


def test_deleting_a_data_set_deletes_all_that_came_from_it(workspace, draft):
    other, _ = keep(workspace, loans(seed=1))
    make_run(workspace, draft.dataset_id, "r1")
    make_run(workspace, other.id, "r2")
    for job_id, data in {"j1": {"run_id": "r1"}, "j2": {"run_id": "r2"}}.items():
        (workspace.root / "jobs" / job_id).mkdir()
        write_json(workspace.root / "jobs" / job_id / "job.json", {"id": job_id, "kind": "score", **data})
    workspace.delete_dataset(draft.dataset_id)
    assert [info.id for info in workspace.datasets()] == [other.id]
    assert workspace.drafts() == ()
    assert [run.id for run in workspace.runs()] == ["r2"]
    assert [path.name for path in (workspace.root / "jobs").iterdir()] == ["j2"]
    with pytest.raises(JobError):
        workspace.draft(draft.id)


def test_what_is_too_old_goes_once_days_are_set(workspace, draft, monkeypatch):
    young, _ = keep(workspace, loans(seed=1))
    make_run(workspace, young.id, "r1", created=time.time() - 3 * 86_400)
    make_run(workspace, young.id, "r2", created=time.time())
    path = workspace.root / "datasets" / draft.dataset_id / "dataset.json"
    old = workspace.dataset(draft.dataset_id).to_json()
    write_json(path, {**old, "created": time.time() - 3 * 86_400})
    monkeypatch.setenv("AUTOGLM_KEEP_DAYS", "2")
    config.cache_clear()
    try:
        Workspace(workspace.root)
        assert len(workspace.datasets()) == 2, "looked after at most once an hour"
        os.utime(workspace.root / "housekeeping", (0, 0))
        Workspace(workspace.root)
    finally:
        monkeypatch.undo()
        config.cache_clear()
    assert [info.id for info in workspace.datasets()] == [young.id]
    assert [run.id for run in workspace.runs()] == ["r2"]
    assert workspace.drafts() == ()


def test_leftovers_and_old_jobs_are_swept(workspace):
    job = workspace.root / "jobs" / "j1"
    job.mkdir()
    (workspace.root / "datasets" / ".part-12345678-x").mkdir()
    os.utime(workspace.root / "datasets" / ".part-12345678-x", (0, 0))
    os.utime(job, (0, 0))
    os.utime(workspace.root / "housekeeping", (0, 0))
    Workspace(workspace.root)
    assert not list((workspace.root / "jobs").iterdir())
    assert not list((workspace.root / "datasets").iterdir())


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AutoGLMError) as caught:
        Workspace(tmp_path / "file" / "workspace")
    assert "permissions" in str(caught.value)
