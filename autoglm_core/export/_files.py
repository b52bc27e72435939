"""Files that appear whole or not at all, and zip archives that are equal where their contents are."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

# The earliest moment that a zip archive can hold: the time of packing would make two equal packages differ.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Let ``write`` fill a temporary file beside ``path``, then put it in place; returns ``path``."""
    temporary = path.with_name(f"{path.name}.part")
    try:
        write(temporary)
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def write_text(path: Path, text: str) -> Path:
    """Write ``text`` as UTF-8 with Unix line ends."""
    return write_whole(path, lambda temporary: temporary.write_bytes(text.encode("utf-8")))


def write_zip(path: Path, entries: Mapping[str, bytes | Path]) -> Path:
    """A zip archive of ``entries`` (name -> content, or the file that holds it): equal bytes for equal entries."""

    def fill(temporary: Path) -> None:
        with zipfile.ZipFile(temporary, "w") as archive:
            for name in sorted(entries):
                content = entries[name]
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o644 << 16
                archive.writestr(info, content.read_bytes() if isinstance(content, Path) else content)

    return write_whole(path, fill)


def sha256(content: bytes | Path) -> str:
    """The SHA-256 of bytes or of a file's content, as hexadecimal text.

    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
