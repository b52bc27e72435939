"""Yes or no: a target with two classes, one of which is of interest."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.cells import as_text
from autoglm_core.contracts import Metric, Split, Target, TaskType
from autoglm_core.errors import TargetError
from autoglm_core.messages import Message
from autoglm_core.result import Floats
from autoglm_core.spec import TaskKind, TaskSpec, Wish
from autoglm_core.table import Table
from autoglm_core.tasks import _metrics as m
from autoglm_core.tasks._classes import check_classes, check_rows, natural_key, shown, shown_list
from autoglm_core.tasks._splits import split_rows

# Below this share of the class of interest the area under the ROC curve flatters: it counts the many easy others.
_RARE = 0.2
# These depend on a threshold, which is chosen after the search; see PRODUCT.md on recall and precision.
_THRESHOLDED = frozenset({"recall", "precision", "f1"})
_YES = ("yes", "y", "true", "t", "on", "positive", "pos", "是", "有", "对", "真", "阳性")
_NO = ("no", "n", "false", "f", "off", "negative", "neg", "否", "无", "没有", "不是", "错", "假", "阴性")
_ONE, _OTHER_THAN_ONE = "1", ("0", "-1")

_METRICS = (
    Metric("average_precision", True, "probability", m.AveragePrecision()),
    Metric("roc_auc", True, "probability", m.RocAuc()),
    Metric("f1", True, "label", m.FromConfusion(m.f1, m.rarest_class_rows)),
    Metric("precision", True, "label", m.FromConfusion(m.precision, m.chosen_rows)),
    Metric("recall", True, "label", m.FromConfusion(m.recall, m.positive_rows)),
    Metric("accuracy", True, "label", m.FromConfusion(m.accuracy, m.all_rows)),
    Metric("balanced_accuracy", True, "label", m.FromConfusion(m.balanced_accuracy, m.rarest_class_rows)),
    Metric("mcc", True, "label", m.FromConfusion(m.mcc, m.rarest_class_rows, worst=-1.0)),
    Metric("log_loss", False, "probability", m.RowMean(m.log_loss, best=0.0, worst=np.inf), proper=True),
    Metric("brier", False, "probability", m.RowMean(m.brier, best=0.0, worst=1.0), proper=True),
)


class BinaryTask(TaskType):
    """Predict which of two classes a row belongs to, and how likely.

    >>> from autoglm_core.spec import Budget
    >>> spec = TaskSpec(task="binary", target="churn", budget=Budget(trials=1))
    >>> BinaryTask().check(pd.Series(["no", "yes", "no"]), spec).classes
    ('no', 'yes')
    """

    name = "binary"
    kind = TaskKind.BINARY

    def check(self, target: pd.Series, spec: TaskSpec) -> Target:
        name = str(spec.target)
        check_rows(target, name)
        texts = as_text(target)
        counts = texts.value_counts()
        if len(counts) != 2:
            check_classes(counts, name)
            examples = shown_list(sorted(counts.index, key=natural_key))
            raise TargetError("error-target-not-two-classes", column=name, classes=len(counts), examples=examples)
        positive = _positive(counts, spec)
        other = next(text for text in counts.index if text != positive)
        warnings = [
            Message("tasks-single-row-class", {"classes": [shown(text)], "column": name})
            for text in (other, positive)
            if counts[text] == 1
        ]
        y = (texts == positive).to_numpy().astype(np.int64)
        return Target(y=y, classes=(other, positive), warnings=tuple(warnings))

    def split(self, table: Table, target: Target, spec: TaskSpec) -> Split:
        return split_rows(table, target.y, spec, classes=2)

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return _METRICS

    def default_metric(self, target: Target, spec: TaskSpec) -> tuple[Metric, Message]:
        ranking = m.find_metric(self, "average_precision")
        if spec.metric is not None:
            asked = m.find_metric(self, spec.metric)
            if asked.name in _THRESHOLDED:
                return ranking, Message("metric-reason-thresholded", {"metric": m.metric_label(asked)})
            # A wish for few misses or few false alarms names no measure: then the reason is the wish.
            if asked.name != ranking.name or spec.threshold.wish is Wish.BALANCED:
                return asked, Message("metric-reason-asked")
        positive = shown(target.classes[1])
        if spec.threshold.wish is not Wish.BALANCED:
            return ranking, Message("metric-reason-wish", {"positive": positive})
        share = float(target.y.mean())
        percent = f"{share * 100:.2g}" if share < 0.1 else f"{share * 100:.0f}"
        if share < _RARE:
            return ranking, Message("metric-reason-rare", {"positive": positive, "percent": percent})
        return m.find_metric(self, "roc_auc"), Message(
            "metric-reason-ranking", {"positive": positive, "percent": percent}
        )

    def baseline(self, y_train: npt.NDArray[Any], rows: int, classes: int) -> Floats:
        return m.class_shares(y_train, rows, classes)


def _positive(counts: pd.Series, spec: TaskSpec) -> str:
    """The class of interest: the one asked for, else the one that says yes, else the rarer."""
    classes = sorted(counts.index, key=natural_key)
    if spec.positive is not None:
        wanted = _plain(spec.positive)
        exact = [text for text in classes if text == spec.positive]
        found = exact or [text for text in classes if _plain(text) == wanted]
        if not found:
            raise TargetError(
                "error-target-positive-unknown",
                column=str(spec.target),
                positive=shown(spec.positive),
                classes=shown_list(classes),
            )
        return str(found[0])
    plain = [_plain(text) for text in classes]
    for first, second in ((0, 1), (1, 0)):
        says_yes = plain[first] in _YES or (plain[first] == _ONE and plain[second] in _OTHER_THAN_ONE)
        if (says_yes and plain[second] not in _YES) or (plain[second] in _NO and plain[first] not in _NO):
            return str(classes[first])
    return str(min(reversed(classes), key=lambda text: counts[text]))


def _plain(text: str) -> str:
    """A class's text without what is told apart by accident: case, blanks, and 1 against 1.0."""
    bare = text.strip().casefold()
    try:
        return f"{float(bare):g}"
    except ValueError:
        return bare
