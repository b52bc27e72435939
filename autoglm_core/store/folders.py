"""The workspace's folders of one kind each: found by id, listed through the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

from autoglm_core.errors import JobError
from autoglm_core.store.files import is_id
from autoglm_core.store.index import Index

FolderKind = Literal["dataset", "draft", "run", "lab", "job"]

DATASET_FILE, DRAFT_FILE, RUN_FILE, JOB_FILE = "dataset.json", "draft.json", "run.json", "job.json"
LAB_FILE = "lab.json"
INSPECTION = "inspect-"  # what the id of an inspection's job begins with


class Folders:
    """What data sets, drafts and runs have in common: ``ROOT/datasets/ID``, ``ROOT/drafts/ID`` and so on."""

    root: Path

    def folder(self, kind: FolderKind, id_: str) -> Path:
        """Where ``id_`` is kept. Raises JobError where there is none of this id, or where it could be no id at all."""
        folder = self._all(kind) / id_ if is_id(id_) else None
        if folder is None or not folder.is_dir():
            # What came in with an address is not repeated: it may be anything.
            raise JobError(f"error-{kind}-unknown")
        return folder

    def _all(self, kind: FolderKind) -> Path:
        return self.root / f"{kind}s"

    def _ids(self, kind: FolderKind) -> Iterator[str]:
        for folder in self._all(kind).glob("*/"):
            if is_id(folder.name):
                yield folder.name

    def _listed(
        self, kind: FolderKind, files: tuple[str, ...], load: Callable[[Path], dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """What ``load`` reads from each folder, newest first; read again once one of ``files`` changed."""

        def loaded(id_: str) -> dict[str, Any] | None:
            try:
                return load(self._all(kind) / id_)
            except (OSError, ValueError, KeyError, TypeError):
                # A folder that is being deleted, or was damaged by hand: the list must not go down with it.
                return None

        stamps = {id_: _stamp(self._all(kind) / id_, files) for id_ in self._ids(kind)}
        return Index(self.root / "index.sqlite").entries(kind, stamps, loaded)


def _stamp(folder: Path, files: tuple[str, ...]) -> str:
    parts = []
    for name in files:
        try:
            stat = (folder / name).stat()
            parts.append(f"{stat.st_mtime_ns}-{stat.st_size}-{stat.st_ino}")
        except FileNotFoundError:
            parts.append("")
    return " ".join(parts)


def shown_name(text: str) -> str:
    """A name given by somebody, as one line of at most 200 characters; never used as a path.

    >>> shown_name("../loans\\n2024.csv")
    '../loans 2024.csv'
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line[:200] or "–"
