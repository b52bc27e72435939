"""The cheap test that chooses generated features inside the training rows of one fold, and measures what each adds.

A sample of the rows is cut into parts. A small booster without any generated feature predicts each part from the
others. What it leaves unexplained is held against every candidate by itself: a step function of the candidate, fitted
on the other parts, must lower the loss on this one, by more than the same step function of the columns that the
candidate is made of, and by more than chance would (Zhang et al., "OpenFE", ICML 2023, test candidates on the
residuals of a booster; the comparison with the columns themselves is ours). The best one is added to the prediction,
and the others are tried on what is then left. A last comparison, with and without, decides whether any is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Feature, FeatureMaker, Metric
from autoglm_core.prepare.columns import Cells, Float64s
from autoglm_core.registry import plugin, plugins
from autoglm_core.result import Ints
from autoglm_core.table import Role, Table

MOST_KEPT = 10
_FEWEST_ROWS = 150
_MOST_ROWS = 6_000
_BINS = 16
_MOST_SCREENED_AGAIN = 40
# Standard errors by which a candidate must lower the loss; over a hundred are tried, so some will do so by chance.
_CLEARLY = 2.5
_SHRINKING = 10.0  # a step's height is drawn towards 0 as if it had so much more weight without effect


@dataclass(frozen=True)
class Base:
    """What models are given without generated features, for the same rows; category codes in columns ``categories``."""

    matrix: npt.NDArray[np.float32]
    names: Sequence[str]
    categories: tuple[int, ...]


@dataclass(frozen=True)
class Tried:
    """A feature that reached the last comparison. ``lift``: what it adds there in the metric, positive is better."""

    feature: Feature
    lift: float
    kept: bool

    def to_json(self) -> dict[str, Any]:
        feature = {"kind": self.feature.kind, "columns": list(self.feature.columns), "how": self.feature.how}
        return {**feature, "lift": self.lift, "kept": self.kept}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Tried:
        feature = Feature(data["kind"], tuple(data["columns"]), data["how"])
        return cls(feature, float(data["lift"]), bool(data["kept"]))


def has_candidates(table: Table, classes: int, off: Collection[str] = ()) -> bool:
    """Whether any generated feature could be made of ``table`` (features only), and rows suffice to test it."""
    return table.rows * 2 >= _FEWEST_ROWS * 3 and bool(candidates(table, classes, off))


def candidates(table: Table, classes: int, off: Collection[str] = ()) -> tuple[Feature, ...]:
    """Every feature that is proposed, but for those that are switched off."""
    makers: tuple[FeatureMaker, ...] = plugins("features")
    proposed = (feature for maker in makers for feature in maker.propose(table, classes))
    return tuple(feature for feature in proposed if not feature.is_off(off))


def choose(
    table: Table,
    base: Base,
    y: npt.NDArray[Any],
    classes: int,
    metric: Metric,
    seed: int,
    *,
    off: Collection[str] = (),
) -> tuple[Tried, ...]:
    """The features worth making for these training rows, best first, and those that nearly were.

    ``table`` (features only), ``base`` and ``y`` row for row. Deterministic in ``seed``; no clock is read.
    """
    if len(y) < _FEWEST_ROWS:
        return ()
    rows = np.sort(np.random.default_rng(seed).permutation(len(y))[:_MOST_ROWS])
    test = _Test.of(Cells(table.frame.iloc[rows]), base, rows, y[rows], classes, metric, seed)
    ranked = table.select(_ranked(table, base.names, test.gains))
    proposed = candidates(ranked, classes, off)
    screened = _screen(test, proposed, ranked)
    return _confirm(test, screened)


# ---- the sample and the booster --------------------------------------------------------------------------------------


@dataclass
class _Test:
    cells: Cells
    matrix: npt.NDArray[np.float32]
    categories: tuple[int, ...]
    y: npt.NDArray[Any]
    target: npt.NDArray[Any]  # as the booster takes it
    classes: int
    metric: Metric
    parts: tuple[tuple[Ints, Ints], ...]  # (rows to learn from, rows to judge)
    seed: int
    raw: Float64s  # (rows, 1 or classes): each row's raw score by the booster that did not see it
    gains: Float64s  # (columns of the matrix,): what the booster gained by each

    @classmethod
    def of(
        cls, cells: Cells, base: Base, rows: Ints, y: npt.NDArray[Any], classes: int, metric: Metric, seed: int
    ) -> _Test:
        target = y
        if not classes:
            spread = float(np.std(y))
            target = (y - np.mean(y)) / (spread if spread > 0 else 1.0)
        test = cls(
            cells=cells,
            matrix=np.ascontiguousarray(base.matrix[rows]),
            categories=base.categories,
            y=y,
            target=target,
            classes=classes,
            metric=metric,
            parts=_parts(y, seed),
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
            "learning_rate": 0.12,
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


def _ranked(table: Table, names: Sequence[str], gains: Float64s) -> list[str]:
    """The table's columns, the one that the booster gained most by first."""
    total = dict.fromkeys(table.columns, 0.0)
    for name, gain in zip(names, gains, strict=True):
        # Parts of a column, such as “day: month” or “note: topic 3”, count for the column.
        column = name if name in total else name.rpartition(": ")[0]
        if column in total:
            total[column] += float(gain)
    return sorted(table.columns, key=lambda column: -total[column])


# ---- one candidate by itself -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Candidate:
    feature: Feature
    values: tuple[Float64s, ...]  # of all rows, in each part; the same array in each where no target was used
    codes: tuple[npt.NDArray[np.intp], ...]


def _screen(test: _Test, proposed: Sequence[Feature], table: Table) -> list[_Candidate]:
    """The candidates that explain something of what is left, the best first, each given those before it."""
    tried = [made for feature in proposed if (made := _made(test, feature)) is not None]
    parents = {column: _column_codes(test, table, column) for column in table.columns}
    raw = test.raw.copy()
    chosen: list[_Candidate] = []
    while tried and len(chosen) < MOST_KEPT:
        slopes = test.slopes(raw)
        own = {column: _gain(test, codes, slopes)[0] for column, codes in parents.items() if _is_parent(column, tried)}
        ranked = []
        for candidate in tried:
            gain, steps = _gain(test, candidate.codes, slopes)
            best = max((own[column] for column in candidate.feature.columns), key=np.mean)
            beyond = gain - best if best.mean() > 0 else gain
            error = beyond.std() / np.sqrt(len(beyond))
            ranked.append((beyond.mean() / error if error > 0 else 0.0, gain.mean(), candidate, steps))
        ranked = [entry for entry in ranked if entry[0] > _CLEARLY and entry[1] > 0]
        if not ranked:
            break
        ranked.sort(key=lambda entry: (-entry[0], entry[2].feature.id))
        _, _, best_candidate, steps = ranked[0]
        chosen.append(best_candidate)
        raw += steps
        tried = [entry[2] for entry in ranked[1:_MOST_SCREENED_AGAIN]]
    return chosen


def _is_parent(column: str, tried: Sequence[_Candidate]) -> bool:
    return any(column in candidate.feature.columns for candidate in tried)


def _made(test: _Test, feature: Feature) -> _Candidate | None:
    maker: FeatureMaker = _maker(feature.kind)
    if not maker.uses_target:
        values = maker.values(feature, maker.learn(feature, test.cells, test.y), test.cells)
        codes = _binned(values)
        return None if codes is None else _Candidate(feature, (values,) * len(test.parts), (codes,) * len(test.parts))
    all_values, all_codes = [], []
    for learned_rows, _ in test.parts:
        cells = Cells(test.cells.frame.iloc[learned_rows])
        learned, own = maker.training_values(feature, cells, test.y[learned_rows])
        values = maker.values(feature, learned, test.cells)
        values[learned_rows] = own
        codes = _binned(values)
        if codes is None:
            return None
        all_values.append(values)
        all_codes.append(codes)
    return _Candidate(feature, tuple(all_values), tuple(all_codes))


def _maker(kind: str) -> FeatureMaker:
    maker: FeatureMaker = plugin("features", kind)
    return maker


def _binned(values: Float64s) -> npt.NDArray[np.intp] | None:
    """Each value's bin, equally many in each, missing ones in a bin of their own; None where it does not vary."""
    present = values[~np.isnan(values)]
    if len(present) < _BINS:
        return None
    edges = np.unique(np.quantile(present, np.arange(1, _BINS) / _BINS))
    codes = np.searchsorted(edges, values, side="right")
    codes[np.isnan(values)] = _BINS
    return codes if codes.min() < codes.max() else None


def _column_codes(test: _Test, table: Table, column: str) -> tuple[npt.NDArray[np.intp], ...]:
    if table.roles[column] in (Role.NUMERIC, Role.ORDINAL):
        codes = _binned(test.cells.numbers(column))
    elif table.roles[column] is Role.DATETIME:
        codes = _binned(test.cells.moments(column).astype("datetime64[s]").astype(np.float64))
    else:
        labels, keys = test.cells.groups((column,))
        order = np.argsort(-np.bincount(labels, minlength=len(keys)), kind="stable")
        place = np.empty(len(keys), dtype=np.intp)
        place[order] = np.minimum(np.arange(len(keys)), _BINS)
        codes = place[labels]
    return (np.zeros(len(test.y), dtype=np.intp) if codes is None else codes,) * len(test.parts)


def _gain(
    test: _Test, codes: Sequence[npt.NDArray[np.intp]], slopes: tuple[Float64s, Float64s]
) -> tuple[Float64s, Float64s]:
    """(rows,) by how much a step function of the bins lowers each row's loss, and (rows, ...) its height there.

    The heights come from the rows of the other parts. The loss is taken to the second order, as boosters do.
    """
    gradient, curvature = slopes
    heights = np.zeros_like(gradient)
    for at, (learned, judged) in enumerate(test.parts):
        mine, theirs = codes[at][learned], codes[at][judged]
        for output in range(gradient.shape[1]):
            total = np.bincount(mine, gradient[learned, output], _BINS + 1)
            weight = np.bincount(mine, curvature[learned, output], _BINS + 1)
            heights[judged, output] = (total / (weight + _SHRINKING))[theirs]
    gain = heights * gradient - 0.5 * np.square(heights) * curvature
    return gain.sum(axis=1), heights


# ---- with and without ------------------------------------------------------------------------------------------------


def _confirm(test: _Test, chosen: Sequence[_Candidate]) -> tuple[Tried, ...]:
    """Each chosen feature with what the booster loses without it; none is kept where all together do not pay."""
    if not chosen:
        return ()
    raw, _ = test.boosted([candidate.values for candidate in chosen])
    saved = test.losses(test.raw) - test.losses(raw)
    pays = bool(saved.mean() > saved.std() / np.sqrt(len(saved)))
    with_all = test.utility(raw)
    tried = []
    for candidate in chosen:
        others = [other.values for other in chosen if other is not candidate]
        without = test.boosted(others)[0] if others else test.raw
        lift = with_all - test.utility(without)
        tried.append(Tried(candidate.feature, float(lift), pays and lift > 0))
    return tuple(tried)
