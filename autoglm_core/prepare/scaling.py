"""Robust scaling with smooth clipping: ordinary values keep their distances, and no value ends up beyond 3.

(x - median) / interquartile range, then x / sqrt(1 + (x / 3)^2). Source: Holzmueller, Grinsztajn, Steinwart: "Better by
Default", NeurIPS 2024 (the preprocessing of RealMLP).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autoglm_core.prepare.columns import Float64s


def learn(values: Float64s) -> tuple[Float64s, Float64s]:
    """(median, width) of each column of ``values`` (rows, columns), NaN left out.

    The width is the interquartile range; where that is 0, half the whole range; where that is 0 too, 1.

    >>> learn(np.array([[1.0], [2.0], [3.0], [np.nan]]))
    (array([2.]), array([1.]))
    """
    low, middle, high = quantiles(values, (0.25, 0.5, 0.75))
    least, most = quantiles(values, (0.0, 1.0))
    width = high - low
    width = np.where(width > 0, width, (most - least) / 2)
    return middle, np.where(width > 0, width, 1.0)


def apply(values: Float64s, median: Float64s, width: Float64s) -> Float64s:
    """The scaled values, each between -3 and 3."""
    scaled = (values - median) / width
    return np.asarray(scaled / np.sqrt(1.0 + np.square(scaled / 3.0)))


def quantiles(values: Float64s, shares: Sequence[float]) -> Float64s:
    """(shares, columns) of ``values`` (rows, columns), NaN left out; 0 for a column without any value."""
    found = np.zeros((len(shares), values.shape[1]))
    for position in range(values.shape[1]):
        column = values[:, position]
        present = column[~np.isnan(column)]
        if len(present):
            found[:, position] = np.quantile(present, shares)
    return found
