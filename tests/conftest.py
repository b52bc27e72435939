"""Shared by all tests: small real tables, and runs that are trained once a session."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_wine

from autoglm_core.task import AutoTask, TaskResult
from tests.tables import loans


@pytest.fixture(scope="session")
def loans_frame() -> pd.DataFrame:
    return loans()


@pytest.fixture(scope="session")
def binary_result(tmp_path_factory: pytest.TempPathFactory, loans_frame: pd.DataFrame) -> TaskResult:
    """A finished binary run of three trials."""
    folder = tmp_path_factory.mktemp("binary")
    return AutoTask(data=loans_frame, target="default", task_type="binary", trials=3, folder=folder).run()


@pytest.fixture(scope="session")
def regression_result(tmp_path_factory: pytest.TempPathFactory) -> TaskResult:
    data = load_diabetes(as_frame=True).frame
    folder = tmp_path_factory.mktemp("regression")
    return AutoTask(data=data, target="target", task_type="regression", trials=3, folder=folder).run()


@pytest.fixture(scope="session")
def multiclass_result(tmp_path_factory: pytest.TempPathFactory) -> TaskResult:
    data = load_wine(as_frame=True).frame
    folder = tmp_path_factory.mktemp("multiclass")
    return AutoTask(data=data, target="target", task_type="multiclass", trials=3, folder=folder).run()


@pytest.fixture(scope="session")
def breast_cancer() -> pd.DataFrame:
    return load_breast_cancer(as_frame=True).frame


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parents[1]
