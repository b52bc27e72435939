"""Data: figures, findings that are done and undone, the recipe, profiles, roles, and goals to ask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autoglm_core import suggest_goals
from autoglm_core.recipe import StepKind
from autoglm_core.store import Draft, Workspace
from autoglm_core.table import Role
from autoglm_core.view import format as fmt
from tests.pages.conftest import NASTY, kept
from tests.pages.support import asked, opened, unescaped, words

ROWS = 200


def frame() -> pd.DataFrame:
    """An identifier, a nasty name, a constant, missing cells, and ten rows twice."""
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "customer_id": np.arange(10_000, 10_000 + ROWS),
            NASTY: rng.choice(["=cmd()", "<i>b</i>", "很长" * 40], ROWS),
            "country": "DE",
            "spend": rng.gamma(2, 100, ROWS).round(2),
            "churn": rng.choice(["yes", "no"], ROWS),
        }
    )
    table.loc[:19, "spend"] = np.nan
    return pd.concat([table, table.iloc[-10:]], ignore_index=True)


@pytest.fixture
def draft(space: Workspace, tmp_path: Path) -> Draft:
    return space.create_draft(kept(space, frame(), "customers.csv", tmp_path))


def test_without_data_the_page_says_where_to_begin(space: Workspace) -> None:
    assert "Choose sample data or upload a file first." in words(opened("data"))
    assert "请先选择示例数据或上传文件。" in words(opened("data", "zh"))


def test_a_draft_that_is_gone_is_said(space: Workspace) -> None:
    at = opened("data", draft="d0000000000")
    assert "Go to Start" in words(at)


def test_figures_are_those_of_the_table(space: Workspace, draft: Draft) -> None:
    at = opened("data", draft=draft.id)
    shown = {metric.label: unescaped(metric.value) for metric in at.metric}
    table = space.table(draft.id)
    assert shown["Rows"] == fmt.number(table.rows)
    assert shown["Columns"] == "5"
    assert shown["Missing cells"] == fmt.percent(frame().isna().to_numpy().mean())
    assert shown["Things to know"] == str(len(space.findings(draft.id)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_findings_are_listed_in_words(space: Workspace, draft: Draft, lang: str) -> None:
    text = words(opened("data", lang, draft=draft.id))
    found = space.findings(draft.id)
    assert {"identifier", "constant"} <= {finding.kind for finding in found}
    for finding in found:
        assert " ".join(finding.message.text(lang).split()) in text


def test_what_was_done_can_be_undone_and_done_again(space: Workspace, draft: Draft) -> None:
    at = opened("data", draft=draft.id)
    step = next(step for step in draft.recipe.steps if step.kind is StepKind.LEAVE_OUT and step.column == "customer_id")
    position = draft.recipe.steps.index(step)
    for _ in range(2):
        before = space.draft(draft.id).recipe.steps[position].active
        at.toggle(key=f"data-step-{draft.id}-{position}").set_value(not before).run()
        assert space.draft(draft.id).recipe.steps[position].active is not before
    assert space.draft(draft.id).recipe.steps[position].active is step.active


def test_a_finding_has_a_button_that_does_what_it_says(space: Workspace, draft: Draft) -> None:
    at = opened("data", draft=draft.id)
    active = [step.active for step in space.draft(draft.id).recipe.steps]
    button = next(button for button in at.button if button.key.startswith("finding-data-"))
    button.click().run()
    changed = [step.active for step in space.draft(draft.id).recipe.steps]
    assert sum(a != b for a, b in zip(active, changed, strict=False)) + len(changed) - len(active) == 1
    at.button(key="data-undo").click().run()
    assert [step.active for step in space.draft(draft.id).recipe.steps] == active


def test_undo_at_the_beginning_is_one_sentence(space: Workspace, draft: Draft) -> None:
    at = opened("data", draft=draft.id)
    at.button(key="data-undo").click().run()
    (error,) = at.error
    assert len(error.value) > 10


def test_the_table_shows_its_first_rows(space: Workspace, draft: Draft) -> None:
    shown = opened("data", draft=draft.id).dataframe[0].value
    assert list(shown.columns) == list(frame().columns)
    assert len(shown) == 200


def test_a_column_is_profiled_in_words(space: Workspace, draft: Draft) -> None:
    at = opened("data", draft=draft.id)
    at.selectbox(key="data-column").select("spend").run()
    text = words(at)
    missing = int(frame()["spend"].isna().sum())
    assert f"{len(frame()) - missing} rows have a value, {missing} are missing." in text
    assert space.profile(draft.dataset_id).column("spend").sentence.text("en") in text


def test_a_role_can_be_changed(space: Workspace, draft: Draft) -> None:
    at = opened("data", draft=draft.id)
    at.selectbox(key="data-column").select("spend").run()
    at.selectbox(key=f"data-role-{draft.id}-spend").select(Role.CATEGORICAL).run()
    assert space.draft(draft.id).roles == {"spend": Role.CATEGORICAL}
    assert space.table(draft.id).roles["spend"] is Role.CATEGORICAL
    reloaded = opened("data", draft=draft.id)
    reloaded.selectbox(key="data-column").select("spend").run()
    assert reloaded.selectbox(key=f"data-role-{draft.id}-spend").value == Role.CATEGORICAL


def test_a_suggested_goal_is_taken_along(space: Workspace, draft: Draft) -> None:
    at = opened("data", draft=draft.id)
    goal = suggest_goals(space.table(draft.id), "en")[0]
    at.button(key="data-question-0").click().run()
    assert space.draft(draft.id).goal == goal
    assert asked(at, "draft") == draft.id
    assert at.text_area[0].value == goal


def test_the_receipt_tells_how_the_file_was_read(space: Workspace, draft: Draft) -> None:
    text = words(opened("data", draft=draft.id))
    receipt = space.dataset(draft.dataset_id).receipt
    assert receipt.sha256 in text
    for assumed in receipt.assumed:
        assert " ".join(assumed.text("en").split()) in text


def test_a_data_set_without_a_draft_gets_one(space: Workspace, draft: Draft) -> None:
    at = opened("data", dataset=draft.dataset_id)
    assert asked(at, "draft") == draft.id
