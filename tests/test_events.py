"""Events survive a round trip, and their log survives torn lines, full disks, several threads and kill -9."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

from autoglm_core.events import (
    Event,
    EventLog,
    FoldScored,
    JobFailed,
    JobStarted,
    StageStarted,
    TrialFinished,
    TrialStarted,
    Warned,
    event_from_json,
)
from autoglm_core.messages import Message

EVENTS = (
    JobStarted(pid=7, at=1.0),
    TrialStarted(number=0, family="linear", params={"alpha": 0.1, "名": "值"}, at=2.0),
    TrialFinished(number=0, family="linear", params={}, score=0.5, fold_scores=(0.4, 0.6), seconds=1.0, at=3.0),
    JobFailed(message=Message("error-example", {"column": "<b>x</b>[1]\n=cmd()"}), at=4.0),
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.jsonl"


def test_every_event_comes_back_from_its_json():
    for event in EVENTS:
        assert event_from_json(event.to_json()) == event


def test_a_reader_follows_from_its_offset(path):
    with EventLog(path) as log:
        log.append(EVENTS[0])
        first, offset = log.read()
        for event in EVENTS[1:]:
            log.append(event)
        rest, end = log.read(offset)
        assert first == EVENTS[:1]
        assert rest == EVENTS[1:]
        assert log.read(end) == ((), end)
        assert end == path.stat().st_size


def test_a_log_that_is_not_there_yet_is_empty(path):
    assert EventLog(path).read() == ((), 0)
    assert not path.exists()


def test_the_writer_stamps_the_time(path):
    with EventLog(path) as log:
        before = time.time()
        written = log.append(StageStarted(stage="read"))
        assert before <= written.at <= time.time()
        assert log.read()[0] == (written,)


def test_a_torn_last_line_is_passed_over_and_cut_off_by_the_next_writer(path):
    with EventLog(path) as log:
        log.append(EVENTS[0])
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind": "TrialSta')
    events, offset = EventLog(path).read()
    assert events == EVENTS[:1]
    assert offset == len(whole)
    with EventLog(path) as log:
        log.append(EVENTS[1])
    assert EventLog(path).read(offset)[0] == EVENTS[1:2]
    assert path.read_bytes().startswith(whole + b'{"kind": "TrialStarted", ')


def test_a_torn_line_longer_than_a_block_is_cut_off_as_well(path):
    path.write_bytes(b"x" * 200_000)
    with EventLog(path) as log:
        log.append(EVENTS[0])
    assert EventLog(path).read()[0] == EVENTS[:1]


def test_a_line_that_is_no_event_hides_no_other(path):
    with EventLog(path) as log:
        log.append(EVENTS[0])
    with path.open("ab") as file:
        file.write(b'\x00\x00\xff\n{"kind": "FromTheFuture", "at": 1.0}\n[]\n')
    with EventLog(path) as log:
        log.append(EVENTS[1])
    assert EventLog(path).read()[0] == EVENTS[:2]


def test_line_separators_in_texts_do_not_split_an_event(path):
    odd = Warned(message=Message("error-example", {"column": "a\u2028b\x85c\rd"}), at=1.0)
    with EventLog(path) as log:
        log.append(odd)
        assert log.read()[0] == (odd,)


def test_numpy_scalars_in_parameters_become_plain_numbers(path):
    with EventLog(path) as log:
        log.append(TrialStarted(number=0, family="knn", params={"k": np.int64(3), "on": np.bool_(True)}, at=1.0))
        (event,) = log.read()[0]
    assert event.params == {"k": 3, "on": True}


def test_several_threads_may_write(path):
    with EventLog(path) as log:

        def write(number: int) -> None:
            for fold in range(20):
                log.append(FoldScored(number=number, fold=fold, score=0.5, fit_seconds=1.0, predict_seconds=0.1))

        threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        events = log.read()[0]
    assert sorted((event.number, event.fold) for event in events) == [(n, f) for n in range(4) for f in range(20)]


def test_a_full_disk_keeps_what_fitted(path):
    """The limit on a file's size stands for the full disk: the write takes a part of the line, then fails."""
    with EventLog(path) as log:
        for event in EVENTS:
            log.append(event)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, before[1]))
        try:
            with pytest.raises(OSError):
                log.append(EVENTS[1])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert log.read()[0] == EVENTS
        log.append(EVENTS[1])
        assert log.read()[0] == (*EVENTS, EVENTS[1])


def test_a_writer_killed_in_mid_write_leaves_a_readable_log(path):
    program = (
        "import sys; from pathlib import Path; from autoglm_core.events import EventLog, Progressed\n"
        "log = EventLog(Path(sys.argv[1]))\n"
        "for number in range(10**9): log.append(Progressed(done=number, total=10**9))\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(path)]) as writer:
        while not path.exists() or path.stat().st_size < 2_000:
            time.sleep(0.01)
        os.kill(writer.pid, signal.SIGKILL)
    events: tuple[Event, ...] = EventLog(path).read()[0]
    assert [event.done for event in events] == list(range(len(events)))
    assert len(events) >= 10
