"""The queue of jobs, without a daemon: each worker waits for its turn, and the kernel frees the place of a dead one."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path


class Turn:
    """A claim of one job to one of the few ``places`` at which jobs of a ``kind`` may work at once.

    Files in ``folder`` that are locked for as long as their holder lives: ``KIND-0.place`` and so on are the places, a
    ``KIND-*.ticket`` each is a job that waits. Whoever has the oldest living ticket is next. Locks, not records of
    processes: nothing has to be cleaned up after kill -9, or told apart from a process id that was used again.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = Turn(Path(folder), kind="train", places=1, since=1.0)
    ...     second = Turn(Path(folder), kind="train", places=1, since=2.0)
    ...     taken = first.take(), second.take()
    ...     first.release()
    ...     later = second.take()
    ...     second.release()
    >>> taken, later
    ((True, False), True)
    """

    def __init__(self, folder: Path, *, kind: str, places: int, since: float) -> None:
        self._folder, self._kind, self._places, self._since = folder, kind, places, since
        self._place: int | None = None
        self._ticket: tuple[int, Path] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def held(self) -> bool:
        return self._place is not None

    def take(self) -> bool:
        """Try to get a place, without waiting. Where none is free the job keeps its rank in the queue."""
        if self._place is None:
            if self._ticket is None:
                self._ticket = self._drawn()
            if not self._somebody_is_before(self._ticket[1]):
                self._place = self._free_place()
            if self._place is not None:
                self._drop_ticket()
        return self.held

    def release(self, *, since: float | None = None) -> None:
        """Leave the place or the queue; ``since`` gives the rank of a later claim."""
        self._drop_ticket()
        if self._place is not None:
            os.close(self._place)
            self._place = None
        if since is not None:
            self._since = since

    def _drawn(self) -> tuple[int, Path]:
        # Locked before it gets its name: a ticket that can be locked by others is one whose owner died.
        path = self._folder / f"{self._kind}-{round(self._since * 1e6):020d}-{secrets.token_hex(4)}.ticket"
        unnamed = path.with_suffix(".drawn")
        descriptor = _locked(unnamed)
        assert descriptor is not None
        unnamed.rename(path)
        return descriptor, path

    def _drop_ticket(self) -> None:
        if self._ticket is not None:
            descriptor, path = self._ticket
            path.unlink(missing_ok=True)
            os.close(descriptor)
            self._ticket = None

    def _somebody_is_before(self, own: Path) -> bool:
        for path in sorted(self._folder.glob(f"{self._kind}-*.ticket")):
            if path.name >= own.name:
                return False
            descriptor = _locked(path, create=False)
            if descriptor is None:
                return True
            path.unlink(missing_ok=True)
            os.close(descriptor)
        return False

    def _free_place(self) -> int | None:
        for number in range(self._places):
            descriptor = _locked(self._folder / f"{self._kind}-{number}.place")
            if descriptor is not None:
                return descriptor
        return None


def _locked(path: Path, *, create: bool = True) -> int | None:
    """A descriptor that holds the lock of ``path`` until it is closed; None where another holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if create else 0), 0o644)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
