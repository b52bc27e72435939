"""The values that every document about a run shows, worded in one language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_date

from autoglm_core.contracts import FinishedRun
from autoglm_core.export import _charts, _run_facts
from autoglm_core.export._words import Words

_MOST_COLUMNS = 60


def document_values(run: FinishedRun, words: Words) -> dict[str, Any]:
    """What the templates name, charts and files apart."""
    result, manifest = run.result, _run_facts.manifest(run)
    drivers = _charts.bars(result.importance)
    created = datetime.fromisoformat(manifest["created"])
    return {
        "w": words,
        "result": result,
        "name": run.name,
        "date": format_date(created, "long", locale="zh_CN" if words.language == "zh" else "en_US"),
        "headline_score": words.t(
            "export-headline-score",
            metric=words.metric(result.metric),
            value=words.score(result.metric, result.headline.value),
            interval=words.interval(result.headline),
            baseline=words.score(result.metric, result.headline.baseline),
        ),
        "classes": _listed(result.classes, words),
        "rows": _rows(run, words),
        "threshold": _threshold(run, words),
        "features": _listed(result.features, words),
        "left_out": _listed(_run_facts.left_out(run), words),
        "steps": _run_facts.recipe(run).steps,
        "drivers": drivers,
        "driver_values": [_effect(run, words, bar.value) for bar in drivers],
        "versions": ", ".join(f"{name} {version}" for name, version in manifest["versions"].items()),
    }


def _rows(run: FinishedRun, words: Words) -> str:
    result = run.result
    if result.rows_holdout:
        return words.t("export-rows-holdout", rows=result.rows, train=result.rows_train, holdout=result.rows_holdout)
    return words.t("export-rows-all", rows=result.rows)


def _threshold(run: FinishedRun, words: Words) -> str:
    if run.result.threshold is None:
        return ""
    return words.t("export-threshold-value", name=run.result.classes[1], share=words.percent(run.result.threshold))


def _effect(run: FinishedRun, words: Words, value: float) -> str:
    return words.t("export-points", points=words.number(100 * value)) if run.result.classes else words.number(value)


def _listed(names: Sequence[str], words: Words) -> str:
    comma = "、" if words.language == "zh" else ", "
    shown = comma.join(names[:_MOST_COLUMNS])
    more = len(names) - _MOST_COLUMNS
    return words.t("export-and-more", names=shown, more=more) if more > 0 else shown
