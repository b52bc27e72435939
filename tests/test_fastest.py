"""The quick model: within 1 % of the most accurate one, better than guessing, and true to what is said of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import autoglm_core
from autoglm_core.contracts import Control
from autoglm_core.errors import PackageError
from autoglm_core.fastest import within
from autoglm_core.manifest import verify
from autoglm_core.predict import ShippedModel
from autoglm_core.registry import plugin
from autoglm_core.result import Judged, RunResult
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import Budget, TaskKind, Validation
from autoglm_core.tasks._metrics import find_metric
from tests.tables import loans
from tests.test_pipeline import spec_for, train

AUC = find_metric(plugin("tasks", "binary"), "roc_auc")
RMSE = find_metric(plugin("tasks", "regression"), "rmse")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, Path]:
    folder = tmp_path_factory.mktemp("run")
    return train(loans(300), spec_for(budget=Budget(trials=6)), folder)[0], folder


def test_one_percent_is_of_the_score_or_of_the_error() -> None:
    assert within(AUC, 0.792, 0.8)
    assert not within(AUC, 0.791, 0.8)
    assert within(AUC, 0.9, 0.8)
    assert within(RMSE, 10.1, 10.0)
    assert not within(RMSE, 10.11, 10.0)


def test_both_choices_are_offered_with_their_cost(run: tuple[RunResult, Path]) -> None:
    result, folder = run
    accurate, fast = result.choices
    assert (accurate.name, fast.name) == ("accurate", "fast")
    assert accurate.headline == result.headline
    assert fast.headline.metric == result.metric
    for choice, at in ((accurate, folder), (fast, folder / "model-fast")):
        bytes_ = sum(path.stat().st_size for path in (at / "model").rglob("*") if path.is_file())
        assert choice.size_mb == pytest.approx(bytes_ / 1e6)
        assert choice.latency_ms > 0
        assert choice.rows_per_second > 0
    assert fast.size_mb < accurate.size_mb
    assert RunResult.from_json(result.to_json()) == result


def test_the_quick_one_is_a_trial_within_one_percent_and_above_guessing(run: tuple[RunResult, Path]) -> None:
    result, folder = run
    quick, work = autoglm_core.load(folder).fast, WorkFolder(folder)
    chosen = [record for record in quick.result.leaderboard if record.weight]
    assert len(chosen) == 1
    alone = roc_auc_score(work.y, work.out_of_fold(chosen[0].number, (0, 1, 2))[:, 1])
    assert alone >= 0.99 * result.headline.uncorrected
    assert alone > 0.5
    assert quick.score.uncorrected == pytest.approx(alone)
    assert quick.score.value <= alone
    assert quick.best_model == chosen[0].family


def test_with_time_it_is_one_model_fitted_on_all_rows(run: tuple[RunResult, Path]) -> None:
    result, folder = run
    quick = result.choice("fast")
    assert quick is not None
    assert quick.refitted
    model = ShippedModel.load(folder / "model-fast" / "model")
    assert len(model.parts) == 1
    assert not (folder / "refit").exists()
    frame = loans(4_000, seed=9)
    accurate = ShippedModel.load(folder / "model")
    truth = frame["default"] == "yes"
    one, blend = (roc_auc_score(truth, each.predict_proba(frame)["yes"]) for each in (model, accurate))
    assert one > 0.97 * blend


def test_it_opens_like_the_run_and_says_what_is_true_of_it(run: tuple[RunResult, Path]) -> None:
    result, folder = run
    quick = autoglm_core.load(folder).choice("fast")
    verify(folder / "model-fast")
    judged = Judged.load(folder / "model-fast" / "judged.npz")
    assert roc_auc_score(judged.y, judged.prediction[:, 1]) == pytest.approx(quick.score.uncorrected)
    assert quick.fast is quick
    assert quick.choices == result.choices
    rows = loans(20).drop(columns="default")
    assert set(quick.predict(rows)) <= {"yes", "no"}
    explanation = quick.explain()
    shown = quick.predict_proba(loans(300).iloc[explanation.rows])["yes"]
    np.testing.assert_allclose(explanation.base + explanation.values.sum(axis=1), shown, atol=1e-6)
    saved = autoglm_core.load(quick.save(folder.parent / "quick.zip"))
    assert saved.predict(rows).equals(quick.predict(rows))
    with pytest.raises(KeyError):
        quick.choice("prettiest")


def test_a_package_without_it_says_so(run: tuple[RunResult, Path]) -> None:
    _, folder = run
    opened = autoglm_core.load(autoglm_core.load(folder).save(folder.parent / "package.zip"))
    with pytest.raises(PackageError):
        _ = opened.fast


def test_the_holdout_judges_it_where_there_is_one(tmp_path: Path) -> None:
    spec = spec_for(validation=Validation(folds=3, holdout=0.2))
    result, _ = train(loans(300), spec, tmp_path)
    fast = result.choice("fast")
    assert fast is not None
    frame = loans(300).iloc[Judged.load(tmp_path / "judged.npz").rows]
    shown = ShippedModel.load(tmp_path / "model-fast" / "model").predict_proba(frame)["yes"]
    assert fast.headline.value == pytest.approx(roc_auc_score(frame["default"] == "yes", shown))
    assert fast.headline.uncorrected is None


def test_finish_now_ships_a_model_of_the_folds(tmp_path: Path) -> None:
    seen: list = []

    def control() -> Control:
        return Control(finish=sum(event.kind == "TrialFinished" for event in seen) >= 1)

    result, _ = train(loans(200), spec_for(budget=Budget(trials=50)), tmp_path, control=control, emit=seen.append)
    fast = result.choice("fast")
    assert fast is not None
    assert not fast.refitted
    part = ShippedModel.load(tmp_path / "model-fast" / "model").parts
    assert [p.member.endswith("fold2") for p in part] == [True]


def test_the_same_trials_give_the_same_quick_model(tmp_path: Path) -> None:
    predictions = []
    for name in ("a", "b"):
        result, _ = train(loans(200), spec_for(), tmp_path / name)
        model = ShippedModel.load(tmp_path / name / "model-fast" / "model")
        predictions.append(model.scores(loans(50, seed=3).drop(columns="default")))
    np.testing.assert_array_equal(*predictions)
    assert result.task is TaskKind.BINARY


def test_without_a_finished_trial_there_is_one_choice(tmp_path: Path) -> None:
    seen: list = []

    def control() -> Control:
        return Control(finish=any(event.kind == "FoldScored" for event in seen))

    result, _ = train(loans(200), spec_for(budget=Budget(trials=50)), tmp_path, control=control, emit=seen.append)
    assert [choice.name for choice in result.choices] == ["accurate"]
    assert autoglm_core.load(tmp_path).fast.best_model == result.best_model
