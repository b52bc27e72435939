"""A finished run that an inspection can be given: any columns, and the errors that the test wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from autoglm_core.contracts import Split
from autoglm_core.data.roles import detect_roles
from autoglm_core.result import Judged, RunResult
from autoglm_core.spec import TaskKind
from autoglm_core.table import Table
from tests.finished_runs import finished_run


@dataclass(frozen=True)
class Given:
    """What ``contracts.Inspected`` promises, as far as these tests need it."""

    folder: Path
    choice: str
    result: RunResult
    judged: Judged
    table: Table

    @property
    def features(self) -> Table:
        return self.table.select(self.result.features)

    @property
    def y(self) -> Any:
        return self.judged.y

    @property
    def split(self) -> Split:
        rows = np.arange(len(self.judged.y))
        folds = tuple((np.setdiff1d(rows, rows[fold::5]), rows[fold::5]) for fold in range(5))
        return Split(rows, np.array([], dtype=np.int64), folds)

    def kept_trials(self) -> tuple[Any, ...]:
        return ()

    explanation = None
    model: Any = None

    def out_of_fold(self, number: int) -> Any:
        raise AssertionError("no predictions are kept")


def given(frame: pd.DataFrame, error: np.ndarray, folder: Path, task: TaskKind) -> Given:
    """A run that is wrong (binary) or off (regression) in each row of ``frame`` by ``error``."""
    if task is TaskKind.BINARY:
        y = np.arange(len(frame)) % 2
        called = np.where(error == 1, 1 - y, y)
        judged = Judged(y, np.eye(2)[called] * 0.8 + 0.1, np.arange(len(frame)), called)
    else:
        judged = Judged(np.zeros(len(frame)), np.asarray(error, dtype=float), np.arange(len(frame)))
    return of(frame, judged, folder, task)


def of(frame: pd.DataFrame, judged: Judged, folder: Path, task: TaskKind, **changes: Any) -> Given:
    """A run with the columns of ``frame``, all of them given to the model, judged as ``judged``."""
    run = finished_run(folder / "run", task)
    columns = tuple(frame.columns)
    importance = dict.fromkeys(columns, 1.0)
    result = replace(run.result, features=columns, importance=importance, rows_train=len(frame), **changes)
    return Given(run.folder, "accurate", result, judged, Table(frame, detect_roles(frame)))
