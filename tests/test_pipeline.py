"""The pipeline as a whole: honest scores, hold-out, control and resume, on real fits in process."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from autoglm_core import events as ev
from autoglm_core import pipeline
from autoglm_core.contracts import Control
from autoglm_core.data.roles import detect_roles
from autoglm_core.errors import SpecError, TrainingError
from autoglm_core.predict import ShippedModel
from autoglm_core.registry import plugins
from autoglm_core.result import Judged, MeasuredOn, RunResult, TrialState
from autoglm_core.search import loop
from autoglm_core.search.loop import JobCancelledError
from autoglm_core.search.runner import InProcessRunner
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import Budget, Proposal, SearchSettings, TaskKind, TaskSpec, Validation
from autoglm_core.table import Table
from tests.tables import loans

QUICK = ("linear", "extra_trees")


def in_process(folder: Path, spec: TaskSpec) -> InProcessRunner:
    return InProcessRunner(folder)


def spec_for(**changes: object) -> TaskSpec:
    base = TaskSpec(
        task=TaskKind.BINARY,
        target="default",
        positive="yes",
        metric="roc_auc",
        budget=Budget(trials=4),
        families_allow=QUICK,
        validation=Validation(folds=3),
    )
    return base.replaced(**changes)


def train(frame: pd.DataFrame, spec: TaskSpec, folder: Path, **options: object):
    seen: list[ev.Event] = []
    table = Table(frame, detect_roles(frame))
    options.setdefault("emit", seen.append)
    result = pipeline.train(table, spec, folder, make_runner=in_process, **options)
    return result, seen


def test_shuffled_target_scores_at_chance(tmp_path: Path) -> None:
    frame = loans(600)
    frame["default"] = np.random.default_rng(1).permutation(frame["default"])
    result, _ = train(frame, spec_for(budget=Budget(trials=6)), tmp_path)
    assert result.headline.low <= 0.5 <= result.headline.high
    assert not result.usable


def test_holdout_is_never_seen_by_a_slot_and_judges_the_shipped_model(tmp_path: Path) -> None:
    frame = loans(400)
    result, _ = train(frame, spec_for(validation=Validation(folds=3, holdout=0.2)), tmp_path)
    judged = Judged.load(tmp_path / "judged.npz")
    assert result.headline.measured_on is MeasuredOn.HOLDOUT
    assert len(judged.y) == result.rows_holdout == 80
    assert len(WorkFolder(tmp_path).y) == result.rows_train == 320
    rows = frame.iloc[judged.rows].reset_index(drop=True)
    model = ShippedModel.load(tmp_path / "model")
    assert np.allclose(model.predict_proba(rows.drop(columns="default"))["yes"], judged.prediction[:, 1])
    expected = roc_auc_score(rows["default"] == "yes", judged.prediction[:, 1])
    assert result.headline.value == pytest.approx(expected)


def test_small_tables_are_judged_out_of_fold(tmp_path: Path) -> None:
    result, _ = train(loans(300), spec_for(), tmp_path)
    assert result.headline.measured_on is MeasuredOn.OUT_OF_FOLD
    assert result.headline.rows == 300


def test_a_score_out_of_fold_is_corrected_for_the_choice(tmp_path: Path) -> None:
    frame = loans(200)
    frame["default"] = np.random.default_rng(1).permutation(frame["default"])
    result, _ = train(frame, spec_for(budget=Budget(trials=8)), tmp_path)
    work, top = WorkFolder(tmp_path), result.headline
    assert top.chosen_from == sum(record.state is TrialState.FINISHED for record in result.leaderboard) > 2
    blend = sum(r.weight * work.out_of_fold(r.number, (0, 1, 2)) for r in result.leaderboard if r.weight)
    assert top.uncorrected == pytest.approx(roc_auc_score(work.y, blend[:, 1]))
    assert top.value < top.uncorrected
    assert top.low < top.value < top.high
    best = result.leaderboard[0]
    assert best.corrected is not None
    assert best.score is not None
    assert best.corrected < best.score
    assert all(record.corrected is None for record in result.leaderboard[1:])
    assert f"best of {top.chosen_from} attempts" in result.verdict.text("en")
    assert RunResult.from_json(result.to_json()) == result


def test_a_score_on_the_holdout_needs_no_correction(tmp_path: Path) -> None:
    result, _ = train(loans(300), spec_for(validation=Validation(folds=3, holdout=0.2)), tmp_path)
    assert (result.headline.chosen_from, result.headline.uncorrected) == (0, None)
    assert result.leaderboard[0].corrected is None


def test_results_of_older_versions_are_read(tmp_path: Path) -> None:
    result, _ = train(loans(200), spec_for(budget=Budget(trials=2)), tmp_path)
    old = json.loads(json.dumps(result.to_json()))
    for score in (old["headline"], *old["scores"]):
        del score["chosen_from"], score["uncorrected"]
    for record in old["leaderboard"]:
        del record["corrected"]
    assert RunResult.from_json(old).headline.value == result.headline.value


def test_events_tell_the_story_in_order(tmp_path: Path) -> None:
    result, seen = train(loans(300), spec_for(), tmp_path)
    stages = [event.stage for event in seen if isinstance(event, ev.StageStarted)]
    assert stages == ["check", "baseline", "search", "ensemble", "evaluate", "explain", "save"]
    finished = [event for event in seen if isinstance(event, ev.TrialFinished)]
    assert max(event.score for event in finished) == result.leaderboard[0].score
    improvements = [event.score for event in seen if isinstance(event, ev.BestImproved)]
    assert improvements == sorted(improvements)


def test_cancel_ends_without_a_result(tmp_path: Path) -> None:
    with pytest.raises(JobCancelledError):
        train(loans(200), spec_for(), tmp_path, control=lambda: Control(cancel=True))
    assert not (tmp_path / "result.json").exists()


def test_finish_now_keeps_what_there_is(tmp_path: Path) -> None:
    seen: list[ev.Event] = []

    def control() -> Control:
        return Control(finish=any(isinstance(event, ev.FoldScored) for event in seen))

    spec = spec_for(budget=Budget(trials=1000))
    result, _ = train(loans(200), spec, tmp_path, control=control, emit=seen.append)
    assert ShippedModel.load(tmp_path / "model").parts
    assert any(isinstance(event, ev.FinishRequested) for event in seen)
    assert result.headline.rows > 0


def first_trials(frame: pd.DataFrame, spec: TaskSpec) -> int:
    prepared = pipeline.prepare(Table(frame, detect_roles(frame)), spec)
    return len(pipeline.plan_search(prepared, spec).starts)


def test_the_search_ends_and_says_so_once_nothing_better_comes(tmp_path: Path) -> None:
    patient = SearchSettings(patience=3, sampler="random", pruner="none")
    spec = spec_for(budget=Budget(trials=200), search=patient)
    result, seen = train(loans(200), spec, tmp_path / "one")
    scores = [event.score for event in seen if isinstance(event, ev.TrialFinished)]
    assert [event.trials for event in seen if isinstance(event, ev.SearchStalled)] == [3]
    assert len(scores) < 200
    # The first trials, what did well on earlier tables, are all tried and do not count.
    counted_from = max(int(np.argmax(scores)) + 1, first_trials(loans(200), spec))
    assert 3 <= len(scores) - counted_from < 3 + patient.batch
    again, _ = train(loans(200), spec, tmp_path / "two")
    assert [record.score for record in again.leaderboard] == [record.score for record in result.leaderboard]


def test_an_improvement_within_the_patience_keeps_the_search_going(tmp_path: Path) -> None:
    spec = spec_for(budget=Budget(trials=6), search=SearchSettings(patience=50))
    _, seen = train(loans(200), spec, tmp_path)
    assert sum(isinstance(event, ev.TrialStarted) for event in seen) == 6
    assert not any(isinstance(event, ev.SearchStalled) for event in seen)


def test_a_setting_is_searched_by_the_method_named_for_it(tmp_path: Path) -> None:
    by_grid = SearchSettings(sampler="random", methods={"linear.C": "grid"}, pruner="none")
    spec = spec_for(search=by_grid, families_allow=("linear",))
    first = first_trials(loans(200), spec)
    spec = spec.replaced(budget=Budget(trials=first + 8))
    result, seen = train(loans(200), spec, tmp_path / "one")
    tried = [event.params["C"] for event in seen if isinstance(event, ev.TrialStarted)][first:]
    # After the first trials an even lattice of 3, 5 and then 9 values over five powers of ten.
    places = (np.log10(tried) + 3) / 5 * 8
    assert places == pytest.approx(np.round(places))
    assert len(set(np.round(places))) > 4
    again, _ = train(loans(200), spec, tmp_path / "two")
    assert [record.params for record in again.leaderboard] == [record.params for record in result.leaderboard]


def test_a_method_for_what_does_not_exist_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="no setting named “learning_rate”"):
        train(loans(200), spec_for(search=SearchSettings(methods={"linear.learning_rate": "grid"})), tmp_path)


def test_proposals_are_tried_right_after_the_first_trials(tmp_path: Path) -> None:
    proposals = (Proposal(family="linear", params={"C": 0.02}), Proposal(family="extra_trees"))
    _, seen = train(loans(200), spec_for(search=SearchSettings(proposals=proposals)), tmp_path)
    started = [event for event in seen if isinstance(event, ev.TrialStarted)]
    assert [event.family for event in started[2:4]] == ["linear", "extra_trees"]
    assert started[2].params["C"] == 0.02
    wrong = SearchSettings(proposals=(Proposal(family="linear", params={"C": -1.0}),))
    with pytest.raises(SpecError, match="It must be between"):
        train(loans(200), spec_for(search=wrong), tmp_path / "wrong")


@pytest.mark.parametrize("sampler", [sampler.name for sampler in plugins("samplers")])
def test_trials_are_stopped_early_and_repeat_exactly_with_every_sampler(sampler: str, tmp_path: Path) -> None:
    search = SearchSettings(sampler=sampler, pruner="halving", methods={"linear.C": "tpe"})
    spec = spec_for(budget=Budget(trials=16), search=search, families_allow=("linear",))
    result, again = (train(loans(150), spec, tmp_path / name)[0] for name in ("one", "two"))
    assert TrialState.PRUNED in {record.state for record in result.leaderboard}
    told = [[(r.params, r.state, r.fold_scores) for r in each.leaderboard] for each in (result, again)]
    assert told[0] == told[1]


def test_resume_loses_no_finished_trial_and_ends_as_if_never_interrupted(tmp_path: Path) -> None:
    whole, _ = train(loans(240), spec_for(budget=Budget(trials=6)), tmp_path / "whole")
    folder = tmp_path / "broken"
    seen: list[ev.Event] = []

    class KilledError(Exception):
        pass

    def emit(event: ev.Event) -> None:
        seen.append(event)
        if sum(isinstance(event, ev.TrialFinished) for event in seen) == 2:
            raise KilledError

    with pytest.raises(KilledError):
        train(loans(240), spec_for(budget=Budget(trials=6)), folder, emit=emit)
    before = {event.number: event.score for event in seen if isinstance(event, ev.TrialFinished)}
    resumed, _ = train(loans(240), spec_for(budget=Budget(trials=6)), folder, history=tuple(seen))
    after = {record.number: record.score for record in resumed.leaderboard}
    assert before.items() <= after.items()
    assert resumed.headline == whole.headline
    assert [(r.number, r.params) for r in resumed.leaderboard] == [(r.number, r.params) for r in whole.leaderboard]


def test_no_family_left_is_one_sentence(tmp_path: Path) -> None:
    spec = spec_for(families_allow=("linear",), families_deny=("linear",))
    with pytest.raises(TrainingError, match="famil"):
        train(loans(100), spec, tmp_path)


def test_budget_in_seconds_ends_with_a_model(tmp_path: Path) -> None:
    result, _ = train(loans(200), spec_for(budget=Budget(seconds=6)), tmp_path)
    assert result.leaderboard[0].score is not None


def test_only_trials_whose_models_were_kept_are_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "MODELS_KEPT", 2)
    result, _ = train(loans(300), spec_for(budget=Budget(trials=8)), tmp_path)
    finished = [record for record in result.leaderboard if record.score is not None]
    assert len(finished) > 2
    assert {record.number for record in finished if record.weight} <= {record.number for record in finished[:2]}
    assert len(list((tmp_path / "trials").glob("*/fold0"))) == 2
