"""Settings: language, limits in words, samples that come back, and deleting all data."""

from __future__ import annotations

from autoglm_core import config
from autoglm_core.store import Workspace
from autoglm_core.view import format as fmt
from pages.parts import state
from tests.pages.support import asked, opened, unescaped, words


def test_limits_are_said_in_words(space: Workspace) -> None:
    text = words(opened("settings"))
    assert f"{config().max_upload_mb} MB" in text
    assert "no key are needed" in text
    assert "不需要账号或密钥" in words(opened("settings", "zh"))


def test_the_language_is_chosen_here_too(space: Workspace) -> None:
    at = opened("settings")
    at.radio(key="settings-language").set_value("zh").run()
    assert asked(at, "lang") == "zh"
    assert "语言模型" in words(at)


def test_the_size_is_that_of_the_files(trained: Workspace) -> None:
    at = opened("settings")
    size = sum(path.stat().st_size for path in trained.root.rglob("*") if path.is_file())
    assert unescaped(at.metric[2].value) == fmt.bytes_(size)
    assert at.metric[1].value == str(len(trained.runs()))


def test_deleting_everything_asks_first(trained: Workspace) -> None:
    at = opened("settings", draft=trained.drafts()[0].id)
    at.button(key="settings-delete").click().run()
    assert [dataset for dataset in trained.datasets() if dataset.sample is None]
    at.button(key="confirm-yes").click().run()
    assert not [dataset for dataset in trained.datasets() if dataset.sample is None]
    assert not trained.drafts()
    assert not [run for run in trained.runs() if run.sample is None]
    assert "draft" not in at.query_params


def test_saying_no_deletes_nothing(trained: Workspace) -> None:
    before = set(trained.root.rglob("*"))
    at = opened("settings")
    at.button(key="settings-delete").click().run()
    at.button(key="confirm-no").click().run()
    assert before <= set(trained.root.rglob("*"))


def test_deleted_samples_come_back(sampled: Workspace) -> None:
    for dataset in sampled.datasets():
        sampled.delete_dataset(dataset.id)
    opened("settings").button(key="settings-reset").click().run()
    assert {item.sample for item in sampled.datasets()} == {sample.name for sample in sampled.samples(state.SAMPLES)}


def test_deleting_everything_leaves_the_samples(sampled: Workspace) -> None:
    before = {dataset.id for dataset in sampled.datasets()}
    at = opened("settings")
    at.button(key="settings-delete").click().run()
    at.button(key="confirm-yes").click().run()
    assert {dataset.id for dataset in sampled.datasets()} == before
