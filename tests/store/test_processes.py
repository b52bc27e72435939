"""Whether a worker lives is told by what the kernel knows, and ending one ends all that it started."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from autoglm_core.store import processes
from tests.store.helpers import wait_for

# Stands for a worker: claims the folder, starts a child that it stops, as in a pause, and waits.
WORKER = (
    "import os, signal, subprocess, sys, time; from pathlib import Path; from autoglm_core.store import processes\n"
    "folder = Path(sys.argv[1])\n"
    "with processes.claim(folder) as claimed:\n"
    "    command = [sys.executable, '-c', 'import time; time.sleep(600)', 'autoglm_core.slot', str(folder)]\n"
    "    child = subprocess.Popen(command)\n"
    "    child.send_signal(signal.SIGSTOP)\n"
    "    print(claimed, child.pid, flush=True)\n"
    "    time.sleep(600)\n"
)


@pytest.fixture
def worker(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(tmp_path), "autoglm_core.store.worker"],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    processes.record(tmp_path, process.pid)
    claimed, child = process.stdout.readline().split()
    assert claimed == "True"
    yield process, int(child)
    processes.end(tmp_path)
    process.wait()
    process.stdout.close()


def gone(pid: int) -> bool:
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_nobody_works_in_a_fresh_folder(tmp_path):
    assert not processes.lives(tmp_path)


def test_a_living_worker_is_seen_even_without_its_record(tmp_path, worker):
    assert processes.lives(tmp_path)
    (tmp_path / "worker.json").unlink()
    assert processes.lives(tmp_path)


def test_a_killed_worker_that_nobody_collected_is_dead(tmp_path, worker):
    process, _ = worker
    os.kill(process.pid, signal.SIGKILL)
    assert gone(process.pid)
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    # Its first thread is dead; the kernel frees the lock with the last one.
    wait_for(lambda: not processes.lives(tmp_path), "the end of its lock")


def test_another_process_with_the_same_id_is_not_the_worker(tmp_path):
    processes.record(tmp_path, os.getpid())
    assert processes.lives(tmp_path)
    record = (tmp_path / "worker.json").read_text()
    started = psutil.Process().create_time()
    (tmp_path / "worker.json").write_text(record.replace(str(started), str(started - 3_600)))
    assert not processes.lives(tmp_path)


def test_a_second_worker_is_turned_away(tmp_path, worker):
    with processes.claim(tmp_path) as claimed:
        assert not claimed


def test_asking_whether_it_lives_does_not_keep_a_worker_out(tmp_path):
    with processes.claim(tmp_path):
        pass
    assert not processes.lives(tmp_path)
    with processes.claim(tmp_path) as claimed:
        assert claimed


def test_ending_a_worker_ends_its_stopped_children(tmp_path, worker):
    process, child = worker
    processes.end(tmp_path)
    assert gone(process.pid)
    assert gone(child)


def test_orphans_of_a_killed_worker_are_ended_too(tmp_path, worker):
    process, child = worker
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert psutil.Process(child).status() == psutil.STATUS_STOPPED, "a stopped orphan stays until somebody ends it"
    processes.end(tmp_path)
    assert gone(child)


def test_ending_never_touches_whoever_merely_recorded_itself(tmp_path):
    processes.record(tmp_path, os.getpid())
    processes.end(tmp_path)
    assert psutil.pid_exists(os.getpid())
