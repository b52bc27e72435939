"""The Lab's experiments: the same search for each arm and seed, kept through interruptions; what families added."""

import json
from pathlib import Path

import numpy as np
import pytest

from autoglm_core import events as ev
from autoglm_core import lab, pipeline
from autoglm_core.contracts import Control
from autoglm_core.data.roles import detect_roles
from autoglm_core.ensemble import greedy
from autoglm_core.errors import TrainingError
from autoglm_core.experiment import LabResult, LabSpec
from autoglm_core.result import RunResult
from autoglm_core.search.loop import JobCancelledError
from autoglm_core.search.runner import InProcessRunner
from autoglm_core.spec import Budget, TaskKind, TaskSpec, Validation
from autoglm_core.table import Table
from tests.tables import loans

SPEC = TaskSpec(
    task=TaskKind.BINARY,
    target="default",
    positive="yes",
    budget=Budget(trials=4),
    validation=Validation(folds=2),
    families_allow=("linear", "nearest_neighbors"),
)
LAB = LabSpec(kind="samplers", spec=SPEC, samplers=("random", "genetic"), seeds=(1, 2), budget=Budget(trials=4))


def table() -> Table:
    frame = loans()
    return Table(frame, detect_roles(frame), "loans")


class Watched:
    """Runners that fit in this process, and the folders that they were made for."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self.matrices: list[set[str]] = []

    def __call__(self, folder: Path, spec: TaskSpec) -> InProcessRunner:
        self.folders.append(folder)
        self.matrices.append({path.parent.parent.name for path in folder.glob("prepared/*/fold*/train.npy")})
        return InProcessRunner(folder)


def run(folder: Path, spec: LabSpec = LAB, **given: object) -> tuple[LabResult, list[ev.Event], Watched]:
    events: list[ev.Event] = list(given.pop("past", ()))
    watched = Watched()
    found = lab.run(table(), spec, folder, emit=events.append, past=tuple(events), make_runner=watched, **given)
    return found, events, watched


def scores(result: LabResult) -> list[tuple[str, int, int, list[tuple[int, float]]]]:
    """All of a result but the seconds."""
    return [(c.arm, c.seed, c.trials, [(p.trials, p.score) for p in c.points]) for c in result.curves]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[LabResult, list[ev.Event], Watched]:
    return run(tmp_path_factory.mktemp("lab"))


def test_every_arm_searches_once_for_each_seed_within_its_budget(once) -> None:
    result, events, watched = once
    assert {(c.arm, c.seed) for c in result.curves} == {(arm, seed) for arm in LAB.samplers for seed in LAB.seeds}
    assert all(curve.trials == 4 and curve.columns for curve in result.curves)
    assert result.metric == pipeline.prepare(table(), SPEC).metric.name
    baseline = next(event for event in events if isinstance(event, ev.BaselineScored))
    assert result.baseline == baseline.score
    for curve in result.curves:
        improvements = [point.score for point in curve.points]
        assert improvements == sorted(improvements)  # the metric rises
        assert [point.seconds for point in curve.points] == sorted(point.seconds for point in curve.points)
        assert curve.seconds >= curve.points[-1].seconds
    # Everything was prepared before the first clock ran, and the models are gone.
    assert watched.matrices[0] == set()
    assert all(matrices == watched.matrices[1] != set() for matrices in watched.matrices[1:])
    assert not any(folder.exists() for folder in watched.folders)


def test_a_budget_in_trials_gives_the_same_scores_twice(once, tmp_path) -> None:
    assert scores(run(tmp_path)[0]) == scores(once[0])


def test_a_search_is_the_pipeline_s_own_with_that_sampler(once, tmp_path) -> None:
    # By hand: the same split, and a sampler that decides every trial.
    from dataclasses import replace

    from autoglm_core.search.budget import Stopwatch
    from autoglm_core.search.loop import Search
    from autoglm_core.search.work import WorkFolder

    spec = LAB.spec_of("genetic")
    prepared = pipeline.prepare(table(), spec)
    work = WorkFolder(tmp_path)
    pipeline.write_work(work, prepared, spec)
    search = Search(
        replace(pipeline.plan_search(prepared, spec), starts=(), seed=2),
        work,
        InProcessRunner(tmp_path),
        emit=lambda _: None,
        control=Control,
        stopwatch=Stopwatch(),
    )
    best = search.run()[0].score
    curve = next(c for c in once[0].curves if (c.arm, c.seed) == ("genetic", 2))
    assert curve.score == best


def test_finish_now_keeps_what_was_measured_and_leaves_the_rest_out(tmp_path) -> None:
    said: list[ev.Event] = []

    def control() -> Control:
        return Control(finish=sum(isinstance(event, ev.LabTrialEnded) and event.best is not None for event in said) > 2)

    result = lab.run(table(), LAB, tmp_path, emit=said.append, control=control, make_runner=Watched())
    assert 1 <= len(result.curves) < LAB.searches
    assert result.curves[0].points
    assert any(isinstance(event, ev.FinishRequested) for event in said)


def test_cancelling_ends_it(tmp_path) -> None:
    with pytest.raises(JobCancelledError):
        run(tmp_path, control=lambda: Control(cancel=True))


class KilledError(Exception):
    """As if the process had been killed at this moment."""


@pytest.mark.parametrize("after", [1, 4, 7, 11])
def test_an_interrupted_experiment_ends_with_the_same_scores(once, tmp_path, after: int) -> None:
    said: list[ev.Event] = []

    def emit(event: ev.Event) -> None:
        said.append(event)
        if sum(isinstance(item, ev.LabTrialEnded) for item in said) == after:
            raise KilledError

    with pytest.raises(KilledError):
        lab.run(table(), LAB, tmp_path, emit=emit, make_runner=Watched())
    kept = [event for event in said if isinstance(event, ev.LabSearchEnded)]
    result, events, watched = run(tmp_path, past=said)
    assert scores(result) == scores(once[0])
    again = [event for event in events[len(said) :] if isinstance(event, ev.LabSearchStarted)]
    assert len(again) == LAB.searches - len(kept)
    assert not any(folder.name == "warm-up" for folder in watched.folders)


def test_an_unusable_table_is_said_in_a_sentence(tmp_path) -> None:
    frame = loans().assign(default="yes")
    with pytest.raises(Exception, match="same value"):
        lab.run(Table(frame, detect_roles(frame), "loans"), LAB, tmp_path, emit=lambda _: None, make_runner=Watched())


# ---- what each family added ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunResult]:
    folder = tmp_path_factory.mktemp("run")
    spec = SPEC.replaced(budget=Budget(trials=8).model_dump())
    result = pipeline.train(
        table(), spec, folder, emit=lambda _: None, make_runner=lambda folder, spec: InProcessRunner(folder)
    )
    return folder, result


def test_each_family_is_judged_alone_and_by_what_is_lost_without_it(trained) -> None:
    folder, result = trained
    shares = lab.family_shares(folder, result)
    assert {share.family for share in shares.families} == {"linear", "nearest_neighbors"}
    assert shares.metric == result.metric
    y = np.load(folder / "work" / "y.npy")
    with np.load(folder / "work" / "folds.npz") as data:
        folds = [data["v0"], data["v1"]]
    metric = pipeline.prepare(table(), result.spec).metric
    of = {family: _predictions(folder, result, family, folds) for family in ("linear", "nearest_neighbors")}
    for share in shares.families:
        mine = [record for record in result.leaderboard if record.family == share.family and record.score is not None]
        assert share.trials == len(mine)
        assert share.alone == pytest.approx(max(record.score for record in mine))
        other = next(family for family in of if family != share.family)
        assert share.without == pytest.approx(_crosswise(of[other], y, folds, metric, result))
    everything = [*of["linear"], *of["nearest_neighbors"]]
    assert shares.together == pytest.approx(_crosswise(everything, y, folds, metric, result), abs=1e-3)
    added = [shares.added(share) for share in shares.families]
    assert added == sorted(added, reverse=True)


def _predictions(folder, result, family, folds):
    found = []
    for record in result.leaderboard:
        if record.family == family and record.score is not None:
            whole = np.zeros((sum(map(len, folds)), 2))
            for fold, rows in enumerate(folds):
                whole[rows] = np.load(folder / "trials" / f"{record.number:04d}" / f"prediction{fold}.npy")
            found.append(whole)
    return found[:6]


def _crosswise(predictions, y, folds, metric, result) -> float:
    blended = np.zeros_like(predictions[0])
    for mine, others in (folds, folds[::-1]):
        weights = greedy.select([p[others] for p in predictions], y[others], metric, result.spec.search.ensemble_size)
        blended[mine] = sum(w * p[mine] for w, p in zip(weights, predictions, strict=True))
    return metric.score(y, blended)


def test_a_run_without_predictions_says_so_in_one_sentence(trained, tmp_path) -> None:
    with pytest.raises(TrainingError) as caught:
        lab.family_shares(tmp_path, trained[1])
    assert "not kept here" in str(caught.value)
    assert caught.value.message.text("zh")


def test_shares_are_json(trained) -> None:
    assert json.loads(json.dumps(lab.family_shares(*trained).to_json()))["families"]
