"""Reading as a job: a process of its own, whose outcome or error is there for whoever asks, whenever."""

import os
import signal
import subprocess
import sys

import pandas as pd
import pytest

from autoglm_core import store
from autoglm_core.errors import JobError, ReadError
from autoglm_core.events import JobFinished, JobStarted, StageStarted, Warned
from autoglm_core.store import Action, RunStatus, Workspace, processes
from autoglm_core.store.files import read_json, write_json
from tests.store.helpers import wait_for, wait_for_status
from tests.tables import loans

NAME = "../../etc/<b>loans</b>\n贷款.CSV"


def outcome_of(workspace, job_id):
    return wait_for(lambda: store.read_outcome(workspace, job_id), "the data set")


@pytest.fixture
def upload(tmp_path):
    """A file as it was received."""

    def write(content: str | bytes = "") -> object:
        path = tmp_path / "received"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_a_file_becomes_a_data_set(workspace, upload, tmp_path):
    path = upload(loans().to_csv(index=False))
    job_id = store.start_read(workspace, path, NAME)
    assert not path.exists(), "it was moved"
    assert store.status(workspace, job_id).active
    info = outcome_of(workspace, job_id)
    assert info.name == "../../etc/<b>loans</b> 贷款.CSV"
    assert info.receipt.source == info.name
    assert (info.rows, info.columns) == (240, 4)
    pd.testing.assert_frame_equal(workspace.raw_frame(info.id), loans(), check_dtype=False)
    assert store.status(workspace, job_id) is RunStatus.FINISHED

    events, offset = store.follow(workspace, job_id)
    assert isinstance(events[0], JobStarted)
    assert isinstance(events[-1], JobFinished)
    assert [event.stage for event in events if isinstance(event, StageStarted)] == ["read", "profile"]
    assert store.follow(workspace, job_id, offset) == ((), offset)

    # The upload is not kept beside the data set, nothing was written elsewhere, and another server finds all of it.
    files = {file.name for file in (workspace.root / "jobs" / job_id).iterdir()}
    assert not any(file.startswith("upload") for file in files)
    assert {file.name for file in tmp_path.iterdir()} == {"workspace"}
    assert store.read_outcome(Workspace(workspace.root), job_id) == info

    again = store.start_read(workspace, upload(loans().to_csv(index=False)), NAME)
    assert outcome_of(workspace, again) == info
    said = [event for event in store.follow(workspace, again)[0] if isinstance(event, Warned)]
    assert said[0].message.values["name"] == info.name
    assert len(workspace.datasets()) == 1

    workspace.delete_dataset(info.id)
    with pytest.raises(JobError):
        store.status(workspace, job_id)


def test_a_file_that_is_no_table_is_refused_by_its_own_name(workspace, upload):
    job_id = store.start_read(workspace, upload(b"\x89PNG\r\n\x1a\n" + bytes(100)), "photo.csv")
    with pytest.raises(ReadError) as caught:
        outcome_of(workspace, job_id)
    assert "photo.csv" in str(caught.value)
    assert caught.value.message.text("zh")
    assert store.status(workspace, job_id) is RunStatus.FAILED
    assert workspace.datasets() == ()
    with pytest.raises(JobError):
        store.request(workspace, job_id, Action.CANCEL)


def test_an_error_of_ours_is_one_sentence_and_its_traceback_stays_in_the_log(workspace, upload):
    job_id = store.start_read(workspace, upload("a,b\n1,2\n"), "x.csv", no_such_option=True)
    with pytest.raises(JobError) as caught:
        outcome_of(workspace, job_id)
    assert "no_such_option" not in str(caught.value)
    assert "Traceback" in (workspace.root / "jobs" / job_id / "worker.log").read_text()


def test_a_killed_job_says_that_it_was_interrupted(workspace, upload):
    job_id = store.start_read(workspace, upload(loans(20_000).to_csv(index=False)), "x.csv")
    folder = workspace.root / "jobs" / job_id
    wait_for(lambda: any(isinstance(event, StageStarted) for event in store.follow(workspace, job_id)[0]), "a stage")
    os.kill(read_json(folder / "worker.json")["pid"], signal.SIGKILL)
    wait_for_status(workspace, job_id, RunStatus.INTERRUPTED)
    with pytest.raises(JobError) as caught:
        store.read_outcome(workspace, job_id)
    assert "again" in str(caught.value)
    assert workspace.datasets() == ()


def test_a_cancelled_job_stops_whatever_it_is_doing(workspace, upload):
    job_id = store.start_read(workspace, upload(loans(20_000).to_csv(index=False)), "x.csv")
    for action in (Action.PAUSE, Action.FINISH):
        with pytest.raises(JobError):
            store.request(workspace, job_id, action)
    store.request(workspace, job_id, Action.CANCEL)
    wait_for_status(workspace, job_id, RunStatus.CANCELLED)
    wait_for(lambda: not processes.lives(workspace.root / "jobs" / job_id), "the end of the process")
    assert store.status(workspace, job_id) is RunStatus.CANCELLED
    with pytest.raises(JobError):
        store.read_outcome(workspace, job_id)


def test_a_job_that_cannot_obey_is_ended(workspace, upload):
    job_id = store.start_read(workspace, upload(loans(20_000).to_csv(index=False)), "x.csv")
    folder = workspace.root / "jobs" / job_id
    # Stopped, it reads no wishes: as one that hangs in native code.
    os.kill(read_json(folder / "worker.json")["pid"], signal.SIGSTOP)
    store.request(workspace, job_id, Action.CANCEL)
    wait_for_status(workspace, job_id, RunStatus.CANCELLED)
    wait_for(lambda: not processes.lives(folder), "the end of the process")


def test_a_job_outlives_the_server_that_started_it(workspace, upload):
    server = (
        "import os, signal, sys; from pathlib import Path; from autoglm_core.store import Workspace, start_read\n"
        "print(start_read(Workspace(Path(sys.argv[1])), Path(sys.argv[2]), 'x.csv'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    arguments = [sys.executable, "-c", server, str(workspace.root), str(upload(loans().to_csv(index=False)))]
    ended = subprocess.run(arguments, capture_output=True, text=True, start_new_session=True, check=False)
    assert ended.returncode == -signal.SIGKILL
    job_id = ended.stdout.strip()
    assert store.status(workspace, job_id).active
    assert outcome_of(workspace, job_id).rows == 240


def test_a_job_for_which_no_worker_came_up_is_interrupted(workspace):
    folder = workspace.root / "jobs" / "j1"
    folder.mkdir()
    write_json(folder / "job.json", {"id": "j1", "kind": "read"})
    assert store.status(workspace, "j1") is RunStatus.INTERRUPTED
    store.request(workspace, "j1", Action.CANCEL)
    assert store.status(workspace, "j1") is RunStatus.CANCELLED


@pytest.mark.parametrize("id_", ["../../etc", "", "nothing", "a/../b"])
def test_an_address_that_leads_nowhere_gets_one_sentence(workspace, id_):
    for ask in (store.status, store.follow, store.read_outcome, store.scoring_outcome, store.resume_run):
        with pytest.raises(JobError) as caught:
            ask(workspace, id_)
        assert caught.value.message.text("zh")


def test_training_needs_a_plan(workspace, dataset):
    with pytest.raises(JobError):
        store.start_training(workspace, workspace.create_draft(dataset.id).id)
    assert workspace.runs() == ()
