"""Draws, checks and scales values of a search space; shared by the samplers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from autoglm_core.contracts import Categorical, Configuration, History, Integer, Parameter, Real, Space

# Tries to find a configuration that was not tried yet, before one is tried again: small spaces run out.
_TRIES = 20


def generator(seed: int, number: int, stream: int) -> np.random.Generator:
    """The randomness of trial ``number``; ``stream`` keeps samplers apart from one another."""
    return np.random.default_rng([seed, number, stream])


def draw(parameters: Mapping[str, Parameter], rng: np.random.Generator) -> dict[str, Any]:
    """A value of each parameter, uniform over its range (over its logarithm where it is logarithmic)."""
    return {name: value_at(parameter, rng.random()) for name, parameter in sorted(parameters.items())}


def draw_configuration(space: Space, rng: np.random.Generator) -> Configuration:
    families = sorted(space)
    family = families[int(rng.integers(len(families)))]
    return Configuration(family, draw(space[family], rng))


def value_at(parameter: Parameter, position: float) -> Any:
    """The value at ``position`` (0 up to 1) of the parameter's range.

    >>> value_at(Integer(1, 100, log=True), 0.5), value_at(Categorical(("a", "b")), 0.5)
    (7, 'b')
    """
    if isinstance(parameter, Categorical):
        return parameter.choices[min(int(position * len(parameter.choices)), len(parameter.choices) - 1)]
    low, high = _ends(parameter)
    value = low + position * (high - low)
    if parameter.log:
        value = math.exp(value)
    if isinstance(parameter, Integer):
        value = round(value)
    return min(max(value, parameter.low), parameter.high)


def position_of(parameter: Integer | Real, value: float) -> float:
    """Where ``value`` stands in the parameter's range, 0 to 1: the inverse of ``value_at``."""
    low, high = _ends(parameter)
    at = math.log(value) if parameter.log else value
    return (at - low) / (high - low) if high > low else 0.5


def is_inside(parameter: Parameter, value: Any) -> bool:
    """Whether the parameter can take ``value``: earlier trials may come from another version of the space."""
    if isinstance(parameter, Categorical):
        return any(choice == value and type(choice) is type(value) for choice in parameter.choices)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return parameter.low <= value <= parameter.high and (isinstance(parameter, Real) or float(value).is_integer())


def fits(parameters: Mapping[str, Parameter], params: Mapping[str, Any]) -> bool:
    """Whether ``params`` gives each parameter a value that it can take."""
    return all(name in params and is_inside(parameter, params[name]) for name, parameter in parameters.items())


def not_yet_tried(history: History, suggestion: Configuration, space: Space, rng: np.random.Generator) -> Configuration:
    """The suggestion, or where the history holds it already a random one that it does not, if there is one to find."""
    tried = [trial.configuration for trial in history.trials]
    another = suggestion
    for _ in range(_TRIES):
        if another not in tried:
            return another
        another = draw_configuration(space, rng)
    return suggestion


def _ends(parameter: Integer | Real) -> tuple[float, float]:
    """The ends of the range on the scale on which it is even."""
    low, high = float(parameter.low), float(parameter.high)
    if isinstance(parameter, Integer):
        # Half a step beyond both ends, so that rounding gives the ends the same share as the values between.
        low, high = low - 0.5, high + 0.5
    return (math.log(low), math.log(high)) if parameter.log else (low, high)


def clipped(
    given: Mapping[str, Any], parameters: Mapping[str, Parameter], otherwise: Mapping[str, Any]
) -> dict[str, Any]:
    """``given`` moved into another table's space; what it lacks or cannot take there is taken from ``otherwise``.

    >>> clipped({"depth": 12, "kind": "x"}, {"depth": Integer(2, 8), "kind": Categorical(("a",))}, {"kind": "a"})
    {'depth': 8, 'kind': 'a'}
    """
    return {name: _nearest(parameter, given.get(name), otherwise.get(name)) for name, parameter in parameters.items()}


def _nearest(parameter: Parameter, value: Any, otherwise: Any) -> Any:
    """The value of the parameter that is nearest to ``value``."""
    if isinstance(parameter, Categorical):
        return next((v for v in (value, otherwise) if is_inside(parameter, v)), parameter.choices[0])
    numbers = [v for v in (value, otherwise) if isinstance(v, int | float) and not isinstance(v, bool)]
    if not numbers:
        return value_at(parameter, 0.5)
    number = min(max(numbers[0], parameter.low), parameter.high)
    return round(number) if isinstance(parameter, Integer) else float(number)
