"""The groups in which a model errs most: what was planted is found, what is not there is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autoglm_core.inspect.slices import Slices, errors_of
from autoglm_core.spec import TaskKind
from tests.inspect.inspected import Given, given


def _planted(rows: int, seed: int, *, effect: float) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "contract": rng.choice(["monthly", "yearly", "two years"], rows),
            "tenure": rng.integers(0, 60, rows).astype(float),
            "noise": rng.normal(size=rows),
            "city": rng.choice(["a", "b", "c", "d"], rows),
        }
    )
    frame.loc[rng.random(rows) < 0.1, "noise"] = np.nan
    bad = ((frame["contract"] == "monthly") & (frame["tenure"] < 12)).to_numpy()
    return frame, (rng.random(rows) < np.where(bad, 0.12 + effect, 0.12)).astype(float)


def _found(frame: pd.DataFrame, error: np.ndarray, folder: Path, task: TaskKind = TaskKind.BINARY) -> dict:
    return Slices().compute(given(frame, error, folder, task), {}, lambda done, total: None)


def test_a_planted_group_of_two_conditions_comes_first_and_its_rates_are_right(tmp_path: Path):
    frame, error = _planted(3_000, seed=0, effect=0.3)
    found = _found(frame, error, tmp_path)
    first = found["slices"][0]
    assert {each["column"] for each in first["conditions"]} == {"contract", "tenure"}
    inside = _rows(frame, first["conditions"])
    assert first["rows"] == inside.sum()
    assert first["inside"] == pytest.approx(error[inside].mean())
    assert first["outside"] == pytest.approx(error[~inside].mean())
    assert first["p"] < 0.001
    assert found["overall"] == pytest.approx(error.mean())


def test_groups_that_do_not_overlap_much_are_told_and_none_is_small(tmp_path: Path):
    frame, error = _planted(3_000, seed=1, effect=0.3)
    found = _found(frame, error, tmp_path)
    members = [_rows(frame, each["conditions"]) for each in found["slices"]]
    assert all(inside.sum() >= found["smallest"] >= 30 for inside in members)
    for position, inside in enumerate(members):
        for other in members[position + 1 :]:
            assert (inside & other).sum() < 0.5 * min(inside.sum(), other.sum())


def test_where_errors_have_nothing_to_do_with_the_columns_nothing_is_claimed(tmp_path: Path):
    claimed = sum(
        bool(_found(*_planted(1_000, seed=seed, effect=0.0), tmp_path / str(seed))["slices"]) for seed in range(40)
    )
    assert claimed <= 4  # 5 % of 40 and what chance adds


def test_sizes_of_errors_are_compared_for_numbers(tmp_path: Path):
    rng = np.random.default_rng(3)
    frame, _ = _planted(2_000, seed=3, effect=0.0)
    bad = (frame["city"] == "b").to_numpy()
    error = np.where(bad, 3.0, 1.0) * rng.exponential(10, 2_000)
    found = _found(frame, error, tmp_path, TaskKind.REGRESSION)
    assert found["kind"] == "off"
    assert found["slices"][0]["conditions"] == [{"column": "city", "how": "is", "value": "b"}]
    assert found["slices"][0]["inside"] == pytest.approx(error[bad].mean())


def test_missing_cells_and_names_from_outside_are_a_condition_like_others(tmp_path: Path):
    rng = np.random.default_rng(4)
    name = "<script>"
    frame = pd.DataFrame({name: rng.normal(size=1_000), "z": rng.choice(["x", "y"], 1_000)})
    missing = rng.random(1_000) < 0.2
    frame.loc[missing, name] = np.nan
    error = (rng.random(1_000) < np.where(missing, 0.6, 0.1)).astype(float)
    found = _found(frame, error, tmp_path)
    assert found["slices"][0]["conditions"] == [{"column": name, "how": "missing"}]


def test_errors_are_wrong_labels_by_the_threshold(tmp_path: Path):
    run: Given = given(pd.DataFrame({"a": np.arange(4.0)}), np.array([1.0, 0.0, 0.0, 1.0]), tmp_path, TaskKind.BINARY)
    assert errors_of(run)[0].tolist() == [1.0, 0.0, 0.0, 1.0]


def _rows(frame: pd.DataFrame, conditions: list[dict]) -> np.ndarray:
    met = np.ones(len(frame), dtype=bool)
    for each in conditions:
        column = frame[each["column"]]
        met &= {
            "is": lambda c=column, e=each: c.astype("str") == e.get("value"),
            "missing": lambda c=column: c.isna(),
            "below": lambda c=column, e=each: c < e["value"],
            "from": lambda c=column, e=each: c >= e["value"],
            "between": lambda c=column, e=each: (c >= e["value"]) & (c < e["to"]),
        }[each["how"]]().to_numpy(dtype=bool)
    return met
