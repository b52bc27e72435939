"""SHAP values against exact ones: by definition on few columns, and against the shap library on a linear model."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import Predictor
from autoglm_core.explain.permutation_shap import PermutationShap
from autoglm_core.result import Explanation, Floats
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table


class Formula(Predictor):
    """A model that is a known formula, so that its Shapley values can be worked out by hand."""

    def __init__(self, formula: Callable[[pd.DataFrame], Floats], features: tuple[str, ...]) -> None:
        self.task = TaskKind.REGRESSION
        self.classes = ()
        self.features = features
        self.formula = formula
        self.asked = 0

    def scores(self, frame: pd.DataFrame) -> Floats:
        assert tuple(frame.columns) == self.features
        self.asked += len(frame)
        return np.asarray(self.formula(frame), dtype=np.float64)


class TwoClasses(Formula):
    """The same as the probability of the second of two classes."""

    def __init__(self, formula: Callable[[pd.DataFrame], Floats], features: tuple[str, ...]) -> None:
        super().__init__(formula, features)
        self.task = TaskKind.BINARY
        self.classes = ("stays", "leaves")

    def scores(self, frame: pd.DataFrame) -> Floats:
        probability = 1 / (1 + np.exp(-super().scores(frame)))
        return np.column_stack([1 - probability, probability])


def mixed_table(rows: int = 40) -> Table:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {
            "age": rng.normal(40, 10, rows).round(),
            "city": pd.Series(rng.choice(["Köln", "北京", "=cmd()"], rows)).where(rng.random(rows) > 0.2),
            "since": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, rows), unit="D"),
            "member": pd.array(rng.choice([True, False, None], rows), dtype="boolean"),
            "never used": rng.normal(size=rows),
        }
    )
    roles = {
        "age": Role.NUMERIC,
        "city": Role.CATEGORICAL,
        "since": Role.DATETIME,
        "member": Role.BOOLEAN,
        "never used": Role.NUMERIC,
    }
    return Table(frame, roles)


FEATURES = ("age", "city", "since", "member")


def three_way(frame: pd.DataFrame) -> Floats:
    """Effects of one column, of two and of three together."""
    age = frame["age"].to_numpy() / 40
    north = (frame["city"] == "北京").fillna(False).to_numpy(dtype=float)
    year = (frame["since"] >= pd.Timestamp("2025-01-01")).to_numpy(dtype=float)
    member = frame["member"].fillna(False).to_numpy(dtype=float)
    return age + north * year + 0.5 * age * north * member - member


def pairs_only(frame: pd.DataFrame) -> Floats:
    age = frame["age"].to_numpy() / 40
    north = (frame["city"] == "北京").fillna(False).to_numpy(dtype=float)
    year = (frame["since"] >= pd.Timestamp("2025-01-01")).to_numpy(dtype=float)
    member = frame["member"].fillna(False).to_numpy(dtype=float)
    return age * north - 2 * year * member + age * year


def exact_shapley(model: Formula, row: pd.DataFrame, background: pd.DataFrame) -> Floats:
    """The definition: a weighted mean over every set of columns that are known before the one in question."""
    columns = list(model.features)

    def worth(known: tuple[str, ...]) -> float:
        mixed = background.copy()
        for column in known:
            mixed[column] = pd.concat([row[column]] * len(background), ignore_index=True)
        return float(model.scores(mixed).mean())

    values = []
    for column in columns:
        others = [other for other in columns if other != column]
        value = 0.0
        for size in range(len(columns)):
            weight = factorial(size) * factorial(len(columns) - size - 1) / factorial(len(columns))
            for known in combinations(others, size):
                value += weight * (worth((*known, column)) - worth(known))
        values.append(value)
    return np.array(values)


def exact_values(model: Formula, table: Table, rows: range, background: range) -> Floats:
    behind = table.frame.iloc[list(background)][list(FEATURES)].reset_index(drop=True)
    picked = (table.frame.iloc[[row]][list(FEATURES)].reset_index(drop=True) for row in rows)
    return np.array([exact_shapley(model, row, behind) for row in picked])


def explain(model: Predictor, table: Table, rows: range, background: range, **options: int) -> Explanation:
    explainer = PermutationShap(**options)
    return explainer.explain(model, table, np.array(rows), np.array(background), None, seed=3)


def test_effects_of_single_columns_and_pairs_are_exact() -> None:
    table, model = mixed_table(), Formula(pairs_only, FEATURES)
    found = explain(model, table, range(6), range(10, 30))
    np.testing.assert_allclose(found.values, exact_values(model, table, range(6), range(10, 30)), atol=1e-9)


def test_effects_of_three_columns_together_are_close() -> None:
    table, model = mixed_table(), Formula(three_way, FEATURES)
    found = explain(model, table, range(6), range(10, 30), evaluations=1_500)
    exact = exact_values(model, table, range(6), range(10, 30))
    assert np.abs(found.values - exact).max() < 0.05
    assert np.abs(found.values - exact).mean() < 0.01
    assert found.approximate


def test_few_columns_are_gone_through_in_every_order() -> None:
    table, model = mixed_table(), TwoClasses(three_way, FEATURES)
    found = explain(model, table, range(6), range(10, 30))
    behind = table.frame.iloc[10:30][list(FEATURES)].reset_index(drop=True)

    def positive(frame: pd.DataFrame) -> Floats:
        return model.scores(frame)[:, 1]

    alone = Formula(positive, FEATURES)
    for position in range(6):
        row = table.frame.iloc[[position]][list(FEATURES)].reset_index(drop=True)
        np.testing.assert_allclose(found.values[position], exact_shapley(alone, row, behind), atol=1e-9)
    assert not found.approximate
    assert found.error is None


def test_the_error_said_is_the_error_made() -> None:
    table, model = mixed_table(400), Formula(three_way, FEATURES)
    found = explain(model, table, range(40), range(100, 400), evaluations=4_000)
    exact = exact_values(model, table, range(40), range(100, 400))
    made = float(np.sqrt(np.square(found.values - exact).mean()))
    assert found.error is not None
    assert 0.4 < found.error / made < 2.5


@pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning")  # shap colours, on its import
def test_linear_model_as_the_shap_library_has_it() -> None:
    import shap

    rng = np.random.default_rng(0)
    weights = np.array([2.0, -1.0, 0.5, 0.0])
    frame = pd.DataFrame(rng.normal(size=(60, 4)), columns=list("abcd"))
    model = Formula(lambda part: part.to_numpy() @ weights + 7, tuple("abcd"))
    found = explain(model, Table(frame, dict.fromkeys("abcd", Role.NUMERIC)), range(20), range(20, 60))
    # The linear model's own values in the reference implementation: weight times distance from the background's mean.
    masker = shap.maskers.Independent(frame.iloc[20:60].to_numpy(), max_samples=40)
    reference = shap.explainers.Linear((weights, 7.0), masker).shap_values(frame.iloc[:20].to_numpy())
    np.testing.assert_allclose(found.values, reference, atol=1e-9)
    assert found.base == pytest.approx(model.scores(frame.iloc[20:60]).mean())


def test_values_add_up_to_the_prediction_in_probability_of_the_asked_class() -> None:
    table, model = mixed_table(), TwoClasses(three_way, FEATURES)
    positive = explain(model, table, range(15), range(15, 40))
    np.testing.assert_allclose(positive.base + positive.values.sum(axis=1), positive.predictions, atol=1e-9)
    np.testing.assert_allclose(positive.predictions, model.scores(table.frame.iloc[:15][list(FEATURES)])[:, 1])
    assert positive.of_class == "leaves"
    other = PermutationShap().explain(model, table, np.arange(15), np.arange(15, 40), of_class=0, seed=3)
    assert other.of_class == "stays"
    np.testing.assert_allclose(other.values, -positive.values, atol=0.01)


def test_same_seed_same_values() -> None:
    table, model = mixed_table(), Formula(three_way, FEATURES)
    first, second = (explain(model, table, range(5), range(5, 40)) for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)


def test_column_without_effect_gets_nothing() -> None:
    table, model = mixed_table(), Formula(three_way, (*FEATURES, "never used"))
    found = explain(model, table, range(10), range(10, 40))
    assert found.columns[-1] == "never used"
    np.testing.assert_allclose(found.values[:, -1], 0, atol=1e-12)


def test_budget_is_kept_and_spreads_over_the_background() -> None:
    table = mixed_table(300)
    model = Formula(three_way, FEATURES)
    found = explain(model, table, range(100), range(100, 300), evaluations=10_000)
    assert model.asked < 13_000
    mean = model.scores(table.frame.iloc[100:300][list(FEATURES)]).mean()
    assert found.base == pytest.approx(mean, abs=0.15)
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), found.predictions, atol=1e-9)


def test_more_columns_than_the_budget_can_tell_apart() -> None:
    rng = np.random.default_rng(0)
    columns = tuple(f"c{number}" for number in range(60))
    frame = pd.DataFrame(rng.normal(size=(120, 60)), columns=list(columns))
    weights = np.zeros(60)
    weights[:6] = [5, 4, 3, 2, 1, 0.5]
    weights[6:] = 0.001
    model = Formula(lambda part: part.to_numpy() @ weights, columns)
    found = explain(
        model, Table(frame, dict.fromkeys(columns, Role.NUMERIC)), range(50), range(50, 120), evaluations=20_000
    )
    assert model.asked < 30_000
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), found.predictions, atol=1e-9)
    ranked = np.argsort(-np.abs(found.values).mean(axis=0))[:6]
    assert ranked.tolist() == [0, 1, 2, 3, 4, 5]


def test_cells_and_numbers_beside_the_values() -> None:
    table, model = mixed_table(), Formula(three_way, FEATURES)
    found = PermutationShap().explain(model, table, np.array([4, 2]), np.arange(10, 40), None, seed=0)
    row = table.frame.iloc[4]
    assert found.rows.tolist() == [4, 2]
    assert found.cells[0, 0] == f"{row['age']:.0f}"
    assert found.cells[0, 1] == ("" if pd.isna(row["city"]) else row["city"])
    assert found.cells[0, 2] == str(row["since"].date())
    assert found.numbers[0, 0] == row["age"]
    assert np.isnan(found.numbers[:, 1]).all()
    assert found.numbers[0, 2] == (row["since"] - pd.Timestamp("1970-01-01")).days
    member = row["member"]
    assert np.isnan(found.numbers[0, 3]) if pd.isna(member) else found.numbers[0, 3] == float(member)


def test_one_column_takes_all() -> None:
    table = mixed_table()
    model = Formula(lambda frame: frame["age"].to_numpy() * 2, ("age",))
    found = explain(model, table, range(3), range(3, 40))
    np.testing.assert_allclose(found.base + found.values[:, 0], found.predictions, atol=1e-9)
    assert not found.approximate


def test_no_background_is_refused() -> None:
    with pytest.raises(ValueError, match="background"):
        explain(Formula(three_way, FEATURES), mixed_table(), range(3), range(0))
