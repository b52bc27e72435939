"""How rows are set aside: stratified, copies kept together, by group, by time, and honestly where there are few."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import Split
from autoglm_core.errors import SpecError
from autoglm_core.registry import plugin
from autoglm_core.spec import Budget, TaskSpec, Validation
from autoglm_core.table import Role, Table


def split(frame: pd.DataFrame, task: str = "binary", **validation) -> Split:
    """Split a frame whose target is the column "y"; texts are categories, all else numbers, "id" an identifier."""
    roles = {c: Role.NUMERIC if frame[c].dtype.kind in "iufb" else Role.CATEGORICAL for c in frame.columns}
    roles |= {c: Role.IDENTIFIER for c in frame.columns if c == "id"}
    spec = TaskSpec(task=task, target="y", budget=Budget(trials=1), validation=Validation(**validation))
    task_type = plugin("tasks", task)
    return task_type.split(Table(frame, roles), task_type.check(frame["y"], spec), spec)


def rows_with(positives: int, rows: int, **columns) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    y = np.zeros(rows, dtype=int)
    y[rng.permutation(rows)[:positives]] = 1
    return pd.DataFrame({"x": rng.normal(size=rows), **columns, "y": y})


def texts(parts: Split) -> str:
    return " ".join(warning.text("en") for warning in parts.warnings)


def check_consistent(parts: Split, rows: int) -> None:
    outside = np.concatenate([parts.train, parts.holdout])
    assert sorted(outside) == list(range(rows))
    for train, valid in parts.folds:
        assert len(train)
        assert len(valid)
        assert not set(train) & set(valid)
        assert set(train) | set(valid) <= set(parts.train)


def test_classes_have_equal_shares_in_all_folds_and_the_holdout():
    frame = rows_with(73, 6_000)
    parts = split(frame, holdout=0.2)
    check_consistent(parts, 6_000)
    assert abs(len(parts.holdout) - 1_200) <= 1
    assert int(frame["y"][parts.holdout].sum()) in (14, 15)
    counts = [int(frame["y"][valid].sum()) for _, valid in parts.folds]
    assert max(counts) - min(counts) <= 1
    assert {len(valid) for _, valid in parts.folds} == {960}
    assert not parts.warnings


def test_small_tables_have_no_holdout_unless_asked_and_large_ones_none_if_refused():
    assert len(split(rows_with(100, 400)).holdout) == 0
    assert len(split(rows_with(100, 400), holdout=0.25).holdout) == 100
    assert len(split(rows_with(900, 6_000)).holdout) == 0
    many = rows_with(900, 100_000)
    assert len(split(many).holdout) == 20_000
    assert len(split(many, holdout=False).holdout) == 0


def test_three_rows_keep_the_lonely_class_in_every_training_part():
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [0, 1, 0]})
    parts = split(frame)
    check_consistent(parts, 3)
    assert [valid.tolist() for _, valid in parts.folds] in ([[0], [2]], [[2], [0]])
    assert all(1 in train for train, _ in parts.folds)
    assert "2 times instead of 5" in texts(parts)


def test_three_rows_of_numbers_leave_one_out():
    parts = split(pd.DataFrame({"x": [1, 2, 3], "y": [0.5, 1.0, 7.0]}), task="regression")
    assert sorted(int(valid[0]) for _, valid in parts.folds) == [0, 1, 2]
    assert all(len(train) == 2 for train, _ in parts.folds)


def test_rare_positives_lower_the_number_of_folds():
    frame = rows_with(3, 200)
    parts = split(frame)
    assert len(parts.folds) == 3
    assert all(frame["y"][valid].sum() == 1 for _, valid in parts.folds)
    assert "3 times instead of 5" in texts(parts)


def test_every_fold_learns_from_every_class_that_has_two_rows():
    y = ["a"] * 200 + ["b"] * 100 + ["c", "c"] + ["d"]
    frame = pd.DataFrame({"x": np.arange(303.0), "y": y})
    parts = split(frame, task="multiclass")
    assert len(parts.folds) == 5
    for train, _ in parts.folds:
        assert set(frame["y"][train]) == {"a", "b", "c", "d"}
    judged = np.concatenate([valid for _, valid in parts.folds])
    assert sorted(frame["y"][judged].unique()) == ["a", "b", "c"]


def test_a_class_of_two_rows_is_not_lost_to_the_holdout():
    y = ["a"] * 300 + ["b"] * 100 + ["c"] * 2
    frame = pd.DataFrame({"x": np.arange(402.0), "y": y})
    for seed in range(20):
        spec = TaskSpec(task="multiclass", target="y", budget=Budget(trials=1), seed=seed, validation={"holdout": 0.2})
        task = plugin("tasks", "multiclass")
        table = Table(frame, {"x": Role.NUMERIC, "y": Role.CATEGORICAL})
        parts = task.split(table, task.check(frame["y"], spec), spec)
        assert (frame["y"][parts.train] == "c").sum() == 2


def test_copies_stay_on_one_side():
    base = rows_with(60, 300, colour=np.random.default_rng(1).choice(["red", "blue"], 300), id=np.arange(300))
    frame = pd.concat([base, base.iloc[:100].assign(id=np.arange(300, 400))], ignore_index=True)
    frame.loc[5, "x"] = frame.loc[305, "x"] = np.nan
    parts = split(frame, holdout=0.2)
    check_consistent(parts, 400)
    sides = np.full(400, -2)
    sides[parts.holdout] = -1
    for fold, (_, valid) in enumerate(parts.folds):
        sides[valid] = fold
    assert (sides[:100] == sides[300:]).all()
    assert len(set(sides)) == 6


def test_a_table_of_few_distinct_rows_is_split_as_it_is():
    frame = pd.DataFrame({"x": [0, 1] * 50, "y": [0, 1, 0, 0, 1] * 20})
    parts = split(frame)
    assert {len(valid) for _, valid in parts.folds} == {20}


def test_one_common_pattern_does_not_become_a_fold_of_its_own():
    rng = np.random.default_rng(2)
    x = np.where(rng.random(500) < 0.4, 0.0, rng.normal(size=500))
    parts = split(pd.DataFrame({"x": x, "y": (rng.random(500) < 0.3).astype(int)}))
    sizes = [len(valid) for _, valid in parts.folds]
    assert max(sizes) - min(sizes) <= 1


def test_groups_stay_together_and_classes_even_where_they_can():
    rng = np.random.default_rng(3)
    group = rng.integers(0, 80, 1_000)
    leaves = rng.random(80) < 0.3
    frame = rows_with(0, 1_000).assign(
        customer=[f"c{g}" for g in group], y=(leaves[group] & (rng.random(1_000) < 0.8)) * 1
    )
    parts = split(frame, group_column="customer", holdout=0.2)
    check_consistent(parts, 1_000)
    sides = [frame["customer"][rows] for rows in (parts.holdout, *(valid for _, valid in parts.folds))]
    assert sum(side.nunique() for side in sides) == frame["customer"].nunique()
    share = frame["y"].mean()
    assert all(abs(frame["y"][valid].mean() - share) < 0.08 for _, valid in parts.folds)
    assert 120 < len(parts.holdout) < 280


def test_rows_without_a_group_stand_alone():
    group = ["a"] * 10 + ["b"] * 10 + [None] * 20
    parts = split(rows_with(15, 40, g=pd.Series(group, dtype="str")), group_column="g")
    check_consistent(parts, 40)
    assert len(parts.folds) == 5


def test_a_class_of_one_group_alone_is_learned_and_never_judged():
    group = np.repeat(np.arange(10), 10)
    y = [*np.tile(["a", "b"], 45), *["c"] * 10]
    frame = pd.DataFrame({"x": np.arange(100.0), "g": [f"g{k}" for k in group], "y": y})
    parts = split(frame, task="multiclass", group_column="g")
    assert all(set(frame["y"][train]) == {"a", "b", "c"} for train, _ in parts.folds)
    assert not any("c" in set(frame["y"][valid]) for _, valid in parts.folds)
    assert "10 rows are learned from and never judged" in texts(parts)


def test_groups_that_are_the_classes_are_refused():
    y = [0] * 20 + [1] * 20
    frame = pd.DataFrame({"x": np.arange(40.0), "g": [f"g{k}" for k in y], "y": y})
    with pytest.raises(SpecError, match="single group"):
        split(frame, group_column="g")


@pytest.mark.parametrize(
    ("validation", "says"),
    [
        ({"group_column": "same"}, "same value"),
        ({"group_column": "gone"}, "not in the table"),
        ({"time_column": "gone"}, "not in the table"),
        ({"time_column": "same"}, "cannot be read as a time"),
        ({"time_column": "zero"}, "same time"),
    ],
)
def test_a_column_that_cannot_split_is_refused(validation, says):
    with pytest.raises(SpecError, match=says):
        split(rows_with(20, 60, same=["s"] * 60, zero=[0] * 60), **validation)


def test_by_time_the_past_judges_the_future_never():
    rng = np.random.default_rng(4)
    days = pd.Series(pd.to_datetime("2024-01-01") + pd.to_timedelta(rng.integers(0, 365, 1_000), unit="D"))
    frame = rows_with(300, 1_000, day=days)
    parts = split(frame, time_column="day", holdout=0.2)
    check_consistent(parts, 1_000)
    assert days[parts.train].max() < days[parts.holdout].min()
    assert 150 < len(parts.holdout) < 250
    assert len(parts.folds) == 5
    for train, valid in parts.folds:
        assert days[train].max() < days[valid].min()
    for (_, earlier), (_, later) in zip(parts.folds, parts.folds[1:], strict=False):
        assert days[earlier].max() < days[later].min()


@pytest.mark.parametrize("kind", ["years", "texts"])
def test_time_may_be_numbers_or_texts(kind):
    moments = np.repeat(np.arange(2001, 2021), 10)
    day = moments if kind == "years" else pd.Series([f"{year}-05-01" for year in moments], dtype="str")
    frame = pd.DataFrame({"x": np.arange(200.0), "day": day, "y": [0, 1] * 100})
    parts = split(frame, time_column="day")
    judged = sorted(np.concatenate([valid for _, valid in parts.folds]))
    assert judged == list(range(judged[0], 200))
    assert judged[0] < 60


def test_rows_without_a_time_count_as_the_earliest_and_are_said():
    day = pd.Series(np.arange(100.0))
    day[[50, 99]] = np.nan
    parts = split(rows_with(50, 100, day=day), time_column="day")
    assert all({50, 99} <= set(train) for train, _ in parts.folds)
    assert "2 rows have no time" in texts(parts)


def test_by_time_folds_begin_once_every_class_was_seen():
    y = [0] * 40 + [1, 0] * 80
    parts = split(pd.DataFrame({"x": np.arange(200.0), "day": np.arange(200), "y": y}), time_column="day")
    assert all(set(np.array(y)[train]) == {0, 1} for train, _ in parts.folds)
    late = [0] * 190 + [1, 0] * 5
    parts = split(pd.DataFrame({"x": np.arange(200.0), "day": np.arange(200), "y": late}), time_column="day")
    assert "only late in time" in texts(parts)


def test_a_holdout_that_cannot_be_had_is_said():
    parts = split(rows_with(2, 4), holdout=0.1)
    assert len(parts.holdout) == 0
    assert "too few" in texts(parts)


def test_rows_that_belong_together_are_named_for_those_who_resample():
    assert split(rows_with(30, 200)).units is None
    group = np.repeat(np.arange(50), 4)
    units = split(rows_with(60, 200, g=group), group_column="g").units
    assert units is not None
    assert all(len(set(units[group == g])) == 1 for g in range(50))
    assert len(set(units)) == 50
    day = np.random.default_rng(0).permutation(np.repeat(np.arange(400), 3))
    stretch = split(rows_with(300, 1_200, day=day), time_column="day").units
    assert stretch is not None
    assert all(len(set(stretch[day == d])) == 1 for d in range(400))  # a moment is never parted
    assert len(set(stretch)) == 100
    assert (np.diff(stretch[np.argsort(day, kind="stable")]) >= 0).all()
