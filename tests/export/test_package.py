"""The package: what it holds, and that it predicts the same in a process that knows nothing of the run."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import FinishedRun
from autoglm_core.export._files import sha256
from autoglm_core.export.package import Package
from autoglm_core.messages import LANGUAGES
from autoglm_core.table import Role, Table
from autoglm_core.task import TaskResult
from tests.finished_runs import SCRIPT, finished_run

# Loads with unpickling made impossible, predicts the rows beside each package, and writes the scores there.
FRESH_PROCESS = """
import pathlib, pickle, sys
def refuse(*args, **kwargs):
    raise AssertionError("unpickled")
pickle.loads = pickle.load = refuse
import autoglm_core
import pandas as pd
for name in sys.argv[1:]:
    package = pathlib.Path(name)
    model = autoglm_core.load(package)
    rows = pd.read_json(package.with_name("rows.json"), orient="table")
    scores = model.predict_proba(rows) if model.classes else model.predict(rows)
    scores.to_json(package.with_name("scores.json"), orient="values", double_precision=15)
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_in_the_manifest_with_its_hash(language: str, tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    (path,) = Package().write(run, tmp_path, language)
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(contents.pop("manifest.json"))
    assert manifest["files"] == {name: sha256(content) for name, content in contents.items()}
    assert manifest["data"]["sha256"] == run.result.data_hash
    assert manifest["versions"]["scikit-learn"]
    needed = {"README.md", "model_card.md", "requirements.txt", "score.py", "result.json", "model/model.json"}
    assert needed <= set(contents)
    assert f"scikit-learn=={manifest['versions']['scikit-learn']}\n" in contents["requirements.txt"].decode()
    assert "python" not in contents["requirements.txt"].decode().split("==")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_show_names_from_the_data_literally(language: str, tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    (path,) = Package().write(run, tmp_path, language)
    with zipfile.ZipFile(path) as archive:
        readme, card = (archive.read(name).decode() for name in ("README.md", "model_card.md"))
    assert SCRIPT not in readme + card
    assert r"\<script\>alert(1)\</script\>" in readme
    assert 'autoglm_core.load("model-package.zip")' in readme
    assert "城市" in readme
    assert run.result.data_hash in card


def test_a_fresh_process_predicts_the_same_without_pickle(
    binary_result: TaskResult, regression_result: TaskResult, multiclass_result: TaskResult, tmp_path: Path
) -> None:
    expected = {}
    for result in (binary_result, regression_result, multiclass_result):
        folder = tmp_path / result.task
        folder.mkdir()
        rows, _ = result.model.align(pd.DataFrame(result.explain().cells, columns=list(result.features)).head(40))
        rows.to_json(folder / "rows.json", orient="table", index=False, double_precision=15)
        (package,) = Package().write(as_run(result, rows), folder, "en")
        expected[package] = result.model.scores(rows)
    subprocess.run([sys.executable, "-c", FRESH_PROCESS, *map(str, expected)], check=True, timeout=300)
    for package, scores in expected.items():
        found = json.loads(package.with_name("scores.json").read_text(encoding="utf-8"))
        np.testing.assert_allclose(found, scores, rtol=1e-9)


def test_the_program_inside_scores_a_file(binary_result: TaskResult, loans_frame: pd.DataFrame, tmp_path: Path) -> None:
    rows = loans_frame.head(20)
    (package,) = Package().write(as_run(binary_result, rows), tmp_path, "en")
    with zipfile.ZipFile(package) as archive:
        archive.extract("score.py", tmp_path)
    rows.to_csv(tmp_path / "rows.csv", index=False)
    command = [sys.executable, "score.py", package.name, "rows.csv", "out.csv"]
    subprocess.run(command, check=True, cwd=tmp_path, timeout=300, env={"PYTHONPATH": str(Path.cwd())})
    scored = pd.read_csv(tmp_path / "out.csv")
    assert scored["prediction"].astype(str).tolist() == binary_result.predict(rows).astype(str).tolist()
    assert {f"probability_{name}" for name in binary_result.classes} <= set(scored.columns)


def as_run(result: TaskResult, rows: pd.DataFrame) -> FinishedRun:
    table = Table(rows, dict.fromkeys(rows.columns, Role.NUMERIC))
    return FinishedRun(result._folder, result.result, table, "a run")
