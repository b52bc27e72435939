"""A full disk: the job ends with a sentence that says so, and what was there stays."""

import contextlib
import ctypes
import os
import resource
import shutil

import pytest

from autoglm_core import store
from autoglm_core.data import read
from autoglm_core.errors import JobError
from autoglm_core.events import JobFailed, TrialFinished
from autoglm_core.spec import Budget
from autoglm_core.store import RunStatus, Workspace
from tests.store.helpers import start_run, wait_for, wait_for_status
from tests.tables import loans


@pytest.fixture
def limited():
    """No file of a job that starts now may grow beyond 64 kB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte, where the machine lets us make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    libc = ctypes.CDLL(None)
    if libc.mount(b"none", os.fsencode(folder), b"tmpfs", 0, b"size=1m") != 0:
        pytest.skip("file systems cannot be mounted here")
    yield folder
    assert libc.umount2(os.fsencode(folder), 2) == 0  # MNT_DETACH


def failure_of(workspace, job_id):
    with pytest.raises(JobError) as caught:
        wait_for(lambda: store.read_outcome(workspace, job_id), "the end")
    return str(caught.value)


def test_reading_more_than_fits_fails_with_one_sentence(workspace, dataset, tmp_path, limited):
    path = tmp_path / "received"
    loans(20_000).to_csv(path, index=False)
    limited()
    job_id = store.start_read(workspace, path, "x.csv")
    assert "disk" in failure_of(workspace, job_id)
    assert workspace.datasets() == (dataset,)
    assert [folder.name for folder in (workspace.root / "datasets").iterdir()] == [dataset.id]


def test_on_a_disk_without_a_byte_left_the_job_still_says_so(small_disk, tmp_path):
    workspace = Workspace(small_disk / "workspace")
    path = tmp_path / "received"
    loans(35_000).to_csv(path, index=False)
    size = path.stat().st_size
    assert size < 1_000_000
    job_id = store.start_read(workspace, path, "x.csv")
    assert "disk" in failure_of(workspace, job_id)
    assert store.status(workspace, job_id) is RunStatus.FAILED
    assert workspace.datasets() == ()
    assert shutil.disk_usage(small_disk).free > 200_000, "what did not fit was taken away again"


def test_a_file_for_which_there_is_no_room_is_refused_at_once(small_disk, tmp_path):
    workspace = Workspace(small_disk / "workspace")
    path = tmp_path / "received"
    path.write_bytes(bytes(2_000_000))
    with pytest.raises(JobError) as caught:
        store.start_read(workspace, path, "x.csv")
    assert "disk" in str(caught.value)
    assert path.exists(), "the upload is not lost"
    assert list((workspace.root / "jobs").iterdir()) == []


def test_training_keeps_what_it_finished_and_goes_on_once_there_is_room(small_disk):
    workspace = Workspace(small_disk / "workspace")
    info, _ = workspace.keep_dataset(read.load(loans(), name="x"), name="x")
    draft = workspace.create_draft(info.id)
    run_id = start_run(workspace, draft, budget=Budget(trials=12))
    wait_for(lambda: len(finished_trials(workspace, run_id)) >= 3, "three finished trials")
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1_000))
    wait_for_status(workspace, run_id, RunStatus.FAILED)
    before = finished_trials(workspace, run_id)
    said = [event for event in store.follow(workspace, run_id)[0] if isinstance(event, JobFailed)]
    assert "disk" in said[0].message.text("en")

    filler.unlink()
    store.resume_run(workspace, run_id)
    wait_for_status(workspace, run_id, RunStatus.FINISHED)
    assert finished_trials(workspace, run_id)[: len(before)] == before
    assert len(before) >= 3


def finished_trials(workspace, run_id):
    return [event for event in store.follow(workspace, run_id)[0] if isinstance(event, TrialFinished)]
