"""Starts serving processes and asks them: over loopback, with real requests, killed for real."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import select
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil

from autoglm_core.errors import JobError
from autoglm_core.fitness import Load, Scaling
from autoglm_core.measuring.faults import Reply

_START_SECONDS, _ANSWER_SECONDS = 600.0, 120.0
_SAMPLES_PER_SECOND = 20


class Serving:
    """A serving process of one model; a context manager that ends it."""

    def __init__(self, model: Path) -> None:
        self._model = model
        self._process = _started(model)
        self.port = _port(self._process)

    def __enter__(self) -> Serving:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, body: bytes, path: str = "/predict") -> Reply:
        """One request on a connection of its own; status 0 where no answer came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWER_SECONDS)
        try:
            return _asked(connection, body, path)
        finally:
            connection.close()

    def killed_and_back(self, body: bytes) -> float:
        """Seconds from the kill of the process to the next right answer of the one that a supervisor starts at once."""
        began = time.perf_counter()
        _ended(self._process)
        self._process = _started(self._model)
        self.port = _port(self._process)
        while self.ask(body).status != 200:
            if time.perf_counter() - began > _START_SECONDS:
                raise JobError("error-fitness-no-start")
        return time.perf_counter() - began

    def _end(self) -> None:
        _ended(self._process)


def under_load(serving: Serving, bodies: Sequence[bytes], clients: int, seconds: float) -> Load:
    """Single rows asked for by ``clients`` at once, each on a connection that it keeps, for so many seconds."""
    end = time.perf_counter() + seconds
    taken: list[list[float]] = [[] for _ in range(clients)]
    errors = [0] * clients

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=_ANSWER_SECONDS)
        try:
            while time.perf_counter() < end:
                began = time.perf_counter()
                reply = _asked(connection, bodies[(number + len(taken[number])) % len(bodies)], "/predict")
                taken[number].append(time.perf_counter() - began)
                errors[number] += reply.status != 200
        finally:
            connection.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(client, range(clients)))
    took = time.perf_counter() - began
    every = sorted(second for each in taken for second in each)
    failed = sum(errors)
    p95 = every[min(len(every) - 1, int(0.95 * len(every)))]
    return Load(clients, (len(every) - failed) / took, 1000 * p95, failed, len(every))


def scaling(pair: tuple[Serving, Serving], body: bytes, rows_at_once: int, rounds: int) -> Scaling:
    """Rows a second of one process and of both, the two in turn so that a busy machine slows both measurements."""
    one, two = [], []
    for _ in range(rounds):
        one.append(_rate(pair[:1], body))
        two.append(_rate(pair, body))
    return Scaling(statistics.median(one), statistics.median(two), rows_at_once)


@contextlib.contextmanager
def peak_memory(pid: int) -> Iterator[list[float]]:
    """The most memory in MB (PSS: what is shared with other processes counts in part) meanwhile, in the list's end."""
    found = [memory_mb(pid)]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(1 / _SAMPLES_PER_SECOND):
            found[0] = max(found[0], memory_mb(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def memory_mb(pid: int) -> float:
    """Proportional memory of a process, in MB; resident memory where the system does not tell the former."""
    try:
        memory = psutil.Process(pid).memory_full_info()
    except psutil.Error:
        return 0.0
    return float(getattr(memory, "pss", memory.rss)) / 1e6


def _rate(serving: Sequence[Serving], body: bytes) -> float:
    with ThreadPoolExecutor(len(serving)) as pool:
        replies = list(pool.map(lambda one: one.ask(body, "/work"), serving))
    if any(reply.status != 200 for reply in replies):
        raise JobError("error-fitness-no-answer")
    return float(sum(reply.content["rows"] / reply.content["seconds"] for reply in replies))


def _asked(connection: http.client.HTTPConnection, body: bytes, path: str) -> Reply:
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return Reply(response.status, _read(response.read()))
    except (OSError, http.client.HTTPException):
        connection.close()
        return Reply(0, None)


def _read(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _started(model: Path) -> subprocess.Popen[bytes]:
    # -P: a file called json.py in the folder where the server was started must not be imported.
    command = [sys.executable, "-P", "-m", "autoglm_core.measuring.answering", str(model)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


def _port(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], _START_SECONDS)
    line = process.stdout.readline() if ready else b""
    if not line.strip().isdigit():
        _ended(process)
        raise JobError("error-fitness-no-start")
    return int(line)
