"""Training as jobs: a queue, pause, resume, finish now, cancel, kill -9, and nothing finished is ever lost."""

import contextlib
import os
import signal
import time

import pandas as pd
import psutil
import pytest

from autoglm_core import events as ev
from autoglm_core import load, store
from autoglm_core.errors import JobError
from autoglm_core.spec import Budget, Filter
from autoglm_core.store import Action, RunStatus, Workspace, processes
from autoglm_core.store.files import read_json
from tests.store.helpers import loans_spec, start_run, wait_for, wait_for_status


def events_of(workspace, run_id, *kinds):
    return [event for event in store.follow(workspace, run_id)[0] if isinstance(event, kinds)]


def processes_in(folder):
    """The worker of ``folder``'s run, and what it started: slots are named after their nursery."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in (process.info["cmdline"] or ()):
            with contextlib.suppress(psutil.NoSuchProcess):  # it ended just now
                found += [process, *process.children(recursive=True)]
    return found


def ended(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_two_runs_take_turns_and_obey(workspace, draft):
    first = start_run(workspace, draft, budget=Budget(trials=5_000))
    # Started at the same moment, either may be the first to be ready for its turn.
    wait_for(lambda: events_of(workspace, first, ev.TrialFinished), "a finished trial")
    second = start_run(workspace, draft, budget=Budget(trials=5_000))
    assert workspace.draft(draft.id).runs == (first, second)
    wait_for(lambda: events_of(workspace, second, ev.JobQueued), "the second in the queue")
    assert [run.status for run in workspace.runs()] == [RunStatus.QUEUED, RunStatus.RUNNING]
    with pytest.raises(JobError):  # it has nothing to finish with
        store.request(workspace, second, Action.FINISH)

    # A pause acts in mid-fit, and lets the next one in.
    store.request(workspace, first, Action.PAUSE)
    wait_for_status(workspace, first, RunStatus.PAUSED)
    scored = len(events_of(workspace, first, ev.FoldScored))
    wait_for_status(workspace, second, RunStatus.RUNNING)
    wait_for(lambda: events_of(workspace, second, ev.TrialFinished), "a finished trial of the second")
    assert len(events_of(workspace, first, ev.FoldScored)) == scored

    # Going on means lining up again.
    store.request(workspace, first, Action.RESUME)
    wait_for_status(workspace, first, RunStatus.QUEUED)
    folder = workspace.run(second).folder
    processes = processes_in(folder)
    assert len(processes) >= 2
    store.request(workspace, second, Action.CANCEL)
    wait_for_status(workspace, second, RunStatus.CANCELLED)
    wait_for(lambda: all(ended(process) for process in processes), "the end of the worker and its slots")
    assert isinstance(store.follow(workspace, second)[0][-1], ev.JobCancelled)
    with pytest.raises(JobError):
        store.resume_run(workspace, second)
    wait_for_status(workspace, first, RunStatus.RUNNING)
    wait_for(lambda: len(events_of(workspace, first, ev.FoldScored)) > scored, "new folds after the pause")

    # Finish now keeps the best, with a result.
    with pytest.raises(JobError):
        workspace.result(first)
    store.request(workspace, first, Action.FINISH)
    wait_for_status(workspace, first, RunStatus.FINISHED)
    events = store.follow(workspace, first)[0]
    assert isinstance(events[-1], ev.JobFinished)
    assert [
        type(event) for event in events if isinstance(event, ev.JobPaused | ev.JobResumed | ev.FinishRequested)
    ] == [
        ev.JobPaused,
        ev.JobResumed,
        ev.FinishRequested,
    ]
    measured = events_of(workspace, first, ev.ResourcesMeasured)
    assert any(event.cpu_percent > 0 for event in measured)
    assert all(event.memory_mb > 50 for event in measured)
    run = workspace.run(first)
    assert run.best_model == workspace.result(first).best_model
    assert run.headline == workspace.result(first).headline
    assert run.sentence is not None
    assert run.created <= run.started <= run.ended <= time.time()
    with pytest.raises(JobError):
        store.request(workspace, first, Action.CANCEL)
    workspace.delete_run(first)
    assert [run.id for run in workspace.runs()] == [second]


def test_kill_9_loses_no_finished_trial(workspace, draft):
    trials = 12
    run_id = start_run(workspace, draft, budget=Budget(trials=trials))
    frozen = workspace.run(run_id).spec
    folder = workspace.run(run_id).folder
    wait_for(lambda: len(events_of(workspace, run_id, ev.TrialFinished)) >= 3, "three finished trials")

    # Killed while it is paused: its slot is stopped, and cannot notice that it has become an orphan.
    store.request(workspace, run_id, Action.PAUSE)
    wait_for_status(workspace, run_id, RunStatus.PAUSED)
    os.kill(read_json(folder / "worker.json")["pid"], signal.SIGKILL)
    wait_for_status(workspace, run_id, RunStatus.INTERRUPTED)
    before = events_of(workspace, run_id, ev.TrialFinished)
    assert len(before) < trials
    with pytest.raises(JobError):
        store.request(workspace, run_id, Action.PAUSE)

    # What was started stays as it was started, whatever becomes of the draft.
    workspace.save_draft(workspace.draft(draft.id).replaced(spec=loans_spec(target="purpose", positive=None)))
    with (folder / "events.jsonl").open("ab") as file:
        file.write(b'{"kind": "TrialFini')  # what kill -9 may leave of a line
    again = Workspace(workspace.root)  # as after a restart of the server
    store.resume_run(again, run_id)
    store.resume_run(again, run_id)  # a second click changes nothing
    assert len(events_of(again, run_id, ev.JobStarted)) <= 2
    wait_for_status(again, run_id, RunStatus.FINISHED)

    finished = events_of(again, run_id, ev.TrialFinished)
    assert finished[: len(before)] == before
    assert sorted(event.number for event in events_of(again, run_id, ev.TrialFinished, ev.TrialPruned)) == list(
        range(trials)
    )
    result = again.result(run_id)
    assert result.spec == frozen
    scores = {event.number: event.score for event in finished}
    assert {record.number: record.score for record in result.leaderboard if record.score is not None} == scores
    wait_for(lambda: not processes_in(folder), "the end of all processes")

    manifest = again.manifest(run_id)
    assert manifest["data"]["sha256"] == again.dataset(draft.dataset_id).sha256 == result.data_hash
    assert manifest["files"]
    kept = load(folder)
    frame = again.raw_frame(draft.dataset_id)
    pd.testing.assert_series_equal(
        kept.predict(frame), store.score_rows(again, run_id, frame)["prediction"], check_names=False, check_dtype=False
    )


def test_a_run_that_cannot_work_fails_with_one_sentence_and_can_be_tried_again(workspace, draft):
    run_id = start_run(workspace, draft, families_allow=("no_such_family",))
    wait_for_status(workspace, run_id, RunStatus.FAILED)
    (failed,) = events_of(workspace, run_id, ev.JobFailed)
    assert failed.message.text("zh")
    assert workspace.runs()[0].status is RunStatus.FAILED
    store.resume_run(workspace, run_id)
    assert store.status(workspace, run_id).active
    wait_for(lambda: len(events_of(workspace, run_id, ev.JobFailed)) == 2, "the second failure")
    wait_for_status(workspace, run_id, RunStatus.FAILED)


def test_cancelling_an_interrupted_run_gives_it_up(workspace, draft):
    run_id = start_run(workspace, draft)
    processes.end(workspace.run(run_id).folder)
    wait_for_status(workspace, run_id, RunStatus.INTERRUPTED)
    store.request(workspace, run_id, Action.CANCEL)
    assert store.status(workspace, run_id) is RunStatus.CANCELLED


def test_exported_predictions_stand_beside_the_rows_that_the_filters_kept(workspace, draft):
    filters = (Filter(column="purpose", op="in", value=("car", "house")),)
    run_id = start_run(workspace, draft, filters=filters, exclude=("debt",))
    wait_for_status(workspace, run_id, RunStatus.FINISHED)
    job_id = store.start_export(workspace, run_id, "predictions_csv", "en")
    (path,) = wait_for(lambda: store.export_outcome(workspace, job_id), "the export")
    written = pd.read_csv(path)
    frame = workspace.raw_frame(draft.dataset_id)
    kept = frame[frame["purpose"] != "school"].reset_index(drop=True)
    assert written["default"].tolist() == kept["default"].tolist()
    assert written["debt"].tolist() == kept["debt"].tolist()
    assert set(written["prediction"]) <= {"no", "yes"}
