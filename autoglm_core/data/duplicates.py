"""Finds rows that equal an earlier one, quickly where a table has many columns."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from autoglm_core.cells import Bools

_TELLING_COLUMNS: Final = 6
_SAMPLE: Final = 2_000


def repeated_rows(frame: pd.DataFrame) -> Bools:
    """Whether each row equals an earlier one in every column; missing cells equal one another.

    >>> repeated_rows(pd.DataFrame({"a": [1, 2, 1], "b": ["x", "y", "x"]})).tolist()
    [False, False, True]
    """
    repeated = np.zeros(len(frame), dtype=bool)
    if frame.shape[1] == 0:
        return repeated
    # Rows that differ in the few columns of most values differ; only the others need comparing in full.
    candidates = frame.duplicated(subset=_telling_columns(frame), keep=False).to_numpy(dtype=bool)
    if candidates.any():
        repeated[candidates] = frame.loc[candidates].duplicated().to_numpy(dtype=bool)
    return repeated


def repeats_by_chance(frame: pd.DataFrame, seed: int = 0) -> int:
    """How many rows would repeat if the columns had nothing to do with each other: shuffled, they repeat by chance."""
    rng = np.random.default_rng(seed)
    shuffled = {name: frame[name].array[rng.permutation(len(frame))] for name in frame.columns}
    return int(repeated_rows(pd.DataFrame(shuffled)).sum())


def _telling_columns(frame: pd.DataFrame) -> list[str]:
    sample = frame.iloc[np.linspace(0, max(len(frame) - 1, 0), min(_SAMPLE, len(frame))).astype(int)]
    distinct = sample.nunique().sort_values(ascending=False, kind="stable")
    return list(distinct.index[:_TELLING_COLUMNS])
