"""What it costs to use a model, as measured on a machine: frozen values that read and write JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from autoglm_core.messages import Message
from autoglm_core.ranking import Measured

SHIPPED = "accurate"  # the id of the model that a run ships; of its quick one "fast", of a single trial "trial-7"


@dataclass(frozen=True)
class Latency:
    """Milliseconds from one row to its prediction, over so many calls."""

    p50: float
    p95: float
    p99: float
    calls: int


@dataclass(frozen=True)
class Load:
    """Requests of one row each, sent to a serving process by so many clients at once."""

    clients: int
    per_second: float
    p95: float  # milliseconds
    errors: int  # requests that got no valid answer
    requests: int


@dataclass(frozen=True)
class Fault:
    """One faulty input and what came of it. ``case`` and ``outcome`` are names of words."""

    case: str
    outcome: str  # "answered", "refused", or what went wrong: "crashed", "nonsense", "accepted", "rejected"
    valid: bool
    detail: str = ""  # what the serving process said; plain text


@dataclass(frozen=True)
class Growth:
    """Seconds for a batch of so many rows, and the power of the number of rows that they grow with: 1 is in step."""

    rows: tuple[int, ...]
    seconds: tuple[float, ...]
    power: float


@dataclass(frozen=True)
class Scaling:
    """Rows a second of one serving process, and of two side by side, in requests of so many rows."""

    one: float
    two: float
    rows_at_once: int

    @property
    def efficiency(self) -> float:
        """1 where two processes do twice the work of one."""
        return self.two / (2 * self.one) if self.one else 0.0


@dataclass(frozen=True)
class ModelFitness:
    """All that was measured of one model. ``skill``: metric -> the way from guessing (0) to perfect (1).

    memory_mb: the most proportional memory (PSS) that its serving process took; cpu_seconds: for 1,000 single rows.
    """

    id: str
    model: str  # a family's name, or "ensemble"
    trial: int | None  # None: a shipped model
    parts: int  # fitted models that are asked for each row
    metric: str
    score: float
    skill: Mapping[str, float]
    latency: Latency
    rows_per_second: float
    batch_rows: int
    load: Load
    cpu_seconds: float
    memory_mb: float
    loaded_mb: float
    size_mb: float
    training_seconds: float
    recovery_seconds: float
    faults: tuple[Fault, ...]
    scaling: Scaling
    growth: Growth
    readable: float  # 1: can be read as it is; 0.5: one model that is explained afterwards; 0: many of them

    @property
    def valid_share(self) -> float:
        return sum(fault.valid for fault in self.faults) / len(self.faults) if self.faults else 1.0

    def measured(self) -> Measured:
        """The figures that priorities rank by."""
        figures = {
            **self.skill,
            "score": self.skill[self.metric],
            "p50": self.latency.p50,
            "p95": self.latency.p95,
            "p99": self.latency.p99,
            "valid": self.valid_share,
            "recovery": self.recovery_seconds,
            "scale_out": self.scaling.efficiency,
            # In step with the rows, or slower: all points; with their square: none.
            "steady": 2 - max(1.0, self.growth.power),
            "throughput": self.rows_per_second,
            "size": self.size_mb,
            "memory": self.memory_mb,
            "training": self.training_seconds,
            "readable": self.readable,
        }
        return Measured(self.id, figures)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ModelFitness:
        growth = data["growth"]
        parts = {
            "latency": Latency(**data["latency"]),
            "load": Load(**data["load"]),
            "faults": tuple(Fault(**fault) for fault in data["faults"]),
            "scaling": Scaling(**data["scaling"]),
            "growth": Growth(tuple(growth["rows"]), tuple(growth["seconds"]), growth["power"]),
        }
        return cls(**{**data, **parts})


@dataclass(frozen=True)
class Machine:
    """Where it was measured."""

    processor: str
    cores: int
    memory_gb: float
    gpu: str | None  # None: there is none


@dataclass(frozen=True)
class Fitness:
    """The measured models of a run, the shipped one first."""

    machine: Machine
    models: tuple[ModelFitness, ...]
    notes: tuple[Message, ...] = field(default=())

    def of(self, id: str) -> ModelFitness | None:
        return next((model for model in self.models if model.id == id), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "machine": asdict(self.machine),
            "models": [asdict(model) for model in self.models],
            "notes": [note.to_json() for note in self.notes],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Fitness:
        return cls(
            machine=Machine(**data["machine"]),
            models=tuple(ModelFitness.from_json(model) for model in data["models"]),
            notes=tuple(Message.from_json(note) for note in data["notes"]),
        )


def front(points: Sequence[tuple[float, float]]) -> list[int]:
    """Positions of the best trade-offs among (cost, quality): none is beaten in both by another, least cost first.

    >>> front([(1, 0.7), (2, 0.9), (3, 0.8), (1, 0.6)])
    [0, 1]
    """
    best, found = float("-inf"), []
    for position in sorted(range(len(points)), key=lambda i: (points[i][0], -points[i][1])):
        if points[position][1] > best:
            best = points[position][1]
            found.append(position)
    return found
