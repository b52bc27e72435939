"""The proof for auditors and the program for data scientists."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from autoglm_core.export._files import sha256
from autoglm_core.export.code import Code
from autoglm_core.export.manifest import Manifest
from tests.finished_runs import finished_run


def test_manifest_proves_data_files_and_score(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    (path,) = Manifest().write(run, tmp_path, "zh")
    proof = json.loads(path.read_text(encoding="utf-8"))
    assert proof["data"]["sha256"] == run.result.data_hash
    assert proof["files"]["result.json"] == sha256(run.folder / "result.json")
    assert proof["spec"]["goal"] == run.result.spec.goal
    assert proof["result"]["headline"]["value"] == 0.84
    assert proof["result"]["sentence"] == run.result.sentence.text("zh")
    assert proof["recipe"][0]["column"] == "customer"


def test_program_is_valid_and_uses_public_names_alone(tmp_path: Path) -> None:
    (path,) = Code().write(finished_run(tmp_path / "run"), tmp_path, "en")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert "autoglm_core" in modules
    assert not any(str(module).startswith("autoglm_core.") for module in modules)
