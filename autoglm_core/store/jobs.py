"""Jobs: every long act is a process of its own; here they are started, spoken to and followed."""

from __future__ import annotations

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
from autoglm_core.manifest import describe_run
from autoglm_core.messages import Message
from autoglm_core.registry import plugin
from autoglm_core.store import control, processes
from autoglm_core.store.files import locked, new_id, saying_disk_full, whole_folder, write_json
from autoglm_core.store.folders import JOB_FILE, RUN_FILE, shown_name
from autoglm_core.store.lifecycle import EVENTS, Lifecycle, status_of
from autoglm_core.store.outcome import failure, outcome
from autoglm_core.store.runs import SPEC
from autoglm_core.store.values import Action, DatasetInfo, JobKind, RunStatus, Scored
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
    made = _made(workspace, job_id)
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


def start_scoring(workspace: Workspace, run_id: str, path: Path, name: str, choice: str = "accurate") -> str:
    """Score the file at ``path`` (it is moved) with the model of ``run_id``; gives the job's id."""
    workspace.result(run_id, choice)
    return _start(workspace, "score", path, {"name": shown_name(name), "run_id": run_id, "choice": choice}, name)


def scoring_outcome(workspace: Workspace, job_id: str) -> Scored | None:
    """The scored file, or None while it is being scored. Raises the error the job ended with."""
    made = _made(workspace, job_id)
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
    made = _made(workspace, job_id)
    if made is None:
        return None
    folder = workspace.folder("job", job_id)
    return tuple(folder / name for name in made["files"])


def request(workspace: Workspace, job_id: str, action: Action) -> None:
    """Ask a job or run to pause, resume, finish with what it has, or stop; it obeys within two seconds.

    Raises JobError where it ended, is not running, or cannot do so (only training pauses and finishes early).
    """
    folder = _folder(workspace, job_id)
    status = status_of(folder)
    if status.ended:
        raise JobError("error-job-ended")
    if action is not Action.CANCEL:
        if not (folder / RUN_FILE).exists():
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
    folder = workspace.folder("run", run_id)
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
    try:
        return workspace.folder("run", job_id)
    except JobError:
        return workspace.folder("job", job_id)


def _made(workspace: Workspace, job_id: str) -> dict[str, Any] | None:
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
