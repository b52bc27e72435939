"""Start: samples, upload from file to draft, a file that is none, and recent work."""

from __future__ import annotations

import io
import time

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from autoglm_core.store import Workspace
from autoglm_core.view import format as fmt
from pages.parts import state
from pages.parts.uploading import kept
from tests.pages.support import asked, link_to, opened, unescaped, words
from tests.tables import loans


def ended(at: AppTest) -> AppTest:
    """The app once the reading has ended, as a browser sees it that asks once a while."""
    for _ in range(300):
        if asked(at, "draft") or at.error:
            return at
        time.sleep(0.2)
        at.run()
    raise AssertionError("reading did not end")


def test_samples_show_their_size_and_goal(sampled: Workspace) -> None:
    at = opened()
    text = words(at)
    for sample in sampled.samples(state.SAMPLES):
        frame = pd.read_csv(sample.file)
        assert sample.title_en in text
        assert sample.goal_en in text
        assert f"{len(frame):,} rows, {frame.shape[1]} columns" in text
    assert "金融风险" in words(opened("start", "zh"))


def test_start_without_samples_offers_the_upload_alone(space: Workspace) -> None:
    text = words(opened())
    assert "Drop a file here" in text
    assert "Nothing yet." in text
    assert "sample data" not in text


def test_start_with_sample_data_opens_the_data_page_on_a_draft(sampled: Workspace) -> None:
    at = opened()
    sample = sampled.samples(state.SAMPLES)[0]
    at.button(key=f"start-with-{sample.name}").click().run()
    (draft,) = sampled.drafts()
    assert asked(at, "draft") == draft.id
    assert sampled.dataset(draft.dataset_id).sample == sample.name
    assert f"{len(pd.read_csv(sample.file)):,}" in [unescaped(metric.value) for metric in at.metric]
    # Nobody has touched it: coming again does not pile up drafts.
    opened().button(key=f"start-with-{sample.name}").click().run()
    assert len(sampled.drafts()) == 1


def test_a_file_becomes_a_draft_on_the_data_page_even_through_a_reload(space: Workspace) -> None:
    frame = loans(120)
    first = opened("start", "zh")
    first.file_uploader[0].set_value(("my loans.csv", frame.to_csv(index=False).encode(), "text/csv")).run()
    at = ended(opened("start", "zh", job=str(asked(first, "job"))))
    assert not at.error
    draft = space.draft(str(asked(at, "draft")))
    assert draft.name == "my loans.csv"
    assert asked(at, "job") is None
    values = [unescaped(metric.value) for metric in at.metric]
    assert values[:3] == ["120", "4", fmt.percent(frame.isna().to_numpy().mean())]


@pytest.mark.parametrize(
    ("name", "content"), [("empty.csv", b""), ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)]
)
def test_a_file_that_is_no_table_gets_one_sentence(space: Workspace, name: str, content: bytes) -> None:
    at = opened()
    ended(at.file_uploader[0].set_value((name, content, "text/csv")).run())
    (error,) = at.error
    assert len(error.value) > 20
    assert at.file_uploader[0].value is None
    assert "What would you like to know" in words(at)
    assert not [dataset for dataset in space.datasets() if dataset.sample is None]


def test_uploads_are_copied_in_full(space: Workspace) -> None:
    content = b"a,b\n" + b"1,2\n" * 700_000
    path = kept(io.BytesIO(content), space.root)
    assert path.read_bytes() == content
    assert space.root in path.parents


def test_recent_work_lists_drafts_and_runs_with_their_state(trained: Workspace) -> None:
    run = trained.runs()[0]
    draft = trained.create_draft(run.dataset_id)
    draft = trained.save_draft(draft.replaced(goal="<b>who</b> $pays$ [back](x)"))
    at = opened()
    text = words(at)
    assert "<b>who</b> $pays$ [back](x)" in text
    assert "Being prepared" in text
    assert "Finished" in text
    assert link_to(at, "goal")["draft"] == draft.id
    assert link_to(at, "inspect")["run"] in {each.id for each in trained.runs()}
