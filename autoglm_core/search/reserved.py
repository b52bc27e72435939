"""Parameters of a configuration that are the search's own: families are built without them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autoglm_core.contracts import Categorical, Parameter

# Whether the input holds the features that paid in the cheap test of its fold.
FEATURES = "features"
PLAIN, GENERATED = "plain", "generated"
FEATURE_CHOICE: Parameter = Categorical((PLAIN, GENERATED))

_RESERVED = frozenset({FEATURES})


def own(params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that are the family's.

    >>> own({"depth": 3, "features": "plain"})
    {'depth': 3}
    """
    return {name: value for name, value in params.items() if name not in _RESERVED}


def wants_generated(params: Mapping[str, Any]) -> bool:
    """Whether generated features are asked for; configurations from before there were any do not."""
    return params.get(FEATURES) == GENERATED
