"""How much: a target that is a number."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Metric, Split, Target, TaskType
from autoglm_core.errors import SpecError, TargetError
from autoglm_core.messages import Message
from autoglm_core.result import Floats, Ints
from autoglm_core.spec import TaskKind, TaskSpec
from autoglm_core.table import Table
from autoglm_core.tasks import _metrics as m
from autoglm_core.tasks._classes import check_rows, shown
from autoglm_core.tasks._splits import split_rows

_MOST_BINS = 10

_METRICS = (
    Metric("rmse", False, "value", m.RowMean(m.squared_error, best=0.0, worst=np.inf, root=True)),
    Metric("mae", False, "value", m.RowMean(m.absolute_error, best=0.0, worst=np.inf)),
    Metric("r2", True, "value", m.RSquared()),
    Metric("median_absolute_error", False, "value", m.MedianAbsoluteError()),
    Metric("mape", False, "value", m.RowMean(m.percentage_error, best=0.0, worst=np.inf)),
    Metric("rmsle", False, "value", m.RowMean(m.squared_log_error, best=0.0, worst=np.inf, root=True)),
)


class RegressionTask(TaskType):
    """Predict a number. ``mape`` is NaN where every true value is zero, ``rmsle`` where one is negative."""

    name = "regression"
    kind = TaskKind.REGRESSION

    def check(self, target: pd.Series, spec: TaskSpec) -> Target:
        name = str(spec.target)
        check_rows(target, name)
        is_moment = pd.api.types.is_datetime64_any_dtype(target)
        numbers = None if is_moment else pd.to_numeric(target, errors="coerce")
        if numbers is None or numbers.isna().any():
            example = target.iloc[0] if numbers is None else target[numbers.isna()].iloc[0]
            raise TargetError("error-target-text", column=name, example=shown(str(example)))
        y = numbers.to_numpy(dtype=np.float64)
        infinite = int(np.sum(~np.isfinite(y)))
        if infinite:
            raise TargetError("error-target-not-finite", column=name, rows=infinite)
        if np.all(y == y[0]):
            raise TargetError("error-target-constant", column=name, value=f"{y[0]:g}")
        return Target(y=y, classes=())

    def split(self, table: Table, target: Target, spec: TaskSpec) -> Split:
        return split_rows(table, _bins(target.y, spec.validation.folds), spec, classes=0)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return _METRICS

    def default_metric(self, target: Target, spec: TaskSpec) -> tuple[Metric, Message]:
        if spec.metric is None:
            return m.find_metric(self, "rmse"), Message("metric-reason-errors")
        metric = m.find_metric(self, spec.metric)
        # The guess of the mean tells whether the metric can be had on this target at all.
        if not np.isfinite(metric.score(target.y, self.baseline(target.y, len(target.y), 0))):
            raise SpecError("error-metric-unsuited", metric=m.metric_label(metric), column=str(spec.target))
        return metric, Message("metric-reason-asked")

    def baseline(self, y_train: npt.NDArray[Any], rows: int, classes: int) -> Floats:  # noqa: ARG002 -- of the contract
        return np.full(rows, float(np.mean(y_train)))


def _bins(y: Floats, folds: int) -> Ints:
    """Quantile bins of the target, each large enough to reach every fold twice."""
    bins = max(1, min(_MOST_BINS, len(y) // (2 * folds)))
    rank = np.empty(len(y), dtype=np.int64)
    rank[np.argsort(y, kind="stable")] = np.arange(len(y))
    return rank * bins // len(y)
