"""A workspace with a small data set and a plan."""

import pytest

from autoglm_core.data import read
from autoglm_core.store import RunStatus, Workspace
from tests.store.helpers import loans_spec, start_run, wait_for_status
from tests.tables import loans


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def dataset(workspace):
    info, _ = workspace.keep_dataset(read.load(loans(), name="loans.csv"), name="loans.csv")
    return info


@pytest.fixture
def draft(workspace, dataset):
    draft = workspace.create_draft(dataset.id, by="ann")
    return workspace.save_draft(draft.replaced(spec=loans_spec(), goal="who defaults?"), by="ann", what="plan")


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A workspace with one finished run, and its id; for tests that change nothing in it."""
    workspace = Workspace(tmp_path_factory.mktemp("finished"))
    info, _ = workspace.keep_dataset(read.load(loans(), name="loans.csv"), name="loans.csv")
    run_id = start_run(workspace, workspace.create_draft(info.id))
    wait_for_status(workspace, run_id, RunStatus.FINISHED)
    return workspace, run_id
