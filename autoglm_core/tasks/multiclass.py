"""One of several: a target with three or more classes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.cells import as_text
from autoglm_core.contracts import Metric, Split, Target, TaskType
from autoglm_core.messages import Message
from autoglm_core.result import Floats
from autoglm_core.spec import TaskKind, TaskSpec
from autoglm_core.table import Table
from autoglm_core.tasks import _metrics as m
from autoglm_core.tasks._classes import check_classes, check_rows, natural_key, shown_list
from autoglm_core.tasks._splits import split_rows

_METRICS = (
    Metric("log_loss", False, "probability", m.RowMean(m.log_loss, best=0.0, worst=np.inf), proper=True),
    Metric("accuracy", True, "label", m.FromConfusion(m.accuracy, m.all_rows)),
    Metric("balanced_accuracy", True, "label", m.FromConfusion(m.balanced_accuracy, m.rarest_class_rows)),
    Metric("f1_macro", True, "label", m.FromConfusion(m.f1_macro, m.rarest_class_rows)),
    Metric("roc_auc", True, "probability", m.OneVsRestAuc()),
    Metric("mcc", True, "label", m.FromConfusion(m.mcc, m.outside_commonest_class, worst=-1.0)),
)


class MulticlassTask(TaskType):
    """Predict which of several classes a row belongs to, and how likely each is."""

    name = "multiclass"
    kind = TaskKind.MULTICLASS

    def check(self, target: pd.Series, spec: TaskSpec) -> Target:
        name = str(spec.target)
        check_rows(target, name)
        texts = as_text(target)
        counts = texts.value_counts()
        check_classes(counts, name)
        classes = tuple(sorted(counts.index, key=natural_key))
        warnings: tuple[Message, ...] = ()
        single = [text for text in classes if counts[text] == 1]
        if single:
            warnings = (Message("tasks-single-row-class", {"classes": shown_list(single), "column": name}),)
        position = {text: at for at, text in enumerate(classes)}
        return Target(y=texts.map(position).to_numpy(dtype=np.int64), classes=classes, warnings=warnings)

    def split(self, table: Table, target: Target, spec: TaskSpec) -> Split:
        return split_rows(table, target.y, spec, classes=len(target.classes))

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return _METRICS

    def default_metric(self, target: Target, spec: TaskSpec) -> tuple[Metric, Message]:
        if spec.metric is not None:
            return m.find_metric(self, spec.metric), Message("metric-reason-asked")
        return m.find_metric(self, "log_loss"), Message("metric-reason-classes", {"classes": len(target.classes)})

    def baseline(self, y_train: npt.NDArray[Any], rows: int, classes: int) -> Floats:
        return m.class_shares(y_train, rows, classes)
