"""A small booster on a sample of a fold's training rows: what models make of the columns before any feature is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Metric
from autoglm_core.prepare.columns import Cells, Float64s
from autoglm_core.result import Ints


@dataclass(frozen=True)
class Base:
    """What models are given without generated features, for the same rows; category codes in columns ``categories``."""

    matrix: npt.NDArray[np.float32]
    names: Sequence[str]
    categories: tuple[int, ...]


@dataclass
class Probe:
    """The sample, its parts, and what a small booster makes of the columns without any generated feature."""

    cells: Cells
    matrix: npt.NDArray[np.float32]
    categories: tuple[int, ...]
    y: npt.NDArray[Any]
    target: npt.NDArray[Any]  # as the booster takes it
    classes: int
    metric: Metric
    parts: tuple[tuple[Ints, Ints], ...]  # (rows to learn from, rows to judge)
    learned_cells: tuple[Cells, ...]  # of the rows to learn from, in each part
    seed: int
    raw: Float64s  # (rows, 1 or classes): each row's raw score by the booster that did not see it
    gains: Float64s  # (columns of the matrix,): what the booster gained by each

    @classmethod
    def of(
        cls, cells: Cells, base: Base, rows: Ints, y: npt.NDArray[Any], classes: int, metric: Metric, seed: int
    ) -> Probe:
        target = y
        if not classes:
            spread = float(np.std(y))
            target = (y - np.mean(y)) / (spread if spread > 0 else 1.0)
        parts = _parts(y, seed)
        test = cls(
            cells=cells,
            matrix=np.ascontiguousarray(base.matrix[rows]),
            categories=base.categories,
            y=y,
            target=target,
            classes=classes,
            metric=metric,
            parts=parts,
            learned_cells=tuple(Cells(cells.frame.iloc[learned]) for learned, _ in parts),
            seed=seed,
            raw=np.zeros(0),
            gains=np.zeros(0),
        )
        test.raw, test.gains = test.boosted([])
        return test

    def boosted(self, added: Sequence[Sequence[Float64s]]) -> tuple[Float64s, Float64s]:
        """Raw scores and gains with further columns: for each column, the values of all rows in each part."""
        width = self.classes if self.classes > 2 else 1
        raw = np.zeros((len(self.y), width))
        gains = np.zeros(self.matrix.shape[1] + len(added))
        for at, (learned, judged) in enumerate(self.parts):
            matrix = self.matrix
            if added:
                matrix = np.column_stack([matrix, *(column[at] for column in added)]).astype(np.float32)
            booster = self._boost(matrix[learned], self.target[learned])
            raw[judged] = booster.predict(matrix[judged], raw_score=True, num_threads=1).reshape(len(judged), width)
            gains += booster.feature_importance("gain")
        return raw, gains

    def _boost(self, matrix: npt.NDArray[np.float32], target: npt.NDArray[Any]) -> Any:
        import lightgbm

        settings = {
            "objective": "regression" if not self.classes else "binary" if self.classes == 2 else "multiclass",
            # About where boosting with early stopping ends: what is left by less is too easy to explain.
            "learning_rate": 0.12 if self.classes <= 2 else 0.24,
            "num_leaves": 15,
            "min_data_in_leaf": max(5, min(20, len(target) // 50)),
            "feature_fraction": 0.8,
            "lambda_l2": 3.0,
            "max_bin": 63,
            "num_threads": 1,
            "seed": self.seed,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
            "boost_from_average": True,
        }
        if self.classes > 2:
            settings["num_class"] = self.classes
        own = {"verbosity": -1, "feature_pre_filter": False, "max_bin": 63, "num_threads": 1}
        data = lightgbm.Dataset(matrix, target, categorical_feature=list(self.categories), params=own)
        return lightgbm.train(settings, data, 40 if self.classes <= 2 else 20)

    def losses(self, raw: Float64s) -> Float64s:
        """(rows,): squared error, or minus the logarithm of the true class's probability."""
        if not self.classes:
            return np.asarray(np.square(self.target - raw[:, 0]) / 2)
        probability = self.probability(raw)
        return np.asarray(-np.log(np.maximum(probability[np.arange(len(self.y)), self.y], 1e-12)))

    def probability(self, raw: Float64s) -> Float64s:
        if self.classes == 2:
            positive = 1.0 / (1.0 + np.exp(-np.clip(raw[:, 0], -30, 30)))
            return np.column_stack([1.0 - positive, positive])
        powers = np.exp(raw - raw.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def utility(self, raw: Float64s) -> float:
        """The run's metric of these raw scores, greater is better."""
        if self.classes:
            return self.metric.utility(self.y, self.probability(raw))
        spread = float(np.std(self.y)) or 1.0
        return self.metric.utility(self.y, raw[:, 0] * spread + float(np.mean(self.y)))

    def slopes(self, raw: Float64s) -> tuple[Float64s, Float64s]:
        """The negative gradient of the loss and its curvature, (rows, 1 or classes) each."""
        if not self.classes:
            return self.target[:, np.newaxis] - raw, np.ones_like(raw)
        probability = self.probability(raw)
        truth = np.eye(self.classes)[self.y]
        if self.classes == 2:
            probability, truth = probability[:, 1:], truth[:, 1:]
        return truth - probability, probability * (1.0 - probability)


def _parts(y: npt.NDArray[Any], seed: int) -> tuple[tuple[Ints, Ints], ...]:
    """Two parts of many rows, five of few; each with its share of every class, or of low and high values."""
    number = 2 if len(y) >= 4_000 else 3 if len(y) >= 1_500 else 5
    shuffled = np.random.default_rng([seed, 1]).permutation(len(y))
    part_of = np.empty(len(y), dtype=np.int64)
    part_of[shuffled[np.argsort(y[shuffled], kind="stable")]] = np.arange(len(y)) % number
    return tuple((np.flatnonzero(part_of != part), np.flatnonzero(part_of == part)) for part in range(number))
