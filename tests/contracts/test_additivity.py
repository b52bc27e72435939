"""Whatever the model, of every family and of blends: the base and the effects add up to the prediction shown."""

from __future__ import annotations

import numpy as np
import pytest

from autoglm_core import registry
from autoglm_core.contracts import ModelFamily
from autoglm_core.predict import ShippedModel
from autoglm_core.spec import TaskKind
from autoglm_core.table import Table
from tests.contracts.test_models import made_table, table_for
from tests.explain.shipped import shipped

BINARY, MULTICLASS, REGRESSION = TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION
PAIRS = [(family, task) for family in registry.plugins("models") for task in TaskKind if task in family.tasks]
BLENDS = [
    (("linear", "lightgbm", "extra_trees"), BINARY, 0.7),
    (("linear", "hist_boosting"), MULTICLASS, 1.4),
    (("linear", "xgboost", "catboost", "lightgbm"), REGRESSION, 1.0),
    (("linear", "nearest_neighbors", "catboost"), REGRESSION, 1.0),
]


def assert_it_adds_up(model: ShippedModel, table: Table) -> list[str]:
    """By every explainer that says it can; their names."""
    rows, behind = np.arange(5), np.arange(40, 60)
    asked_of = [None] if not model.classes else [0, len(model.classes) - 1]
    able = [explainer for explainer in registry.plugins("explainers") if explainer.supports(model)]
    shown = model.scores(table.frame.iloc[rows])
    for explainer in able:
        for of_class in asked_of:
            found = explainer.explain(model, table, rows, behind, of_class, seed=1, evaluations=600)
            expected = shown if of_class is None else shown[:, of_class]
            np.testing.assert_allclose(found.base + found.values.sum(axis=1), expected, rtol=0, atol=1e-4)
            assert found.columns == model.features
            assert found.approximate == (found.error is not None)
    return [explainer.name for explainer in able]


@pytest.mark.parametrize(("family", "task"), PAIRS, ids=[f"{family.name}-{task}" for family, task in PAIRS])
def test_every_family(family: ModelFamily, task: TaskKind) -> None:
    table = table_for(family, rows=150)
    able = assert_it_adds_up(shipped([family.name], table, task), table)
    quick = task is REGRESSION and family.name in ("linear", "xgboost", "lightgbm", "catboost")
    assert able == (["native_shap", "permutation_shap"] if quick else ["permutation_shap"])


@pytest.mark.parametrize(("families", "task", "temperature"), BLENDS, ids=["-".join(blend[0]) for blend in BLENDS])
def test_blends(families: tuple[str, ...], task: TaskKind, temperature: float) -> None:
    table = made_table(rows=150)
    able = assert_it_adds_up(shipped(families, table, task, temperature=temperature), table)
    assert ("native_shap" in able) == (task is REGRESSION and "nearest_neighbors" not in families)
