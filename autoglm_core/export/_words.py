"""Words and numbers of exported documents in one language."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from autoglm_core.messages import CORE, Message
from autoglm_core.registry import label
from autoglm_core.result import MeasuredOn, Score

NOTHING = "–"
# Metrics between 0 and 1 that read best as a percentage.
_SHARES = frozenset(
    {
        "accuracy",
        "average_precision",
        "balanced_accuracy",
        "f1",
        "f1_macro",
        "mape",
        "precision",
        "recall",
        "roc_auc",
    }
)
_LOCALES = {"en": "en_US", "zh": "zh_CN"}


@dataclass(frozen=True)
class Words:
    """Sentences by key, names of models and metrics, and numbers as people read them.

    >>> words = Words("en")
    >>> words.number(48842), words.number(0.012345), words.percent(0.9128)
    ('48,842', '0.0123', '91.3 %')
    """

    language: str

    def t(self, key: str, **values: Any) -> str:
        return CORE.text(key, self.language, values)

    def of(self, message: Message) -> str:
        return message.text(self.language)

    def model(self, name: str) -> str:
        return self.t("export-ensemble") if name == "ensemble" else label("models", name, self.language)

    def metric(self, name: str) -> str:
        return label("metric", name, self.language)

    def number(self, value: float | None) -> str:
        """A whole number exactly, any other with three digits that matter."""
        if value is None or not math.isfinite(value):
            return NOTHING
        size = abs(value)
        if size and size < 1e-4:
            return f"{value:.2e}"
        digits = 0 if isinstance(value, int) or size >= 1000 else 2 - math.floor(math.log10(size or 1))
        pattern = "#,##0." + "#" * digits if digits > 0 else "#,##0"
        return str(format_decimal(value, pattern, locale=_LOCALES[self.language]))

    def percent(self, share: float | None, digits: int = 1) -> str:
        if share is None or not math.isfinite(share):
            return NOTHING
        pattern = "#,##0." + "0" * digits if digits else "#,##0"
        return f"{format_decimal(100 * share, pattern, locale=_LOCALES[self.language])} %"

    def score(self, metric: str, value: float | None) -> str:
        """A percentage where ``metric`` is a share, else a number."""
        return self.percent(value) if metric in _SHARES else self.number(value)

    def end(self, metric: str, value: float) -> str:
        """The end of a scale, in round figures."""
        return self.percent(value, 0) if metric in _SHARES else self.number(value)

    def interval(self, score: Score) -> str:
        """The range that holds the score 95 times in 100."""
        if not (math.isfinite(score.low) and math.isfinite(score.high)):
            return NOTHING
        return f"{self.score(score.metric, score.low)} – {self.score(score.metric, score.high)}"

    def measured_on(self, score: Score) -> str:
        key = "export-measured-holdout" if score.measured_on is MeasuredOn.HOLDOUT else "export-measured-out-of-fold"
        said = self.t(key, rows=score.rows)
        if score.chosen_from < 2 or score.uncorrected is None:
            return said
        uncorrected = self.score(score.metric, score.uncorrected)
        values = {"trials": score.chosen_from, "metric": self.metric(score.metric), "uncorrected": uncorrected}
        return f"{said} {self.t('export-measured-corrected', **values)}"

    def seconds(self, seconds: float) -> str:
        if seconds < 120:
            return self.t("export-seconds", seconds=self.number(round(seconds, 1)))
        return self.t("export-minutes", minutes=self.number(round(seconds / 60, 1)))
