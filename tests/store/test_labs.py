"""Experiments as jobs: a process of its own, finish now, cancel, kill -9, and nothing finished is lost."""

import os
import signal

import psutil
import pytest

from autoglm_core import events as ev
from autoglm_core import store
from autoglm_core.errors import JobError, TrainingError
from autoglm_core.experiment import LabSpec, recorded
from autoglm_core.spec import Budget
from autoglm_core.store import Action, RunStatus, Workspace, processes
from tests.store.helpers import loans_spec, start_run, wait_for, wait_for_status
from tests.store.test_training import processes_in


def lab_spec(trials: int = 3, **changes: object) -> LabSpec:
    given = {"kind": "samplers", "spec": loans_spec(), "samplers": ("random", "genetic"), "seeds": (1,)}
    return LabSpec(**{**given, "budget": Budget(trials=trials), **changes})


@pytest.fixture(autouse=True)
def nothing_goes_on(workspace):
    """What a test that failed has left running would slow down all that come after it."""
    yield
    for lab in workspace.labs():
        workspace.delete_lab(lab.id)


def ended(workspace: Workspace, lab_id: str) -> list[ev.LabTrialEnded]:
    return [event for event in store.follow(workspace, lab_id)[0] if isinstance(event, ev.LabTrialEnded)]


def test_an_experiment_goes_on_after_kill_9_and_ends_with_a_result(workspace, draft):
    lab_id = store.start_lab(workspace, draft, lab_spec(trials=40))
    # In the second search: the first one is kept as it is.
    wait_for(lambda: any(event.arm == "genetic" for event in ended(workspace, lab_id)), "a trial of the second search")
    info = workspace.lab(lab_id)
    assert info.status is RunStatus.RUNNING
    assert (info.name, info.dataset_id) == ("loans.csv · default", draft.dataset_id)
    worker = next(event.pid for event in store.follow(workspace, lab_id)[0] if isinstance(event, ev.JobStarted))
    os.kill(worker, signal.SIGKILL)
    wait_for_status(workspace, lab_id, RunStatus.INTERRUPTED)
    with pytest.raises(JobError):
        workspace.lab_result(lab_id)
    before = recorded(store.follow(workspace, lab_id)[0])

    store.resume_lab(workspace, lab_id)
    wait_for_status(workspace, lab_id, RunStatus.FINISHED)
    result = Workspace(workspace.root).lab_result(lab_id)
    assert [curve.arm for curve in result.curves] == ["random", "genetic"]
    assert result.of("random") == (before["random", 1],)
    (genetic,), interrupted = result.of("genetic"), before["genetic", 1]
    assert genetic.trials == 40
    assert genetic.points[: len(interrupted.points)] == interrupted.points
    assert genetic.seconds > interrupted.seconds
    wait_for(lambda: not processes_in(info.folder), "the end of the worker")
    # What only the searches needed is gone.
    assert not {"shared", "searches"} & {path.name for path in info.folder.iterdir()}
    assert [lab.id for lab in workspace.labs()] == [lab_id]
    with pytest.raises(JobError):
        store.resume_lab(workspace, lab_id)


def test_finish_now_keeps_what_was_measured(workspace, draft):
    lab_id = store.start_lab(workspace, draft, lab_spec(trials=5_000))
    wait_for(lambda: ended(workspace, lab_id), "a trial")
    with pytest.raises(JobError):
        store.request(workspace, lab_id, Action.PAUSE)
    store.request(workspace, lab_id, Action.FINISH)
    wait_for_status(workspace, lab_id, RunStatus.FINISHED)
    (curve,) = workspace.lab_result(lab_id).curves
    assert curve.arm == "random"
    assert 0 < curve.trials < 5_000


def test_cancel_and_delete(workspace, draft):
    lab_id = store.start_lab(workspace, draft, lab_spec(trials=5_000))
    folder = workspace.lab(lab_id).folder
    wait_for(lambda: ended(workspace, lab_id), "a trial")
    worker = next(event.pid for event in store.follow(workspace, lab_id)[0] if isinstance(event, ev.JobStarted))
    slots = psutil.Process(worker).children(recursive=True)
    assert slots
    store.request(workspace, lab_id, Action.CANCEL)
    wait_for_status(workspace, lab_id, RunStatus.CANCELLED)
    wait_for(lambda: not any(slot.is_running() for slot in slots), "the end of the slots")
    workspace.delete_dataset(draft.dataset_id)
    assert workspace.labs() == ()
    with pytest.raises(JobError):
        workspace.lab(lab_id)
    assert not folder.exists()


def test_deleting_one_stops_it_with_its_slots(workspace, draft):
    lab_id = store.start_lab(workspace, draft, lab_spec(trials=5_000))
    folder = workspace.lab(lab_id).folder
    wait_for(lambda: ended(workspace, lab_id), "a trial")
    workspace.delete_lab(lab_id)
    wait_for(lambda: not processes.lives(folder) and not processes_in(folder), "the end of its worker")
    assert not folder.exists()


def test_an_experiment_that_cannot_be_made_fails_with_a_sentence(workspace, draft):
    lab_id = store.start_lab(workspace, draft, lab_spec(spec=loans_spec(exclude=("income", "debt", "purpose"))))
    wait_for_status(workspace, lab_id, RunStatus.FAILED)
    failed = [event for event in store.follow(workspace, lab_id)[0] if isinstance(event, ev.JobFailed)]
    assert failed[0].message.key == "error-table-no-features"


def test_an_unknown_id_is_said(workspace):
    with pytest.raises(JobError, match="comparison is not here"):
        workspace.lab("../../etc")


def test_what_families_added_is_worked_out_once_and_kept_with_the_run(workspace, draft):
    run_id = start_run(workspace, draft, families_allow=("linear", "nearest_neighbors"), budget=Budget(trials=4))
    wait_for_status(workspace, run_id, RunStatus.FINISHED)
    assert store.families_outcome(workspace, run_id) is None
    job_id = store.start_families(workspace, run_id)
    assert store.start_families(workspace, run_id) == job_id
    shares = wait_for(lambda: store.families_outcome(workspace, run_id), "the families")
    assert {share.family for share in shares.families} == {"linear", "nearest_neighbors"}
    assert Workspace(workspace.root).family_shares(run_id) == shares
    workspace.delete_run(run_id)
    with pytest.raises(JobError):
        store.status(workspace, job_id)


def test_families_of_a_run_without_its_attempts_is_an_error_that_can_be_tried_again(finished, tmp_path):
    import shutil

    source, run_id = finished
    shutil.copytree(source.root, tmp_path / "copy")
    workspace = Workspace(tmp_path / "copy")
    kept = workspace.run(run_id).folder / "work"
    kept.rename(kept.with_name("away"))
    job_id = store.start_families(workspace, run_id)
    wait_for_status(workspace, job_id, RunStatus.FAILED)
    with pytest.raises(TrainingError, match="not kept here"):
        store.families_outcome(workspace, run_id)
    kept.with_name("away").rename(kept)
    store.start_families(workspace, run_id)
    shares = wait_for(lambda: _outcome(workspace, run_id), "the families")
    assert [share.without for share in shares.families] == [None]


def _outcome(workspace, run_id):
    try:
        return store.families_outcome(workspace, run_id)
    except TrainingError:
        return None
