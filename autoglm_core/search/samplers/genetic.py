"""Genetic search: new configurations descend from the best so far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autoglm_core.contracts import Categorical, Configuration, History, Parameter, Sampler, Space, Trial
from autoglm_core.search.samplers._space import (
    draw,
    draw_configuration,
    fits,
    generator,
    not_yet_tried,
    position_of,
    value_at,
)

_FIRST_GENERATION = 10
_POPULATION = 20
_TOURNAMENT = 3
_CROSSED_SHARE = 0.3
_OTHER_FAMILY_SHARE = 0.1
_STEP = 0.15  # standard deviation of a mutation, as a share of the parameter's range


class GeneticSampler(Sampler):
    """Crosses and changes the best settings so far, as TPOT does (Olson and Moore 2016).

    The first generation is random. Then the parent is the best of three drawn from the twenty best finished trials
    (tournament selection); the child is a mixture of it and another of its family, or the parent with some settings
    changed, and now and then of another family. Survivors are chosen by score after every trial and not by generations,
    so that slots working side by side never wait.
    """

    name = "genetic"

    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        rng = generator(seed, len(history.trials), stream=5)
        population = _population(space, history)
        return not_yet_tried(history, _child(space, population, len(history.trials), rng), space, rng)


def _population(space: Space, history: History) -> list[Trial]:
    able = [
        trial
        for trial in history.finished()
        if trial.score is not None
        and math.isfinite(trial.score)
        and trial.configuration.family in space
        and fits(space[trial.configuration.family], trial.configuration.params)
    ]
    return sorted(able, key=lambda trial: (-(trial.score or 0.0), trial.number))[:_POPULATION]


def _child(space: Space, population: list[Trial], number: int, rng: np.random.Generator) -> Configuration:
    if number < _FIRST_GENERATION or not population or rng.random() < _OTHER_FAMILY_SHARE:
        return draw_configuration(space, rng)
    parent = _winner(population, rng).configuration
    parameters = space[parent.family]
    params = {name: parent.params[name] for name in parameters}
    kin = [trial for trial in population if trial.configuration.family == parent.family]
    if len(kin) > 1 and rng.random() < _CROSSED_SHARE:
        other = _winner(kin, rng).configuration.params
        mixed = {n: other[n] if rng.random() < 0.5 else params[n] for n in sorted(parameters)}
        return Configuration(parent.family, mixed)
    return Configuration(parent.family, _mutated(parameters, params, rng))


def _winner(trials: list[Trial], rng: np.random.Generator) -> Trial:
    # The population is sorted, so the lowest position drawn is the fittest of the tournament.
    return trials[int(rng.integers(len(trials), size=_TOURNAMENT).min())]


def _mutated(parameters: Mapping[str, Parameter], params: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """At least one setting changed: a number by a step, a choice to any."""
    names = sorted(parameters)
    if not names:
        return params
    changed = rng.random(len(names)) < 1 / len(names)
    changed[int(rng.integers(len(names)))] = True
    fresh = draw(parameters, rng)
    return {
        name: _stepped(parameters[name], params[name], fresh[name], rng) if change else params[name]
        for name, change in zip(names, changed, strict=True)
    }


def _stepped(parameter: Parameter, value: Any, fresh: Any, rng: np.random.Generator) -> Any:
    if isinstance(parameter, Categorical):
        return fresh
    position = position_of(parameter, value) + rng.normal(0.0, _STEP)
    return value_at(parameter, min(max(position, 0.0), 1.0))
