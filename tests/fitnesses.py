"""Measured models made by hand, for tests of what is shown of them."""

from __future__ import annotations

from autoglm_core.fitness import Fault, Fitness, Growth, Latency, Load, Machine, ModelFitness, Scaling

FAULTS = (Fault("missing-column", "refused", True, "Missing: “income”."), Fault("huge", "nonsense", False))


def model(id: str, score: float, p95: float, *, trial: int | None = None, family: str = "linear") -> ModelFitness:
    """A model with a median of half of ``p95`` milliseconds."""
    return ModelFitness(
        id=id,
        model=family,
        trial=trial,
        parts=5,
        metric="roc_auc",
        score=score,
        skill={"roc_auc": 2 * score - 1, "f1": 0.4},
        latency=Latency(p95 / 2, p95, 2 * p95, 1000),
        rows_per_second=50_000 / p95,
        batch_rows=1000,
        load=Load(4, 800 / p95, 3 * p95, 0, 900),
        cpu_seconds=p95 / 2,
        memory_mb=180.0,
        loaded_mb=170.0,
        size_mb=1.5,
        training_seconds=12.0,
        recovery_seconds=2.5,
        faults=FAULTS,
        scaling=Scaling(5_000.0, 9_000.0, 100),
        growth=Growth((1_000, 10_000), (0.02, 0.2), 1.0),
        readable=0.5,
    )


def fitness() -> Fitness:
    """The shipped blend is the most accurate and slowest, attempt 8 the quickest; it beats attempt 3 in both."""
    models = (
        model("accurate", 0.80, 40.0, family="ensemble"),
        model("trial-7", 0.76, 4.0, trial=7),
        model("trial-2", 0.75, 20.0, trial=2),
    )
    return Fitness(Machine("A Processor", 2, 16.0, None), models)
