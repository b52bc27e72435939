"""Which of the best attempts are really better than others, and which are tied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autoglm_core.contracts import Inspected, Inspection, Metric, Progress, TaskType
from autoglm_core.evaluation.paired import Difference, difference, difference_of_folds
from autoglm_core.registry import plugin
from autoglm_core.result import RunResult, TrialRecord, TrialState

_COMPARED = 5


class Ties(Inspection):
    """The best attempts, each compared with the best one on the same rows (paired bootstrap)."""

    name = "ties"

    def suits(self, result: RunResult) -> bool:
        return len(_finished(result)) > 1

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``trials``: the best ones; ``better``: by how much the best is better than it, with an interval.

        ``from_folds``: the predictions are not kept, so that the scores of the folds are compared.
        """
        kept = run.kept_trials()
        trials = (kept or _finished(run.result))[:_COMPARED]
        task: TaskType = plugin("tasks", run.result.task)
        metric = next(metric for metric in task.metrics if metric.name == run.result.metric)
        best, *others = trials
        found = [_told(best, None)]
        for number, other in enumerate(others, 1):
            apart = _compared(run, metric, best, other) if kept else _of_folds(metric, best, other)
            found.append(_told(other, apart))
            progress(number, len(others))
        return {
            "metric": metric.name,
            "rows": len(run.judged.y) if not kept else len(_rows(run, best, best)),
            "from_folds": not kept,
            "trials": found,
        }


def _finished(result: RunResult) -> tuple[TrialRecord, ...]:
    return tuple(record for record in result.leaderboard if record.state is TrialState.FINISHED)


def _compared(run: Inspected, metric: Metric, best: TrialRecord, other: TrialRecord) -> Difference:
    rows = _rows(run, best, other)
    first, second = (run.out_of_fold(record.number)[rows] for record in (best, other))
    units = None if run.split.units is None else run.split.units[rows]
    return difference(metric, run.y[rows], first, second, run.result.spec.seed, units)


def _rows(run: Inspected, first: TrialRecord, second: TrialRecord) -> Any:
    """The rows that both predicted."""
    known = [np.isfinite(run.out_of_fold(record.number)) for record in (first, second)]
    both = known[0] & known[1]
    return np.flatnonzero(both if both.ndim == 1 else both.all(axis=1))


def _of_folds(metric: Metric, best: TrialRecord, other: TrialRecord) -> Difference:
    return difference_of_folds(metric, best.fold_scores, other.fold_scores)


def _told(record: TrialRecord, apart: Difference | None) -> dict[str, Any]:
    told = {"number": record.number, "family": record.family, "score": record.score, "weight": record.weight}
    told |= {"seconds": record.seconds, "better": None}
    if apart is not None and np.isfinite([apart.low, apart.high]).all():
        told["better"] = {"value": apart.value, "low": apart.low, "high": apart.high}
        told["tied"] = apart.tied
    else:
        told["tied"] = apart is not None
    return told
