"""Inspect: what is shown of a finished run is true of the shipped model, recomputed with scikit-learn."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    mean_absolute_error,
    precision_score,
    r2_score,
    recall_score,
    roc_auc_score,
    root_mean_squared_error,
)

from autoglm_core.messages import catalog
from autoglm_core.predict import ShippedModel
from autoglm_core.search.work import WorkFolder
from autoglm_core.store import Workspace, score_rows
from autoglm_core.view import format as fmt
from pages.parts.i18n import LOCALES, md
from tests.pages.conftest import NASTY
from tests.pages.runs import charts, metrics, on_tab, stopped_run
from tests.pages.support import asked, link_to, opened, words


def test_without_a_run_it_says_where_to_begin(space: Workspace) -> None:
    assert "No training has been started yet." in words(opened("inspect"))
    assert "还没有开始训练。" in words(opened("inspect", "zh"))
    assert "This training is not there." in words(opened("inspect", run="r-gone"))


def test_an_unfinished_run_leads_back_to_its_training(trained: Workspace) -> None:
    run = stopped_run(trained, trained.runs()[0].id, "rstopped", before="JobFinished")
    at = opened("inspect", run=run)
    assert "The training has not finished yet." in words(at)
    assert link_to(at, "train")["run"] == run


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_headline_is_the_plan_in_words(trained: Workspace, language: str) -> None:
    run = trained.runs()[0]
    result = trained.result(run.id)
    text = words(opened("inspect", language, run=run.id))
    assert result.sentence.text(language) in text
    assert result.verdict.text(language) in text
    assert fmt.score_range(result.headline, language) in text


def test_measures_are_those_that_scikit_learn_gives(trained: Workspace) -> None:
    run = trained.runs()[0]
    judged = trained.judged(run.id)
    assert judged.labels is not None
    shown = metrics(opened("inspect", run=run.id))
    expected = {
        "Accuracy": accuracy_score(judged.y, judged.labels),
        "Precision": precision_score(judged.y, judged.labels),
        "Recall": recall_score(judged.y, judged.labels),
    }
    assert {name: shown[name] for name in expected} == {name: fmt.percent(value) for name, value in expected.items()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_correction_for_the_choice_is_said_and_never_flatters(trained: Workspace, language: str) -> None:
    run = trained.runs()[0]
    result = trained.result(run.id)
    work = WorkFolder(run.folder)
    shipped = [record for record in result.leaderboard if record.weight]
    folds = tuple(range(len(work.folds)))
    blend = sum(record.weight * work.out_of_fold(record.number, folds) for record in shipped)
    uncorrected = roc_auc_score(work.y, np.asarray(blend)[:, 1])
    assert result.headline.value <= uncorrected
    text = words(opened("inspect", language, run=run.id))
    values = {
        "trials": 2,
        "metric": catalog(LOCALES).text("metric-roc-auc", language, {}),
        "value": fmt.percent(result.headline.value, language),
        "uncorrected": fmt.percent(uncorrected, language),
    }
    assert catalog(LOCALES).text("inspect-corrected", language, values) in text
    tab = catalog(LOCALES).text("inspect-tab-candidates", language, {})
    best = result.leaderboard[0]
    assert best.corrected is not None
    assert best.score is not None
    assert best.corrected <= best.score
    values = {"trials": 2, "raw": fmt.percent(best.score, language), "corrected": fmt.percent(best.corrected, language)}
    at = on_tab(opened("inspect", language, run=run.id), "inspect-tabs", tab)
    assert catalog(LOCALES).text("inspect-best-corrected", language, values) in words(at)


def test_charts_are_of_the_judged_rows(trained: Workspace) -> None:
    run = trained.runs()[0]
    judged = trained.judged(run.id)
    drawn = charts(opened("inspect", run=run.id))
    expected = confusion_matrix(judged.y, judged.labels)
    np.testing.assert_allclose(drawn["inspect-confusion"]["data"][0]["z"], expected / expected.sum(axis=1)[:, None])
    mark = drawn["inspect-pr"]["data"][-1]
    assert mark["x"][0] == pytest.approx(100 * recall_score(judged.y, judged.labels))
    assert {"inspect-roc", "inspect-pr"} <= set(drawn)


def test_what_drives_it_is_of_the_shipped_model(trained: Workspace) -> None:
    run = trained.runs()[0]
    explanation = trained.explanation(run.id)
    assert explanation is not None
    at = on_tab(opened("inspect", run=run.id), "inspect-tabs", "What drives it")
    bars = charts(at)["inspect-importance"]["data"][0]["x"]
    np.testing.assert_allclose(bars, 100 * np.sort(np.abs(explanation.values).mean(axis=0))[::-1])
    assert "of the downloaded model" in words(at)
    assert "inspect-beeswarm" in charts(at)


def test_one_row_adds_up_to_what_the_model_predicts_for_it(trained: Workspace) -> None:
    run = trained.runs()[0]
    explanation = trained.explanation(run.id)
    assert explanation is not None
    at = on_tab(opened("inspect", run=run.id), "inspect-tabs", "One row")
    chosen = 5
    at.selectbox(key="inspect-row").set_value(chosen).run()
    row = trained.run_table(run.id).frame.iloc[[int(explanation.rows[chosen])]]
    assert f"In the data, default is “{row['default'].iloc[0]}”." in words(at)
    probability = score_rows(trained, run.id, row)["probability_yes"].iloc[0]
    assert charts(at)["inspect-waterfall"]["data"][0]["x"][-1] == pytest.approx(100 * probability, abs=1e-3)
    assert f"is {fmt.percent(probability)}; on average" in words(at)
    name = f"Row {int(explanation.rows[chosen]) + 1} · predicted {fmt.percent(probability)}"
    assert name in at.selectbox(key="inspect-row").options


def test_all_attempts_with_their_share(trained: Workspace) -> None:
    run = trained.runs()[0]
    result = trained.result(run.id)
    at = on_tab(opened("inspect", run=run.id), "inspect-tabs", "All attempts")
    frame = at.dataframe[0].value
    assert frame["Score"].tolist() == [fmt.score(result.metric, record.score) for record in result.leaderboard]
    shares = [fmt.percent(record.weight, digits=0) if record.weight else "" for record in result.leaderboard]
    assert frame["Share in the model"].tolist() == shares
    assert {"inspect-by-family", "inspect-by-time"} <= set(charts(at))


def test_a_number_is_judged_by_its_error(regression: tuple[Workspace, str]) -> None:
    space, run = regression
    judged = space.judged(run)
    at = opened("inspect", run=run)
    shown = metrics(at)
    scores = {score.metric: score.value for score in space.result(run).scores}
    assert shown["Root mean squared error"] == fmt.figure(scores["rmse"])
    assert shown["Mean absolute error"] == fmt.figure(scores["mae"])
    assert shown["R squared"] == fmt.figure(scores["r2"])
    # Corrected for the choice of the best, so near what the judged rows give but not the same.
    assert scores["rmse"] == pytest.approx(root_mean_squared_error(judged.y, judged.prediction), rel=0.05)
    assert scores["mae"] == pytest.approx(mean_absolute_error(judged.y, judged.prediction), rel=0.05)
    assert scores["r2"] == pytest.approx(r2_score(judged.y, judged.prediction), abs=0.05)
    drawn = charts(at)
    np.testing.assert_allclose(drawn["inspect-residuals"]["data"][1]["y"], judged.y - judged.prediction)
    np.testing.assert_allclose(drawn["inspect-predicted-actual"]["data"][1]["x"], judged.y)
    at = on_tab(at, "inspect-tabs", "What drives it")
    assert "&lt;b&gt;x&lt;/b&gt;[1] $y$ :red[z]" in charts(at)["inspect-importance"]["layout"]["yaxis"]["ticktext"]


def test_untrusted_names_in_sentences_have_no_effect(regression: tuple[Workspace, str]) -> None:
    space, run = regression
    explanation = space.explanation(run)
    assert explanation is not None
    column = explanation.columns.index(NASTY)
    strongest = int(np.argmax(np.abs(explanation.values[:, column]) / np.abs(explanation.values).sum(axis=1)))
    at = on_tab(opened("inspect", run=run), "inspect-tabs", "One row")
    at.selectbox(key="inspect-row").set_value(strongest).run()
    assert any(md(NASTY) in element.value for element in at.markdown)


def test_several_classes(multiclass: tuple[Workspace, str]) -> None:
    space, run = multiclass
    judged = space.judged(run)
    at = opened("inspect", "zh", run=run)
    accuracy = catalog(LOCALES).text("metric-accuracy", "zh")
    assert metrics(at)[accuracy] == fmt.percent(accuracy_score(judged.y, judged.prediction.argmax(axis=1)))
    lines = [trace for trace in charts(at)["inspect-roc"]["data"] if trace.get("name")]
    assert [trace["name"] for trace in lines] == ["0", "1", "2"]


def test_the_way_on_keeps_the_run(trained: Workspace) -> None:
    run = trained.runs()[0]
    at = opened("inspect", run=run.id)
    at.button(key="inspect-to-use").click().run()
    assert asked(at, "run") == run.id
    assert "Use the model" in words(at)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_fastest_model_can_be_chosen_and_stays_in_the_address(trained: Workspace, language: str) -> None:
    run = trained.runs()[0]
    result, quick = trained.result(run.id), trained.result(run.id, "fast")
    at = opened("inspect", language, run=run.id)
    shown = catalog(LOCALES)
    for choice in result.choices:
        name = shown.text(f"inspect-choice-{choice.name}", language, {})
        assert name in words(at)
        assert fmt.figure(choice.latency_ms, language) in words(at)
    if language == "en":  # the test's own hand, outside the page, reads the options in English
        at.segmented_control(key=f"model-choice-{run.id}").set_value("fast").run()
        assert asked(at, "model") == "fast"
    text = words(opened("inspect", language, run=run.id, model="fast"))
    assert quick.verdict.text(language) in text
    judged = trained.judged(run.id, "fast")
    alone = roc_auc_score(judged.y, judged.prediction[:, 1])
    assert quick.headline.uncorrected == pytest.approx(alone)


def test_what_is_used_is_the_model_that_was_chosen(trained: Workspace) -> None:
    run = trained.runs()[0]
    rows = trained.run_table(run.id).frame.head(5)
    quick = score_rows(trained, run.id, rows, "fast")["probability_yes"]
    model = ShippedModel.load(run.folder / "model-fast" / "model")
    np.testing.assert_allclose(quick, model.predict_proba(rows)["yes"])
    assert not np.allclose(quick, score_rows(trained, run.id, rows)["probability_yes"])


def test_an_older_run_offers_no_choice(trained: Workspace) -> None:
    run = trained.runs()[0]
    shutil.rmtree(run.folder / "model-fast")
    at = opened("inspect", run=run.id, model="fast")
    assert "Fastest within 1 %:" not in words(at)
    assert trained.result(run.id).verdict.text("en") in words(at)
