"""The queue: the oldest first, no more at once than there are places, and kill -9 frees a place."""

import os
import signal
import subprocess
import sys

import pytest

from autoglm_core.store.queue import Turn

HOLDER = (
    "import sys, time; from pathlib import Path; from autoglm_core.store.queue import Turn\n"
    "turn = Turn(Path(sys.argv[1]), kind='train', places=1, since=float(sys.argv[2]))\n"
    "print(turn.take(), flush=True)\n"
    "time.sleep(600)\n"
)


@pytest.fixture
def hold(tmp_path):
    """Starts a process that takes a turn, or a ticket, and keeps it."""
    started = []

    def start(since: float) -> tuple[subprocess.Popen[str], bool]:
        arguments = [sys.executable, "-c", HOLDER, str(tmp_path), str(since)]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return process, process.stdout.readline().strip() == "True"

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def turn(folder, since, places=1, kind="train"):
    return Turn(folder, kind=kind, places=places, since=since)


def test_as_many_as_there_are_places_and_the_oldest_first(tmp_path):
    first, second, third, fourth = (turn(tmp_path, since, places=2) for since in (1.0, 2.0, 3.0, 4.0))
    assert first.take()
    assert second.take()
    assert not fourth.take()
    assert not third.take()
    first.release()
    assert not fourth.take(), "the third waits longer"
    assert third.take()
    second.release()
    assert fourth.take()
    for item in (third, fourth):
        item.release()
    assert not list(tmp_path.glob("*.ticket"))


def test_kinds_do_not_wait_for_one_another(tmp_path):
    training, reading = turn(tmp_path, 1.0), turn(tmp_path, 2.0, kind="light")
    assert training.take()
    assert reading.take()
    training.release()
    reading.release()


def test_who_leaves_the_queue_lets_the_next_in(tmp_path):
    first, second, third = (turn(tmp_path, since) for since in (1.0, 2.0, 3.0))
    assert first.take()
    assert not second.take()
    assert not third.take()
    second.release()
    first.release()
    assert third.take()
    third.release()


def test_a_later_claim_lines_up_at_its_own_time(tmp_path):
    paused, waiting = turn(tmp_path, 1.0), turn(tmp_path, 2.0)
    assert paused.take()
    assert not waiting.take()
    paused.release(since=3.0)
    assert not paused.take()
    assert waiting.take()
    waiting.release()
    assert paused.take()
    paused.release()


def test_kill_9_frees_a_place(tmp_path, hold):
    holder, held = hold(1.0)
    assert held
    waiting = turn(tmp_path, 2.0)
    assert not waiting.take()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert waiting.take()
    waiting.release()


def test_the_ticket_of_a_killed_process_blocks_nobody(tmp_path, hold):
    first = turn(tmp_path, 1.0)
    assert first.take()
    older, held = hold(2.0)
    assert not held
    younger = turn(tmp_path, 3.0)
    assert not younger.take()
    first.release()
    assert not younger.take(), "the older one lives and is next"
    os.kill(older.pid, signal.SIGKILL)
    older.wait()
    assert younger.take()
    assert not list(tmp_path.glob("*.ticket"))
    younger.release()
