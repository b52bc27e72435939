"""A full disk: the job ends with a sentence that says so, and what was there stays."""

import ctypes
import os
import resource
import shutil

import pytest

from autoglm_core import store
from autoglm_core.errors import JobError
from autoglm_core.store import RunStatus, Workspace
from tests.store.helpers import wait_for
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
    libc = ctypes.CDLL(None, use_errno=True)
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
