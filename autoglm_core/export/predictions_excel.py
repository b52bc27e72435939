"""Exports the judged rows with their predictions as an Excel file."""

from __future__ import annotations

from pathlib import Path

from autoglm_core.contracts import Audience, Exporter, FinishedRun
from autoglm_core.export._judged import judged_rows
from autoglm_core.export._score_files import write_excel
from autoglm_core.export._words import Words


class PredictionsExcel(Exporter):
    """The rows that the model was judged on, with its predictions beside the original columns, to sort and filter."""

    name = "predictions_excel"
    audience = Audience.EXCEL

    def write(self, run: FinishedRun, folder: Path, language: str) -> tuple[Path, ...]:
        """``predictions.xlsx`` in ``folder``: the rows on the first sheet, what they are on the second."""
        words = Words(language)
        notes = (
            run.name,
            words.of(run.result.sentence),
            words.of(run.result.verdict),
            words.measured_on(run.result.headline),
            words.t("export-data-hash", hash=run.result.data_hash),
        )
        path = write_excel(
            judged_rows(run),
            folder / "predictions.xlsx",
            sheet=words.t("export-sheet-predictions"),
            notes=notes,
            notes_sheet=words.t("export-sheet-about"),
        )
        return (path,)
