"""Rows to look at: those that were falsified are among the suspects, and honest data have few."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from autoglm_core.inspect.suspects import Suspects
from autoglm_core.result import Judged
from autoglm_core.spec import TaskKind
from tests.inspect.inspected import of


def _found(judged: Judged, folder: Path, task: TaskKind, **changes) -> dict:
    frame = pd.DataFrame({"a": np.arange(len(judged.y), dtype=float), "b": ["x"] * len(judged.y)})
    return Suspects().compute(of(frame, judged, folder, task, **changes), {}, lambda done, total: None)


def test_falsified_labels_are_found_on_real_images(tmp_path: Path):
    data, truth = load_digits(return_X_y=True)
    rng = np.random.default_rng(0)
    wrong = rng.choice(len(truth), 40, replace=False)
    y = truth.copy()
    y[wrong] = (truth[wrong] + rng.integers(1, 10, 40)) % 10
    probability = cross_val_predict(LogisticRegression(C=0.01, max_iter=2_000), data / 16, y, method="predict_proba")
    judged = Judged(y, probability, np.arange(len(y)))
    found = _found(judged, tmp_path, TaskKind.MULTICLASS, classes=tuple("0123456789"))
    told = {each["row"] for each in found["suspect"]}
    assert len(told) == 25
    assert len(told & set(wrong.tolist())) >= 20
    assert 30 <= found["suspects"] <= 90
    row = found["suspect"][0]
    assert (row["truth"], row["said"]) == (str(y[row["row"]]), str(probability[row["row"]].argmax()))
    assert not told & {each["row"] for each in found["hardest"]}


def test_falsified_numbers_are_found_and_large_ones_are_not_suspect_for_being_large(tmp_path: Path):
    rng = np.random.default_rng(1)
    prediction = rng.lognormal(5, 1, 2_000)
    y = prediction * rng.lognormal(0, 0.1, 2_000)
    wrong = rng.choice(2_000, 15, replace=False)
    y[wrong] *= 10
    found = _found(Judged(y, prediction, np.arange(2_000)), tmp_path, TaskKind.REGRESSION)
    told = {each["row"] for each in found["suspect"]}
    assert set(wrong.tolist()) <= told
    assert found["suspects"] <= 17
    errors = [each["error"] for each in found["hardest"]]
    assert errors == sorted(errors, reverse=True)


def test_few_rows_are_never_suspect(tmp_path: Path):
    judged = Judged(np.array([0.0, 1.0, 900.0]), np.zeros(3), np.arange(3))
    assert _found(judged, tmp_path, TaskKind.REGRESSION)["suspects"] == 0
