"""Histogram boosting: scikit-learn's own gradient boosting, kept as compact arrays."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax

from autoglm_core.contracts import Encoding, Integer, Needs, Parameter, Real
from autoglm_core.models._boosting import BoostingEstimator, Stopping, Watch
from autoglm_core.models._estimator import EstimatorFamily, Matrix
from autoglm_core.models._forest import rounded_down
from autoglm_core.result import Floats
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

_MOST_CODES = 255  # different codes of one column that scikit-learn's histograms hold
_WORDS = 8  # of 32 bits each: a set of codes
_FEW_ROWS = 16
_PROBE_ROUNDS = 5


class HistBoostingEstimator(BoostingEstimator):
    """``arrays_`` is all there is of the model; its trees are rebuilt from it, after fitting as after loading.

    ``codes_`` (category columns, 257) is the place of each code among those fitted on, NaN for all others.
    """

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        self.codes_ = np.full((len(self.context.category_columns), _MOST_CODES + 2), np.nan)
        for place, position in enumerate(self.context.category_columns):
            codes = np.unique(X[:, position])[:_MOST_CODES].astype(np.int64)
            self.codes_[place, codes] = np.arange(len(codes))
        super()._fit(X, y, classes)

    def _boost(
        self, X: Matrix, y: npt.NDArray[Any], classes: int, rounds: int, stopping: Stopping | None, watch: Watch
    ) -> tuple[Any, int]:
        coded = self._coded(X)
        judged = {} if stopping is None else {"X_val": self._coded(stopping.X), "y_val": stopping.y}
        if watch.until is not None:
            # scikit-learn stops by no clock: a few rounds tell how many more there is time for.
            started = time.monotonic()
            self._unfitted(classes, min(rounds, _PROBE_ROUNDS), stopping, len(y)).fit(coded, y, **judged)
            now = time.monotonic()
            rounds = int(np.clip(_PROBE_ROUNDS * (watch.until - now) / max(now - started, 1e-6), 1, rounds))
        model = self._unfitted(classes, rounds, stopping, len(y)).fit(coded, y, **judged)
        # The first score is that of no round at all.
        best = rounds if stopping is None else max(1, int(np.argmax(model.validation_score_)))
        return _arrays(model, best), best

    def _unfitted(self, classes: int, rounds: int, stopping: Stopping | None, rows: int) -> Any:
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        return (HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor)(
            **{**self.params, "min_samples_leaf": min(self.params["min_samples_leaf"], max(1, rows // 10))},
            max_iter=rounds,
            categorical_features=list(self.context.category_columns) or None,
            early_stopping=stopping is not None,
            n_iter_no_change=stopping.patience if stopping else 10,
            scoring="loss",
            tol=0.0,
            random_state=self.context.seed,
        )

    def _take(self, model: Mapping[str, npt.NDArray[Any]]) -> None:
        self.arrays_ = dict(model)
        nodes, sizes = _nodes(self.arrays_, self.n_features_in_, len(self.context.category_columns))
        self._flat = _Flat.of(nodes, sizes, self.arrays_["sets"])
        self._trees = tuple(_trees(nodes, sizes, self.arrays_["sets"]))
        first = list(self.context.category_columns)
        # scikit-learn's trees count the category columns first.
        self._order = np.array([*first, *(at for at in range(self.n_features_in_) if at not in set(first))])
        known = [int(np.isfinite(places).sum()) for places in self.codes_]
        self._known = np.array([_bits(np.arange(count)) for count in known], dtype=np.uint32).reshape(-1, _WORDS)

    def _raw(self, X: Matrix) -> Floats:
        matrix = self._coded(X)[:, self._order]
        outputs = self.arrays_["start"].shape[1]
        found = (self._walk if len(X) <= _FEW_ROWS else self._walk_tree_by_tree)(matrix)
        sums = self.arrays_["start"] + found.reshape(-1, outputs, len(X)).sum(axis=0).T
        if not self._classifies:
            return np.asarray(sums[:, 0])
        if sums.shape[1] > 1:
            return np.asarray(softmax(sums, axis=1))
        positive = expit(sums)
        return np.hstack([1.0 - positive, positive])

    def _walk_tree_by_tree(self, matrix: Floats) -> Floats:
        """(trees, rows) by scikit-learn's own walk: the quickest for many rows, but 5 us a tree before the first."""
        from sklearn.ensemble._hist_gradient_boosting._predictor import _predict_from_raw_data

        places = np.arange(matrix.shape[1], dtype=np.uint32)
        found = np.empty((len(self._trees), len(matrix)))
        for (nodes, sets), values in zip(self._trees, found, strict=True):
            _predict_from_raw_data(nodes, matrix, sets, self._known, places, 1, values)
        return found

    def _walk(self, matrix: Floats) -> Floats:
        """(trees, rows), going down all trees at once, a level at a time."""
        flat = self._flat
        rows = np.arange(len(matrix))
        at = np.repeat(flat.starts[:, np.newaxis], len(matrix), axis=1)
        while not flat.leaf[at].all():
            cells = matrix[rows, flat.features[at]]
            missing = np.isnan(cells)
            left = np.where(missing, flat.missing_left[at], cells <= flat.thresholds[at])
            if len(flat.sets):
                codes = np.where(missing | ~flat.categorical[at], 0, cells).astype(np.int64)
                inside = (flat.sets[flat.places[at], codes // 32] >> (codes % 32).astype(np.uint32)) & 1
                left = np.where(flat.categorical[at] & ~missing, inside == 1, left)
            at = at + np.where(left, flat.left[at], flat.right[at])
        return np.asarray(flat.values[at])

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        return {**self.arrays_, "codes": self.codes_}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.codes_ = arrays["codes"]
        self._take({name: values for name, values in arrays.items() if name != "codes"})

    def _coded(self, X: Matrix) -> npt.NDArray[np.float64]:
        """The matrix with each category as its place among those fitted on; NaN, hence missing, for any other."""
        matrix = X.astype(np.float64)
        for places, position in zip(self.codes_, self.context.category_columns, strict=True):
            codes = np.nan_to_num(X[:, position], nan=np.inf).clip(0, len(places) - 1).astype(np.int64)
            matrix[:, position] = places[codes]
        return matrix


class HistBoostingFamily(EstimatorFamily):
    """Boosted trees on columns cut into at most 255 steps, as scikit-learn grows them.

    The method is LightGBM's (Ke et al., NeurIPS 2017) without drawing rows; the space follows the one for histogram
    boosting of Grinsztajn, Oyallon, Varoquaux (NeurIPS 2022).
    """

    name = "hist_boosting"
    needs = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
    cost_rank = 45
    libraries = ("sklearn.ensemble",)
    estimator: ClassVar = HistBoostingEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002
        return table.rows >= 30

    def defaults(self, table: Table) -> dict[str, Any]:
        return {
            "learning_rate": 0.04 if table.rows <= 5_000 else 0.06 if table.rows <= 20_000 else 0.1,
            "max_leaf_nodes": int(np.clip(table.rows // 300, 8, 48)),
            "min_samples_leaf": 10,
            "max_features": 0.5,
            "l2_regularization": 3.0,
        }

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {
            "learning_rate": Real(0.02, 0.2, log=True),
            "max_leaf_nodes": Integer(4, 128, log=True),
            "min_samples_leaf": Integer(2, 100, log=True),
            "max_features": Real(0.2, 1.0),
            "l2_regularization": Real(1e-3, 30.0, log=True),
        }


def _arrays(model: Any, rounds: int) -> dict[str, npt.NDArray[Any]]:
    """The first ``rounds`` rounds: all trees' nodes one after another, a left child right after its parent."""
    trees = [tree for round_trees in model._predictors[:rounds] for tree in round_trees]
    nodes = [tree.nodes for tree in trees]
    inner = [tree_nodes["is_leaf"] == 0 for tree_nodes in nodes]
    splits = np.concatenate([tree_nodes[mask] for tree_nodes, mask in zip(nodes, inner, strict=True)])
    positions = np.concatenate([np.flatnonzero(mask) for mask in inner])
    chosen = [tree_nodes[(tree_nodes["is_leaf"] == 0) & (tree_nodes["is_categorical"] == 1)] for tree_nodes in nodes]
    sets = [tree.raw_left_cat_bitsets[part["bitset_idx"]] for tree, part in zip(trees, chosen, strict=True)]
    all_nodes = np.concatenate(nodes)
    return {
        "start": np.asarray(model._baseline_prediction, dtype=np.float64).reshape(1, -1),
        "sizes": np.array([len(mask) for mask in inner], dtype=np.int32),
        "inner": np.packbits(np.concatenate(inner)),
        "features": splits["feature_idx"].astype(np.uint16),
        "thresholds": rounded_down(splits["num_threshold"]),
        "steps": (splits["right"].astype(np.int64) - positions).astype(np.int32),
        "missing_left": np.packbits(splits["missing_go_to_left"]),
        "categorical": np.packbits(splits["is_categorical"]),
        "sets": np.concatenate(sets).astype(np.uint32).reshape(-1, _WORDS),
        "values": all_nodes["value"][np.concatenate(inner) == 0].astype(np.float32),
    }


def _nodes(
    arrays: Mapping[str, npt.NDArray[Any]], columns: int, categorical_columns: int
) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
    """scikit-learn's record of every node, and each tree's size. Raises ValueError where a node points elsewhere.

    scikit-learn itself follows the pointers unchecked, so that a crafted file could read foreign memory.
    """
    from sklearn.ensemble._hist_gradient_boosting.common import PREDICTOR_RECORD_DTYPE

    sizes = arrays["sizes"].astype(np.int64)
    if (sizes < 1).any():
        raise ValueError("a tree without nodes")
    inner = np.unpackbits(arrays["inner"], count=int(sizes.sum())).astype(bool)
    splits = int(inner.sum())
    nodes = np.zeros(len(inner), dtype=PREDICTOR_RECORD_DTYPE)
    starts = np.cumsum(sizes) - sizes
    own = np.arange(len(nodes)) - np.repeat(starts, sizes)
    nodes["is_leaf"] = ~inner
    nodes["value"][~inner] = arrays["values"]
    nodes["left"][inner] = own[inner] + 1
    nodes["right"][inner] = own[inner] + arrays["steps"]
    nodes["feature_idx"][inner] = arrays["features"]
    nodes["num_threshold"][inner] = arrays["thresholds"]
    nodes["missing_go_to_left"][inner] = np.unpackbits(arrays["missing_left"], count=splits)
    nodes["is_categorical"][inner] = np.unpackbits(arrays["categorical"], count=splits)
    by_set = nodes["is_categorical"] == 1
    used = np.cumsum(by_set)
    nodes["bitset_idx"] = np.where(by_set, used - 1 - np.repeat(used[starts] - by_set[starts], sizes), 0)
    if (arrays["steps"] < 2).any() or (nodes["right"] >= np.repeat(sizes, sizes)).any():
        raise ValueError("a node points outside its tree")
    if (nodes["feature_idx"] >= columns).any() or (nodes["feature_idx"][by_set] >= categorical_columns).any():
        raise ValueError("a node asks for a column that is not there")
    if arrays["sets"].shape != (int(by_set.sum()), _WORDS) or len(sizes) % arrays["start"].shape[1]:
        raise ValueError("nodes, sets of codes and outputs differ in number")
    return nodes, sizes


def _trees(
    nodes: npt.NDArray[Any], sizes: npt.NDArray[np.int64], sets: npt.NDArray[np.uint32]
) -> Iterator[tuple[npt.NDArray[Any], npt.NDArray[np.uint32]]]:
    """(nodes, sets of codes) of each tree."""
    used = 0
    for end, size in zip(np.cumsum(sizes), sizes, strict=True):
        part = nodes[end - size : end]
        count = int(part["is_categorical"].sum())
        yield part, sets[used : used + count]
        used += count


@dataclass(frozen=True)
class _Flat:
    """All trees' nodes side by side: a step leads from a node's place to its child's, 0 from a leaf to itself."""

    starts: npt.NDArray[np.int64]
    leaf: npt.NDArray[np.bool_]
    features: npt.NDArray[np.int64]
    thresholds: Floats
    missing_left: npt.NDArray[np.bool_]
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    values: Floats
    categorical: npt.NDArray[np.bool_]
    places: npt.NDArray[np.int64]
    sets: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, nodes: npt.NDArray[Any], sizes: npt.NDArray[np.int64], sets: npt.NDArray[np.uint32]) -> _Flat:
        starts = np.cumsum(sizes) - sizes
        leaf = nodes["is_leaf"] == 1
        own = np.arange(len(nodes)) - np.repeat(starts, sizes)
        categorical = nodes["is_categorical"] == 1
        return cls(
            starts=starts,
            leaf=leaf,
            features=nodes["feature_idx"].astype(np.int64),
            thresholds=nodes["num_threshold"].copy(),
            missing_left=nodes["missing_go_to_left"] == 1,
            left=np.where(leaf, 0, nodes["left"].astype(np.int64) - own),
            right=np.where(leaf, 0, nodes["right"].astype(np.int64) - own),
            values=nodes["value"].copy(),
            categorical=categorical,
            places=np.where(categorical, np.cumsum(categorical) - 1, 0),
            sets=sets,
        )


def _bits(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """The codes 0..255 as a set of bits, as scikit-learn's trees read it."""
    words = np.zeros(_WORDS, dtype=np.uint32)
    np.bitwise_or.at(words, codes // 32, np.uint32(1) << (codes % 32).astype(np.uint32))
    return words
