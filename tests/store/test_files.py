"""Files of the workspace are whole or not there, whatever happens while they are written."""

import json
import os
import resource
import threading
import time

import pytest

from autoglm_core.errors import JobError
from autoglm_core.store.files import (
    is_id,
    locked,
    new_id,
    read_json,
    remove_folder,
    remove_leftovers,
    whole_folder,
    write_json,
)


@pytest.fixture
def little_disk():
    """No file may grow beyond 4 kB: the nearest thing to a full disk that every machine has."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "../../etc", "a/b", "a\\b", "/etc/passwd", "a\n", "A" * 65, "é", "a.b", "-x", None, 7]
)
def test_what_could_lead_elsewhere_is_no_id(text):
    assert not is_id(text)


def test_new_ids_are_ids_and_differ():
    ids = {new_id("r") for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(is_id(id_) for id_ in ids)


def test_a_reader_never_sees_half_a_file(tmp_path):
    path = tmp_path / "value.json"
    write_json(path, [0] * 5_000)
    seen, done = set(), threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.add(len(set(read_json(path))))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(100):
        write_json(path, [number] * 5_000)
    done.set()
    reader.join()
    assert seen == {1}
    assert [file.name for file in tmp_path.iterdir()] == ["value.json"]


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path, little_disk):
    path = tmp_path / "value.json"
    write_json(path, "old")
    with pytest.raises(JobError) as caught:
        write_json(path, "new" * 10_000)
    assert "disk" in str(caught.value)
    assert read_json(path) == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["value.json"]


def test_a_folder_appears_whole_or_not_at_all(tmp_path, little_disk):
    with whole_folder(tmp_path / "good") as folder:
        (folder / "a.txt").write_text("a")
        assert not (tmp_path / "good").exists()
    assert (tmp_path / "good" / "a.txt").read_text() == "a"
    with pytest.raises(JobError), whole_folder(tmp_path / "bad") as folder:
        (folder / "a.txt").write_text("a" * 10_000)
    assert [path.name for path in tmp_path.iterdir()] == ["good"]


def test_of_two_writers_of_the_same_folder_the_first_wins(tmp_path):
    with whole_folder(tmp_path / "x") as slow:
        (slow / "a.txt").write_text("slow")
        with whole_folder(tmp_path / "x") as quick:
            (quick / "a.txt").write_text("quick")
    assert (tmp_path / "x" / "a.txt").read_text() == "quick"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_removed_folder_is_gone_and_may_be_missing(tmp_path):
    (tmp_path / "x" / "y").mkdir(parents=True)
    remove_folder(tmp_path / "x")
    remove_folder(tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_killed_writers_are_swept_once_they_are_old(tmp_path):
    (tmp_path / ".part-12345678-x").mkdir()
    (tmp_path / ".part-12345678-y.json").write_text("{")
    (tmp_path / "kept.json").write_text("{}")
    remove_leftovers(tmp_path, older_than=time.time() - 60)
    assert len(list(tmp_path.iterdir())) == 3
    remove_leftovers(tmp_path, older_than=time.time() + 60)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.json"]


def test_changes_under_the_lock_lose_nothing(tmp_path):
    path = tmp_path / "count.json"
    write_json(path, 0)

    def count() -> None:
        for _ in range(20):
            with locked(tmp_path):
                write_json(path, read_json(path) + 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_json(path) == 80


def test_texts_of_all_kinds_come_back(tmp_path):
    value = {"<b>x</b>[1]": "=cmd()", "名": "值", "e": "🙂\u2028"}
    write_json(tmp_path / "v.json", value)
    assert read_json(tmp_path / "v.json") == value
    assert json.loads((tmp_path / "v.json").read_bytes()) == value
    assert os.listdir(tmp_path) == ["v.json"]
