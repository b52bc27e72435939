"""Forests kept as compact arrays: a tenth of scikit-learn's size on disk, loaded without pickle, quick for one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.tree._tree import Tree

from autoglm_core.contracts import Integer
from autoglm_core.models._estimator import FoldEstimator, Matrix
from autoglm_core.result import Floats
from autoglm_core.table import Table

TREES = 100
_MOST_COLUMNS_SHARED = 40
_SHARE_STEPS = 65_535
_LEAF = -1


def leaf_range(table: Table) -> Integer:
    """Rows a leaf may hold at least: the more rows there are, the more, so that 100 trees stay within a few MB.

    >>> import pandas as pd
    >>> leaf_range(Table(pd.DataFrame(index=range(60_000)), {}))
    Integer(low=4, high=50, log=True)
    """
    low = max(1, table.rows // 15_000)
    return Integer(low, max(low, min(50, table.rows // 10)), log=True)


def usual_leaf(table: Table) -> int:
    """A good start within ``leaf_range``: leaves of one row would give probabilities of 0 and 1."""
    possible = leaf_range(table)
    return int(np.clip(3, possible.low, possible.high))


def columns_tried(share: float, columns: int) -> int:
    """How many columns each split is chosen among: ``share`` of them, where there are many, of 40.

    Texts and spellings give tens of columns, each with a little of the same: trying a share of all would take four
    times as long and find nothing else.

    >>> columns_tried(0.5, 10), columns_tried(0.5, 500)
    (5, 20)
    """
    return max(1, int(share * min(columns, _MOST_COLUMNS_SHARED)))


class ForestEstimator(FoldEstimator):
    """``trees_``: scikit-learn's trees, rebuilt from compact ``arrays_`` right after fitting as well as after loading.

    Rounding happens once, before the first prediction: thresholds go down to the next float32, which sends every
    float32 row the same way, and class shares to steps of 1/65535. What is saved is then exactly what predicts.
    """

    def _forest(self, classes: int) -> Any:
        """The unfitted scikit-learn forest."""
        raise NotImplementedError

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        forest = self._forest(classes).fit(X, y)
        self.arrays_ = _compact([tree.tree_ for tree in forest.estimators_], bool(classes))
        self.trees_ = tuple(_trees(self.arrays_, X.shape[1]))

    def _raw(self, X: Matrix) -> Floats:
        # scikit-learn's own predict starts a thread pool each time: 10 ms for a row that takes a twentieth of that.
        total = self.trees_[0].predict(X)
        for tree in self.trees_[1:]:
            total += tree.predict(X)
        if not self._classifies:
            return np.asarray(total[:, 0] / len(self.trees_))
        # One imagined tree that holds every class to be as likely: "no tree says so" is not "impossible".
        return np.asarray((total + 1.0 / total.shape[1]) / (len(self.trees_) + 1.0))

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        return self.arrays_

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.arrays_ = dict(arrays)
        self.trees_ = tuple(_trees(self.arrays_, self.n_features_in_))


def _compact(trees: list[Any], classification: bool) -> dict[str, npt.NDArray[Any]]:
    """All trees' nodes one after another, each tree in depth-first order: a left child follows its parent at once."""
    nodes = [tree.__getstate__()["nodes"] for tree in trees]
    inner = [tree_nodes["left_child"] != _LEAF for tree_nodes in nodes]
    positions = [np.flatnonzero(mask) for mask in inner]
    values = np.concatenate([tree.value[~mask, 0, :] for tree, mask in zip(trees, inner, strict=True)])
    chosen = [tree_nodes[mask] for tree_nodes, mask in zip(nodes, inner, strict=True)]
    steps = [chosen_nodes["right_child"] - at for chosen_nodes, at in zip(chosen, positions, strict=True)]
    thresholds = np.concatenate([chosen_nodes["threshold"] for chosen_nodes in chosen])
    return {
        "sizes": np.array([len(mask) for mask in inner], dtype=np.int32),
        "inner": np.packbits(np.concatenate(inner)),
        "features": np.concatenate([chosen_nodes["feature"] for chosen_nodes in chosen]).astype(np.uint16),
        "thresholds": rounded_down(thresholds),
        "steps": np.concatenate(steps).astype(np.int32),
        "missing_left": np.packbits(np.concatenate([chosen_nodes["missing_go_to_left"] for chosen_nodes in chosen])),
        "values": np.rint(values * _SHARE_STEPS).astype(np.uint16) if classification else values.astype(np.float32),
    }


def rounded_down(thresholds: npt.NDArray[np.float64]) -> Matrix:
    """The greatest float32 that is not above each threshold: ``x <= threshold`` holds for the same float32 x."""
    nearest = thresholds.astype(np.float32)
    above = nearest.astype(np.float64) > thresholds
    return np.where(above, np.nextafter(nearest, np.float32(-np.inf)), nearest)


def _trees(arrays: Mapping[str, npt.NDArray[Any]], columns: int) -> Iterator[Tree]:
    """scikit-learn trees from compact arrays. Raises ValueError where a node points outside its tree.

    scikit-learn itself follows the pointers unchecked, so that a crafted file could read foreign memory.
    """
    sizes = arrays["sizes"].astype(np.int64)
    inner = np.unpackbits(arrays["inner"], count=int(sizes.sum())).astype(bool)
    splits = int(inner.sum())
    missing_left = np.unpackbits(arrays["missing_left"], count=splits)
    values = arrays["values"].astype(np.float64)
    if arrays["values"].dtype == np.uint16:
        values /= _SHARE_STEPS
    state = np.zeros(int(sizes.sum()), dtype=Tree(1, np.array([1], dtype=np.intp), 1).__getstate__()["nodes"].dtype)
    own = np.arange(len(state)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    state["left_child"], state["right_child"], state["feature"] = _LEAF, _LEAF, -2
    state["threshold"] = -2.0
    state["left_child"][inner] = own[inner] + 1
    state["right_child"][inner] = own[inner] + arrays["steps"]
    state["feature"][inner] = arrays["features"]
    state["threshold"][inner] = arrays["thresholds"]
    state["missing_go_to_left"][inner] = missing_left
    ends = np.repeat(sizes, sizes)
    if (arrays["steps"] < 2).any() or (state["right_child"] >= ends).any() or (state["feature"] >= columns).any():
        raise ValueError("a node points outside its tree")
    if len(values) != len(state) - splits or (sizes < 1).any():
        raise ValueError("leaves and values differ in number")
    all_values = np.zeros((len(state), 1, values.shape[1]))
    all_values[~inner, 0, :] = values
    for end, size in zip(np.cumsum(sizes), sizes, strict=True):
        tree = Tree(columns, np.array([values.shape[1]], dtype=np.intp), 1)
        part = slice(end - size, end)
        # The depth only sizes decision paths, which nobody asks for here; the node count bounds it.
        nodes, node_values = state[part].copy(), all_values[part].copy()
        tree.__setstate__({"max_depth": int(size), "node_count": int(size), "nodes": nodes, "values": node_values})
        yield tree
