"""Targets with several classes: their order, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from autoglm_core.errors import TargetError
from autoglm_core.spec import Budget, TaskSpec
from autoglm_core.tasks.multiclass import MulticlassTask

TASK = MulticlassTask()
SPEC = TaskSpec(task="multiclass", target="grade", budget=Budget(trials=1))


def test_classes_stand_in_the_order_that_people_expect():
    cells = pd.Series(["week 10", "week 9", "week 9", "week 1"])
    target = TASK.check(cells, SPEC)
    assert target.classes == ("week 1", "week 9", "week 10")
    assert [target.classes[k] for k in target.y] == cells.tolist()
    assert TASK.check(pd.Series([10.0, 9.0, 10.0, -1.0]), SPEC).classes == ("-1", "9", "10")


def test_classes_with_a_single_row_are_said():
    target = TASK.check(pd.Series(["a"] * 5 + ["b"] * 5 + ["rare", "odd"]), SPEC)
    assert "odd, rare" in target.warnings[0].text("en")
    assert "odd、rare" in target.warnings[0].text("zh")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([f"C-{i}" for i in range(50)], "identifier or free text"),
        (np.random.default_rng(0).normal(size=300), "Predict it as a number"),
        ([f"c{i % 250}" for i in range(2000)], "at most 200 values"),
        ([f"c{i}" for i in range(40)] + ["c1"] * 20, "identifier or free text"),
        (["only"] * 9, "same value"),
    ],
)
def test_what_is_no_set_of_classes_is_refused_with_advice(cells, says):
    with pytest.raises(TargetError) as caught:
        TASK.check(pd.Series(cells), SPEC)
    assert says in str(caught.value)


def test_many_classes_in_enough_rows_are_accepted():
    target = TASK.check(pd.Series([f"c{i % 150}" for i in range(3000)]), SPEC)
    assert len(target.classes) == 150


def test_the_reason_for_the_metric_names_the_number_of_classes():
    target = TASK.check(pd.Series(list("abcd") * 10), SPEC)
    metric, reason = TASK.default_metric(target, SPEC)
    assert metric.name == "log_loss"
    assert "4 classes" in reason.text("en")
