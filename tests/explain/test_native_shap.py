"""Values that models give of themselves, against the definition and against the shap library."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from autoglm_core.explain.native_shap import NativeShap
from autoglm_core.explain.permutation_shap import PermutationShap
from autoglm_core.predict import ShippedModel
from autoglm_core.registry import explainer_for
from autoglm_core.result import Floats
from autoglm_core.spec import TaskKind
from autoglm_core.table import Table
from tests.contracts.test_models import made_table, made_target
from tests.explain.shipped import shipped

ROWS, BEHIND = np.arange(4), np.arange(50, 70)


def by_definition(model: ShippedModel, table: Table) -> Floats:
    """Shapley values of ``ROWS`` against ``BEHIND`` from every set of columns, on the columns of the data."""
    columns, behind = list(model.features), table.frame.iloc[BEHIND]
    every = [known for size in range(len(columns) + 1) for known in combinations(columns, size)]
    found = []
    for row in ROWS:
        worth = {}
        for known in every:
            mixed = behind.copy()
            for column in known:
                mixed[column] = pd.Series([table.frame[column].iloc[row]] * len(behind), index=behind.index).astype(
                    behind[column].dtype
                )
            worth[frozenset(known)] = float(model.scores(mixed).mean())
        values = []
        for column in columns:
            weighted = [
                factorial(len(known))
                * factorial(len(columns) - len(known) - 1)
                / factorial(len(columns))
                * (worth[frozenset((*known, column))] - worth[frozenset(known)])
                for known in every
                if column not in known
            ]
            values.append(sum(weighted))
        found.append(values)
    return np.array(found)


def test_linear_models_have_the_values_of_the_definition() -> None:
    table = made_table()
    model = shipped(["linear", "linear"], table, TaskKind.REGRESSION)
    found = explainer_for(model).explain(model, table, ROWS, BEHIND, None, seed=0)
    assert not found.approximate
    assert np.abs(found.values).max() > 1_000  # the target's unit
    np.testing.assert_allclose(found.values, by_definition(model, table), atol=0.5)
    assert found.base == pytest.approx(model.scores(table.frame.iloc[BEHIND]).mean(), abs=0.5)


def test_models_of_pairs_are_exact_by_sampling_too() -> None:
    table = made_table()
    model = shipped(["explainable_boosting"], table, TaskKind.REGRESSION)
    found = PermutationShap().explain(model, table, ROWS, BEHIND, None, seed=0, evaluations=200)
    assert not found.approximate
    behind = PermutationShap().explain(model, table, ROWS, BEHIND, None, seed=9, evaluations=200)
    np.testing.assert_allclose(found.values, behind.values, atol=1e-6 * np.abs(found.values).max())


@pytest.mark.filterwarnings("ignore:The set_:PendingDeprecationWarning")  # shap colours, on its import
@pytest.mark.parametrize("family", ["lightgbm", "xgboost"])
def test_trees_have_the_values_of_the_shap_library(family: str) -> None:
    import shap

    whole = made_table()
    table = whole.select(("size[1]", "<b>age</b>", "noise"))
    model = shipped([family], table, TaskKind.REGRESSION, y=made_target(whole, TaskKind.REGRESSION))
    found = NativeShap().explain(model, table, ROWS, BEHIND, None, seed=0)
    (part,) = model.parts
    estimator = model._estimators[part.member]
    matrix = model._preparations[part.prepared].transform(table.frame.iloc[ROWS])
    reference = shap.TreeExplainer(estimator.booster_).shap_values(matrix) * estimator.spread_
    sources = model._preparations[part.prepared].sources()
    for position, column in enumerate(model.features):
        expected = reference[:, [source == column for source in sources]].sum(axis=1)
        np.testing.assert_allclose(found.values[:, position], expected, rtol=1e-3, atol=1e-4 * estimator.spread_)


@pytest.mark.parametrize("family", ["linear", "xgboost", "lightgbm", "catboost"])
def test_agrees_with_the_values_from_sampling(family: str) -> None:
    table = made_table()
    model = shipped([family], table, TaskKind.REGRESSION)
    rows = np.arange(40)
    own = NativeShap().explain(model, table, rows, np.arange(60, 260), None, seed=0)
    sampled = PermutationShap().explain(model, table, rows, np.arange(60, 260), None, seed=0)
    together = np.corrcoef(own.values.ravel(), sampled.values.ravel())[0, 1]
    assert together > 0.95
    assert own.base == pytest.approx(model.scores(table.frame).mean(), abs=0.15 * np.std(own.predictions))


@pytest.mark.parametrize("task", [TaskKind.BINARY, TaskKind.MULTICLASS])
def test_probabilities_are_never_explained_through_log_odds(task: TaskKind) -> None:
    table = made_table(rows=120)
    model = shipped(["lightgbm"], table, task)
    assert explainer_for(model).name == "permutation_shap"
