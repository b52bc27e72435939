"""Progress follows from events alone: times, trials, best scores, and what is left."""

from __future__ import annotations

import pytest

from autoglm_core import events as ev
from autoglm_core.messages import Message
from autoglm_core.result import TrialState
from autoglm_core.spec import Budget
from autoglm_core.view.progress import progress
from tests.view.events import REASON, begun, failed, pruned, trial


def test_before_anything_happened() -> None:
    so_far = progress([], now=5, status="queued", budget=Budget(seconds=60))
    assert so_far.stage is None
    assert so_far.left is None
    assert (so_far.elapsed, so_far.fraction, so_far.trials, so_far.best) == (0, 0, (), None)


def test_trials_and_the_best_of_them() -> None:
    events = [
        *begun(),
        *trial(0, 1004, 0.70),
        *trial(1, 1006, 0.80, family="lightgbm"),
        *trial(2, 1008, 0.75),
        *pruned(3, 1010, 0.60),
        *failed(4, 1011),
        ev.TrialStarted(at=1012, number=5, family="linear", params={}),
        ev.FoldScored(at=1013, number=5, fold=0, score=0.9, fit_seconds=1, predict_seconds=0),
        ev.EnsembleScored(at=1013, numbers=(0, 1), weights=(0.25, 0.75), score=0.82),
    ]
    so_far = progress(events, now=1014)
    assert [trial.state.value for trial in so_far.trials] == [
        "finished", "finished", "finished", "pruned", "failed", "running",
    ]  # fmt: skip
    assert so_far.best is not None
    assert (so_far.best.number, so_far.best.score, so_far.best.family) == (1, 0.80, "lightgbm")
    assert [(point.at, point.score) for point in so_far.curve] == [(6, 0.70), (8, 0.80)]
    assert so_far.best_score == 0.82
    assert [trial.number for trial in so_far.leaderboard] == [1, 2, 0, 3, 4, 5]
    assert [trial.weight for trial in so_far.trials[:2]] == [0.25, 0.75]
    assert so_far.trials[3].score == 0.60
    assert so_far.trials[5].score == 0.9
    assert [trial.reason for trial in so_far.failed] == [REASON]
    assert so_far.done == 5
    assert so_far.elapsed == 14


def test_lower_is_better_where_the_metric_says_so() -> None:
    events = [
        *begun(metric="rmse", greater_is_better=False, baseline=50.0),
        *trial(0, 1004, 40.0),
        *trial(1, 1006, 45.0),
        *trial(2, 1008, 30.0),
        ev.EnsembleScored(at=1010, numbers=(0, 2), weights=(0.5, 0.5), score=31.0),
    ]
    so_far = progress(events, now=1011)
    assert [point.score for point in so_far.curve] == [40.0, 30.0]
    assert [trial.number for trial in so_far.leaderboard] == [2, 0, 1]
    assert so_far.best_score == 30.0


def test_a_pause_takes_no_time() -> None:
    events = [*begun(), ev.JobPaused(at=1010)]
    assert progress(events, now=9999, status="paused").elapsed == 10
    events.append(ev.JobResumed(at=2000))
    so_far = progress([*events, *trial(0, 2003, 0.7)], now=2006)
    assert so_far.elapsed == 16
    assert so_far.curve[0].at == 15


def test_waiting_for_a_turn_after_a_pause_takes_no_time_and_keeps_what_was_begun() -> None:
    begun_trial = ev.TrialStarted(at=1005, number=0, family="linear", params={})
    events = [*begun(), begun_trial, ev.JobPaused(at=1010), ev.JobQueued(at=1100)]
    so_far = progress(events, now=1200, status="queued")
    assert so_far.elapsed == 10
    assert [trial.number for trial in so_far.trials] == [0]
    assert progress([*events, ev.JobResumed(at=1300)], now=1303).elapsed == 13


def test_an_interruption_takes_no_time_and_loses_only_what_was_in_the_air() -> None:
    events = [
        *begun(),
        *trial(0, 1004, 0.7),
        ev.TrialStarted(at=1006, number=1, family="linear", params={}),
        ev.ResourcesMeasured(at=1007, cpu_percent=150.0, memory_mb=300.0),
        ev.JobStarted(at=5000, pid=2),
        ev.StageStarted(at=5001, stage="check"),
    ]
    so_far = progress(events, now=5003)
    assert so_far.elapsed == 10
    assert so_far.resumes == 1
    assert [trial.number for trial in so_far.trials] == [0]
    assert so_far.best is not None
    so_far = progress([*events, *trial(1, 5003, 0.8)], now=5005)
    assert [trial.state for trial in so_far.trials] == [TrialState.FINISHED] * 2
    assert so_far.best_score == 0.8


def test_a_dead_worker_does_not_let_time_pass_and_runs_nothing() -> None:
    events = [*begun(), ev.TrialStarted(at=1005, number=0, family="linear", params={})]
    so_far = progress(events, now=9999, status="interrupted")
    assert so_far.elapsed == 5
    assert so_far.trials == ()


def test_time_left_of_a_budget_in_seconds() -> None:
    budget = Budget(seconds=100)
    early = progress(begun(), now=1010, budget=budget).left
    late = progress(begun(), now=1090, budget=budget).left
    assert early is not None
    assert late is not None
    assert early[0] <= 90 <= early[1]
    assert late[0] <= 10 <= late[1]
    assert late[1] < early[1]
    over = progress(begun(), now=1200, budget=budget).left
    assert over is not None
    assert over[0] == 0


def test_time_left_of_a_budget_in_trials_comes_from_the_trials_so_far() -> None:
    budget = Budget(trials=10)
    assert progress(begun(), now=1005, budget=budget).left is None
    events = begun()
    for number in range(5):
        events += trial(number, 1004 + 4 * number, 0.7, seconds=4.0)
    so_far = progress(events, now=1024, budget=budget)
    assert so_far.left is not None
    assert so_far.left[0] <= 20 <= so_far.left[1] <= 80
    assert (so_far.done, so_far.total) == (5, 10)
    assert so_far.fraction == pytest.approx(0.5)


def test_finish_now_promises_a_few_seconds_only() -> None:
    so_far = progress([*begun(), ev.FinishRequested(at=1006)], now=1006, status="finishing", budget=Budget(seconds=600))
    assert so_far.finishing
    assert so_far.left is not None
    assert so_far.left[1] <= 15


def test_no_time_is_left_once_it_ended() -> None:
    events = [*begun(), ev.StageStarted(at=1050, stage="save"), ev.JobFinished(at=1055)]
    so_far = progress(events, now=9999, status="finished", budget=Budget(seconds=60))
    assert so_far.left is None
    assert so_far.fraction == 1
    assert so_far.elapsed == 55


def test_warnings_are_told_once_and_a_failure_is_kept() -> None:
    warning = Message("error-example", {"column": "age"})
    events = [*begun(), ev.Warned(at=1005, message=warning), ev.Warned(at=1006, message=warning)]
    assert progress(events, now=1007).warnings == (warning,)
    so_far = progress([*events, ev.JobFailed(at=1008, message=REASON)], now=1009, status="failed")
    assert so_far.failure == REASON
    assert (
        progress([*events, ev.JobFailed(at=1008, message=REASON), ev.JobStarted(at=1020, pid=3)], now=1021).failure
        is None
    )


def test_another_kind_of_job_counts_its_units() -> None:
    events = [
        ev.JobStarted(at=0, pid=1),
        ev.StageStarted(at=1, stage="score"),
        ev.Progressed(at=2, done=30, total=120),
        ev.ResourcesMeasured(at=3, cpu_percent=99.0, memory_mb=10.0),
    ]
    so_far = progress(events, now=4)
    assert so_far.stage_done == (30, 120)
    assert so_far.fraction == 0.25
    assert so_far.resources is not None
    assert so_far.resources.cpu_percent == 99.0
