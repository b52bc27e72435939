"""Rows that repeat, against pandas' own answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from autoglm_core.data.duplicates import repeated_rows, repeats_by_chance

CELLS = st.tuples(*[st.sampled_from([1, 2, None])] * 3, *[st.sampled_from(["a", "b", None])] * 5)


@given(st.lists(CELLS, min_size=1, max_size=30))
def test_finds_the_same_rows_as_comparing_all_columns(rows: list[tuple[object, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=[f"c{i}" for i in range(8)])
    assert repeated_rows(frame).tolist() == frame.duplicated().tolist()


def test_chance_explains_repeats_of_few_values_and_not_copies() -> None:
    rng = np.random.default_rng(0)
    coins = pd.DataFrame(rng.integers(0, 2, (500, 4)), columns=list("abcd"))
    assert repeats_by_chance(coins) == repeated_rows(coins).sum()  # all 16 combinations occur either way
    measured = pd.DataFrame(rng.normal(size=(500, 4)), columns=list("abcd"))
    copied = pd.concat([measured, measured.iloc[:50]], ignore_index=True)
    assert repeated_rows(copied).sum() == 50
    assert repeats_by_chance(copied) == 0
