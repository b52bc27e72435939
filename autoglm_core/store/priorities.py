"""What people said matters when the models of a run are ranked: kept in the folder of the run, for all who open it."""

from __future__ import annotations

from autoglm_core.config import config
from autoglm_core.errors import SpecError
from autoglm_core.priorities import Judgements, Priorities
from autoglm_core.ranking import MEASURES, ready_made
from autoglm_core.store.files import locked, read_json, write_json
from autoglm_core.store.workspace import Workspace

_FILE = "priorities.json"


def priorities_of(workspace: Workspace, run_id: str, first: str) -> Judgements:
    """What was kept; else what the plan says, the configuration, or balanced priorities, as said by ``first``."""
    folder = workspace.folder("run", run_id)
    try:
        return Judgements.from_json(read_json(folder / _FILE))
    except (OSError, ValueError, TypeError, AttributeError, SpecError):  # not there, or damaged by hand
        pass
    stated = {name: weight for name, weight in workspace.run(run_id).spec.weights.items() if name in MEASURES}
    if len(stated) > 1 and all(weight > 0 for weight in stated.values()):
        return Judgements({first: Priorities.weighted(stated)})
    return Judgements({first: config().priorities or ready_made("balanced")})


def keep_priorities(workspace: Workspace, run_id: str, judgements: Judgements) -> None:
    """Raises JobError where there is no such run."""
    folder = workspace.folder("run", run_id)
    with locked(folder):
        write_json(folder / _FILE, judgements.to_json())
