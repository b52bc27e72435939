"""Figures about how far a model can be relied on: calibration, gain and lift, money by threshold, errors by size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.result import Floats, Ints, Judged

BINS = 10
_RARE = 0.1
_GROUPS = 5  # of rows, to judge a threshold on rows that it was not chosen on
_Z = 1.959964

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Bin:
    """Rows with similar predictions: mean predicted probability, share that came true, and its 95 % interval."""

    predicted: float
    happened: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Calibration:
    """``error``: the expected calibration error, the mean distance of the two over the rows."""

    bins: tuple[Bin, ...]
    error: float


def calibration(happened: npt.NDArray[np.bool_], probability: Floats, bins: int = BINS) -> Calibration:
    """Whether what is given 30 % happens 30 times in 100.

    happened: (rows,); probability: (rows,) of it. Bins hold about equally many rows, which biases the error less than
    bins of equal width do (Roelofs and others, Mitigating bias in calibration error estimation, 2022); where it is
    rare, about equally many expected cases.

    >>> calibration(np.array([False, True, False, True]), np.array([0.5, 0.5, 0.5, 0.5])).error
    0.0
    """
    edges = _edges(probability, bins)
    of_row = np.searchsorted(edges, probability)
    found = []
    for number in np.unique(of_row):
        mine = of_row == number
        hits, rows = int(happened[mine].sum()), int(mine.sum())
        low, high = _share_interval(hits, rows)
        found.append(Bin(float(probability[mine].mean()), hits / rows, low, high, rows))
    error = sum(abs(each.predicted - each.happened) * each.rows for each in found) / max(1, len(probability))
    return Calibration(tuple(found), float(error))


def _edges(probability: Floats, bins: int) -> Floats:
    """Between bins of about equally many rows; of something rare, of about equally many expected cases.

    Of equally many rows all but the last bin would then hold next to no case, and say nothing of high probabilities.
    """
    at = np.linspace(0, 1, bins + 1)[1:-1]
    if probability.mean() >= _RARE:
        return np.asarray(np.quantile(probability, at))
    ordered = np.sort(probability)
    cases = np.cumsum(ordered)
    return ordered[np.searchsorted(cases, at * cases[-1])] if cases[-1] > 0 else ordered[:1]


def top_class(judged: Judged) -> tuple[npt.NDArray[np.bool_], Floats]:
    """Whether the class that is thought most likely is the true one, and the probability that it is given."""
    called = judged.prediction.argmax(axis=1)
    return called == judged.y, judged.prediction[np.arange(len(called)), called]


def _share_interval(hits: int, rows: int) -> tuple[float, float]:
    """Wilson's (1927)."""
    share, z2 = hits / rows, _Z * _Z
    centre = (share + z2 / (2 * rows)) / (1 + z2 / rows)
    reach = _Z / (1 + z2 / rows) * math.sqrt(share * (1 - share) / rows + z2 / (4 * rows * rows))
    return min(share, max(0.0, centre - reach)), max(share, min(1.0, centre + reach))


# ---- gain and lift ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gains:
    """taken: the share of the rows, the highest predictions first; found: the share of the class among them."""

    taken: Floats
    found: Floats

    def found_in(self, share: float) -> float:
        """The share of the class that is found in the first ``share`` of the rows."""
        return float(np.interp(share, self.taken, self.found))

    def lift_in(self, share: float) -> float:
        """How many times more of the class these rows hold than rows drawn at random."""
        return self.found_in(share) / share


def gains(truth: npt.NDArray[np.bool_], probability: Floats) -> Gains:
    """Who works through a list from the top finds so much after so many rows. Rows of equal probability go together.

    >>> gains(np.array([True, False, False, False]), np.array([0.9, 0.3, 0.2, 0.1])).found_in(0.25)
    1.0
    """
    order = np.argsort(-probability, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(probability[order])), len(order) - 1)
    found = np.cumsum(truth[order])[ends] / max(1, int(truth.sum()))
    return Gains(np.append(0.0, (ends + 1) / len(order)), np.append(0.0, found))


# ---- money -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Money:
    """What one row brings (costs are below zero), by what it is and what it is called."""

    hit: float
    false_alarm: float
    miss: float
    passed: float


@dataclass(frozen=True)
class Decision:
    """What comes of calling positive from ``threshold`` on; above 1 nobody is called."""

    threshold: float
    total: float
    hits: int
    false_alarms: int
    misses: int
    passed: int


def decision(y: Ints, probability: Floats, threshold: float, money: Money) -> Decision:
    """At one threshold.

    >>> decision(np.array([1, 0]), np.array([0.9, 0.8]), 0.85, Money(10, -2, -5, 0)).total
    10.0
    """
    called, positive = probability >= threshold, y == 1
    hits, alarms = int(np.sum(called & positive)), int(np.sum(called & ~positive))
    misses, passed = int(np.sum(~called & positive)), int(np.sum(~called & ~positive))
    total = hits * money.hit + alarms * money.false_alarm + misses * money.miss + passed * money.passed
    return Decision(threshold, float(total), hits, alarms, misses, passed)


def totals(y: Ints, probability: Floats, money: Money) -> tuple[Floats, Floats]:
    """Every threshold that makes a difference, from calling nobody down to calling everyone, and the total of each."""
    order = np.argsort(-probability, kind="stable")
    ranked, positive = probability[order].astype(np.float64), (y[order] == 1).astype(np.float64)
    ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    hits = np.append(0.0, np.cumsum(positive)[ends])
    called = np.append(0.0, ends + 1.0)
    alarms, positives = called - hits, positive.sum()
    total = hits * money.hit + alarms * money.false_alarm + (positives - hits) * money.miss
    total += (len(y) - positives - alarms) * money.passed
    below = np.append(ranked[ends][1:], 0.0)
    # Midway between two neighbours; in float64 the midpoint may round to the lower one.
    middle = np.maximum((ranked[ends] + below) / 2, np.nextafter(below, 1.0))
    return np.append(np.nextafter(1.0, 2.0), middle), total


def best_decision(y: Ints, probability: Floats, money: Money) -> Decision:
    """At the threshold with the highest total; of equals the one that calls fewest."""
    thresholds, total = totals(y, probability, money)
    return decision(y, probability, float(thresholds[int(np.argmax(total))]), money)


def honest_total(y: Ints, probability: Floats, money: Money) -> float:
    """What the best threshold would bring on rows that it was not chosen on: each fifth of the rows by the others'."""
    groups = np.arange(len(y)) % _GROUPS
    return sum(
        decision(
            y[groups == each],
            probability[groups == each],
            best_decision(y[groups != each], probability[groups != each], money).threshold,
            money,
        ).total
        for each in np.unique(groups)
    )


# ---- errors of numbers -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SizeBin:
    """Rows whose true value lies from ``low`` to ``high``: mean absolute error, and mean of predicted minus true."""

    low: float
    high: float
    rows: int
    error: float
    bias: float


def errors_by_size(y: Floats, prediction: Floats, bins: int = 8) -> tuple[SizeBin, ...]:
    """Groups of about equally many rows, by their true value.

    >>> [round(each.error, 1) for each in errors_by_size(np.arange(8.0), np.arange(8.0) + 1, bins=2)]
    [1.0, 1.0]
    """
    edges = np.unique(np.quantile(y, np.linspace(0, 1, bins + 1)[1:-1]))
    of_row = np.searchsorted(edges, y)
    found = []
    for number in np.unique(of_row):
        mine = of_row == number
        off = prediction[mine] - y[mine]
        low, high = float(y[mine].min()), float(y[mine].max())
        found.append(SizeBin(low, high, int(mine.sum()), float(np.abs(off).mean()), float(off.mean())))
    return tuple(found)


def is_unbalanced(y: Ints, classes: Sequence[str]) -> bool:
    """Whether one class is so much more common than the others that accuracy says little by itself.

    >>> is_unbalanced(np.array([0] * 90 + [1] * 10), ("no", "yes")), is_unbalanced(np.array([0, 1]), ("no", "yes"))
    (True, False)
    """
    sizes = np.bincount(y.astype(np.int64), minlength=len(classes))
    return bool(sizes.max() > 0.65 * sizes.sum()) if len(classes) == 2 else bool(sizes.max() > 0.6 * sizes.sum())
