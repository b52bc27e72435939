"""The first configurations of a search: complementary ones that did well on earlier tables like this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autoglm_core.contracts import Configuration, Space
from autoglm_core.result import Floats
from autoglm_core.search.samplers._prior import Facts, Prior, prior
from autoglm_core.search.samplers._space import clipped
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

ENTRIES = 16
# The first ones give people something to see: a fit of theirs takes no longer than this, or is among the quickest two.
_QUICK_ENTRIES, _QUICK_SECONDS = 2, 0.5
# What a fit takes beside fitting: handing it to a slot, reading the prepared rows, keeping the model.
OVERHEAD_SECONDS = 0.1
# Seconds that count as spent before the first entry: below that, being quicker still is worth little.
_SPENT_AT_FIRST = 0.25
# A fit takes nearly in proportion to its rows, and less so to its columns.
_GROWS_WITH_ROWS, _GROWS_WITH_COLUMNS = 0.9, 0.6
# How much of an ensemble a new member becomes; the best of these is taken.
_SHARES = np.array([0.0, 0.15, 0.3, 0.5, 0.75, 1.0])
# The worth of an ensemble on one set: 1 for the best single configuration, 0 for the middle one, never beyond these.
_WORST, _BEST = -1.0, 2.0
# On sets where all configurations are about as good, their order is noise: differences below this are not magnified.
_LEAST_SPREAD = 0.01


@dataclass(frozen=True)
class Entry:
    """``run``: the id of the measured run that speaks for it most (None: nothing of its family was measured yet)."""

    configuration: Configuration
    run: str | None


def facts_of(features: Table, task: TaskKind, classes: int) -> Facts:
    """The facts of a table that holds the features alone. ``classes`` is 0 for regression."""
    columns = len(features.columns)
    share = len(features.columns_in(Role.CATEGORICAL)) / max(columns, 1)
    return Facts(features.rows, columns, share, classes, task)


def starts(
    facts: Facts, space: Space, defaults: Mapping[str, Mapping[str, Any]], without: Collection[str] = ()
) -> tuple[Configuration, ...]:
    """The configurations that a search begins with, in order; see ``entries``."""
    return tuple(entry.configuration for entry in entries(facts, space, defaults, without))


def entries(
    facts: Facts, space: Space, defaults: Mapping[str, Mapping[str, Any]], without: Collection[str] = ()
) -> tuple[Entry, ...]:
    """The portfolio for a table with ``facts``, within its ``space``: {family: its parameters}.

    ``defaults``: each family's own configuration for the table, cheapest family first. ``without``: names of data sets
    whose runs are left out, so that a judged set never speaks for itself.

    Chosen greedily: each entry is the one that adds most to the ensemble of those before it, as a mean over the earlier
    sets weighted by their likeness to this table, for each second of what it and those before it take. So the first
    ones are quick, and later ones are chosen for what they add. Every family of the space is in it at least once.
    Sources: Feurer et al., Auto-sklearn 2.0 (JMLR 2022); Salinas and Erickson, TabRepo (AutoML 2024).

    >>> table = Facts(rows=1000, columns=10, category_share=0.2, classes=2, task=TaskKind.BINARY)
    >>> entries(table, {"unknown": {}}, {"unknown": {}})
    (Entry(configuration=Configuration(family='unknown', params={}), run=None),)
    """
    known = prior(tuple(sorted(without)))
    found: list[Entry] = []
    for at, run in order(known, facts, space):
        earlier = known.configurations[at]
        otherwise = defaults[earlier.family]
        given = otherwise if earlier.given is None else clipped(earlier.given, space[earlier.family], otherwise)
        configuration = Configuration(earlier.family, dict(given))
        if all(entry.configuration != configuration for entry in found):
            found.append(Entry(configuration, run))
    present = {entry.configuration.family for entry in found}
    rest = [Entry(Configuration(name, dict(defaults[name])), None) for name in defaults if name not in present]
    return (*found, *rest)


def expected_seconds(known: Prior, facts: Facts, weights: Floats) -> Floats:
    """(configurations,) what a fit on this table is likely to take, from what it took on tables like it."""
    rows = np.array([facts.rows / other.rows for other in known.facts])
    columns = np.array([facts.columns / other.columns for other in known.facts])
    growth = _GROWS_WITH_ROWS * np.log(rows) + _GROWS_WITH_COLUMNS * np.log(columns)
    logs = np.log(np.maximum(known.seconds, 1e-3)) + growth[:, np.newaxis]
    return np.asarray(np.exp(_mean(logs, weights)) + OVERHEAD_SECONDS)


def order(known: Prior, facts: Facts, families: Collection[str]) -> list[tuple[int, str]]:
    """(configuration, the run that speaks for it) in the order of the portfolio, of ``families`` alone."""
    weights = np.array([facts.likeness(other) for other in known.facts])
    measured = np.isfinite(known.scores).sum(axis=0)
    able = [at for at, earlier in enumerate(known.configurations) if earlier.family in families and measured[at] > 0]
    if not able:
        return []
    seconds = expected_seconds(known, facts, weights)
    worth = Worth.of(known, able)
    left = list(able)
    chosen: list[tuple[int, str]] = []
    spent = _SPENT_AT_FIRST
    quick = max(_QUICK_SECONDS, float(np.sort(seconds[able])[min(len(able), 2) - 1]))
    while left and len(chosen) < ENTRIES:
        gains = worth.gains(left)
        mean = _mean(np.nan_to_num(gains, nan=0.0), weights)
        rate = mean / (spent + seconds[left])
        if len(chosen) < _QUICK_ENTRIES:
            rate = np.where(seconds[left] <= quick, rate, -np.inf)
        best = int(np.argmax(rate))
        at = left.pop(best)
        speaks = int(np.nanargmax(np.where(np.isnan(gains[:, best]), np.nan, gains[:, best] * weights)))
        chosen.append((at, known.run_id(at, speaks)))
        worth.add(at)
        spent += float(seconds[at])
    return chosen + [_best_of_family(known, own, weights) for own in _families_left(known, left, chosen)]


def _families_left(known: Prior, left: list[int], chosen: list[tuple[int, str]]) -> list[list[int]]:
    """The configurations of each family that did not come in by itself."""
    present = {known.configurations[at].family for at, _ in chosen}
    families = dict.fromkeys(known.configurations[at].family for at in left)
    return [
        [at for at in left if known.configurations[at].family == family] for family in families if family not in present
    ]


def _best_of_family(known: Prior, own: list[int], weights: Floats) -> tuple[int, str]:
    at = own[int(np.argmax(_mean(known.scores[:, own], weights)))]
    return at, known.run_id(at, int(np.nanargmax(known.scores[:, at] * weights)))


class Worth:
    """What the ensemble of the entries so far is worth on each earlier set.

    1 is the best single configuration there, 0 the middle one; a blend can be worth more. Held as the ensemble's error
    vector and the squared error that no two of its members share.
    """

    def __init__(self, errors: Floats, best: Floats, spread: Floats) -> None:
        self._shared, self._own = errors[:, :, :-1], np.square(errors[:, :, -1])
        self._best, self._spread = best, spread
        sets, _, directions = self._shared.shape
        self._mean, self._rest = np.zeros((sets, directions)), np.full(sets, np.inf)

    @classmethod
    def of(cls, known: Prior, able: list[int]) -> Worth:
        single = np.square(known.errors[:, able]).sum(axis=2)
        some = np.isfinite(single).any(axis=1)
        best, middle = np.full(len(single), np.nan), np.full(len(single), np.nan)
        best[some], middle[some] = np.nanmin(single[some], axis=1), np.nanmedian(single[some], axis=1)
        return cls(known.errors, best, np.maximum(middle - best, _LEAST_SPREAD * middle))

    def gains(self, candidates: list[int]) -> Floats:
        """(sets, candidates) what each adds to the worth of the ensemble; NaN where it was not measured."""
        _, error, _ = self._blends(candidates)
        return np.asarray(self._value(error.min(axis=2)) - self.now()[:, np.newaxis])

    def now(self) -> Floats:
        """(sets,) the worth of the ensemble."""
        return self._value(np.square(self._mean).sum(axis=1) + self._rest)

    def add(self, candidate: int) -> None:
        """Take it into the ensemble of each set, with the share that is best there."""
        mean, error, rest = self._blends([candidate])
        measured = np.isfinite(error[:, 0, 0])
        sets = np.flatnonzero(measured)
        share = np.argmin(error[sets, 0], axis=1)
        self._mean[sets], self._rest[sets] = mean[sets, 0, share], rest[sets, 0, share]

    def _blends(self, candidates: list[int]) -> tuple[Floats, Floats, Floats]:
        """For each set, candidate and share: the mean error vector, the squared error, its part that none shares."""
        shares = _SHARES[:, np.newaxis]
        new = self._shared[:, candidates, np.newaxis, :]
        empty = np.isinf(self._rest)
        mean = (1.0 - shares) * self._mean[:, np.newaxis, np.newaxis, :] + shares * new
        mean = np.where(empty[:, np.newaxis, np.newaxis, np.newaxis], new, mean)
        own = self._own[:, candidates, np.newaxis]
        before = np.where(empty, 0.0, self._rest)[:, np.newaxis, np.newaxis]
        rest = (1.0 - _SHARES) ** 2 * before + _SHARES**2 * own
        rest = np.where(empty[:, np.newaxis, np.newaxis], own, rest)
        return mean, np.square(mean).sum(axis=3) + rest, rest

    def _value(self, error: Floats) -> Floats:
        shape = (-1, *(1,) * (error.ndim - 1))
        best, spread = self._best.reshape(shape), self._spread.reshape(shape)
        return np.asarray(np.clip(1.0 - (error - best) / spread, _WORST, _BEST))


def _mean(values: Floats, weights: Floats) -> Floats:
    """(columns,) weighted mean of the rows, over those that are numbers."""
    given = np.isfinite(values) * weights[:, np.newaxis]
    total = np.maximum(given.sum(axis=0), 1e-12)
    return np.asarray((given * np.nan_to_num(values)).sum(axis=0) / total)
