"""Files that are whole or not there: written to a temporary name, synced, renamed; and ids that are safe as names."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autoglm_core.errors import JobError

# No dots and no separators: an id from an address line can never lead out of its folder.
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_TEMPORARY = ".part-"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def new_id(prefix: str) -> str:
    """A fresh id such as "r5f0c9a7b31"; it cannot be guessed, and stands in addresses."""
    return prefix + secrets.token_hex(5)


def is_id(text: object) -> bool:
    """Whether ``text`` may be used as the name of a folder.

    >>> is_id("r5f0c9a7b31"), is_id("../../etc"), is_id(None)
    (True, False, False)
    """
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def read_json(path: Path) -> Any:
    """Raises OSError or ValueError where the file is missing or damaged."""
    return json.loads(path.read_text(encoding="utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Replace ``path`` by ``value``; whoever reads at any moment sees the old or the new content, never a part.

    Raises JobError where the disk is full.
    """
    temporary = path.with_name(f"{_TEMPORARY}{secrets.token_hex(4)}-{path.name}")
    try:
        with saying_disk_full(), temporary.open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A temporary folder to write into, which becomes ``target`` at the end, or vanishes where something is raised.

    Where ``target`` is there by then, that one is kept: somebody else was quicker with the same content. Raises
    JobError where the disk is full.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f"{_TEMPORARY}{secrets.token_hex(4)}-{target.name}")
    try:
        with saying_disk_full():
            temporary.mkdir()
            yield temporary
            for path in temporary.rglob("*"):
                if path.is_file():
                    _sync(path)
        sync_folder(temporary)
        try:
            temporary.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    sync_folder(target.parent)


def is_disk_full(error: BaseException) -> bool:
    return isinstance(error, OSError) and error.errno in _FULL


@contextmanager
def saying_disk_full() -> Iterator[None]:
    """Turn the system's error for a full disk into one a user can act on."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise JobError("error-job-disk-full") from error
        raise


def remove_folder(folder: Path) -> None:
    """Delete ``folder``: it is out of sight at once, even where deleting its files takes a while or is interrupted."""
    hidden = folder.with_name(f"{_TEMPORARY}{secrets.token_hex(4)}-{folder.name}")
    try:
        folder.rename(hidden)
    except FileNotFoundError:
        return
    shutil.rmtree(hidden, ignore_errors=True)


def remove_leftovers(folder: Path, older_than: float) -> None:
    """Delete what interrupted writers left in ``folder`` before the epoch second ``older_than``."""
    for path in folder.glob(f"{_TEMPORARY}*"):
        try:
            old = path.stat().st_mtime < older_than
        except FileNotFoundError:
            continue
        if old and path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif old:
            path.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` against other processes and threads that change it under the same lock."""
    with saying_disk_full():
        file = (folder / ".lock").open("a")
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
