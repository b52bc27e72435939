"""Priorities: published worked examples, several people, hierarchies, and the mending of contradictions."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autoglm_core import AutoGLMError, Priorities
from autoglm_core.config import Config
from autoglm_core.priorities import SCALE

# The 4 x 4 matrix of (1, 3, 5, 7), random index 0.90.
ARTICLE = ((1, 3, 5, 7), (1 / 3, 1, 3, 5), (1 / 5, 1 / 3, 1, 3), (1 / 7, 1 / 5, 1 / 3, 1))

# Saaty, How to make a decision: the analytic hierarchy process, European Journal of Operational Research 48, 1990:
# buying a house. Again in Decision-making with the AHP: why is the principal eigenvector necessary, EJOR 145, 2003.
HOUSE_CRITERIA = ("size", "transport", "neighbourhood", "age", "yard", "modern", "condition", "financing")
HOUSE = """1 5 3 7 6 6 1/3 1/4
1/5 1 1/3 5 3 3 1/5 1/7
1/3 3 1 6 3 4 6 1/5
1/7 1/5 1/6 1 1/3 1/4 1/7 1/8
1/6 1/3 1/3 3 1 1/2 1/5 1/6
1/6 1/3 1/4 4 2 1 1/5 1/6
3 5 1/6 7 5 5 1 1/2
4 7 5 8 6 6 2 1"""

# Saaty, Decision making with the analytic hierarchy process, International Journal of Services Sciences 1, 2008:
# how much more of one drink than of another is consumed in the United States.
DRINKS = ("coffee", "wine", "tea", "beer", "sodas", "milk", "water")
DRUNK = """1 9 5 2 1 1 1/2
1/9 1 1/3 1/9 1/9 1/9 1/9
1/5 3 1 1/3 1/4 1/3 1/9
1/2 9 3 1 1/2 1 1/3
1 9 4 2 1 2 1/2
1 9 3 1 1/2 1 1/3
2 9 9 3 2 3 1"""

# Saaty, Theory and Applications of the Analytic Network Process, RWS Publications 2005: the best city to live in.
CITY_CRITERIA = ("culture", "family", "housing", "jobs", "transport")
CITY = {
    ("culture", "housing"): 3, ("culture", "transport"): 5, ("family", "culture"): 5, ("family", "housing"): 7,
    ("family", "transport"): 7, ("housing", "transport"): 3, ("jobs", "culture"): 2, ("jobs", "housing"): 4,
    ("jobs", "transport"): 7, ("family", "jobs"): 1,
}  # fmt: skip
CITIES = ("Bethesda", "Boston", "Pittsburgh", "Santa Fe")
CITIES_BY = {
    "culture": (1 / 2, 1, 1 / 2, 5 / 2, 1, 2 / 5),
    "family": (2, 1 / 3, 4, 1 / 8, 2, 9),
    "housing": (5, 1 / 2, 5 / 2, 1 / 9, 1 / 4, 7),
    "jobs": (1 / 2, 3, 4, 6, 8, 1),
    "transport": (3 / 2, 1 / 2, 4, 1 / 3.5, 5 / 2, 9),
}


def _matrix(text: str) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(Fraction(cell)) for cell in row.split()) for row in text.splitlines())


def _rounded(weights: dict[str, float]) -> list[float]:
    return [round(weight, 3) for weight in weights.values()]


def test_the_four_criteria_of_the_article() -> None:
    priorities = Priorities(("accuracy", "latency", "availability", "scalability"), ARTICLE)
    assert _rounded(priorities.weights) == [0.565, 0.262, 0.118, 0.055]
    assert round(priorities.consistency_ratio, 3) == 0.043
    assert priorities.is_consistent


def test_saaty_2008_drinks() -> None:
    priorities = Priorities(DRINKS, _matrix(DRUNK))
    assert _rounded(priorities.weights) == [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    assert round(priorities.consistency_ratio, 3) == 0.022


def test_saaty_1990_house_weights_and_that_they_contradict_one_another() -> None:
    priorities = Priorities(HOUSE_CRITERIA, _matrix(HOUSE))
    assert _rounded(priorities.weights) == [0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333]
    assert round(priorities.consistency_index, 3) == 0.238
    assert round(priorities.consistency_ratio, 3) == 0.169
    assert not priorities.is_consistent


def test_saaty_2003_names_the_same_comparison_and_offers_the_same_value() -> None:
    worst = Priorities(HOUSE_CRITERIA, _matrix(HOUSE)).disagreement()
    assert worst is not None
    assert (worst.first, worst.second, worst.stated) == ("neighbourhood", "condition", 6.0)
    assert worst.consistent == 1 / 2


def test_saaty_2003_house_after_the_mend() -> None:
    mended = Priorities(HOUSE_CRITERIA, _matrix(HOUSE)).mended()
    assert _rounded(mended.weights) == [0.175, 0.062, 0.103, 0.019, 0.034, 0.041, 0.221, 0.345]
    assert mended.is_consistent


def test_saaty_2005_cities_by_a_hierarchy() -> None:
    pairs = [(CITIES[i], CITIES[j]) for i, j in ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))]
    below = {name: Priorities.compared(CITIES, dict(zip(pairs, v, strict=True))) for name, v in CITIES_BY.items()}
    told = Priorities.compared(CITY_CRITERIA, CITY, below).leaf_weights
    assert {city: round(weight, 3) for city, weight in told.items()} == {
        "Bethesda": 0.229,
        "Boston": 0.275,
        "Pittsburgh": 0.385,
        "Santa Fe": 0.111,
    }


def test_people_are_combined_by_the_geometric_mean() -> None:
    names = ("a", "b", "c")
    ann = Priorities.compared(names, {("a", "b"): 2, ("a", "c"): 8, ("b", "c"): 4})
    bob = Priorities.compared(names, {("a", "b"): 8, ("a", "c"): 2, ("b", "c"): 1 / 4})
    both = Priorities.combined([ann, bob])
    np.testing.assert_allclose(both.matrix, [[1, 4, 4], [1 / 4, 1, 1], [1 / 4, 1, 1]])
    turned = Priorities.combined([bob, ann])
    np.testing.assert_allclose(turned.matrix, both.matrix)


def test_people_must_have_compared_the_same() -> None:
    with pytest.raises(AutoGLMError, match="same criteria"):
        Priorities.combined([Priorities.weighted({"a": 1}), Priorities.weighted({"b": 1})])


def test_sub_criteria_share_the_weight_of_theirs() -> None:
    below = {"latency": Priorities.weighted({"p95": 1, "p99": 3})}
    priorities = Priorities.compared(("accuracy", "latency"), {("accuracy", "latency"): 4}, below)
    assert _rounded(priorities.leaf_weights) == [0.8, 0.05, 0.15]


def test_a_contradiction_below_is_a_contradiction() -> None:
    circle = Priorities.compared(("x", "y", "z"), {("x", "y"): 9, ("y", "z"): 9, ("z", "x"): 9})
    priorities = Priorities(("accuracy", "latency"), ((1, 2), (1 / 2, 1)), {"latency": circle})
    assert not priorities.is_consistent
    assert priorities.mended().is_consistent


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 7).flatmap(lambda n: st.lists(st.sampled_from(SCALE), min_size=n * (n - 1) // 2, max_size=21)))
def test_any_contradiction_can_be_mended(judgements: list[float]) -> None:
    count = next(n for n in range(7, 2, -1) if n * (n - 1) // 2 <= len(judgements))
    names = tuple("abcdefg"[:count])
    pairs = [(first, second) for place, first in enumerate(names) for second in names[place + 1 :]]
    priorities = Priorities.compared(names, dict(zip(pairs, judgements, strict=False)))
    worst, mended = priorities.disagreement(), priorities.mended()
    assert mended.consistency_ratio <= 0.1
    assert sum(mended.weights.values()) == pytest.approx(1)
    if priorities.is_consistent:
        assert mended.matrix == priorities.matrix
    else:
        assert worst is not None
        assert worst.consistent in SCALE


def test_consistent_priorities_name_no_disagreement() -> None:
    assert Priorities.weighted({"a": 1, "b": 2, "c": 6}).disagreement() is None


@pytest.mark.parametrize(
    "matrix",
    [((1, 2),), ((1, 2), (2, 1)), ((1, -3), (-1 / 3, 1)), ((1, 0), (0, 1)), ((1, float("nan")), (float("nan"), 1))],
)
def test_what_compares_nothing_is_refused(matrix: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(AutoGLMError):
        Priorities(("a", "b"), matrix)


def test_config_yaml_may_hold_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = 'priorities: {criteria: [accuracy, latency, size], matrix: [[1, 3, 9], ["1/3", 1, 3], ["1/9", "1/3", 1]]}'
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("AUTOGLM_CONFIG", str(tmp_path / "config.yaml"))
    priorities = Config().priorities
    assert priorities is not None
    assert _rounded(priorities.weights) == [0.692, 0.231, 0.077]
    assert Config(priorities=None).priorities is None


def test_json_both_ways_with_fractions() -> None:
    data = {"criteria": ["a", "b"], "matrix": [[1, "1/3"], [3, 1]]}
    priorities = Priorities.from_json(data)
    assert _rounded(priorities.weights) == [0.25, 0.75]
    assert Priorities.from_json(priorities.to_json()) == priorities
    with pytest.raises(AutoGLMError):
        Priorities.from_json({"criteria": ["a", "b"], "matrix": [[1, "x"], [3, 1]]})
