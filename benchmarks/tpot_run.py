"""TPOT on one set, for benchmarks/search.py: run by an interpreter that has TPOT, and knows nothing of this project.

    PYTHON benchmarks/tpot_run.py DIR NAME SECONDS SEED

Fitted on train.csv alone, judged on test.csv. Prints one JSON line: how many pipelines, after how many seconds the best
score of cross-validation rose to what, and what its best pipeline gets on the test rows after how many seconds in all.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_SCORERS = {"roc_auc": "roc_auc", "log_loss": "neg_log_loss", "rmse": "neg_root_mean_squared_error"}
# TPOT names the column of a score by scikit-learn's function.
_COLUMNS = {"roc_auc": "roc_auc_score", "log_loss": "log_loss", "rmse": "root_mean_squared_error"}
_MOST_CATEGORIES = 50


def prepared(train: pd.DataFrame, test: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Numbers with gaps filled and texts one-hot: TPOT's pipelines begin with a matrix."""
    from sklearn.compose import make_column_selector, make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import OneHotEncoder

    encoder = make_column_transformer(
        (SimpleImputer(strategy="median"), make_column_selector(dtype_include="number")),
        (
            OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=_MOST_CATEGORIES, sparse_output=False),
            make_column_selector(dtype_exclude="number"),
        ),
    )
    return encoder.fit_transform(train), encoder.transform(test)


def judged(metric: str, model: Any, matrix: np.ndarray, truth: np.ndarray) -> float:
    from sklearn.metrics import log_loss, roc_auc_score, root_mean_squared_error

    if metric == "rmse":
        return float(root_mean_squared_error(truth, model.predict(matrix)))
    probability = model.predict_proba(matrix)
    if metric == "roc_auc":
        return float(roc_auc_score(truth, probability[:, 1]))
    return float(log_loss(truth, probability, labels=np.arange(probability.shape[1])))


def curve(individuals: pd.DataFrame, scorer: str, began: float, sign: float) -> list[list[float]]:
    """[pipelines, seconds, score] whenever the best score rose; the score in the metric's natural direction."""
    ended = individuals.dropna(subset=["Completed Timestamp"]).sort_values("Completed Timestamp")
    best, steps = -np.inf, []
    for number, (at, value) in enumerate(zip(ended["Completed Timestamp"], ended[scorer], strict=True), 1):
        score = pd.to_numeric(value, errors="coerce")
        if score > best:
            best = float(score)
            steps.append([number, round(float(at) - began, 2), sign * best])
    return steps


def main() -> None:
    folder, name, budget, seed = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
    warnings.simplefilter("ignore")
    began = time.time()
    import tpot

    entry = next(item for item in json.loads((folder / "manifest.json").read_text()) if item["name"] == name)
    train, test = (pd.read_csv(folder / name / f"{part}.csv") for part in ("train", "test"))
    target, metric = entry["target"], entry["metric"]
    matrix, test_matrix = prepared(train.drop(columns=target), test.drop(columns=target))
    settings = {
        "scorers": [_SCORERS[metric]],
        "cv": 5,
        "n_jobs": len(os.sched_getaffinity(0)),
        "max_time_mins": budget / 60,
        "max_eval_time_mins": budget / 60 / 4,
        "random_state": seed,
        "verbose": 0,
    }
    if metric == "rmse":
        y, truth, model = train[target].to_numpy(), test[target].to_numpy(), tpot.TPOTRegressor(**settings)
    else:
        y, classes = pd.factorize(train[target].astype(str), sort=True)
        truth, model = classes.get_indexer(test[target].astype(str)), tpot.TPOTClassifier(**settings)
    fit_began = time.time()
    model.fit(matrix, y)
    seconds = time.time() - began
    individuals = model.evaluated_individuals
    line = {
        "sampler": "TPOT",
        "trials": len(individuals),
        "seconds": round(seconds, 2),
        "startup_seconds": round(fit_began - began, 2),
        "curve": curve(individuals, _COLUMNS[metric], fit_began, 1.0 if metric == "roc_auc" else -1.0),
        "test_score": judged(metric, model, test_matrix, truth),
        "pipeline": str(model.fitted_pipeline_)[:300],
    }
    print(json.dumps(line))


if __name__ == "__main__":  # its workers import this file
    main()
