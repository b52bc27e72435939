"""Goal: a sentence becomes a plan, every part can be edited and is kept, unclear and impossible goals get an answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from autoglm_core import config, describe_plan, read_goal
from autoglm_core.recipe import Severity
from autoglm_core.spec import TaskKind, Wish
from autoglm_core.store import Draft, RunStatus, Workspace
from tests.pages.conftest import NASTY, kept
from tests.pages.support import asked, opened, words
from tests.tables import loans


@pytest.fixture
def draft(space: Workspace, tmp_path: Path) -> Draft:
    return space.create_draft(kept(space, loans(), "loans.csv", tmp_path))


def told(draft: Draft, goal: str, lang: str = "en") -> AppTest:
    at = opened("goal", lang, draft=draft.id)
    return at.text_area(key=f"goal-text-{draft.id}").set_value(goal).run()


def part(at: AppTest, draft: Draft, name: str) -> Any:
    key = f"goal-{name}-{draft.id}"
    return next(
        widget for widget in (*at.selectbox, *at.multiselect, *at.toggle, *at.number_input) if widget.key == key
    )


def test_without_data_the_page_says_where_to_begin(space: Workspace) -> None:
    assert "Choose sample data or upload a file first." in words(opened("goal"))


@pytest.mark.parametrize(
    ("goal", "lang"), [("Predict default, finish in 3 minutes", "en"), ("预测 default，3 分钟内完成", "zh")]
)
def test_a_sentence_becomes_a_plan_that_a_reload_keeps(space: Workspace, draft: Draft, goal: str, lang: str) -> None:
    at = told(draft, goal, lang)
    spec = space.draft(draft.id).spec
    assert spec is not None
    assert (spec.task, spec.target, spec.budget.seconds) == (TaskKind.BINARY, "default", 180)
    sentence = "".join(piece.plain for piece in describe_plan(spec, space.table(draft.id), lang))
    for page in (at, opened("goal", lang, draft=draft.id)):
        shown = "".join(html_text(element.proto.body) for element in page.get("html"))
        assert sentence in shown
        assert page.text_area[0].value == goal


def test_every_part_can_be_edited_and_is_kept(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default")
    part(at, draft, "wish").select(Wish.FIND_ALL).run()
    part(at, draft, "floor-recall").select(0.5).run()
    part(at, draft, "exclude").select("purpose").run()
    part(at, draft, "families").select("linear").run()
    part(at, draft, "metric").select("roc_auc").run()
    part(at, draft, "interpretable").set_value(True).run()
    spec = space.draft(draft.id).spec
    assert (spec.threshold.wish, spec.threshold.floor) == (Wish.FIND_ALL, 0.5)
    assert (spec.exclude, spec.families_allow, spec.metric, spec.interpretable) == (
        ("purpose",),
        ("linear",),
        "roc_auc",
        True,
    )
    reloaded = opened("goal", draft=draft.id)
    assert part(reloaded, draft, "exclude").value == ["purpose"]
    assert part(reloaded, draft, "floor-recall").value == 0.5
    reloaded.button(key="goal-undo").click().run()
    assert space.draft(draft.id).spec == spec.replaced(interpretable=False)


def test_how_it_is_searched_can_be_chosen_as_a_whole_and_for_one_setting(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default")
    part(at, draft, "sampler").select("genetic").run()
    part(at, draft, "pruner").select("halving").run()
    part(at, draft, "patience").select(20).run()
    for setting in ("lightgbm.learning_rate", "*.learning_rate"):
        part(at, draft, "method-setting").select(setting).run()
        part(at, draft, "method-way").select("gaussian_process").run()
        at.button(key="goal-method-add").click().run()
    search = space.draft(draft.id).spec.search
    assert (search.sampler, search.pruner, search.patience) == ("genetic", "halving", 20)
    assert search.methods == dict.fromkeys(("lightgbm.learning_rate", "*.learning_rate"), "gaussian_process")
    part(at, draft, "methods").unselect("*.learning_rate").run()
    at.text_area(key=f"goal-text-{draft.id}").set_value("Predict income").run()
    assert space.draft(draft.id).spec.search == search.model_copy(
        update={"methods": {"lightgbm.learning_rate": "gaussian_process"}}
    )
    shown = opened("goal", "zh", draft=draft.id)
    assert not shown.exception
    assert part(shown, draft, "sampler").label == "搜索方式"
    assert part(shown, draft, "methods").options == ["LightGBM · learning rate：曲线搜索"]


def test_another_target_gives_another_kind_of_task_and_keeps_the_budget(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default and miss as few as possible, finish in 3 minutes")
    part(at, draft, "target").select("income").run()
    spec = space.draft(draft.id).spec
    assert (spec.task, spec.target, spec.positive, spec.budget.seconds) == (TaskKind.REGRESSION, "income", None, 180)
    assert spec.threshold.wish is Wish.BALANCED
    part(at, draft, "target").select("purpose").run()
    assert space.draft(draft.id).spec.task is TaskKind.MULTICLASS


def test_the_dial_has_three_positions_and_an_own_one(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default")
    dial = f"goal-dial-{draft.id}"
    at.segmented_control(key=dial).set_value("thorough").run()
    assert space.draft(draft.id).spec.budget.seconds == config().thorough_seconds
    at.segmented_control(key=dial).set_value("own").run()
    part(at, draft, "budget-unit").select("trials").run()
    part(at, draft, "budget-amount").set_value(12).run()
    assert space.draft(draft.id).spec.budget.trials == 12
    assert opened("goal", draft=draft.id).segmented_control(key=dial).value == "own"


def test_an_unclear_goal_gets_one_question_and_a_click_answers_it(space: Workspace, draft: Draft) -> None:
    goal = "predict something"
    reading = read_goal(goal, space.table(draft.id))
    at = told(draft, goal)
    (question,) = reading.questions
    assert question.text.text("en") in words(at)
    assert space.draft(draft.id).spec is None
    at.button(key="goal-option-0").click().run()
    after = space.draft(draft.id)
    assert after.spec.target == question.candidates[0]
    assert after.goal.startswith(goal)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_goal_that_cannot_be_done_is_refused_politely(space: Workspace, draft: Draft, lang: str) -> None:
    goal = "Write me a poem about the sea"
    refusal = read_goal(goal, space.table(draft.id)).refusal
    at = told(draft, goal, lang)
    assert " ".join(refusal.text(lang).split()) in words(at)
    assert "goal-start" not in {button.key for button in at.button}
    assert space.draft(draft.id).goal == goal


def test_what_is_understood_but_not_trained_yet_is_said(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Split the rows into four groups")
    assert "cannot be trained yet" in words(at)
    assert "goal-start" not in {button.key for button in at.button}


def test_sample_goals_fill_the_box(space: Workspace, draft: Draft) -> None:
    at = opened("goal", draft=draft.id)
    button = at.button(key="goal-sample-0")
    goal = button.label
    button.click().run()
    assert at.text_area[0].value == space.draft(draft.id).goal
    assert goal.replace("\\", "") == space.draft(draft.id).goal
    assert space.draft(draft.id).spec is not None


def test_a_leak_is_shown_before_the_start_and_can_be_left_out(space: Workspace, tmp_path: Path) -> None:
    frame = loans().assign(paid_back=lambda table: table["default"].map({"yes": "never", "no": "in full"}))
    draft = space.create_draft(kept(space, frame, "leak.csv", tmp_path))
    at = told(draft, "Predict default")
    found = [finding for finding in space.findings(draft.id) if finding.kind == "leak"]
    assert [finding.column for finding in found] == ["paid_back"]
    assert " ".join(found[0].message.text("en").split()) in words(at)
    number = [finding for finding in space.findings(draft.id) if finding.severity is not Severity.NOTE].index(found[0])
    next(button for button in at.button if button.key.startswith(f"finding-goal-{number}-")).click().run()
    assert "paid_back" in space.table(draft.id).left_out


def test_a_target_that_cannot_be_predicted_is_said_before_the_start(space: Workspace, tmp_path: Path) -> None:
    draft = space.create_draft(kept(space, loans().assign(region="north"), "one.csv", tmp_path))
    at = told(draft, "Predict default")
    part(at, draft, "target").select("region").run()
    (error,) = at.error
    assert "region" in error.value
    assert "goal-start" not in {button.key for button in at.button}
    part(at, draft, "target").select("default").run()
    assert "goal-start" in {button.key for button in at.button}


def test_start_trains_what_the_plan_says_and_opens_the_train_page(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default, finish in 1 trial")
    at.button(key="goal-start").click().run()
    (run,) = space.runs()
    assert asked(at, "run") == run.id
    assert run.spec.target == "default"
    assert run.status in set(RunStatus) - {RunStatus.FAILED}
    assert space.draft(draft.id).runs == (run.id,)
    space.delete_run(run.id)


def test_untrusted_names_stay_text(space: Workspace, tmp_path: Path) -> None:
    frame = pd.DataFrame({NASTY: ["<i>a</i>", "=cmd()"] * 60, "spend": range(120)})
    draft = space.create_draft(kept(space, frame, "nasty.csv", tmp_path))
    at = opened("goal", draft=draft.id)
    at.text_area(key=f"goal-text-{draft.id}").set_value(f'Predict "{NASTY}"').run()
    bodies = [element.proto.body for element in at.get("html")]
    assert not [body for body in bodies if "<b>x</b>" in body]
    assert NASTY in words(at)


def html_text(body: str) -> str:
    import html
    import re

    return html.unescape(re.sub(r"<[^>]+>", "", body))
