"""Effects that add up to the prediction shown, to the last digit that is shown of either."""

from __future__ import annotations

import numpy as np

from autoglm_core.result import Floats

_ROUNDING = 1e-3  # what is lost by adding in float32, as a share of the largest effect; more would be a fault


def whole(values: Floats, base: float, predictions: Floats) -> Floats:
    """``values`` with what rounding left over given to each in proportion to its size: the sum is the prediction.

    Libraries add effects in float32, and a neural network predicts a row a little differently in a batch of another
    size: of a target of a million that is some thousandths. Raises ArithmeticError where more is missing.

    >>> whole(np.array([[1.0, -3.0]]), 0.5, np.array([-1.4996])).round(4).tolist()
    [[1.0001, -2.9997]]
    """
    sizes = np.abs(values)
    left = predictions - base - values.sum(axis=1)
    if (np.abs(left) > _ROUNDING * max(float(np.ptp(predictions)), float(sizes.max()), 1e-12 + 1e-3 * abs(base))).any():
        raise ArithmeticError("the values that the model gives of itself do not add up to its predictions")
    total = sizes.sum(axis=1, keepdims=True)
    shares = np.divide(sizes, total, out=np.full_like(sizes, 1 / sizes.shape[1]), where=total > 0)
    return np.asarray(values + left[:, None] * shares)
