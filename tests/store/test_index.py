"""The index is a cache: lists are right without it, with a damaged one, and with one that is behind."""

import sqlite3
from contextlib import closing

import pytest

from autoglm_core.store.index import Index


@pytest.fixture
def index(tmp_path):
    return Index(tmp_path / "index.sqlite")


class Shelf:
    """Things on disk, and how often each was read."""

    def __init__(self) -> None:
        self.things = {"a": {"id": "a", "created": 1.0, "name": "α"}, "b": {"id": "b", "created": 2.0, "name": "β"}}
        self.read: list[str] = []

    def load(self, id_):
        self.read.append(id_)
        return self.things.get(id_)


def names(entries):
    return [entry["name"] for entry in entries]


def test_newest_first_and_read_once(index):
    shelf = Shelf()
    for _ in range(3):
        assert names(index.entries("run", {"a": "1", "b": "1"}, shelf.load)) == ["β", "α"]
    assert sorted(shelf.read) == ["a", "b"]


def test_what_changed_is_read_again_and_what_is_gone_is_left_out(index):
    shelf = Shelf()
    index.entries("run", {"a": "1", "b": "1"}, shelf.load)
    shelf.things["a"] = {"id": "a", "created": 1.0, "name": "new"}
    assert names(index.entries("run", {"a": "2"}, shelf.load)) == ["new"]
    assert shelf.read.count("a") == 2


def test_what_cannot_be_loaded_is_left_out(index):
    shelf = Shelf()
    assert names(index.entries("run", {"a": "1", "c": "1"}, shelf.load)) == ["α"]


def test_kinds_do_not_mix(index):
    shelf = Shelf()
    index.entries("run", {"a": "1"}, shelf.load)
    assert names(index.entries("draft", {"b": "1"}, shelf.load)) == ["β"]
    assert names(index.entries("run", {"a": "1"}, shelf.load)) == ["α"]


def test_a_deleted_or_damaged_index_is_rebuilt(index, tmp_path):
    shelf, stamps = Shelf(), {"a": "1", "b": "1"}
    index.entries("run", stamps, shelf.load)
    (tmp_path / "index.sqlite").unlink()
    assert names(index.entries("run", stamps, shelf.load)) == ["β", "α"]
    (tmp_path / "index.sqlite").write_bytes(b"this is no database" * 100)
    assert names(index.entries("run", stamps, shelf.load)) == ["β", "α"]
    shelf.read.clear()
    index.entries("run", stamps, shelf.load)
    index.entries("run", stamps, shelf.load)
    assert sorted(shelf.read) == ["a", "b"], "from then on it works again"


def test_an_index_that_cannot_be_written_only_costs_time(tmp_path):
    shelf = Shelf()
    index = Index(tmp_path / "missing" / "index.sqlite")
    assert names(index.entries("run", {"a": "1", "b": "1"}, shelf.load)) == ["β", "α"]


def test_an_index_of_another_version_is_thrown_away(index, tmp_path):
    shelf = Shelf()
    with closing(sqlite3.connect(tmp_path / "index.sqlite")) as connection:
        connection.executescript("CREATE TABLE entry (other TEXT); PRAGMA user_version = 999;")
    assert names(index.entries("run", {"a": "1"}, shelf.load)) == ["α"]
