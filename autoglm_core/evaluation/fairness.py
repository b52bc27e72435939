"""Whom a model serves how well: its judged rows by group, rates, gaps and the four-fifths rule, each with its doubt."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types
from scipy import stats

from autoglm_core.contracts import Metric
from autoglm_core.evaluation.intervals import interval, share_interval
from autoglm_core.evaluation.verdict import number_text
from autoglm_core.messages import Message
from autoglm_core.result import Judged

FOUR_FIFTHS = 0.8
# A group of fewer rows, or of fewer cases of the kind that a rate is among, is shown, and left out of every comparison.
SMALL_GROUP, FEW_CASES = 50, 10
MOST_GROUPS = 8
_BINS = 4
_FEW_NUMBERS = 8
_LEVEL = 0.95
_RESAMPLES = 2_000
_CHANCE = 0.05

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Rate:
    """A share, ``hits`` of ``of`` rows, with its 95 % interval; NaN where there is no such row."""

    hits: int
    of: int
    value: float
    low: float
    high: float

    @classmethod
    def among(cls, true: Array) -> Rate:
        hits, of = int(np.sum(true)), len(true)
        return cls(hits, of, hits / of if of else math.nan, *share_interval(hits, of))


@dataclass(frozen=True)
class Group:
    """The rows of one group. ``score``: the run's metric with its interval; NaN where the group cannot tell it.

    rates: of a yes/no target "actual", "called", "found" (of the cases), "false_alarm" (of the others), "right_alarm"
    (of those called); of several classes "right". means: of a number "actual", "predicted", "error" (predicted less
    actual) and "distance" (without the sign), each as (value, low, high).
    """

    name: str | None  # None: rows with an empty cell
    rest: int  # of how many small groups it is made; 0: a group of its own
    rows: int
    score: float
    low: float
    high: float
    rates: Mapping[str, Rate]
    means: Mapping[str, tuple[float, float, float]]

    @property
    def small(self) -> bool:
        return self.rows < SMALL_GROUP


@dataclass(frozen=True)
class Gap:
    """The largest difference of a rate or mean between two groups that are large enough; ``chance``: p-value.

    ``chance`` is the share of tables in which groups that do not differ at all would differ as much.
    """

    of: str
    highest: str | None
    lowest: str | None
    high: float
    low: float
    chance: float

    @property
    def difference(self) -> float:
        return self.high - self.low

    @property
    def real(self) -> bool:
        return self.chance < _CHANCE


@dataclass(frozen=True)
class FourFifths:
    """The lowest rate of the favourable decision as a share of the highest; below 0.8 the rule is broken."""

    favoured: str | None
    disadvantaged: str | None
    ratio: float
    low: float
    high: float

    @property
    def kept(self) -> bool:
        return self.ratio >= FOUR_FIFTHS

    @property
    def sure(self) -> bool:
        """Whether the interval lies on one side of four fifths."""
        return self.low >= FOUR_FIFTHS or self.high < FOUR_FIFTHS


@dataclass(frozen=True)
class Fairness:
    """By the groups of one column: of numbers and moments in their order, of words the largest first."""

    column: str
    groups: tuple[Group, ...]
    gaps: tuple[Gap, ...]
    four_fifths: FourFifths | None  # of a yes/no decision with two groups that are large enough

    @property
    def compared(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if not group.small)


def fairness(judged: Judged, cells: pd.Series[Any], metric: Metric, *, seed: int, yes_is_good: bool = True) -> Fairness:
    """The judged rows by the groups of ``cells`` (all modelled rows; ``judged.rows`` are positions in them).

    A column with many numbers or moments is cut into four parts of equal size, of many words the commonest are kept.
    ``yes_is_good``: whether being called positive is the favourable decision, such as a loan; else being left alone is.
    Gaps of rates come from fairlearn's MetricFrame, intervals of rates from Wilson, of means from Student.

    >>> y = np.tile([0, 1, 1, 0], 50)
    >>> judged = Judged(y, np.column_stack([1 - y, y]).astype(float), np.arange(200), labels=y)
    >>> from autoglm_core.registry import plugin
    >>> accuracy = next(metric for metric in plugin("tasks", "binary").metrics if metric.name == "accuracy")
    >>> found = fairness(judged, pd.Series(["a", "b"] * 100, name="sex"), accuracy, seed=1)
    >>> [(group.name, group.rates["called"].value) for group in found.groups], found.four_fifths.ratio
    ([('a', 0.5), ('b', 0.5)], 1.0)
    """
    names, rest = grouped(cells.iloc[judged.rows])
    order = [int(code) for code in range(len(names.categories))]
    if not names.ordered:
        sizes = np.bincount(names.codes[names.codes >= 0], minlength=len(order))
        order.sort(key=lambda code: (names.categories[code] == _REST, -sizes[code]))
    members = [np.flatnonzero(names.codes == code) for code in order]
    labelled: list[tuple[str | None, Array]] = [
        (str(names.categories[code]), rows) for code, rows in zip(order, members, strict=True)
    ]
    if (names.codes < 0).any():
        labelled.append((None, np.flatnonzero(names.codes < 0)))
    decided = _decided(judged)
    groups = tuple(
        replace(_group(name, rows, judged, decided, metric, seed), rest=rest if name == _REST else 0)
        for name, rows in labelled
        if len(rows)
    )
    compared = [group for group in groups if not group.small and group.rest == 0]
    if judged.prediction.ndim == 1:
        gaps = _mean_gaps(compared, labelled, judged)
    else:
        gaps = _rate_gaps(compared, labelled, decided)
    rule = _four_fifths(compared, seed, yes_is_good=yes_is_good) if _is_binary(judged) else None
    return Fairness(str(cells.name), groups, gaps, rule)


_REST = "\u0000rest"


def grouped(cells: pd.Series[Any]) -> tuple[Any, int]:
    """The group of each cell, a ``pd.Categorical``, and of how many values the group of the rest is made.

    An empty cell is of no group.
    """
    plain = cells.reset_index(drop=True)
    numeric = types.is_numeric_dtype(plain.dtype) and not types.is_bool_dtype(plain.dtype)
    if (numeric or types.is_datetime64_any_dtype(plain.dtype)) and plain.nunique() > _FEW_NUMBERS:
        return _binned(plain), 0
    text = plain.map(_text, na_action="ignore")
    if numeric:
        return pd.Categorical(
            text, categories=[_text(value) for value in sorted(plain.dropna().unique())], ordered=True
        ), 0
    counts = text.value_counts()
    kept = [str(value) for value in counts.index[:MOST_GROUPS]]
    rest = len(counts) - len(kept)
    if rest == 1:  # one more line says more than “one other”
        kept, rest = [str(value) for value in counts.index], 0
    shown = text.where(text.isin(kept) | text.isna(), _REST) if rest else text
    return pd.Categorical(shown, categories=[*kept, *([_REST] if rest else [])]), rest


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _binned(values: pd.Series[Any]) -> Any:
    """Four parts of about equal size; the name says from where to where."""
    moments = types.is_datetime64_any_dtype(values.dtype)
    ordered: Any = values if moments else values.astype("float64")
    codes, edges = pd.qcut(ordered, _BINS, labels=False, retbins=True, duplicates="drop")
    ends = [str(pd.Timestamp(edge).date()) if moments else f"{edge:.3g}" for edge in list(edges)]
    between = " … " if not moments and float(edges[0]) < 0 else " – "  # beside a minus a dash would read as one
    names = [f"{low}{between}{high}" for low, high in itertools.pairwise(ends)]
    if len(set(names)) < len(names):
        names = [f"{number + 1}: {name}" for number, name in enumerate(names)]
    return pd.Categorical.from_codes(codes.fillna(-1).astype(int).tolist(), categories=pd.Index(names), ordered=True)


# ---- one group -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Decided:
    """What is true and what the model says, of classes: positions."""

    y: Array
    said: Array


def _decided(judged: Judged) -> _Decided:
    if judged.prediction.ndim == 1:
        return _Decided(judged.y, judged.prediction)
    labels = judged.labels if judged.labels is not None else np.argmax(judged.prediction, axis=1)
    return _Decided(judged.y, labels)


def _is_binary(judged: Judged) -> bool:
    return judged.prediction.ndim == 2 and judged.prediction.shape[1] == 2


def _group(name: str | None, rows: Array, judged: Judged, decided: _Decided, metric: Metric, seed: int) -> Group:
    labels = None if judged.labels is None else judged.labels[rows]
    part = Judged(judged.y[rows], judged.prediction[rows], judged.rows[rows], labels)
    score, low, high = math.nan, math.nan, math.nan
    if len(rows) >= 2 and (judged.prediction.ndim == 1 or len(np.unique(part.y)) > 1 or metric.on == "label"):
        score = metric.score(part.y, part.prediction, labels)
        low, high = interval(metric, part, seed) if math.isfinite(score) else (math.nan, math.nan)
    y, said = decided.y[rows], decided.said[rows]
    rates, means = {}, {}
    if judged.prediction.ndim == 1:
        means = _means(y, said)
    elif _is_binary(judged):
        rates = {key: Rate.among(true) for key, true in _binary(y, said).items()}
    else:
        rates = {"right": Rate.among(y == said)}
    return Group(name, 0, len(rows), score, low, high, rates, means)


def _binary(y: Array, said: Array) -> dict[str, Array]:
    return {
        "actual": y == 1,
        "called": said == 1,
        "found": said[y == 1] == 1,
        "false_alarm": said[y == 0] == 1,
        "right_alarm": y[said == 1] == 1,
    }


def _means(y: Array, said: Array) -> dict[str, tuple[float, float, float]]:
    values = {"actual": y, "predicted": said, "error": said - y, "distance": np.abs(said - y)}
    return {key: _mean(np.asarray(value, dtype=np.float64)) for key, value in values.items()}


def _mean(values: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """The mean with its 95 % interval (Student)."""
    mean = float(values.mean())
    if len(values) < 2:
        return mean, math.nan, math.nan
    reach = float(stats.t.ppf((1 + _LEVEL) / 2, len(values) - 1) * values.std(ddof=1) / math.sqrt(len(values)))
    return mean, mean - reach, mean + reach


# ---- between groups --------------------------------------------------------------------------------------------------


def _rate_gaps(
    groups: Sequence[Group], labelled: Sequence[tuple[str | None, Array]], decided: _Decided
) -> tuple[Gap, ...]:
    """Of each rate, between the groups that have enough cases of the kind: fairlearn raises where one has none.

    The p-value is that of the chi-squared test.
    """
    from fairlearn import metrics

    rows_of = dict(labelled)
    measures = {
        "called": metrics.selection_rate,
        "found": metrics.true_positive_rate,
        "false_alarm": metrics.false_positive_rate,
        "right": lambda y, said: float(np.mean(y == said)),
    }
    found = []
    for of, measure in measures.items():
        known = [group for group in groups if of in group.rates and group.rates[of].of >= FEW_CASES]
        if len(known) < 2:
            continue
        rows = np.concatenate([rows_of[group.name] for group in known])
        number = np.repeat(np.arange(len(known)), [len(rows_of[group.name]) for group in known])
        frame = metrics.MetricFrame(
            metrics=measure, y_true=decided.y[rows], y_pred=decided.said[rows], sensitive_features=number
        )
        by_group = frame.by_group.astype(float)
        highest, lowest = known[int(by_group.idxmax())], known[int(by_group.idxmin())]
        chance = _chance([group.rates[of] for group in known])
        found.append(Gap(of, highest.name, lowest.name, float(by_group.max()), float(by_group.min()), chance))
    return tuple(found)


def _chance(rates: Sequence[Rate]) -> float:
    table = np.array([[rate.hits, rate.of - rate.hits] for rate in rates])
    if (table.sum(axis=0) == 0).any():  # all or none: nobody differs
        return 1.0
    return float(stats.chi2_contingency(table, correction=len(rates) == 2).pvalue)


def _mean_gaps(
    groups: Sequence[Group], labelled: Sequence[tuple[str | None, Array]], judged: Judged
) -> tuple[Gap, ...]:
    """Of the mean error and the mean distance; p-value by Welch's test, Alexander and Govern's for more groups."""
    wanted = {group.name for group in groups}
    error = judged.prediction - judged.y
    found = []
    if len(groups) < 2:
        return ()
    for of, values in (("error", error), ("distance", np.abs(error))):
        samples = [values[rows] for name, rows in labelled if name in wanted]
        (highest, high), (lowest, low) = (
            pick(((group.name, group.means[of][0]) for group in groups), key=lambda one: one[1]) for pick in (max, min)
        )
        if any(np.ptp(sample) == 0 for sample in samples):  # a mean without any spread leaves nothing to doubt
            chance = 1.0 if high == low else 0.0
        else:
            test = stats.ttest_ind(*samples, equal_var=False) if len(samples) == 2 else stats.alexandergovern(*samples)
            chance = float(test.pvalue)
        found.append(Gap(of, highest, lowest, high, low, chance))
    return tuple(found)


def _four_fifths(groups: Sequence[Group], seed: int, *, yes_is_good: bool) -> FourFifths | None:
    """The rule of the Uniform Guidelines on Employee Selection Procedures (29 CFR 1607.4 D, 1978).

    The interval draws each group's decisions anew (parametric bootstrap) and keeps who is compared with whom.
    """
    if len(groups) < 2:
        return None
    called = [group.rates["called"] for group in groups]
    hits = np.array([rate.hits if yes_is_good else rate.of - rate.hits for rate in called])
    rows = np.array([rate.of for rate in called])
    share = hits / rows
    top, bottom = int(np.argmax(share)), int(np.argmin(share))
    if share[top] == 0:
        return None
    rng = np.random.default_rng([seed, 6])
    # Jeffreys' half a case more on either side: a group in which nobody was chosen need not stay at none.
    drawn = rng.beta(hits[:, None] + 0.5, (rows - hits)[:, None] + 0.5, (len(rows), _RESAMPLES))
    low, high = np.quantile(drawn[bottom] / drawn[top], [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    ratio = float(share[bottom] / share[top])
    return FourFifths(groups[top].name, groups[bottom].name, ratio, min(float(low), ratio), max(float(high), ratio))


# ---- in words --------------------------------------------------------------------------------------------------------


def told(found: Fairness, *, positive: str = "", yes_is_good: bool = True) -> tuple[Message, ...]:
    """What the figures say, one sentence each: the rule, the gaps, the groups that are too small to compare.

    ``positive``: the class that the rates of a yes/no target are about.
    """
    sentences = []
    if len(found.compared) < 2:
        sentences.append(Message("fairness-too-few", {"fewest": SMALL_GROUP}))
    elif found.four_fifths is not None:
        sentences.append(_rule_told(found.four_fifths, _shown(positive), yes_is_good=yes_is_good))
    sentences += [_gap_told(gap, _shown(positive)) for gap in found.gaps]
    small = [_named(group.name) for group in found.groups if group.small]
    if small:
        sentences.append(Message("fairness-small", {"groups": small, "fewest": SMALL_GROUP, "count": len(small)}))
    return tuple(sentences)


def _rule_told(rule: FourFifths, positive: str, *, yes_is_good: bool) -> Message:
    values = {
        "low": _named(rule.disadvantaged),
        "high": _named(rule.favoured),
        "ratio": _percent(rule.ratio),
        "from": _percent(rule.low),
        "to": _percent(rule.high),
        "what": Message("fairness-called" if yes_is_good else "fairness-left-alone", {"positive": positive}),
    }
    sure = Message("fairness-rule-sure" if rule.sure else "fairness-rule-unsure")
    return Message("fairness-rule-kept" if rule.kept else "fairness-rule-broken", {**values, "doubt": sure})


def _gap_told(gap: Gap, positive: str) -> Message:
    text = number_text if gap.of in ("error", "distance") else _percent
    values = {
        "high": _named(gap.highest),
        "low": _named(gap.lowest),
        "more": text(gap.high),
        "less": text(gap.low),
        "chance": Message("fairness-gap-real" if gap.real else "fairness-gap-chance"),
        "positive": positive,
    }
    return Message(f"fairness-gap-{gap.of}".replace("_", "-"), values)


def _named(group: str | None) -> Message:
    if group is None:
        return Message("fairness-group-empty")
    if group == _REST:
        return Message("fairness-group-rest")
    return Message("fairness-group", {"name": _shown(group)})


def _shown(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
