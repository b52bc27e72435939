"""Probabilities from class scores, fitted on scores of rows that the scoring model had not seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import log_softmax

from autoglm_core.result import Floats, Ints

PARTS = 3


def calibration(scores_of: Callable[[Ints, Ints], Floats], y: npt.NDArray[Any], classes: int, seed: int) -> Floats:
    """(2, classes): a slope and shifts, so that ``softmax(scores * slope + shifts)`` are probabilities.

    ``scores_of(fitted, judged)`` fits on rows of the training data and scores others, (judged, classes). Each third is
    judged by a fit on the others; the only row of a class is in every fit.
    """
    part = np.full(len(y), -1)
    random = np.random.default_rng(seed)
    for label in range(classes):
        rows = random.permutation(np.flatnonzero(y == label))
        if len(rows) > 1:
            part[rows] = np.arange(len(rows)) % PARTS
    scores = np.zeros((len(y), classes))
    for number in range(PARTS):
        judged = np.flatnonzero(part == number)
        if len(judged):
            scores[judged] = scores_of(np.flatnonzero(part != number), judged)
    known = part >= 0
    return fitted_calibration(scores[known], y[known], np.bincount(y, minlength=classes))


def fitted_calibration(scores: Floats, y: npt.NDArray[Any], counts: npt.NDArray[np.int64]) -> Floats:
    """(2, classes): the slope (one for all classes) and the shifts that make the likelihood of ``y`` greatest.

    Weak penalties keep the slope near 1 and the shifts near the shares that ``counts`` tell. With two classes this is
    the sigmoid of Platt: Probabilistic outputs for support vector machines (1999); with more, the temperature scaling
    with a bias of Guo et al. (ICML 2017).

    >>> fitted_calibration(np.zeros((0, 2)), np.zeros(0, dtype=int), np.array([1, 1]))[0].tolist()
    [1.0, 1.0]
    """
    classes = scores.shape[1]
    shares = np.log((counts + 1.0) / (counts.sum() + classes))
    answers = np.eye(classes)[y]

    def loss(values: Floats) -> tuple[float, Floats]:
        slope, shifts = np.exp(values[0]), values[1:]
        chances = log_softmax(scores * slope + shifts, axis=1)
        errors = np.exp(chances) - answers
        penalty = 0.5 * (values[0] ** 2 + np.square(shifts - shares).sum())
        by_slope = (errors * scores).sum() * slope + values[0]
        return float(penalty - (chances * answers).sum()), np.array([by_slope, *(errors.sum(axis=0) + shifts - shares)])

    bounds = [(-5.0, 5.0), *[(None, None)] * classes]
    found = minimize(loss, np.array([0.0, *shares]), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.vstack([np.full(classes, np.exp(found.x[0])), found.x[1:]])
