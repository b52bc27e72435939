"""What is in memory already: data frames of any dtype, dicts of anything like a column, lists of records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from autoglm_core.data.connectors.frame import FrameConnector
from autoglm_core.errors import ReadError


def test_every_dtype_becomes_a_plain_one() -> None:
    frame = pd.DataFrame(
        {
            "int8": np.array([1, 2, 3], dtype="int8"),
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "float32": np.array([1, np.inf, 2], dtype="float32"),
            "category": pd.Categorical(["u", "v", "u"]),
            "zoned": pd.to_datetime(["2020-01-01", "2020-07-01", None]).tz_localize("Europe/Berlin"),
            "period": pd.period_range("2020-01", periods=3, freq="M"),
            "duration": pd.to_timedelta([1, 2, 3], unit="min"),
            "decimal": [Decimal("1.5"), Decimal(2), None],
            "date": [dt.date(2020, 1, 1), None, dt.date(2020, 1, 3)],
            "mixed": [1, "a", 2.5],
            "nested": [{"a": 1}, [1, 2], None],
            "maybe": pd.array([True, None, False], dtype="boolean"),
            "truth": pd.Series([True, False, True], dtype=object),
        }
    )
    loaded = FrameConnector().load(frame)
    assert {name: str(dtype) for name, dtype in loaded.frame.dtypes.items()} == {
        "int8": "int64",
        "nullable": "float64",
        "float32": "float64",
        "category": "str",
        "zoned": "datetime64[us]",
        "period": "datetime64[us]",
        "duration": "float64",
        "decimal": "float64",
        "date": "datetime64[us]",
        "mixed": "str",
        "nested": "str",
        "maybe": "boolean",
        "truth": "bool",
    }
    assert loaded.frame["float32"].isna().tolist() == [False, True, False]
    assert loaded.frame["zoned"].iloc[1] == pd.Timestamp("2020-06-30 22:00")
    assert loaded.frame["duration"].tolist() == [60.0, 120.0, 180.0]
    assert loaded.frame["mixed"].tolist() == ["1", "a", "2.5"]
    said = {message.key for message in loaded.receipt.assumed}
    assert said == {"read-infinite", "read-dates-zone", "read-duration", "read-nested"}


def test_numbers_stored_as_text_are_read_and_said() -> None:
    loaded = FrameConnector().load(pd.DataFrame({"a": ["1", "2", " "], "b": ["x", "y", "z"]}))
    assert loaded.frame["a"].tolist()[:2] == [1.0, 2.0]
    assert {message.key for message in loaded.receipt.assumed} == {"read-numbers-as-text", "read-blank"}


def test_the_frame_of_the_caller_stays_as_it_was() -> None:
    frame = pd.DataFrame({"a": ["1", " x "], 3: [1, 2]}, index=[5, 6])
    before = frame.copy(deep=True)
    loaded = FrameConnector().load(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert list(loaded.frame.columns) == ["a", "3"]


def test_columns_may_be_anything_like_one() -> None:
    columns = {"x": np.arange(3), "y": range(3), "z": pd.Series([1, 2, 3], index=[5, 6, 7]), "t": (1, 2, 3)}
    frame = FrameConnector().load({**columns, "g": (i for i in range(3))}).frame
    assert frame["z"].tolist() == [1, 2, 3]
    assert frame["g"].tolist() == [0, 1, 2]
    assert FrameConnector().load({"a": 1, "b": "x"}).frame.to_dict("list") == {"a": [1], "b": ["x"]}


def test_a_named_index_is_left_out_and_said() -> None:
    frame = pd.DataFrame({"a": [1, 2]}, index=pd.Index(["p", "q"], name="who"))
    assert [message.key for message in FrameConnector().load(frame).receipt.assumed] == ["read-index"]
    assert FrameConnector().load(frame.reset_index(drop=True).iloc[::-1]).receipt.assumed == ()


def test_column_levels_are_joined() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "")]))
    assert list(FrameConnector().load(frame).frame.columns) == ["a_b", "a"]


def test_unequal_lengths_name_the_columns_that_differ() -> None:
    with pytest.raises(ReadError) as caught:
        FrameConnector().load({"a": [1, 2, 3], "b": [1, 2, 3], "c": [1]})
    assert caught.value.message.key == "error-read-lengths"
    assert "a: 3" in str(caught.value)
    assert "c: 1" in str(caught.value)


@pytest.mark.parametrize("source", [pd.DataFrame(), pd.DataFrame({"a": []}), {}])
def test_nothing_is_said_to_be_nothing(source: object) -> None:
    with pytest.raises(ReadError) as caught:
        FrameConnector().load(source)
    assert caught.value.message.key == "error-read-frame-empty"


def test_equal_content_has_equal_hashes() -> None:
    one = FrameConnector().load({"a": [1, 2], "b": ["x", None]}).receipt.sha256
    assert one == FrameConnector().load(pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=[7, 8])).receipt.sha256
    assert one != FrameConnector().load({"a": [1, 3], "b": ["x", None]}).receipt.sha256
