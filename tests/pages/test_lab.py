"""Lab: comparing ways of searching from the form to the finding, in each state and both languages."""

from __future__ import annotations

import json
import shutil
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from autoglm_core import available, label
from autoglm_core.events import Event, EventLog, JobFailed, JobFinished, JobStarted, LabTrialEnded
from autoglm_core.experiment import LabSpec
from autoglm_core.messages import Message
from autoglm_core.spec import Budget, Validation
from autoglm_core.store import RunStatus, Workspace, start_families, start_lab, status
from autoglm_core.view import format as fmt
from tests.pages.conftest import NASTY
from tests.pages.runs import charts, metrics, on_tab
from tests.pages.support import asked, links, nodes, opened, words

ARMS = ("genetic", "random")


@pytest.fixture(scope="session")
def compared_once(tmp_path_factory: pytest.TempPathFactory, trained_once: Path) -> Path:
    """A workspace with a finished experiment, made by a real worker."""
    root = tmp_path_factory.mktemp("compared") / "workspace"
    shutil.copytree(trained_once, root)
    space = Workspace(root)
    run = space.runs()[0]
    spec = run.spec.replaced(
        validation=Validation(folds=2).model_dump(), families_allow=("linear", "nearest_neighbors")
    )
    lab = LabSpec(kind="samplers", spec=spec, samplers=ARMS, seeds=(1, 2), budget=Budget(trials=4))
    lab_id = start_lab(space, run, lab)
    for _ in range(1_200):
        if not status(space, lab_id).active:
            break
        time.sleep(0.1)
    assert space.lab(lab_id).status is RunStatus.FINISHED, (space.lab(lab_id).folder / "events.jsonl").read_text()
    return root


@pytest.fixture
def compared(space: Workspace, compared_once: Path) -> tuple[Workspace, str]:
    """A workspace with a finished experiment, and its id."""
    shutil.copytree(compared_once, space.root, dirs_exist_ok=True)
    return space, space.labs()[0].id


def stopped(space: Workspace, finished: str, new: str, *, after: int, then: Sequence[Event] = ()) -> str:
    """A copy of a finished experiment as it was after so many ended trials, with the events ``then``."""
    source, target = space.lab(finished).folder, space.root / "labs" / new
    shutil.copytree(source, target)
    data = json.loads((target / "lab.json").read_text(encoding="utf-8"))
    (target / "lab.json").write_text(json.dumps({**data, "id": new}), encoding="utf-8")
    for name in ("result.json", "events.jsonl"):
        (target / name).unlink()
    trials = 0
    with EventLog(target / "events.jsonl") as log:
        for event in EventLog(source / "events.jsonl").read()[0]:
            trials += isinstance(event, LabTrialEnded)
            if trials > after or isinstance(event, JobFinished):
                break
            log.append(event)
        for event in then:
            log.append(event)
    return new


# ---- nothing there yet, and the form ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "sentence"), [("en", "nothing to compare on yet"), ("zh", "还没有可供比较的内容")])
def test_without_a_plan_the_page_leads_to_data(space: Workspace, lang: str, sentence: str) -> None:
    at = opened("lab", lang)
    assert sentence in words(at)
    assert "start" in links(at)
    assert "lab-start" not in {button.key for button in at.button}


@pytest.mark.parametrize(("lang", "sentence"), [("en", "This comparison is not there."), ("zh", "这次比较不在这里")])
def test_an_old_address_is_said_and_leads_to_a_new_comparison(space: Workspace, lang: str, sentence: str) -> None:
    at = opened("lab", lang, lab="../gone")
    assert sentence in words(at)
    assert {"lang": lang} in [dict(parse_qsl(node.query_string)) for node in lab_links(at)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_form_offers_every_way_of_searching_by_its_name_and_adds_up(trained: Workspace, lang: str) -> None:
    at = opened("lab", lang)
    usable = [info for info in available("samplers", lang) if info.available]
    assert at.session_state["lab-samplers"] == [info.name for info in usable]
    assert at.pills(key="lab-samplers").options == [info.label for info in usable]
    assert str(3 * len(usable)) in words(at)
    at.number_input(key="lab-seeds").set_value(2).run()
    assert f"{2 * len(usable)} searches" in words(at) if lang == "en" else f"共 {2 * len(usable)} 次搜索" in words(at)


def test_one_way_of_searching_is_nothing_to_compare(trained: Workspace) -> None:
    at = opened("lab")
    on_tab(at, "lab-samplers", ["random"])
    assert "at least two" in words(at)
    assert at.button(key="lab-start").disabled


def test_starting_freezes_what_was_chosen_and_opens_it(trained: Workspace) -> None:
    run = trained.runs()[-1]
    at = opened("lab", run=run.id)
    on_tab(at, "lab-samplers", ["random", "genetic"])
    on_tab(at, "lab-unit", "seconds")
    at.number_input(key="lab-amount-seconds").set_value(9).run()
    assert "about 54 s in all" in words(at)
    at.button(key="lab-start").click().run()
    (lab,) = trained.labs()
    try:
        assert asked(at, "lab") == lab.id
        assert lab.spec.spec == run.spec
        assert set(lab.spec.samplers) == {"random", "genetic"}
        assert (lab.spec.budget, len(lab.spec.seeds), lab.dataset_id) == (Budget(seconds=9), 3, run.dataset_id)
    finally:
        trained.delete_lab(lab.id)


# ---- while it goes on ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_while_it_runs_the_page_shows_who_is_ahead_and_what_is_being_searched(
    compared: tuple[Workspace, str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    space, lab_id = compared
    running = stopped(space, lab_id, "lrunning", after=6)
    monkeypatch.setattr("autoglm_core.store.processes.lives", lambda folder: folder.name == running)
    at = opened("lab", lang, lab=running)
    events = EventLog(space.lab(running).folder / "events.jsonl").read()[0]
    best = {}
    for event in events:
        if isinstance(event, LabTrialEnded) and event.best is not None:
            best.setdefault(event.arm, {})[event.seed] = event.best
    medians = {arm: statistics.median(scores.values()) for arm, scores in best.items()}
    shown = metrics(at)
    leader = max(medians, key=lambda arm: medians[arm])
    highest = max(score for scores in best.values() for score in scores.values())
    if lang == "en":
        assert shown["Ahead so far"] == label("samplers", leader)
        assert shown["Best score so far"] == fmt.score("roc_auc", highest)
        assert shown["Searches done"] == "1 / 4"
        assert "Search 2 of 4: Random search, repeat 1" in words(at)
    else:
        assert shown["目前领先"] == label("samplers", leader, "zh")
        assert shown["已完成的搜索"] == "1 / 4"
        assert "第 2 次搜索（共 4 次）：随机搜索，第 1 次重复" in words(at)
    assert {button.key for button in at.button} >= {"lab-finish", "lab-cancel"}
    assert set(charts(at)) == {"lab-chart-trials", "lab-chart-seconds"}


def test_finish_and_cancel_are_said_to_the_worker(
    compared: tuple[Workspace, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    space, lab_id = compared
    running = stopped(space, lab_id, "lrunning", after=6)
    monkeypatch.setattr("autoglm_core.store.processes.lives", lambda folder: folder.name == running)
    at = opened("lab", lab=running)
    at.button(key="lab-finish").click().run()
    control = space.lab(running).folder / "control.json"
    assert json.loads(control.read_text())["finish"] is True
    monkeypatch.setattr("autoglm_core.store.jobs._end_unless_obeyed", lambda folder: None)
    at.button(key="lab-cancel").click().run()
    assert json.loads(control.read_text())["cancel"] is False
    at.button(key="confirm-yes").click().run()
    assert json.loads(control.read_text())["cancel"] is True


# ---- when it ended ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_finished_experiment_says_who_was_better_and_how_soon(compared: tuple[Workspace, str], lang: str) -> None:
    space, lab_id = compared
    at = opened("lab", lang, lab=lab_id)
    result = json.loads((space.lab(lab_id).folder / "result.json").read_text())
    ends = {(curve["arm"], curve["seed"]): curve["points"][-1]["score"] for curve in result["curves"]}
    medians = {arm: statistics.median(ends[arm, seed] for seed in (1, 2)) for arm in ARMS}
    table = next(frame.value for frame in at.dataframe)
    names = {arm: label("samplers", arm, lang) for arm in ARMS}
    order = sorted(ARMS, key=lambda arm: -medians[arm])
    if medians["genetic"] != medians["random"]:
        assert list(table.iloc[:, 0]) == [names[arm] for arm in order]
    for _, line in table.iterrows():
        arm = next(arm for arm in ARMS if names[arm] == line.iloc[0])
        assert line.iloc[1] == fmt.score("roc_auc", medians[arm], lang)
        first = [_first(result, arm, seed, ends["genetic", seed]) for seed in (1, 2)]
        if all(point is not None for point in first):
            assert line.iloc[3] == f"{statistics.median(point['trials'] for point in first):g}"
        else:
            assert line.iloc[3] == ("not reached" if lang == "en" else "未达到")
        assert line.iloc[5] == f"{sum(point is not None for point in first)} / 2"
    said = words(at)
    assert fmt.score("roc_auc", medians[order[0]], lang) in said
    assert ("2 repeats · 4 attempts for each search" if lang == "en" else "2 次重复 · 每次搜索4 次尝试") in said
    assert ("Finished" if lang == "en" else "已完成") in said
    assert "lab-cancel" not in {button.key for button in at.button}


def _first(result, arm, seed, goal):
    curve = next(curve for curve in result["curves"] if (curve["arm"], curve["seed"]) == (arm, seed))
    return next((point for point in curve["points"] if point["score"] >= goal - 1e-12), None)


def test_the_charts_show_the_median_over_the_repeats(compared: tuple[Workspace, str]) -> None:
    space, lab_id = compared
    result = space.lab_result(lab_id)
    drawn = charts(opened("lab", lab=lab_id))["lab-chart-trials"]
    for arm in ARMS:
        trace = next(trace for trace in drawn["data"] if trace.get("name") == label("samplers", arm))
        ends = statistics.median(curve.score for curve in result.of(arm))
        assert trace["y"][-1] == pytest.approx(100 * ends)
        assert trace["x"][-1] == 4
    assert any(trace.get("name") == "Where Genetic search ended" for trace in drawn["data"])


def test_another_reference_changes_the_table(compared: tuple[Workspace, str]) -> None:
    at = opened("lab", lab=compared[1])
    at.selectbox(key="lab-reference").set_value("random").run()
    table = next(frame.value for frame in at.dataframe)
    line = table[table.iloc[:, 0] == "Random search"].iloc[0]
    assert line.iloc[5] == "2 / 2"
    assert any(trace.get("name") == "Where Random search ended" for trace in charts(at)["lab-chart-trials"]["data"])


@pytest.mark.parametrize(
    ("lang", "sentence", "button"),
    [("en", "was interrupted", "Go on with the comparison"), ("zh", "比较被中断", "继续比较")],
)
def test_an_interrupted_experiment_keeps_what_it_has_and_can_go_on(
    compared: tuple[Workspace, str], lang: str, sentence: str, button: str
) -> None:
    space, lab_id = compared
    at = opened("lab", lang, lab=stopped(space, lab_id, "lstopped", after=6))
    assert sentence in words(at)
    assert at.button(key="lab-take-up").label == button
    assert len(charts(at)) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_failure_is_one_sentence_with_a_way_on(compared: tuple[Workspace, str], lang: str) -> None:
    space, lab_id = compared
    error = JobFailed(message=Message("error-training-no-features"))
    failed = stopped(space, lab_id, "lfailed", after=0, then=(JobStarted(pid=1), error))
    at = opened("lab", lang, lab=failed)
    assert error.message.text(lang) in words(at)
    assert "lab-take-up" in {button.key for button in at.button}
    assert "lab" in links(at)


def test_the_list_opens_and_deletes_after_a_question(compared: tuple[Workspace, str]) -> None:
    space, lab_id = compared
    folder = space.lab(lab_id).folder
    data = json.loads((folder / "lab.json").read_text())
    (folder / "lab.json").write_text(json.dumps({**data, "name": NASTY}))
    at = opened("lab")
    assert NASTY in words(at)
    assert [node for node in lab_links(at) if f"lab={lab_id}" in node.query_string]
    at.button(key=f"lab-delete-{lab_id}").click().run()
    assert space.labs()
    at.button(key="confirm-yes").click().run()
    assert space.labs() == ()


# ---- what each kind of model added -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_families_are_worked_out_at_a_click(trained: Workspace, lang: str) -> None:
    run = trained.runs()[0]
    at = opened("lab", lang, run=run.id)
    on_tab(at, "lab-kind", "families")
    at.button(key="lab-families-start").click().run()
    wait_for_job(trained, f"families-{run.id}")
    at.run()
    result = trained.result(run.id)
    alone = max(record.score for record in result.leaderboard if record.score is not None)
    table = next(frame.value for frame in at.dataframe)
    assert list(table.iloc[0])[:3] == [
        label("models", "linear", lang),
        str(sum(record.score is not None for record in result.leaderboard)),
        fmt.score(result.metric, alone, lang),
    ]
    assert ("Only Linear model was tried" if lang == "en" else "只尝试了线性模型") in words(at)


@pytest.mark.parametrize(("lang", "sentence"), [("en", "are not kept here"), ("zh", "没有保留各次尝试的预测")])
def test_a_shipped_run_says_why_its_families_are_not_known(sampled: Workspace, lang: str, sentence: str) -> None:
    run = next(run for run in sampled.runs() if run.sample == "loans")
    start_families(sampled, run.id)
    wait_for_job(sampled, f"families-{run.id}")
    at = opened("lab", lang, run=run.id)
    on_tab(at, "lab-kind", "families")
    assert sentence in words(at)


def test_without_a_finished_run_families_lead_to_the_runs(space: Workspace, trained_once: Path) -> None:
    shutil.copytree(trained_once, space.root, dirs_exist_ok=True)
    for run in space.runs():
        (run.folder / "events.jsonl").write_text("")
    at = opened("lab")
    on_tab(at, "lab-kind", "families")
    assert "No run has finished yet" in words(at)
    assert "runs" in links(at)


def lab_links(at: AppTest) -> list[Any]:
    """Every link to the Lab page."""
    return [node.proto for node in nodes(at._tree) if node.type == "page_link" and node.proto.page == "lab"]


def wait_for_job(space: Workspace, job_id: str) -> None:
    for _ in range(600):
        if not status(space, job_id).active:
            return
        time.sleep(0.1)
