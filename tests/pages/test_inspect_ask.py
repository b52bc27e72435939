"""Inspect: questions are answered, a row's cells can be moved, and what would turn it is offered and holds."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from autoglm_core.inspect._run import InspectedRun
from autoglm_core.registry import plugin
from autoglm_core.store import Workspace, schema, score_rows, start_inspection
from autoglm_core.store.inspections import inspection_path, keep_found
from autoglm_core.view import format as fmt
from autoglm_core.view.changes import told_changes
from tests.pages.conftest import NASTY
from tests.pages.runs import metrics, on_tab
from tests.pages.support import opened, words


def _kept(space: Workspace, run: str, name: str, options: dict[str, object]) -> dict[str, object]:
    """What the inspection finds, worked out here and kept where its job would keep it."""
    inspected = InspectedRun(space.run(run).folder, "accurate", space.result(run), lambda: space.run_table(run))
    inspection = plugin("inspections", name)
    found = inspection.compute(inspected, options, lambda _done, _total: None)
    keep_found(inspection_path(space, run, name, choice="accurate", options=options), inspection, found)
    start_inspection(space, run, name, options=options)  # nothing is started: it is there
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("language", "question", "answered"),
    [
        ("en", "How good is it?", "en"),
        ("zh", "how good is it?", "en"),
        ("en", "这个模型有多好？", "zh"),
    ],
)
def test_a_question_is_answered_in_its_own_language(
    trained: Workspace, language: str, question: str, answered: str
) -> None:
    run = trained.runs()[0].id
    at = opened("inspect", language, run=run)
    at.text_input(key=f"ask-{run}").set_value(question).run()
    assert trained.result(run).verdict.text(answered) in words(at)


def test_a_question_that_cannot_be_answered_offers_those_that_can(trained: Workspace) -> None:
    run = trained.runs()[0].id
    at = opened("inspect", run=run)
    at.text_input(key=f"ask-{run}").set_value("what is the weather in Paris?").run()
    assert "That cannot be answered from what was worked out" in words(at)
    place = next(number for number in range(9) if "What drives" in at.button(key=f"ask-instead-{number}").label)
    at.button(key=f"ask-instead-{place}").click().run()
    strongest = next(iter(trained.result(run).importance))
    assert f"depend on most: {strongest} (" in words(at)


def test_what_must_change_is_found_and_typing_it_in_turns_the_row(trained: Workspace) -> None:
    run = trained.runs()[0].id
    explanation = trained.explanation(run)
    assert explanation is not None
    at = on_tab(opened("inspect", run=run), "inspect-tabs", "One row")
    row = int(explanation.rows[0])
    at.selectbox(key="inspect-row").set_value(0).run()
    locked = list(schema(trained, run).locked_at_first())
    found = _kept(trained, run, "counterfactual", {"row": row, "locked": locked})
    at.button(key="turn-find").click().run()
    text = words(at)
    for sentence in told_changes(found, "en"):
        assert sentence in text
    turns = found["turns"]
    assert isinstance(turns, list)
    assert turns
    before = trained.run_table(run).frame.iloc[[row]]
    for turn in turns:
        after = before.astype(object).assign(**{one["column"]: one["after"] for one in turn["changes"]})
        assert score_rows(trained, run, after)["prediction"].iloc[0] == turn["says"] != found["now"]
    at.button(key="turn-try").click().run()
    shown = metrics(at)
    assert shown["As it is"] == found["now"]
    assert shown["With your changes"] == turns[0]["says"]


def test_moving_a_cell_moves_the_prediction(regression: tuple[Workspace, str]) -> None:
    space, run = regression
    explanation = space.explanation(run)
    assert explanation is not None
    at = on_tab(opened("inspect", run=run), "inspect-tabs", "One row")
    row = int(explanation.rows[3])
    at.selectbox(key="inspect-row").set_value(3).run()
    cells = space.run_table(run).frame.iloc[[row]]
    assert metrics(at)["As it is"] == fmt.number(float(score_rows(space, run, cells)["prediction"].iloc[0]), "en")
    highest = float(schema(space, run)[NASTY].high or 0)
    slider = at.slider(key=f"tried-{run}-{row}-{NASTY}")
    assert slider.value == pytest.approx(cells[NASTY].iloc[0])
    slider.set_value(highest).run()
    moved: pd.Series = score_rows(space, run, cells.assign(**{NASTY: highest}))["prediction"]
    assert metrics(at)["With your changes"] == fmt.number(float(moved.iloc[0]), "en")
    at.button(key="tried-back").click().run()
    assert metrics(at)["With your changes"] == metrics(at)["As it is"]
