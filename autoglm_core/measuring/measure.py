"""Measures the candidates of a run side by side: what one waits for, what one pays, and what happens when it breaks."""

from __future__ import annotations

import json
import math
import os
import platform
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil

from autoglm_core.fitness import Fault, Growth, Latency, Machine, ModelFitness
from autoglm_core.measuring import faults, serving
from autoglm_core.measuring.candidates import Candidate
from autoglm_core.predict import ShippedModel

CALLS = 1_000
# In so many blocks, the models taking turns: when the machine is busy for a while, all of them feel it.
_BLOCKS = 20
_LONGEST_BLOCK = 6.0  # seconds, of one model's calls: a slow one gets fewer of them, and says so
_WARM_UP = 3
_ROWS_KEPT = 1_000
_GROWTH_ROWS = (1_000, 10_000, 100_000)
_LONGEST_BATCH = 20.0
_CLIENTS, _LOAD_SECONDS = 4, 1.5
_ROWS_AT_ONCE = 100  # below what a model spreads over threads by itself
_WORK_SECONDS, _WORK_ROUNDS = 0.7, 3

Say = Callable[[float], None]  # how much is done, 0 to 1


@dataclass
class _Timed:
    """One model while its single rows are timed."""

    model: ShippedModel
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0


def measure(
    candidates: Sequence[Candidate], rows: pd.DataFrame, *, say: Say = lambda _: None, calls: int = CALLS
) -> tuple[ModelFitness, ...]:
    """Every figure of each candidate. ``rows``: ordinary rows with the columns that the models want.

    Latency is timed in this process, as somebody would who has loaded the model; what concerns serving (load, memory,
    faults, the kill, two processes) with serving processes that answer over loopback.
    """
    rows = rows.head(_ROWS_KEPT).reset_index(drop=True)
    timed = {one.id: _Timed(ShippedModel.load(one.folder)) for one in candidates}
    share = 0.5
    for done in _timed_in_turn(list(timed.values()), rows, calls):
        say(share * done)
    found = []
    for number, candidate in enumerate(candidates):
        found.append(_of(candidate, timed[candidate.id], rows))
        say(share + (1 - share) * (number + 1) / len(candidates))
    return tuple(found)


def machine() -> Machine:
    """The processor, memory and GPU of this machine."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gb=psutil.virtual_memory().total / 1e9,
        gpu="NVIDIA" if shutil.which("nvidia-smi") else None,
    )


def single_rows(
    models: Mapping[str, ShippedModel], rows: pd.DataFrame, calls: int = CALLS
) -> dict[str, tuple[float, ...]]:
    """Seconds of each call with one row, the models taking turns; what the latency table is made of."""
    timed = {id: _Timed(model) for id, model in models.items()}
    for _ in _timed_in_turn(list(timed.values()), rows, calls):
        pass
    return {id: tuple(one.seconds) for id, one in timed.items()}


def latency(seconds: Sequence[float]) -> Latency:
    """Percentiles in milliseconds.

    >>> latency([0.001] * 98 + [0.002, 0.003]).p50
    1.0
    """
    p50, p95, p99 = (1000 * float(np.quantile(seconds, share)) for share in (0.5, 0.95, 0.99))
    return Latency(p50, p95, p99, len(seconds))


def _timed_in_turn(timed: Sequence[_Timed], rows: pd.DataFrame, calls: int) -> Iterator[float]:
    """Single rows, block by block; gives how much is done."""
    for one in timed:
        for _ in range(_WARM_UP):
            one.model.predict(rows.iloc[[0]])
    blocks = min(_BLOCKS, calls)
    for block in range(blocks):
        first = block % len(timed)
        for one in (*timed[first:], *timed[:first]):
            _block(one, rows, range(block * calls // blocks, (block + 1) * calls // blocks))
        yield (block + 1) / blocks


def _block(one: _Timed, rows: pd.DataFrame, numbers: range) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    for number in numbers:
        row = rows.iloc[[number % len(rows)]]
        started = time.perf_counter()
        one.model.predict(row)
        ended = time.perf_counter()
        one.seconds.append(ended - started)
        if ended - began > _LONGEST_BLOCK:
            break
    one.cpu += time.process_time() - cpu


def _of(candidate: Candidate, timed: _Timed, rows: pd.DataFrame) -> ModelFitness:
    model = timed.model
    growth = _growth(model, rows)
    bodies = [_body(rows.iloc[[number]]) for number in range(min(len(rows), 100))]
    many = _body(rows.iloc[np.arange(_ROWS_AT_ONCE) % len(rows)])
    work = json.dumps({**json.loads(many), "seconds": _WORK_SECONDS}).encode("utf-8")
    with serving.Serving(candidate.folder) as first, serving.Serving(candidate.folder) as second:
        first.ask(bodies[0])
        second.ask(bodies[0])
        loaded = serving.memory_mb(first.pid)
        with serving.peak_memory(first.pid) as most:
            load = serving.under_load(first, bodies, _CLIENTS, _LOAD_SECONDS)
            first.ask(_body(rows.iloc[np.arange(_GROWTH_ROWS[0]) % len(rows)]))
        scaled = serving.scaling((first, second), work, _ROWS_AT_ONCE, _WORK_ROUNDS)
        found = _faults(first, model, rows)
        recovery = first.killed_and_back(bodies[0])
    return ModelFitness(
        id=candidate.id,
        model=candidate.model,
        trial=candidate.trial,
        parts=len(model.parts),
        metric=next(iter(candidate.skill)),
        score=candidate.score,
        skill=candidate.skill,
        latency=latency(timed.seconds),
        rows_per_second=_GROWTH_ROWS[0] / growth.seconds[0],
        batch_rows=_GROWTH_ROWS[0],
        load=load,
        cpu_seconds=1000 * timed.cpu / len(timed.seconds),
        memory_mb=max(most[0], loaded),
        loaded_mb=loaded,
        size_mb=sum(path.stat().st_size for path in candidate.folder.rglob("*") if path.is_file()) / 1e6,
        training_seconds=candidate.training_seconds,
        recovery_seconds=recovery,
        faults=found,
        scaling=scaled,
        growth=growth,
        readable=candidate.readable,
    )


def _growth(model: ShippedModel, rows: pd.DataFrame) -> Growth:
    """Seconds of batches of 1,000 to 100,000 rows; the longest is left out where it would take too long.

    The power is the slope of a straight line through the logarithms. Short batches are timed three times (median).
    """
    counts: list[int] = []
    seconds: list[float] = []
    for count in _GROWTH_ROWS:
        if seconds and seconds[-1] * count / counts[-1] > _LONGEST_BATCH:
            break
        batch = rows.iloc[np.arange(count) % len(rows)].reset_index(drop=True)
        counts.append(count)
        seconds.append(statistics.median(_seconds(model, batch) for _ in range(3 if count < _GROWTH_ROWS[-1] else 1)))
    power = float(np.polyfit(np.log(counts), np.log(seconds), 1)[0]) if len(counts) > 1 else 1.0
    return Growth(tuple(counts), tuple(seconds), power)


def _seconds(model: ShippedModel, batch: pd.DataFrame) -> float:
    began = time.perf_counter()
    model.predict(batch)
    return time.perf_counter() - began


def _faults(process: serving.Serving, model: ShippedModel, rows: pd.DataFrame) -> tuple[Fault, ...]:
    """Every case of the suite; after each one the process must still answer the ordinary row as before."""
    row = json.loads(_body(rows.iloc[[0]]))["rows"][0]
    ordinary = _body(rows.iloc[[0]])
    before = process.ask(ordinary).content["predictions"]
    found = []
    for case in faults.suite(model.schema, row):
        fault = faults.judge(case, process.ask(case.body), before, model.classes)
        after = process.ask(ordinary)
        if after.status != 200 or after.content["predictions"] != before:
            fault = Fault(case.name, "crashed", False, fault.detail)
        found.append(fault)
    return tuple(found)


def _body(frame: pd.DataFrame) -> bytes:
    """Rows as a client would send them: dates as text, missing cells as null."""
    return json.dumps(
        {"rows": [{str(name): _cell(cell) for name, cell in row.items()} for row in _records(frame)]}
    ).encode()


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _cell(cell: Any) -> Any:
    if cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.isoformat()
    return cell.item() if isinstance(cell, np.generic) else cell


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
