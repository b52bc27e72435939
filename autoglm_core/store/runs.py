"""Runs: the list of them, and what is in the folder of one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autoglm_core.errors import JobError
from autoglm_core.messages import Message
from autoglm_core.recipe import Recipe
from autoglm_core.result import Explanation, Judged, MeasuredOn, RunResult, Score, choice_folder
from autoglm_core.spec import TaskSpec
from autoglm_core.store.drafts import Drafts
from autoglm_core.store.files import locked, read_json, write_json
from autoglm_core.store.folders import RUN_FILE, shown_name
from autoglm_core.store.lifecycle import EVENTS, Lifecycle, status_of
from autoglm_core.store.values import RunInfo
from autoglm_core.table import Table

SPEC, RESULT, MANIFEST = "spec.json", "result.json", "manifest.json"


class Runs(Drafts):
    """The runs of a workspace."""

    def runs(self) -> tuple[RunInfo, ...]:
        """All of them, newest first."""
        listed = self._listed("run", (RUN_FILE, SPEC, EVENTS, RESULT), _summary)
        return tuple(self._run_info(summary) for summary in listed)

    def run(self, run_id: str) -> RunInfo:
        """Raises JobError where there is no such run."""
        return self._run_info(_summary(self.folder("run", run_id)))

    def result(self, run_id: str, choice: str = "accurate") -> RunResult:
        """Of the run's most accurate model or of another ``choice``. Raises JobError where there is none."""
        return RunResult.from_json(read_json(self._finished(run_id, RESULT, choice)))

    def judged(self, run_id: str, choice: str = "accurate") -> Judged:
        """The rows that the scores come from. Raises JobError where the run is not finished."""
        return Judged.load(self._finished(run_id, "judged.npz", choice))

    def explanation(self, run_id: str, choice: str = "accurate") -> Explanation | None:
        """SHAP values of the shipped model, or None where it has none. Raises JobError where it is not finished."""
        path = self._finished(run_id, RESULT, choice).with_name("explanation.npz")
        return Explanation.load(path) if path.exists() else None

    def manifest(self, run_id: str) -> dict[str, Any]:
        """How the run was made: data hash, recipe, specification, versions."""
        data: dict[str, Any] = read_json(self.folder("run", run_id) / MANIFEST)
        return data

    def rename_run(self, run_id: str, name: str) -> None:
        folder = self.folder("run", run_id)
        with locked(folder):
            write_json(folder / RUN_FILE, {**read_json(folder / RUN_FILE), "name": shown_name(name)})

    def run_table(self, run_id: str) -> Table:
        """The run's data with the recipe and roles that were frozen when it started."""
        folder = self.folder("run", run_id)
        data = read_json(folder / RUN_FILE)
        spec = TaskSpec.model_validate(read_json(folder / SPEC))
        return self._table(data["dataset_id"], Recipe.from_json(data["recipe"]), spec.roles)

    def _finished(self, run_id: str, name: str, choice: str) -> Path:
        path = choice_folder(self.folder("run", run_id), choice) / name
        if not path.exists():
            raise JobError("error-job-not-finished")
        return path

    def _run_info(self, summary: Mapping[str, Any]) -> RunInfo:
        folder = self._all("run") / summary["id"]
        lifecycle = Lifecycle.from_json(summary["lifecycle"])
        headline, sentence = summary["headline"], summary["sentence"]
        return RunInfo(
            id=summary["id"],
            name=summary["name"],
            dataset_id=summary["dataset_id"],
            draft_id=summary["draft_id"],
            kind=summary["kind"],
            status=status_of(folder, lifecycle),
            created=summary["created"],
            started=lifecycle.started,
            ended=lifecycle.ended,
            spec=TaskSpec.model_validate(summary["spec"]),
            headline=Score(**{**headline, "measured_on": MeasuredOn(headline["measured_on"])}) if headline else None,
            sentence=Message.from_json(sentence) if sentence else None,
            best_model=summary["best_model"],
            sample=summary["sample"],
            folder=folder,
        )


def _summary(folder: Path) -> dict[str, Any]:
    """What a list shows of a run, but for its status, which also depends on a process."""
    data = read_json(folder / RUN_FILE)
    path = folder / RESULT
    result = read_json(path) if path.exists() else {"headline": None, "sentence": None, "best_model": None}
    kept = ("id", "name", "dataset_id", "draft_id", "kind", "created", "sample")
    return {
        **{name: data[name] for name in kept},
        "spec": read_json(folder / SPEC),
        "lifecycle": Lifecycle.of(folder).to_json(),
        **{name: result[name] for name in ("headline", "sentence", "best_model")},
    }
