"""Exports a small program that scores new rows with the model package."""

from __future__ import annotations

from pathlib import Path

from autoglm_core.contracts import Audience, Exporter, FinishedRun
from autoglm_core.export._files import write_text
from autoglm_core.export._templates import template_text


class Code(Exporter):
    """A short Python program that loads the model package and scores a file of new rows."""

    name = "code"
    audience = Audience.DATA_SCIENTIST

    def write(self, run: FinishedRun, folder: Path, language: str) -> tuple[Path, ...]:  # noqa: ARG002 -- as the contract
        """``score.py`` in ``folder``."""
        return (write_text(folder / "score.py", template_text("score.py")),)
