"""Where to draw the line between the two classes, so that it suits the wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.result import Floats, Ints
from autoglm_core.spec import Threshold, Wish, usual_floor

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Counts:
    """Rows by what they are and what they were called. An alarm is a row called positive."""

    hits: int
    false_alarms: int
    misses: int
    passed: int  # others that were left alone

    @classmethod
    def of(cls, y: Array, labels: Array) -> Counts:
        """``y`` and ``labels``: (rows,) 1 for the positive class, 0 for the other.

        >>> Counts.of(np.array([1, 1, 0]), np.array([1, 0, 1]))
        Counts(hits=1, false_alarms=1, misses=1, passed=0)
        """
        positive, alarm = y == 1, labels == 1
        return cls(
            hits=int(np.sum(positive & alarm)),
            false_alarms=int(np.sum(~positive & alarm)),
            misses=int(np.sum(positive & ~alarm)),
            passed=int(np.sum(~positive & ~alarm)),
        )

    @property
    def positives(self) -> int:
        return self.hits + self.misses

    @property
    def alarms(self) -> int:
        return self.hits + self.false_alarms


def floor_of(threshold: Threshold, positive_share: float) -> float:
    """The floor under the side that the wish does not ask for: the one given, else the one that suits the share."""
    given = threshold.floor if threshold.floor is not None else usual_floor(threshold.wish, positive_share)
    return given or 0.0


def best_threshold(y: Array, probability: Floats, threshold: Threshold) -> float:
    """The threshold that serves the wish best: a row is called positive from this probability on.

    y: (rows,) 1 for the positive class; probability: (rows,) of the positive class. BALANCED maximises F1, averaged
    over both classes so that calling everyone positive never wins; FIND_ALL the recall while precision keeps its floor;
    BE_SURE the precision while recall keeps its. Where no threshold keeps the floor, the best compromise (F2 or F0.5,
    van Rijsbergen 1979). The result lies midway between two neighbouring probabilities; 0.5 where one class is missing.

    >>> best_threshold(np.array([0, 0, 1, 1]), np.array([0.1, 0.3, 0.7, 0.9]), Threshold())
    0.5
    """
    positives = int(np.sum(y == 1))
    if positives in (0, len(y)):
        return 0.5
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order].astype(np.float64)
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))  # of rows with equal probability
    hits = np.cumsum(y[order] == 1)[last].astype(np.float64)
    alarms = last + 1.0
    precision, recall = hits / alarms, hits / positives
    floor = floor_of(threshold, positives / len(y))
    if threshold.wish is Wish.BALANCED:
        chosen = _first_best(_macro_f1(hits, alarms, positives, len(y)), precision)
    elif threshold.wish is Wish.FIND_ALL:
        kept = precision >= floor
        chosen = (
            _first_best(np.where(kept, recall, -1.0), precision) if kept.any() else _compromise(precision, recall, 2)
        )
    else:
        kept = recall >= floor
        chosen = (
            _first_best(np.where(kept, precision, -1.0), recall) if kept.any() else _compromise(precision, recall, 0.5)
        )
    below = ordered[last[chosen] + 1] if last[chosen] + 1 < len(ordered) else 0.0
    # In float64 the midpoint of two neighbours may round to the lower one, which would be called positive as well.
    return float(max((ordered[last[chosen]] + below) / 2, np.nextafter(below, 1.0)))


def cross_fitted_labels(
    y: Array, probability: Floats, fold_of_row: Ints, threshold: Threshold
) -> npt.NDArray[np.int64]:
    """Class positions (rows,), each fold's by the threshold that is best on the other folds.

    So the rows that judge a threshold had no part in choosing it. fold_of_row: (rows,) the fold that judged each row.
    """
    labels = np.zeros(len(y), dtype=np.int64)
    for fold in np.unique(fold_of_row):
        here = fold_of_row == fold
        labels[here] = probability[here] >= best_threshold(y[~here], probability[~here], threshold)
    return labels


def _macro_f1(hits: Floats, alarms: Floats, positives: int, rows: int) -> Floats:
    of_class = 2 * hits / (alarms + positives)
    passed = rows - alarms - (positives - hits)
    return (of_class + 2 * passed / (2 * rows - alarms - positives)) / 2


def _compromise(precision: Floats, recall: Floats, beta: float) -> int:
    weighted = beta * beta * precision + recall
    score = np.divide((1 + beta * beta) * precision * recall, weighted, out=np.zeros_like(weighted), where=weighted > 0)
    return _first_best(score, precision)


def _first_best(score: Floats, then: Floats) -> int:
    """The position of the highest score; among equals of the highest ``then``, and of these the first."""
    best = np.flatnonzero(score >= score.max() - 1e-12)
    return int(best[np.argmax(then[best])])
