"""What a document says about a run: read from its folder and result, worded by the templates."""

from __future__ import annotations

import json
from typing import Any

from autoglm_core.contracts import FinishedRun
from autoglm_core.recipe import Recipe
from autoglm_core.result import TrialRecord, TrialState

LEADERS = 10


def manifest(run: FinishedRun) -> dict[str, Any]:
    """The run's manifest.json."""
    data: dict[str, Any] = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    return data


def recipe(run: FinishedRun) -> Recipe:
    """What was done to the data, as the manifest keeps it."""
    return Recipe.from_json(manifest(run)["recipe"])


def leaders(run: FinishedRun) -> tuple[TrialRecord, ...]:
    """The best finished trials, and every other one that is part of the shipped model."""
    finished = [record for record in run.result.leaderboard if record.state is TrialState.FINISHED]
    return tuple(record for place, record in enumerate(finished) if place < LEADERS or record.weight > 0)


def trials_in(run: FinishedRun, state: TrialState) -> int:
    return sum(record.state is state for record in run.result.leaderboard)


def left_out(run: FinishedRun) -> tuple[str, ...]:
    """Columns of the table that the model was not given."""
    used = {*run.result.features, run.result.target}
    return tuple(column for column in run.table.columns if column not in used)
