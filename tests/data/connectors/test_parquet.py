"""Parquet files: types come along, and a broken file is said to be one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from autoglm_core.data.connectors.parquet import ParquetConnector
from autoglm_core.errors import ReadError

FRAME = pd.DataFrame(
    {
        "a": [1, 2],
        "b": ["x", None],
        "t": pd.to_datetime(["2020-01-01", "2021-01-01"]).tz_localize("Europe/Berlin"),
        "c": pd.Categorical(["u", "v"]),
    }
)


def test_types_come_along(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "x.parquet")
    frame = ParquetConnector().load(tmp_path / "x.parquet").frame
    assert [str(dtype) for dtype in frame.dtypes] == ["int64", "str", "datetime64[us]", "str"]
    assert frame["t"].iloc[0] == pd.Timestamp("2019-12-31 23:00")


def test_row_labels_of_pandas_are_no_column(tmp_path: Path) -> None:
    FRAME.set_index(pd.Index([7, 9])).to_parquet(tmp_path / "x.parquet")
    assert list(ParquetConnector().load(tmp_path / "x.parquet").frame.columns) == list(FRAME.columns)


def test_broken_and_empty_files_are_said(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "whole.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "whole.parquet").read_bytes()[:300])
    FRAME.iloc[:0].to_parquet(tmp_path / "names.parquet")
    for file, key in (("cut.parquet", "error-read-parquet-damaged"), ("names.parquet", "error-read-only-header")):
        with pytest.raises(ReadError) as caught:
            ParquetConnector().load(tmp_path / file)
        assert caught.value.message.key == key
        assert file in str(caught.value)
