"""The metrics of all task types, each able to score many bootstrap resamples of the rows at once.

A metric's function is called as ``function(y, prediction)`` (or ``(y, labels)``, see ``contracts.Metric``). Beside that
it offers ``resampled(y, prediction, counts)``, where ``counts`` (resamples, rows) says how often each row was drawn,
the range ``worst`` to ``best``, and ``evidence(y, prediction)``: the number of rows that the score really rests on.
Intervals build on these; a plug-in's plain function works as well, only slower.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Metric, TaskType
from autoglm_core.errors import SpecError
from autoglm_core.messages import Message
from autoglm_core.result import Floats

Array = npt.NDArray[Any]

# What people call a metric in other libraries. The names on the right are those of ``TaskType.metrics``.
_ALIASES = {
    "auc": "roc_auc",
    "roc": "roc_auc",
    "roc_auc_ovr_weighted": "roc_auc",
    "ap": "average_precision",
    "pr_auc": "average_precision",
    "logloss": "log_loss",
    "cross_entropy": "log_loss",
    "brier_score": "brier",
    "balanced_acc": "balanced_accuracy",
    "acc": "accuracy",
    "f1_score": "f1",
    "macro_f1": "f1_macro",
    "root_mean_squared_error": "rmse",
    "mean_absolute_error": "mae",
    "mean_absolute_percentage_error": "mape",
}


def find_metric(task: TaskType, name: str) -> Metric:
    """The metric of ``task`` called ``name``; case, blanks and hyphens do not matter, nor do common other names.

    Raises SpecError where the task has no such metric.
    """
    wanted = name.strip().lower().replace("-", "_").replace(" ", "_")
    known = {metric.name: metric for metric in task.metrics}
    for candidate in (wanted, _ALIASES.get(wanted, wanted), f"{_ALIASES.get(wanted, wanted)}_macro"):
        if candidate in known:
            return known[candidate]
    raise SpecError("error-metric-unknown", metric=name, known=list(known))


def metric_label(metric: Metric) -> Message:
    """The metric's name as people read it."""
    return Message(f"metric-{metric.name}".replace("_", "-"))


def class_shares(y_train: Array, rows: int, classes: int) -> Floats:
    """The guess without a model: each class as likely as it is in the training rows; (rows, classes)."""
    shares = np.bincount(y_train.astype(np.int64), minlength=classes) / max(1, len(y_train))
    return np.tile(shares, (rows, 1))


# ---- means over rows -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowMean:
    """The mean over rows of ``loss(y, prediction)`` (rows,), or its root. Rows whose loss is NaN are left out."""

    loss: Callable[[Array, Array], Floats]
    best: float
    worst: float
    root: bool = False

    def __call__(self, y: Array, prediction: Array) -> float:
        loss = self.loss(y, prediction)
        loss = loss[~np.isnan(loss)]
        if not loss.size:
            return math.nan
        mean = float(loss.mean())
        return math.sqrt(mean) if self.root else mean

    def resampled(self, y: Array, prediction: Array, counts: Floats) -> Floats:
        loss = self.loss(y, prediction)
        known = ~np.isnan(loss)
        weight = counts[:, known]
        mean = _ratio(weight @ loss[known], weight.sum(axis=1), otherwise=math.nan)
        return np.sqrt(mean) if self.root else mean

    def evidence(self, y: Array, prediction: Array) -> int:
        return int(np.sum(~np.isnan(self.loss(y, prediction))))


def absolute_error(y: Array, prediction: Array) -> Floats:
    error: Floats = np.abs(y - prediction)
    return error


def squared_error(y: Array, prediction: Array) -> Floats:
    error: Floats = np.square(y - prediction)
    return error


def percentage_error(y: Array, prediction: Array) -> Floats:
    """Relative to the true value; NaN where that is zero, as no percentage of zero makes sense."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(y == 0, math.nan, np.abs(y - prediction) / np.abs(y))


def squared_log_error(y: Array, prediction: Array) -> Floats:
    """All NaN where a true value is negative: the metric does not suit such a target."""
    if np.any(y < 0):
        return np.full(len(y), math.nan)
    error: Floats = np.square(np.log1p(y) - np.log1p(np.maximum(prediction, 0.0)))
    return error


def log_loss(y: Array, prediction: Array) -> Floats:
    """Of each row, with probabilities kept off 0 and 1 so that one confident mistake does not cost infinity."""
    probability = np.asarray(prediction, dtype=np.float64)[np.arange(len(y)), y.astype(np.int64)]
    return -np.log(np.clip(probability, 1e-15, 1.0))


def brier(y: Array, prediction: Array) -> Floats:
    error: Floats = np.square(prediction[:, 1] - y)
    return error


@dataclass(frozen=True)
class RSquared:
    """The share of the target's variance that is explained; 1 or 0 where the target does not vary."""

    best: float = 1.0
    worst: float = -math.inf

    def __call__(self, y: Array, prediction: Array) -> float:
        return float(self.resampled(y, prediction, np.ones((1, len(y))))[0])

    def resampled(self, y: Array, prediction: Array, counts: Floats) -> Floats:
        centred = y - y.mean()  # so that the difference of sums below loses no digits
        rows = counts.sum(axis=1)
        residual = counts @ np.square(y - prediction)
        total = counts @ np.square(centred) - np.square(counts @ centred) / rows
        total = np.maximum(total, 0.0)
        varies = total > 1e-12 * max(float(np.sum(np.square(centred))), 1e-300)
        flat = np.where(residual <= 0, 1.0, 0.0)
        return np.where(varies, 1.0 - residual / np.where(varies, total, 1.0), flat)

    def evidence(self, y: Array, _: Array) -> int:
        return len(y)


@dataclass(frozen=True)
class MedianAbsoluteError:
    best: float = 0.0
    worst: float = math.inf

    def __call__(self, y: Array, prediction: Array) -> float:
        return float(np.median(absolute_error(y, prediction)))

    def resampled(self, y: Array, prediction: Array, counts: Floats) -> Floats:
        error = absolute_error(y, prediction)
        order = np.argsort(error, kind="stable")
        error = error[order]
        reached = np.cumsum(counts[:, order], axis=1)
        rows = reached[:, -1]
        lower = np.argmax(reached > ((rows - 1) // 2)[:, None], axis=1)
        upper = np.argmax(reached > (rows // 2)[:, None], axis=1)
        middle: Floats = (error[lower] + error[upper]) / 2
        return middle

    def evidence(self, y: Array, _: Array) -> int:
        return len(y)


# ---- what a confusion matrix tells -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class FromConfusion:
    """A function of the confusion matrix: ``score`` maps (..., classes true, classes chosen) to (...)."""

    score: Callable[[Floats], Floats]
    rests_on: Callable[[Array, Array], int]
    best: float = 1.0
    worst: float = 0.0

    def __call__(self, y: Array, labels: Array) -> float:
        return float(self.resampled(y, labels, np.ones((1, len(y))))[0])

    def resampled(self, y: Array, labels: Array, counts: Floats) -> Floats:
        classes = max(2, int(max(y.max(initial=0), labels.max(initial=0))) + 1)
        cell = y.astype(np.int64) * classes + labels.astype(np.int64)
        order = np.argsort(cell, kind="stable")
        present, start = np.unique(cell[order], return_index=True)
        confusion = np.zeros((len(counts), classes * classes))
        if len(cell):
            confusion[:, present] = np.add.reduceat(counts[:, order], start, axis=1)
        return self.score(confusion.reshape(len(counts), classes, classes))

    def evidence(self, y: Array, labels: Array) -> int:
        return self.rests_on(y, labels)


def accuracy(confusion: Floats) -> Floats:
    return _ratio(_diagonal(confusion).sum(axis=-1), confusion.sum(axis=(-2, -1)))


def balanced_accuracy(confusion: Floats) -> Floats:
    """The mean recall over the classes that occur."""
    support = confusion.sum(axis=-1)
    recall = _ratio(_diagonal(confusion), support)
    return _ratio(recall.sum(axis=-1), (support > 0).sum(axis=-1))


def precision(confusion: Floats) -> Floats:
    return _ratio(confusion[..., 1, 1], confusion[..., :, 1].sum(axis=-1))


def recall(confusion: Floats) -> Floats:
    return _ratio(confusion[..., 1, 1], confusion[..., 1, :].sum(axis=-1))


def f1(confusion: Floats) -> Floats:
    return _f1_per_class(confusion)[..., 1]


def f1_macro(confusion: Floats) -> Floats:
    """The mean F1 over the classes that occur or were chosen."""
    seen = (confusion.sum(axis=-1) + confusion.sum(axis=-2)) > 0
    return _ratio(_f1_per_class(confusion).sum(axis=-1), seen.sum(axis=-1))


def mcc(confusion: Floats) -> Floats:
    """Matthews' correlation coefficient, for any number of classes (Gorodkin 2004); 0 where one class stands alone."""
    true, chosen = confusion.sum(axis=-1), confusion.sum(axis=-2)
    rows = true.sum(axis=-1)
    covariance = _diagonal(confusion).sum(axis=-1) * rows - (true * chosen).sum(axis=-1)
    spread = (rows**2 - (true**2).sum(axis=-1)) * (rows**2 - (chosen**2).sum(axis=-1))
    return _ratio(covariance, np.sqrt(np.maximum(spread, 0.0)))


def _f1_per_class(confusion: Floats) -> Floats:
    return _ratio(2 * _diagonal(confusion), confusion.sum(axis=-1) + confusion.sum(axis=-2))


def _diagonal(confusion: Floats) -> Floats:
    return np.diagonal(confusion, axis1=-2, axis2=-1)


def _ratio(top: Array, bottom: Array, *, otherwise: float = 0.0) -> Floats:
    result: Floats = np.full(np.broadcast(top, bottom).shape, otherwise)
    np.divide(top, bottom, out=result, where=np.asarray(bottom) != 0)
    return result


def all_rows(y: Array, _: Array) -> int:
    return len(y)


def rarest_class_rows(y: Array, _: Array) -> int:
    """Rows of the rarest class that occurs; none where one class stands alone."""
    counts = np.bincount(y.astype(np.int64))
    counts = counts[counts > 0]
    return int(counts.min()) if len(counts) > 1 else 0


def positive_rows(y: Array, _: Array) -> int:
    return int(np.sum(y == 1))


def chosen_rows(_: Array, labels: Array) -> int:
    return int(np.sum(labels == 1))


def outside_commonest_class(y: Array, _: Array) -> int:
    return int(len(y) - np.bincount(y.astype(np.int64)).max(initial=0))


# ---- ranking ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ranking:
    """Rows ordered from the lowest to the highest score, those of equal score in one group."""

    order: Array
    start: Array  # of each group, in the order
    positive: Array  # whether a row in the order is of the class in question

    @classmethod
    def of(cls, positive: Array, score: Array) -> _Ranking:
        order = np.argsort(score)
        ordered = score[order]
        start = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        return cls(order, start, positive[order].astype(np.float64))

    def weights(self, counts: Floats) -> tuple[Floats, Floats]:
        """Drawn rows in each group: (resamples, groups) of the class, and of the others."""
        ordered = counts[:, self.order]
        of_class = ordered * self.positive
        if len(self.start) < len(self.order):
            ordered = np.add.reduceat(ordered, self.start, axis=1)
            of_class = np.add.reduceat(of_class, self.start, axis=1)
        return of_class, ordered - of_class


def _auc(positive: Array, score: Array) -> float:
    """As ``_resampled_auc`` with each row once, in a fraction of the time: ensembles and folds are scored by this."""
    inside, outside = np.sort(score[positive]), np.sort(score[~positive])
    if not len(inside) or not len(outside):
        return 0.5
    below = np.searchsorted(outside, inside, side="left").sum() + np.searchsorted(outside, inside, side="right").sum()
    return float(below) / 2 / (len(inside) * len(outside))


def _resampled_auc(positive: Array, score: Array, counts: Floats) -> Floats:
    of_class, others = _Ranking.of(positive, score).weights(counts)
    below = np.cumsum(others, axis=1) - others / 2
    pairs = of_class.sum(axis=1) * others.sum(axis=1)
    return _ratio((of_class * below).sum(axis=1), pairs, otherwise=0.5)


@dataclass(frozen=True)
class RocAuc:
    """The chance that a positive row is ranked above another one (ties count half); 0.5 where one class is missing."""

    best: float = 1.0
    worst: float = 0.0

    def __call__(self, y: Array, prediction: Array) -> float:
        return _auc(y == 1, prediction[:, 1])

    def resampled(self, y: Array, prediction: Array, counts: Floats) -> Floats:
        return _resampled_auc(y == 1, prediction[:, 1], counts)

    def evidence(self, y: Array, prediction: Array) -> int:
        return rarest_class_rows(y, prediction)


@dataclass(frozen=True)
class OneVsRestAuc:
    """The AUC of each class against all others, weighted by how often the class occurs."""

    best: float = 1.0
    worst: float = 0.0

    def __call__(self, y: Array, prediction: Array) -> float:
        weights = np.bincount(y.astype(np.int64), minlength=prediction.shape[1])
        present = [k for k in range(prediction.shape[1]) if 0 < weights[k] < len(y)]
        if not present:
            return 0.5
        scores = [_auc(y == k, prediction[:, k]) for k in present]
        return float(np.average(scores, weights=weights[present]))

    def resampled(self, y: Array, prediction: Array, counts: Floats) -> Floats:
        total, weight = np.zeros(len(counts)), np.zeros(len(counts))
        rows = counts.sum(axis=1)
        for k in range(prediction.shape[1]):
            drawn = counts[:, y == k].sum(axis=1)
            drawn = np.where(drawn < rows, drawn, 0.0)
            if drawn.any():
                total += drawn * _resampled_auc(y == k, prediction[:, k], counts)
                weight += drawn
        return _ratio(total, weight, otherwise=0.5)

    def evidence(self, y: Array, prediction: Array) -> int:
        # Weighted by class size, the score does not rest on the rarest class.
        return outside_commonest_class(y, prediction)


@dataclass(frozen=True)
class AveragePrecision:
    """Precision averaged over recall, the steps of the precision-recall curve; the share of positives is chance."""

    best: float = 1.0
    worst: float = 0.0

    def __call__(self, y: Array, prediction: Array) -> float:
        # The mean, over the positive rows, of the precision at the threshold that just reaches the row.
        positive, score = y == 1, prediction[:, 1]
        inside, outside = np.sort(score[positive]), np.sort(score[~positive])
        if not len(inside):
            return 0.0
        hits = len(inside) - np.searchsorted(inside, inside, side="left")
        false_alarms = len(outside) - np.searchsorted(outside, inside, side="left")
        return float(np.mean(hits / (hits + false_alarms)))

    def resampled(self, y: Array, prediction: Array, counts: Floats) -> Floats:
        of_class, others = _Ranking.of(y == 1, -prediction[:, 1]).weights(counts)
        hits = np.cumsum(of_class, axis=1)
        share = _ratio(hits, hits + np.cumsum(others, axis=1))
        return _ratio((of_class * share).sum(axis=1), hits[:, -1])

    def evidence(self, y: Array, prediction: Array) -> int:
        return positive_rows(y, prediction)
