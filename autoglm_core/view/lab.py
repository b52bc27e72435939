"""Experiments of the Lab page for people: how far one is, what it found in sentences and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from autoglm_core import events as ev
from autoglm_core.experiment import (
    Curve,
    FamilyShares,
    LabKind,
    LabResult,
    LabSpec,
    Reached,
    final_score,
    median,
    ranked,
    reached,
    recorded,
)
from autoglm_core.messages import CORE, Message
from autoglm_core.registry import label_message
from autoglm_core.view import format as fmt
from autoglm_core.view.names import model_name
from autoglm_core.view.progress import Progress, progress

# Medians this close are called equal: what is shown of them is the same, or nearly so.
_EQUAL = 5e-4


@dataclass(frozen=True)
class LabProgress:
    """An experiment as it stands. ``job`` tells of stage, time at work and failure; ``left`` is a range in seconds."""

    job: Progress
    result: LabResult | None  # the searches so far, None before the table is checked
    now: tuple[str, int] | None  # arm and seed of the search that is under way
    ended: frozenset[tuple[str, int]]
    searches: int
    fraction: float
    left: tuple[float, float] | None


def lab_progress(events: Sequence[ev.Event], lab: LabSpec, *, now: float, status: str) -> LabProgress:
    """The state of an experiment after ``events`` (all of them, in order) at the moment ``now`` (epoch seconds)."""
    job = progress(events, now=now, status=status)
    curves = recorded(events)
    ended = frozenset((event.arm, event.seed) for event in events if isinstance(event, ev.LabSearchEnded))
    under_way = [key for key in curves if key not in ended]
    result = None
    if job.metric is not None and job.baseline is not None:
        in_order = tuple(curves[key] for key in lab.order() if key in curves)
        result = LabResult(lab.kind, job.metric, job.greater_is_better, job.baseline, in_order)
    share = 1.0 if status == "finished" else _share(tuple(curves.values()), ended, lab)
    return LabProgress(
        job=job,
        result=result,
        now=under_way[-1] if under_way else None,
        ended=ended,
        searches=lab.searches,
        fraction=share,
        left=_left(tuple(curves.values()), share, lab, status),
    )


def arm_name(kind: LabKind, arm: str) -> Message | str:
    """What people call an arm of an experiment."""
    return label_message("samplers", arm) if kind is LabKind.SAMPLERS else Message(f"view-lab-features-{arm}")


def arm_text(kind: LabKind, arm: str, language: str = "en") -> str:
    name = arm_name(kind, arm)
    return name.text(language) if isinstance(name, Message) else name


def conclusions(result: LabResult, reference: str, language: str = "en") -> tuple[Message, ...]:
    """What an experiment says, in one or two sentences; none where no search has a score yet."""
    order = ranked(result)
    if not order:
        return ()
    if result.kind is LabKind.FEATURES:
        return _on_against_off(result, language)
    found = [_best_arm(result, order, language)]
    sooner = _sooner(reached(result, reference), reference)
    if sooner is not None:
        own = next(item for item in reached(result, reference) if item.arm == reference)
        values = {
            "arm": arm_name(result.kind, sooner.arm),
            "reference": arm_name(result.kind, reference),
            "trials": _count(sooner.trials, language),
            "time": fmt.duration(sooner.seconds, language),
            "own_trials": _count(own.trials, language),
            "own_time": fmt.duration(own.seconds, language),
        }
        found.append(Message("view-lab-sooner", values))
    return tuple(found)


def samplers_table(result: LabResult, reference: str, language: str = "en") -> pd.DataFrame:
    """One line an arm, the best first: score at the end, its range over the seeds, and how soon it had the score at
    which ``reference`` ended. Text.
    """
    until = {item.arm: item for item in reached(result, reference)}
    lines = []
    for arm in ranked(result):
        curves, item = result.of(arm), until.get(arm)
        never = CORE.text("view-lab-not-reached", language, {})
        lines.append(
            (
                arm_text(result.kind, arm, language),
                fmt.score(result.metric, final_score(curves), language),
                _range(result.metric, curves, language),
                never if item is None or item.trials is None else _count(item.trials, language),
                never if item is None or item.seconds is None else fmt.duration(item.seconds, language),
                fmt.NOTHING if item is None else f"{item.times} / {item.seeds}",
                fmt.duration(median([curve.seconds for curve in curves]), language),
            )
        )
    return _table(("sampler", "score", "range", "trials", "until", "times", "time"), lines, language)


def features_table(result: LabResult, language: str = "en") -> pd.DataFrame:
    """With generated features and without: columns that the models see, score, its range over the seeds, time. Text."""
    lines = [
        (
            arm_text(result.kind, arm, language),
            _count(median([curve.columns for curve in curves if curve.columns is not None]), language),
            fmt.score(result.metric, final_score(curves), language),
            _range(result.metric, curves, language),
            fmt.duration(median([curve.seconds for curve in curves]), language),
        )
        for arm in ("on", "off")
        if (curves := result.of(arm))
    ]
    return _table(("features", "columns", "score", "range", "time"), lines, language)


def families_table(shares: FamilyShares, language: str = "en") -> pd.DataFrame:
    """One line a family, the one that is missed most first: attempts, its best alone, the blend without it. Text."""
    lines = [
        (
            model_name(share.family, language),
            fmt.number(share.trials, language),
            fmt.score(shares.metric, share.alone, language),
            fmt.NOTHING if share.without is None else fmt.score(shares.metric, share.without, language),
            fmt.NOTHING if (added := shares.added(share)) is None else signed(shares.metric, added, language),
        )
        for share in shares.families
    ]
    return _table(("family", "attempts", "alone", "without", "added"), lines, language)


def families_conclusion(shares: FamilyShares, language: str = "en") -> Message:
    """Which family is missed most, in a sentence."""
    first = shares.families[0]
    added = shares.added(first)
    together = fmt.score(shares.metric, shares.together, language)
    if added is None:
        return Message("view-lab-one-family", {"family": label_message("models", first.family), "score": together})
    values = {
        "family": label_message("models", first.family),
        "together": together,
        "without": fmt.score(shares.metric, first.without, language),
    }
    return Message(
        "view-lab-missed" if values["together"] != values["without"] and added > 0 else "view-lab-none-missed", values
    )


def signed(metric: str, difference: float, language: str = "en") -> str:
    """A difference of two scores with its sign: in points where the metric is a share.

    >>> signed("roc_auc", 0.0123), signed("rmse", -2.5)
    ('+1.2 points', '-2.5')
    """
    amount = fmt.points(difference, language) if fmt.is_share(metric) else fmt.figure(abs(difference), language)
    sign = "" if amount.strip("0.,") == "" else "+" if difference > 0 else "-"
    return CORE.text("view-points", language, {"points": sign + amount}) if fmt.is_share(metric) else sign + amount


def _on_against_off(result: LabResult, language: str) -> tuple[Message, ...]:
    on, off = (final_score(result.of(arm)) for arm in ("on", "off"))
    if on is None or off is None:
        return ()
    better = (on - off) * (1 if result.greater_is_better else -1)
    values = {arm: fmt.score(result.metric, score, language) for arm, score in (("on", on), ("off", off))}
    if values["on"] == values["off"]:
        return (Message("view-lab-features-same", values),)
    return (Message("view-lab-features-better" if better > 0 else "view-lab-features-worse", values),)


def _best_arm(result: LabResult, order: Sequence[str], language: str) -> Message:
    scores = {arm: final_score(result.of(arm)) or 0.0 for arm in order}
    best = scores[order[0]]
    tied = [arm for arm in order if abs(scores[arm] - best) <= _EQUAL * max(abs(best), 1e-9)]
    values = {
        "arm": arm_name(result.kind, order[0]),
        "score": fmt.score(result.metric, best, language),
        "seeds": max(len(result.of(arm)) for arm in order),
    }
    if len(tied) == 1:
        return Message("view-lab-best", values)
    if len(tied) == len(order) > 1:
        return Message("view-lab-all-tied", values)
    return Message("view-lab-tied", {**values, "others": [arm_name(result.kind, arm) for arm in tied[1:]]})


def _sooner(found: Sequence[Reached], reference: str) -> Reached | None:
    """The arm that had the reference's score soonest, where it is not the reference itself."""
    known = [item for item in found if item.seconds is not None and item.trials is not None]
    if not any(item.arm == reference for item in known):
        return None
    first = min(known, key=lambda item: (item.seconds or 0.0, item.arm != reference))
    return None if first.arm == reference else first


def _share(curves: Sequence[Curve], ended: frozenset[tuple[str, int]], lab: LabSpec) -> float:
    """How much of all budgets is used."""
    whole = float(lab.budget.trials or lab.budget.seconds or 1)
    by = "trials" if lab.budget.trials is not None else "seconds"
    used = [1.0 if (c.arm, c.seed) in ended else min(1.0, float(getattr(c, by)) / whole) for c in curves]
    return min(0.99, sum(used) / lab.searches)


def _left(curves: Sequence[Curve], share: float, lab: LabSpec, status: str) -> tuple[float, float] | None:
    if status not in ("running", "finishing"):
        return None
    if status == "finishing":
        return (0.0, 5.0)
    if lab.budget.seconds is not None:
        left = (1 - share) * lab.searches * lab.budget.seconds
        return (left, 1.1 * left + 5.0)
    used = sum(curve.seconds for curve in curves)
    if share < 0.02 or not used:
        return None
    left = used * (1 - share) / share
    return (0.7 * left, 1.4 * left + 5.0)


def _range(metric: str, curves: Sequence[Curve], language: str) -> str:
    scores = [curve.score for curve in curves if curve.score is not None]
    return fmt.spread(metric, min(scores), max(scores), language) if len(scores) > 1 else fmt.NOTHING


def _count(value: float | None, language: str) -> str:
    if value is None:
        return fmt.NOTHING
    return fmt.number(int(value) if float(value).is_integer() else float(value), language)


def _table(names: Sequence[str], lines: Sequence[tuple[str, ...]], language: str) -> pd.DataFrame:
    titles = pd.Index([CORE.text(f"view-lab-column-{name}", language, {}) for name in names])
    return pd.DataFrame(lines, columns=titles)
