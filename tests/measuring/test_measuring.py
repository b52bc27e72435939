"""Fit for use, measured on a small trained run: figures that hold for any machine, and what faults come to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from autoglm_core.fitness import Fitness, ModelFitness
from autoglm_core.measuring import candidates, faults, measure, serving
from autoglm_core.predict import ShippedModel
from autoglm_core.ranking import MEASURES, skill
from autoglm_core.result import RunResult
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import Budget
from tests.tables import loans
from tests.test_pipeline import spec_for, train


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, Path]:
    folder = tmp_path_factory.mktemp("run")
    return train(loans(200), spec_for(budget=Budget(trials=3)), folder)[0], folder


@pytest.fixture(scope="module")
def found(run: tuple[RunResult, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[ModelFitness, ...]:
    """The most accurate model and the best trial, with few calls."""
    result, folder = run
    (record,) = candidates.best_trials(folder, result, 1)
    trial = candidates.trial(folder, result, record, tmp_path_factory.mktemp("trial") / "model")
    return measure.measure([candidates.shipped(folder, result)[0], trial], WorkFolder(folder).table.frame, calls=20)


def test_a_trial_is_shipped_as_what_its_folds_have_judged(run: tuple[RunResult, Path], tmp_path: Path) -> None:
    result, folder = run
    record = result.leaderboard[0]
    one = candidates.trial(folder, result, record, tmp_path / "model")
    work = WorkFolder(folder)
    prediction = work.out_of_fold(record.number, tuple(range(len(work.folds))))
    auc = roc_auc_score(work.y, prediction[:, 1])
    assert one.score == pytest.approx(record.score)
    assert one.skill["roc_auc"] == pytest.approx(skill(auc, 0.5, greater_is_better=True))
    said = ShippedModel.load(one.folder).scores(work.table.frame)
    # The mean of the fold models, each of which has learned from most of these rows.
    assert roc_auc_score(work.y, said[:, 1]) > auc
    assert not any(path.is_relative_to(folder) for path in one.folder.rglob("*"))


def test_every_figure_is_there_and_can_be_true(found: tuple[ModelFitness, ...]) -> None:
    for model in found:
        assert 0 < model.latency.p50 <= model.latency.p95 <= model.latency.p99
        assert model.latency.calls == 20
        assert model.rows_per_second > 0
        assert model.load.requests > 0
        assert model.load.errors == 0
        assert 20 < model.loaded_mb <= model.memory_mb < 4_000
        assert model.recovery_seconds > 0.1
        assert model.growth.rows[0] == 1_000
        assert model.growth.seconds[0] < model.growth.seconds[-1]
        assert 0 < model.scaling.efficiency < 2
        bytes_ = sum(fault.valid for fault in model.faults)
        assert model.valid_share == bytes_ / len(model.faults)


def test_the_size_is_that_of_the_files(run: tuple[RunResult, Path], found: tuple[ModelFitness, ...]) -> None:
    _, folder = run
    files = [path for path in (folder / "model").rglob("*") if path.is_file()]
    assert found[0].size_mb == pytest.approx(sum(path.stat().st_size for path in files) / 1e6)


def test_every_criterion_can_be_ranked_by(found: tuple[ModelFitness, ...]) -> None:
    wanted = {measure for measures in MEASURES.values() for measure in measures}
    for model in found:
        figures = model.measured().figures
        assert wanted <= set(figures)
        assert all(np.isfinite(figure) for figure in figures.values())


def test_faulty_inputs_are_answered_or_refused(found: tuple[ModelFitness, ...]) -> None:
    wrong = [(fault.case, fault.outcome, fault.detail) for fault in found[0].faults if not fault.valid]
    assert wrong == []
    outcome = {fault.case: fault.outcome for fault in found[0].faults}
    assert outcome["missing-column"] == "refused"
    assert outcome["unseen-category"] == outcome["other-order"] == outcome["huge"] == "answered"


def test_json_both_ways(found: tuple[ModelFitness, ...]) -> None:
    told = Fitness(measure.machine(), found)
    data = json.loads(json.dumps(told.to_json(), allow_nan=False))
    assert Fitness.from_json(data) == told


def test_a_serving_process_is_gone_when_it_is_left(run: tuple[RunResult, Path]) -> None:
    _, folder = run
    with serving.Serving(folder / "model") as process:
        pid = process.pid
        assert process.ask(b"{}").status == 400
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize(
    ("wanted", "reply", "outcome"),
    [
        (faults.Wanted.ANSWER, faults.Reply(200, {"predictions": ["yes"]}), "answered"),
        (faults.Wanted.ANSWER, faults.Reply(200, {"predictions": ["maybe"]}), "nonsense"),
        (faults.Wanted.ANSWER, faults.Reply(200, {"predictions": ["yes", "no"]}), "nonsense"),
        (faults.Wanted.ANSWER, faults.Reply(422, {"error": "no"}), "rejected"),
        (faults.Wanted.REFUSAL, faults.Reply(422, {"error": "The column is missing."}), "refused"),
        (faults.Wanted.REFUSAL, faults.Reply(422, {"error": ""}), "rejected"),
        (faults.Wanted.REFUSAL, faults.Reply(200, {"predictions": ["yes"]}), "accepted"),
        (faults.Wanted.EITHER, faults.Reply(500, {"error": "KeyError"}), "crashed"),
        (faults.Wanted.EITHER, faults.Reply(0, None), "crashed"),
    ],
)
def test_what_a_reply_comes_to(wanted: faults.Wanted, reply: faults.Reply, outcome: str) -> None:
    case = faults.Case("a", b"", 1, wanted)
    fault = faults.judge(case, reply, ["yes"], ("no", "yes"))
    assert (fault.outcome, fault.valid) == (outcome, outcome in ("answered", "refused"))


def test_the_same_said_in_another_way_must_be_answered_alike() -> None:
    case = faults.Case("a", b"", 1, faults.Wanted.ANSWER, same=True)
    for said, valid in ((1.5, True), (1.6, False)):
        assert faults.judge(case, faults.Reply(200, {"predictions": [said]}), [1.5], ()).valid is valid
