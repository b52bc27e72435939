"""Inspections: asked once, worked out by one job, kept with the run, and tried again where they failed."""

import json
import shutil

import pytest

from autoglm_core import store
from autoglm_core.errors import AutoGLMError, JobError, PluginError
from autoglm_core.store import Workspace
from autoglm_core.store.inspections import inspection_id, inspection_path
from tests.store.helpers import wait_for, wait_for_status


def test_an_inspection_is_worked_out_once_and_kept_with_the_run(finished, tmp_path):
    workspace, run_id = _copy(finished, tmp_path)
    assert store.inspection_outcome(workspace, run_id, "ties") is None
    assert store.inspection_progress(workspace, run_id, "ties") is None
    job_id = store.start_inspection(workspace, run_id, "ties")
    assert store.start_inspection(workspace, run_id, "ties") == job_id
    found = wait_for(lambda: store.inspection_outcome(workspace, run_id, "ties"), "the inspection")
    best = workspace.result(run_id).leaderboard[0]
    assert [found["trials"][0][field] for field in ("number", "score")] == [best.number, best.score]
    assert not found["from_folds"]
    shutil.rmtree(workspace.folder("job", job_id))
    assert store.inspection_outcome(Workspace(workspace.root), run_id, "ties") == found
    store.start_inspection(workspace, run_id, "ties")
    with pytest.raises(JobError):
        store.status(workspace, job_id)


def test_another_question_is_another_job_and_goes_with_its_run(finished, tmp_path):
    workspace, run_id = _copy(finished, tmp_path)
    plain, other = (store.start_inspection(workspace, run_id, "ties", options=o) for o in ({}, {"of": "x"}))
    assert plain != other
    for options in ({}, {"of": "x"}):
        wait_for(lambda o=options: store.inspection_outcome(workspace, run_id, "ties", options=o), str(options))
    workspace.delete_run(run_id)
    for job_id in (plain, other):
        with pytest.raises(JobError):
            store.status(workspace, job_id)


def test_what_an_earlier_version_kept_or_a_damaged_file_is_worked_out_anew(finished, tmp_path):
    workspace, run_id = _copy(finished, tmp_path)
    path = inspection_path(workspace, run_id, "ties", choice="accurate", options={})
    path.parent.mkdir()
    for kept in (json.dumps({"version": 0, "found": {"trials": []}}), "{"):
        path.write_text(kept, encoding="utf-8")
        assert store.inspection_outcome(workspace, run_id, "ties") is None
    store.start_inspection(workspace, run_id, "ties")
    assert wait_for(lambda: store.inspection_outcome(workspace, run_id, "ties"), "the inspection")["trials"]


def test_a_failed_inspection_says_why_and_can_be_tried_again(finished, tmp_path):
    workspace, run_id = _copy(finished, tmp_path)
    data = workspace.folder("dataset", workspace.run(run_id).dataset_id)
    data.rename(tmp_path / "away")
    job_id = store.start_inspection(workspace, run_id, "ties")
    wait_for_status(workspace, job_id, store.RunStatus.FAILED)
    with pytest.raises(AutoGLMError):
        store.inspection_outcome(workspace, run_id, "ties")
    (tmp_path / "away").rename(data)
    assert store.start_inspection(workspace, run_id, "ties") == job_id

    def found():
        try:
            return store.inspection_outcome(workspace, run_id, "ties")
        except AutoGLMError:
            return None

    assert wait_for(found, "the second try")["trials"]


def test_an_unknown_inspection_or_run_is_said_at_once(finished):
    workspace, run_id = finished
    with pytest.raises(PluginError):
        store.start_inspection(workspace, run_id, "no_such")
    with pytest.raises(JobError):
        store.start_inspection(workspace, "r0", "ties")


def test_the_order_of_options_does_not_matter():
    first, second = ({"a": 1, "b": 2}, {"b": 2, "a": 1})
    said = [inspection_id("r1", "ties", choice="accurate", options=options) for options in (first, second)]
    assert said[0] == said[1] != inspection_id("r1", "ties", choice="fast", options=first)


def _copy(finished, tmp_path):
    source, run_id = finished
    shutil.copytree(source.root, tmp_path / "copy")
    return Workspace(tmp_path / "copy"), run_id
