"""Reading columns: the same cell is the same number or text, whatever type its column has."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from autoglm_core.prepare import columns


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1.0, 0.0, np.nan]),
        pd.Series([1, 0, None], dtype="Int64"),
        pd.Series([True, False, None], dtype="boolean"),
        pd.Series(["1", "0", None], dtype="str"),
        pd.Series([1, 0.0, "no number"], dtype=object),
    ],
)
def test_numbers_are_read_from_any_type(column: pd.Series) -> None:
    np.testing.assert_array_equal(columns.numbers(column), [1.0, 0.0, np.nan])


def test_infinite_numbers_become_large_ones_that_float32_holds() -> None:
    read = columns.numbers(pd.Series([np.inf, -np.inf, 1e300]))
    assert np.isfinite(np.square(read).astype(np.float32)).all()
    assert read[0] == read[2] == -read[1]


def test_moments_are_days_since_1970_in_their_own_time_zone() -> None:
    moment = pd.Series(pd.to_datetime(["1970-01-02 06:00"])).dt.tz_localize("Asia/Shanghai")
    assert columns.days(moment).tolist() == [1.25]


def test_moments_are_read_from_texts_and_nonsense_is_missing() -> None:
    read = columns.days(pd.Series(["1970-01-11", "soon", None]))
    np.testing.assert_array_equal(read, [10.0, np.nan, np.nan])


def test_a_category_is_the_same_as_number_and_as_text() -> None:
    assert columns.texts(pd.Series([3.0, 2.5, np.nan])) == ["3", "2.5", None]
    assert columns.texts(pd.Series([3, 2])) == ["3", "2"]
    assert columns.texts(pd.Series(["3", None])) == ["3", None]


def test_counts_leave_missing_cells_out_and_put_the_frequent_first() -> None:
    assert list(columns.counts(pd.Series(["b", "c", "a", None, "c"])).items()) == [("c", 2), ("a", 1), ("b", 1)]


@pytest.mark.parametrize("rows", [3, 3_000])
def test_looking_up_few_rows_and_many_gives_the_same(rows: int) -> None:
    column = pd.Series(["a", "z", None] * (rows // 3))
    read = columns.Cells(pd.DataFrame({"x": column})).lookup("x", {"a": 0.0, "b": 1.0}, unseen=2.0, missing=3.0)
    assert read.tolist() == [0.0, 2.0, 3.0] * (rows // 3)


def test_nothing_is_read_from_no_rows() -> None:
    cells = columns.Cells(pd.DataFrame({"x": pd.Series([], dtype="str")}))
    assert cells.lookup("x", {"a": 0.0}, unseen=2.0, missing=3.0).tolist() == []
