"""Temperature: overconfident probabilities are softened, honest ones left alone, and only where the metric cares."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import log_loss

from autoglm_core.ensemble.temperature import best_temperature, if_it_pays, tempered
from autoglm_core.registry import plugin

METRICS = {metric.name: metric for metric in plugin("tasks", "multiclass").metrics}
ROWS = 3_000


@pytest.fixture(scope="module")
def truth() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    probability = rng.dirichlet([0.7, 0.7, 0.7], ROWS)
    y = np.array([rng.choice(3, p=row) for row in probability])
    return probability, y


FOLDS = tuple(np.array_split(np.random.default_rng(1).permutation(ROWS), 5))


def test_probabilities_that_are_too_sure_are_found_out(truth) -> None:
    probability, y = truth
    too_sure = tempered(probability, 0.5)
    found = best_temperature(too_sure, y)
    assert found == pytest.approx(2.0, rel=0.15)
    assert log_loss(y, tempered(too_sure, found)) < log_loss(y, too_sure)
    assert if_it_pays(too_sure, y, FOLDS, METRICS["log_loss"]) == pytest.approx(found)


def test_a_metric_that_only_ranks_or_labels_needs_none(truth) -> None:
    probability, y = truth
    assert if_it_pays(tempered(probability, 0.5), y, FOLDS, METRICS["accuracy"]) == 1.0


def test_few_rows_say_nothing(truth) -> None:
    probability, y = truth
    folds = tuple(np.array_split(np.arange(50), 5))
    assert if_it_pays(tempered(probability[:50], 0.5), y[:50], folds, METRICS["log_loss"]) == 1.0


def test_a_certain_prediction_stays_finite() -> None:
    sharp = tempered(np.array([[1.0, 0.0]]), 0.25)
    assert np.isfinite(sharp).all()
    assert sharp.sum() == pytest.approx(1.0)
