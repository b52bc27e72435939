"""Slots as real processes: fitted, limited, crashed, suspended and replaced."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autoglm_core import pipeline
from autoglm_core.data.roles import detect_roles
from autoglm_core.search.evaluate import FoldOutcome, FoldRequest
from autoglm_core.search.runner import SlotRunner
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import Budget, TaskKind, TaskSpec
from autoglm_core.table import Table
from tests.tables import loans

SPEC = TaskSpec(task=TaskKind.BINARY, target="default", budget=Budget(trials=1), metric="roc_auc")


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    frame = loans(150)
    prepared = pipeline.prepare(Table(frame, detect_roles(frame)), SPEC)
    pipeline.write_work(WorkFolder(tmp_path), prepared, SPEC)
    return tmp_path


@pytest.fixture
def runner(run_folder: Path) -> Iterator[SlotRunner]:
    runner = SlotRunner(run=run_folder, slots=1, memory_mb=4096)
    yield runner
    runner.close()


def wait(runner: SlotRunner) -> FoldOutcome:
    for _ in range(600):
        outcomes = runner.poll(0.1)
        if outcomes:
            return outcomes[0]
    raise AssertionError("no outcome")


def request(number: int = 0, family: str = "linear", deadline: float | None = None) -> FoldRequest:
    return FoldRequest(number, 0, family, {}, deadline=deadline)


def defaults(run_folder: Path, number: int = 0) -> FoldRequest:
    from autoglm_core.registry import plugin

    params = plugin("models", "linear").defaults(WorkFolder(run_folder).table)
    return FoldRequest(number, 0, "linear", params)


def test_a_fold_is_fitted_and_kept(runner: SlotRunner, run_folder: Path) -> None:
    runner.submit(defaults(run_folder))
    assert runner.free == 0
    outcome = wait(runner)
    assert outcome.failure is None
    assert 0.5 < outcome.score <= 1.0
    work = WorkFolder(run_folder)
    assert work.prediction_path(0, 0).exists()
    assert any(work.fold_folder(0, 0).iterdir())
    assert runner.free == 1


def test_a_crash_is_a_fact_and_the_slot_is_replaced(runner: SlotRunner, run_folder: Path) -> None:
    os.kill(runner.pids[0], signal.SIGSTOP)  # so that it cannot answer before it is killed
    runner.submit(defaults(run_folder))
    os.kill(runner.pids[0], signal.SIGKILL)
    assert wait(runner).failure.key == "trial-crashed"
    runner.submit(defaults(run_folder, 1))
    assert wait(runner).failure is None


def test_deadline_and_memory_end_a_trial(runner: SlotRunner, run_folder: Path) -> None:
    runner.submit(request(deadline=0.0))
    assert wait(runner).failure.key == "trial-deadline"
    runner.memory_mb = 1
    os.kill(runner.pids[0], signal.SIGSTOP)  # so that it is not done before it is looked at
    runner.submit(defaults(run_folder, 1))
    outcome = wait(runner)
    assert outcome.failure.key == "trial-memory"
    assert outcome.out_of_memory
    assert outcome.memory_mb > 1


def test_a_second_fold_waits_in_the_slot_and_outlives_the_first(runner: SlotRunner, run_folder: Path) -> None:
    os.kill(runner.pids[0], signal.SIGSTOP)
    runner.submit(defaults(run_folder, 0))
    assert (runner.free, runner.room) == (0, 1)
    runner.submit(defaults(run_folder, 1))
    assert runner.room == 0
    os.kill(runner.pids[0], signal.SIGKILL)
    first, second = wait(runner), wait(runner)
    assert (first.number, first.failure.key) == (0, "trial-crashed")
    assert (second.number, second.failure) == (1, None)


def test_a_killed_nursery_is_started_again(runner: SlotRunner, run_folder: Path) -> None:
    parent = psutil.Process(runner.pids[0]).parent()
    parent.kill()
    runner.submit(defaults(run_folder, 0))
    assert wait(runner).failure.key == "trial-crashed"
    runner.submit(defaults(run_folder, 1))
    assert wait(runner).failure is None


def test_an_unknown_family_is_a_failure_not_an_exception(runner: SlotRunner) -> None:
    runner.submit(request(family="no_such_family"))
    assert "no_such_family" in wait(runner).failure.text("en")


def test_suspended_slots_use_no_cpu_and_go_on(runner: SlotRunner, run_folder: Path) -> None:
    runner.suspend()
    process = psutil.Process(runner.pids[0])
    runner.submit(defaults(run_folder))
    before = process.cpu_times().user
    assert runner.poll(0.5) == ()
    assert process.status() == psutil.STATUS_STOPPED
    assert process.cpu_times().user == before
    runner.proceed()
    assert wait(runner).failure is None


@pytest.mark.parametrize("suspended", [False, True])
def test_slots_end_with_a_killed_parent(run_folder: Path, suspended: bool) -> None:
    pid = os.fork()
    if pid == 0:  # the parent that will be killed
        runner = SlotRunner(run=run_folder, slots=1, memory_mb=4096)
        (run_folder / "pid.part").write_text(str(runner.pids[0]))
        (run_folder / "pid.part").rename(run_folder / "pid")
        time.sleep(60)
        os._exit(0)
    while not (run_folder / "pid").exists():
        time.sleep(0.05)
    slot = psutil.Process(int((run_folder / "pid").read_text()))
    if suspended:
        time.sleep(3)  # until it has started: a process that is stopped before cannot ask to end with its parent
        slot.suspend()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    gone, _ = psutil.wait_procs([slot], timeout=30)
    assert gone or slot.status() == psutil.STATUS_ZOMBIE
