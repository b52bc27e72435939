"""The story of a run: a sentence for each thing a person should know, in both languages."""

from __future__ import annotations

import pytest

from autoglm_core import events as ev
from autoglm_core.view.names import model_name
from autoglm_core.view.narration import Tone, narrate
from tests.view.events import REASON, begun, failed, pruned, trial


def improved(at: float, score: float, previous: float | None, *, family: str = "lightgbm") -> ev.Event:
    return ev.BestImproved(at=at, number=0, family=family, score=score, previous=previous)


def texts(events: list[ev.Event], language: str = "en") -> list[str]:
    return [line.text for line in narrate(events, language)]


def test_improvements_say_by_how_much() -> None:
    said = texts([*begun(), improved(1006, 0.829, None), improved(1008, 0.841, 0.829), improved(1009, 0.8411, 0.841)])
    name = model_name("lightgbm")
    assert f"{name} gets 82.9 %, 32.9 points better than guessing." in said
    assert f"{name} gets 84.1 %, 1.2 points better than the best so far." in said
    assert said[-1] == f"{name} gets 84.1 %, slightly better than the best so far."


def test_an_error_that_falls_is_an_improvement() -> None:
    start = begun(metric="rmse", greater_is_better=False, baseline=50.0)
    said = texts([*start, improved(1006, 40.0, None), improved(1008, 39.25, 40.0)])
    assert said[-2].endswith("40, 10 better than guessing.")
    assert said[-1].endswith("39.2, 0.75 better than the best so far.")
    assert texts([*start, improved(1006, 60.0, None)])[-1].endswith("which is no better than guessing yet.")


def test_the_same_in_chinese() -> None:
    said = texts([*begun(), improved(1006, 0.829, None), improved(1008, 0.841, 0.829)], "zh")
    assert said[-2].endswith("达到 82.9 %，比直接猜测好 32.9 个百分点。")
    assert said[-1].endswith("达到 84.1 %，比目前最好的成绩好 1.2 个百分点。")


def test_what_is_planned() -> None:
    said = texts(begun())
    assert said[0] == "Waits for its turn."
    assert any("800 rows" in line and "2 kinds of model" in line and "200 more rows" in line for line in said)
    assert "Guessing without a model gets 50.0 %. Every model is measured against that." in said
    assert said[-1] == "Now searching for the best model."


def test_failures_show_the_reason_as_it_was_written() -> None:
    line = narrate([*begun(), *failed(0, 1005)])[-1]
    assert line.tone is Tone.WARNING
    assert "“<b>x</b>[1]”" in line.text
    line = narrate([*begun(), ev.JobFailed(at=1006, message=REASON)])[-1]
    assert line.tone is Tone.FAILURE
    assert line.text == REASON.text("en")


def test_single_folds_and_pruned_trials_are_no_news() -> None:
    assert len(texts([*begun(), *pruned(0, 1005, 0.6), *trial(1, 1006, 0.7)])) == len(texts(begun()))


def test_a_combination_is_news_where_its_score_is_seen_to_change() -> None:
    events = [
        *begun(),
        improved(1006, 0.80, None),
        ev.EnsembleScored(at=1007, numbers=(0, 1), weights=(0.5, 0.5), score=0.79),
        ev.EnsembleScored(at=1008, numbers=(0, 1), weights=(0.5, 0.5), score=0.82),
        ev.EnsembleScored(at=1009, numbers=(0, 1, 2), weights=(0.4, 0.3, 0.3), score=0.8201),
    ]
    assert texts(events)[len(texts(events[:-3])) :] == [
        "2 models combined get 82.0 %, 2.0 points better than the best single one."
    ]


def test_a_resume_says_what_was_kept() -> None:
    events = [*begun(), *trial(0, 1004, 0.7), ev.JobStarted(at=2000, pid=2), *begun()[2:]]
    said = texts(events)
    assert "The training was interrupted and has been taken up again; the one finished attempt was kept." in said
    assert sum("Guessing without a model" in line for line in said) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_event_can_be_told(language: str) -> None:
    events = [
        *begun(),
        *trial(0, 1004, 0.7),
        *failed(1, 1006),
        ev.Warned(at=1007, message=REASON),
        ev.JobPaused(at=1008),
        ev.JobResumed(at=1009),
        ev.FinishRequested(at=1010),
        ev.SearchStalled(at=1010, trials=20),
        *(
            ev.StageStarted(at=1011, stage=stage)
            for stage in ("read", "ensemble", "evaluate", "explain", "save", "own")
        ),
        ev.JobFinished(at=1012),
        ev.JobCancelled(at=1013),
    ]
    lines = narrate(events, language)
    assert all(line.text for line in lines)
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert lines[-2].tone is Tone.DONE
