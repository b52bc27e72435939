"""Runs in each state for tests of the pages about a run, and the charts that a page shows."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Sequence
from typing import Any

import numpy as np

from autoglm_core.events import Event, EventLog
from autoglm_core.store import Workspace
from tests.pages.support import nodes, unescaped


def stopped_run(space: Workspace, finished: str, new: str, *, before: str, then: Sequence[Event] = ()) -> str:
    """A copy of a finished run as it was before its first event of kind ``before``, with the events ``then``."""
    source, target = space.run(finished).folder, space.root / "runs" / new
    shutil.copytree(source, target)
    data = json.loads((target / "run.json").read_text(encoding="utf-8"))
    (target / "run.json").write_text(json.dumps({**data, "id": new}), encoding="utf-8")
    for name in ("result.json", "events.jsonl"):
        (target / name).unlink()
    events = EventLog(source / "events.jsonl").read()[0]
    position = next(place for place, event in enumerate(events) if event.kind == before)
    with EventLog(target / "events.jsonl") as log:
        for event in (*events[:position], *then):
            log.append(event)
    return new


def charts(at: Any) -> dict[str, dict[str, Any]]:
    """The charts on the page by their keys, as plotly is given them, arrays decoded."""
    found = {}
    for node in nodes(at._tree):
        if node.type == "plotly_chart":
            key = re.sub(r"^\$\$ID-[0-9a-f]+-", "", node.proto.id)
            found[key] = json.loads(node.proto.spec, object_hook=_decoded)
    return found


def _decoded(data: dict[str, Any]) -> Any:
    if "bdata" not in data:
        return data
    values = np.frombuffer(base64.b64decode(data["bdata"]), dtype=data["dtype"])
    if "shape" in data:
        values = values.reshape([int(size) for size in data["shape"].split(",")])
    return values.tolist()


def metrics(at: Any) -> dict[str, str]:
    """The figures in cards by their labels; of several with one label, the first."""
    found: dict[str, str] = {}
    for metric in at.metric:
        found.setdefault(unescaped(metric.label), unescaped(metric.value))
    return found


def on_tab(at: Any, key: str, label: str) -> Any:
    """The page after a click on the tab ``label``."""
    at.session_state[key] = label
    return at.run()
