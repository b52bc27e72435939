"""Bayesian search by tree-structured Parzen estimators, by Optuna."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from autoglm_core.contracts import Categorical, Configuration, History, Integer, Parameter, Sampler, Space
from autoglm_core.search.samplers._family import ask, chosen_family, learned_from, most_telling, told
from autoglm_core.search.samplers._space import draw, fits, generator, not_yet_tried

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

# One suggestion in so many ignores what was learned, so that no family is given up after one unlucky trial.
_EXPLORED_SHARE = 0.1
# Finished trials of a family before its settings are chosen by what was learned.
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
    family = chosen_family(space, history, rng, explores=explores)
    of_family = [trial for trial in history.trials if trial.configuration.family == family]
    known = [trial for trial in of_family if fits(space[family], trial.configuration.params)]
    if explores or not space[family] or learned_from(known) < _TRIALS_BEFORE_SETTINGS:
        return Configuration(family, draw(space[family], rng))
    distributions = {name: _distribution(parameter) for name, parameter in sorted(space[family].items())}
    heard = [told(trial, trial.configuration.params, distributions) for trial in most_telling(known, _MOST_TOLD)]
    asked = ask(heard, distributions, rng)
    return Configuration(family, {name: asked[name] for name in space[family]})


def _distribution(parameter: Parameter) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if isinstance(parameter, Categorical):
        return CategoricalDistribution(parameter.choices)
    if isinstance(parameter, Integer):
        return IntDistribution(parameter.low, parameter.high, log=parameter.log)
    return FloatDistribution(parameter.low, parameter.high, log=parameter.log)
