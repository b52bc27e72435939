"""The correction for choosing: it takes off what luck added, no more than a little else, and nothing where none was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autoglm_core.ensemble import greedy
from autoglm_core.evaluation.choosing import Choice, optimism
from autoglm_core.registry import plugin
from autoglm_core.tasks._metrics import find_metric

AUC = find_metric(plugin("tasks", "binary"), "roc_auc")
RMSE = find_metric(plugin("tasks", "regression"), "rmse")


def made(seed: int, rows: int, trials: int, signal: float, own: float = 1.0):
    """Predictions of equally good trials that err in part alike, in part on their own."""
    rng = np.random.default_rng(seed)
    y = (rng.random(rows) < 0.4).astype(int)
    alike = 0.7 * rng.normal(size=rows)
    logits = [signal * y + alike + own * rng.normal(size=rows) for _ in range(trials)]
    return y, [np.column_stack([1 - p, p]) for p in (1 / (1 + np.exp(-z)) for z in logits)]


def chosen(y, predictions, metric=AUC, size: int = 20, **changes) -> Choice:
    def choose(some, of):
        return greedy.select(some, of, metric, size)

    rows = np.arange(len(y))
    choice = Choice(predictions, (), y, choose(predictions, y), rows, rows, metric, choose)
    return replace(choice, **changes)


def raw(choice: Choice) -> float:
    return choice.metric.score(choice.y, sum(w * p for w, p in zip(choice.weights, choice.predictions, strict=True)))


@pytest.mark.parametrize("signal", [0.0, 1.5])
def test_luck_is_taken_off(signal: float) -> None:
    flattered, corrected = [], []
    for seed in range(16):
        y, predictions = made(seed, 5_200, 20, signal)
        choice = chosen(y[:200], [prediction[:200] for prediction in predictions])
        blend = sum(w * p[200:] for w, p in zip(choice.weights, predictions, strict=True))
        truth = AUC.score(y[200:], blend)
        flattered.append(raw(choice) - truth)
        corrected.append(raw(choice) - optimism(choice, [AUC], seed).by_metric["roc_auc"] - truth)
    error = np.std(corrected) / 4  # standard error of a mean of 16
    assert np.mean(flattered) > 2.5 * np.std(flattered) / 4
    assert abs(np.mean(corrected)) < 3 * error


def test_it_is_the_mean_on_the_rows_left_out() -> None:
    y, predictions = made(3, 150, 6, 1.0)
    choice = chosen(y, predictions, size=1)
    rng = np.random.default_rng(0)
    means = []
    for _ in range(400):
        rows = rng.integers(0, 150, 150)
        out = np.setdiff1d(np.arange(150), rows)
        best = max(range(6), key=lambda trial: AUC.score(y[rows], predictions[trial][rows]))
        means.append(AUC.score(y[out], predictions[best][out]))
    found = optimism(choice, [AUC], 1)
    assert raw(choice) - found.by_metric["roc_auc"] == pytest.approx(np.mean(means), abs=0.01)
    assert found.best_trial == pytest.approx(found.by_metric["roc_auc"])  # here the blend is the best single trial


def test_a_single_trial_was_chosen_from_nothing() -> None:
    y, predictions = made(0, 200, 1, 1.0)
    found = optimism(chosen(y, predictions), [AUC], 1)
    assert (found.by_metric["roc_auc"], found.best_trial) == (0.0, 0.0)


def test_trials_that_fell_behind_count() -> None:
    y, predictions = made(1, 200, 60, 0.0)
    order = np.argsort([-AUC.score(y, prediction) for prediction in predictions])
    best, rest = [predictions[k] for k in order[:10]], [predictions[k] for k in order[10:]]
    alone = optimism(chosen(y, best), [AUC], 1).by_metric["roc_auc"]
    assert optimism(chosen(y, best, others=iter(rest)), [AUC], 1).by_metric["roc_auc"] > alone


@pytest.mark.parametrize("rows", [300, 4_000])
def test_trials_that_fell_behind_are_read_on_the_same_rows_as_the_others(rows: int) -> None:
    y, predictions = made(5, rows, 12, 1.0)
    # Not all rows are judged, and of many only a part is resampled.
    judged = np.arange(rows // 4, rows)
    whole = chosen(y, predictions, judged=judged, units=np.arange(rows))
    parted = replace(chosen(y, predictions[:6], judged=judged, units=np.arange(rows)), others=tuple(predictions[6:]))
    assert optimism(parted, [AUC], 1).best_trial == optimism(whole, [AUC], 1).best_trial


def test_rows_that_belong_together_are_drawn_together() -> None:
    y, predictions = made(2, 60, 20, 0.0)
    y, predictions = np.repeat(y, 10), [np.repeat(prediction, 10, axis=0) for prediction in predictions]
    apart = optimism(chosen(y, predictions), [AUC], 1).by_metric["roc_auc"]
    together = optimism(chosen(y, predictions, units=np.repeat(np.arange(60), 10)), [AUC], 1).by_metric["roc_auc"]
    assert together > 2 * apart  # copies on both sides would hide that the choice was luck


def test_errors_and_large_tables() -> None:
    rng = np.random.default_rng(0)
    y = rng.normal(size=20_000)
    predictions = [y + rng.normal(size=20_000) for _ in range(8)]
    choice = chosen(y, predictions, RMSE)
    found = optimism(choice, [RMSE], 1)
    assert 0 <= found.by_metric["rmse"] < 0.01
    assert found == optimism(choice, [RMSE], 1)
    assert found != optimism(choice, [RMSE], 2)


def test_only_judged_rows_count() -> None:
    y, predictions = made(4, 300, 8, 0.5)
    known = np.arange(100, 300)
    without = [np.where(np.arange(300)[:, None] < 100, np.nan, prediction) for prediction in predictions]
    some = chosen(y, predictions, weights=np.full(8, 1 / 8), judged=known)
    assert optimism(replace(some, predictions=without), [AUC], 1) == optimism(some, [AUC], 1)
