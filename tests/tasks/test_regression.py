"""Targets that are numbers: what is refused, and how they are judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from autoglm_core.errors import SpecError, TargetError
from autoglm_core.registry import plugin
from autoglm_core.spec import Budget, TaskSpec
from autoglm_core.table import Role, Table

TASK = plugin("tasks", "regression")
SPEC = TaskSpec(task="regression", target="price", budget=Budget(trials=1))


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["12", "cheap", "dear"], "such as “cheap”"),
        (pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"]), "2020-01-01"),
        ([1.0, np.inf, 2.0, -np.inf], "2 rows have an infinite number"),
        ([7.5] * 6, "same number in “price”: 7.5"),
        ([1.0, 2.0], "Only 2 rows"),
    ],
)
def test_what_is_no_amount_is_refused_with_advice(cells, says):
    with pytest.raises(TargetError) as caught:
        TASK.check(pd.Series(cells), SPEC)
    assert says in str(caught.value)
    assert "price" in caught.value.message.text("zh")


def test_numbers_are_read_however_they_are_stored():
    for cells in (pd.Series(["1", "2.5", "-3"]), pd.Series([1, 2.5, -3]), pd.Series([1.0, 2.5, -3.0], dtype="Float64")):
        assert TASK.check(cells, SPEC).y.tolist() == [1.0, 2.5, -3.0]


def test_large_errors_count_more_unless_asked_otherwise():
    target = TASK.check(pd.Series([1.0, 2.0, 4.0]), SPEC)
    assert TASK.default_metric(target, SPEC)[0].name == "rmse"
    assert TASK.default_metric(target, SPEC.replaced(metric="mae"))[0].name == "mae"
    assert TASK.default_metric(target, SPEC.replaced(metric="rmsle"))[0].name == "rmsle"


def test_a_metric_that_the_target_rules_out_is_refused():
    target = TASK.check(pd.Series([-1.0, 2.0, 4.0]), SPEC)
    with pytest.raises(SpecError, match="negative"):
        TASK.default_metric(target, SPEC.replaced(metric="rmsle"))


def test_folds_have_equal_shares_of_low_and_high_targets():
    y = np.random.default_rng(0).lognormal(0, 2, 400)
    frame = pd.DataFrame({"x": np.arange(400.0), "price": y})
    table = Table(frame, {"x": Role.NUMERIC, "price": Role.NUMERIC})
    split = TASK.split(table, TASK.check(frame["price"], SPEC), SPEC)
    high = y > np.quantile(y, 0.9)
    assert [int(high[valid].sum()) for _, valid in split.folds] == [8] * 5


def test_guessing_is_the_mean():
    assert TASK.baseline(np.array([1.0, 2.0, 6.0]), 2, 0).tolist() == [3.0, 3.0]
