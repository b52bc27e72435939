"""Whether more rows would help: the best attempt trained again on growing parts of the rows."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from autoglm_core.contracts import Inspected, Inspection, Metric, Progress, Target, TaskType
from autoglm_core.errors import TrainingError
from autoglm_core.registry import plugin
from autoglm_core.result import RunResult, TrialRecord, TrialState
from autoglm_core.search import reserved
from autoglm_core.search.evaluate import FoldRequest, evaluate
from autoglm_core.search.work import WorkFolder

# Each part is twice the one before: what the next doubling may bring then follows from what the last ones brought.
SHARES = (0.125, 0.25, 0.5, 1.0)
_FEWEST_ROWS = 40  # of the smallest part
_MOST_FOLDS, _MANY_ROWS = 5, 20_000
_SECONDS = 60.0
_LEVEL = 0.95
_MATTERS = 0.01  # of the way from guessing to where the model is now


class LearningCurve(Inspection):
    """Trains the best single attempt on an eighth, a quarter, half and all of the training rows of each fold."""

    name = "learning_curve"
    measures = True  # a fit may end by the clock

    def suits(self, result: RunResult) -> bool:
        return _best(result) is not None and result.rows_train * SHARES[-2] >= _FEWEST_ROWS

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``points``: rows learned from, mean score over the folds and each fold's; ``verdict`` and ``gain`` of the
        next doubling in the metric's unit (positive: better)."""
        best = _best(run.result)
        assert best is not None
        task: TaskType = plugin("tasks", run.result.task)
        metric = next(metric for metric in task.metrics if metric.name == run.result.metric)
        folds = run.split.folds[: _folds(run.result)]
        shares = [share for share in SHARES if share * len(folds[0][0]) >= _FEWEST_ROWS]
        rng = np.random.default_rng([run.result.spec.seed, 7])
        parts = [_part(run, train, share, rng) for train, _ in folds for share in shares]
        scores = _scored(run, best, metric, parts, [valid for _, valid in folds for _ in shares], progress)
        by_share = np.array(scores).reshape(len(folds), len(shares))
        sizes = np.array([len(part) for part in parts]).reshape(len(folds), len(shares)).mean(axis=0)
        guess = float(np.mean([_guess(run, task, metric, train, valid) for train, valid in folds]))
        said = judge(by_share, guess, metric)
        return {
            "metric": metric.name,
            "family": best.family,
            "number": best.number,
            "folds": len(folds),
            "guess": guess,
            "points": [
                {"rows": round(float(size)), "score": float(column.mean()), "folds": [float(s) for s in column]}
                for size, column in zip(sizes, by_share.T, strict=True)
            ],
            **said,
        }


def judge(scores: npt.NDArray[np.float64], guess: float, metric: Metric) -> dict[str, Any]:
    """What more rows would bring, from ``scores`` (folds, parts), where each part is twice the one before.

    ``verdict``: "help" where the last doubling made the score better by more than a hundredth of the way from guessing,
    and the folds agree that it did (paired t-test, corrected for folds that share rows: Nadeau and Bengio, 2003); "not"
    where it brought less than that, and could not well have brought more; "unsure" otherwise. ``gain``: of the next
    doubling, as on a power law, on which each doubling brings the same part of what the one before brought (Viering
    and Loog, The shape of learning curves, 2023).

    >>> from autoglm_core.registry import plugin
    >>> auc = next(metric for metric in plugin("tasks", "binary").metrics if metric.name == "roc_auc")
    >>> told = judge(np.array([[0.6, 0.7, 0.75], [0.61, 0.71, 0.76], [0.6, 0.7, 0.75]]), 0.5, auc)
    >>> told["verdict"], round(told["gain"], 3)
    ('help', 0.025)
    """
    sign = 1.0 if metric.greater_is_better else -1.0
    utility = sign * scores
    folds, parts = utility.shape
    last = utility[:, -1] - utility[:, -2]
    brought = float(last.mean())
    reach = max(abs(float(utility[:, -1].mean()) - sign * guess), 1e-12)
    doubt = math.inf
    if folds > 1:
        spread = math.sqrt((1 / folds + 1 / (folds - 1)) * float(last.var(ddof=1)))
        doubt = float(stats.t.ppf((1 + _LEVEL) / 2, folds - 1)) * spread
    if brought > _MATTERS * reach and brought - doubt > 0:
        verdict = "help"
    elif brought + doubt < 3 * _MATTERS * reach and brought <= _MATTERS * reach:
        verdict = "not"
    else:
        verdict = "unsure"
    ratio = 0.5
    if parts > 2:
        before = float((utility[:, -2] - utility[:, -3]).mean())
        ratio = min(max(brought / before, 0.0), 1.0) if before > 0 else 0.0
    return {"verdict": verdict, "gain": max(brought, 0.0) * ratio, "last": brought}


def _best(result: RunResult) -> TrialRecord | None:
    """The best finished attempt; where none was finished in time, the one with the largest share in the model."""
    finished = next((record for record in result.leaderboard if record.state is TrialState.FINISHED), None)
    shipped = max(result.leaderboard, key=lambda record: record.weight, default=None)
    return finished or (shipped if shipped is not None and shipped.weight > 0 else None)


def _folds(result: RunResult) -> int:
    return 2 if result.rows_train > _MANY_ROWS else _MOST_FOLDS


def _part(run: Inspected, train: Any, share: float, rng: np.random.Generator) -> Any:
    """So many of the training rows of a fold: the latest ones of a split by time, else drawn class by class."""
    if share == 1.0:
        return train
    if run.result.spec.validation.time_column is not None:
        return train[-round(share * len(train)) :]
    if not run.result.classes:
        return np.sort(rng.permutation(train)[: round(share * len(train))])
    y = run.y[train]
    kept = []
    for label in np.unique(y):
        own = rng.permutation(train[y == label])
        kept.append(own[: max(2, round(share * len(own)))])
    return np.sort(np.concatenate(kept))


def _scored(
    run: Inspected,
    best: TrialRecord,
    metric: Metric,
    parts: Sequence[Any],
    valid: Sequence[Any],
    progress: Progress,
) -> list[float]:
    """The score of each part on its fold, by the one way that folds are fitted. Raises TrainingError."""
    spec, scores = run.result.spec, []
    params = {name: value for name, value in best.params.items() if name != reserved.FEATURES}
    if reserved.FEATURES in best.params:
        params[reserved.FEATURES] = reserved.PLAIN  # choosing features anew for every part would take minutes
    with tempfile.TemporaryDirectory() as folder:
        work = WorkFolder(Path(folder))
        work.write(
            table=run.features,
            target=Target(run.y, run.result.classes),
            folds=tuple(zip(parts, valid, strict=True)),
            task=run.result.task,
            metric=metric.name,
            seed=spec.seed,
        )
        for number in range(len(parts)):
            done = evaluate(work, FoldRequest(best.number, number, best.family, params, seconds=_SECONDS))
            work.at_hand.clear()
            if done.failure is not None or done.score is None:
                raise TrainingError("error-inspect-curve")
            scores.append(done.score)
            progress(number + 1, len(parts))
    return scores


def _guess(run: Inspected, task: TaskType, metric: Metric, train: Any, valid: Any) -> float:
    guessed = task.baseline(run.y[train], len(valid), len(run.result.classes))
    return metric.score(run.y[valid], guessed)
