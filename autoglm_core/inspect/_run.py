"""A finished run as inspections see it: each part is loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Split, Target, TaskType
from autoglm_core.data import recipes
from autoglm_core.predict import ShippedModel
from autoglm_core.registry import plugin
from autoglm_core.result import Explanation, Floats, Judged, RunResult, TrialRecord, TrialState, choice_folder
from autoglm_core.search.work import WorkFolder
from autoglm_core.table import Table


@dataclass(frozen=True)
class InspectedRun:
    """See ``contracts.Inspected``. ``read_table`` gives the run's data with its recipe and roles, before the plan."""

    folder: Path
    choice: str
    result: RunResult
    read_table: Callable[[], Table] = field(repr=False)

    @property
    def _files(self) -> Path:
        return choice_folder(self.folder, self.choice)

    @cached_property
    def judged(self) -> Judged:
        return Judged.load(self._files / "judged.npz")

    @cached_property
    def explanation(self) -> Explanation | None:
        path = self._files / "explanation.npz"
        return Explanation.load(path) if path.exists() else None

    @cached_property
    def model(self) -> ShippedModel:
        return ShippedModel.load(self._files / "model")

    @cached_property
    def table(self) -> Table:
        spec = self.result.spec
        return recipes.for_spec(self.read_table(), spec.replaced(exclude=(), include_only=()))

    @cached_property
    def features(self) -> Table:
        return self._modelled.select(self.result.features)

    @cached_property
    def _modelled(self) -> Table:
        return recipes.for_spec(self.read_table(), self.result.spec)

    @cached_property
    def _target(self) -> Target:
        task: TaskType = plugin("tasks", self.result.task)
        return task.check(self._modelled.frame[self.result.target], self.result.spec)

    @cached_property
    def split(self) -> Split:
        task: TaskType = plugin("tasks", self.result.task)
        return task.split(self._modelled, self._target, self.result.spec)

    @property
    def y(self) -> npt.NDArray[Any]:
        return self._target.y

    # ---- the trials behind the model ---------------------------------------------------------------------------------

    @cached_property
    def _work(self) -> WorkFolder:
        return WorkFolder(self.folder)

    def kept_trials(self) -> tuple[TrialRecord, ...]:
        if not (self._work.folder / "meta.json").exists():
            return ()
        return tuple(
            record
            for record in self.result.leaderboard
            if record.state is TrialState.FINISHED
            and all(self._work.prediction_path(record.number, fold).exists() for fold in range(len(self._work.folds)))
        )

    def out_of_fold(self, number: int) -> Floats:
        inner = self._work.out_of_fold(number, tuple(range(len(self._work.folds))))
        every = np.full((len(self.y), *inner.shape[1:]), np.nan)
        every[self.split.train] = inner
        return every
