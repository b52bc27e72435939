"""Train: every state of a run, from its events alone, and what can be asked of it."""

from __future__ import annotations

import time

import pytest

from autoglm_core import Budget
from autoglm_core import events as ev
from autoglm_core.messages import Message
from autoglm_core.store import RunStatus, Workspace, follow, start_training, status
from autoglm_core.view import format as fmt
from autoglm_core.view.narration import narrate
from autoglm_core.view.progress import progress
from pages.parts.i18n import md
from tests.pages.conftest import NASTY, wait_until_ended
from tests.pages.runs import charts, metrics, stopped_run
from tests.pages.support import asked, link_to, links, opened, words

WHY = Message("error-example", {"column": NASTY})


@pytest.fixture
def finished(trained: Workspace) -> str:
    return trained.runs()[0].id


def test_without_a_run_it_says_where_to_begin(space: Workspace) -> None:
    assert "No training has been started yet." in words(opened("train"))
    assert "还没有开始训练。" in words(opened("train", "zh"))


def test_an_address_that_is_old_leads_to_the_list(space: Workspace) -> None:
    at = opened("train", run="r-gone")
    assert "This training is not there." in words(at)
    assert "runs" in links(at)


def test_a_draft_without_a_run_leads_to_its_goal(trained: Workspace) -> None:
    draft = trained.create_draft(trained.datasets()[0].id)
    assert link_to(opened("train", draft=draft.id), "goal")["draft"] == draft.id


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_finished_run_tells_its_story(trained: Workspace, finished: str, language: str) -> None:
    events, _ = follow(trained, finished)
    so_far = progress(events, now=time.time(), status="finished", budget=trained.run(finished).spec.budget)
    at = opened("train", language, run=finished)
    text = words(at)
    for line in narrate(events, language):
        assert line.text in text
    assert trained.result(finished).sentence.text(language) in text
    shown = metrics(at)
    assert fmt.score(so_far.metric or "", so_far.best_score, language) in shown.values()
    assert f"{so_far.done} / 2" in shown.values()
    best = charts(at)["train-search"]["data"][1]
    assert best["y"][-1] == pytest.approx(100 * so_far.curve[-1].score)
    assert len(at.dataframe[0].value) == 2


def test_the_next_step_is_to_inspect(trained: Workspace, finished: str) -> None:
    at = opened("train", run=finished)
    at.button(key="train-inspect").click().run()
    assert asked(at, "run") == finished
    assert trained.result(finished).verdict.text("en") in words(at)


def test_an_interrupted_run_keeps_what_it_had_and_goes_on(trained: Workspace, finished: str) -> None:
    run = stopped_run(trained, finished, "rstopped", before="BestImproved")
    at = opened("train", run=run)
    assert "The training was interrupted" in words(at)
    assert status(trained, run) is RunStatus.INTERRUPTED
    at.button(key="train-take-up").click().run()
    wait_until_ended(trained, run)
    assert status(trained, run) is RunStatus.FINISHED, follow(trained, run)[0][-1]
    text = words(opened("train", run=run))
    assert "has been taken up again" in text
    assert "The model is ready." in text


def test_a_failed_run_says_why_and_what_to_do(trained: Workspace, finished: str) -> None:
    failure = ev.JobFailed(message=WHY)
    trial = ev.TrialFailed(number=0, family="linear", params={}, message=WHY)
    run = stopped_run(trained, finished, "rfailed", before="TrialFinished", then=(trial, failure))
    at = opened("train", run=run)
    assert at.error[0].value == md(WHY.text("en"))
    assert "One attempt failed, and why" in words(at)
    assert any(WHY.text("en") in frame.value.to_numpy().ravel().tolist() for frame in at.dataframe)
    assert link_to(at, "goal")["draft"] == trained.run(finished).draft_id
    assert at.button(key="train-take-up").label == "Try again"
    assert "表中没有" in words(opened("train", "zh", run=run))


def test_a_cancelled_run_leads_back_to_the_goal(trained: Workspace, finished: str) -> None:
    run = stopped_run(trained, finished, "rcancelled", before="TrialFinished", then=(ev.JobCancelled(),))
    at = opened("train", run=run)
    assert "The training was cancelled." in words(at)
    assert "goal" in links(at)
    assert not [button for button in at.button if button.key == "train-pause"]


def test_a_running_run_is_watched_paused_and_cancelled_after_a_question(trained: Workspace, finished: str) -> None:
    draft = trained.draft(trained.run(finished).draft_id)
    assert draft.spec is not None
    trained.save_draft(draft.replaced(spec=draft.spec.replaced(budget=Budget(trials=5_000))))
    run = start_training(trained, draft.id)
    wait_for(trained, run, ev.TrialFinished)
    at = opened("train", run=run)
    events, _ = follow(trained, run)
    baseline = next(event.score for event in events if isinstance(event, ev.BaselineScored))
    assert metrics(at)["Guessing"] == fmt.percent(baseline)
    assert "Now searching for the best model" in words(at)
    at.button(key="train-pause").click().run()
    wait_for(trained, run, ev.JobPaused)
    at = opened("train", run=run)
    assert "Paused" in words(at)
    at.button(key="train-resume").click().run()
    wait_for(trained, run, ev.JobResumed)
    second = start_training(trained, draft.id)
    wait_for(trained, second, ev.JobQueued)
    assert "number 1 in the queue. One other training is running." in words(opened("train", run=second))
    at = opened("train", run=run)
    at.button(key="train-cancel").click().run()
    assert "no model is kept" in words(at)
    assert status(trained, run).active
    at.button(key="confirm-yes").click().run()
    wait_for(trained, run, ev.JobCancelled)
    at = opened("train", run=second)
    at.button(key="train-cancel").click().run()
    at.button(key="confirm-yes").click().run()
    wait_until_ended(trained, second)
    assert status(trained, second) is RunStatus.CANCELLED


def wait_for(space: Workspace, run: str, kind: type[ev.Event]) -> None:
    for _ in range(600):
        if any(isinstance(event, kind) for event in follow(space, run)[0]):
            return
        assert status(space, run).active
        time.sleep(0.1)
    raise AssertionError(f"no {kind.__name__}")
