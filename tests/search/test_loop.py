"""The loop with a runner that is told what to answer: memory, fits that fall behind, folds that come too late."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from autoglm_core import events as ev
from autoglm_core import pipeline
from autoglm_core.data.roles import detect_roles
from autoglm_core.messages import Message
from autoglm_core.search.evaluate import FoldOutcome, FoldRequest, evaluate
from autoglm_core.search.runner import InProcessRunner
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import Budget, SearchSettings, TaskKind, TaskSpec, Validation
from autoglm_core.table import Table
from tests.tables import loans

Answer = Callable[[WorkFolder, FoldRequest], FoldOutcome]


class Answering(InProcessRunner):
    """Answers every request by ``answer``."""

    def __init__(self, run: Path, answer: Answer) -> None:
        super().__init__(run)
        self._answer, self.asked = answer, []

    def poll(self, timeout: float) -> tuple[FoldOutcome, ...]:
        requests, self._waiting = self._waiting, []
        self.asked += requests
        return tuple(self._answer(self._work, request) for request in requests)


def trained(folder: Path, answer: Answer, **search: object) -> tuple[list[ev.Event], Answering]:
    frame = loans(200)
    spec = TaskSpec(
        task=TaskKind.BINARY,
        target="default",
        budget=Budget(trials=8),
        metric="roc_auc",
        validation=Validation(folds=3),
        families_allow=("linear", "extra_trees"),
        search=SearchSettings(features=False, **search),
    )
    seen: list[ev.Event] = []
    runner = Answering(folder, answer)
    table = Table(frame, detect_roles(frame))
    pipeline.train(table, spec, folder, emit=seen.append, make_runner=lambda *_: runner)
    return seen, runner


def test_a_family_that_needs_too_much_memory_is_not_started_again_and_the_run_goes_on(tmp_path: Path) -> None:
    def answer(work: WorkFolder, request: FoldRequest) -> FoldOutcome:
        if request.family == "extra_trees":
            failure = Message("trial-memory", {"family": request.family})
            return FoldOutcome(request.number, request.fold, out_of_memory=True, failure=failure)
        return evaluate(work, request)

    seen, runner = trained(tmp_path, answer, portfolio=False, sampler="grid")
    failed = [event for event in seen if isinstance(event, ev.TrialFailed)]
    assert {event.family for event in failed} == {"extra_trees"}
    assert [event.message.key for event in failed].count("trial-memory") == 1
    assert {event.message.key for event in failed[1:]} == {"trial-memory-expected"}
    assert sum(request.family == "extra_trees" for request in runner.asked) == 1
    assert any(isinstance(event, ev.TrialFinished) for event in seen)


def test_a_fit_that_fell_behind_is_a_trial_stopped_early(tmp_path: Path) -> None:
    def answer(work: WorkFolder, request: FoldRequest) -> FoldOutcome:
        if request.number == 3:
            return FoldOutcome(request.number, request.fold, fit_seconds=7.5, fell_behind=True)
        return evaluate(work, request)

    seen, _ = trained(tmp_path, answer, pruner="none")
    stopped = [event for event in seen if isinstance(event, ev.TrialPruned)]
    assert [(event.number, event.seconds) for event in stopped] == [(3, 7.5)]
    assert not (tmp_path / "trials" / "0003").exists()


def test_only_the_first_folds_are_raced(tmp_path: Path) -> None:
    seen, runner = trained(tmp_path, evaluate)
    stopped = [event for event in seen if isinstance(event, ev.TrialPruned)]
    assert stopped
    assert {len(event.fold_scores) for event in stopped} <= {1, 2}
    for event in stopped:
        assert sum(request.number == event.number for request in runner.asked) == len(event.fold_scores)
