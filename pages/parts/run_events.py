"""Events of a run or experiment, read once for all tabs of this server: each look reads only what is new."""

from __future__ import annotations

import threading

import streamlit as st

from autoglm_core.events import Event
from autoglm_core.store import LabInfo, RunInfo, follow
from pages.parts.state import workspace


class EventLog:
    """The events of one run so far. Several sessions ask at once, so that reading is guarded by a lock."""

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._lock = threading.Lock()
        self._events: tuple[Event, ...] = ()
        self._offset = 0

    def read(self) -> tuple[tuple[Event, ...], int]:
        """All events so far, and the number of bytes they take: equal numbers mean that nothing is new."""
        with self._lock:
            new, self._offset = follow(workspace(), self._run_id, self._offset)
            if new:
                self._events = (*self._events, *new)
            return self._events, self._offset


def events_of(run: RunInfo | LabInfo) -> tuple[tuple[Event, ...], int]:
    """All events of a run or experiment so far, and the offset up to which they were read."""
    return _log(str(run.folder), run.id).read()


@st.cache_resource(max_entries=16, show_spinner=False)
def _log(folder: str, run_id: str) -> EventLog:  # noqa: ARG001 -- the folder is part of the cache's key
    return EventLog(run_id)
