"""Prior-guided search: what was measured in this run, seen in the light of what was learned on earlier data sets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import erf

from autoglm_core.config import config
from autoglm_core.contracts import Categorical, Configuration, History, Parameter, Sampler, Space, Trial
from autoglm_core.result import Floats, TrialState
from autoglm_core.search.samplers._prior import Prior, prior
from autoglm_core.search.samplers._space import (
    clipped,
    draw,
    draw_configuration,
    generator,
    not_yet_tried,
    position_of,
    value_at,
)

# Candidates of a family: anywhere in its space, and steps away from its best trials.
_ANYWHERE, _NEARBY, _PARENTS = 24, 36, 3
_STEPS = (0.06, 0.15)  # standard deviation of a step, as a share of a parameter's range: fine and coarse ones
_CHANGED = 0.5  # the share of the parameters that a step changes
# One suggestion in so many ignores what was learned.
_EXPLORED_SHARE = 0.05
# Scores are counted in steps from the best to the middle one: 0 is the best, and nothing is worse than this.
_WORST = -3.0
_LEAST_SPREAD = 0.005  # of the earlier scores, in shares of the best: less than this is noise
# How near two settings are, as a share of the diagonal of the family's space; and what the family's mean counts.
_REACH, _MEAN_COUNTS = 0.22, 0.15
# An earlier set that orders pairs of trials otherwise than this run does so often hardly counts any more.
_DISAGREEMENT, _LEAST_COUNT = 0.2, 0.01
# The share of the doubt about a family that is common to all its settings; noise of a score; and doubt at the least.
_COMMON, _NOISE, _LEAST_DOUBT = 0.5, 0.1, 0.15
_MOST_TOLD = 150
_LEAST_SECONDS_SHARE = 0.1  # of the middle trial's seconds: being quicker than that is worth nothing more


class GuidedSampler(Sampler):
    """Begins where earlier data sets did well, and follows what this one rewards for each second.

    What a configuration scored on earlier sets is the mean of a Gaussian process; the sets count the more, the more
    they order this run's trials as this run does (two-stage transfer surrogates: Wistuba, Schilling, Schmidt-Thieme,
    Machine Learning 2018). This run's scores correct it. The next trial is the one with the greatest expected
    improvement for each second it is likely to take. With few trials its candidates are steps away from the best ones.
    """

    name = "guided"

    def __init__(self) -> None:
        # Reading the earlier sets anew took as long as all the rest of a suggestion.
        self._lessons: dict[tuple[str, tuple[str, ...]], _Lessons] = {}

    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        rng = generator(seed, len(history.trials), stream=7)
        lessons = {family: self._learned(family, space[family]) for family in space}
        candidates = _candidates(space, history, lessons, rng)
        if not candidates or rng.random() < _EXPLORED_SHARE:
            return not_yet_tried(history, draw_configuration(space, rng), space, rng)
        run = _Run.of(space, history, lessons)
        rates = np.concatenate([run.rates(family, [c.params for c in group]) for family, group in candidates.items()])
        return [candidate for group in candidates.values() for candidate in group][int(np.argmax(rates))]

    def _learned(self, family: str, parameters: Mapping[str, Parameter]) -> _Lessons:
        left_out = config().portfolio_without
        kept = self._lessons.get((family, left_out))
        if kept is None or kept.parameters != parameters:
            kept = _Lessons.of(prior(left_out), family, parameters)
            self._lessons[family, left_out] = kept
        return kept


# ---- candidates ------------------------------------------------------------------------------------------------------


def _candidates(
    space: Space, history: History, lessons: Mapping[str, _Lessons], rng: np.random.Generator
) -> dict[str, list[Configuration]]:
    """What may come next, by family: only families not tried so far, while there are any; and nothing twice."""
    tried = {trial.configuration.family for trial in history.trials}
    families = [family for family in sorted(space) if family not in tried] or _able(space, history)
    found = {}
    for family in families:
        known = [t for t in history.trials if t.configuration.family == family]
        seen = [dict(trial.configuration.params) for trial in known]
        drawn = [draw(space[family], rng) for _ in range(_ANYWHERE)]
        fresh = [*lessons[family].given, *_nearby(space[family], known, rng), *drawn]
        kept: list[Configuration] = []
        for params in fresh:
            if params not in seen:
                seen.append(params)
                kept.append(Configuration(family, params))
        if kept:
            found[family] = kept
    return found


def _able(space: Space, history: History) -> list[str]:
    """The families of which not every trial failed."""
    able = []
    for family in sorted(space):
        states = [trial.state for trial in history.trials if trial.configuration.family == family]
        if len(states) < 2 or any(state is not TrialState.FAILED for state in states):
            able.append(family)
    return able or sorted(space)


def _nearby(parameters: Mapping[str, Parameter], known: list[Trial], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Steps away from the family's best trials."""
    scored = [t for t in known if t.score is not None and math.isfinite(t.score)]
    parents = sorted(scored, key=lambda trial: (-(trial.score or 0.0), trial.number))[:_PARENTS]
    if not parents or not parameters:
        return []
    found = []
    for number in range(_NEARBY):
        parent = clipped(parents[number % len(parents)].configuration.params, parameters, {})
        names = sorted(parameters)
        changed = rng.random(len(names)) < _CHANGED
        changed[int(rng.integers(len(names)))] = True
        step = _STEPS[number % len(_STEPS)]
        fresh = draw(parameters, rng)
        found.append(
            {
                name: _stepped(parameters[name], parent[name], fresh[name], rng.normal(0.0, step))
                if change
                else parent[name]
                for name, change in zip(names, changed, strict=True)
            }
        )
    return found


def _stepped(parameter: Parameter, value: Any, fresh: Any, step: float) -> Any:
    if isinstance(parameter, Categorical):
        return fresh
    return value_at(parameter, min(max(position_of(parameter, value) + step, 0.0), 1.0))


# ---- what earlier sets say about a family ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lessons:
    """A family's earlier runs in this table's space. Arrays are (sets, configurations); ``places`` one axis more.

    ``scores``: 0 for the best configuration of any family on that set, -1 for the middle one. ``logs``: the logarithm
    of seconds. NaN where nothing was measured.
    """

    parameters: Mapping[str, Parameter]
    given: tuple[dict[str, Any], ...]
    places: Floats
    scores: Floats
    logs: Floats
    of_trials: dict[bytes, tuple[Floats, Floats]] = field(default_factory=dict, compare=False)  # see expected_of

    @classmethod
    def of(cls, known: Prior, family: str, parameters: Mapping[str, Parameter]) -> _Lessons:
        at = [i for i, e in enumerate(known.configurations) if e.family == family and _speaks_of(e.params, parameters)]
        earlier = [known.configurations[i] for i in at]
        empty = dict.fromkeys(parameters)
        # Drawn settings are the same on every set: their place is found once.
        places = [
            [place(parameters, clipped(params or {}, parameters, empty)) for params in entry.params]
            if entry.given is None
            else [place(parameters, clipped(entry.given, parameters, empty))] * len(entry.params)
            for entry in earlier
        ]
        axes = len(place(parameters, clipped({}, parameters, empty)))
        best = np.nanmax(known.scores, axis=1, keepdims=True) if known.names else np.zeros((0, 1))
        middle = np.nanmedian(known.scores, axis=1, keepdims=True) if known.names else np.zeros((0, 1))
        steps = (known.scores[:, at] - best) / np.maximum(best - middle, _LEAST_SPREAD)
        return cls(
            parameters=parameters,
            given=tuple(clipped(entry.given, parameters, empty) for entry in earlier if entry.given is not None),
            places=np.array(places).reshape(len(at), len(known.names), axes).transpose(1, 0, 2),
            scores=np.maximum(steps, _WORST),
            logs=np.log(np.maximum(known.seconds[:, at], 1e-3)),
        )

    def expected(self, places: Floats) -> tuple[Floats, Floats]:
        """(sets, places) score and logarithm of seconds that each set would expect; NaN where it knows nothing."""
        if not self.scores.size:
            nothing = np.full((len(self.scores), len(places)), np.nan)
            return nothing, nothing
        near = nearness(places, self.places)  # (sets, places, configurations)
        return _smoothed(near, self.scores), _smoothed(near, self.logs)

    def expected_of(self, at: Floats) -> tuple[Floats, Floats]:
        """``expected`` of one place (axes,), worked out once: a trial is asked for again with every suggestion."""
        key = at.tobytes()
        if key not in self.of_trials:
            self.of_trials[key] = self.expected(at[np.newaxis])
        return self.of_trials[key]


def _speaks_of(params: tuple[Mapping[str, Any] | None, ...], parameters: Mapping[str, Parameter]) -> bool:
    """Whether at least half of the parameters are those that were measured: a family may have changed since."""
    names: set[str] = set().union(*(set(values) for values in params if values))
    return 2 * len(names & set(parameters)) >= max(len(parameters), 1)


def place(parameters: Mapping[str, Parameter], params: Mapping[str, Any]) -> Floats:
    """Where settings lie in the unit cube of a family's space; a choice takes one axis an option."""
    axes: list[float] = []
    for name in sorted(parameters):
        parameter = parameters[name]
        if isinstance(parameter, Categorical):
            axes += [0.5 * (choice == params[name]) for choice in parameter.choices]
        else:
            axes.append(position_of(parameter, params[name]))
    return np.array(axes, dtype=np.float64)


def nearness(places: Floats, others: Floats) -> Floats:
    """(..., places, others) 1 for the same place, falling with the squared distance."""
    axes = max(places.shape[-1], 1)
    # |a - b|² = |a|² + |b|² - 2ab: a product of matrices, where differences would be an array with an axis more.
    squares = np.square(places).sum(axis=-1)[:, np.newaxis] + np.square(others).sum(axis=-1)[..., np.newaxis, :]
    squares = np.maximum(squares - 2.0 * places @ np.swapaxes(others, -1, -2), 0.0)
    return np.asarray(np.exp(-0.5 * squares / (axes * _REACH**2)))


def _smoothed(near: Floats, values: Floats) -> Floats:
    """(sets, places) mean of ``values`` (sets, configurations), near ones first, shrunken to the mean of all."""
    given = np.isfinite(values)
    count = given.sum(axis=1)
    filled = np.where(given, values, 0.0)
    mean = np.where(count > 0, filled.sum(axis=1) / np.maximum(count, 1), np.nan)
    weight = np.einsum("dqc,dc->dq", near, given.astype(np.float64)) + _MEAN_COUNTS
    total = np.einsum("dqc,dc->dq", near, filled) + _MEAN_COUNTS * mean[:, np.newaxis]
    return np.asarray(total / weight)


# ---- what this run says ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Run:
    """This run's trials, and how much each earlier set counts for them.

    ``scores`` as in ``_Lessons``, of this run; ``off`` is what they exceed the earlier sets' expectation by.
    """

    lessons: Mapping[str, _Lessons]
    set_weights: Floats
    families: tuple[str, ...]  # of the trials that are told
    places: tuple[Floats, ...]
    off: Floats
    slower: Floats  # logarithm of seconds beyond what was expected; NaN where no seconds are known
    middle_seconds: float

    @classmethod
    def of(cls, space: Space, history: History, lessons: Mapping[str, _Lessons]) -> _Run:
        told, scores = _told(space, history)
        families = tuple(trial.configuration.family for trial in told)
        places = tuple(
            place(space[f], clipped(t.configuration.params, space[f], dict.fromkeys(space[f])))
            for f, t in zip(families, told, strict=True)
        )
        known = [lessons[f].expected_of(p) for f, p in zip(families, places, strict=True)]
        sets = len(next(iter(lessons.values())).scores)
        by_set = np.array([score[:, 0] for score, _ in known]).reshape(len(known), sets).T
        weights = _set_weights(by_set, scores)
        expected = np.array([_mean(score, weights)[0] for score, _ in known])
        logs = np.array([_mean(log, weights)[0] for _, log in known])
        # Of a fold, since a trial that was stopped early has not had them all.
        seconds = np.array([trial.seconds / max(len(trial.fold_scores), 1) or np.nan for trial in told])
        # A trial that still runs is expected to do what the others let expect, so that not all slots try the same.
        off = np.where(np.isnan(scores), 0.0, scores - np.nan_to_num(expected, nan=-1.0))
        middle = float(np.nanmedian(seconds)) if np.isfinite(seconds).any() else 0.0
        return cls(lessons, weights, families, places, off, np.log(seconds) - np.nan_to_num(logs), middle)

    def rates(self, family: str, candidates: list[Mapping[str, Any]]) -> Floats:
        """(candidates,) expected improvement a second."""
        lessons = self.lessons[family]
        places = np.array([place(lessons.parameters, params) for params in candidates]).reshape(len(candidates), -1)
        scores, logs = lessons.expected(places)
        mean, deviation = self._corrected(family, places, np.nan_to_num(_mean(scores, self.set_weights), nan=-1.0))
        log_seconds = np.nan_to_num(_mean(logs, self.set_weights)) + self._slower(family, places)
        seconds = np.maximum(np.exp(log_seconds), _LEAST_SECONDS_SHARE * self.middle_seconds)
        return expected_improvement(mean, deviation) / seconds

    def _corrected(self, family: str, places: Floats, expected: Floats) -> tuple[Floats, Floats]:
        """Mean and standard deviation of the scores, by a Gaussian process over what this run's trials are off by."""
        common = float(self.off.sum() / (len(self.off) + 1.0))
        rest = self.off - common
        doubt = max(float(np.square(rest).sum() + 1.0) / (len(rest) + 1.0), _LEAST_DOUBT**2)
        own = [at for at, other in enumerate(self.families) if other == family]
        if not own:
            return expected + common, np.full(len(expected), math.sqrt(doubt))
        told = np.array([self.places[at] for at in own]).reshape(len(own), -1)
        covariance = _COMMON + (1.0 - _COMMON) * nearness(told, told)
        cross = _COMMON + (1.0 - _COMMON) * nearness(places, told)
        solved = np.linalg.solve(covariance + _NOISE * np.eye(len(own)), np.column_stack([rest[own], cross.T]))
        mean = expected + common + cross @ solved[:, 0]
        variance = doubt * np.maximum(1.0 - (cross * solved[:, 1:].T).sum(axis=1), 1e-4)
        return mean, np.sqrt(variance)

    def _slower(self, family: str, places: Floats) -> Floats:
        """(places,) logarithm of the seconds by which trials of this run exceed what was expected."""
        given = np.isfinite(self.slower)
        if not given.any():
            return np.zeros(len(places))
        overall = float(self.slower[given].mean())
        own = [at for at, other in enumerate(self.families) if other == family and given[at]]
        if not own:
            return np.full(len(places), overall)
        near = nearness(places, np.array([self.places[at] for at in own]).reshape(len(own), -1))
        of_family = (float(self.slower[own].sum()) + overall) / (len(own) + 1.0)
        return np.asarray((near @ self.slower[own] + of_family) / (near.sum(axis=1) + 1.0))


def _told(space: Space, history: History) -> tuple[list[Trial], Floats]:
    """The trials to learn from, the best and the latest of them, with their scores; NaN for those that still run."""
    able = [t for t in history.trials if t.configuration.family in space and t.state is not TrialState.FAILED]
    utilities = [_utility(trial, history.finished()) for trial in able]
    trials = [
        trial for trial, utility in zip(able, utilities, strict=True) if utility is None or math.isfinite(utility)
    ]
    values = np.array([math.nan if u is None else u for u in utilities if u is None or math.isfinite(u)])
    finished = np.isfinite(values)
    if finished.any():
        best, middle = np.nanmax(values), np.nanmedian(values)
        values = np.maximum((values - best) / max(best - middle, 1e-9 * max(abs(best), 1.0)), _WORST)
    order = sorted(range(len(trials)), key=lambda at: -values[at] if finished[at] else 0.0)
    kept = sorted({*order[: _MOST_TOLD // 2], *range(max(len(trials) - _MOST_TOLD // 2, 0), len(trials))})
    return [trials[at] for at in kept], values[kept]


def _utility(trial: Trial, finished: tuple[Trial, ...]) -> float | None:
    """The score of a trial; of one that was stopped early, what it would be if its other folds were like the others'.

    None while it runs.
    """
    if trial.state is not TrialState.PRUNED or not trial.fold_scores:
        return trial.score
    folds = len(trial.fold_scores)
    beyond = [t.score - float(np.mean(t.fold_scores[:folds])) for t in finished if t.score is not None]
    known = [value for value in beyond if math.isfinite(value)]
    return float(np.mean(trial.fold_scores)) + (float(np.median(known)) if known else 0.0)


def _set_weights(by_set: Floats, scores: Floats) -> Floats:
    """(sets,) how much each earlier set counts: by the share of pairs of trials that it would order otherwise.

    >>> _set_weights(np.array([[0.0, -1.0, -2.0], [-2.0, -1.0, 0.0]]), np.array([0.0, -0.5, -1.0])).round(2).tolist()
    [0.82, 0.01]
    """
    first, second = np.triu_indices(len(scores), 1)
    here = np.sign(scores[first] - scores[second])
    there = np.sign(by_set[:, first] - by_set[:, second])
    compared = np.isfinite(here) & np.isfinite(there) & (here != 0)
    against = (compared & (there * np.nan_to_num(here) < 0)).sum(axis=1)
    # As if one pair more had been seen, half against: with few trials all sets count about the same.
    share = (against + 0.5) / (compared.sum(axis=1) + 1.0)
    return np.asarray(_LEAST_COUNT + (1.0 - _LEAST_COUNT) * np.exp(-0.5 * (share / _DISAGREEMENT) ** 2))


def _mean(by_set: Floats, weights: Floats) -> Floats:
    """(places,) weighted mean over the sets that know something; NaN where none does."""
    given = np.isfinite(by_set) * weights[:, np.newaxis]
    total = given.sum(axis=0)
    return np.where(total > 0, (given * np.nan_to_num(by_set)).sum(axis=0) / np.maximum(total, 1e-12), np.nan)


def expected_improvement(mean: Floats, deviation: Floats) -> Floats:
    """Over the best so far, which has the score 0 (Jones, Schonlau, Welch 1998).

    >>> expected_improvement(np.array([0.0, -1.0]), np.array([1.0, 1.0])).round(3).tolist()
    [0.399, 0.083]
    """
    steps = mean / deviation
    below = 0.5 * (1.0 + erf(steps / math.sqrt(2.0)))
    return np.asarray(mean * below + deviation * np.exp(-0.5 * steps**2) / math.sqrt(2.0 * math.pi))
