"""Picks the preparation steps that a table needs for a family, and says in plain words what they do."""

from __future__ import annotations

from collections.abc import Sequence

from autoglm_core import registry
from autoglm_core.contracts import Feature, Needs, PreparationStep
from autoglm_core.messages import Message
from autoglm_core.prepare import generated
from autoglm_core.prepare.preparation import ColumnStep, Preparation
from autoglm_core.table import Table


def preparation(table: Table, needs: Needs, seed: int, features: Sequence[Feature] = ()) -> Preparation:
    """An unfitted transformer from a data frame with the columns of ``table`` (features only) to a float32 matrix.

    It is to be fitted on training rows alone; only generated ``features`` look at the target, and only where they say
    so. Further columns in a frame are ignored.

    >>> import pandas as pd
    >>> from autoglm_core.contracts import Encoding
    >>> from autoglm_core.table import Role
    >>> frame = pd.DataFrame({"age": [30.0, 40.0, 35.0], "town": ["A", "B", "A"]})
    >>> table = Table(frame, {"age": Role.NUMERIC, "town": Role.CATEGORICAL})
    >>> needs = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
    >>> fitted = preparation(table, needs, seed=0).fit(frame)
    >>> fitted.transform(pd.DataFrame({"age": [50], "town": ["never seen"]})).tolist()
    [[2.0, 50.0]]
    >>> category_columns(fitted)
    (0,)
    """
    parts: list[tuple[str, ColumnStep, tuple[str, ...]]] = [
        (step.name, step.build(columns, needs, seed), columns) for step, columns in _steps(table, needs)
    ]
    if features:
        parts.append(("generated", *generated.build(features, needs)))
    return Preparation(parts)


def category_columns(fitted: Preparation) -> tuple[int, ...]:
    """Positions in the matrix of the columns that are codes of categories, for families that treat them as such."""
    return tuple(int(position) for position in fitted.category_columns_)


def explain(table: Table, needs: Needs) -> tuple[Message, ...]:
    """One sentence for each step that the table needs."""
    return tuple(step.explain(columns) for step, columns in _steps(table, needs))


def trusted_types() -> tuple[str, ...]:
    """The types that ``skops_io.load`` must be allowed so that it can load a saved preparation."""
    return tuple(name for step in registry.plugins("steps") for name in step.trusted_types)


def _steps(table: Table, needs: Needs) -> list[tuple[PreparationStep, tuple[str, ...]]]:
    found = [(step, step.suits(table, needs)) for step in registry.plugins("steps")]
    return [(step, columns) for step, columns in found if columns]
