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
from autoglm_core.prepare.probe import Base, Probe
from autoglm_core.registry import plugin, plugins
from autoglm_core.table import Role, Table

MOST_KEPT = 10
_FEWEST_ROWS = 150
_MOST_ROWS = 6_000
_MOST_CELLS = 300_000  # rows times columns of the sample, and times half the classes
_BINS = 16
_MOST_SCREENED_AGAIN = 40
# Standard errors by which a candidate must lower the loss; over a hundred are tried, so some will do so by chance.
_CLEARLY = 2.5
_SHRINKING = 10.0  # a step's height is drawn towards 0 as if it had so much more weight without effect


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


@dataclass(frozen=True)
class CheapTest:
    """The test for one fold's training rows: what all candidates share is computed once."""

    probe: Probe
    table: Table  # the features, the most telling column first

    @classmethod
    def of(
        cls, table: Table, base: Base, y: npt.NDArray[Any], classes: int, metric: Metric, seed: int
    ) -> CheapTest | None:
        """``table`` (features only), ``base`` and ``y`` row for row; None where there are too few rows to judge by.

        Deterministic in ``seed``; no clock is read.
        """
        if len(y) < _FEWEST_ROWS:
            return None
        most = min(_MOST_ROWS, _MOST_CELLS // (base.matrix.shape[1] * max(1, classes // 2)))
        rows = np.sort(np.random.default_rng(seed).permutation(len(y))[: max(most, _FEWEST_ROWS)])
        probe = Probe.of(Cells(table.frame.iloc[rows]), base, rows, y[rows], classes, metric, seed)
        return cls(probe, table.select(_ranked(table, base.names, probe.gains)))

    def choose(self, off: Collection[str] = ()) -> tuple[Tried, ...]:
        """The features worth making, best first, and those that nearly were; those in ``off`` are not tried."""
        proposed = candidates(self.table, self.probe.classes, off)
        return _confirm(self.probe, _screen(self.probe, proposed, self.table))


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


def _screen(probe: Probe, proposed: Sequence[Feature], table: Table) -> list[_Candidate]:
    """The candidates that explain something of what is left, the best first, each given those before it."""
    tried = [made for feature in proposed if (made := _made(probe, feature)) is not None]
    parents = {column: _column_codes(probe, table, column) for column in table.columns}
    raw = probe.raw.copy()
    chosen: list[_Candidate] = []
    while tried and len(chosen) < MOST_KEPT:
        slopes = probe.slopes(raw)
        own = {column: _gain(probe, codes, slopes)[0] for column, codes in parents.items() if _is_parent(column, tried)}
        ranked = []
        for candidate in tried:
            gain, steps = _gain(probe, candidate.codes, slopes)
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


def _made(probe: Probe, feature: Feature) -> _Candidate | None:
    maker: FeatureMaker = _maker(feature.kind)
    if not maker.uses_target:
        values = maker.values(feature, maker.learn(feature, probe.cells, probe.y), probe.cells)
        codes = _binned(values)
        return None if codes is None else _Candidate(feature, (values,) * len(probe.parts), (codes,) * len(probe.parts))
    all_values, all_codes = [], []
    for (learned_rows, _), cells in zip(probe.parts, probe.learned_cells, strict=True):
        learned, own = maker.training_values(feature, cells, probe.y[learned_rows])
        values = maker.values(feature, learned, probe.cells)
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


def _column_codes(probe: Probe, table: Table, column: str) -> tuple[npt.NDArray[np.intp], ...]:
    if table.roles[column] in (Role.NUMERIC, Role.ORDINAL):
        codes = _binned(probe.cells.numbers(column))
    elif table.roles[column] is Role.DATETIME:
        codes = _binned(probe.cells.moments(column).astype("datetime64[s]").astype(np.float64))
    else:
        labels, keys = probe.cells.groups((column,))
        order = np.argsort(-np.bincount(labels, minlength=len(keys)), kind="stable")
        place = np.empty(len(keys), dtype=np.intp)
        place[order] = np.minimum(np.arange(len(keys)), _BINS)
        codes = place[labels]
    return (np.zeros(len(probe.y), dtype=np.intp) if codes is None else codes,) * len(probe.parts)


def _gain(
    probe: Probe, codes: Sequence[npt.NDArray[np.intp]], slopes: tuple[Float64s, Float64s]
) -> tuple[Float64s, Float64s]:
    """(rows,) by how much a step function of the bins lowers each row's loss, and (rows, ...) its height there.

    The heights come from the rows of the other parts. The loss is taken to the second order, as boosters do.
    """
    gradient, curvature = slopes
    heights = np.zeros_like(gradient)
    for at, (learned, judged) in enumerate(probe.parts):
        mine, theirs = codes[at][learned], codes[at][judged]
        for output in range(gradient.shape[1]):
            total = np.bincount(mine, gradient[learned, output], _BINS + 1)
            weight = np.bincount(mine, curvature[learned, output], _BINS + 1)
            heights[judged, output] = (total / (weight + _SHRINKING))[theirs]
    gain = heights * gradient - 0.5 * np.square(heights) * curvature
    return gain.sum(axis=1), heights


# ---- with and without ------------------------------------------------------------------------------------------------


def _confirm(probe: Probe, chosen: Sequence[_Candidate]) -> tuple[Tried, ...]:
    """Each chosen feature with what the booster loses without it; none is kept where all together do not pay."""
    if not chosen:
        return ()
    raw, _ = probe.boosted([candidate.values for candidate in chosen])
    saved = probe.losses(probe.raw) - probe.losses(raw)
    pays = bool(saved.mean() > saved.std() / np.sqrt(len(saved)))
    with_all = probe.utility(raw)
    tried = []
    for candidate in chosen:
        others = [other.values for other in chosen if other is not candidate]
        without = probe.boosted(others)[0] if others else probe.raw
        lift = with_all - probe.utility(without)
        tried.append(Tried(candidate.feature, float(lift), pays and lift > 0))
    return tuple(tried)
