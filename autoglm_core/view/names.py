"""What models, metrics, stages and trials are called in front of people."""

from __future__ import annotations

from autoglm_core.messages import CORE
from autoglm_core.registry import label
from autoglm_core.view.progress import STAGES

ENSEMBLE = "ensemble"  # the name of a shipped model that combines several trials


def model_name(name: str, language: str = "en") -> str:
    """The label of a model family, or of the combination of several."""
    return CORE.text("view-ensemble", language, {}) if name == ENSEMBLE else label("models", name, language)


def metric_name(name: str, language: str = "en") -> str:
    """The label of a metric."""
    return label("metric", name, language)


def metric_help(name: str, language: str = "en") -> str:
    """What a metric says, in a sentence or two; empty where there are no words for it."""
    return label("metric", f"{name}-help", language).removeprefix(f"{name}-help")


def stage_name(stage: str | None, language: str = "en") -> str:
    """What happens in a stage of a job; empty where there is no word for it."""
    return CORE.text(f"view-stage-{stage}", language, {}) if stage in STAGES else ""
