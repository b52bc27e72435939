"""Questions as people type them, in two languages and with slips, are taken for what they ask."""

from __future__ import annotations

import pytest

from autoglm_core.view.ask.questions import Intent, read_question

COLUMNS = ("tenure", "MonthlyCharges", "Contract", "total_balance", "收入")
ASKED = {
    Intent.ROW: [
        "why was row 17 refused?",
        "为什么第17行被拒绝",
        "why did you reject customer 17",
        "#17",
        "第十七行为什么是这样",
    ],
    Intent.CHANGE: [
        "what would have to change for row 17?",
        "how can row 17 be accepted?",
        "what would row 17 need to be approved",
        "第十七行怎么才能通过",
        "第 17 行需要改变什么",
    ],
    Intent.DRIVERS: ["what drives churn?", "why do customers churn?", "which factors are improtant", "什么影响流失？"],
    Intent.COLUMN: ["does tenure matter?", "what role do monthly charges play?", "total balance", "收入有多大影响"],
    Intent.GOOD: ["how good is it?", "can I trust it?", "how accruate is the modle", "模型准吗", "效果怎么样"],
    Intent.FAILS: ["whom does it fail?", "where does it make mistakes", "它在哪些人身上容易出错"],
    Intent.MORE_ROWS: ["how would it do with 10,000 rows more?", "would more data help?", "再多一万行会怎么样"],
    Intent.MODEL: ["which model is it and why that one?", "为什么选这个模型", "哪个模型最好"],
    Intent.PLAIN: ["explain the model in plain words", "用大白话讲讲这个模型", "tell me about the model"],
    Intent.MEASURED: ["how was this measured?", "怎么测出来的"],
    Intent.UNKNOWN: [
        "what is the weather in Paris?",
        "今天天气怎么样",
        "'; DROP TABLE runs",
        "<b>",
        "",
        "how long did it take?",
    ],
}


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, texts in ASKED.items() for text in texts])
def test_is_taken_for_what_it_asks(intent: Intent, text: str) -> None:
    read = read_question(text, COLUMNS, "Churn")
    assert read.intent is intent
    assert read.language == ("zh" if any("一" <= sign <= "鿿" for sign in text) else "en")
    if intent in (Intent.ROW, Intent.CHANGE):
        assert read.row == 17
    if intent is Intent.COLUMN:
        assert read.column in COLUMNS


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("10,000 rows more", 10_000),
        ("what if we had 10k more rows", 10_000),
        ("再多两万行", 20_000),
        ("more data", None),
    ],
)
def test_the_number_of_rows_more(text: str, rows: int | None) -> None:
    assert read_question(text, COLUMNS, "Churn").rows == rows


def test_a_question_without_words_is_in_the_language_of_the_page() -> None:
    assert read_question("#5", COLUMNS, "Churn", "zh").language == "zh"
