"""What it costs to use the models: latency, throughput, memory, faults, the way back after a kill, measured here."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.errors import JobError
from autoglm_core.fitness import Fitness
from autoglm_core.messages import Message

_BEST = 5
_STEPS = 100


class FitForUse(Inspection):
    """Measures the shipped models and the five best attempts on this machine, with real processes."""

    name = "fitness"
    measures = True

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """A ``Fitness`` as JSON. ``options``: {"trial": 7} measures this attempt alone; {} the shipped and the best.

        Raises JobError where the run has no model whose speed could be measured, or lacks the attempt's model.
        """
        from autoglm_core.measuring import candidates, measure

        if not run.model.parts:
            raise JobError("error-fitness-no-model")
        with tempfile.TemporaryDirectory(prefix="autoglm-fitness-") as scratch:
            found = _candidates(run, options.get("trial"), Path(scratch), candidates)
            notes = () if any(one.trial is not None for one in found) else (Message("fitness-alone"),)
            models = measure.measure(found, run.features.frame, say=lambda done: progress(int(_STEPS * done), _STEPS))
        return Fitness(measure.machine(), models, notes).to_json()


def _candidates(run: Inspected, asked: int | None, scratch: Path, candidates: Any) -> list[Any]:
    many = len(run.result.leaderboard) if asked is not None else _BEST
    kept = candidates.best_trials(run.folder, run.result, many)
    if asked is not None:
        kept = tuple(record for record in kept if record.number == asked)
        if not kept:
            raise JobError("error-fitness-no-trial", number=asked)
    found = list(candidates.shipped(run.folder, run.result)) if asked is None else []
    return found + [candidates.trial(run.folder, run.result, record, scratch / str(record.number)) for record in kept]
