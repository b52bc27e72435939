"""What every connector must do: tell its own sources by content, read them all alike, and leave a receipt."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from autoglm_core.contracts import Connector
from autoglm_core.data.read import load
from autoglm_core.errors import ReadError
from autoglm_core.registry import plugin, plugins

CONNECTORS = plugins("connectors")
NAMES = [connector.name for connector in CONNECTORS]

# The same table in every form: each connector must accept at least one, and only the connector that is named here.
COLUMNS: dict[str, list[Any]] = {
    "city": ["Rome", "Oslo", "Köln, Süd", "北京"],
    "count": [1, 2, 3, 40_000],
    "share": [0.5, None, -1.25, 3e10],
    "day": ["2020-02-29", "2021-01-01", None, "2021-12-31"],
    "open": [True, False, True, True],
}


def _excel() -> bytes:
    sheet = openpyxl.Workbook()
    sheet.active.append(list(COLUMNS))
    for row in zip(*COLUMNS.values(), strict=True):
        sheet.active.append(row)
    target = io.BytesIO()
    sheet.save(target)
    return target.getvalue()


def _records() -> list[dict[str, Any]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in zip(*COLUMNS.values(), strict=True)]


@dataclass(frozen=True)
class Sample:
    connector: str
    file: str
    content: Callable[[], bytes | Any]


SAMPLES = (
    Sample("csv", "comma.csv", lambda: pd.DataFrame(COLUMNS).to_csv(index=False).encode()),
    Sample("csv", "tab.tsv", lambda: pd.DataFrame(COLUMNS).to_csv(index=False, sep="\t").encode("utf-16")),
    Sample("csv", "no_extension", lambda: pd.DataFrame(COLUMNS).to_csv(index=False, sep=";").encode("gb18030")),
    Sample("excel", "book.xlsx", _excel),
    Sample("excel", "a_workbook_named.csv", _excel),
    Sample("parquet", "table.parquet", lambda: pd.DataFrame(COLUMNS).to_parquet()),
    Sample("json", "records.json", lambda: json.dumps(_records()).encode()),
    Sample("json", "columns.json", lambda: json.dumps(COLUMNS).encode()),
    Sample("json", "lines.jsonl", lambda: "\n".join(map(json.dumps, _records())).encode()),
    Sample("frame", "", lambda: pd.DataFrame(COLUMNS)),
    Sample("frame", "", lambda: COLUMNS),
    Sample("frame", "", _records),
)
IDS = [f"{sample.connector}-{sample.file or position}" for position, sample in enumerate(SAMPLES)]


def _source(sample: Sample, folder: Path) -> Any:
    content = sample.content()
    if not sample.file:
        return content
    path = folder / sample.file
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_has_a_sample_here_and_words_in_both_languages(name: str) -> None:
    assert any(sample.connector == name for sample in SAMPLES), "add a sample of this connector's source to SAMPLES"
    from autoglm_core.registry import available

    for language in ("en", "zh"):
        info = next(info for info in available("connectors", language) if info.name == name)
        assert info.label != name
        assert info.help


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_exactly_the_right_connector_accepts(sample: Sample, tmp_path: Path) -> None:
    source = _source(sample, tmp_path)
    assert [connector.name for connector in CONNECTORS if connector.accepts(source)] == [sample.connector]


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_reads_the_same_table_in_every_form(sample: Sample, tmp_path: Path) -> None:
    frame = load(_source(sample, tmp_path)).frame
    assert list(frame.columns) == list(COLUMNS)
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame["city"].tolist() == COLUMNS["city"]
    assert str(frame["city"].dtype) == "str"
    assert frame["count"].tolist() == COLUMNS["count"]
    assert str(frame["count"].dtype) == "int64"
    assert frame["share"].dropna().tolist() == [0.5, -1.25, 3e10]
    assert frame["share"].isna().tolist() == [False, True, False, False]
    assert frame["day"].dropna().tolist() == [pd.Timestamp(day) for day in COLUMNS["day"] if day]
    assert frame["open"].tolist() == COLUMNS["open"]
    assert str(frame["open"].dtype) == "bool"


@pytest.mark.parametrize("sample", SAMPLES, ids=IDS)
def test_leaves_a_receipt(sample: Sample, tmp_path: Path) -> None:
    source = _source(sample, tmp_path)
    receipt = load(source, name="sales of March").receipt
    assert receipt.source == "sales of March"
    assert receipt.kind == sample.connector
    assert (receipt.rows, receipt.columns) == (4, 5)
    assert load(source).receipt.sha256 == receipt.sha256
    if isinstance(source, Path):
        assert receipt.bytes == source.stat().st_size
        assert receipt.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    for message in receipt.assumed:
        assert message.text("en")
        assert message.text("zh")


@pytest.mark.parametrize("connector", CONNECTORS, ids=NAMES)
def test_accepts_nothing_else_and_never_fails_over_it(connector: Connector, tmp_path: Path) -> None:
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(64))
    (tmp_path / "empty.csv").touch()
    odd = [None, 7, "", "no such file.csv", b"bytes", [], [1, 2], tmp_path, tmp_path / "none.csv", object()]
    for source in [*odd, tmp_path / "picture.csv", tmp_path / "empty.csv", str(tmp_path / "picture.csv")]:
        assert connector.accepts(source) is False


@pytest.mark.parametrize(
    "connector", [c for c in CONNECTORS if c.name != "frame"], ids=[n for n in NAMES if n != "frame"]
)
def test_refuses_a_file_of_another_kind_in_one_sentence(connector: Connector, tmp_path: Path) -> None:
    for name, content in [("a.bin", os.urandom(500) + b"\0"), ("b.pdf", b"%PDF-1.7 ..."), ("c.html", b"<html></html>")]:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(ReadError) as caught:
            connector.load(path)
        assert name in str(caught.value)
        assert name in caught.value.message.text("zh")


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_option_is_not_swallowed(name: str, tmp_path: Path) -> None:
    sample = next(sample for sample in SAMPLES if sample.connector == name)
    with pytest.raises(TypeError):
        plugin("connectors", name).load(_source(sample, tmp_path), no_such_option=1)
