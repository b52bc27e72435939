"""The race: what a newcomer adds to the blend, told from what would add nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import Configuration, Metric, Target
from autoglm_core.registry import plugin
from autoglm_core.search.race import Race
from autoglm_core.search.trials import FoldsDone
from autoglm_core.search.work import WorkFolder
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

ROWS = 400
RNG = np.random.default_rng(0)
TRUTH = RNG.normal(size=ROWS)
RMSE: Metric = plugin("tasks", "regression").metrics[0]


@pytest.fixture
def work(tmp_path: Path) -> WorkFolder:
    folder = WorkFolder(tmp_path)
    halves = np.array_split(np.arange(ROWS), 2)
    folder.write(
        table=Table(pd.DataFrame({"x": TRUTH}), {"x": Role.NUMERIC}),
        target=Target(TRUTH, ()),
        folds=((halves[1], halves[0]), (halves[0], halves[1])),
        task=TaskKind.REGRESSION,
        metric=RMSE.name,
        seed=1,
    )
    return folder


def done(work: WorkFolder, number: int, error: np.ndarray) -> FoldsDone:
    """A trial whose out-of-fold predictions are off by ``error``."""
    prediction = TRUTH + error
    for fold, (_, valid) in enumerate(work.folds):
        path = work.prediction_path(number, fold)
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, prediction[valid])
    return FoldsDone(number, Configuration("linear", {}), (0, 1), RMSE.score(TRUTH, prediction))


def test_there_is_no_race_before_a_trial_has_finished(work: WorkFolder) -> None:
    done(work, 0, np.zeros(ROWS))
    assert Race(work, RMSE, 10).gain(0, (0,)) is None


def test_who_errs_otherwise_adds_and_who_errs_alike_does_not(work: WorkFolder) -> None:
    error, other = RNG.normal(size=ROWS), RNG.normal(size=ROWS)
    race = Race(work, RMSE, 10)
    assert race.update([done(work, 0, error)])
    done(work, 1, 1.2 * other)  # worse by itself, and independent
    done(work, 2, 1.2 * error)  # worse by itself, and no other in kind
    done(work, 3, 0.5 * error)  # better by itself
    assert race.gain(1, (0,)) > 0.0
    assert race.gain(2, (0,)) < 0.0
    assert race.gain(3, (0, 1)) > race.gain(1, (0, 1))


def test_the_gain_is_a_share_of_what_the_blend_gains_over_guessing(work: WorkFolder) -> None:
    error = RNG.normal(size=ROWS)
    race = Race(work, RMSE, 10)
    race.update([done(work, 0, error)])
    done(work, 1, np.zeros(ROWS))
    rows = work.folds[0][1]
    mine, guess = RMSE.score(TRUTH[rows], TRUTH[rows] + error[rows]), TRUTH[rows].std()
    assert race.gain(1, (0,)) == pytest.approx(mine / abs(guess - mine))


def test_the_blend_is_chosen_anew_only_from_other_trials(work: WorkFolder) -> None:
    first, second = done(work, 0, RNG.normal(size=ROWS)), done(work, 1, RNG.normal(size=ROWS))
    race = Race(work, RMSE, 10)
    assert race.update([first, second])
    assert race.numbers == (0, 1)
    assert race.score() < min(first.score, second.score)
    assert not race.update([first, second])
