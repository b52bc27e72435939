"""What every inspection must do, whatever it works out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autoglm_core import registry
from autoglm_core.contracts import FinishedRun, Inspection
from autoglm_core.errors import AutoGLMError
from autoglm_core.inspect._run import InspectedRun
from autoglm_core.messages import CORE, LANGUAGES, Message
from autoglm_core.spec import TaskKind
from tests.finished_runs import finished_run

INSPECTIONS = registry.plugins("inspections")


@pytest.fixture(params=INSPECTIONS, ids=lambda inspection: inspection.name)
def inspection(request: pytest.FixtureRequest) -> Inspection:
    return request.param


@pytest.fixture(params=[TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> FinishedRun:
    return finished_run(tmp_path / "run", request.param)


def test_finds_json_values_that_are_the_same_again(inspection: Inspection, run: FinishedRun) -> None:
    """Where it suits; one that cannot do with such a run says so in a sentence."""
    if not inspection.suits(run.result):
        return
    before = {path: path.read_bytes() for path in run.folder.rglob("*") if path.is_file()}
    told: list[tuple[int, int]] = []
    found = []
    for _ in range(2):
        inspected = InspectedRun(run.folder, "accurate", run.result, lambda: run.table)
        try:
            made = inspection.compute(inspected, {}, lambda done, total: told.append((done, total)))
        except AutoGLMError as error:
            made = {"said": error.message.to_json()}
        found.append(made)
    assert json.loads(json.dumps(found[0], allow_nan=False)) == found[0]
    if not inspection.measures:
        assert found[0] == found[1]
    assert all(0 <= done <= total for done, total in told)
    for message in _messages(found[0]):
        for language in LANGUAGES:
            assert message.text(language)
    assert {path: path.read_bytes() for path in run.folder.rglob("*") if path.is_file()} == before


def test_has_label_and_help_in_both_languages(inspection: Inspection) -> None:
    for language in LANGUAGES:
        key = f"inspections-{inspection.name}".replace("_", "-")
        assert CORE.text(key, language, {})
        assert CORE.text(f"{key}-help", language, {})


def _messages(found: object) -> list[Message]:
    """Every message in what was found, as ``Message.to_json`` writes it."""
    if isinstance(found, dict):
        if set(found) == {"key", "values"}:
            return [Message.from_json(found)]
        return [message for value in found.values() for message in _messages(value)]
    if isinstance(found, list):
        return [message for value in found for message in _messages(value)]
    return []
