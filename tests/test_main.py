"""The command line: a goal as JSON, a model as one file, one sentence for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from autoglm_core import load
from autoglm_core.__main__ import main


@pytest.fixture
def csv(tmp_path: Path, loans_frame: pd.DataFrame) -> Path:
    path = tmp_path / "loans.csv"
    loans_frame.to_csv(path, index=False)
    return path


def test_goal_prints_the_plan(csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["goal", str(csv), "预测 default，五分钟内完成"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["status"] == "ok"
    assert shown["spec"]["target"] == "default"
    assert shown["spec"]["budget"]["seconds"] == 300


def test_train_writes_a_package(csv: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out" / "model.zip"
    assert main(["train", str(csv), "predict default", "--trials", "1", "--out", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    assert load(out).target == "default"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_bad_input_is_one_sentence(tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.csv"
    path.write_bytes(b"")
    assert main(["--language", language, "goal", str(path), "predict x"]) == 2
    said = capsys.readouterr().err
    assert "empty.csv" in said
    assert len(said.strip().splitlines()) == 1
