"""Tells by a file's first bytes what it holds, and refuses what is no table in one clear sentence."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from autoglm_core.config import config
from autoglm_core.errors import ReadError
from autoglm_core.messages import Message

_HEAD = 8_192


class FileKind(StrEnum):
    """What a file holds, whatever its name says."""

    TEXT = "text"
    EXCEL = "excel"
    PARQUET = "parquet"
    JSON = "json"
    EMPTY = "empty"
    IMAGE = "image"
    PDF = "pdf"
    ARCHIVE = "archive"
    PROGRAM = "program"
    DATABASE = "database"
    SOUND = "sound"
    WEB_PAGE = "web-page"
    BINARY = "binary"


# First bytes -> what they stand for. Source: the formats' own specifications.
_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF87a", FileKind.IMAGE),
    (b"GIF89a", FileKind.IMAGE),
    (b"%PDF-", FileKind.PDF),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ\x00", FileKind.ARCHIVE),
    (b"MZ", FileKind.PROGRAM),
    (b"\x7fELF", FileKind.PROGRAM),
    (b"SQLite format 3\x00", FileKind.DATABASE),
    (b"PAR1", FileKind.PARQUET),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.EXCEL),  # old .xls, and Excel files with a password
    (b"RIFF", FileKind.SOUND),
    (b"ID3", FileKind.SOUND),
)
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# "MZ" and "BZh" may begin a text as well; what a text never holds is a zero byte.
_ALSO_TEXT = (b"MZ", b"BZh", b"ID3", b"RIFF")


def kind_of(path: Path) -> FileKind:
    """What the file holds, told by its content; only JSON that is broken is told by its name."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        return FileKind.EMPTY if path.stat().st_size <= _HEAD else FileKind.BINARY
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(path)
    for signature, kind in _SIGNATURES:
        if head.startswith(signature) and not (signature in _ALSO_TEXT and b"\x00" not in head):
            return kind
    if not looks_utf16(head) and b"\x00" in head:
        return FileKind.BINARY
    return _kind_of_text(path, head)


def looks_utf16(head: bytes) -> bool:
    """Whether every other byte is mostly zero, or a byte order mark says so."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    even, odd = head[::2].count(0), head[1::2].count(0)
    return len(head) >= 4 and max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) < 0.05 * len(head) / 2


def _kind_of_zip(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        # Cut off in transfer: what it was meant to be, its name tells.
        return FileKind.EXCEL if path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods") else FileKind.ARCHIVE
    is_workbook = any(name.startswith("xl/") for name in names) or "content.xml" in names
    return FileKind.EXCEL if is_workbook else FileKind.ARCHIVE


def _kind_of_text(path: Path, head: bytes) -> FileKind:
    text = head.decode("utf-16" if looks_utf16(head) else "utf-8", errors="ignore").lstrip("\ufeff \t\r\n")
    lowered = text[:1_000].lower()
    if lowered.startswith(("<!doctype html", "<html", "<table", "<?xml")) or (
        lowered.startswith("<") and "<table" in lowered
    ):
        return FileKind.WEB_PAGE
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        return FileKind.JSON
    return FileKind.JSON if _begins_as_json(text) else FileKind.TEXT


def _begins_as_json(text: str) -> bool:
    if not text.startswith(("{", "[")):
        return False
    if text[1:].lstrip()[:1] in ('"', "{", "[", "}", "]") and text.startswith(("{", "[{", "[[")):
        return True
    try:
        json.JSONDecoder().raw_decode(text)
    except ValueError:
        return False
    return "\n" not in text.strip() or text.startswith("{")


# ---- what a connector needs of a file --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """A file that is there, not too large, and of the kind that a connector reads. ``name`` is for people."""

    path: Path
    name: str

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def sha256(self) -> str:
        """Hexadecimal hash of the file's bytes."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def is_path(source: Any) -> bool:
    return isinstance(source, str | Path)


def holds(source: Any, kind: FileKind) -> bool:
    """Whether ``source`` is the path of a file of this kind."""
    return is_path(source) and Path(source).is_file() and kind_of(Path(source)) is kind


def opened(source: Any, kind: FileKind, name: str | None) -> Source:
    """The file, checked. Raises ReadError where it is missing, too large, or of another kind."""
    path = existing(source)
    found = kind_of(path)
    if found is not kind:
        refuse(path, found, name)
    return Source(path, name or path.name)


def existing(source: Any) -> Path:
    """The path of a file that can be read and is within the limit. Raises ReadError."""
    path = Path(source)
    try:
        if path.is_dir():
            raise ReadError("error-read-folder", file=path.name)
        if not path.is_file():
            raise ReadError("error-read-not-found", file=str(path))
        size, limit = path.stat().st_size, config().max_upload_mb
        path.open("rb").close()
    except OSError as error:
        raise ReadError("error-read-not-allowed", file=path.name) from error
    if size > limit * 2**20:
        raise ReadError("error-read-too-large", file=path.name, size=f"{size / 2**20:,.0f}", limit=limit)
    return path


def refuse(path: Path, kind: FileKind, name: str | None) -> None:
    """Raise the ReadError that says what the file is instead of a table, and what to do."""
    file = name or path.name
    if kind in (FileKind.EMPTY, FileKind.WEB_PAGE, FileKind.ARCHIVE, FileKind.DATABASE):
        raise ReadError(f"error-read-{kind}", file=file)
    if kind in (FileKind.TEXT, FileKind.EXCEL, FileKind.PARQUET, FileKind.JSON):
        raise ReadError("error-read-other-kind", file=file, kind=Message(f"read-kind-{kind}"))
    raise ReadError("error-read-no-table", file=file, kind=Message(f"read-kind-{kind}"))
