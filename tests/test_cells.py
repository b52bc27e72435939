"""Cells of text read as numbers and moments, and cells written as text."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoglm_core.cells import as_text, cell_text, date_share, decimal_marks, read_moments, read_numbers


def texts(*cells: str | None) -> pd.Series[str]:
    return pd.Series(list(cells), dtype="str")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("7", 7),
        ("-1.5e3", -1500),
        ("+3", 3),
        ("1,234.5", 1234.5),
        ("1 234", 1234),
        ("1'234'567", 1234567),
        ("$5", 5),
        ("-$1,200.50", -1200.5),
        ("€ 5", 5),
        ("5 EUR", 5),
        ("￥１２", 12),
        ("12 %", 12),
        ("(3)", -3),
        ("−4", -4),
    ],
)
def test_numbers_in_every_usual_notation(cell: str, number: float) -> None:
    assert read_numbers(texts(cell)).values.tolist() == [number]


@pytest.mark.parametrize(
    "cell", ["x", "1,23,4", "1.2.3", "12,5,", "5 kg", "$", "(5", "1-2", "2020-01-01", "--5", "5€$", ""]
)
def test_what_is_no_number_is_none(cell: str) -> None:
    assert math.isnan(read_numbers(texts(cell)).values[0])


def test_decimal_commas() -> None:
    assert read_numbers(texts("1.234,5", "0,25", "7", "1.000"), ",").values.tolist() == [1234.5, 0.25, 7, 1000]


def test_units_do_not_mix() -> None:
    assert np.isnan(read_numbers(texts("$5", "€6")).values).all()
    some = read_numbers(texts("12 %", *["0.5"] * 9))
    assert math.isnan(some.values[0])
    assert some.affix is None
    assert read_numbers(texts("12 %", "13 %")).affix == "%"


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_reads_what_python_writes(values: list[float]) -> None:
    assert read_numbers(texts(*map(repr, values))).values.tolist() == values


@given(st.integers(-(10**12), 10**12), st.sampled_from([2, 3]))
def test_reads_thousands_separators(value: int, digits: int) -> None:
    assert read_numbers(texts(f"{value:,}.{'5' * digits}")).values[0] == float(f"{value}.{'5' * digits}")


def test_decimal_marks_are_proved_or_not() -> None:
    assert decimal_marks(["1,5"]) == {","}
    assert decimal_marks(["1.5", "2"]) == {"."}
    assert decimal_marks(["1,234", "5"]) == frozenset()
    assert decimal_marks(["1.234,50"]) == {","}
    assert decimal_marks(["1,5", "1.5"]) == {",", "."}


@pytest.mark.parametrize(
    ("cells", "first", "order", "ambiguous"),
    [
        (["2020-01-31", "2020-02-01 10:30"], "2020-01-31", "year_first", False),
        (["2020/1/31", "2020/12/1"], "2020-01-31", "year_first", False),
        (["2020年1月31日", "2020年12月1日"], "2020-01-31", "year_first", False),
        (["31.01.2020", "01.02.2020"], "2020-01-31", "day_first", False),
        (["01-31-2020", "02-01-2020"], "2020-01-31", "month_first", False),
        (["03/04/2020", "05/06/2020"], "2020-03-04", "month_first", True),
        (["03-04-2020", "05-06-2020"], "2020-04-03", "day_first", True),
        (["31/01/20 08:15", "01/02/20 23:59"], "2020-01-31 08:15", "day_first", False),
        (["31-Jan-2020", "01-Feb-2020"], "2020-01-31", "month_named", False),
        (["January 31, 2020", "February 1, 2020"], "2020-01-31", "month_named", False),
        (["1/31/2020 01:30 PM", "2/28/2020 02:00 AM"], "2020-01-31 13:30", "month_first", False),
        (["2020-01-31T10:00:00Z", "2020-02-01T12:00:00+02:00"], "2020-01-31 10:00", "year_first", False),
        (["2020-01", "2020-12"], "2020-01-01", "year_first", False),
    ],
)
def test_dates_of_every_usual_format(cells: list[str], first: str, order: str, ambiguous: bool) -> None:
    read = read_moments(texts(*cells, None))
    assert read is not None
    assert read.values.iloc[0] == pd.Timestamp(first)
    assert (read.order, read.ambiguous) == (order, ambiguous)
    assert read.values.notna().tolist() == [True, True, False]


@pytest.mark.parametrize(
    "cells", [["x", "y"], ["12", "13"], ["31-12-2020", "12-31-2020"], ["1234-56", "1235-78"], [], ["99:99"]]
)
def test_what_follows_no_format_is_no_date(cells: list[str]) -> None:
    assert read_moments(texts(*cells)) is None


def test_the_callers_word_counts_where_the_cells_are_silent() -> None:
    for day_first, expected in ((True, "2020-04-03"), (False, "2020-03-04")):
        read = read_moments(texts("03/04/2020"), day_first)
        assert read is not None
        assert read.values.iloc[0] == pd.Timestamp(expected)
    read = read_moments(texts("25/04/2020"), False)
    assert read is not None
    assert read.values.iloc[0] == pd.Timestamp("2020-04-25")


def test_one_mistyped_date_in_many_is_missing() -> None:
    read = read_moments(texts(*[f"2020-01-{day:02d}" for day in range(1, 29)] * 10, "2020-13-45"))
    assert read is not None
    assert read.values.isna().sum() == 1


def test_dates_are_recognised_whatever_their_format() -> None:
    assert date_share(["2020-01-01", "1.2.2020", "x", "3 March 2020"]) == 0.75


def test_a_cell_reads_the_same_alone_and_in_a_column() -> None:
    for column in (
        pd.Series([1.0, 2.5, np.nan]),
        pd.Series([3, 4]),
        pd.Series([True, False]),
        pd.Series([True, None], dtype="boolean"),
        pd.Series(["a", None], dtype="str"),
        pd.to_datetime(pd.Series(["2020-01-01", "2020-01-02 03:04", None]), format="ISO8601"),
        pd.Series(pd.Categorical([5, 6])),
        pd.Series([1, "x", None, 2.0], dtype=object),
    ):
        text = as_text(column)
        assert str(text.dtype) == "str"
        assert text.isna().tolist() == column.isna().tolist()
        assert text.dropna().tolist() == [cell_text(cell) for cell in column.dropna()]
