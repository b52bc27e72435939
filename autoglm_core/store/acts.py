"""What a worker does for each kind of job: read, train, compare, inspect, score, export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from autoglm_core import events as ev
from autoglm_core import lab, pipeline
from autoglm_core.contracts import Control, Exporter, FinishedRun, Inspection, Loaded
from autoglm_core.data import read, recipes
from autoglm_core.data.arrow import write_arrow
from autoglm_core.errors import AutoGLMError
from autoglm_core.experiment import LabSpec
from autoglm_core.export._score_files import beside, write_scored
from autoglm_core.inspect._run import InspectedRun
from autoglm_core.messages import Message
from autoglm_core.predict import ShippedModel
from autoglm_core.recipe import Recipe
from autoglm_core.registry import plugin
from autoglm_core.result import choice_folder
from autoglm_core.search.loop import JobCancelledError
from autoglm_core.search.nursery import Lent, Nursery
from autoglm_core.spec import TaskSpec
from autoglm_core.store.files import read_json, write_json
from autoglm_core.store.folders import JOB_FILE, LAB_FILE, RUN_FILE
from autoglm_core.store.inspections import inspection_path, keep_found
from autoglm_core.store.interactive import predictions
from autoglm_core.store.jobs import PREVIEW
from autoglm_core.store.labs import FAMILIES
from autoglm_core.store.lifecycle import EVENTS
from autoglm_core.store.outcome import error_of, keep_outcome
from autoglm_core.store.runs import RESULT, SPEC
from autoglm_core.store.workspace import Workspace

Emit = Callable[[ev.Event], None]

_PREVIEW_ROWS = 1_000
# Rows scored at a time: progress can be said, and the prepared matrix of a long file does not fill the memory.
_SCORED_AT_ONCE = 20_000


@dataclass(frozen=True)
class Job:
    """A job as its act sees it."""

    folder: Path
    data: Mapping[str, Any]
    workspace: Workspace
    emit: Emit
    control: Callable[[], Control]
    nursery: Nursery | None


def act(folder: Path, *, emit: Emit, control: Callable[[], Control], nursery: Nursery | None = None) -> ev.Event:
    """Do the job in ``folder``; gives its last event. Raises AutoGLMError with one sentence for the user."""
    said = next(name for name in (RUN_FILE, LAB_FILE, JOB_FILE) if (folder / name).exists())
    data = read_json(folder / said)
    job = Job(folder, data, Workspace(folder.parent.parent), emit, control, nursery)
    try:
        _ACTS[data["kind"]](job)
    except JobCancelledError:
        return ev.JobCancelled()
    return ev.JobFinished()


def _read(job: Job) -> None:
    job.emit(ev.StageStarted(stage="read"))
    loaded = _loaded(job)
    job.emit(ev.StageStarted(stage="profile"))
    info, known = job.workspace.keep_dataset(loaded, name=job.data["name"])
    if known:
        job.emit(ev.Warned(message=Message("store-read-known", {"name": info.name})))
    keep_outcome(job.folder, {"dataset_id": info.id, "known": known})


def _train(job: Job) -> None:
    job.emit(ev.StageStarted(stage="read"))
    dataset = job.workspace.dataset(job.data["dataset_id"])
    pipeline.train(
        job.workspace.run_table(job.folder.name),
        TaskSpec.model_validate(read_json(job.folder / SPEC)),
        job.folder,
        emit=job.emit,
        control=job.control,
        data_hash=dataset.sha256,
        recipe=Recipe.from_json(job.data["recipe"]),
        receipt=dataset.receipt,
        history=ev.EventLog(job.folder / EVENTS).read()[0],
        make_runner=partial(pipeline.slots, nursery=job.nursery),
    )


def _lab(job: Job) -> None:
    job.emit(ev.StageStarted(stage="read"))
    result = lab.run(
        job.workspace.lab_table(job.folder.name),
        LabSpec.model_validate(read_json(job.folder / SPEC)),
        job.folder,
        emit=job.emit,
        control=job.control,
        past=ev.EventLog(job.folder / EVENTS).read()[0],
        make_runner=partial(pipeline.slots, nursery=Lent(job.nursery) if job.nursery else None),
    )
    write_json(job.folder / RESULT, result.to_json())


def _families(job: Job) -> None:
    run_id = job.data["run_id"]
    job.emit(ev.StageStarted(stage="ensemble"))
    folder = job.workspace.folder("run", run_id)
    shares = lab.family_shares(folder, job.workspace.result(run_id))
    # Beside the run, of which it never changes; the job is gone in a day.
    write_json(folder / FAMILIES, shares.to_json())


def _inspect(job: Job) -> None:
    run_id, name, choice, options = job.data["run_id"], job.data["inspection"], _choice(job), job.data["options"]
    job.emit(ev.StageStarted(stage="inspect"))
    space = job.workspace
    inspection: Inspection = plugin("inspections", name)
    run = InspectedRun(
        space.folder("run", run_id), choice, space.result(run_id, choice), lambda: space.run_table(run_id)
    )
    found = inspection.compute(run, options, lambda done, total: job.emit(ev.Progressed(done=done, total=total)))
    keep_found(inspection_path(space, run_id, name, choice=choice, options=options), inspection, found)


def _score(job: Job) -> None:
    job.emit(ev.StageStarted(stage="read"))
    run = job.workspace.run(job.data["run_id"])
    # Read as the training data was: a file of few rows may not tell whether 03/04 is in March.
    frame = _loaded(job, **read.options_like(job.workspace.dataset(run.dataset_id).receipt)).frame
    job.emit(ev.StageStarted(stage="score"))
    model = ShippedModel.load(choice_folder(run.folder, _choice(job)) / "model")
    aligned, notes = model.align(frame)
    parts = []
    for start in range(0, len(aligned), _SCORED_AT_ONCE):
        parts.append(predictions(model, aligned.iloc[start : start + _SCORED_AT_ONCE]))
        job.emit(ev.Progressed(done=min(start + _SCORED_AT_ONCE, len(aligned)), total=len(aligned)))
    scored = pd.concat(parts, ignore_index=True) if parts else predictions(model, aligned)
    job.emit(ev.StageStarted(stage="save"))
    csv, xlsx = job.folder / "predictions.csv", job.folder / "predictions.xlsx"
    write_scored(frame, scored, csv, xlsx)
    preview = beside(scored.head(_PREVIEW_ROWS), frame.head(_PREVIEW_ROWS))
    write_arrow(preview, job.folder / PREVIEW)
    outcome = {
        "rows": len(frame),
        "notes": [note.to_json() for note in notes],
        "csv": csv.name,
        "xlsx": xlsx.name,
    }
    keep_outcome(job.folder, outcome)


def _export(job: Job) -> None:
    run_id = job.data["run_id"]
    job.emit(ev.StageStarted(stage="export"))
    exporter: Exporter = plugin("exporters", job.data["exporter"])
    info = job.workspace.run(run_id)
    # The rows that were modelled, which those of the result count from, with every column of the table.
    modelled = recipes.for_spec(job.workspace.run_table(run_id), info.spec.replaced(exclude=(), include_only=()))
    folder, result = choice_folder(info.folder, _choice(job)), job.workspace.result(run_id, _choice(job))
    run = FinishedRun(folder, result, modelled, info.name)
    target = job.folder / "files"
    target.mkdir(exist_ok=True)
    written = exporter.write(run, target, job.data["language"])
    keep_outcome(job.folder, {"files": [path.relative_to(job.folder).as_posix() for path in written]})


def _choice(job: Job) -> str:
    return str(job.data.get("choice", "accurate"))


_ACTS: Mapping[str, Callable[[Job], None]] = {
    "read": _read,
    "train": _train,
    "lab": _lab,
    "families": _families,
    "inspect": _inspect,
    "score": _score,
    "export": _export,
}


def _loaded(job: Job, **options: Any) -> Loaded:
    """The uploaded file as a data frame; the file itself is not kept."""
    path = job.folder / job.data["file"]
    try:
        return read.load(path, **{**options, **job.data.get("options", {}), "name": job.data["name"]})
    except AutoGLMError as error:
        # Some are raised before anybody looked at the options: the owner knows the file by another name.
        values = {key: job.data["name"] if value == path.name else value for key, value in error.message.values.items()}
        raise error_of(type(error), Message(error.message.key, values)) from error
    finally:
        path.unlink(missing_ok=True)
