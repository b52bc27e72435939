"""Grid search: a regular lattice over each family's space, walked in a seeded order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autoglm_core.contracts import Categorical, Configuration, History, Integer, Parameter, Sampler, Space
from autoglm_core.search.samplers._space import generator, value_at

# Values per number in the first, coarsest lattice; each following one halves the distances.
_FIRST_LEVELS = 3


class GridSampler(Sampler):
    """Walks through a regular grid of settings, from coarse to fine, the families in turn.

    The order within a lattice is seeded: in the usual order the last parameter alone would vary for a long time. The
    place in the walk is the number of the trial, so a grid takes no notice of scores.

    >>> from autoglm_core.contracts import Real
    >>> space = {"linear": {"strength": Real(0.0, 1.0)}}
    >>> GridSampler().suggest(space, History(), seed=1).params["strength"] in (0.0, 0.5, 1.0)
    True
    """

    name = "grid"

    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        place = len(history.trials)
        order = generator(seed, 0, stream=3).permutation(len(space))
        family = sorted(space)[order[place % len(space)]]
        return Configuration(family, _at(space[family], place // len(space), seed))


def _at(parameters: Mapping[str, Parameter], place: int, seed: int) -> dict[str, Any]:
    """The point at ``place`` of the walk through ever finer lattices."""
    levels = _FIRST_LEVELS
    names = sorted(parameters)
    while True:
        axes = [_axis(parameters[name], levels) for name in names]
        points = math.prod(len(axis) for axis in axes)
        finer = [_axis(parameters[name], 2 * levels - 1) for name in names]
        finest = all(len(fine) == len(axis) for fine, axis in zip(finer, axes, strict=True))
        if place < points or finest:
            break
        place -= points
        levels = 2 * levels - 1
    index = _shuffled(place % points, points, generator(seed, levels, stream=4))
    chosen = {}
    for name, axis in zip(names, axes, strict=True):
        index, at = divmod(index, len(axis))
        chosen[name] = axis[at]
    return chosen


def _axis(parameter: Parameter, levels: int) -> list[Any]:
    if isinstance(parameter, Categorical):
        return list(parameter.choices)
    if parameter.high <= parameter.low:
        return [parameter.low]
    if isinstance(parameter, Integer):
        levels = min(levels, parameter.high - parameter.low + 1)
        space = np.geomspace if parameter.log else np.linspace
        return sorted({round(float(value)) for value in space(parameter.low, parameter.high, levels)})
    return [value_at(parameter, level / (levels - 1)) for level in range(levels)]


def _shuffled(place: int, points: int, rng: np.random.Generator) -> int:
    """The place-th of ``points`` in a pseudo-random order, without holding the order: lattices can be huge."""
    if points == 1:
        return 0
    bound = min(points, 2**62)
    # A step that shares no factor with the number of points visits each point once.
    step = int(rng.integers(1, bound))
    while math.gcd(step, points) > 1:
        step += 1
    return (int(rng.integers(bound)) + place * step) % points
