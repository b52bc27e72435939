"""Probabilities from scores: judged on rows that were not fitted, right on average, whatever classes there are."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import softmax

from autoglm_core.models._calibration import calibration, fitted_calibration


def test_rows_are_scored_by_fits_that_had_not_seen_them() -> None:
    y = np.array([0] * 10 + [1] * 10 + [2])
    seen: list[int] = []

    def scores_of(fitted: Any, judged: Any) -> Any:
        assert not set(fitted) & set(judged)
        assert 20 in fitted  # the only row of its class
        seen.extend(judged)
        return np.zeros((len(judged), 3))

    calibration(scores_of, y, 3, seed=0)
    assert sorted(seen) == list(range(20))


def test_scores_that_are_too_sure_are_toned_down() -> None:
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 2_000)
    scores = np.column_stack([-5.0 * (y - 0.5), 5.0 * (y - 0.5)]) + random.normal(0, 8, (2_000, 2))
    slopes, shifts = fitted_calibration(scores, y, np.bincount(y))
    chance = softmax(scores * slopes + shifts, axis=1)[:, 1]
    for low in (0.0, 0.3, 0.7):
        some = (chance >= low) & (chance < low + 0.3)
        assert abs(chance[some].mean() - y[some].mean()) < 0.06


def test_scores_that_say_nothing_give_the_shares() -> None:
    y = np.array([0] * 300 + [1] * 100)
    _, shifts = fitted_calibration(np.zeros((400, 2)), y, np.bincount(y))
    np.testing.assert_allclose(softmax(shifts), [0.75, 0.25], atol=0.01)
