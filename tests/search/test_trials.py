"""The book of trials: which fold is next, what may be known when, and how it is taken up again."""

from __future__ import annotations

from autoglm_core import events as ev
from autoglm_core.contracts import Configuration
from autoglm_core.result import TrialState
from autoglm_core.search.trials import RACED_FOLDS, Trials

ANY = Configuration("linear", {"C": 1.0})
FOLDS = 5


def scored(number: int, fold: int, score: float = 0.5, **more: object) -> ev.FoldScored:
    return ev.FoldScored(number=number, fold=fold, score=score, fit_seconds=1.0, predict_seconds=0.5, **more)


def test_folds_go_one_by_one_while_racing_and_side_by_side_after() -> None:
    trial = Trials(FOLDS, 1.0).begin(0, ANY)
    assert trial.next_fold(FOLDS) == 0
    trial.fitting.add(0)
    assert trial.next_fold(FOLDS) is None
    for fold in range(RACED_FOLDS):
        trial.fitting.discard(fold)
        trial.add(scored(0, fold))
        assert trial.next_fold(FOLDS) == fold + 1
        trial.fitting.add(fold + 1)
    assert trial.next_fold(FOLDS) == RACED_FOLDS + 1


def test_losses_become_utilities_and_the_best_come_first() -> None:
    trials = Trials(FOLDS, -1.0)
    for number, loss in enumerate((0.7, 0.3, 0.5)):
        trials.begin(number, ANY)
        trials.end(number, TrialState.FINISHED, loss)
    assert [trial.number for trial in trials.finished()] == [1, 2, 0]
    assert [trial.score for trial in trials.finished()] == [0.3, 0.5, 0.7]
    assert [trial.number for trial in trials.finished(known=1)] == [0]


def test_of_trials_that_may_not_be_known_only_that_they_run_is_told() -> None:
    trials = Trials(FOLDS, 1.0)
    for number in range(3):
        trials.begin(number, ANY)
        trials.end(number, TrialState.FINISHED, 0.5)
    states = [trial.state for trial in trials.history(3, known=2).trials]
    assert states == [TrialState.FINISHED, TrialState.FINISHED, TrialState.RUNNING]


def test_a_family_that_adds_nothing_is_given_up() -> None:
    trials = Trials(FOLDS, 1.0)
    number = 0
    while not trials.has_given_up("linear"):
        assert number < 20
        trials.begin(number, ANY)
        trials.end(number, TrialState.PRUNED)
        number += 1
    trials.begin(number, ANY)
    trials.end(number, TrialState.FINISHED, 0.5)
    assert not trials.has_given_up("linear")


def test_the_rival_is_the_best_of_the_family_in_the_same_form_of_the_target() -> None:
    trials = Trials(FOLDS, 1.0)
    in_logs = Configuration("linear", {"target": "log"})
    for number, (configuration, score) in enumerate(((ANY, 0.5), (ANY, 0.6), (in_logs, 0.9))):
        trials.begin(number, configuration).add(scored(number, 0, curve=((1.5, float(number)),)))
        trials.end(number, TrialState.FINISHED, score)
    assert trials.rival(ANY, 0, known=3) == ((1.5, 1.0),)
    assert trials.rival(ANY, 0, known=1) == ((1.5, 0.0),)
    assert trials.rival(in_logs, 0, known=3) == ((1.5, 2.0),)
    assert trials.rival(Configuration("catboost", {}), 0, known=3) == ()


def test_an_interrupted_search_is_rebuilt_from_its_events() -> None:
    past = (
        ev.TrialStarted(number=0, family="linear", params={"C": 1.0}),
        scored(0, 0, transform_seconds=0.25),
        ev.TrialFinished(number=0, family="linear", params={"C": 1.0}, score=0.8, fold_scores=(0.8,), seconds=1.5),
        ev.TrialStarted(number=1, family="linear", params={"C": 2.0}),
        scored(1, 0),
    )
    trials = Trials(FOLDS, 1.0)
    trials.rebuild(past)
    assert trials.next_number == 2
    (finished,) = trials.finished()
    assert (finished.score, finished.predict_seconds) == (0.8, 0.75)
    assert trials.running[1].scores == {0: 0.5}
