"""A run's events, made by hand: what the view is given."""

from __future__ import annotations

from autoglm_core import events as ev
from autoglm_core.messages import Message

REASON = Message("error-example", {"column": "<b>x</b>[1]"})


def begun(*, metric: str = "roc_auc", greater_is_better: bool = True, baseline: float = 0.5) -> list[ev.Event]:
    """Up to the search: the job starts at 1000, the search at 1004."""
    return [
        ev.JobQueued(at=900),
        ev.JobStarted(at=1000, pid=1),
        ev.StageStarted(at=1001, stage="check"),
        ev.SearchPlanned(
            at=1002,
            metric=metric,
            greater_is_better=greater_is_better,
            families=("linear", "lightgbm"),
            folds=2,
            rows_train=800,
            rows_holdout=200,
        ),
        ev.BaselineScored(at=1003, score=baseline),
        ev.StageStarted(at=1004, stage="search"),
    ]


def trial(number: int, at: float, score: float, *, family: str = "linear", seconds: float = 2.0) -> list[ev.Event]:
    """A trial that begins at ``at`` and takes ``seconds``, half of them for each of two folds."""
    half = seconds / 2
    folds = [score - 0.01, score + 0.01]
    return [
        ev.TrialStarted(at=at, number=number, family=family, params={"c": 1.0}),
        ev.FoldScored(at=at + half, number=number, fold=0, score=folds[0], fit_seconds=half, predict_seconds=0.0),
        ev.FoldScored(at=at + seconds, number=number, fold=1, score=folds[1], fit_seconds=half, predict_seconds=0.0),
        ev.TrialFinished(
            at=at + seconds,
            number=number,
            family=family,
            params={"c": 1.0},
            score=score,
            fold_scores=tuple(folds),
            seconds=seconds,
        ),
    ]


def pruned(number: int, at: float, score: float) -> list[ev.Event]:
    return [
        ev.TrialStarted(at=at, number=number, family="lightgbm", params={}),
        ev.TrialPruned(at=at + 1, number=number, family="lightgbm", params={}, fold_scores=(score,), seconds=1.0),
    ]


def failed(number: int, at: float) -> list[ev.Event]:
    return [
        ev.TrialStarted(at=at, number=number, family="lightgbm", params={}),
        ev.TrialFailed(at=at + 1, number=number, family="lightgbm", params={}, message=REASON),
    ]
