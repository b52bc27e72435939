"""What a score means: one sentence in the plan's own terms, and whether the model is good enough to use."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from autoglm_core.evaluation.intervals import share_interval
from autoglm_core.evaluation.paired import Difference
from autoglm_core.evaluation.threshold import Counts
from autoglm_core.messages import Message
from autoglm_core.result import Judged, MeasuredOn, Score
from autoglm_core.spec import TaskSpec, Wish

_FEW_ROWS = 50
_FEW_OF_A_CLASS = 10
# The rarer class at this share or above: then "right 91 times in 100" means something by itself.
_BALANCED = 0.35
# The commonest of several classes above this share: then only the mean over the classes does.
_DOMINATED = 0.6
_LONGEST_SHOWN = 60
# Of the way from guessing to perfect.
_GOOD, _USEFUL = 0.5, 0.2

# Better when greater, and yet no share of anything.
_COEFFICIENTS = frozenset({"mcc", "r2"})


@dataclass(frozen=True)
class Verdict:
    sentence: Message  # what the model does, in the plan's own terms
    verdict: Message  # how far that can be relied on, and what would help
    usable: bool


def judge(
    headline: Score, judged: Judged, classes: tuple[str, ...], spec: TaskSpec, ahead: Difference | None = None
) -> Verdict:
    """The sentence and the verdict on the rows of ``judged``.

    ``classes`` in the order of the probability columns, empty for regression; binary: (other, positive), with
    ``judged.labels`` after the threshold. A model whose interval reaches what guessing without a model scores is not
    good enough to use, unless it is ``ahead`` of guessing on the same rows beyond doubt: a few rows of enormous values
    widen the intervals of both, and not that of their difference. Else the share of the way from guessing to perfect
    decides.
    """
    if not classes:
        sentence = _off_by(judged, spec)
    elif len(classes) > 2:
        sentence = _right_of_several(judged)
    else:
        sentence = _of_two(judged, classes, spec)
    return Verdict(sentence, *_verdict(headline, judged, classes, ahead))


def natural_fraction(share: float) -> tuple[int, int]:
    """The share in small whole numbers, as people say it: (7, 10). Only what is exact is called none or all.

    >>> natural_fraction(0.69), natural_fraction(0.34), natural_fraction(0.004), natural_fraction(0.997)
    ((7, 10), (1, 3), (1, 250), (997, 1000))
    """
    if share <= 0 or share >= 1:
        return round(share), 1
    if share < 0.09:
        return 1, _two_digits(1 / share)
    for near in (0.0151, 0.0251):  # up to 96 % no share is further than that from one of these
        for of in (2, 3, 4, 5, 10, 20):
            hits = round(share * of)
            if abs(hits / of - share) <= near and share <= 0.96:
                return hits, of
    of = next((of for of in (100, 1_000, 10_000) if round(share * of) < of), 100_000)
    return min(round(share * of), of - 1), of


def number_text(value: float) -> str:
    """Three significant digits, without an exponent, thousands separated.

    >>> number_text(0.08412), number_text(12.3456), number_text(48213.7)
    ('0.0841', '12.3', '48,200')
    """
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.{min(12, max(0, 2 - math.floor(math.log10(abs(rounded)))))}f}"


def score_text(metric: str, value: float, greater_is_better: bool) -> str:
    """Shares as a percentage, as the pages show them; coefficients and losses with three significant digits."""
    if greater_is_better and metric not in _COEFFICIENTS:
        return f"{100 * value:.1f} %"
    return number_text(value)


# ---- the sentence ----------------------------------------------------------------------------------------------------


def _of_two(judged: Judged, classes: tuple[str, ...], spec: TaskSpec) -> Message:
    labels = np.argmax(judged.prediction, axis=1) if judged.labels is None else judged.labels
    counts = Counts.of(judged.y, labels)
    share = counts.positives / len(judged.y)
    if spec.threshold.wish is Wish.BALANCED and _BALANCED <= share <= 1 - _BALANCED:
        return _right(counts.hits + counts.passed, len(judged.y), max(share, 1 - share))
    named = {"column": str(spec.target), "value": _shown(classes[1])}
    if counts.positives == 0:
        return Message("headline-none-there", named)
    if counts.alarms == 0:
        return Message("headline-no-alarms", named)
    found, of = natural_fraction(counts.hits / counts.positives)
    right, alarms = natural_fraction(counts.hits / counts.alarms)
    if counts.hits == 0:
        return Message("headline-finds-none", named)
    finds = Message("headline-finds-all" if of == 1 else "headline-finds", {**named, "found": found, "of": of})
    alarm = Message("headline-alarms-all" if alarms == 1 else "headline-alarms", {"right": right, "alarms": alarms})
    return Message("headline-alarm-sentence", {"finds": finds, "alarms": alarm})


def _right_of_several(judged: Judged) -> Message:
    labels = np.argmax(judged.prediction, axis=1) if judged.labels is None else judged.labels
    sizes = np.bincount(judged.y.astype(np.int64))
    most = float(sizes.max() / len(judged.y))
    if most <= _DOMINATED or np.sum(sizes > 0) < 2:
        return _right(int(np.sum(labels == judged.y)), len(judged.y), most)
    recalls = [float(np.mean(labels[judged.y == k] == k)) for k in np.flatnonzero(sizes)]
    values = {"right": _hundred(float(np.mean(recalls))), "guess": _hundred(1 / len(recalls))}
    return Message("headline-right-by-class", values)


def _right(hits: int, rows: int, guess: float) -> Message:
    low, high = share_interval(hits, rows)
    values = {"right": _hundred(hits / rows), "low": _hundred(low), "high": _hundred(high), "guess": _hundred(guess)}
    return Message("headline-right", values)


def _off_by(judged: Judged, spec: TaskSpec) -> Message:
    error = np.abs(judged.y - judged.prediction)
    values = {
        "column": str(spec.target),
        "typical": number_text(float(error.mean())),
        "half": number_text(float(np.median(error))),
        "guess": number_text(float(np.abs(judged.y - judged.y.mean()).mean())),
    }
    return Message("headline-off-by", values)


def _hundred(share: float) -> str:
    """Times in 100, with a decimal where rounding would claim never or always."""
    times = share * 100
    return f"{times:.1f}" if 0 < times < 1 or 99 < times < 100 else f"{times:.0f}"


def _two_digits(value: float) -> int:
    digits = max(0, math.floor(math.log10(value)) - 1)
    return int(round(value / 10**digits) * 10**digits)


def _shown(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_SHOWN else cell[: _LONGEST_SHOWN - 1] + "…"


# ---- the verdict -----------------------------------------------------------------------------------------------------


def _verdict(
    headline: Score, judged: Judged, classes: tuple[str, ...], ahead: Difference | None
) -> tuple[Message, bool]:
    metric = Message(f"metric-{headline.metric}".replace("_", "-"))
    numbers = {
        name: score_text(headline.metric, getattr(headline, name), headline.greater_is_better)
        for name in ("value", "low", "high", "baseline")
    }
    score = Message("verdict-score", {"metric": metric, **numbers, "on": _measured_on(headline)})
    usable = beats_guessing(headline)
    if not usable and ahead is not None and ahead.low > 0:
        usable = True
        by = {
            f"ahead_{name}": score_text(headline.metric, getattr(ahead, name), headline.greater_is_better)
            for name in ("value", "low", "high")
        }
        score = Message("verdict-score-ahead", {**score.values, **by})
    values = {"score": score, "help": _help(judged, classes)}
    if headline.rows < _FEW_ROWS:
        return Message("verdict-tiny-hint" if usable else "verdict-tiny", {**values, "rows": headline.rows}), usable
    if not usable:
        return Message("verdict-not-usable", values), False
    skill = _skill(headline)
    if skill >= _GOOD:
        return Message("verdict-good", {"score": score}), True
    return Message("verdict-useful" if skill >= _USEFUL else "verdict-weak", values), True


def _measured_on(headline: Score) -> Message:
    if headline.measured_on is MeasuredOn.HOLDOUT:
        return Message("verdict-on-holdout", {"rows": headline.rows})
    if headline.chosen_from < 2:
        return Message("verdict-on-out-of-fold", {"rows": headline.rows})
    return Message("verdict-on-corrected", {"rows": headline.rows, "trials": headline.chosen_from})


def beats_guessing(score: Score) -> bool:
    if not all(math.isfinite(value) for value in (score.value, score.low, score.high, score.baseline)):
        return False
    return score.low > score.baseline if score.greater_is_better else score.high < score.baseline


def _skill(score: Score) -> float:
    """The share of the way from guessing (0) to perfect (1)."""
    perfect = 1.0 if score.greater_is_better else 0.0
    way = perfect - score.baseline
    return (score.value - score.baseline) / way if way else 0.0


def _help(judged: Judged, classes: tuple[str, ...]) -> Message:
    """What would make the model better, as far as the judged rows tell."""
    if len(judged.y) < _FEW_ROWS:
        return Message("verdict-help-rows", {"fewest": _FEW_ROWS})
    if classes:
        sizes = np.bincount(judged.y.astype(np.int64), minlength=len(classes))
        rarest = int(np.argmin(sizes))
        if sizes[rarest] < _FEW_OF_A_CLASS:
            return Message("verdict-help-class", {"value": _shown(classes[rarest]), "rows": int(sizes[rarest])})
    return Message("verdict-help-columns")
