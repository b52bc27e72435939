"""Headline sentences and verdicts say what the rows say, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from autoglm_core.evaluation.intervals import interval
from autoglm_core.evaluation.paired import Difference, difference
from autoglm_core.evaluation.verdict import Verdict, judge, natural_fraction, number_text
from autoglm_core.messages import LANGUAGES
from autoglm_core.registry import plugin
from autoglm_core.result import Judged, MeasuredOn, Score
from autoglm_core.spec import Budget, TaskSpec, Threshold, Wish


def spec(task: str, target: str = "Churn", wish: Wish = Wish.BALANCED) -> TaskSpec:
    return TaskSpec(task=task, target=target, budget=Budget(trials=1), threshold=Threshold(wish=wish))


def score(value: float, low: float, high: float, baseline: float, rows: int = 1_000, metric: str = "roc_auc") -> Score:
    greater = metric in {"roc_auc", "average_precision", "accuracy"}
    return Score(metric, value, low, high, greater, MeasuredOn.OUT_OF_FOLD, rows, baseline)


GOOD = score(0.9, 0.88, 0.92, 0.5)


def called(hits: int, misses: int, false_alarms: int, passed: int) -> Judged:
    y = np.repeat([1, 1, 0, 0], [hits, misses, false_alarms, passed])
    labels = np.repeat([1, 0, 1, 0], [hits, misses, false_alarms, passed])
    return Judged(y, np.eye(2)[labels], np.arange(len(y)), labels)


def of_two(judged: Judged, headline: Score = GOOD, **changes) -> Verdict:
    return judge(headline, judged, ("No", "Yes"), spec("binary", **changes))


def words(verdict: Verdict, language: str = "en") -> str:
    return verdict.sentence.text(language)


def test_a_rare_class_is_told_in_finds_and_alarms():
    verdict = of_two(called(hits=70, misses=30, false_alarms=140, passed=760))
    assert words(verdict) == "Finds 7 of 10 rows with Churn = Yes; 1 alarm in 3 is right."
    assert words(verdict, "zh") == "在 Churn = Yes 的行中，每 10 个能找到 7 个；每 3 次报警有 1 次是对的。"


def test_balanced_classes_are_told_in_right_and_wrong_with_an_interval():
    verdict = of_two(called(hits=440, misses=60, false_alarms=30, passed=470))
    assert words(verdict) == "Right 91 times in 100 (likely 89 to 93); always saying the most common gets 50."


def test_a_wish_is_told_in_its_own_terms_even_where_classes_are_balanced():
    verdict = of_two(called(440, 60, 30, 470), wish=Wish.FIND_ALL)
    assert words(verdict).startswith("Finds 9 of 10 rows")
    assert "alarms in 20 are right" in words(verdict)


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ((50, 0, 0, 950), "Finds every row with Churn = Yes; every alarm is right."),
        ((0, 50, 20, 930), "Finds none of the rows with Churn = Yes; its alarms are all false."),
        ((0, 50, 0, 950), "Raises no alarm"),
        ((0, 0, 10, 990), "No row with Churn = Yes"),
    ],
)
def test_all_and_none_are_said_only_where_they_are_exact(counts, says):
    assert says in words(of_two(called(*counts)))


def test_several_classes_are_compared_with_always_naming_the_commonest():
    y = np.repeat([0, 1, 2], [500, 300, 200])
    labels = np.where(np.arange(1_000) % 5 == 0, (y + 1) % 3, y)
    verdict = judge(GOOD, Judged(y, np.eye(3)[labels], np.arange(1_000)), ("a", "b", "c"), spec("multiclass"))
    assert words(verdict) == "Right 80 times in 100 (likely 77 to 82); always saying the most common gets 50."


def test_one_dominant_class_does_not_flatter():
    y = np.repeat([0, 1, 2], [900, 50, 50])
    verdict = judge(
        GOOD, Judged(y, np.eye(3)[np.zeros(1_000, int)], np.arange(1_000)), tuple("abc"), spec("multiclass")
    )
    assert words(verdict) == "Right 33 times in 100, averaged over the classes; guessing gets 33."


def test_numbers_are_told_by_how_far_off_they_are():
    y = np.arange(100.0)
    judged = Judged(y, y + np.where(np.arange(100) < 60, 1.0, -4.0), np.arange(100))
    headline = score(2.65, 2.4, 2.9, 28.9, rows=100, metric="rmse")
    verdict = judge(headline, judged, (), spec("regression", target="price"))
    assert words(verdict) == (
        "price is off by 2.20 on average; half of the predictions are closer than 1.00. "
        "Always guessing the mean is off by 25.0."
    )


@pytest.mark.parametrize(
    ("headline", "says", "usable"),
    [
        (score(0.90, 0.88, 0.92, 0.5), "Good.", True),
        (score(0.70, 0.66, 0.74, 0.5), "Useful", True),
        (score(0.56, 0.52, 0.60, 0.5), "Weak", True),
        (score(0.53, 0.49, 0.57, 0.5), "Not good enough to use", False),
        (score(0.30, 0.25, 0.35, 0.5), "Not good enough to use", False),
        (score(0.30, 0.28, 0.33, 0.69, metric="log_loss"), "Good.", True),
        (score(0.66, 0.60, 0.71, 0.69, metric="log_loss"), "Not good enough to use", False),
    ],
)
def test_the_verdict_follows_the_interval_and_the_way_from_guessing(headline, says, usable):
    verdict = of_two(called(70, 30, 140, 760), headline)
    assert verdict.verdict.text("en").startswith(says)
    assert verdict.usable is usable
    assert ("What would help" in verdict.verdict.text("en")) is (says != "Good.")


def test_the_verdict_names_score_interval_and_guessing():
    text = of_two(called(70, 30, 140, 760), score(0.7004, 0.66, 0.74, 0.5)).verdict.text("en")
    assert "Area under the ROC curve 70.0 % (95 % interval 66.0 % to 74.0 %), guessing gets 50.0 %" in text
    assert "measured on 1,000 rows, each by models that had not seen it" in text


@pytest.mark.parametrize(("low", "usable"), [(0.0, False), (0.6, True)])
def test_a_tiny_table_says_how_little_it_can_tell(low, usable):
    verdict = of_two(called(1, 0, 0, 2), score(1.0, low, 1.0, 0.5, rows=3))
    assert verdict.usable is usable
    assert "3 rows" in verdict.verdict.text("en")
    assert "rely" in verdict.verdict.text("en")
    assert "more rows" in verdict.verdict.text("en")


def test_too_few_of_a_class_is_what_to_mend():
    text = of_two(called(3, 1, 3, 900), score(0.6, 0.4, 0.8, 0.5)).verdict.text("en")
    assert "more rows with “Yes”; only 4 of those" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stand_literally(language):
    target, cell = "<b>{ $x }</b>[1]", "=cmd()$x$" + "长" * 400
    verdict = judge(GOOD, called(70, 30, 140, 760), ("No", cell), spec("binary", target=target))
    text = words(verdict, language)
    assert target in text
    assert "=cmd()$x$长" in text
    assert len(text) < 250


def test_a_score_that_is_no_number_is_not_usable():
    verdict = of_two(called(70, 30, 140, 760), score(float("nan"), float("nan"), float("nan"), 0.5))
    assert not verdict.usable
    assert verdict.verdict.text("zh")


def test_natural_fractions_are_near_and_never_claim_all_or_none():
    for share in np.linspace(0.001, 0.999, 997):
        hits, of = natural_fraction(share)
        assert 0 < hits < of
        assert abs(hits / of - share) <= 0.0252
        assert abs(hits / of - share) <= 0.2 * share


def test_natural_fractions_as_people_say_them():
    said = {0.0: (0, 1), 1.0: (1, 1), 0.7: (7, 10), 0.5: (1, 2), 0.34: (1, 3), 0.95: (19, 20), 0.02: (1, 50)}
    assert {share: natural_fraction(share) for share in said} == said


def test_numbers_have_three_digits_and_no_exponent():
    said = {0.0: "0", 1234567.0: "1,230,000", 999.6: "1,000", 9.999: "10.0", -0.0123: "-0.0123", 1e-5: "0.0000100"}
    assert {value: number_text(value) for value in said} == said
    assert not re.search("e", number_text(3.2e14))


def test_a_corrected_score_is_told_as_one():
    headline = replace(GOOD, chosen_from=12, uncorrected=0.91)
    judged = called(440, 60, 30, 470)
    assert "corrected for having chosen the best of 12 attempts" in of_two(judged, headline).verdict.text("en")
    assert "从 12 次尝试中择优" in of_two(judged, headline).verdict.text("zh")
    assert "corrected" not in of_two(judged, replace(GOOD, chosen_from=1, uncorrected=0.9)).verdict.text("en")


def heavy_tailed(rows: int = 3_000) -> tuple[np.ndarray, np.ndarray]:
    """Amounts of which a few are enormous, and what they are without their noise."""
    rng = np.random.default_rng(3)
    known = rng.lognormal(4, 0.7, rows)
    enormous = np.where(rng.random(rows) < 0.003, rng.lognormal(8, 0.5, rows), 0.0)
    return known + rng.normal(0, 10, rows) + enormous, known


def judged_by_rmse(y: np.ndarray, prediction: np.ndarray) -> tuple[Score, Judged, Difference]:
    rmse = plugin("tasks", "regression").metrics[0]
    judged, guess = Judged(y, prediction, np.arange(len(y))), np.full(len(y), y.mean())
    low, high = interval(rmse, judged, 1)
    headline = score(rmse.score(y, prediction), low, high, rmse.score(y, guess), len(y), "rmse")
    return headline, judged, difference(rmse, y, prediction, guess, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_few_enormous_values_do_not_hide_that_it_is_ahead_of_guessing(language):
    y, known = heavy_tailed()
    headline, judged, ahead = judged_by_rmse(y, known + (y - known).mean())
    assert headline.high > headline.baseline
    assert not judge(headline, judged, (), spec("regression", "price")).usable
    told = judge(headline, judged, (), spec("regression", "price"), ahead)
    assert told.usable
    assert number_text(ahead.value) in told.verdict.text(language)
    assert ahead.value == pytest.approx(headline.baseline - headline.value)


def test_noise_is_not_ahead_of_guessing():
    y, known = heavy_tailed()
    shuffled = np.random.default_rng(4).permutation(known)
    headline, judged, ahead = judged_by_rmse(y, shuffled)
    assert not judge(headline, judged, (), spec("regression", "price"), ahead).usable
