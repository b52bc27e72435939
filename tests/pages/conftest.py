"""A workspace for each test of a page, and one with a finished run that is trained once."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from sklearn.datasets import load_diabetes, load_wine
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import app_test

from autoglm_core import Budget, TaskSpec, config
from autoglm_core.data.read import load
from autoglm_core.spec import TaskKind, Validation
from autoglm_core.store import RunStatus, Workspace, start_training
from pages.parts import state
from tests.tables import loans

NASTY = "<b>x</b>[1] $y$ :red[z]"


class ServedPages(PagesManager):
    """The pages of a server that has answered once."""


@pytest.fixture(autouse=True)
def server_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest makes every run the first of a new server, in which the old page discovery loses a click on a button.

    It sets the flag back on the class that it knows; with a class of its own, Streamlit's stays as on a real server.
    """
    monkeypatch.setattr(app_test, "PagesManager", ServedPages)
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)


@pytest.fixture
def space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """An empty workspace without samples, which the app in this process uses too."""
    monkeypatch.setattr(state, "SAMPLES", tmp_path / "no-samples")
    yield from _used(tmp_path / "workspace", monkeypatch)


@pytest.fixture
def sampled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sampled_once: Path) -> Iterator[Workspace]:
    """A workspace with the shipped samples in it."""
    shutil.copytree(sampled_once, tmp_path / "workspace")
    yield from _used(tmp_path / "workspace", monkeypatch)


@pytest.fixture(scope="session")
def sampled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sampled") / "workspace"
    Workspace(root).install_samples(state.SAMPLES)
    return root


@pytest.fixture
def trained(space: Workspace, trained_once: Path) -> Workspace:
    """A workspace with the data set “loans”, a draft with a plan, and two finished runs of it."""
    shutil.copytree(trained_once, space.root, dirs_exist_ok=True)
    return space


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("trained") / "workspace"
    space = Workspace(root)
    draft = space.create_draft(kept(space, loans(), "loans.csv", root.parent))
    spec = TaskSpec(
        task="binary",
        target="default",
        positive="yes",
        budget=Budget(trials=2),
        families_allow=("linear",),
        goal="who will default",
    )
    draft = space.save_draft(draft.replaced(goal=spec.goal, spec=spec))
    runs = [start_training(space, draft.id)]
    space.save_draft(space.draft(draft.id).replaced(spec=spec.replaced(seed=7, exclude=("purpose",))))
    runs.append(start_training(space, draft.id))
    for run_id in runs:
        wait_until_ended(space, run_id)
        assert space.run(run_id).status is RunStatus.FINISHED, (space.run(run_id).folder / "events.jsonl").read_text()
    return root


@pytest.fixture
def regression(space: Workspace, other_tasks_once: Path) -> tuple[Workspace, str]:
    """A workspace with a finished run that predicts a number, and the run's id."""
    return _with_run_of(space, other_tasks_once, TaskKind.REGRESSION)


@pytest.fixture
def multiclass(space: Workspace, other_tasks_once: Path) -> tuple[Workspace, str]:
    """A workspace with a finished run that predicts one of three classes, and the run's id."""
    return _with_run_of(space, other_tasks_once, TaskKind.MULTICLASS)


@pytest.fixture(scope="session")
def other_tasks_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("other-tasks") / "workspace"
    space = Workspace(root)
    diabetes, wine = load_diabetes(as_frame=True).frame.head(160), load_wine(as_frame=True).frame
    tables = {TaskKind.REGRESSION: diabetes.rename(columns={"bmi": NASTY}), TaskKind.MULTICLASS: wine}
    runs = []
    for task, frame in tables.items():
        spec = TaskSpec(
            task=task,
            target="target",
            budget=Budget(trials=2),
            families_allow=("linear",),
            validation=Validation(folds=2),
        )
        draft = space.create_draft(kept(space, frame, f"{task}.csv", root.parent))
        runs.append(start_training(space, space.save_draft(draft.replaced(spec=spec)).id))
    for run_id in runs:
        wait_until_ended(space, run_id)
        assert space.run(run_id).status is RunStatus.FINISHED, (space.run(run_id).folder / "events.jsonl").read_text()
    return root


def _with_run_of(space: Workspace, once: Path, task: TaskKind) -> tuple[Workspace, str]:
    shutil.copytree(once, space.root, dirs_exist_ok=True)
    return space, next(run.id for run in space.runs() if run.spec.task is task)


def wait_until_ended(space: Workspace, run_id: str) -> None:
    for _ in range(600):
        if not space.run(run_id).status.active:
            return
        time.sleep(0.1)


def kept(space: Workspace, frame: pd.DataFrame, name: str, folder: Path) -> str:
    """``frame`` as a data set of the workspace, by way of a CSV file; gives its id."""
    path = folder / name
    frame.to_csv(path, index=False)
    info, _ = space.keep_dataset(load(path), name=name)
    return info.id


def _used(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    monkeypatch.setenv("AUTOGLM_WORKSPACE", str(root))
    config.cache_clear()
    st.cache_resource.clear()
    st.cache_data.clear()
    yield Workspace(root)
    config.cache_clear()
