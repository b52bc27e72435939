"""An index of the workspace's folders in SQLite: a cache for lists, rebuilt by itself from the folders at any time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

# Raised together with the layout of what is kept: an index of another version is thrown away.
_VERSION = 1

Load = Callable[[str], dict[str, Any] | None]


class Index:
    """Keeps what was read from each folder together with a stamp of its files; another stamp means to read it again.

    The folders are the truth. Whatever is wrong with the index (missing, damaged, locked, the disk full), lists are
    right, only slower.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def entries(self, kind: str, stamps: Mapping[str, str], load: Load) -> list[dict[str, Any]]:
        """What ``load`` gives for each id in ``stamps`` (with "id" and "created"), newest first.

        ``load`` is called for ids whose stamp changed; None from it leaves the id out.
        """
        try:
            with closing(sqlite3.connect(self._path, timeout=5.0)) as connection:
                return _synchronised(connection, kind, stamps, load)
        except sqlite3.OperationalError:  # locked, or no space left: nothing is wrong with what it holds
            return _newest_first([data for id_ in stamps if (data := load(id_)) is not None])
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
            return _newest_first([data for id_ in stamps if (data := load(id_)) is not None])


def _synchronised(
    connection: sqlite3.Connection, kind: str, stamps: Mapping[str, str], load: Load
) -> list[dict[str, Any]]:
    if connection.execute("PRAGMA user_version").fetchone() != (_VERSION,):
        connection.executescript(
            "DROP TABLE IF EXISTS entry;"
            "CREATE TABLE entry (kind TEXT, id TEXT, stamp TEXT, created REAL, data TEXT, PRIMARY KEY (kind, id));"
            f"PRAGMA user_version = {_VERSION};"
        )
    known = dict(connection.execute("SELECT id, stamp FROM entry WHERE kind = ?", (kind,)).fetchall())
    changed = [(id_, load(id_)) for id_, stamp in stamps.items() if known.get(id_) != stamp]
    gone = [id_ for id_ in known if id_ not in stamps] + [id_ for id_, data in changed if data is None]
    rows = [
        (kind, id_, stamps[id_], data["created"], json.dumps(data, ensure_ascii=False))
        for id_, data in changed
        if data is not None
    ]
    if rows or gone:
        with connection:
            connection.executemany("DELETE FROM entry WHERE kind = ? AND id = ?", [(kind, id_) for id_ in gone])
            connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", rows)
    query = "SELECT data FROM entry WHERE kind = ? ORDER BY created DESC, id"
    return [json.loads(data) for (data,) in connection.execute(query, (kind,)).fetchall()]


def _newest_first(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(entries, key=lambda data: (-data["created"], data["id"]))
