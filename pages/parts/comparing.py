"""Two finished runs side by side: which is better, their scores, and where their settings differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from autoglm_core.messages import Message
from autoglm_core.result import RunResult, Score
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name
from pages.parts.i18n import t
from pages.parts.wording import budget_text, families_text, wish_text


@dataclass(frozen=True)
class Comparison:
    """``sentence`` says which is better; both tables hold text alone, one column a run."""

    sentence: Message
    scores: pd.DataFrame
    settings: pd.DataFrame


def comparison(names: Sequence[str], results: Sequence[RunResult], language: str) -> Comparison:
    """Compare two finished runs, called ``names``."""
    titles = _distinct(names)
    return Comparison(
        sentence=_sentence(titles, results),
        scores=_scores(titles, results, language),
        settings=_settings(titles, results, language),
    )


def _sentence(names: Sequence[str], results: Sequence[RunResult]) -> Message:
    first, second = (result.headline for result in results)
    if results[0].target != results[1].target or results[0].task is not results[1].task:
        return Message("runs-other-question")
    if first.metric != second.metric:
        return Message("runs-other-metric")
    if results[0].data_hash != results[1].data_hash:
        return Message("runs-other-data")
    if first.low <= second.high and second.low <= first.high:
        return Message("runs-tied")
    better = 0 if (first.value > second.value) is first.greater_is_better else 1
    return Message("runs-better", {"better": names[better], "worse": names[1 - better]})


def _scores(names: Sequence[str], results: Sequence[RunResult], language: str) -> pd.DataFrame:
    by_metric: list[dict[str, Score]] = [{score.metric: score for score in result.scores} for result in results]
    metrics = [score.metric for score in results[0].scores if score.metric in by_metric[1]]
    columns = {t("runs-column-score"): [metric_name(metric, language) for metric in metrics]}
    for name, scores in zip(names, by_metric, strict=True):
        columns[name] = [fmt.interval(scores[metric], language) for metric in metrics]
    return pd.DataFrame(columns)


def _settings(names: Sequence[str], results: Sequence[RunResult], language: str) -> pd.DataFrame:
    """The settings that differ come first, marked."""
    described = [_described(result, language) for result in results]
    lines = [(label, *(each[label] for each in described)) for label in described[0]]
    marked = [(*line, t("runs-differs") if line[1] != line[2] else "") for line in lines]
    marked.sort(key=lambda line: not line[3])
    return pd.DataFrame(marked, columns=[t("runs-column-setting"), *names, t("runs-column-differs")])


def _described(result: RunResult, language: str) -> dict[str, str]:
    spec = result.spec
    return {
        t("runs-setting-goal"): spec.goal or fmt.NOTHING,
        t("runs-setting-target"): result.target,
        t("runs-setting-model"): model_name(result.best_model, language),
        t("runs-setting-metric"): metric_name(result.metric, language),
        t("runs-setting-wish"): wish_text(spec),
        t("runs-setting-excluded"): ", ".join(spec.exclude) or fmt.NOTHING,
        t("runs-setting-families"): families_text(spec),
        t("runs-setting-budget"): budget_text(spec.budget),
        t("runs-setting-time"): fmt.duration(result.seconds, language),
        t("runs-setting-rows"): fmt.number(result.rows, language),
        t("runs-setting-columns"): fmt.number(len(result.features), language),
        t("runs-setting-data"): result.data_hash[:12],
        t("runs-setting-measured"): t(f"runs-measured-{result.headline.measured_on}".replace("_", "-")),
        t("runs-setting-seed"): str(spec.seed),
    }


def _distinct(names: Sequence[str]) -> list[str]:
    """Column titles: two runs of one name stay two columns."""
    return [f"{name} ({number})" for number, name in enumerate(names, 1)] if len(set(names)) < 2 else list(names)
