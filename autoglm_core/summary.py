"""From finished trials to what is said of them: blended predictions, the rows that judge them, and the result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import Metric, Split, Target, TaskType, Trial
from autoglm_core.ensemble import greedy, temperature
from autoglm_core.evaluation import choosing, intervals, paired, threshold, verdict
from autoglm_core.evaluation.choosing import Choice
from autoglm_core.evaluation.paired import Difference
from autoglm_core.messages import Message
from autoglm_core.predict import ShippedModel
from autoglm_core.result import (
    Explanation,
    Floats,
    GeneratedFeature,
    Ints,
    Judged,
    MeasuredOn,
    RunResult,
    Score,
    TrialRecord,
)
from autoglm_core.search.race import rows_predicted
from autoglm_core.search.trials import FoldsDone
from autoglm_core.spec import TaskKind, TaskSpec
from autoglm_core.table import Table


@dataclass(frozen=True)
class Prepared:
    """A table ready to be searched: what is predicted from what, how it is split and judged."""

    table: Table  # modelled rows, features and target
    features: tuple[str, ...]
    target: Target
    split: Split
    task: TaskType
    metric: Metric
    metric_reason: Message
    warnings: tuple[Message, ...]


@dataclass(frozen=True)
class Outcome:
    """Trials with their out-of-fold predictions (train rows, ...), and the weight of each in the shipped model."""

    trials: tuple[FoldsDone, ...]
    predictions: tuple[Floats, ...]
    weights: tuple[float, ...]
    temperature: float = 1.0  # see ensemble/temperature.py

    def blend(self) -> npt.NDArray[np.float64]:
        """(train rows, ...) what the shipped model would say out of fold; NaN in rows without a prediction."""
        return _tempered(_blend(self.predictions, self.weights), self.temperature)

    def members(self) -> list[tuple[FoldsDone, float]]:
        return [(trial, weight) for trial, weight in zip(self.trials, self.weights, strict=True) if weight > 0]

    def score(self, y: npt.NDArray[Any], metric: Metric) -> float:
        """The metric of the blend over the rows that have a prediction."""
        blended = self.blend()
        rows = rows_predicted(blended)
        return metric.score(y[rows], blended[rows])

    def threshold(self, prepared: Prepared, spec: TaskSpec) -> float | None:
        """The probability from which a row is called positive, chosen out of fold; None unless binary."""
        if spec.task is not TaskKind.BINARY:
            return None
        blended = self.blend()
        rows = rows_predicted(blended)
        y = prepared.target.y[prepared.split.train]
        return threshold.best_threshold(y[rows], blended[rows, 1], spec.threshold)


def _blend(predictions: Sequence[Floats], weights: Sequence[float]) -> npt.NDArray[np.float64]:
    total = np.zeros_like(predictions[0], dtype=np.float64)
    for prediction, weight in zip(predictions, weights, strict=True):
        if weight > 0:
            total += weight * prediction
    return total


def _tempered(blended: npt.NDArray[np.float64], sure: float) -> npt.NDArray[np.float64]:
    return blended if sure == 1.0 else temperature.tempered(blended, sure)


def judge_rows(outcome: Outcome, model: ShippedModel, prepared: Prepared, spec: TaskSpec) -> Judged:
    """The shipped model on the hold-out, or cross-fitted out-of-fold predictions where there is none."""
    y, split = prepared.target.y, prepared.split
    if len(split.holdout):
        frame = prepared.table.frame[list(prepared.features)].iloc[split.holdout]
        prediction = model.scores(frame)
        labels = (prediction[:, 1] >= model.threshold).astype(np.int64) if model.threshold is not None else None
        return Judged(y[split.holdout], prediction, split.holdout, labels)
    blended, fold_of_row = _cross_fitted(outcome, prepared, spec)
    rows = rows_predicted(blended)
    judged_y = y[split.train][rows]
    labels = None
    if spec.task is TaskKind.BINARY:
        labels = threshold.cross_fitted_labels(judged_y, blended[rows, 1], fold_of_row[rows], spec.threshold)
    return Judged(judged_y, blended[rows], split.train[rows], labels)


def _cross_fitted(outcome: Outcome, prepared: Prepared, spec: TaskSpec) -> tuple[Floats, Ints]:
    """Each fold's rows blended with weights that were chosen on the other folds, and the fold of each row.

    Choosing the weights on the rows that they are judged by would flatter the score (Cawley & Talbot 2010).
    """
    split, y = prepared.split, prepared.target.y[prepared.split.train]
    position = np.full(len(prepared.target.y), -1)
    position[split.train] = np.arange(len(split.train))
    blended = np.full_like(outcome.predictions[0], np.nan, dtype=np.float64)
    fold_of_row = np.full(len(y), -1)
    predicted = np.zeros(len(y), dtype=bool)
    predicted[rows_predicted(outcome.blend())] = True
    for fold, (_, valid) in enumerate(split.folds):
        mine = np.zeros(len(y), dtype=bool)
        mine[position[valid]] = True
        fold_of_row[mine] = fold
        others = predicted & ~mine
        weights: Sequence[float] = outcome.weights
        if len(outcome.trials) > 1 and others.any():
            chosen = [prediction[others] for prediction in outcome.predictions]
            selected = greedy.select(chosen, y[others], prepared.metric, spec.search.ensemble_size)
            weights = [float(weight) for weight in selected]
        rows = mine & predicted
        sure = 1.0
        if outcome.temperature != 1.0 and others.any():
            known = _blend([prediction[others] for prediction in outcome.predictions], weights)
            sure = temperature.best_temperature(known, y[others])
        blended[rows] = _tempered(_blend([prediction[rows] for prediction in outcome.predictions], weights), sure)
    return blended, fold_of_row


@dataclass(frozen=True)
class Scored:
    """Every metric on the judged rows, the headline's first, and the best single trial's corrected score, if any."""

    scores: tuple[Score, ...]
    best_corrected: float | None


def score_run(
    outcome: Outcome,
    others: Iterable[Floats],
    judged: Judged,
    prepared: Prepared,
    spec: TaskSpec,
    trials: Sequence[Trial],
) -> Scored:
    """What the run is worth, corrected for having chosen the best of many where there is no hold-out.

    ``others``: out-of-fold predictions of the finished trials that ``outcome`` was not chosen from.
    """
    scores = scores_of(judged, prepared, spec)
    if len(prepared.split.holdout):
        return Scored(scores, None)
    return Scored(*_corrected(scores, outcome, others, trials, prepared, spec))


def summarise(
    outcome: Outcome,
    scored: Scored,
    judged: Judged,
    explanation: Explanation,
    prepared: Prepared,
    spec: TaskSpec,
    *,
    trials: Sequence[Trial],
    decision_threshold: float | None,
    seconds: float,
    data_hash: str,
    generated: tuple[GeneratedFeature, ...] = (),
) -> RunResult:
    """Everything that pages and reports say about the run."""
    scores = scored.scores
    headline = scores[0]
    ahead = ahead_of_guessing(headline, judged, prepared, spec)
    judgement = verdict.judge(headline, judged, prepared.target.classes, spec, ahead)
    members = outcome.members()
    importance = np.abs(explanation.values).mean(axis=0)
    order = np.argsort(-importance, kind="stable")
    return RunResult(
        spec=spec,
        task=spec.task,
        target=str(spec.target),
        classes=prepared.target.classes,
        best_model=members[0][0].configuration.family if len(members) == 1 else "ensemble",
        metric=prepared.metric.name,
        metric_reason=prepared.metric_reason,
        headline=headline,
        scores=scores,
        sentence=judgement.sentence,
        verdict=judgement.verdict,
        usable=judgement.usable,
        threshold=decision_threshold,
        leaderboard=_leaderboard(trials, outcome, prepared.metric, scored.best_corrected),
        features=prepared.features,
        rows=prepared.table.rows,
        rows_train=len(prepared.split.train),
        rows_holdout=len(prepared.split.holdout),
        seconds=seconds,
        data_hash=data_hash,
        warnings=prepared.warnings,
        importance={explanation.columns[i]: float(importance[i]) for i in order},
        generated=generated,
    )


def ahead_of_guessing(headline: Score, judged: Judged, prepared: Prepared, spec: TaskSpec) -> Difference | None:
    """By how much the model is better than guessing on the same rows; None where the score's interval says enough."""
    metric = prepared.metric
    if verdict.beats_guessing(headline) or metric.on == "label":
        return None
    guess, units = _guess(judged, prepared), _units(judged, prepared)
    found = paired.difference(metric, judged.y, judged.prediction, guess, spec.seed, units)
    return found if len(prepared.split.holdout) else paired.of_folds(found)


def _guess(judged: Judged, prepared: Prepared) -> Floats:
    """What guessing without a model predicts for the judged rows."""
    y_train = prepared.target.y[prepared.split.train]
    return prepared.task.baseline(y_train, len(judged.y), len(prepared.target.classes))


def _units(judged: Judged, prepared: Prepared) -> Ints | None:
    """Which of the judged rows are resampled together; None where each stands for itself."""
    return None if prepared.split.units is None else prepared.split.units[judged.rows]


def scores_of(judged: Judged, prepared: Prepared, spec: TaskSpec) -> tuple[Score, ...]:
    """Every metric that suits the task on the judged rows, the chosen one first."""
    metrics = sorted(prepared.task.metrics, key=lambda metric: metric.name != prepared.metric.name)
    guess, units = _guess(judged, prepared), _units(judged, prepared)
    measured_on = MeasuredOn.HOLDOUT if len(prepared.split.holdout) else MeasuredOn.OUT_OF_FOLD
    scores = []
    for metric in metrics:
        value = metric.score(judged.y, judged.prediction, judged.labels)
        if not np.isfinite(value):  # a relative error where the truth is zero or negative says nothing
            continue
        low, high = intervals.interval(metric, judged, spec.seed, units)
        if measured_on is MeasuredOn.OUT_OF_FOLD:
            low, high = intervals.of_folds(metric, value, low, high)
        scores.append(
            Score(
                metric=metric.name,
                value=value,
                low=low,
                high=high,
                greater_is_better=metric.greater_is_better,
                measured_on=measured_on,
                rows=len(judged.y),
                baseline=metric.score(judged.y, guess),
            )
        )
    return tuple(scores)


def _corrected(
    scores: tuple[Score, ...],
    outcome: Outcome,
    others: Iterable[Floats],
    trials: Sequence[Trial],
    prepared: Prepared,
    spec: TaskSpec,
) -> tuple[tuple[Score, ...], float | None]:
    """The shipped blend's out-of-fold scores without what the choice adds to them, and so the best single trial's.

    The value is that of the shipped blend on all judged rows less its optimism: in simulations (benchmarks/honesty.py)
    as free of bias as the blend cross-fitted over the folds, and steadier, for it judges one blend rather than one a
    fold. The interval is that of the cross-fitted rows, moved along: it covers, where the spread of the resamples,
    which judge on a third of the rows, is too wide. What depends on the threshold stays as the cross-fitted rows have
    it: their weights and thresholds were chosen on other folds, and the confusion matrix counts them.
    """
    finished = sum(trial.score is not None for trial in trials)
    metrics = {metric.name: metric for metric in prepared.task.metrics}
    shown = [metrics[score.metric] for score in scores]
    choice = _choice(outcome, others, prepared, spec)
    bias = choosing.optimism(choice, shown, spec.seed)
    rows, line = choice.judged, outcome.threshold(prepared, spec)
    blended = outcome.blend()[rows]
    labels = None if line is None else (blended[:, 1] >= line).astype(np.int64)
    corrected = []
    for score, metric in zip(scores, shown, strict=True):
        uncorrected = metric.score(choice.y[rows], blended, labels)
        told = replace(score, chosen_from=finished, uncorrected=uncorrected)
        if line is None or metric.on != "label":
            sign = 1.0 if metric.greater_is_better else -1.0
            told = intervals.moved(told, uncorrected - sign * bias.by_metric[metric.name], metric)
        corrected.append(told)
    best = max((trial.score for trial in trials if trial.score is not None), default=None)
    sign = 1.0 if prepared.metric.greater_is_better else -1.0
    return tuple(corrected), None if best is None else sign * (best - bias.best_trial)


def _choice(outcome: Outcome, others: Iterable[Floats], prepared: Prepared, spec: TaskSpec) -> Choice:
    split = prepared.split
    units = np.arange(len(prepared.target.y)) if split.units is None else split.units

    def choose(predictions: Sequence[Floats], y: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return greedy.select(predictions, y, prepared.metric, spec.search.ensemble_size)

    return Choice(
        predictions=outcome.predictions,
        others=others,
        y=prepared.target.y[split.train],
        weights=outcome.weights,
        judged=rows_predicted(outcome.blend()),
        units=units[split.train],
        metric=prepared.metric,
        choose=choose,
    )


def _leaderboard(
    trials: Sequence[Trial], outcome: Outcome, metric: Metric, best_corrected: float | None
) -> tuple[TrialRecord, ...]:
    """All trials: finished ones best first, then those that were stopped early or failed."""
    sign = 1.0 if metric.greater_is_better else -1.0
    weights = {trial.number: weight for trial, weight in outcome.members()}
    ranked = sorted(trials, key=lambda t: (t.score is None, -(t.score or 0.0), t.number))
    return tuple(
        TrialRecord(
            number=trial.number,
            family=trial.configuration.family,
            params=dict(trial.configuration.params),
            state=trial.state,
            score=None if trial.score is None else sign * trial.score,
            fold_scores=tuple(sign * score for score in trial.fold_scores),
            seconds=trial.seconds,
            weight=weights.get(trial.number, 0.0),
            corrected=best_corrected if position == 0 else None,
        )
        for position, trial in enumerate(ranked)
    )
