"""Experiments of the Lab page: the list of them, what is in the folder of one, and what each family added to a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autoglm_core.errors import JobError
from autoglm_core.experiment import FamilyShares, LabResult, LabSpec
from autoglm_core.recipe import Recipe
from autoglm_core.store.files import read_json
from autoglm_core.store.folders import LAB_FILE
from autoglm_core.store.lifecycle import EVENTS, Lifecycle, status_of
from autoglm_core.store.runs import RESULT, SPEC, Runs
from autoglm_core.store.values import LabInfo
from autoglm_core.table import Table

FAMILIES = "families.json"  # in the folder of a run


class Labs(Runs):
    """The experiments of a workspace."""

    def labs(self) -> tuple[LabInfo, ...]:
        """All of them, newest first."""
        return tuple(self._lab_info(summary) for summary in self._listed("lab", (LAB_FILE, SPEC, EVENTS), _summary))

    def lab(self, lab_id: str) -> LabInfo:
        """Raises JobError where there is no such experiment."""
        return self._lab_info(_summary(self.folder("lab", lab_id)))

    def lab_result(self, lab_id: str) -> LabResult:
        """Raises JobError where the experiment has none: it is not finished."""
        path = self.folder("lab", lab_id) / RESULT
        if not path.exists():
            raise JobError("error-job-not-finished")
        return LabResult.from_json(read_json(path))

    def lab_table(self, lab_id: str) -> Table:
        """The experiment's data with the recipe and roles that were frozen when it started."""
        folder = self.folder("lab", lab_id)
        data = read_json(folder / LAB_FILE)
        roles = LabSpec.model_validate(read_json(folder / SPEC)).spec.roles
        return self._table(data["dataset_id"], Recipe.from_json(data["recipe"]), roles)

    def family_shares(self, run_id: str) -> FamilyShares | None:
        """What each family added to a run, or None where it has not been worked out: see ``start_families``."""
        path = self.folder("run", run_id) / FAMILIES
        return FamilyShares.from_json(read_json(path)) if path.exists() else None

    def _lab_info(self, summary: Mapping[str, Any]) -> LabInfo:
        folder = self._all("lab") / summary["id"]
        lifecycle = Lifecycle.from_json(summary["lifecycle"])
        return LabInfo(
            **{name: summary[name] for name in ("id", "name", "dataset_id", "created")},
            status=status_of(folder, lifecycle),
            started=lifecycle.started,
            ended=lifecycle.ended,
            spec=LabSpec.model_validate(summary["spec"]),
            folder=folder,
        )


def _summary(folder: Path) -> dict[str, Any]:
    data = read_json(folder / LAB_FILE)
    return {
        **{name: data[name] for name in ("id", "name", "dataset_id", "created")},
        "spec": read_json(folder / SPEC),
        "lifecycle": Lifecycle.of(folder).to_json(),
    }
