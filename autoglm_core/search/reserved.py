"""Parameters of a configuration that are the search's own: families are built without them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from autoglm_core.contracts import Categorical, Parameter

# Whether the input holds the features that paid in the cheap test of its fold.
FEATURES = "features"
PLAIN, GENERATED = "plain", "generated"
FEATURE_CHOICE: Parameter = Categorical((PLAIN, GENERATED))

# Whether the family learns the target as it is, or its logarithm (beyond a few units; see models/_target.py).
TARGET = "target"
AS_IT_IS, LOGARITHM = "plain", "log"
TARGET_CHOICE: Parameter = Categorical((AS_IT_IS, LOGARITHM))

FIRST = MappingProxyType({FEATURES: PLAIN, TARGET: AS_IT_IS})  # what a search begins with
_RESERVED = frozenset(FIRST)


def own(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that are the family's.

    >>> own({"depth": 3, "features": "plain"})
    {'depth': 3}
    """
    return {name: value for name, value in params.items() if name not in _RESERVED}


def wants_generated(params: Mapping[str, Any]) -> bool:
    """Whether generated features are asked for; configurations from before there were any do not."""
    return params.get(FEATURES) == GENERATED


def wants_logarithm(params: Mapping[str, Any]) -> bool:
    """Whether the target is to be learned on a logarithmic scale."""
    return params.get(TARGET) == LOGARITHM
