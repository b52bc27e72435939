"""Every page in Chinese, in each of its states: no Latin word but names, units and an allow-list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from autoglm_core import read_goal
from autoglm_core.store import Workspace
from tests.pages.conftest import kept
from tests.pages.support import opened, words
from tests.tables import loans

# What is written with Latin letters in Chinese too: product, formats, units, names of methods that have no other, and
# the author that a method is cited by.
ALLOWED = frozenset({
    "Open", "AutoGLM", "English", "CSV", "TSV", "Excel", "Parquet", "JSON", "HTML", "UTF", "SHA", "MB", "kB", "GB",
    "ms", "ROC", "AUC", "F1", "SHAP", "SVD", "TF", "IDF", "API", "ONNX", "Python", "XGBoost", "LightGBM", "CatBoost",
    "AHP", "CPU", "Tsamardinos", "OpenAI", "GLM", "README",
})  # fmt: skip
# Names in the data of these tests.
DATA = frozenset({"loans", "csv", "income", "debt", "purpose", "default", "yes", "no", "car", "house", "school"})
STATES: tuple[tuple[str, str], ...] = (
    ("start", ""),
    ("data", ""),
    ("data", "draft"),
    ("goal", ""),
    ("goal", "draft"),
    ("goal", "planned"),
    ("goal", "unclear"),
    ("goal", "refused"),
    ("train", ""),
    ("train", "run"),
    ("inspect", ""),
    ("inspect", "run"),
    ("use", ""),
    ("use", "run"),
    ("runs", "run"),
    ("lab", ""),
    ("lab", "run"),
    ("settings", ""),
)
GOALS = {"planned": "预测 default，尽量少漏掉，3 分钟内完成", "unclear": "预测一下", "refused": "写一首关于大海的诗"}


def stray(text: str) -> set[str]:
    """The Latin words of ``text`` that are neither allowed nor names of the data.

    >>> stray("打开 the 文件 loans.csv")
    {'the'}
    """
    markup = r"\b[0-9a-f]{8,64}\b|:material/\w+:|:[a-z]+(?:-[a-z]+)*\[|<[^<>]*>"
    without_code = re.sub(markup, " ", text)
    return {word for word in re.findall(r"[A-Za-z]{2,}\d*", without_code) if word not in ALLOWED | DATA}


def addresses(space: Workspace, folder: Path) -> Mapping[str, dict[str, str]]:
    """The ids of each state."""
    run = next(run for run in space.runs() if run.sample is None)
    dataset_id = kept(space, loans(100), "loans.csv", folder)
    found = {"": {}, "run": {"run": run.id}, "draft": {"draft": space.create_draft(dataset_id).id}}
    for name, goal in GOALS.items():
        draft = space.create_draft(dataset_id)
        reading = read_goal(goal, space.table(draft.id))
        space.save_draft(draft.replaced(goal=goal, spec=reading.spec, reasons=dict(reading.reasons)))
        found[name] = {"draft": draft.id}
    return found


@pytest.mark.parametrize(("screen", "state"), STATES, ids=lambda value: value or "empty")
def test_no_latin_word_is_left(trained: Workspace, tmp_path: Path, screen: str, state: str) -> None:
    where = addresses(trained, tmp_path)[state]
    text = words(opened(screen, "zh", **where))
    assert len(re.findall(r"[\u4e00-\u9fff]", text)) > 30
    assert stray(text.replace("who will default", "")) == set()


def test_samples_in_chinese(sampled: Workspace) -> None:
    from pages.parts.state import SAMPLES

    text = words(opened("start", "zh"))
    for sample in sampled.samples(SAMPLES):
        # Sources and licences keep the names that they have.
        for name in (sample.source, sample.goal_zh):
            text = text.replace(name, "")
    columns = {"catalog", "purchases", "will", "buy", "Machine", "failure"}
    assert stray(text) <= {"CC", "BY", "UCI", "MIT", "dmba", *columns}
