"""Inspections of finished runs: each is a job at low priority, and what it found is kept in the folder of the run."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autoglm_core import events as ev
from autoglm_core.contracts import Inspection
from autoglm_core.registry import plugin
from autoglm_core.result import RunResult, choice_folder
from autoglm_core.store import jobs, processes
from autoglm_core.store.files import locked, read_json, remove_folder, saying_disk_full, whole_folder, write_json
from autoglm_core.store.folders import INSPECTION, JOB_FILE
from autoglm_core.store.lifecycle import EVENTS, status_of
from autoglm_core.store.recent import Recent
from autoglm_core.store.values import RunStatus
from autoglm_core.store.workspace import Workspace

_FOLDER = "inspect"
Options = Mapping[str, Any]
NO_OPTIONS: Options = {}
# A page asks at every click.
_FOUND = Recent[dict[str, Any]](size=64)


@dataclass(frozen=True)
class InspectionProgress:
    """Where the job of an inspection stands: ``done`` of ``total`` units, both 0 where it cannot say yet."""

    status: RunStatus
    done: int = 0
    total: int = 0


def inspection_suits(name: str, result: RunResult) -> bool:
    """Whether the inspection ``name`` can be worked out for the run. Raises PluginError where there is none."""
    inspection: Inspection = plugin("inspections", name)
    return inspection.suits(result)


def start_inspection(
    workspace: Workspace, run_id: str, name: str, *, choice: str = "accurate", options: Options = NO_OPTIONS
) -> str:
    """Have the inspection ``name`` of a finished run worked out; gives the job's id.

    The same question has the same id: two tabs share one job. One that failed or was interrupted starts anew; nothing
    is done where the answer is kept already. ``options`` are JSON values. Raises JobError where the run is not
    finished, PluginError where there is no such inspection.
    """
    workspace.result(run_id, choice)
    plugin("inspections", name)
    job_id = inspection_id(run_id, name, choice=choice, options=options)
    target = workspace.root / "jobs" / job_id
    if _kept(workspace, run_id, name, choice, options) is not None:
        return job_id
    with locked(target.parent):
        if target.is_dir() and not status_of(target).active:
            remove_folder(target)
        if not target.is_dir():
            asked = {"run_id": run_id, "inspection": name, "choice": choice, "options": dict(options)}
            with whole_folder(target) as folder:
                write_json(folder / JOB_FILE, {"id": job_id, "kind": "inspect", "created": time.time(), **asked})
            with saying_disk_full():
                processes.launch(target)
    return job_id


def inspection_outcome(
    workspace: Workspace, run_id: str, name: str, *, choice: str = "accurate", options: Options = NO_OPTIONS
) -> dict[str, Any] | None:
    """What the inspection found, or None where it is being worked out or nobody asked. Raises the job's error."""
    kept = _kept(workspace, run_id, name, choice, options)
    job_id = inspection_id(run_id, name, choice=choice, options=options)
    if kept is None and (workspace.root / "jobs" / job_id).is_dir():
        jobs.outcome_of(workspace, job_id)
        kept = _kept(workspace, run_id, name, choice, options)  # it may have ended between our two looks
    return kept


def inspection_progress(
    workspace: Workspace, run_id: str, name: str, *, choice: str = "accurate", options: Options = NO_OPTIONS
) -> InspectionProgress | None:
    """How far the job is, or None where there is none."""
    folder = workspace.root / "jobs" / inspection_id(run_id, name, choice=choice, options=options)
    if not folder.is_dir():
        return None
    done, total = 0, 0
    for event in ev.EventLog(folder / EVENTS).read()[0]:
        if isinstance(event, ev.Progressed):
            done, total = event.done, event.total
    return InspectionProgress(status_of(folder), done, total)


def inspection_id(run_id: str, name: str, *, choice: str, options: Options) -> str:
    """The id of the job that answers this question."""
    return INSPECTION + _digest([run_id, name, choice, dict(options)])


def inspection_path(workspace: Workspace, run_id: str, name: str, *, choice: str, options: Options) -> Path:
    """Where the answer is kept. Raises JobError where there is no such run."""
    ending = f"-{_digest(dict(options))}" if options else ""
    return choice_folder(workspace.folder("run", run_id), choice) / _FOLDER / f"{name}{ending}.json"


def keep_found(path: Path, inspection: Inspection, found: Mapping[str, Any]) -> None:
    """Keep what an inspection found; raises ValueError where it is not JSON."""
    json.dumps(found, allow_nan=False)
    path.parent.mkdir(exist_ok=True)
    write_json(path, {"version": inspection.version, "found": found})


def _kept(workspace: Workspace, run_id: str, name: str, choice: str, options: Options) -> dict[str, Any] | None:
    path = inspection_path(workspace, run_id, name, choice=choice, options=options)
    inspection: Inspection = plugin("inspections", name)
    try:
        stamp = path.stat().st_mtime_ns
        data = _FOUND.get((str(path), stamp), lambda: read_json(path))
        return {**data["found"]} if data["version"] == inspection.version else None
    except (OSError, ValueError, KeyError, TypeError):  # not there, or damaged: it can be worked out anew
        return None


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
