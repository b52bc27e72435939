"""Experiments of the Lab page: what is compared, how each search went, and what is concluded from that."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from autoglm_core import events as ev
from autoglm_core.spec import Budget, Frozen, TaskSpec

# Scores of equal predictions may differ in their last digits, by the order in which numbers were added up.
_SAME = 1e-12


class LabKind(StrEnum):
    SAMPLERS = "samplers"  # ways of searching, on the same space and folds
    FEATURES = "features"  # the same search with generated features and without


class LabSpec(Frozen):
    """One experiment: the search that ``spec`` describes, run once for each arm and seed with ``budget`` each.

    The split, the folds and the seeds of the models come from ``spec``; a seed here moves the sampler alone.

    >>> spec = TaskSpec(task="binary", target="churn", budget=Budget(seconds=60))
    >>> lab = LabSpec(kind="samplers", spec=spec, samplers=("genetic", "tpe"), seeds=(1, 2), budget=Budget(trials=9))
    >>> lab.arms, lab.searches
    (('genetic', 'tpe'), 4)
    """

    kind: LabKind
    spec: TaskSpec
    samplers: tuple[str, ...] = ()
    seeds: Annotated[tuple[Annotated[int, Field(ge=0, lt=2**32)], ...], Field(min_length=1, max_length=20)]
    budget: Budget

    @model_validator(mode="after")
    def _something_to_compare(self) -> Self:
        if self.kind is LabKind.SAMPLERS and not self.samplers:
            raise ValueError("name at least one sampler")
        if len(set(self.samplers)) < len(self.samplers) or len(set(self.seeds)) < len(self.seeds):
            raise ValueError("name each sampler and each seed once")
        return self

    @property
    def arms(self) -> tuple[str, ...]:
        """What is compared: names of samplers, or "on" and "off"."""
        return self.samplers if self.kind is LabKind.SAMPLERS else ("on", "off")

    @property
    def searches(self) -> int:
        return len(self.arms) * len(self.seeds)

    def order(self) -> tuple[tuple[str, int], ...]:
        """Each (arm, seed) in the order in which they are run: the arms take turns at being first.

        So that an arm is not better off for running later, when the machine was less busy or its files are in memory.
        """
        arms = self.arms
        turns = [(seed, position % len(arms)) for position, seed in enumerate(self.seeds)]
        return tuple((arm, seed) for seed, first in turns for arm in (*arms[first:], *arms[:first]))

    def spec_of(self, arm: str) -> TaskSpec:
        """The specification of one arm's searches."""
        # A sampler is compared for the whole space: no setting has a method of its own.
        samplers = {"sampler": arm, "methods": {}}
        changed = samplers if self.kind is LabKind.SAMPLERS else {"features": arm == "on"}
        search = {**self.spec.search.model_dump(), **changed}
        return self.spec.replaced(search=search, budget=self.budget.model_dump())


@dataclass(frozen=True)
class Point:
    """A best score so far, after so many ended trials and seconds of the search."""

    trials: int
    seconds: float
    score: float


@dataclass(frozen=True)
class Curve:
    """How one search went. ``points``: each improvement of the best single trial; ``trials`` and ``seconds``: its end.

    ``columns``: how many numbers a row had for the models, where it is known.
    """

    arm: str
    seed: int
    points: tuple[Point, ...] = ()
    trials: int = 0
    seconds: float = 0.0
    columns: int | None = None

    @property
    def score(self) -> float | None:
        """The score at its end, None where no trial finished."""
        return self.points[-1].score if self.points else None

    def best_at(self, by: str, value: float) -> float | None:
        """The best score after ``value`` trials or seconds (``by``), None where there was none yet."""
        return next((point.score for point in reversed(self.points) if getattr(point, by) <= value), None)

    def grown(self, trials: int, seconds: float, best: float | None) -> Self:
        """This curve after ``trials`` ended trials and ``seconds``, ``best`` being the best score so far.

        >>> Curve("tpe", 1).grown(1, 0.5, 0.8).grown(2, 0.9, 0.8).points
        (Point(trials=1, seconds=0.5, score=0.8),)
        """
        points = self.points
        if best is not None and best != self.score:
            points = (*points, Point(trials, seconds, best))
        return replace(self, points=points, trials=trials, seconds=seconds)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "points": tuple(Point(**point) for point in data["points"])})


@dataclass(frozen=True)
class LabResult:
    """Every search of an experiment, those included that were ended early; scores in the metric's natural direction."""

    kind: LabKind
    metric: str
    greater_is_better: bool
    baseline: float  # what guessing scores
    curves: tuple[Curve, ...]

    def of(self, arm: str) -> tuple[Curve, ...]:
        return tuple(curve for curve in self.curves if curve.arm == arm)

    @property
    def arms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(curve.arm for curve in self.curves))

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "kind": str(self.kind), "curves": [curve.to_json() for curve in self.curves]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        curves = tuple(Curve.from_json(curve) for curve in data["curves"])
        return cls(**{**data, "kind": LabKind(data["kind"]), "curves": curves})


@dataclass(frozen=True)
class Reached:
    """How soon an arm had the score at which the reference ended: medians over the seeds, None where most never had it.

    ``times`` of ``seeds`` searches reached it.
    """

    arm: str
    trials: float | None
    seconds: float | None
    times: int
    seeds: int


def reached(result: LabResult, reference: str) -> tuple[Reached, ...]:
    """For each arm, the trials and seconds until the score at which ``reference`` ended with the same seed.

    >>> curves = (
    ...     Curve("genetic", 1, (Point(2, 4.0, 0.8), Point(9, 18.0, 0.9)), trials=10, seconds=20.0),
    ...     Curve("tpe", 1, (Point(3, 5.0, 0.95),), trials=10, seconds=21.0),
    ... )
    >>> result = LabResult(LabKind.SAMPLERS, "roc_auc", True, 0.5, curves)
    >>> [(item.arm, item.trials, item.seconds) for item in reached(result, "genetic")]
    [('genetic', 9.0, 18.0), ('tpe', 3.0, 5.0)]
    """
    goals = {curve.seed: curve.score for curve in result.of(reference) if curve.score is not None}
    found = []
    for arm in result.arms:
        curves = [curve for curve in result.of(arm) if curve.seed in goals]
        first = [_first(curve, goals[curve.seed] or 0.0, greater=result.greater_is_better) for curve in curves]
        found.append(
            Reached(
                arm,
                median([point.trials if point else math.inf for point in first]),
                median([point.seconds if point else math.inf for point in first]),
                sum(point is not None for point in first),
                len(curves),
            )
        )
    return tuple(found)


def final_score(curves: Sequence[Curve]) -> float | None:
    """The median of the scores at the end, None where there is none."""
    return median([curve.score for curve in curves if curve.score is not None])


def ranked(result: LabResult) -> tuple[str, ...]:
    """The arms that have a score, the best median first; of equals the one whose searches were quicker."""
    sign = -1.0 if result.greater_is_better else 1.0

    def rank(arm: str) -> tuple[float, float]:
        return sign * (final_score(result.of(arm)) or 0.0), median([c.seconds for c in result.of(arm)]) or 0.0

    return tuple(sorted((arm for arm in result.arms if final_score(result.of(arm)) is not None), key=rank))


def _first(curve: Curve, goal: float, *, greater: bool) -> Point | None:
    sign = 1.0 if greater else -1.0
    return next((point for point in curve.points if sign * (point.score - goal) >= -_SAME), None)


def median(values: Iterable[float]) -> float | None:
    """The median, None where there are no values or half of them are infinite."""
    known = list(values)
    middle = statistics.median(known) if known else math.inf
    return float(middle) if math.isfinite(middle) else None


def recorded(events: Sequence[ev.Event]) -> dict[tuple[str, int], Curve]:
    """The searches of an experiment as far as its events tell of them, by arm and seed."""
    curves: dict[tuple[str, int], Curve] = {}
    for event in events:
        match event:
            case ev.LabSearchStarted():
                curves.setdefault((event.arm, event.seed), Curve(event.arm, event.seed))
            case ev.LabTrialEnded():
                curve = curves.setdefault((event.arm, event.seed), Curve(event.arm, event.seed))
                curves[event.arm, event.seed] = curve.grown(event.trials, event.seconds, event.best)
            case ev.LabSearchEnded():
                curve = curves[event.arm, event.seed]
                curves[event.arm, event.seed] = replace(
                    curve, trials=event.trials, seconds=event.seconds, columns=event.columns
                )
            case _:
                pass
    return curves


# ---- what each family of a finished run added ------------------------------------------------------------------------


@dataclass(frozen=True)
class FamilyShare:
    """One family of a run: its best trial alone, and the blend chosen anew ``without`` it (None: nothing is left)."""

    family: str
    trials: int
    alone: float
    without: float | None


@dataclass(frozen=True)
class FamilyShares:
    """What each family added to a run: ``together`` is the score of the blend of all, in the metric's direction."""

    metric: str
    greater_is_better: bool
    together: float
    families: tuple[FamilyShare, ...]  # the one that is missed most comes first

    def added(self, share: FamilyShare) -> float | None:
        """By how much the blend is better for having the family; negative where it is worse."""
        if share.without is None:
            return None
        sign = 1.0 if self.greater_is_better else -1.0
        return sign * (self.together - share.without)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**{**data, "families": tuple(FamilyShare(**share) for share in data["families"])})
