"""Bayesian search by tree-structured Parzen estimators, by Optuna."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import FrozenTrial, create_trial

from autoglm_core.contracts import Categorical, Configuration, History, Integer, Parameter, Sampler, Space, Trial
from autoglm_core.result import TrialState
from autoglm_core.search.samplers._space import draw, fits, generator, not_yet_tried

# One suggestion in so many ignores what was learned, so that no family is given up after one unlucky trial.
_EXPLORED_SHARE = 0.1
# Finished trials before the family is chosen by what was learned, and trials of a family before its settings are.
_TRIALS_BEFORE_FAMILY = 10
_TRIALS_BEFORE_SETTINGS = 5
# Asking takes time in proportion to the trials that are told: beyond this the best and the latest are enough.
_MOST_TOLD = 400


class TPESampler(Sampler):
    """Learns from every attempt which settings do well and tries more of that kind (Bergstra et al. 2011).

    The space is conditional, so the choice has two stages, each a study of its own: the family, by all trials, and then
    its settings, jointly, by the family's trials (the multivariate variant of Falkner, Klein and Hutter 2018). Running
    trials count as bad ones, so that slots working side by side do not all try the same.
    """

    name = "tpe"

    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        rng = generator(seed, len(history.trials), stream=2)
        return not_yet_tried(history, _suggestion(space, history, rng), space, rng)


def _suggestion(space: Space, history: History, rng: np.random.Generator) -> Configuration:
    explores = rng.random() < _EXPLORED_SHARE
    family = _family(space, history, rng, explores=explores)
    of_family = [trial for trial in history.trials if trial.configuration.family == family]
    known = [trial for trial in of_family if fits(space[family], trial.configuration.params)]
    if explores or not space[family] or _learned_from(known) < _TRIALS_BEFORE_SETTINGS:
        return Configuration(family, draw(space[family], rng))
    distributions = {name: _distribution(parameter) for name, parameter in sorted(space[family].items())}
    told = [_told(trial, trial.configuration.params, distributions) for trial in _most_telling(known)]
    asked = _ask(told, distributions, rng)
    return Configuration(family, {name: asked[name] for name in space[family]})


def _family(space: Space, history: History, rng: np.random.Generator, *, explores: bool) -> str:
    families = tuple(sorted(space))
    known = [trial for trial in history.trials if trial.configuration.family in space]
    tried = {trial.configuration.family for trial in known}
    untried = [family for family in families if family not in tried]
    if untried:
        return untried[int(rng.integers(len(untried)))]
    if explores or len(families) == 1 or _learned_from(known) < _TRIALS_BEFORE_FAMILY:
        return families[int(rng.integers(len(families)))]
    distributions: dict[str, BaseDistribution] = {"family": CategoricalDistribution(families)}
    told = [_told(trial, {"family": trial.configuration.family}, distributions) for trial in _most_telling(known)]
    return str(_ask(told, distributions, rng)["family"])


def _ask(
    told: Sequence[FrozenTrial], distributions: dict[str, BaseDistribution], rng: np.random.Generator
) -> dict[str, Any]:
    """What Optuna suggests next, knowing ``told``. A new sampler each time: the randomness comes from ``rng`` alone."""
    # The study's memory and its sampler's state would otherwise depend on what this process asked before.
    sampler = optuna.samplers.TPESampler(seed=int(rng.integers(2**32)), n_startup_trials=0)
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.add_trials(told)
        return dict(study.ask(distributions).params)
    finally:
        optuna.logging.set_verbosity(level)


def _told(trial: Trial, params: Mapping[str, Any], distributions: dict[str, BaseDistribution]) -> FrozenTrial:
    given = {name: params[name] for name in distributions}
    if trial.state is TrialState.RUNNING:
        return create_trial(state=optuna.trial.TrialState.RUNNING, params=given, distributions=distributions)
    if trial.state is TrialState.FINISHED and trial.score is not None and math.isfinite(trial.score):
        return create_trial(value=trial.score, params=given, distributions=distributions)
    # Optuna forgets failed trials and would suggest the like again. Told as pruned without a score they are the worst.
    reached: dict[int, float] = {}
    if trial.state is TrialState.PRUNED and trial.fold_scores:
        reached = {len(trial.fold_scores): float(np.mean(trial.fold_scores))}
    return create_trial(
        state=optuna.trial.TrialState.PRUNED, params=given, distributions=distributions, intermediate_values=reached
    )


def _learned_from(trials: Sequence[Trial]) -> int:
    return sum(trial.state is not TrialState.RUNNING for trial in trials)


def _most_telling(trials: Sequence[Trial]) -> list[Trial]:
    """All trials, or of many the best half and the latest half of what can be told, in their order."""
    if len(trials) <= _MOST_TOLD:
        return list(trials)
    scored = [trial for trial in trials if trial.score is not None and math.isfinite(trial.score)]
    best = sorted(scored, key=lambda trial: (-(trial.score or 0.0), trial.number))
    kept = {trial.number for trial in (*best[: _MOST_TOLD // 2], *trials[-_MOST_TOLD // 2 :])}
    return [trial for trial in trials if trial.number in kept]


def _distribution(parameter: Parameter) -> BaseDistribution:
    if isinstance(parameter, Categorical):
        return CategoricalDistribution(parameter.choices)
    if isinstance(parameter, Integer):
        return IntDistribution(parameter.low, parameter.high, log=parameter.log)
    return FloatDistribution(parameter.low, parameter.high, log=parameter.log)
