"""How a job came out, beside its events: what it made, or the error it ended with, as it was raised."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autoglm_core import errors
from autoglm_core.errors import AutoGLMError, JobError
from autoglm_core.events import EventLog, JobFailed
from autoglm_core.messages import Message
from autoglm_core.store.files import read_json, write_json
from autoglm_core.store.lifecycle import EVENTS

_OUTCOME = "outcome.json"


def keep_outcome(folder: Path, made: Mapping[str, Any]) -> None:
    write_json(folder / _OUTCOME, dict(made))


def keep_failure(folder: Path, error: AutoGLMError) -> None:
    """Keep the kind of error: its message stands in the last event, too, which has to do where the disk is full."""
    with contextlib.suppress(OSError, JobError):
        write_json(folder / _OUTCOME, {"error": type(error).__name__, "message": error.message.to_json()})


def outcome(folder: Path) -> dict[str, Any]:
    """What the job made; empty where there is nothing yet."""
    try:
        return {**read_json(folder / _OUTCOME)}
    except (OSError, ValueError, TypeError):
        return {}


def failure(folder: Path) -> AutoGLMError:
    """The error that a failed job ended with."""
    kept = outcome(folder)
    cls = getattr(errors, kept.get("error", ""), JobError)
    message = Message("error-job-unexpected")
    for event in EventLog(folder / EVENTS).read()[0]:
        if isinstance(event, JobFailed):
            message = event.message
    return error_of(cls, message)


def error_of(cls: type[AutoGLMError], message: Message) -> AutoGLMError:
    return cls(message.key, **message.values)
