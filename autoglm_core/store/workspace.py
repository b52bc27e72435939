"""The workspace: everything that is kept between two visits, as folders below one root."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Any

from autoglm_core.config import config
from autoglm_core.errors import JobError
from autoglm_core.store import processes, samples
from autoglm_core.store.files import read_json, remove_folder, remove_leftovers
from autoglm_core.store.folders import JOB_FILE, FolderKind
from autoglm_core.store.labs import Labs
from autoglm_core.store.lifecycle import status_of
from autoglm_core.store.outcome import outcome
from autoglm_core.store.values import DatasetInfo, LabInfo, RunInfo, SampleInfo

_DAY = 86_400.0
_HOUSEKEEPING_EVERY = 3_600.0
_KINDS: tuple[FolderKind, ...] = ("dataset", "draft", "run", "lab", "job")
# Uploads are turned into data sets, files scored and reports downloaded within minutes; a day is for the night between.
_JOBS_KEPT = _DAY


class Workspace(Labs):
    """Data sets, drafts, runs, experiments and jobs below ``root`` (default: ``config().workspace``), made if missing.

    Cheap to build: what it knows is read from the folders when asked. Raises JobError where ``root`` cannot be written.

    >>> import tempfile
    >>> from autoglm_core.data.read import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workspace = Workspace(Path(folder))
    ...     dataset, _ = workspace.keep_dataset(load({"age": [20, 30], "bought": ["yes", "no"]}), name="shop")
    ...     draft = workspace.create_draft(dataset.id)
    ...     workspace.table(draft.id).columns
    ('age', 'bought')
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or config().workspace).resolve()
        try:
            for kind in _KINDS:
                self._all(kind).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise JobError("error-workspace-not-writable", folder=str(self.root)) from error
        self._keep_house()

    def delete_run(self, run_id: str) -> None:
        """Stop it where it is still going, and delete it with all files that came from it."""
        folder, sample = self.folder("run", run_id), self.run(run_id).sample
        for job in self._jobs_of("run_id", run_id):
            self._stop_and_remove(job)
        self._stop_and_remove(folder)
        samples.note_removed(self.root, sample)

    def delete_lab(self, lab_id: str) -> None:
        """Stop an experiment where it is still going, and delete it."""
        self._stop_and_remove(self.folder("lab", lab_id))

    def delete_draft(self, draft_id: str) -> None:
        """Delete a draft with its history; the runs started from it stay."""
        remove_folder(self.folder("draft", draft_id))

    def delete_dataset(self, dataset_id: str) -> None:
        """Delete a data set and all that was derived from it: drafts, runs, experiments, and files of jobs."""
        folder, sample = self.folder("dataset", dataset_id), self.dataset(dataset_id).sample
        for run in self.runs():
            if run.dataset_id == dataset_id:
                self.delete_run(run.id)
        for lab in self.labs():
            if lab.dataset_id == dataset_id:
                self.delete_lab(lab.id)
        for draft in self.drafts():
            if draft.dataset_id == dataset_id:
                self.delete_draft(draft.id)
        for job in self._jobs_of("dataset_id", dataset_id):
            self._stop_and_remove(job)
        remove_folder(folder)
        samples.note_removed(self.root, sample)

    def install_samples(self, folder: Path) -> None:
        """Make the shipped data sets and finished runs in ``folder`` visible here, but for those that were deleted."""
        samples.install(self, folder)

    def reset_samples(self, folder: Path) -> None:
        """As ``install_samples``, and bring deleted ones back."""
        samples.forget_removed(self.root)
        samples.install(self, folder)

    @staticmethod
    def samples(folder: Path) -> tuple[SampleInfo, ...]:
        """The samples that are shipped in ``folder``, by name."""
        return samples.shipped(folder)

    # ---- what is deleted by itself -----------------------------------------------------------------------------------

    def _keep_house(self) -> None:
        """At most once an hour: delete what is older than ``config().keep_days``, and what interrupted acts left."""
        mark, now = self.root / "housekeeping", time.time()
        if mark.exists() and now - mark.stat().st_mtime < _HOUSEKEEPING_EVERY:
            return
        with contextlib.suppress(OSError):  # on a full disk it is looked after more often, which may well help
            mark.touch()
        for kind in _KINDS:
            remove_leftovers(self._all(kind), older_than=now - _HOUSEKEEPING_EVERY)
        for upload in self.root.glob("incoming/*"):  # of a server that was stopped between receiving and reading
            if upload.stat().st_mtime < now - _HOUSEKEEPING_EVERY:
                upload.unlink(missing_ok=True)
        for job in self._job_folders():
            if job.stat().st_mtime < now - _JOBS_KEPT and not status_of(job).active:
                self._stop_and_remove(job)
        keep_days = config().keep_days
        if keep_days is not None:
            self._delete_older_than(now - keep_days * _DAY)

    def _delete_older_than(self, moment: float) -> None:
        works: list[RunInfo | LabInfo] = [*self.runs(), *self.labs()]
        active = {work.dataset_id for work in works if work.status.active}
        outdated: list[RunInfo | LabInfo | DatasetInfo] = [work for work in works if not work.status.active]
        outdated += [dataset for dataset in self.datasets() if dataset.id not in active]
        for item in outdated:
            if item.created >= moment:
                continue
            if isinstance(item, LabInfo):
                self.delete_lab(item.id)
            elif item.sample is not None:
                continue
            elif isinstance(item, RunInfo):
                self.delete_run(item.id)
            else:
                self.delete_dataset(item.id)

    def _job_folders(self) -> list[Path]:
        return [self._all("job") / id_ for id_ in self._ids("job")]

    def _jobs_of(self, field: str, id_: str) -> list[Path]:
        return [job for job in self._job_folders() if _job_data(job).get(field) == id_]

    def _stop_and_remove(self, folder: Path) -> None:
        processes.end(folder)
        remove_folder(folder)


def _job_data(folder: Path) -> dict[str, Any]:
    try:
        data = {**read_json(folder / JOB_FILE)}
    except (OSError, ValueError, TypeError):
        data = {}
    return {**data, **outcome(folder)}
