"""The cheap test: it finds what was put into a table, and nothing where there is nothing; no other row counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from autoglm_core import skops_io
from autoglm_core.contracts import Encoding, Feature, Metric, Needs
from autoglm_core.prepare import plan
from autoglm_core.prepare.choosing import CheapTest, Tried, candidates, has_candidates
from autoglm_core.prepare.probe import Base
from autoglm_core.registry import plugin
from autoglm_core.table import Role, Table

NEEDS = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)


def metric(task: str, name: str) -> Metric:
    return next(item for item in plugin("tasks", task).metrics if item.name == name)


def debts(rows: int = 1_500, seed: int = 0) -> Table:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "debt": random.exponential(100, rows),
            "income": random.exponential(200, rows) + 5,
            "age": random.normal(40, 9, rows),
            "town": pd.Series(random.choice(list("abcdefgh"), rows)).astype("str"),
            "shop": pd.Series([f"shop {i}" for i in random.integers(0, 250, rows)]).astype("str"),
        }
    )
    roles = {**dict.fromkeys(("debt", "income", "age"), Role.NUMERIC), "town": Role.CATEGORICAL}
    return Table(frame, {**roles, "shop": Role.CATEGORICAL})


def chosen(table: Table, y: Any, classes: int, by: Metric, off: tuple[str, ...] = ()) -> tuple[Tried, ...]:
    preparation = plan.preparation(table, NEEDS, 0)
    matrix = preparation.fit_transform(table.frame)
    base = Base(matrix, preparation.get_feature_names_out(), plan.category_columns(preparation))
    test = CheapTest.of(table, base, y, classes, by, seed=3)
    assert test is not None
    return test.choose(off)


def kept(tried: tuple[Tried, ...]) -> list[str]:
    return [item.feature.id for item in tried if item.kept]


def ratio_target(table: Table) -> Any:
    noise = np.random.default_rng(1).normal(0, 0.1, table.rows)
    return np.log(table.frame["debt"] / table.frame["income"]).to_numpy() + noise


def test_a_ratio_that_decides_is_found_and_helps() -> None:
    table = debts()
    y = ratio_target(table)
    for classes, target, by in (
        (0, y, metric("regression", "rmse")),
        (2, (y > np.median(y)).astype(np.int64), metric("binary", "log_loss")),
        (3, np.digitize(y, np.quantile(y, [0.3, 0.7])), metric("multiclass", "log_loss")),
    ):
        found = chosen(table, target, classes, by)
        assert "ratio(debt, income)" in kept(found)
        assert next(item.lift for item in found if item.feature.id == "ratio(debt, income)") > 0


def test_what_is_usual_for_one_of_many_categories_is_found() -> None:
    table = debts(4_000)
    effect = np.random.default_rng(5).normal(0, 1, 250)
    shop = table.frame["shop"].str.removeprefix("shop ").astype(int).to_numpy()
    y = effect[shop] + np.random.default_rng(6).normal(0, 0.5, table.rows)
    assert any(
        name.startswith("target_statistics(") and "shop" in name
        for name in kept(chosen(table, y, 0, metric("regression", "rmse")))
    )


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_kept_for_a_shuffled_target(seed: int) -> None:
    table = debts(seed=seed)
    y = np.random.default_rng(seed).permutation(ratio_target(table))
    assert kept(chosen(table, y, 0, metric("regression", "rmse"))) == []
    assert kept(chosen(table, (y > 0).astype(np.int64), 2, metric("binary", "roc_auc"))) == []


def test_what_is_switched_off_is_not_tried() -> None:
    table, by = debts(), metric("regression", "rmse")
    y = ratio_target(table)
    without_one = chosen(table, y, 0, by, ("ratio(debt, income)",))
    assert "ratio(debt, income)" not in {item.feature.id for item in without_one}
    without_kind = chosen(table, y, 0, by, ("ratio", "difference"))
    assert not {"ratio", "difference"} & {item.feature.kind for item in without_kind}
    every = tuple({feature.kind for feature in candidates(table, 0)})
    assert not has_candidates(table, 0, every)
    assert has_candidates(table, 0)


def test_it_repeats_exactly_and_is_kept_as_json() -> None:
    table, by = debts(600), metric("regression", "rmse")
    first, second = (chosen(table, ratio_target(table), 0, by) for _ in range(2))
    assert first == second
    assert tuple(Tried.from_json(item.to_json()) for item in first) == first


def test_too_few_rows_are_not_tested() -> None:
    few = debts(100)
    base = Base(np.zeros((100, 1), dtype=np.float32), ["constant"], ())
    assert CheapTest.of(few, base, np.zeros(100), 0, metric("regression", "rmse"), seed=0) is None
    assert not has_candidates(few, 0)


@pytest.mark.parametrize("needs", [NEEDS, Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True)], ids=str)
def test_prepared_features_come_back_equal_and_one_row_at_a_time(needs: Needs, tmp_path: Any) -> None:
    table = debts(300)
    y = (np.arange(300) % 2).astype(np.int64)
    features = [
        Feature("ratio", ("debt", "income")),
        Feature("target_statistics", ("shop", "town"), "1"),
        Feature("group_statistics", ("debt", "town"), "deviation"),
    ]
    preparation = plan.preparation(table, needs, 0, features)
    matrix = preparation.fit_transform(table.frame, y)
    assert set(preparation.get_feature_names_out()) >= {feature.id for feature in features}
    assert np.isfinite(matrix).all()
    # Training rows are given what the others say of them; as new rows they are given what all training rows say.
    assert not np.array_equal(matrix, preparation.transform(table.frame))
    skops_io.dump(preparation, tmp_path / "prepare.skops")
    loaded = skops_io.load(tmp_path / "prepare.skops")
    together = loaded.transform(table.frame)
    np.testing.assert_array_equal(together, preparation.transform(table.frame))
    np.testing.assert_allclose(loaded.transform(table.frame.iloc[[7]])[0], together[7], rtol=1e-6)
