"""Reading any source: the right connector, one clear sentence where there is none, and files read alike."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from autoglm_core.config import config
from autoglm_core.data.read import load, options_like, read_table
from autoglm_core.errors import ReadError
from autoglm_core.table import Role


def test_a_table_has_roles_and_a_name(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("id,amount,paid\n" + "".join(f"K{i},{i * 3}.5,yes\n" for i in range(30)))
    table = read_table(tmp_path / "loans.csv")
    assert table.name == "loans"
    assert dict(table.roles) == {"id": Role.IDENTIFIER, "amount": Role.NUMERIC, "paid": Role.CONSTANT}
    assert read_table(str(tmp_path / "loans.csv"), name="Loans of May").name == "Loans of May"


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("nowhere/data.csv", "error-read-not-found"),
        ("a,b\n1,2", "error-read-not-found"),
        (".", "error-read-folder"),
        (7, "error-read-unknown-source"),
        (None, "error-read-unknown-source"),
        ([1, 2], "error-read-unknown-source"),
    ],
)
def test_what_is_no_source_is_said(source: object, key: str) -> None:
    with pytest.raises(ReadError) as caught:
        load(source)
    assert caught.value.message.key == key
    assert caught.value.message.text("zh")


def test_the_name_for_people_stands_in_errors(tmp_path: Path) -> None:
    (tmp_path / "upload-7f3a.part").write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(50))
    with pytest.raises(ReadError) as caught:
        load(tmp_path / "upload-7f3a.part", name="holiday.csv")
    assert "holiday.csv" in str(caught.value)
    assert "upload" not in str(caught.value)


def test_files_beyond_the_limit_are_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    path.write_text("a,b\n" + "1,2\n" * 300_000)
    monkeypatch.setenv("AUTOGLM_MAX_UPLOAD_MB", "1")
    config.cache_clear()
    try:
        with pytest.raises(ReadError) as caught:
            load(path)
    finally:
        monkeypatch.undo()
        config.cache_clear()
    assert caught.value.message.key == "error-read-too-large"
    assert "limit is 1 MB" in str(caught.value)


def test_a_second_file_is_read_as_the_first_one_was(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text("when,x\n25/04/2020,1\n03/04/2020,2\n")
    (tmp_path / "new.csv").write_text("when,x\n03/04/2020,2\n")
    first = load(tmp_path / "train.csv")
    assert first.frame["when"].iloc[1] == pd.Timestamp("2020-04-03")
    alone = load(tmp_path / "new.csv")
    assert alone.frame["when"].iloc[0] == pd.Timestamp("2020-03-04")
    alike = load(tmp_path / "new.csv", **options_like(first.receipt))
    assert alike.frame["when"].iloc[0] == pd.Timestamp("2020-04-03")
    assert options_like(load({"a": [1]}).receipt) == {}
