"""Thresholds serve the wish under its floor, and are judged on rows that did not choose them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from autoglm_core.evaluation.threshold import Counts, best_threshold, cross_fitted_labels, floor_of
from autoglm_core.spec import Threshold, Wish


def sample(rows: int = 250, share: float = 0.2, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = (rng.random(rows) < share).astype(int)
    return y, np.round(np.clip(0.15 + 0.3 * y + 0.2 * rng.normal(size=rows), 0, 1), 2)


def labels_at(probability: np.ndarray, threshold: float) -> np.ndarray:
    return (probability >= threshold).astype(int)


def every_labelling(y: np.ndarray, probability: np.ndarray) -> list[np.ndarray]:
    return [labels_at(probability, value) for value in np.unique(probability)]


def test_balanced_maximises_f1_over_both_classes():
    y, probability = sample()
    chosen = labels_at(probability, best_threshold(y, probability, Threshold()))
    best = max(f1_score(y, labels, average="macro") for labels in every_labelling(y, probability))
    assert f1_score(y, chosen, average="macro") == pytest.approx(best)


def test_balanced_does_not_call_everyone_where_most_are_positive():
    y, probability = sample(share=0.8)
    chosen = labels_at(probability, best_threshold(y, probability, Threshold()))
    assert 0 < chosen.mean() < 1


def test_finding_all_maximises_recall_while_precision_keeps_its_floor():
    y, probability = sample()
    for floor in (0.4, 0.6):
        wish = Threshold(wish=Wish.FIND_ALL, floor=floor)
        chosen = labels_at(probability, best_threshold(y, probability, wish))
        assert precision_score(y, chosen) >= floor
        able = [x for x in every_labelling(y, probability) if precision_score(y, x, zero_division=0) >= floor]
        assert recall_score(y, chosen) == pytest.approx(max(recall_score(y, x) for x in able))


def test_being_sure_maximises_precision_while_recall_keeps_its_floor():
    y, probability = sample()
    wish = Threshold(wish=Wish.BE_SURE, floor=0.25)
    chosen = labels_at(probability, best_threshold(y, probability, wish))
    assert recall_score(y, chosen) >= 0.25
    able = [x for x in every_labelling(y, probability) if recall_score(y, x) >= 0.25]
    assert precision_score(y, chosen) == pytest.approx(max(precision_score(y, x) for x in able))


def test_wishes_move_the_threshold_the_right_way():
    y, probability = sample()
    find, balanced, sure = (
        best_threshold(y, probability, Threshold(wish=wish)) for wish in (Wish.FIND_ALL, Wish.BALANCED, Wish.BE_SURE)
    )
    assert find <= balanced <= sure
    assert find < sure


def test_a_floor_out_of_reach_gives_the_best_compromise():
    y, probability = sample()
    wish = Threshold(wish=Wish.FIND_ALL, floor=1.0)
    y[np.argmax(probability)] = 0  # the most certain row is wrong, so no threshold is always right
    chosen = labels_at(probability, best_threshold(y, probability, wish))
    assert 0 < chosen.mean() < 0.7
    assert recall_score(y, chosen) > 0.5


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8])
def test_calling_everyone_never_meets_the_default_floor(share):
    assert floor_of(Threshold(wish=Wish.FIND_ALL), share) > share
    assert floor_of(Threshold(wish=Wish.FIND_ALL), share) < 1
    assert floor_of(Threshold(wish=Wish.FIND_ALL, floor=0.1), share) == 0.1


def test_the_default_floor_is_one_alarm_in_three_where_the_class_is_rare():
    assert floor_of(Threshold(wish=Wish.FIND_ALL), 0.02) == pytest.approx(1 / 3)


def test_the_threshold_lies_between_rows_and_separates_neighbours():
    y = np.array([0, 0, 1, 1])
    assert best_threshold(y, np.array([0.1, 0.2, 0.6, 0.9]), Threshold()) == pytest.approx(0.4)
    close = np.array([0.1, 0.5, np.nextafter(0.5, 1), 0.9])
    assert labels_at(close, best_threshold(y, close, Threshold())).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize("y", [[0, 0, 0], [1, 1, 1], []])
def test_one_class_gives_the_middle(y):
    assert best_threshold(np.array(y), np.full(len(y), 0.3), Threshold()) == 0.5


def test_equal_probabilities_are_not_parted():
    y = np.array([0, 1, 1, 0])
    assert len(set(labels_at(np.full(4, 0.3), best_threshold(y, np.full(4, 0.3), Threshold())))) == 1


def test_each_fold_is_labelled_by_the_threshold_of_the_others():
    y, probability = sample(300)
    fold = np.arange(300) % 3
    labels = cross_fitted_labels(y, probability, fold, Threshold())
    for k in range(3):
        here = fold == k
        threshold = best_threshold(y[~here], probability[~here], Threshold())
        assert labels[here].tolist() == labels_at(probability[here], threshold).tolist()
    changed = y.copy()
    changed[fold == 0] = 1 - changed[fold == 0]
    assert (
        cross_fitted_labels(changed, probability, fold, Threshold())[fold == 0].tolist() == labels[fold == 0].tolist()
    )


def test_counts_add_up():
    y, probability = sample()
    counts = Counts.of(y, labels_at(probability, 0.4))
    assert counts.positives == y.sum()
    assert counts.alarms == (probability >= 0.4).sum()
    assert counts.hits + counts.false_alarms + counts.misses + counts.passed == len(y)
