"""Results as small tables of text for people: leaderboard, metrics, failures, and one row's effects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from autoglm_core.messages import CORE
from autoglm_core.result import Explanation, Score, TrialRecord, TrialState
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name
from autoglm_core.view.progress import TrialPoint
from autoglm_core.view.reasons import cell_of, effect


def leaderboard(records: Iterable[TrialRecord | TrialPoint], metric: str, language: str = "en") -> pd.DataFrame:
    """One line a trial, in the order given: rank of the finished ones, model, score, worst and best fold, time, share
    in the shipped model, state, attempt number. All cells are text.
    """
    lines, rank = [], 0
    for record in records:
        finished = record.state is TrialState.FINISHED
        rank += finished
        lines.append(
            (
                str(rank) if finished else "",
                model_name(record.family, language),
                fmt.score(metric, record.score, language) if finished else fmt.NOTHING,
                _folds(record.fold_scores, metric, language),
                fmt.duration(record.seconds, language),
                fmt.percent(record.weight, language, digits=0) if record.weight > 0 else "",
                CORE.text(f"view-state-{record.state}", language, {}),
                str(record.number + 1),
            )
        )
    names = ("rank", "model", "score", "folds", "time", "weight", "state", "attempt")
    return pd.DataFrame(lines, columns=_titles(names, language))


def metrics(scores: Sequence[Score], language: str = "en") -> pd.DataFrame:
    """One line a metric: name, value, the range it lies in 95 times of 100, and what guessing gets. Text."""
    lines = [
        (
            metric_name(item.metric, language),
            fmt.score(item.metric, item.value, language),
            fmt.score_range(item, language),
            fmt.score(item.metric, item.baseline, language),
        )
        for item in scores
    ]
    return pd.DataFrame(lines, columns=_titles(("metric", "value", "range", "guessing"), language))


def failures(trials: Iterable[TrialPoint], language: str = "en") -> pd.DataFrame:
    """One line a failed trial: attempt number, model, and why. Text."""
    lines = [
        (str(trial.number + 1), model_name(trial.family, language), trial.reason.text(language))
        for trial in trials
        if trial.reason is not None
    ]
    return pd.DataFrame(lines, columns=_titles(("attempt", "model", "reason"), language))


def row(explanation: Explanation, position: int, language: str = "en") -> pd.DataFrame:
    """Every column of one explained row with its cell and effect, the largest effect first. Text."""
    share = explanation.of_class is not None
    effects = explanation.values[position]
    lines = [
        (
            fmt.shortened(explanation.columns[column], 80),
            fmt.shortened(cell_of(explanation, position, int(column), language), 80),
            effect(float(effects[column]), language, share=share),
        )
        for column in np.argsort(-np.abs(effects), kind="stable")
    ]
    return pd.DataFrame(lines, columns=_titles(("column", "cell", "effect"), language))


def probabilities(classes: Sequence[str], shares: Sequence[float], language: str = "en") -> pd.DataFrame:
    """One line a class with its probability, the most likely first. Text."""
    order = np.argsort(-np.asarray(shares), kind="stable")
    lines = [(fmt.shortened(classes[position], 80), fmt.percent(shares[position], language)) for position in order]
    return pd.DataFrame(lines, columns=_titles(("class", "probability"), language))


def _folds(scores: Sequence[float], metric: str, language: str) -> str:
    if not scores:
        return fmt.NOTHING
    return fmt.spread(metric, min(scores), max(scores), language)


def _titles(names: Sequence[str], language: str) -> pd.Index:
    return pd.Index([CORE.text(f"view-column-{name}", language, {}) for name in names])
