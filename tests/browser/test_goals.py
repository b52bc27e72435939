"""Goals typed as a new user would: plans, follow-ups, questions answered by a click, a refusal, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from autoglm_core.store import Workspace
from tests.browser.conftest import ROOT, Server, settled, worded

SAMPLES = ROOT / "assets" / "samples"


@pytest.fixture
def loans(server: Server) -> str:
    """A new draft of the shipped loans, as one click on the first page makes it."""
    space = Workspace(server.workspace)
    space.install_samples(SAMPLES)
    return space.create_draft(next(data.id for data in space.datasets() if data.sample == "loans")).id


def opened(page: Page, server: Server, draft: str, language: str) -> None:
    page.goto(f"{server.url}/goal?draft={draft}&lang={language}")
    settled(page)


def say(page: Page, goal: str) -> None:
    """Type a goal and leave the box by the button."""
    box = page.locator("textarea").first
    box.fill(goal)
    page.locator(".st-key-goal-read button").click()
    settled(page)


def add(page: Page, words: str) -> None:
    """Type a follow-up and press Enter; it is gone from its line once the plan has taken it up."""
    line = page.locator(".st-key-goal-change input").first
    line.fill(words)
    line.press("Enter")
    expect(line).to_have_value("")
    settled(page)


def reads(page: Page, *parts: str) -> None:
    """The plan says all of these, in this order, and nothing else."""
    expect(page.locator(".st-key-plan-sentence p")).to_have_text(list(parts))


def has_changed(page: Page, *lines: str) -> None:
    expect(page.locator(".plan-changed li")).to_have_text(list(lines))


def choose(page: Page, column: str) -> None:
    page.locator("[class*=st-key-goal-option-] button").filter(has_text=column).first.click()
    settled(page)


def test_goals_in_english(page: Page, server: Server, loans: str) -> None:
    opened(page, server, loans, "en")
    say(page, "Which borrowers will default? Miss as few as possible, finish in 3 minutes")
    wish, time = "and miss as few as possible while 1 alarm in 2 is right;", "finish in 3 minutes."
    reads(page, "Predict default (yes/no),", wish, time)

    add(page, "no, use precision, and leave out the telephone")
    sure = "and raise as few false alarms as possible while 1 case in 3 is found;"
    reads(page, "Predict default (yes/no),", sure, "leave out telephone;", time)
    has_changed(
        page,
        "and raise as few false alarms as possible while 1 case in 3 is found (before: and miss as few as possible "
        "while 1 alarm in 2 is right)",
        "new: leave out telephone",
    )
    add(page, "actually predict the amount instead")
    reads(page, "Estimate amount_dm (a number);", "leave out telephone;", time)
    add(page, "go back")
    reads(page, "Predict default (yes/no),", sure, "leave out telephone;", time)
    add(page, "put the telephone back, only loans above 1000 DM")
    reads(page, "Predict default (yes/no),", sure, "only rows where amount_dm is more than 1000;", time)

    # A part of the sentence opens what it can be changed by, with the words that it rests on.
    page.locator("[class*=st-key-plan-say-budget] button").click()
    expect(page.get_by_text("You said “3 minutes”")).to_be_visible()
    page.get_by_text("Balanced · 5 min").click()
    reads(
        page, "Predict default (yes/no),", sure, "only rows where amount_dm is more than 1000;", "finish in 5 minutes."
    )
    settled(page)
    page.keyboard.press("Escape")
    # While it is closing, a click elsewhere does nothing but close it.
    expect(page.get_by_text("You said “3 minutes”")).to_be_hidden()
    page.locator(".st-key-goal-undo button").click()
    settled(page)
    reads(page, "Predict default (yes/no),", sure, "only rows where amount_dm is more than 1000;", time)

    say(page, "predict something without age, in 2 minutes")
    expect(page.locator(".st-key-goal-question")).to_contain_text(worded("goal-question", "en"))
    choose(page, "default")
    reads(page, "Predict default (yes/no);", "leave out age;", "finish in 2 minutes.")
    expect(page.locator("textarea").first).to_have_value(
        "predict something without age, in 2 minutes. Predict “default”"
    )

    say(page, "write me a poem about the sea")
    expect(page.locator(".st-key-goal-refusal")).to_contain_text("not a task for a model that learns from a table")
    page.locator(".st-key-goal-offer-1 button").click()
    settled(page)
    reads(page, "Predict default (yes/no),", wish, "finish in 1 minute.")


def test_goals_in_chinese_and_mixed(page: Page, server: Server, loans: str) -> None:
    opened(page, server, loans, "zh")
    say(page, "哪些贷款会违约？尽量别漏掉，5 分钟内完成")
    wish = "尽量不漏，同时每 2 次警报至少 1 次正确；"
    reads(page, "预测 default（yes/no），", wish, "在 5 分钟内完成。")

    add(page, "改成十分钟，leave out age")
    reads(page, "预测 default（yes/no），", wish, "不用 age；", "在 10 分钟内完成。")
    has_changed(page, "新增：不用 age", "在 10 分钟内完成（之前：在 5 分钟内完成）")
    add(page, "把 age 放回来")
    reads(page, "预测 default（yes/no），", wish, "在 10 分钟内完成。")
    has_changed(page, "不再：不用 age")
    add(page, "撤销")
    reads(page, "预测 default（yes/no），", wish, "不用 age；", "在 10 分钟内完成。")

    line = page.locator(".st-key-goal-change input").first
    line.fill("为什么不用准确率？")
    line.press("Enter")
    # 700 of the 1,000 loans were repaid.
    expect(page.locator(".st-key-goal-answer")).to_contain_text("100 次也能对 70 次")

    say(page, "帮我预测一下，不用 telephone，3 分钟内完成")
    choose(page, "default")
    reads(page, "预测 default（yes/no）；", "不用 telephone；", "在 3 分钟内完成。")

    say(page, "把所有行分成四组")
    reads(page, "把相似的行分成 4 组；", "在 3 分钟内完成。")
    expect(page.locator(".st-key-goal-plan")).to_contain_text(worded("goal-understood", "zh"))
    expect(page.locator(".st-key-goal-start button").first).to_be_disabled()

    say(page, "明天天气怎么样")
    expect(page.locator(".st-key-goal-refusal, .st-key-goal-question")).to_be_visible()
    page.locator(".st-key-goal-undo button").click()
    settled(page)
    reads(page, "把相似的行分成 4 组；", "在 3 分钟内完成。")
