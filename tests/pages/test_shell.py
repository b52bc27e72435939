"""The frame of every page: language, links that keep the ids, the bar of steps, escaping, and the theme's colours."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from autoglm_core.store import Workspace
from pages.parts.i18n import md
from pages.parts.state import STEPS
from pages.parts.theme import DARK, LIGHT, Palette
from tests.pages.support import ROOT, asked, link_to, links, opened, unescaped, words

SCREENS = ("start", *STEPS, "runs", "lab", "settings")


def test_every_page_has_its_file_and_the_file_that_answers_deep_links() -> None:
    for screen in SCREENS:
        assert (ROOT / "pages" / "screens" / f"{screen}.py").exists()
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == set(SCREENS)


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_opens_without_ids_and_speaks_both_languages(space: Workspace, screen: str) -> None:
    english, chinese = words(opened(screen)), words(opened(screen, "zh"))
    assert "中文" in english
    assert "English" in chinese
    assert re.search(r"[\u4e00-\u9fff]{4}", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english.replace("中文", ""))


def test_the_language_follows_the_browser_until_one_is_chosen(space: Workspace) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.context["locale"] = "zh-CN"
    at.run()
    assert "您想从数据中了解什么" in words(at)
    at.button(key="shell-language").click().run()
    assert asked(at, "lang") == "en"
    assert "What would you like to know" in words(at)


def test_links_keep_language_and_ids(trained: Workspace) -> None:
    run = trained.runs()[0]
    at = opened("runs", "zh", run=run.id)
    settings = link_to(at, "settings")
    assert settings["lang"] == "zh"
    assert settings["run"] == run.id


def test_steps_open_as_far_as_the_work_has_come(trained: Workspace) -> None:
    run = trained.runs()[0]
    fresh = trained.create_draft(run.dataset_id)
    states = {
        "": {"goal", "train", "inspect", "use"},
        fresh.id: {"train", "inspect", "use"},
        run.draft_id: set(),
    }
    for draft, closed in states.items():
        at = opened("data", draft=draft) if draft else opened("data")
        assert {step for step in STEPS if step != "data" and links(at)[step].disabled} == closed
    assert links(opened("data"))["goal"].help == "Choose sample data or upload a file first."


def test_the_step_bar_follows_a_run_to_its_draft_and_data(trained: Workspace) -> None:
    run = trained.runs()[0]
    goal = link_to(opened("inspect", run=run.id), "goal")
    assert (goal["draft"], goal["dataset"], goal["run"]) == (run.draft_id, run.dataset_id, run.id)


@pytest.mark.parametrize("screen", SCREENS)
def test_an_id_that_is_not_there_is_said_and_breaks_nothing(space: Workspace, screen: str) -> None:
    at = opened(screen, draft="gone", run="gone", dataset="gone")
    assert len(words(at)) > 40


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b>[1]",
        "$x$ and $y$",
        ":smile: :material/home:",
        "www.example.com a@b.co http://x.y",
        "a -> b",
        "# x",
        "`x`",
    ],
)
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    assert unescaped(md(text)) == text


def test_escaping_takes_line_breaks_out() -> None:
    assert md("a\n\n# b") == r"a \# b"


@pytest.mark.parametrize(("name", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_charts_and_pages_have_the_same_colours(name: str, colours: Palette) -> None:
    theme: dict[str, Any] = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][name]
    assert theme["backgroundColor"] == colours.background
    assert theme["textColor"] == colours.text
    assert tuple(theme["chartCategoricalColors"]) == colours.series


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_is_readable(colours: Palette) -> None:
    for text in (colours.text, colours.muted, colours.good, colours.warning, colours.danger, colours.primary):
        assert contrast(text, colours.background) >= 4.5
        assert contrast(text, colours.surface) >= 4.5
    for series in colours.series:
        assert contrast(series, colours.surface) >= 3


def test_the_upload_limit_is_the_same_everywhere() -> None:
    from autoglm_core import config

    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]
    assert server["maxUploadSize"] == config().max_upload_mb


def contrast(first: str, second: str) -> float:
    """The contrast ratio of WCAG 2.1."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
