"""Yes-or-no targets: which class is of interest, what is refused, and how it is judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import Target
from autoglm_core.errors import TargetError
from autoglm_core.messages import LANGUAGES
from autoglm_core.spec import Budget, TaskSpec, Threshold, Wish
from autoglm_core.tasks.binary import BinaryTask

TASK = BinaryTask()


def spec(**changes) -> TaskSpec:
    return TaskSpec(task="binary", target="label", budget=Budget(trials=1)).replaced(**changes)


def classes(cells, **changes) -> tuple[str, ...]:
    return TASK.check(pd.Series(cells), spec(**changes)).classes


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["no", "yes", "yes", "yes"], ("no", "yes")),
        (["NO", "Yes ", "Yes "], ("NO", "Yes ")),
        ([1, 0, 1, 1], ("0", "1")),
        ([0.0, 1.0, 1.0], ("0", "1")),
        ([True, False, True, True], ("False", "True")),
        (["是", "否", "是"], ("否", "是")),
        (["没有", "有", "有"], ("没有", "有")),
        (["stayed", "no", "stayed", "no", "no"], ("no", "stayed")),
        (["good", "bad", "good"], ("good", "bad")),
        ([1, 2, 1, 1], ("1", "2")),
        ([1, 2, 2, 2], ("2", "1")),
        (["a", "b", "a", "b"], ("a", "b")),
        ([0.5, 1.5, 0.5], ("0.5", "1.5")),
    ],
)
def test_the_class_of_interest_says_yes_or_else_is_the_rarer(cells, expected):
    assert classes(cells) == expected


@pytest.mark.parametrize("dtype", ["boolean", "Int64", "category"])
def test_classes_do_not_depend_on_how_the_cells_are_stored(dtype):
    cells = pd.Series([True, False, False]) if dtype == "boolean" else pd.Series([1, 0, 0])
    target = TASK.check(cells.astype(dtype), spec())
    assert target.y.tolist() == [1, 0, 0]


@pytest.mark.parametrize("wanted", ["2", "2.0", " 2"])
def test_the_class_of_interest_can_be_asked_for(wanted):
    target = TASK.check(pd.Series([1, 2, 2, 2]), spec(positive=wanted))
    assert target.classes == ("1", "2")
    assert target.y.tolist() == [0, 1, 1, 1]


def test_a_class_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(TargetError) as caught:
        classes(["no", "yes", "no"], positive="maybe")
    assert "maybe" in str(caught.value)
    assert "no, yes" in str(caught.value)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["yes"] * 5, "same value"),
        (["a", "b", "c", "a"], "3 different values (a, b, c)"),
        ([f"id{i}" for i in range(30)], "identifier"),
        (list(range(500)), "Predict it as a number"),
        ([0, 1], "Only 2 rows"),
        ([], "No row"),
    ],
)
def test_what_cannot_be_answered_with_yes_or_no_is_refused_with_advice(cells, says):
    with pytest.raises(TargetError) as caught:
        classes(cells)
    assert says in str(caught.value)
    assert "label" in caught.value.message.text("zh")


def test_hostile_cells_are_shown_literally_and_shortened():
    with pytest.raises(TargetError) as caught:
        classes(["{ $x } <b>" + "长" * 500] * 4)
    text = str(caught.value)
    assert "{ $x } <b>长" in text
    assert len(text) < 300


def test_three_rows_are_enough_and_the_lonely_one_is_said():
    target = TASK.check(pd.Series([0, 1, 0]), spec())
    assert target.y.tolist() == [0, 1, 0]
    (warning,) = target.warnings
    assert "only one row has the value 1" in warning.text("en")


def with_share(positives: int, rows: int) -> Target:
    y = np.zeros(rows, dtype=np.int64)
    y[:positives] = 1
    return Target(y, ("no", "yes"))


@pytest.mark.parametrize(
    ("positives", "changes", "name", "says"),
    [
        (400, {}, "roc_auc", "40 %"),
        (20, {}, "average_precision", "2 %"),
        (3, {}, "average_precision", "0.3 %"),
        (400, {"threshold": Threshold(wish=Wish.FIND_ALL)}, "average_precision", "the way you asked"),
        (400, {"threshold": Threshold(wish=Wish.BE_SURE)}, "average_precision", "the way you asked"),
        (400, {"metric": "recall"}, "average_precision", "because Recall alone"),
        (400, {"metric": "f1"}, "average_precision", "because F1 alone"),
        (20, {"metric": "roc_auc"}, "roc_auc", "You asked for it"),
        (20, {"metric": "accuracy"}, "accuracy", "You asked for it"),
    ],
)
def test_the_metric_suits_balance_and_wish(positives, changes, name, says):
    metric, reason = TASK.default_metric(with_share(positives, 1000), spec(**changes))
    assert metric.name == name
    assert says in reason.text("en")
    assert all(reason.text(language) for language in LANGUAGES)


def test_guessing_knows_the_shares_only():
    assert TASK.baseline(np.array([0, 0, 0, 1]), 2, 2).tolist() == [[0.75, 0.25]] * 2
