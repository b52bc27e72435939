"""Inspect, whom it serves and at what cost: what the user reads is what was measured and what people said matters."""

from __future__ import annotations

from typing import Any

import pytest

from autoglm_core.contracts import Inspection
from autoglm_core.priorities import Judgements, Priorities
from autoglm_core.ranking import rank, ready_made
from autoglm_core.registry import plugin
from autoglm_core.store import Workspace, inspection_outcome, keep_priorities, priorities_of, start_inspection
from autoglm_core.store.inspections import inspection_path, keep_found
from tests.fitnesses import fitness
from tests.pages.runs import charts, metrics, on_tab
from tests.pages.support import opened, words
from tests.store.helpers import wait_for


def _on_use(run_id: str, language: str = "en") -> Any:
    return on_tab(
        opened("inspect", language, run=run_id), "inspect-tabs", {"en": "Fit for use", "zh": "使用与取舍"}[language]
    )


@pytest.fixture
def measured(trained: Workspace) -> tuple[Workspace, str]:
    """A finished run of which everything was measured."""
    run_id = trained.runs()[0].id
    inspection: Inspection = plugin("inspections", "fitness")
    path = inspection_path(trained, run_id, "fitness", choice="accurate", options={})
    keep_found(path, inspection, fitness().to_json())
    return trained, run_id


def test_the_cards_are_about_the_model_that_is_downloaded(measured: tuple[Workspace, str]) -> None:
    at = _on_use(measured[1])
    shown = metrics(at)
    assert shown["Waiting time of 95 in 100 (P95)"] == "40 ms"
    assert shown["Rows a second"] == "1,250"
    assert shown["Valid answers to faulty inputs"] == "50 %"
    assert shown["Two processes against one"] == "1.8 times"
    assert shown["GPU"] == "none"
    text = words(at)
    assert "1 of 2 faulty inputs were not handled well" in text
    assert "answers one row in 20 ms, and 99 times in 100 within 80 ms (1,000 calls)" in text


def test_the_front_leaves_out_what_another_model_beats_in_both(measured: tuple[Workspace, str]) -> None:
    at = _on_use(measured[1])
    line, points = charts(at)["fitness-trade-off"]["data"]
    assert (line["x"], line["y"]) == ([4.0, 40.0], [76.0, 80.0])
    assert points["x"] == [40.0, 4.0, 20.0]
    at.selectbox(key="fitness-cost").select("recovery").run()
    assert charts(at)["fitness-trade-off"]["data"][0]["x"] == [2.5]


def test_models_are_ranked_as_they_are_in_python_and_anew_at_each_click(measured: tuple[Workspace, str]) -> None:
    workspace, run_id = measured
    at = _on_use(run_id)
    assert "Attempt 8: Linear model comes first" in words(at).replace("**", "")
    at.pills(key=f"priorities-ready-{run_id}").select("most_accurate").run()
    assert priorities_of(workspace, run_id, "Me").combined == ready_made("most_accurate")
    ranking = rank([model.measured() for model in fitness().models], ready_made("most_accurate"))
    assert ranking.models[0].id == "accurate"
    assert "Most accurate (shipped): Several models combined comes first" in words(at).replace("**", "")
    totals = charts(at)["priorities-ranked"]["data"][-1]["x"]
    assert totals == pytest.approx([100 * model.total for model in ranking.models])


def test_a_judgement_in_words_is_kept_with_the_run(measured: tuple[Workspace, str]) -> None:
    workspace, run_id = measured
    at = _on_use(run_id)
    choice = at.selectbox(key=f"priorities-{run_id}-Me-accuracy-latency")
    strongly = next(option for option in choice.options if option == "Accuracy is strongly more important than Speed")
    choice.select(strongly).run()
    assert priorities_of(workspace, run_id, "Me").people["Me"].matrix[0][1] == 5
    assert at.selectbox(key=f"priorities-{run_id}-Me-accuracy-latency").value is not None


def test_a_contradiction_is_named_and_one_click_mends_it(measured: tuple[Workspace, str]) -> None:
    workspace, run_id = measured
    criteria = ("accuracy", "latency", "availability", "scalability")
    said = ready_made("balanced").replaced("accuracy", "latency", 9).replaced("accuracy", "scalability", 1 / 5)
    assert said.criteria == criteria
    assert not said.is_consistent
    keep_priorities(workspace, run_id, Judgements({"Me": said}))
    at = _on_use(run_id)
    assert "Your answers contradict one another" in words(at)
    at.button(key="priorities-mend-all").click().run()
    assert priorities_of(workspace, run_id, "Me").combined.is_consistent
    assert "Your answers fit together" in words(at)


def test_several_people_are_combined(measured: tuple[Workspace, str]) -> None:
    workspace, run_id = measured
    people = {
        name: Priorities.compared(("accuracy", "latency"), {("accuracy", "latency"): times})
        for name, times in (("Ann", 1), ("Bo", 9))
    }
    keep_priorities(workspace, run_id, Judgements(people))
    at = _on_use(run_id)
    assert "Combined from the answers of Ann, Bo." in words(at)
    assert charts(at)["priorities-weights"]["data"][0]["x"] == pytest.approx([75.0, 25.0])


def test_everything_is_there_in_chinese(measured: tuple[Workspace, str]) -> None:
    at = _on_use(measured[1], "zh")
    assert "按这些权重" in words(at)
    assert "准确性与速度同样重要" in next(box for box in at.selectbox if box.label == "准确性还是速度").options


def test_a_column_that_the_model_was_not_given_makes_groups(trained: Workspace) -> None:
    run = next(run for run in trained.runs() if "purpose" in run.spec.exclude)
    start_inspection(trained, run.id, "fairness")
    wait_for(lambda: inspection_outcome(trained, run.id, "fairness"), "the groups")
    at = on_tab(opened("inspect", run=run.id), "inspect-tabs", "Fair to all")
    groups = next(box for box in at.selectbox if box.label == "Groups by")
    assert "purpose (not used by the model)" in groups.options
    judged, cells = trained.judged(run.id), trained.run_table(run.id).frame["purpose"]
    assert judged.labels is not None
    drawn = charts(at)["fair-chart"]
    names = drawn["layout"]["yaxis"]["ticktext"]
    for name, percent in zip(names, drawn["data"][0]["x"], strict=True):
        here = (cells.iloc[judged.rows] == name).to_numpy()
        assert percent == pytest.approx(100 * judged.labels[here].mean())
    assert sorted(names) == ["car", "house", "school"]
