"""Numbers behind the charts of a report, ready to be drawn by a template: no colours, no words, no drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.result import Floats, Ints, Score

MOST_CLASSES = 12  # a larger table of mistakes is no longer read


@dataclass(frozen=True)
class Bar:
    """One bar; ``share`` of the longest one, from 0 to 1."""

    label: str
    value: float
    share: float


def bars(values: Mapping[str, float], most: int = 15) -> tuple[Bar, ...]:
    """The ``most`` largest values as bars, longest first.

    >>> [bar.share for bar in bars({"a": 1.0, "b": 4.0})]
    [1.0, 0.25]
    """
    ranked = sorted(values.items(), key=lambda item: -item[1])[:most]
    longest = max((value for _, value in ranked), default=0.0) or 1.0
    return tuple(Bar(label, value, value / longest) for label, value in ranked)


def tenths(positive: npt.NDArray[np.bool_], probability: Floats) -> tuple[Bar, ...]:
    """The share of positives in each tenth of the rows, those with the highest probability first.

    ``value`` is the share; bars are drawn on a scale from 0 to 1. Fewer bars where there are fewer than ten rows.
    """
    order = np.argsort(-probability, kind="stable")
    parts = np.array_split(positive[order], min(10, max(1, len(order))))
    return tuple(Bar(str(number), float(part.mean()), float(part.mean())) for number, part in enumerate(parts, start=1))


def confusion(y: Ints, labels: Ints, classes: int) -> npt.NDArray[np.int64]:
    """(classes, classes) counts: truth in rows, prediction in columns.

    >>> confusion(np.array([0, 1, 1]), np.array([0, 0, 1]), 2).tolist()
    [[1, 0], [1, 1]]
    """
    counts = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(counts, (y.astype(np.int64), labels.astype(np.int64)), 1)
    return counts


@dataclass(frozen=True)
class Scatter:
    """Points in a square from 0 to 1 both ways; ``low`` and ``high`` are the values at its ends."""

    points: tuple[tuple[float, float], ...]
    low: float
    high: float


def scatter(truth: Floats, predicted: Floats, most: int = 400) -> Scatter:
    """True values to the right, predictions upwards, on one scale; at most ``most`` rows, evenly chosen."""
    keep = np.unique(np.linspace(0, len(truth) - 1, min(most, len(truth))).round().astype(int))
    x, y = truth[keep].astype(float), predicted[keep].astype(float)
    low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
    span = (high - low) or 1.0
    points = tuple(zip(((x - low) / span).tolist(), ((y - low) / span).tolist(), strict=True))
    return Scatter(points, low, high)


@dataclass(frozen=True)
class Gauge:
    """A score with its interval and the score of guessing on one scale; positions from 0 to 1."""

    value: float
    low: float
    high: float
    baseline: float
    ends: tuple[float, float]


def gauge(score: Score) -> Gauge | None:
    """None where the score, its interval or the baseline is not a number."""
    numbers = np.array([score.value, score.low, score.high, score.baseline])
    if not np.isfinite(numbers).all():
        return None
    left, right = _scale(numbers)
    value, low, high, baseline = ((numbers - left) / (right - left)).tolist()
    return Gauge(value, low, high, baseline, (left, right))


def _scale(numbers: Floats) -> tuple[float, float]:
    if numbers.min() >= 0 and numbers.max() <= 1:
        return 0.0, 1.0
    spread = float(np.ptp(numbers)) or abs(float(numbers[0])) or 1.0
    left, right = float(numbers.min()) - 0.15 * spread, float(numbers.max()) + 0.15 * spread
    return (max(left, 0.0) if numbers.min() >= 0 else left), right


def absolute_errors(truth: Floats, predicted: Floats, shares: Sequence[float] = (0.5, 0.9)) -> tuple[Any, ...]:
    """How far off the predictions are at most, for the given shares of the rows (the nearest ones)."""
    return tuple(float(value) for value in np.quantile(np.abs(truth - predicted), shares))
