"""Which model suits given priorities best: measured figures as points, ranked, and what would change the choice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autoglm_core.priorities import Priorities

# Totals that differ by less than this are called tied: a point in 100.
TIED = 0.01


@dataclass(frozen=True)
class Reach:
    """How a measured figure becomes points: all of them at ``best``, none at ``worst``, on a logarithmic scale.

    Every tenfold costs the same, as people feel time and size; the ends do not depend on which models are compared, so
    that no model changes its rank because another one was added or left out.

    >>> speed = Reach(best=1, worst=10_000)
    >>> speed.points(0.5), speed.points(100), speed.points(1e6)
    (1.0, 0.5, 0.0)
    """

    best: float
    worst: float

    def points(self, value: float) -> float:
        if not value > 0:
            return 1.0 if self.best < self.worst else 0.0
        share = math.log(value / self.worst) / math.log(self.best / self.worst)
        return min(1.0, max(0.0, share))


# In milliseconds, seconds, MB, and rows a second.
REACHES: Mapping[str, Reach] = {
    "p50": Reach(1, 10_000),
    "p95": Reach(1, 10_000),
    "p99": Reach(1, 10_000),
    "recovery": Reach(0.1, 1_000),
    "throughput": Reach(1_000_000, 10),
    "size": Reach(0.01, 1_000),
    "memory": Reach(10, 10_000),
    "training": Reach(1, 10_000),
}
# Shares, which are points as they are. Whatever else is measured is a score, as ``skill`` tells it.
SHARES = frozenset({"valid", "scale_out", "steady", "readable"})
# Of what guessing gets wrong: added to errors before they are compared, or a perfect model would leave others nothing.
_LEAST_ERROR = 0.01

# What is measured for each criterion, unless somebody says otherwise; of several, each counts the same.
MEASURES: Mapping[str, tuple[str, ...]] = {
    "accuracy": ("score",),
    "latency": ("p95", "p99"),
    "availability": ("valid", "recovery"),
    "scalability": ("scale_out", "steady", "throughput"),
    "size": ("size",),
    "memory": ("memory",),
    "training": ("training",),
    "explainability": ("readable",),
}

READY_MADE = ("balanced", "most_accurate", "real_time", "small_device", "regulator")


@dataclass(frozen=True)
class Measured:
    """One model and what was measured of it. ``figures`` by the name of the measure, in its unit."""

    id: str
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Ranked:
    """A model with its points: ``total`` and, of each measure, what it got (0 to 1)."""

    id: str
    total: float
    points: Mapping[str, float]


@dataclass(frozen=True)
class Turn:
    """The choice would change to ``winner`` if ``criterion`` weighed less, or more, than ``weight``."""

    criterion: str
    weight: float
    less: bool
    winner: str


@dataclass(frozen=True)
class Ranking:
    """Models, best first; ``unmeasured`` lists the measures that some model lacks: they do not count."""

    models: tuple[Ranked, ...]
    weights: Mapping[str, float]  # of each measure that counts; they sum to one
    unmeasured: tuple[str, ...]

    @property
    def tied(self) -> tuple[str, ...]:
        """The models that are as good as the best one, the best one among them."""
        best = max((model.total for model in self.models), default=0.0)
        return tuple(model.id for model in self.models if best - model.total < TIED)


def ready_made(name: str) -> Priorities:
    """Priorities to begin with: balanced, most_accurate, real_time, small_device or regulator.

    >>> max(ready_made("real_time").weights.items(), key=lambda item: item[1])[0]
    'latency'
    """
    if name == "regulator":
        criteria = ("explainability", "accuracy", "availability", "latency")
        return Priorities.weighted(dict(zip(criteria, (9, 5, 3, 1), strict=True)))
    if name == "small_device":
        criteria = ("accuracy", "size", "memory", "latency")
        return Priorities.weighted(dict(zip(criteria, (3, 6, 5, 3), strict=True)))
    weights = {"balanced": (1, 1, 1, 1), "most_accurate": (9, 1, 1, 1), "real_time": (3, 9, 2, 3)}[name]
    criteria = ("accuracy", "latency", "availability", "scalability")
    return Priorities.weighted(dict(zip(criteria, weights, strict=True)))


def skill(value: float, baseline: float, *, greater_is_better: bool) -> float:
    """How far a score is on the way from guessing (0) to perfect (1).

    >>> skill(0.9, 0.5, greater_is_better=True), skill(3.0, 4.0, greater_is_better=False)
    (0.8, 0.25)
    """
    perfect = 1.0 if greater_is_better else 0.0
    way = perfect - baseline
    share = (value - baseline) / way if way else 0.0
    return share if math.isfinite(share) else 0.0


def rank(models: Sequence[Measured], priorities: Priorities) -> Ranking:
    """The models in the order of their points, each measure weighed by the priorities.

    >>> fast = Measured("fast", {"score": 0.7, "p95": 2, "p99": 4})
    >>> good = Measured("good", {"score": 0.8, "p95": 9, "p99": 9})
    >>> [rank([good, fast], Priorities.weighted({"accuracy": a, "latency": 1})).models[0].id for a in (0.1, 9)]
    ['fast', 'good']
    """
    shares = {name: measures_of(name, priorities) for name in priorities.criteria}
    known = {
        name: {measure: share for measure, share in of.items() if _all_have(measure, models)}
        for name, of in shares.items()
    }
    whole = sum(weight for name, weight in priorities.weights.items() if known[name])
    weights: dict[str, float] = {}
    for name, weight in priorities.weights.items():
        for measure, share in known[name].items():
            part = weight / whole * share / sum(known[name].values())
            weights[measure] = weights.get(measure, 0.0) + part
    points = all_points(models, weights)
    ranked = [
        Ranked(model.id, sum(weights[measure] * points[model.id][measure] for measure in weights), points[model.id])
        for model in models
    ]
    ranked.sort(key=lambda one: -one.total)
    unmeasured = dict.fromkeys(m for name in shares for m in shares[name] if m not in known[name])
    return Ranking(tuple(ranked), weights, tuple(unmeasured))


def measures_of(criterion: str, priorities: Priorities) -> dict[str, float]:
    """What is measured for a criterion and its share in it: sub-criteria as they were compared, else all alike."""
    below = priorities.below.get(criterion)
    if below is not None:
        return below.leaf_weights
    measures = MEASURES.get(criterion, (criterion,))
    return dict.fromkeys(measures, 1 / len(measures))


def all_points(models: Sequence[Measured], measures: Iterable[str]) -> dict[str, dict[str, float]]:
    """The points, 0 to 1, of each model for measures that all of them have.

    A score's points compare errors: the model that errs least gets all of them, one that errs twice as much half.
    """
    found: dict[str, dict[str, float]] = {model.id: {} for model in models}
    for measure in measures:
        figures = {model.id: model.figures[measure] for model in models}
        best = max(figures.values())
        for model, figure in figures.items():
            if measure in REACHES:
                points = REACHES[measure].points(figure)
            elif measure in SHARES:
                points = min(1.0, max(0.0, figure))
            else:
                points = (1 - best + _LEAST_ERROR) / (1 - figure + _LEAST_ERROR)
            found[model][measure] = points
    return found


def turns(models: Sequence[Measured], priorities: Priorities) -> tuple[Turn, ...]:
    """For each criterion the nearest weight, below and above its own, at which another model would be first.

    The weights of all other criteria change in step, so that they keep their proportions. The totals are straight lines
    in the weight, so that the nearest crossing is exact.
    """
    by_criterion = _criterion_points(models, priorities)
    weights = priorities.weights
    if len(models) < 2 or len(weights) < 2:
        return ()
    found: list[Turn] = []
    for criterion, now in weights.items():
        lines = {}
        for model, points in by_criterion.items():
            own = points[criterion]
            others = sum(weights[name] * points[name] for name in weights if name != criterion) / (1 - now)
            lines[model] = (others, own - others)  # total at weight t: others + t (own - others)
        first = max(lines, key=lambda model: lines[model][0] + now * lines[model][1])
        for less in (True, False):
            turn = _nearest(lines, first, now, less=less)
            if turn is not None:
                found.append(Turn(criterion, turn[0], less, turn[1]))
    return tuple(found)


def _nearest(
    lines: Mapping[str, tuple[float, float]], first: str, now: float, *, less: bool
) -> tuple[float, str] | None:
    at, slope = lines[first]
    crossings = []
    for model, (start, steep) in lines.items():
        if model == first or abs(steep - slope) < 1e-12:
            continue
        weight = (start - at) / (slope - steep)
        if (0 <= weight < now) if less else (now < weight <= 1):
            # Of lines that cross at the same weight, the one that is higher beyond it wins.
            crossings.append((abs(weight - now), -abs(steep - slope), weight, model))
    return min(crossings)[2:] if crossings else None


def _criterion_points(models: Sequence[Measured], priorities: Priorities) -> dict[str, dict[str, float]]:
    """Each model's points by criterion; a measure that some model lacks counts for none."""
    found: dict[str, dict[str, float]] = {model.id: {} for model in models}
    for criterion in priorities.criteria:
        known = {m: share for m, share in measures_of(criterion, priorities).items() if _all_have(m, models)}
        points, whole = all_points(models, known), sum(known.values())
        for model in models:
            of = sum(share * points[model.id][measure] for measure, share in known.items())
            found[model.id][criterion] = of / whole if whole else 0.0
    return found


def _all_have(measure: str, models: Sequence[Measured]) -> bool:
    return bool(models) and all(measure in model.figures for model in models)
