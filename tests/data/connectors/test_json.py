"""JSON in its several shapes, and JSON that is none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from autoglm_core.data.connectors.json import JsonConnector
from autoglm_core.errors import ReadError


def _written(folder: Path, content: str, name: str = "data.json") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "content",
    [
        '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]',
        '{"a": [1, 2], "b": ["x", "y"]}',
        '{"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}',
        '{"a": 1, "b": "x"}\n{"a": 2, "b": "y"}\n',
        '[["a", "b"], [1, "x"], [2, "y"]]',
        '{"rows": [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], "total": 2}',
    ],
)
def test_reads_every_usual_shape(tmp_path: Path, content: str) -> None:
    frame = JsonConnector().load(_written(tmp_path, content)).frame
    assert frame["b"].tolist() == ["x", "y"]
    if str(frame["a"].dtype) == "int64":
        assert frame["a"].tolist() == [1, 2]


def test_nested_objects_become_columns_and_lists_stay_text(tmp_path: Path) -> None:
    loaded = JsonConnector().load(
        _written(tmp_path, '[{"who": {"age": 30, "tags": ["a", "é"]}}, {"who": {"age": 31}}]')
    )
    assert loaded.frame["who.age"].tolist() == [30, 31]
    assert loaded.frame["who.tags"].tolist()[0] == '["a", "é"]'
    assert {message.key for message in loaded.receipt.assumed} == {"read-json-nested", "read-nested"}


def test_missing_keys_are_missing_cells(tmp_path: Path) -> None:
    frame = JsonConnector().load(_written(tmp_path, '[{"a": 1}, {"b": "2021-03-04"}, {"a": null}]')).frame
    assert frame["a"].isna().tolist() == [False, True]
    assert frame["b"].dropna().tolist() == [pd.Timestamp("2021-03-04")]


@pytest.mark.parametrize(
    ("content", "key", "mentions"),
    [
        ('{"a": 1,', "error-read-json", ["line 1", "character 9"]),
        ('{"a": 1}\n{"a": }\n', "error-read-json", ["line 2", "character 7"]),
        ('"hello"', "error-read-json-shape", []),
        ("[1, 2, 3]", "error-read-json-shape", []),
        ("[]", "error-read-no-rows", []),
        ("{}", "error-read-no-rows", []),
        ('{"a": [1, 2], "b": [1]}', "error-read-lengths", ["a: 2", "b: 1"]),
    ],
)
def test_what_is_no_table_is_said_with_its_place(tmp_path: Path, content: str, key: str, mentions: list[str]) -> None:
    with pytest.raises(ReadError) as caught:
        JsonConnector().load(_written(tmp_path, content))
    assert caught.value.message.key == key
    assert all(text in str(caught.value) for text in ["data.json", *mentions])
