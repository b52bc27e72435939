"""Priorities: what matters how much, from comparisons of two criteria at a time (the analytic hierarchy process)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.errors import SpecError

# Saaty's random index: the mean consistency index of random comparisons of so many criteria (Saaty, The Analytic
# Hierarchy Process, McGraw-Hill 1980, table 3.2; 0.90 for four).
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
MOST_INCONSISTENT = 0.1
MOST_CRITERIA = len(RANDOM_INDEX)
# Saaty's scale of judgements, and the same turned round.
SCALE = (*(1 / step for step in range(9, 1, -1)), *(float(step) for step in range(1, 10)))

DEFAULT_CRITERIA = ("accuracy", "latency", "availability", "scalability")

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Disagreement:
    """The comparison that fits the others least: how it was stated, and what would fit them.

    ``stated`` and ``consistent`` say how many times as important as ``second`` is ``first``.
    """

    first: str
    second: str
    stated: float
    consistent: float


@dataclass(frozen=True)
class Priorities:
    """Criteria compared with one another in pairs, and the weights that follow.

    matrix: ``matrix[i][j]`` says how many times as important as criterion j is criterion i: 1 equally, 3 moderately,
    5 strongly, 7 very strongly, 9 extremely more; ``matrix[j][i]`` is its reciprocal. ``below``: for some criteria the
    priorities among their sub-criteria. Raises SpecError for a matrix that is none of that.

    Method: Saaty, A scaling method for priorities in hierarchical structures, Journal of Mathematical Psychology 15,
    1977: the weights are the principal eigenvector.

    >>> both = Priorities(("accuracy", "latency"), ((1, 3), (1 / 3, 1)))
    >>> {name: round(weight, 2) for name, weight in both.weights.items()}
    {'accuracy': 0.75, 'latency': 0.25}
    """

    criteria: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]
    below: Mapping[str, Priorities] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "criteria", tuple(self.criteria))
        object.__setattr__(self, "matrix", tuple(tuple(float(cell) for cell in row) for row in self.matrix))
        _check(self)

    @classmethod
    def compared(
        cls,
        criteria: Sequence[str],
        comparisons: Mapping[tuple[str, str], float],
        below: Mapping[str, Priorities] | None = None,
    ) -> Priorities:
        """From single comparisons: (first, second) -> how many times as important the first is. Others count as equal.

        >>> Priorities.compared(("a", "b"), {("a", "b"): 5}).matrix
        ((1.0, 5.0), (0.2, 1.0))
        """
        place = {name: position for position, name in enumerate(criteria)}
        matrix = np.ones((len(place), len(place)))
        for (first, second), times in comparisons.items():
            if first not in place or second not in place:
                raise SpecError("error-priorities-unknown", criterion=second if first in place else first)
            matrix[place[first], place[second]] = times
            matrix[place[second], place[first]] = 1 / times
        return cls(tuple(criteria), _cells(matrix), below or {})

    @classmethod
    def weighted(cls, weights: Mapping[str, float]) -> Priorities:
        """The comparisons that weights imply: perfectly consistent.

        >>> Priorities.weighted({"accuracy": 3, "latency": 1}).matrix[0]
        (1.0, 3.0)
        """
        values = np.array([float(weight) for weight in weights.values()])
        if not len(values) or not (np.isfinite(values).all() and (values > 0).all()):
            raise SpecError("error-priorities-matrix")
        return cls(tuple(weights), _cells(values[:, None] / values[None, :]))

    @classmethod
    def combined(cls, people: Sequence[Priorities]) -> Priorities:
        """The judgements of several people as one: the geometric mean of each comparison.

        The only mean that keeps reciprocals reciprocal (Aczél and Saaty, Procedures for synthesizing ratio judgements,
        Journal of Mathematical Psychology 27, 1983). All must compare the same criteria; sub-criteria are combined of
        those who compared them.

        >>> one, two = (Priorities.compared(("a", "b"), {("a", "b"): times}) for times in (2, 8))
        >>> round(Priorities.combined([one, two]).matrix[0][1], 6)
        4.0
        """
        if not people or any(person.criteria != people[0].criteria for person in people):
            raise SpecError("error-priorities-people")
        if len(people) == 1:
            return people[0]
        mean = np.exp(np.mean([np.log(person._array) for person in people], axis=0))
        names = dict.fromkeys(name for person in people for name in person.below)
        below = {
            name: cls.combined([person.below[name] for person in people if name in person.below]) for name in names
        }
        return cls(people[0].criteria, _cells(mean), below)

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each criterion; they sum to one."""
        return dict(zip(self.criteria, _principal(self._array)[0].tolist(), strict=True))

    @property
    def leaf_weights(self) -> dict[str, float]:
        """The weight of what is measured: sub-criteria in place of a criterion that has some; they sum to one."""
        found: dict[str, float] = {}
        for name, weight in self.weights.items():
            leaves = self.below[name].leaf_weights if name in self.below else {name: 1.0}
            for leaf, share in leaves.items():
                found[leaf] = found.get(leaf, 0.0) + weight * share
        return found

    @property
    def consistency_index(self) -> float:
        """(greatest eigenvalue - n) / (n - 1) of n criteria: 0 where no comparison contradicts the others."""
        count = len(self.criteria)
        return 0.0 if count < 3 else max(0.0, (_principal(self._array)[1] - count) / (count - 1))

    @property
    def consistency_ratio(self) -> float:
        """The consistency index beside that of random comparisons; to 0.1 the weights can be relied on."""
        expected = RANDOM_INDEX[len(self.criteria) - 1]
        return self.consistency_index / expected if expected else 0.0

    @property
    def is_consistent(self) -> bool:
        return self.consistency_ratio <= MOST_INCONSISTENT and all(sub.is_consistent for sub in self.below.values())

    def disagreement(self) -> Disagreement | None:
        """The comparison that disagrees most with all others, and the judgement that would fit; None where all agree.

        The one whose ratio to the weights is greatest (Saaty, Decision-making with the AHP: why is the principal
        eigenvector necessary, European Journal of Operational Research 145, 2003). What would fit comes from the other
        comparisons alone (Harker, Alternative modes of questioning in the analytic hierarchy process, Mathematical
        Modelling 9, 1987), and stands on the scale from 1/9 to 9.
        """
        return next(self._disagreements(), None)

    def mended(self) -> Priorities:
        """Consistent priorities: the most disagreeing comparison replaced by what fits, again and again as needed."""
        now = self
        for _ in range(len(self.criteria) ** 2):
            worst = None if now.consistency_ratio <= MOST_INCONSISTENT else next(now._disagreements(), None)
            if worst is None:
                break
            now = now.replaced(worst.first, worst.second, worst.consistent)
        if now.consistency_ratio > MOST_INCONSISTENT:
            now = Priorities(self.criteria, Priorities.weighted(self.weights).matrix, self.below)
        return Priorities(now.criteria, now.matrix, {name: sub.mended() for name, sub in self.below.items()})

    def replaced(self, first: str, second: str, times: float) -> Priorities:
        """The same with one judgement changed: ``first`` is ``times`` as important as ``second``."""
        i, j = self.criteria.index(first), self.criteria.index(second)
        matrix = self._array
        matrix[i, j], matrix[j, i] = times, 1 / times
        return Priorities(self.criteria, _cells(matrix), self.below)

    def to_json(self) -> dict[str, Any]:
        below = {name: sub.to_json() for name, sub in self.below.items()}
        return {"criteria": list(self.criteria), "matrix": [list(row) for row in self.matrix], "below": below}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Priorities:
        """Raises SpecError where it is no priorities; cells may be written as fractions such as "1/3"."""
        try:
            if not set(data) <= {"criteria", "matrix", "below"}:
                raise SpecError("error-priorities-matrix")
            matrix = tuple(tuple(_number(cell) for cell in row) for row in data["matrix"])
            below = {str(name): cls.from_json(sub) for name, sub in dict(data.get("below") or {}).items()}
            return cls(tuple(str(name) for name in data["criteria"]), matrix, below)
        except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
            raise SpecError("error-priorities-matrix") from error

    @property
    def _array(self) -> Matrix:
        return np.array(self.matrix, dtype=np.float64)

    def _disagreements(self) -> Iterator[Disagreement]:
        """Comparisons that a fitting judgement would change, the most disagreeing one first."""
        matrix = self._array
        weights, _ = _principal(matrix)
        off = np.abs(np.log(matrix * weights[None, :] / weights[:, None]))
        first, second = np.triu_indices(len(weights), 1)
        # Of three criteria all three comparisons disagree alike, but for rounding: then the first one is named.
        for position in np.argsort(-off[first, second].round(9), kind="stable"):
            i, j = int(first[position]), int(second[position])
            fits = _on_scale(_without(matrix, i, j))
            if self.consistency_ratio > 0 and abs(math.log(fits / matrix[i, j])) > 1e-9:
                yield Disagreement(self.criteria[i], self.criteria[j], float(matrix[i, j]), fits)


def _check(priorities: Priorities) -> None:
    names, matrix = priorities.criteria, priorities.matrix
    count = len(names)
    if not 1 <= count <= MOST_CRITERIA:
        raise SpecError("error-priorities-count", most=MOST_CRITERIA)
    if len(set(names)) < count or len(matrix) != count or any(len(row) != count for row in matrix):
        raise SpecError("error-priorities-matrix")
    cells = np.array(matrix)
    if not np.isfinite(cells).all() or (cells <= 0).any():
        raise SpecError("error-priorities-matrix")
    # Published matrices are rounded: 0.33 passes for a third.
    off = np.argwhere(np.abs(np.log(cells * cells.T)) > math.log(1.05))
    if len(off):
        raise SpecError("error-priorities-reciprocal", first=names[off[0][0]], second=names[off[0][1]])
    for name in priorities.below:
        if name not in names:
            raise SpecError("error-priorities-unknown", criterion=name)


def _principal(matrix: Matrix) -> tuple[Matrix, float]:
    """The principal eigenvector, summing to one, and its eigenvalue (Perron: real, and positive throughout)."""
    values, vectors = np.linalg.eig(matrix)
    greatest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, greatest].real)
    return vector / vector.sum(), float(values[greatest].real)


def _without(matrix: Matrix, i: int, j: int) -> float:
    """What the other comparisons say of i against j: the weights' ratio, had the two not been compared (Harker)."""
    reduced = matrix.copy()
    reduced[i, j] = reduced[j, i] = 0.0
    reduced[i, i] = reduced[j, j] = 2.0
    weights, _ = _principal(reduced)
    return float(weights[i] / weights[j])


def _on_scale(times: float) -> float:
    """The judgement of the scale that is nearest by ratio.

    >>> _on_scale(0.35) == 1 / 3, _on_scale(200.0)
    (True, 9.0)
    """
    return min(SCALE, key=lambda step: abs(math.log(step / times)))


def _number(cell: Any) -> float:
    if isinstance(cell, str):
        above, _, under = cell.partition("/")
        return float(above) / float(under or 1)
    return float(cell)


def _cells(matrix: Matrix) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())


@dataclass(frozen=True)
class Judgements:
    """What several people said of the same criteria, by name and in the order in which they joined."""

    people: Mapping[str, Priorities]

    @property
    def combined(self) -> Priorities:
        return Priorities.combined(list(self.people.values()))

    @property
    def criteria(self) -> tuple[str, ...]:
        return next(iter(self.people.values())).criteria

    def said(self, person: str, priorities: Priorities) -> Judgements:
        """The same with what ``person`` says now."""
        return Judgements({**self.people, person: priorities})

    def without(self, person: str) -> Judgements:
        return Judgements({name: said for name, said in self.people.items() if name != person})

    def among(self, criteria: Sequence[str]) -> Judgements:
        """The same people on other criteria: what was compared stays, what is new counts as equal to all others."""
        return Judgements({name: _among(said, criteria) for name, said in self.people.items()})

    def to_json(self) -> dict[str, Any]:
        return {"people": [{"name": name, **said.to_json()} for name, said in self.people.items()]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Judgements:
        """Raises SpecError where these are none."""
        people = {}
        for said in data.get("people") or ():
            rest = {key: value for key, value in said.items() if key != "name"}
            people[str(said.get("name", ""))] = Priorities.from_json(rest)
        if not people or len({said.criteria for said in people.values()}) > 1:
            raise SpecError("error-priorities-people")
        return cls(people)


def _among(priorities: Priorities, criteria: Sequence[str]) -> Priorities:
    place = {name: position for position, name in enumerate(priorities.criteria)}
    kept = {
        (first, second): priorities.matrix[place[first]][place[second]]
        for first in criteria
        for second in criteria
        if first in place and second in place and first != second
    }
    below = {name: sub for name, sub in priorities.below.items() if name in criteria}
    return Priorities.compared(tuple(criteria), kept, below)
