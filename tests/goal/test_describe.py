"""The plan reads as one sentence, in both languages, and names are data."""

from __future__ import annotations

import pytest

from autoglm_core.goal.describe import budget_words, describe_plan
from autoglm_core.goal.read import read_goal
from autoglm_core.spec import Budget, TaskSpec
from tests.goal import tables

GYM, HOUSES, BAKERY = tables.gym(), tables.houses(), tables.bakery()


def sentence(plan, table, language):
    return "".join(part.plain for part in describe_plan(plan, table, language))


def test_the_sentence_of_the_plan_card():
    goal = "Predict membership_cancelled; missing one is worse than a false alarm. Leave out member_no. 5 minutes max."
    plan = read_goal(goal, GYM).spec
    assert sentence(plan, GYM, "en") == (
        "Predict membership_cancelled (yes/no), and miss as few as possible while 1 alarm in 2 is right; "
        "leave out member_no; finish in 5 minutes."
    )
    assert sentence(plan, GYM, "zh") == (
        "预测 membership_cancelled（yes/no），尽量不漏，同时每 2 次警报至少 1 次正确；不用 member_no；在 5 分钟内完成。"
    )


def test_parts_are_named_as_their_reasons():
    goal = "Predict membership_cancelled only for Leipzig, without age, with 10 folds and xgboost, 5 minutes"
    reading = read_goal(goal, GYM)
    parts = {part.part for part in describe_plan(reading.spec, GYM, "en")} - {"end"}
    assert parts <= set(reading.reasons)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_kind_of_plan_has_words(language):
    budget = Budget(trials=20)
    everything = TaskSpec(
        task="regression", target="sold_price", metric="mae", include_only=("rooms", "heating"), exclude=("house_id",),
        filters=[
            {"column": "yearBuilt", "op": ">=", "value": 1990}, {"column": "heating", "op": "in", "value": ("gas",)},
            {"column": "rooms", "op": "notnull"}, {"column": "energy_class", "op": "!=", "value": "D"},
        ],
        budget=budget, validation={"folds": 7, "holdout": 0.2, "time_column": "yearBuilt", "group_column": "house_id"},
        families_allow=("linear",), families_deny=("svm",), interpretable=True, max_latency_ms=5, max_model_mb=2,
        weights={"accuracy": 3, "latency": 1}, seed=5,
    )  # fmt: skip
    assert "20" in sentence(everything, HOUSES, language)
    for kind, extra in (
        ("forecast", {"target": "销量", "horizon": 14, "freq": "D", "time_column": "日期", "group_by": ("分店",)}),
        ("recommendation", {"user_column": "分店", "item_column": "日期"}),
        ("clustering", {"n_clusters": 4}),
        ("clustering", {}),
        ("anomaly", {}),
        ("multiclass", {"target": "分店"}),
    ):
        text = sentence(TaskSpec(task=kind, budget=budget, **extra), BAKERY, language)
        assert "{" not in text
        assert text.endswith("。" if language == "zh" else ".")


def test_names_and_cells_are_escaped():
    table = tables.odd()
    plan = TaskSpec(
        task="regression", target="<b>x</b>[1]", exclude=("=cmd()", "$x$", "n" * 300, ""), budget=Budget(seconds=1)
    )
    text = "".join(part.text for part in describe_plan(plan, table, "en"))
    assert "<b>" not in text.replace(r"\<b\>", "")
    assert "$x$" not in text
    assert len(text) < 400


def test_budget_words():
    assert budget_words(Budget(seconds=90), "en") == "1 minute 30 seconds"
    assert budget_words(Budget(seconds=3_600), "zh") == "1 小时"
