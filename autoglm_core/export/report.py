"""Exports a run as one HTML file that opens anywhere, without a network, and prints well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autoglm_core.contracts import Audience, Exporter, FinishedRun
from autoglm_core.export import _charts, _run_facts
from autoglm_core.export._document import document_values
from autoglm_core.export._files import sha256, write_text
from autoglm_core.export._inspected import inspected_values
from autoglm_core.export._judged import decided, load_judged
from autoglm_core.export._templates import rendered
from autoglm_core.export._words import Words
from autoglm_core.result import Judged, TrialState

_TOP = 3  # columns that a summary names


class Report(Exporter):
    """One file to send on: a page for the manager, then how good, why, for whom, at what cost, and a model card."""

    name = "report"
    audience = Audience.MANAGER

    def write(self, run: FinishedRun, folder: Path, language: str) -> tuple[Path, ...]:
        """``report.html`` in ``folder``: styles and charts inside, no script, no address outside."""
        words = Words(language)
        values = document_values(run, words) | _model_values(run, words) | _chart_values(run, words)
        values |= inspected_values(run, words)
        return (write_text(folder / "report.html", rendered("report.html", **values)),)


def _model_values(run: FinishedRun, words: Words) -> dict[str, Any]:
    counts = {
        state.value: _run_facts.trials_in(run, state)
        for state in (TrialState.FINISHED, TrialState.PRUNED, TrialState.FAILED)
    }
    return {
        "leaders": _run_facts.leaders(run),
        "top_drivers": _top_drivers(run, words),
        "tried": words.t("export-models-tried", **counts, seconds=words.seconds(run.result.seconds)),
        "manifest_hash": sha256(run.folder / "manifest.json"),
    }


def _top_drivers(run: FinishedRun, words: Words) -> str:
    names = [bar.label for bar in _charts.bars(run.result.importance, most=_TOP)]
    return words.t("export-summary-drivers", columns=names, count=len(run.result.features))


def _chart_values(run: FinishedRun, words: Words) -> dict[str, Any]:
    judged, headline = load_judged(run), run.result.headline
    gauge = _charts.gauge(headline)
    ends = tuple(words.end(headline.metric, end) for end in gauge.ends) if gauge else ()
    values = {"gauge": gauge, "gauge_ends": ends, "confusion": None, "tenths": None, "scatter": None}
    if not run.result.classes:
        return values | _scatter_values(judged, words)
    classes = len(run.result.classes)
    if classes <= _charts.MOST_CLASSES:
        values["confusion"] = _charts.confusion(judged.y, decided(judged), classes).tolist()
    return values | (_tenth_values(judged, words) if classes == 2 else {})


def _scatter_values(judged: Judged, words: Words) -> dict[str, Any]:
    plot = _charts.scatter(judged.y, judged.prediction)
    errors = _charts.absolute_errors(judged.y, judged.prediction)
    return {
        "scatter": plot,
        "scatter_ends": (words.number(plot.low), words.number(plot.high)),
        "errors": tuple(words.number(error) for error in errors),
    }


def _tenth_values(judged: Judged, words: Words) -> dict[str, Any]:
    positive = np.asarray(judged.y) == 1
    bars = _charts.tenths(positive, judged.prediction[:, 1])
    return {
        "tenths": [replace(bar, label=words.t("export-tenth", number=bar.label)) for bar in bars],
        "tenth_values": [words.percent(bar.value) for bar in bars],
        "overall_share": words.percent(float(positive.mean())),
    }
