"""The language model in the app: off until it is switched on, its key nowhere, its doubts as a question to click."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from autoglm_core import config
from autoglm_core.store import Draft, Workspace
from autoglm_core.table import Table
from pages.parts.errands import Errand
from tests.goal.endpoint import Play, Server, playing, says
from tests.pages.conftest import kept
from tests.pages.support import opened, words
from tests.tables import loans

KEY = "sk-page-secret-4711"
GOAL = "Predict default"
RIGHT = {"status": "plan", "task": "binary", "target": "default"}


@pytest.fixture
def server(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An endpoint that the app was configured with; what it plays is set by the test."""
    with playing([says(**RIGHT)]) as server:
        monkeypatch.setenv("AUTOGLM_LANGUAGE_MODEL_URL", server.url)
        monkeypatch.setenv("AUTOGLM_LANGUAGE_MODEL_NAME", "toy")
        config.cache_clear()
        yield server


@pytest.fixture
def draft(space: Workspace, server: Server, tmp_path: Path) -> Draft:
    return space.create_draft(kept(space, loans(), "loans.csv", tmp_path))


def switched_on(screen: str, draft: Draft, lang: str = "en") -> AppTest:
    # In English: outside the app AppTest words the options of a radio in no other language.
    at = opened("settings", draft=draft.id)
    at.toggle(key="settings-model-on").set_value(True).run()
    return gone(at, screen, draft, lang)


def gone(at: AppTest, screen: str, draft: Draft, lang: str = "en") -> AppTest:
    """To another page in the same session."""
    at.query_params["draft"], at.query_params["lang"] = draft.id, lang
    return at.switch_page(f"pages/screens/{screen}.py").run()


def told(at: AppTest, draft: Draft, goal: str) -> AppTest:
    return answered(at.text_area(key=f"goal-text-{draft.id}").set_value(goal).run())


def answered(at: AppTest, name: str = "language-model-reading") -> AppTest:
    """The page once the language model has answered."""
    begun = at.session_state[f"errand-{name}"]
    assert isinstance(begun, Errand)
    assert begun.done.wait(60)
    at.run()
    assert not at.exception
    return at


def keys_of(at: AppTest) -> set[str]:
    return {button.key for button in at.button}


def test_nothing_is_sent_until_it_is_switched_on(space: Workspace, server: Server, draft: Draft) -> None:
    at = opened("goal", draft=draft.id)
    at.text_area(key=f"goal-text-{draft.id}").set_value(GOAL).run()
    assert space.draft(draft.id).spec.target == "default"
    assert server.requests == []


@pytest.mark.parametrize(("lang", "line"), [("en", "The language model agrees.")])
def test_a_goal_is_read_by_both_and_what_was_sent_can_be_seen(
    space: Workspace, server: Server, draft: Draft, lang: str, line: str
) -> None:
    at = switched_on("goal", draft, lang)
    before = at.code[0].value
    assert '"loan_amount' in before or "default" in before
    assert server.requests == []
    at = told(at, draft, GOAL)
    assert line in words(at)
    assert [code.value for code in at.code] == server.bodies
    assert space.draft(draft.id).spec.target == "default"


def test_a_lie_is_asked_about_and_a_click_decides(space: Workspace, server: Server, draft: Draft) -> None:
    server.plays[:] = [says(status="plan", task="clustering", n_clusters=3)]
    at = told(switched_on("goal", draft), draft, GOAL)
    assert "Which is meant?" in words(at)
    assert "goal-start" not in keys_of(at)
    first = at.button(key="goal-plan-choice-0").label
    assert "default" in first
    assert "3 groups" in at.button(key="goal-plan-choice-1").label.replace("\\", "")
    at.button(key="goal-plan-choice-0").click().run()
    assert space.draft(draft.id).spec.target == "default"
    assert "goal-start" in keys_of(at)
    assert len(server.requests) == 1


def test_a_plan_of_the_model_alone_is_taken_by_a_click(space: Workspace, server: Server, draft: Draft) -> None:
    at = told(switched_on("goal", draft), draft, "Who will leave us in the lurch?")
    if space.draft(draft.id).spec is None:
        at.button(key="goal-plan-choice-0").click().run()
    assert space.draft(draft.id).spec.target == "default"


def test_what_it_adds_is_said_and_can_be_taken_out_again(space: Workspace, server: Server, draft: Draft) -> None:
    goal = "Predict default, within a coffee break's time"
    words_of = "a coffee break's time"
    server.plays[:] = [says(**RIGHT, seconds=900, quotes=[{"part": "seconds", "words": words_of}])]
    at = told(switched_on("goal", draft), draft, goal)
    assert space.draft(draft.id).spec.budget.seconds == 900
    assert "The language model alone found: the time for training." in words(at)
    at.button(key="model-without").click().run()
    assert space.draft(draft.id).spec.budget.seconds == config().budget_seconds


@pytest.mark.parametrize("play", [Play(status=500), Play("<img src=x onerror=alert(1)>"), Play(body=b"{")])
def test_a_failure_is_one_line_and_the_rules_plan(space: Workspace, server: Server, draft: Draft, play: Play) -> None:
    server.plays[:] = [play]
    at = told(switched_on("goal", draft), draft, GOAL)
    assert "This was read by the rules alone." in words(at)
    assert "onerror" not in words(at)
    assert space.draft(draft.id).spec.target == "default"
    assert "goal-start" in keys_of(at)


def test_it_can_be_stopped(space: Workspace, server: Server, draft: Draft) -> None:
    server.plays[:] = [Play(wait=60)]
    at = switched_on("goal", draft)
    at.text_area(key=f"goal-text-{draft.id}").set_value(GOAL).run()
    at.button(key="model-stop").click().run()
    assert "was stopped" in words(answered(at))


def test_a_typed_key_reaches_the_endpoint_and_is_written_nowhere(
    space: Workspace, server: Server, draft: Draft, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    at = opened("settings", draft=draft.id)
    at.toggle(key="settings-model-on").set_value(True).run()
    at.text_input(key="settings-model-key").set_value(KEY).run()
    assert at.text_input(key="settings-model-key").value == ""
    at.button(key="settings-model-test").click().run()
    answered(at, "model-test")
    assert KEY not in words(at)
    at = gone(at, "goal", draft)
    at = told(at, draft, GOAL)
    assert set(server.keys) == {f"Bearer {KEY}"}
    assert KEY not in words(at)
    assert not [value for value in at.query_params.values() if KEY in str(value)]
    time.sleep(0.05)
    found = [path for path in space.root.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert found == []
    output = capfd.readouterr()
    assert KEY not in caplog.text + output.out + output.err


def test_a_key_of_impossible_signs_is_refused_in_words(server: Server, draft: Draft) -> None:
    at = opened("settings", draft=draft.id)
    at.text_input(key="settings-model-key").set_value("no key at all").run()
    assert "spaces or signs" in words(at)
    assert "no key at all" not in words(at)


def test_settings_show_what_would_be_sent_at_each_level(server: Server, draft: Draft, space: Workspace) -> None:
    table: Table = space.table(draft.id)
    at = opened("settings", draft=draft.id)
    assert server.url in words(at)
    cell = str(table.frame["purpose"].iloc[0])
    assert f'\\"{cell}\\"' not in at.code[0].value
    at.radio(key="settings-model-sends").set_value("samples").run()
    assert f'\\"{cell}\\"' in at.code[0].value
    assert server.requests == []


def test_the_connection_can_be_tested(server: Server, draft: Draft) -> None:
    at = opened("settings", draft=draft.id)
    for play, line in ((says(ok=True), "The language model answers."), (Play(status=401), "does not accept the key")):
        server.plays[:] = [play]
        at.button(key="settings-model-test").click().run()
        assert line in words(answered(at, "model-test"))
