"""The report: one file that needs nothing else, and in which no name from the data can act."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autoglm_core.contracts import FinishedRun, Inspection, TaskType
from autoglm_core.evaluation.fairness import fairness, told
from autoglm_core.export._files import sha256
from autoglm_core.export._words import Words
from autoglm_core.export.report import Report
from autoglm_core.messages import LANGUAGES, Message
from autoglm_core.priorities import Judgements, Priorities
from autoglm_core.ranking import rank
from autoglm_core.registry import plugin
from autoglm_core.result import Judged
from autoglm_core.spec import TaskKind
from tests.finished_runs import SCRIPT, finished_run
from tests.fitnesses import fitness

VOID = {"meta", "br", "img", "input", "link", "hr"}


class Page(HTMLParser):
    """Every element and text of a page; fails where elements are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def written(run: FinishedRun, folder: Path, language: str = "en") -> tuple[str, Page]:
    (path,) = Report().write(run, folder, language)
    html = path.read_text(encoding="utf-8")
    page = Page()
    page.feed(html)
    page.close()
    assert page.open == []
    return html, page


@pytest.fixture(params=[TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> FinishedRun:
    return finished_run(tmp_path / "run", request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fetched_and_nothing_runs(run: FinishedRun, language: str, tmp_path: Path) -> None:
    html, page = written(run, tmp_path, language)
    assert not re.search(r"(?i)(https?:)?//[a-z]|url\(|@import|\bsrc=|<link|<iframe|<script|javascript:", html)
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes), tag
        assert "href" not in attributes
    assert "default-src 'none'" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_from_the_data_are_shown_as_they_are(run: FinishedRun, language: str, tmp_path: Path) -> None:
    _, page = written(run, tmp_path, language)
    assert not {"script", "b"} & {tag for tag, _ in page.elements}
    assert SCRIPT in page.text
    assert f"Run {SCRIPT}" in page.text
    if run.result.task is TaskKind.MULTICLASS:
        assert "<b>mid</b>" in page.text


def test_the_story_is_complete_and_in_the_language(run: FinishedRun, tmp_path: Path) -> None:
    _, page = written(run, tmp_path, "zh")
    for message in (run.result.sentence, run.result.verdict, *run.result.warnings):
        assert message.text("zh") in page.text
    assert run.result.data_hash in page.text
    assert sha256(run.folder / "manifest.json") in page.text
    assert "哪些因素在起作用" in page.text
    assert "多模型组合" in page.text
    assert ("zh-CN" in [attributes.get("lang") for tag, attributes in page.elements if tag == "html"]) is True


def test_how_it_was_measured_is_said(tmp_path: Path) -> None:
    _, kept_aside = written(finished_run(tmp_path / "a", holdout=True), tmp_path)
    assert "Measured on 40 rows that were kept aside" in kept_aside.text
    html, out_of_fold = written(finished_run(tmp_path / "b"), tmp_path)
    assert "Measured on 120 rows, each predicted by models that had not seen it" in out_of_fold.text
    # What the drawing of the score says to those who cannot see it.
    said = (
        'aria-label="Average precision: 84.0 % (95 times in 100 within 79.0 % – 88.0 %); guessing without a model gets'
    )
    assert said in html


def test_a_corrected_score_says_what_it_would_be_uncorrected(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "b")
    headline = replace(run.result.headline, chosen_from=7, uncorrected=0.861)
    _, page = written(replace(run, result=replace(run.result, headline=headline)), tmp_path)
    assert "best of 7 attempts" in page.text
    assert "uncorrected, Average precision would read 86.1 %" in page.text


def test_charts_fit_the_task(tmp_path: Path) -> None:
    _, binary = written(finished_run(tmp_path / "b"), tmp_path)
    assert "Said “yes”" in binary.text
    assert "How well it ranks “yes”" in binary.text
    html, regression = written(finished_run(tmp_path / "r", TaskKind.REGRESSION), tmp_path)
    assert html.count("<circle") == 120
    assert "Said" not in regression.text
    assert "Half of the predictions are off by at most" in regression.text


def test_mistakes_add_up_to_the_judged_rows(tmp_path: Path) -> None:
    _, page = written(finished_run(tmp_path / "b"), tmp_path)
    cells = re.search(r"Said “yes” no ([\d,]+) ([\d,]+) yes ([\d,]+) ([\d,]+)", page.text)
    assert cells is not None
    assert sum(int(count.replace(",", "")) for count in cells.groups()) == 120


def test_what_was_switched_off_in_the_recipe_is_not_told_as_done(run: FinishedRun, tmp_path: Path) -> None:
    html, _ = written(run, tmp_path)
    assert "<li>The column “&lt;script&gt;" in html
    assert '<li class="off">' not in html


def _inspected(run: FinishedRun, name: str, found: dict[str, object], ending: str = "") -> None:
    inspection: Inspection = plugin("inspections", name)
    path = run.folder / "inspect" / f"{name}{ending}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"version": inspection.version, "found": found}), encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_worked_out_is_in_it_and_names_cannot_act(tmp_path: Path, language: str) -> None:
    run = finished_run(tmp_path / "run")
    task: TaskType = plugin("tasks", run.result.task)
    metric = next(metric for metric in task.metrics if metric.name == run.result.metric)
    groups = fairness(Judged.load(run.folder / "judged.npz"), run.table.frame["城市"], metric, seed=1)
    said = [message.to_json() for message in told(groups, positive=SCRIPT)]
    answer = {"column": SCRIPT, "found": asdict(groups), "told": said, "columns": [], "yes_is_good": True}
    _inspected(run, "fairness", json.loads(json.dumps(answer).replace("NaN", "null")))
    _inspected(run, "fitness", fitness().to_json())
    mine = Priorities.weighted({"accuracy": 9, "latency": 1})
    kept = Judgements({f"Ann {SCRIPT}": mine}).to_json()
    (run.folder / "priorities.json").write_text(json.dumps(kept), encoding="utf-8")
    html, page = written(run, tmp_path, language)
    assert "<script" not in html
    for message in said:
        assert Message.from_json(message).text(language) in page.text
    assert "上海" in page.text
    assert "40\u00a0ms" in html
    assert "90.0 %" in page.text
    assert f"Ann {SCRIPT}" in page.text
    weights = {model.id: model.total for model in rank([m.measured() for m in fitness().models], mine).models}
    assert Words(language).number(100 * weights["trial-7"]) in page.text


def test_without_anything_worked_out_it_says_nothing_of_it(run: FinishedRun, tmp_path: Path) -> None:
    _, page = written(run, tmp_path)
    assert "Fit for use" not in page.text
    assert "No groups were compared." in page.text


def test_what_an_earlier_version_found_is_left_out(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    (run.folder / "inspect").mkdir()
    for text in ('{"version": 0, "found": {}}', "{"):
        (run.folder / "inspect" / "fitness.json").write_text(text, encoding="utf-8")
        assert "Fit for use" not in written(run, tmp_path)[1].text


def test_where_it_errs_whether_more_rows_help_and_who_is_tied(tmp_path: Path) -> None:
    run = finished_run(tmp_path / "run")
    slices = [
        {
            "conditions": [
                {"column": SCRIPT, "how": "is", "value": "a"},
                {"column": "balance", "how": "below", "value": 51.25},
            ]
        }
        | {"rows": 40, "inside": 0.4, "outside": 0.1, "p": 0.001}
    ]
    _inspected(run, "slices", {"kind": "wrong", "tests": 12, "slices": slices})
    points = [{"rows": 30, "score": 0.7}, {"rows": 96, "score": 0.8}]
    _inspected(run, "learning_curve", {"metric": run.result.metric, "points": points, "verdict": "help"})
    trials = [{"number": 3, "family": "linear", "tied": False}, {"number": 0, "family": "xgboost", "tied": True}]
    _inspected(run, "ties", {"trials": trials})
    _, page = written(run, tmp_path)
    said = f"Among rows with {SCRIPT} = a, balance below 51.25 it is wrong in 40.0 % of the cases, elsewhere in 10.0 %"
    assert page.text.count(said) == 2  # on the first page, and in its own part
    assert "More rows would help: with 30 rows Average precision was 70.0 %, with 96 it is 80.0 %" in page.text
    assert "as good, as far as these rows can tell: XGBoost (attempt 1)" in page.text
