"""What every exporter must do, whatever it writes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from autoglm_core import registry
from autoglm_core.contracts import Audience, Exporter, FinishedRun
from autoglm_core.messages import CORE, LANGUAGES
from autoglm_core.spec import TaskKind
from tests.finished_runs import finished_run

EXPORTERS = registry.plugins("exporters")


@pytest.fixture(params=EXPORTERS, ids=lambda exporter: exporter.name)
def exporter(request: pytest.FixtureRequest) -> Exporter:
    return request.param


@pytest.fixture(params=[TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> FinishedRun:
    return finished_run(tmp_path / "run", request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_writes_files_into_the_folder_and_nothing_else(
    exporter: Exporter, run: FinishedRun, language: str, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    before = {path: path.read_bytes() for path in run.folder.rglob("*") if path.is_file()}
    written = exporter.write(run, folder, language)
    assert written
    assert sorted(written) == sorted(folder.iterdir())
    assert all(path.stat().st_size for path in written)
    assert {path: path.read_bytes() for path in run.folder.rglob("*") if path.is_file()} == before


def test_same_run_same_content(exporter: Exporter, run: FinishedRun, tmp_path: Path) -> None:
    contents = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        contents.append([content(path) for path in exporter.write(run, tmp_path / name, "en")])
    assert contents[0] == contents[1]


def content(path: Path) -> object:
    """All that a file says; an Excel file holds the time of writing beside it."""
    if path.suffix == ".xlsx":
        return [[cell.value for cell in row] for sheet in load_workbook(path) for row in sheet.iter_rows()]
    return path.read_bytes()


def test_name_of_the_run_cannot_lead_out_of_the_folder(exporter: Exporter, run: FinishedRun, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    written = exporter.write(replace(run, name="../../x/y\n\x00<b>"), folder, "en")
    assert {path.parent for path in written} == {folder}


def test_has_label_help_and_audience_in_both_languages(exporter: Exporter) -> None:
    assert exporter.audience in Audience
    for language in LANGUAGES:
        info = next(info for info in registry.available("exporters", language) if info.name == exporter.name)
        assert info.label != exporter.name
        assert info.help
        assert CORE.text(f"export-audience-{exporter.audience}".replace("_", "-"), language, {})
