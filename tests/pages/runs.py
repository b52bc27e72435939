"""Runs in each state for tests of the pages about a run, and the charts that a page shows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from typing import Any

from autoglm_core.events import Event, EventLog, event_from_json
from autoglm_core.store import Workspace
from tests.pages.support import nodes


def stopped_run(space: Workspace, finished: str, new: str, *, before: str, then: Sequence[Event] = ()) -> str:
    """A copy of a finished run as it was before its first event of kind ``before``, with the events ``then``."""
    source, target = space.run(finished).folder, space.root / "runs" / new
    shutil.copytree(source, target)
    data = json.loads((target / "run.json").read_text(encoding="utf-8"))
    (target / "run.json").write_text(json.dumps({**data, "id": new}), encoding="utf-8")
    for name in ("result.json", "events.jsonl"):
        (target / name).unlink()
    lines = (source / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [event_from_json(json.loads(line)) for line in lines]
    position = next(place for place, event in enumerate(events) if event.kind == before)
    with EventLog(target / "events.jsonl") as log:
        for event in (*events[:position], *then):
            log.append(event)
    return new


def charts(at: Any) -> dict[str, dict[str, Any]]:
    """The charts on the page by their keys."""
    found = {}
    for node in nodes(at._tree):
        if node.type == "plotly_chart":
            found[node.proto.id.rsplit("-None-", 1)[-1].split("-", 2)[-1]] = json.loads(node.proto.figure.spec)
    return found
