"""Exports the judged rows with their predictions as a CSV file."""

from __future__ import annotations

from pathlib import Path

from autoglm_core.contracts import Audience, Exporter, FinishedRun
from autoglm_core.export._judged import judged_rows
from autoglm_core.export._score_files import write_csv


class PredictionsCsv(Exporter):
    """The rows that the model was judged on, with its predictions beside the original columns, for any program."""

    name = "predictions_csv"
    audience = Audience.EXCEL

    def write(self, run: FinishedRun, folder: Path, language: str) -> tuple[Path, ...]:  # noqa: ARG002 -- as the contract
        """``predictions.csv`` in ``folder``; UTF-8, no cell can act as a formula."""
        return (write_csv(judged_rows(run), folder / "predictions.csv"),)
