"""Goal: a sentence becomes a plan, every part can be edited and is kept, unclear and impossible goals get an answer."""

from __future__ import annotations

import html
import re
from fractions import Fraction
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
from tests.pages.support import asked, nodes, opened, unescaped, words
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
        assert "".join(sentence.split()) == "".join(shown_plan(page).split())
        assert page.text_area[0].value == goal


def test_every_part_can_be_edited_and_is_kept(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default")
    part(at, draft, "wish").select(Wish.FIND_ALL).run()
    # The floor that comes with the wish says more than reporting everybody would.
    assert space.draft(draft.id).spec.threshold.floor == pytest.approx(floor_of(space, draft))
    assert space.draft(draft.id).spec.metric == "average_precision"
    part(at, draft, "floor-recall").select(0.75).run()
    part(at, draft, "exclude").select("purpose").run()
    part(at, draft, "families").select("linear").run()
    part(at, draft, "interpretable").set_value(True).run()
    spec = space.draft(draft.id).spec
    assert (spec.threshold.wish, spec.threshold.floor) == (Wish.FIND_ALL, 0.75)
    assert (spec.exclude, spec.families_allow, spec.metric, spec.interpretable) == (
        ("purpose",),
        ("linear",),
        "average_precision",
        True,
    )
    reloaded = opened("goal", draft=draft.id)
    assert part(reloaded, draft, "exclude").value == ["purpose"]
    assert part(reloaded, draft, "floor-recall").value == 0.75
    reloaded.button(key="goal-undo").click().run()
    assert space.draft(draft.id).spec == spec.replaced(interpretable=False)


def floor_of(space: Workspace, draft: Draft) -> float:
    """The simplest share above 2 p / (1 + p), by the cells themselves."""
    share = (space.table(draft.id).frame["default"] == "yes").mean()
    simple = sorted(
        Fraction(n, d) for d in (2, 3, 4, 5, 6, 10, 20) for n in range(1, d) if d in (2, 3, 4, 5) or n == d - 1
    )
    return float(next(ratio for ratio in simple if ratio >= max(1 / 3, 2 * share / (1 + share)) - 1e-9))


def test_follow_ups_change_the_plan_say_what_changed_and_go_back(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default, finish in 3 minutes")
    first = space.draft(draft.id).spec
    at = changed(at, draft, "no, use recall, and leave out the purpose")
    second = space.draft(draft.id).spec
    assert (second.threshold.wish, second.exclude, second.budget) == (Wish.FIND_ALL, ("purpose",), first.budget)
    assert "new: leave out purpose" in said_now(at)
    assert "finish in 3 minutes" not in said_now(at)
    assert at.text_input(key=f"goal-change-{draft.id}").value == ""
    at = changed(at, draft, "改成十分钟")
    assert space.draft(draft.id).spec == second.replaced(budget={"seconds": 600}, goal=space.draft(draft.id).spec.goal)
    assert "finish in 10 minutes (before: finish in 3 minutes)" in said_now(at)
    assert space.draft(draft.id).follow_ups == ("no, use recall, and leave out the purpose", "改成十分钟")
    assert space.draft(draft.id).spec.goal.split("\n") == [
        "Predict default, finish in 3 minutes",
        "no, use recall, and leave out the purpose",
        "改成十分钟",
    ]
    at = changed(at, draft, "go back")
    assert space.draft(draft.id).spec == second
    assert "finish in 3 minutes (before: finish in 10 minutes)" in said_now(at)
    at = changed(at, draft, "actually predict the income instead")
    third = space.draft(draft.id).spec
    assert (third.task, third.target, third.exclude, third.budget) == (
        TaskKind.REGRESSION,
        "income",
        ("purpose",),
        first.budget,
    )
    at = changed(at, draft, "put the purpose back")
    assert space.draft(draft.id).spec.exclude == ()
    assert "no longer: leave out purpose" in said_now(at)
    reloaded = opened("goal", draft=draft.id)
    assert "Estimate income" in shown_plan(reloaded)
    assert reloaded.text_area[0].value == "Predict default, finish in 3 minutes"


def test_a_follow_up_that_changes_nothing_is_answered_and_kept_in_its_line(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default")
    plan = space.draft(draft.id).spec
    for said, answer in (
        ("leave out the shoe size", "No column of this table is about “shoe size”"),
        ("write me a poem", "The plan stays as it is."),
        ("finish in 1 minute", "The plan says so already"),
    ):
        at = changed(at, draft, said)
        assert answer in words(at)
        assert at.text_input(key=f"goal-change-{draft.id}").value == said
        assert space.draft(draft.id).spec == plan


def test_why_not_is_answered_and_can_be_done_all_the_same(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default, finish in 3 minutes")
    at = changed(at, draft, "why not recall?")
    assert "would choose a model that reports everybody" in words(at)
    # Half of these loans are not repaid, so accuracy hides nothing.
    at = changed(at, draft, "why not accuracy?")
    assert "Nothing speaks against it." in words(at)
    at.button(key="goal-answer-take").click().run()
    assert space.draft(draft.id).spec.metric == "accuracy"
    # In the plan itself: what was not chosen can be picked from a list.
    part(at, draft, "why-not-target").select("income").run()
    assert "Your words speak of “default”" in words(at)
    at.button(key="goal-why-not-take-target").click().run()
    spec = space.draft(draft.id).spec
    assert (spec.target, spec.task, spec.budget.seconds) == ("income", TaskKind.REGRESSION, 180)


def test_what_is_said_of_the_plan_in_the_goals_box_changes_the_plan(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default, finish in 3 minutes")
    at.text_area(key=f"goal-text-{draft.id}").set_value("without purpose").run()
    after = space.draft(draft.id)
    assert (after.goal, after.spec.target, after.spec.exclude) == (
        "Predict default, finish in 3 minutes",
        "default",
        ("purpose",),
    )
    assert at.text_area[0].value == after.goal


def test_conditions_can_be_added_changed_and_taken_away(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default, only where income is at least 2000")
    (condition,) = space.draft(draft.id).spec.filters
    assert (condition.column, condition.op, condition.value) == ("income", ">=", 2000)
    at.number_input(key=f"goal-row-value-0-{draft.id}").set_value(2500.0).run()
    assert space.draft(draft.id).spec.filters[0].value == 2500
    part(at, draft, "row-column").select("purpose").run()
    at.multiselect(key=f"goal-row-new-{draft.id}-purpose-in").select("car").run()
    at.button(key="goal-row-add").click().run()
    assert [(f.column, f.op, f.value) for f in space.draft(draft.id).spec.filters] == [
        ("income", ">=", 2500),
        ("purpose", "in", ("car",)),
    ]
    at.button(key="goal-row-drop-0").click().run()
    assert [f.column for f in space.draft(draft.id).spec.filters] == ["purpose"]


def test_how_it_is_tested_and_its_limits_can_be_set(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Predict default with 10 folds, random seed 7")
    part(at, draft, "folds").select(3).run()
    part(at, draft, "holdout").select(0.3).run()
    part(at, draft, "latency").set_value(20.0).run()
    part(at, draft, "seed").set_value(11).run()
    spec = space.draft(draft.id).spec
    assert (spec.validation.folds, spec.validation.holdout, spec.max_latency_ms, spec.seed) == (3, 0.3, 20, 11)
    assert "answer within 20 ms" in shown_plan(at)


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


@pytest.mark.parametrize(
    ("goal", "lang"),
    [("predict something without purpose, in 3 minutes", "en"), ("帮我预测一下，不用 purpose，3 分钟内完成", "zh")],
)
def test_an_answer_keeps_the_rest_of_the_sentence(space: Workspace, draft: Draft, goal: str, lang: str) -> None:
    at = told(draft, goal, lang)
    assert space.draft(draft.id).spec is None
    income = next(button for button in at.button if button.key.startswith("goal-option-") and "income" in button.label)
    income.click().run()
    spec = space.draft(draft.id).spec
    assert (spec.task, spec.target, spec.exclude, spec.budget.seconds) == (
        TaskKind.REGRESSION,
        "income",
        ("purpose",),
        180,
    )
    assert at.text_area[0].value.startswith(goal)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_goal_that_cannot_be_done_is_refused_politely(space: Workspace, draft: Draft, lang: str) -> None:
    goal = "Write me a poem about the sea"
    refusal = read_goal(goal, space.table(draft.id)).refusal
    at = told(draft, goal, lang)
    assert " ".join(refusal.text(lang).split()) in words(at)
    assert "goal-start" not in {button.key for button in at.button}
    assert space.draft(draft.id).goal == goal
    at.button(key="goal-offer-0").click().run()
    assert (space.draft(draft.id).spec.target, at.text_area[0].value) == ("default", space.draft(draft.id).goal)


def test_what_is_understood_but_not_trained_yet_is_said(space: Workspace, draft: Draft) -> None:
    at = told(draft, "Split the rows into four groups")
    assert "cannot be trained yet" in words(at)
    assert at.button(key="goal-start").disabled
    # What can be trained is one click away.
    at.button(key="goal-offer-0").click().run()
    assert space.draft(draft.id).spec.target == "default"
    assert not at.button(key="goal-start").disabled


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


def shown_plan(at: AppTest) -> str:
    """The plan as it is read: the labels of the parts that can be opened, one after the other."""
    labels = [node.proto.popover.label for node in nodes(at._tree) if is_part(node)]
    return unescaped(" ".join(labels)).replace("**", "")


def is_part(node: Any) -> bool:
    proto = getattr(node, "proto", None)
    return getattr(node, "type", "") == "popover" and proto.popover.type == "tertiary"


def said_now(at: AppTest) -> str:
    """What the page says of the last change."""
    bodies = [element.proto.body for element in at.get("html") if "plan-changed" in element.proto.body]
    return html.unescape(re.sub(r"<[^>]+>", " ", " ".join(bodies)))


def changed(at: AppTest, draft: Draft, said: str) -> AppTest:
    """What a user sees after typing ``said`` into the line that changes the plan."""
    return at.text_input(key=f"goal-change-{draft.id}").set_value(said).run()
