"""Files appear whole or not at all; archives of equal contents are equal."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from autoglm_core.export._files import sha256, write_text, write_whole, write_zip


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "old")

    def fail(part: Path) -> None:
        part.write_text("half", encoding="utf-8")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, fail)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_equal_contents_give_equal_archives(tmp_path: Path) -> None:
    stored = tmp_path / "stored"
    stored.write_bytes(b"2")
    first = write_zip(tmp_path / "1.zip", {"b": stored, "a/x": b"1"})
    second = write_zip(tmp_path / "2.zip", {"a/x": b"1", "b": b"2"})
    assert sha256(first) == sha256(second) == sha256(second.read_bytes())
    with zipfile.ZipFile(first) as archive:
        assert archive.namelist() == ["a/x", "b"]
        assert archive.read("b") == b"2"
