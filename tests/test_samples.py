"""The shipped sample data: complete, small, licensed, and with a finished run that belongs to exactly these data."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from autoglm_core import load
from autoglm_core.spec import TaskKind
from autoglm_core.store import Workspace

SAMPLES = Path(__file__).resolve().parents[1] / "assets" / "samples"
FOLDERS = sorted(path.parent for path in SAMPLES.glob("*/sample.json"))


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


def described(folder: Path) -> dict[str, str]:
    data: dict[str, str] = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    return data


def test_one_for_each_scenario() -> None:
    assert {described(folder)["scenario"] for folder in FOLDERS} >= {"risk", "recommendation", "industry"}


def test_is_complete_small_and_licensed(folder: Path) -> None:
    sample = described(folder)
    assert sample["name"] == folder.name
    assert (folder / sample["file"]).stat().st_size < 1_000_000
    assert sample["licence"].split()[0] in {"CC", "MIT"}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "licence" in readme
    assert "Changed" in readme
    for part in ("title", "text", "goal"):
        assert sample[f"{part}_en"]
        assert any("\u4e00" <= char <= "\u9fff" for char in sample[f"{part}_zh"])


def test_goals_name_the_target_as_it_stands_in_the_table(folder: Path) -> None:
    sample = described(folder)
    columns = pd.read_csv(folder / sample["file"], nrows=5).columns
    for goal in (sample["goal_en"], sample["goal_zh"]):
        assert columns[-1] in goal


def test_the_finished_run_is_of_these_data_and_can_be_used(folder: Path, tmp_path: Path) -> None:
    run = folder / "run"
    assert sum(path.stat().st_size for path in run.rglob("*") if path.is_file()) < 5_000_000
    sample = described(folder)
    result = load(run)
    frame = pd.read_csv(folder / sample["file"])
    assert result.task is TaskKind.BINARY
    assert result.target == frame.columns[-1]
    assert result.rows == len(frame)
    chance = result.predict_proba(frame.head(50))["yes"]
    assert chance.between(0, 1).all()
    workspace = Workspace(tmp_path)
    workspace.install_samples(SAMPLES)
    dataset = next(dataset for dataset in workspace.datasets() if dataset.sample == folder.name)
    assert dataset.sha256 == result.data_hash
