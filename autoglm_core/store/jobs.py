"""Jobs: every long act is a process of its own; here they are started, spoken to and followed."""

from __future__ import annotations

import contextlib
import re
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autoglm_core.data.arrow import read_arrow
from autoglm_core.errors import JobError
from autoglm_core.events import Event, EventLog
from autoglm_core.experiment import FamilyShares, LabSpec
from autoglm_core.manifest import describe_run
from autoglm_core.messages import Message
from autoglm_core.registry import plugin
from autoglm_core.store import control, processes
from autoglm_core.store.files import (
    locked,
    new_id,
    read_json,
    remove_folder,
    saying_disk_full,
    whole_folder,
    write_json,
)
from autoglm_core.store.folders import JOB_FILE, LAB_FILE, RUN_FILE, FolderKind, shown_name
from autoglm_core.store.lifecycle import EVENTS, Lifecycle, status_of
from autoglm_core.store.outcome import failure, outcome
from autoglm_core.store.runs import SPEC
from autoglm_core.store.values import Action, DatasetInfo, Draft, JobKind, RunInfo, RunStatus, Scored
from autoglm_core.store.workspace import Workspace

UPLOAD, PREVIEW = "upload", "preview.arrow"
# The part of an uploaded file's name that says its format; nothing else of the name is used as a path.
_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,8}){1,2}$")
# A worker obeys at once; this is for one that hangs in native code.
_CANCEL_GRACE = 1.5


def start_read(workspace: Workspace, path: Path, name: str, **options: Any) -> str:
    """Read the file at ``path`` (it is moved) that its owner calls ``name``; gives the job's id.

    ``options`` go to the connector, such as ``sheet="2024"`` or ``delimiter=";"``.
    """
    return _start(workspace, "read", path, {"name": shown_name(name), "options": options}, name)


def read_outcome(workspace: Workspace, job_id: str) -> DatasetInfo | None:
    """The data set that was read, or None while it is being read. Raises the error the job ended with."""
    made = outcome_of(workspace, job_id)
    return workspace.dataset(made["dataset_id"]) if made else None


def start_training(workspace: Workspace, draft_id: str, *, by: str = "") -> str:
    """Train what the draft's plan says; gives the run's id. It waits for its turn where others are running.

    What decides the run is frozen into its folder: later changes of the draft do not touch it. Raises JobError where
    the draft has no plan yet.
    """
    draft = workspace.draft(draft_id)
    if draft.spec is None:
        raise JobError("error-job-no-plan")
    dataset = workspace.dataset(draft.dataset_id)
    spec = draft.spec.replaced(roles={**draft.roles, **draft.spec.roles})
    run_id = new_id("r")
    target = workspace.root / "runs" / run_id
    with whole_folder(target) as folder:
        data = {
            "id": run_id,
            "kind": "train",
            "name": f"{dataset.name} · {spec.target}" if spec.target else dataset.name,
            "dataset_id": dataset.id,
            "draft_id": draft.id,
            "created": time.time(),
            "by": by,
            "sample": None,
            "recipe": draft.recipe.to_json(),
        }
        write_json(folder / RUN_FILE, data)
        write_json(folder / SPEC, spec.model_dump(mode="json"))
        describe_run(folder, spec=spec, data_hash=dataset.sha256, recipe=draft.recipe, receipt=dataset.receipt)
    workspace.note_run(draft_id, run_id, by=by)
    processes.launch(target)
    return run_id


def start_lab(workspace: Workspace, of: RunInfo | Draft, lab: LabSpec) -> str:
    """Start the experiment ``lab`` on the data of a run, or of a draft with a plan; gives its id.

    It waits for its turn as a training does. The data, recipe and roles are frozen into its folder.
    """
    if isinstance(of, RunInfo):
        recipe, roles = read_json(of.folder / RUN_FILE)["recipe"], of.spec.roles
    else:
        recipe, roles = of.recipe.to_json(), {**of.roles, **lab.spec.roles}
    lab = lab.model_copy(update={"spec": lab.spec.replaced(roles=roles)})
    lab_id = new_id("l")
    target = workspace.root / "labs" / lab_id
    dataset = workspace.dataset(of.dataset_id)
    with whole_folder(target) as folder:
        data = {
            "id": lab_id,
            "kind": "lab",
            "name": f"{dataset.name} · {lab.spec.target}" if lab.spec.target else dataset.name,
            "dataset_id": dataset.id,
            "created": time.time(),
            "recipe": recipe,
        }
        write_json(folder / LAB_FILE, data)
        write_json(folder / SPEC, lab.model_dump(mode="json"))
    with saying_disk_full():
        processes.launch(target)
    return lab_id


def start_families(workspace: Workspace, run_id: str) -> str:
    """Work out what each family added to a finished run; gives the job's id, which is the same for the same run."""
    workspace.result(run_id)
    job_id = f"families-{run_id}"
    target = workspace.root / "jobs" / job_id
    if target.is_dir() and not status_of(target).active:
        remove_folder(target)  # it failed, or was interrupted
    if not target.is_dir():
        with whole_folder(target) as folder:
            write_json(folder / JOB_FILE, {"id": job_id, "kind": "families", "created": time.time(), "run_id": run_id})
        with saying_disk_full():
            processes.launch(target)
    return job_id


def families_outcome(workspace: Workspace, run_id: str) -> FamilyShares | None:
    """What each family added, or None where it is being worked out or nobody asked. Raises the job's error."""
    shares = workspace.family_shares(run_id)
    if shares is None and (workspace.root / "jobs" / f"families-{run_id}").is_dir():
        outcome_of(workspace, f"families-{run_id}")
    return shares


def start_scoring(workspace: Workspace, run_id: str, path: Path, name: str, choice: str = "accurate") -> str:
    """Score the file at ``path`` (it is moved) with the model of ``run_id``; gives the job's id."""
    workspace.result(run_id, choice)
    return _start(workspace, "score", path, {"name": shown_name(name), "run_id": run_id, "choice": choice}, name)


def scoring_outcome(workspace: Workspace, job_id: str) -> Scored | None:
    """The scored file, or None while it is being scored. Raises the error the job ended with."""
    made = outcome_of(workspace, job_id)
    if made is None:
        return None
    folder = workspace.folder("job", job_id)
    return Scored(
        rows=made["rows"],
        preview=read_arrow(folder / PREVIEW),
        notes=tuple(Message.from_json(note) for note in made["notes"]),
        csv=folder / made["csv"],
        xlsx=folder / made["xlsx"],
    )


def start_export(workspace: Workspace, run_id: str, exporter: str, language: str, choice: str = "accurate") -> str:
    """Write what ``exporter`` makes of a finished run; gives the job's id. Raises PluginError where it is unknown."""
    workspace.result(run_id, choice)
    plugin("exporters", exporter)
    data = {"run_id": run_id, "exporter": exporter, "language": language, "choice": choice}
    return _start(workspace, "export", None, data)


def export_outcome(workspace: Workspace, job_id: str) -> tuple[Path, ...] | None:
    """The files written, or None while they are being written. Raises the error the job ended with."""
    made = outcome_of(workspace, job_id)
    if made is None:
        return None
    folder = workspace.folder("job", job_id)
    return tuple(folder / name for name in made["files"])


def request(workspace: Workspace, job_id: str, action: Action) -> None:
    """Ask a job, run or experiment to pause, resume, finish with what it has, or stop; it obeys within two seconds.

    Raises JobError where it ended, is not running, or cannot do so (only training pauses; it and experiments finish
    early).
    """
    folder = _folder(workspace, job_id)
    status = status_of(folder)
    if status.ended:
        raise JobError("error-job-ended")
    if action is not Action.CANCEL:
        if not _can(folder, action):
            raise JobError("error-job-only-cancel")
        if status is RunStatus.INTERRUPTED:
            raise JobError("error-job-not-running")
        if action is Action.FINISH and Lifecycle.of(folder).started is None:
            raise JobError("error-job-not-started")
    control.say(folder, action)
    if action is Action.CANCEL and status is not RunStatus.INTERRUPTED:
        threading.Thread(target=_end_unless_obeyed, args=(folder,), daemon=True).start()


def resume_run(workspace: Workspace, run_id: str) -> None:
    """Go on with an interrupted or failed run, with every trial it has finished; nothing is done where it runs.

    Raises JobError where it is finished or was cancelled.
    """
    _resume(workspace.folder("run", run_id))


def resume_lab(workspace: Workspace, lab_id: str) -> None:
    """Go on with an interrupted or failed experiment, with every search and trial it has finished.

    Raises JobError where it is finished or was cancelled.
    """
    _resume(workspace.folder("lab", lab_id))


def _resume(folder: Path) -> None:
    with locked(folder):
        status = status_of(folder)
        if status.active:
            return
        if status not in (RunStatus.INTERRUPTED, RunStatus.FAILED):
            raise JobError("error-job-ended")
        # Slots of a worker that was killed while paused are stopped, and would stay so for ever.
        processes.end(folder)
        control.forget(folder)
        processes.launch(folder)


def status(workspace: Workspace, job_id: str) -> RunStatus:
    """Where a job or run stands. Raises JobError where there is none of this id."""
    return status_of(_folder(workspace, job_id))


def follow(workspace: Workspace, job_id: str, offset: int = 0) -> tuple[tuple[Event, ...], int]:
    """The events of a job or run from byte ``offset`` on, and the offset to go on from."""
    return EventLog(_folder(workspace, job_id) / EVENTS).read(offset)


def _start(workspace: Workspace, kind: JobKind, path: Path | None, data: Mapping[str, Any], name: str = "") -> str:
    job_id = new_id("j")
    target = workspace.root / "jobs" / job_id
    with whole_folder(target) as folder:
        file = None
        if path is not None:
            ending = _ENDING.search(name)
            file = UPLOAD + (ending.group().lower() if ending else "")
            shutil.move(path, folder / file)
        write_json(folder / JOB_FILE, {**data, "id": job_id, "kind": kind, "created": time.time(), "file": file})
    with saying_disk_full():
        processes.launch(target)
    return job_id


def _folder(workspace: Workspace, job_id: str) -> Path:
    kinds: tuple[FolderKind, ...] = ("run", "lab")
    for kind in kinds:
        with contextlib.suppress(JobError):
            return workspace.folder(kind, job_id)
    return workspace.folder("job", job_id)


def _can(folder: Path, action: Action) -> bool:
    """Whether the job in ``folder`` can do more than be cancelled: a training, and an experiment but for a pause."""
    if (folder / RUN_FILE).exists():
        return True
    return (folder / LAB_FILE).exists() and action is Action.FINISH


def outcome_of(workspace: Workspace, job_id: str) -> dict[str, Any] | None:
    """What a job made, or None where it is at it. Raises the error that it ended with."""
    folder = workspace.folder("job", job_id)
    match status_of(folder):
        case RunStatus.FINISHED:
            return outcome(folder)
        case RunStatus.FAILED:
            raise failure(folder)
        case RunStatus.CANCELLED:
            raise JobError("error-job-cancelled")
        case RunStatus.INTERRUPTED:
            raise JobError("error-job-interrupted")
        case _:
            return None


def _end_unless_obeyed(folder: Path) -> None:
    until = time.monotonic() + _CANCEL_GRACE
    while time.monotonic() < until:
        if not processes.lives(folder):
            return
        time.sleep(0.05)
    processes.end(folder)
