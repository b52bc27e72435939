"""A quick plan, and waiting for what other processes do."""

import time
from collections.abc import Callable

from autoglm_core import store
from autoglm_core.spec import Budget, SearchSettings, TaskKind, TaskSpec, Validation
from autoglm_core.store import Draft, RunStatus, Workspace


def wait_for(condition: Callable[[], object], what: str = "", seconds: float = 120.0) -> object:
    """The first true value of ``condition``. The limit only keeps a broken test from hanging."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {what}")


def wait_for_status(workspace: Workspace, job_id: str, *statuses: RunStatus) -> RunStatus:
    def reached() -> RunStatus | None:
        status = store.status(workspace, job_id)
        return status if status in statuses else None

    try:
        return wait_for(reached)
    except AssertionError:
        events = store.follow(workspace, job_id)[0]
        raise AssertionError(f"{store.status(workspace, job_id)} after {events[-5:]}") from None


def loans_spec(**changes: object) -> TaskSpec:
    """A quick plan for the small table of loans."""
    base = TaskSpec(
        task=TaskKind.BINARY,
        target="default",
        positive="yes",
        budget=Budget(trials=2),
        validation=Validation(folds=2),
        search=SearchSettings(slots=1),
        families_allow=("linear",),
    )
    return base.replaced(**changes)


def start_run(workspace: Workspace, draft: Draft, **changes: object) -> str:
    """Train the quick plan with ``changes``."""
    workspace.save_draft(workspace.draft(draft.id).replaced(spec=loans_spec(**changes)))
    return store.start_training(workspace, draft.id, by="ann")
