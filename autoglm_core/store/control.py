"""What people want of a running job: written to its control.json by pages, read by its worker."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from autoglm_core.contracts import Control
from autoglm_core.store.files import locked, read_json, write_json
from autoglm_core.store.values import Action

_CONTROL = "control.json"


def read_control(folder: Path) -> Control:
    """The wishes as last said; none where nobody said any."""
    try:
        return Control(**read_json(folder / _CONTROL))
    except (OSError, ValueError, TypeError):
        return Control()


def say(folder: Path, action: Action) -> Control:
    """Add ``action`` to the wishes. Finishing or cancelling ends a pause, and neither is taken back."""
    with locked(folder):
        wish = read_control(folder)
        match action:
            case Action.PAUSE:
                wish = replace(wish, paused=not (wish.finish or wish.cancel))
            case Action.RESUME:
                wish = replace(wish, paused=False)
            case Action.FINISH:
                wish = replace(wish, paused=False, finish=True)
            case Action.CANCEL:
                wish = replace(wish, paused=False, cancel=True)
        write_json(folder / _CONTROL, asdict(wish))
    return wish


def forget(folder: Path) -> None:
    """Take all wishes back, before a new worker goes on."""
    write_json(folder / _CONTROL, asdict(Control()))
