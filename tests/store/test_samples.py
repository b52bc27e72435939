"""Samples: shipped data and finished runs appear, stay deleted once deleted, and come back with a reset."""

import json
import shutil

import pytest

from autoglm_core import store
from autoglm_core.store import RunStatus, Workspace
from tests.tables import loans

WORDS = {"title_en": "Who defaults?", "title_zh": "谁违约？", "text_en": "Loans.", "text_zh": "贷款。"}
GOALS = {"goal_en": "who defaults?", "goal_zh": "谁会违约？"}
ABOUT = {**WORDS, **GOALS, "scenario": "risk", "licence": "MIT", "source": "made"}


def ship(folder, name, frame, run=None):
    target = folder / name
    target.mkdir(parents=True)
    frame.to_csv(target / f"{name}.csv", index=False)
    about = {**ABOUT, "name": name, "file": f"{name}.csv", "title_en": "further fields do not matter"}
    (target / "sample.json").write_text(json.dumps(about), encoding="utf-8")
    if run is not None:
        shutil.copytree(run, target / "run")
        for part in ("work", "trials", "prepared"):
            shutil.rmtree(target / "run" / part)


@pytest.fixture
def shipped(tmp_path, finished):
    """Two samples, one of them with a finished run."""
    workspace, run_id = finished
    ship(tmp_path / "samples", "loans_made", loans(), workspace.run(run_id).folder)
    ship(tmp_path / "samples", "other", loans(seed=1))
    return tmp_path / "samples"


def test_they_are_listed_with_their_goals(shipped):
    made, other = Workspace.samples(shipped)
    assert (made.name, made.has_run, other.name, other.has_run) == ("loans_made", True, "other", False)
    assert (made.goal("en"), made.goal("zh")) == ("who defaults?", "谁会违约？")
    assert made.file.is_file()
    assert Workspace.samples(shipped / "nothing here") == ()


def test_data_and_runs_appear_and_the_run_can_be_used(workspace, shipped, finished):
    workspace.install_samples(shipped)
    assert {info.sample for info in workspace.datasets()} == {"loans_made", "other"}
    (run,) = workspace.runs()
    assert (run.sample, run.status, run.draft_id) == ("loans_made", RunStatus.FINISHED, "")
    made = next(info for info in workspace.datasets() if info.sample == "loans_made")
    assert run.dataset_id == made.id
    original, run_id = finished
    assert workspace.result(run.id).headline == original.result(run_id).headline
    frame = loans().head(10)
    assert store.score_rows(workspace, run.id, frame).equals(store.score_rows(original, run_id, frame))
    assert workspace.create_draft(made.id).dataset_id == made.id


def test_installing_again_changes_nothing(workspace, shipped):
    workspace.install_samples(shipped)
    before = workspace.datasets(), workspace.runs()
    workspace.install_samples(shipped)
    Workspace(workspace.root).install_samples(shipped)
    assert (workspace.datasets(), workspace.runs()) == before


def test_a_lost_part_is_put_back(workspace, shipped):
    workspace.install_samples(shipped)
    before = workspace.datasets(), workspace.runs()
    shutil.rmtree(workspace.runs()[0].folder)
    workspace.install_samples(shipped)
    assert (workspace.datasets(), workspace.runs()) == before


def test_deleted_ones_stay_away_until_a_reset(workspace, shipped):
    workspace.install_samples(shipped)
    other = next(info for info in workspace.datasets() if info.sample == "other")
    workspace.delete_dataset(other.id)
    workspace.delete_run(workspace.runs()[0].id)
    workspace.install_samples(shipped)
    assert [info.sample for info in workspace.datasets()] == ["loans_made"]
    assert workspace.runs() == ()
    workspace.reset_samples(shipped)
    assert {info.sample for info in workspace.datasets()} == {"loans_made", "other"}
    assert [run.sample for run in workspace.runs()] == ["loans_made"]


def test_what_is_shipped_names_no_place_on_the_machine_it_was_made_on(shipped, finished):
    root = str(finished[0].root).encode()
    for path in shipped.rglob("*"):
        if path.is_file():
            assert root not in path.read_bytes(), path
