"""Pretrained models: listed with what is missing, and used as soon as package and weights are there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from autoglm_core import registry
from autoglm_core.config import Config
from autoglm_core.contracts import BuildContext
from autoglm_core.errors import PackageError
from autoglm_core.models import _foundation
from autoglm_core.models._foundation import weights_file
from autoglm_core.models.tabicl import TabICLFamily
from autoglm_core.models.tabpfn import TabPFNFamily
from autoglm_core.spec import Budget, TaskKind, TaskSpec
from autoglm_core.table import Role, Table

FAMILIES = (TabICLFamily(), TabPFNFamily())


@pytest.fixture(params=FAMILIES, ids=lambda family: family.name)
def family(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configured folder of weights, empty."""
    monkeypatch.setattr(_foundation, "config", lambda: Config(weights=tmp_path))
    return tmp_path


@pytest.fixture
def package(family: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """A stand-in for the package, which answers as the nearest row does; what it was asked for."""
    name, asked = family.estimator.package, []
    module = ModuleType(name)
    module.__spec__ = ModuleSpec(name, None)
    label = {"tabpfn": "TabPFN", "tabicl": "TabICL"}[name]

    def stand_in(make: Any) -> Any:
        return lambda **settings: (asked.append(settings), make(1))[1]

    setattr(module, f"{label}Classifier", stand_in(KNeighborsClassifier))
    setattr(module, f"{label}Regressor", stand_in(KNeighborsRegressor))
    monkeypatch.setitem(sys.modules, name, module)
    return asked


def weights(folder: Path, family: Any, kind: str) -> Path:
    path = folder / f"{family.estimator.package}-v2-{kind}.ckpt"
    path.write_bytes(b"weights")
    return path


def test_it_is_listed_with_the_package_that_is_missing(family: Any) -> None:
    listed = {info.name: info for language in ("en", "zh") for info in registry.available("models", language)}
    assert not listed[family.name].available
    assert family.estimator.package in listed[family.name].reason


def test_it_is_listed_with_the_weights_that_are_missing(family: Any, folder: Path, package: Any) -> None:
    assert "weights" in family.unavailable().text("en")
    weights(folder, family, "classifier")
    assert family.unavailable() is None


def test_it_suits_the_tasks_whose_weights_are_there(family: Any, folder: Path) -> None:
    table = Table(pd.DataFrame({"a": np.arange(50.0)}), {"a": Role.NUMERIC})
    weights(folder, family, "regressor")
    suited = {
        task: family.suits(table, TaskSpec(task=task, target="y", budget=Budget(trials=1)))
        for task in ("binary", "regression")
    }
    assert suited == {"binary": False, "regression": True}


def test_the_newest_weights_are_taken(folder: Path) -> None:
    for version in ("v1", "v2"):
        (folder / f"tabicl-classifier-{version}.ckpt").write_bytes(b"")
    (folder / "tabicl-classifier-v3.txt").write_bytes(b"")
    assert weights_file("tabicl", classification=True) == folder / "tabicl-classifier-v2.ckpt"
    assert weights_file("tabicl", classification=False) is None


@pytest.mark.parametrize("task", [TaskKind.MULTICLASS, TaskKind.REGRESSION])
def test_it_predicts_from_local_weights_and_comes_back(
    family: Any, task: TaskKind, folder: Path, package: list[dict[str, Any]], tmp_path: Path
) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(90, 3)).astype(np.float32)
    y = np.digitize(X[:, 0], [-0.4, 0.4]) if task is TaskKind.MULTICLASS else 5.0 + X[:, 0]
    path = weights(folder, family, "classifier" if task is TaskKind.MULTICLASS else "regressor")
    context = BuildContext(
        task=task, classes=3 if task is TaskKind.MULTICLASS else 0, rows=90, columns=3, category_columns=(), seed=1
    )
    table = Table(pd.DataFrame({"a": [1.0]}), {"a": Role.NUMERIC})
    model = family.build(family.defaults(table), context).fit(X, y)
    np.testing.assert_allclose(model.predict(X), y, rtol=1e-6)
    assert package[0]["model_path"] == str(path)
    saved = tmp_path / "model"
    saved.mkdir()
    family.save(model, saved)
    np.testing.assert_array_equal(family.load(saved).predict(X), model.predict(X))
    path.unlink()
    with pytest.raises(PackageError):
        family.load(saved)
