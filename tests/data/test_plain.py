"""Plain types of columns, and what is said about how they came about."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from autoglm_core.data.plain import Assumptions, plain_columns
from autoglm_core.messages import Message


def read(cells: list[Any], name: str = "x", **assumptions: Any) -> tuple[pd.Series[Any], dict[str, Message]]:
    frame, said = plain_columns(pd.DataFrame({name: pd.Series(cells, dtype="str")}), Assumptions(**assumptions))
    return frame[name], {message.key: message for message in said}


@pytest.mark.parametrize(
    ("cells", "dtype", "values"),
    [
        (["1", "2", "-3"], "int64", [1, 2, -3]),
        (["1", "2.5"], "float64", [1, 2.5]),
        (["$1,200", "$80.5"], "float64", [1200, 80.5]),
        (["12 %", "13%"], "int64", [12, 13]),
        (["True", "FALSE"], "bool", [True, False]),
        (["2020-01-01", "2020-01-02"], "datetime64[us]", [pd.Timestamp("2020-01-01"), pd.Timestamp("2020-01-02")]),
        (["007", "12"], "str", ["007", "12"]),
        (["1234567890123456", "2"], "str", ["1234567890123456", "2"]),
        (["yes", "no"], "str", ["yes", "no"]),
        (["A1", "12"], "str", ["A1", "12"]),
        (["  a ", "b"], "str", ["a", "b"]),
        (["0.1234567890123456789", "2"], "float64", [0.1234567890123456789, 2]),
    ],
)
def test_types_follow_from_the_cells(cells: list[str], dtype: str, values: list[Any]) -> None:
    column, _ = read(cells)
    assert str(column.dtype) == dtype
    assert column.tolist() == values


def test_blanks_among_numbers_are_missing_and_counted() -> None:
    # As in the column TotalCharges of the well-known churn table.
    column, said = read(["29.85", " ", "108.15", " "])
    assert column.isna().tolist() == [False, True, False, True]
    assert said["read-blank"].values["count"] == 2


def test_words_for_missing_are_missing_among_numbers_and_named() -> None:
    column, said = read(["1", "NA", "?", "none", "无", "2"])
    assert column.dropna().tolist() == [1, 2]
    assert said["read-missing-words"].values["count"] == 4
    assert "“none”" in said["read-missing-words"].values["words"]


def test_none_among_texts_is_an_answer_and_it_is_said() -> None:
    column, said = read(["None", "Brick", "Stone", "None", "NA"])
    assert column.tolist()[:4] == ["None", "Brick", "Stone", "None"]
    assert column.isna().tolist() == [False] * 4 + [True]
    assert said["read-kept-words"].values["words"] == ["“None”"]
    assert said["read-missing-words"].values["count"] == 1


def test_people_may_be_called_nan_and_countries_na() -> None:
    names, _ = read(["Nan", "Nat", "Na", "Bob", "Ann"])
    assert not names.isna().any()
    countries, _ = read(["NA", "DE", "FR", "GB", "US"])
    assert countries.tolist()[0] == "NA"


def test_a_few_cells_that_are_no_numbers_are_missing_and_the_first_is_shown() -> None:
    column, said = read([str(i) for i in range(199)] + ["oops"])
    assert str(column.dtype) == "float64"
    assert column.isna().sum() == 1
    assert said["read-not-numbers"].values == {"column": "x", "count": 1, "row": "200", "value": "oops"}


def test_more_than_one_in_a_hundred_and_the_column_is_text() -> None:
    column, _ = read([str(i) for i in range(95)] + ["a", "b", "c", "d", "e"])
    assert str(column.dtype) == "str"


def test_numbers_that_read_as_dates_are_dates_where_the_name_says_so() -> None:
    days, said = read(["20200131", "20200201"], "order_date")
    assert days.tolist() == [pd.Timestamp("2020-01-31"), pd.Timestamp("2020-02-01")]
    assert "read-dates-compact" in said
    assert str(read(["20200131", "20200201"], "amount")[0].dtype) == "int64"


def test_one_comma_column_settles_the_ambiguous_ones() -> None:
    frame = pd.DataFrame({"a": ["1,5", "2,25"], "b": ["1,234", "5,678"], "c": ["1.234", "2.000"]}, dtype="str")
    plain, said = plain_columns(frame, Assumptions())
    assert plain["b"].tolist() == [1.234, 5.678]
    assert plain["c"].tolist() == [1234, 2000]
    assert said[0].key == "read-decimal-comma"
    points, _ = plain_columns(frame[["b", "c"]], Assumptions())
    assert points["b"].tolist() == [1234, 5678]
    assert points["c"].tolist() == [1.234, 2.0]
    semicolons, _ = plain_columns(frame[["b"]], Assumptions(comma_likely=True))
    assert semicolons["b"].tolist() == [1.234, 5.678]


def test_columns_of_nothing_stay_and_are_empty() -> None:
    for cells in (["", "", ""], [" ", "NA", "?"], [None, None, None]):
        column, _ = read(cells)
        assert str(column.dtype) == "float64"
        assert column.isna().all()
    assert read(["none", "none", ""])[0].tolist()[:2] == ["none", "none"]


def test_many_columns_of_one_kind_are_summed_up() -> None:
    frame = pd.DataFrame({f"c{i}": ["1", "?", "3"] for i in range(40)}, dtype="str")
    _, said = plain_columns(frame, Assumptions())
    assert len(said) == 10
    assert said[-1].key == "read-more"
    assert said[-1].values["count"] == 31
    assert "31" in said[-1].text("en")


def test_reading_what_was_read_changes_nothing() -> None:
    frame = pd.DataFrame(
        {"a": ["$5", " "], "b": ["03/04/2020", "1/2/2021"], "c": [" u", "NA"], "d": ["TRUE", ""], "e": ["7", "8"]},
        dtype="str",
    )
    once, _ = plain_columns(frame, Assumptions())
    twice, said = plain_columns(once, Assumptions(typed=True))
    pd.testing.assert_frame_equal(once, twice)
    assert said == ()
