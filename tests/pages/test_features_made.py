"""The features that a run made: what is shown is what the result says, and each can be left out of a new plan."""

from __future__ import annotations

import json
from typing import Any

import pytest

from autoglm_core.messages import Message
from autoglm_core.result import GeneratedFeature, RunResult
from autoglm_core.store import Workspace
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name
from tests.pages.conftest import NASTY
from tests.pages.runs import on_tab
from tests.pages.support import asked, opened, words

TABS = {"en": "Features that were made", "zh": "生成的特征"}


def made(kind: str, columns: tuple[str, ...], lift: float, folds: int, *, used: bool = False) -> GeneratedFeature:
    """A feature as a run would report it."""
    sentence = Message(f"features-{kind}-made", {"first": columns[0], "second": columns[1]})
    return GeneratedFeature(f"{kind}({', '.join(columns)})", kind, columns, sentence, folds, 5, lift, used)


def with_features(space: Workspace, run_id: str, *features: GeneratedFeature) -> RunResult:
    """The run's result with ``features`` written into it."""
    path = space.run(run_id).folder / "result.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "generated": [item.to_json() for item in features]}), encoding="utf-8")
    return space.result(run_id)


def on_panel(run_id: str, language: str = "en") -> Any:
    return on_tab(opened("inspect", language, run=run_id), "inspect-tabs", TABS[language])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_feature_stands_with_its_sentence_and_lift(trained: Workspace, language: str) -> None:
    run = trained.runs()[0].id
    features = (
        made("ratio", (NASTY, "income"), 0.0123, 4, used=True),
        made("ratio", ("debt", "income"), -0.002, 1),
        made("total", ("debt", "income"), -0.004, 0),
    )
    result = with_features(trained, run, *features)
    text = words(on_panel(run, language))
    assert all(feature.sentence.text(language) in text for feature in features)
    metric = metric_name(result.metric, language)
    assert fmt.is_share(result.metric)
    for feature in features:
        change = (
            ("better" if feature.lift > 0 else "worse") if language == "en" else "改善" if feature.lift > 0 else "变差"
        )
        told = (metric, fmt.points(feature.lift, language), change)
        assert any(all(part in line for part in told) for line in text.split("\n"))
    assert text.count({"en": "did not pay", "zh": "没有帮助"}[language]) == 1
    assert {"en": "3 of them came close, 1 paid", "zh": "3 个接近入选，1 个确有帮助"}[language] in text


def test_a_run_without_any_says_so(trained: Workspace) -> None:
    run = trained.runs()[0].id
    with_features(trained, run)
    assert "No feature was made" in words(on_panel(run))


def test_training_again_without_one_opens_a_plan_that_leaves_it_out(trained: Workspace) -> None:
    run = trained.runs()[0]
    feature = made("ratio", (NASTY, "income"), 0.0123, 4)
    with_features(trained, run.id, feature, made("ratio", ("debt", "income"), 0.01, 3))
    at = on_panel(run.id)
    at.button(key=f"inspect-again-{feature.id}").click().run()
    draft = trained.draft(asked(at, "draft") or "")
    assert draft.id != run.draft_id
    assert draft.spec is not None
    assert draft.spec.search.features_off == (feature.id,)
    off = draft.spec.search.model_dump()
    assert draft.spec == run.spec.replaced(search=off)
    assert draft.recipe == trained.draft(run.draft_id).recipe
    at = on_panel(run.id)
    at.button(key="inspect-again-ratio").click().run()
    again = trained.draft(asked(at, "draft") or "").spec
    assert again is not None
    assert again.search.features_off == ("ratio",)


def test_the_plan_has_the_switch_and_what_is_off(trained: Workspace) -> None:
    run = trained.runs()[0]
    feature = made("ratio", ("debt", "income"), 0.0123, 4)
    with_features(trained, run.id, feature)
    at = on_panel(run.id)
    at.button(key=f"inspect-again-{feature.id}").click().run()
    draft = asked(at, "draft") or ""
    at = opened("goal", draft=draft)
    assert at.multiselect(key=f"goal-features-off-{draft}").value == [feature.id]
    at.multiselect(key=f"goal-features-off-{draft}").set_value([]).run()
    spec = trained.draft(draft).spec
    assert spec is not None
    assert spec.search.features_off == ()
    at.toggle(key=f"goal-features-{draft}").set_value(False).run()
    spec = trained.draft(draft).spec
    assert spec is not None
    assert not spec.search.features
