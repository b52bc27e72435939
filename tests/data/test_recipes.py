"""A recipe done, undone and done again; and the table that a specification leaves to be modelled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoglm_core.data.checks import table_findings
from autoglm_core.data.read import load
from autoglm_core.data.recipes import apply, features, for_spec, initial_recipe
from autoglm_core.data.roles import detect_roles
from autoglm_core.errors import SpecError
from autoglm_core.messages import Message
from autoglm_core.recipe import Recipe, RecipeStep, StepKind
from autoglm_core.spec import Budget, Filter, TaskSpec, Validation
from autoglm_core.table import Role, Table

WHY = Message("recipe-duplicates", {"count": 1})
N = 60
RNG = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "customer_id": np.arange(N) + 1000,
        "city": pd.Series(RNG.choice(["Rome", "Oslo", "北京"], N), dtype="str"),
        "age": np.where(np.arange(N) % 10 == 3, np.nan, RNG.integers(18, 80, N)),
        "zip": RNG.integers(10_000, 10_020, N),
        "member": RNG.random(N) < 0.5,
        "joined": pd.Timestamp("2021-01-01") + pd.to_timedelta(np.arange(N) * 9, unit="h"),
        "price": RNG.normal(100, 10, N).round(2),
        "same": 1,
        "y": np.where(np.arange(N) < 5, np.nan, RNG.integers(0, 2, N)),
    }
)
TABLE = apply(FRAME, Recipe())


def spec(**fields: Any) -> TaskSpec:
    return TaskSpec(**{"task": "binary", "target": "y", "budget": Budget(trials=1), **fields})


def kept(**condition: Any) -> pd.DataFrame:
    """The rows of the table without a target column that a filter keeps."""
    return for_spec(TABLE, spec(task="regression", target="price", filters=(Filter(**condition),))).frame


# ---- recipes ---------------------------------------------------------------------------------------------------------


def test_the_first_recipe_holds_what_was_assumed_and_what_was_found() -> None:
    loaded = load({"id": [f"K-{i}" for i in range(30)], "paid": ["$5", " "] * 15, "z": [1.5, 2.5] * 15})
    raw = Table(loaded.frame, detect_roles(loaded.frame))
    recipe = initial_recipe(loaded.receipt, raw, table_findings(raw))
    read = [step for step in recipe.steps if step.kind is StepKind.READ]
    assert [step.reason for step in read] == list(loaded.receipt.assumed)
    assert {step.column for step in read} == {"paid"}
    assert (StepKind.LEAVE_OUT, "id", True) in {(step.kind, step.column, step.active) for step in recipe.steps}
    assert Recipe.from_json(recipe.to_json()) == recipe


def test_an_identifier_is_left_out_and_comes_back_when_its_step_is_undone() -> None:
    raw = Table(FRAME, detect_roles(FRAME))
    recipe = initial_recipe(load(FRAME).receipt, raw, table_findings(raw))
    done = apply(FRAME, recipe)
    assert done.roles["customer_id"] is Role.IDENTIFIER
    assert "customer_id" in done.columns
    assert "customer_id" not in features(done, spec())
    position = next(i for i, step in enumerate(recipe.steps) if step.column == "customer_id")
    undone = apply(FRAME, recipe.toggled(position, False))
    assert "customer_id" in features(undone, spec())
    again = apply(FRAME, recipe.toggled(position, False).toggled(position, True))
    pd.testing.assert_frame_equal(again.frame, done.frame)
    assert again.roles == done.roles


def test_a_column_left_out_stays_in_the_table_and_is_no_feature() -> None:
    recipe = Recipe((RecipeStep(StepKind.LEAVE_OUT, WHY, "price"),))
    table = apply(FRAME, recipe)
    assert "price" in table.columns
    assert "price" not in features(table, spec())
    assert "price" in features(apply(FRAME, recipe.toggled(0, False)), spec())
    assert "price" in features(table, spec(roles={"price": Role.NUMERIC}))  # the user's own word


def test_roles_rows_and_filters_are_steps_too() -> None:
    frame = pd.concat([FRAME, FRAME.iloc[:7]], ignore_index=True)
    condition = Filter(column="city", op="==", value="Rome").model_dump_json()
    recipe = Recipe(
        (
            RecipeStep(StepKind.SET_ROLE, WHY, "price", "categorical"),
            RecipeStep(StepKind.DROP_DUPLICATE_ROWS, WHY),
            RecipeStep(StepKind.DROP_ROWS_WITHOUT_TARGET, WHY, "y"),
            RecipeStep(StepKind.FILTER, WHY, "city", condition),
        )
    )
    table = apply(frame, recipe)
    expected = FRAME[(FRAME["city"] == "Rome") & FRAME["y"].notna()]
    assert table.rows == len(expected)
    assert table.roles["price"] is Role.CATEGORICAL
    assert str(table.frame["price"].dtype) == "str"
    assert isinstance(table.frame.index, pd.RangeIndex)
    off = Recipe(tuple(recipe.toggled(i, False).steps[i] for i in range(4)))
    assert apply(frame, off).rows == len(frame)


CELL = st.sampled_from([1, 2, None])
STEPS = st.lists(
    st.sampled_from(
        [
            RecipeStep(StepKind.DROP_DUPLICATE_ROWS, WHY),
            RecipeStep(StepKind.DROP_ROWS_WITHOUT_TARGET, WHY, "a"),
            RecipeStep(StepKind.SET_ROLE, WHY, "b", "categorical"),
            RecipeStep(StepKind.SET_ROLE, WHY, "c", "numeric"),
            RecipeStep(StepKind.LEAVE_OUT, WHY, "c"),
            RecipeStep(StepKind.LEAVE_OUT, WHY, "a", active=False),
            RecipeStep(StepKind.LEAVE_OUT, WHY, "not there"),
            RecipeStep(StepKind.FILTER, WHY, "b", '{"column": "b", "op": ">", "value": 1}'),
        ]
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(CELL, CELL, st.sampled_from(["1", "x", None])), min_size=1, max_size=25), steps=STEPS)
def test_applying_a_recipe_again_changes_nothing(rows: list[Any], steps: list[RecipeStep]) -> None:
    frame = load(pd.DataFrame([*rows, (1, 1, "y")], columns=["a", "b", "c"])).frame
    before, recipe = frame.copy(deep=True), Recipe(tuple(steps))
    once = apply(frame, recipe)
    twice = apply(once.frame, recipe)
    pd.testing.assert_frame_equal(once.frame, twice.frame)
    pd.testing.assert_frame_equal(apply(frame, recipe).frame, once.frame)
    pd.testing.assert_frame_equal(frame, before)


# ---- what a specification leaves -------------------------------------------------------------------------------------


def test_rows_without_a_target_go_and_whole_numbers_are_whole_again() -> None:
    modelled = for_spec(TABLE, spec())
    assert modelled.rows == N - 5
    assert str(modelled.frame["y"].dtype) == "int64"
    assert modelled.frame["price"].tolist() == FRAME["price"].tolist()[5:]


def test_features_are_what_a_model_is_given() -> None:
    modelled = for_spec(TABLE, spec())
    assert features(modelled, spec()) == ("city", "age", "zip", "member", "joined", "price")
    assert {"customer_id", "same", "y"} <= set(modelled.columns)
    assert features(TABLE, spec()) == features(modelled, spec())


def test_columns_are_excluded_and_included() -> None:
    without = spec(exclude=("price", "zip"))
    assert "price" not in for_spec(TABLE, without).columns
    assert features(for_spec(TABLE, without), without) == ("city", "age", "member", "joined")
    only = spec(include_only=("age", "city"))
    assert for_spec(TABLE, only).columns == ("city", "age", "y")
    assert features(TABLE, only) == ("city", "age")


def test_columns_that_validation_needs_stay_in_the_table() -> None:
    grouped = spec(validation=Validation(group_column="city", time_column="joined"), exclude=("city", "joined"))
    modelled = for_spec(TABLE, grouped)
    assert {"city", "joined"} <= set(modelled.columns)
    assert not {"city", "joined"} & set(features(modelled, grouped))
    timed = spec(validation=Validation(group_column="city", time_column="joined"))
    assert "joined" in features(TABLE, timed)
    assert "city" not in features(TABLE, timed)


def test_roles_of_the_user_are_followed() -> None:
    own = spec(roles={"customer_id": Role.NUMERIC, "price": Role.CATEGORICAL})
    modelled = for_spec(TABLE, own)
    assert "customer_id" in features(modelled, own)
    assert str(modelled.frame["price"].dtype) == "str"
    assert modelled.roles["price"] is Role.CATEGORICAL
    with pytest.raises(SpecError) as caught:
        for_spec(TABLE, spec(roles={"city": Role.NUMERIC}))
    assert caught.value.message.key == "error-table-role"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"column": "age", "op": ">=", "value": 40}, FRAME["age"] >= 40),
        ({"column": "age", "op": "<", "value": "40"}, FRAME["age"] < 40),
        ({"column": "age", "op": "!=", "value": 40}, FRAME["age"] != 40),
        ({"column": "age", "op": "notnull"}, FRAME["age"].notna()),
        ({"column": "age", "op": "in", "value": tuple(range(30, 45))}, FRAME["age"].between(30, 44)),
        ({"column": "city", "op": "==", "value": "Rome"}, FRAME["city"] == "Rome"),
        ({"column": "city", "op": "==", "value": "rome"}, FRAME["city"] == "Rome"),
        ({"column": "city", "op": "!=", "value": "北京"}, FRAME["city"] != "北京"),
        ({"column": "city", "op": "in", "value": ("Rome", "Paris")}, FRAME["city"] == "Rome"),
        ({"column": "zip", "op": "==", "value": int(FRAME["zip"].iloc[0])}, FRAME["zip"] == FRAME["zip"].iloc[0]),
        ({"column": "zip", "op": ">", "value": 10_010}, FRAME["zip"] > 10_010),
        ({"column": "member", "op": "==", "value": True}, FRAME["member"]),
        ({"column": "member", "op": "==", "value": "false"}, ~FRAME["member"]),
        ({"column": "member", "op": "==", "value": 1}, FRAME["member"]),
        ({"column": "joined", "op": ">=", "value": "2021-01-10"}, FRAME["joined"] >= "2021-01-10"),
        ({"column": "joined", "op": "<=", "value": "2021-01-10"}, FRAME["joined"] < "2021-01-11"),
        ({"column": "joined", "op": ">", "value": "2021-01-10"}, FRAME["joined"] >= "2021-01-11"),
        (
            {"column": "joined", "op": "==", "value": "2021-01-10"},
            FRAME["joined"].dt.date == pd.Timestamp("2021-01-10").date(),
        ),
        ({"column": "joined", "op": ">=", "value": 2021}, FRAME["joined"] >= "2021-01-01"),
    ],
)
def test_conditions_keep_the_rows_they_should(condition: dict[str, Any], expected: pd.Series[bool]) -> None:
    assert kept(**condition)["customer_id"].tolist() == FRAME.loc[expected, "customer_id"].tolist()


def test_a_column_that_a_filter_makes_constant_is_no_feature() -> None:
    rome = spec(filters=(Filter(column="city", op="==", value="Rome"),))
    modelled = for_spec(TABLE, rome)
    assert modelled.roles["city"] is Role.CONSTANT
    assert "city" not in features(modelled, rome)


@pytest.mark.parametrize(
    ("fields", "key", "mentions"),
    [
        ({"target": "churn"}, "error-table-target-unknown", ["churn", "city"]),
        ({"exclude": ("nope",)}, "error-table-exclude-unknown", ["nope"]),
        ({"include_only": ("nope",)}, "error-table-include-unknown", ["nope"]),
        ({"roles": {"nope": "text"}}, "error-table-role-unknown", ["nope"]),
        ({"validation": {"group_column": "nope"}}, "error-table-validation-unknown", ["nope"]),
        ({"filters": [{"column": "nope", "op": "notnull"}]}, "error-table-filter-unknown", ["nope"]),
        (
            {"filters": [{"column": "city", "op": "==", "value": "Paris"}]},
            "error-table-filter-absent",
            ["Paris", "Rome"],
        ),
        ({"filters": [{"column": "age", "op": ">", "value": 200}]}, "error-table-filter-no-rows", ["> 200"]),
        ({"filters": [{"column": "age", "op": ">", "value": "old"}]}, "error-table-filter-number", ["old"]),
        ({"filters": [{"column": "joined", "op": ">", "value": "soon"}]}, "error-table-filter-date", ["soon"]),
        ({"filters": [{"column": "city", "op": ">", "value": 3}]}, "error-table-filter-order", ["city"]),
        ({"filters": [{"column": "age", "op": ">"}]}, "error-table-filter-value", ["age"]),
        ({"include_only": ("customer_id", "same")}, "error-table-no-features", ["y"]),
        ({"filters": [{"column": "customer_id", "op": "<", "value": 1003}]}, "error-table-no-target", ["y"]),
    ],
)
def test_what_contradicts_the_table_is_said(fields: dict[str, Any], key: str, mentions: list[str]) -> None:
    with pytest.raises(SpecError) as caught:
        for_spec(TABLE, spec(**fields))
    assert caught.value.message.key == key
    for language in ("en", "zh"):
        assert all(mention in caught.value.message.text(language) for mention in mentions)
