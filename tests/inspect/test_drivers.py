"""Effects, pairs, losses and rules of a model that is known, against scikit-learn and against the formula."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.metrics import r2_score

from autoglm_core.contracts import Inspection, Predictor
from autoglm_core.inspect.effects import Effects
from autoglm_core.inspect.interactions import Interactions
from autoglm_core.inspect.permutation import Permutation
from autoglm_core.inspect.rules import Rules
from autoglm_core.result import Floats, Judged
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

COLUMNS = ("a", "b", "c", "town")


def formula(frame: pd.DataFrame) -> Floats:
    """``a`` and ``b`` act together, ``town`` by itself, ``c`` not at all."""
    a, b = frame["a"].to_numpy(dtype=float), frame["b"].to_numpy(dtype=float)
    return 3.0 * a + 4.0 * a * b + 5.0 * (frame["town"] == "Köln").to_numpy(dtype=float)


class Known(Predictor):
    """The formula as the shipped model."""

    task = TaskKind.REGRESSION
    classes = ()
    features = COLUMNS
    threshold = None
    parts = ()

    def scores(self, frame: pd.DataFrame) -> Floats:
        return formula(frame)


class AsEstimator(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """The formula as scikit-learn's own tools ask it."""

    def fit(self, X: pd.DataFrame, y: Any) -> AsEstimator:
        self.fitted_ = True
        return self

    def predict(self, X: pd.DataFrame) -> Floats:
        return formula(X)


@dataclass(frozen=True)
class KnownRun:
    """A finished run of which all rows were held out, so that every one of them is a fair judge."""

    table: Table
    y: Floats
    model: Any
    folder: Path = Path()
    choice: str = "accurate"
    explanation: None = None

    @property
    def features(self) -> Table:
        return self.table

    @property
    def result(self) -> Any:
        return SimpleNamespace(
            task=TaskKind.REGRESSION,
            metric="r2",
            features=COLUMNS,
            importance=dict.fromkeys(COLUMNS, 1.0),
            spec=SimpleNamespace(seed=3),
        )

    @property
    def judged(self) -> Judged:
        return Judged(self.y, formula(self.table.frame), np.arange(self.table.rows))

    @property
    def split(self) -> Any:
        return SimpleNamespace(holdout=np.arange(self.table.rows), folds=(), units=None)


@pytest.fixture(scope="module")
def run() -> KnownRun:
    rng = np.random.default_rng(0)
    rows = 400
    frame = pd.DataFrame(
        {
            "a": rng.normal(size=rows).round(2),
            "b": rng.integers(0, 3, rows).astype(float),
            "c": rng.normal(size=rows),
            "town": pd.Series(rng.choice(["Köln", "Bonn", "北京"], rows)).astype("str"),
        }
    )
    roles = {"a": Role.NUMERIC, "b": Role.NUMERIC, "c": Role.NUMERIC, "town": Role.CATEGORICAL}
    return KnownRun(Table(frame, roles), formula(frame) + rng.normal(0, 0.5, rows), Known())


def found(inspection: Inspection, run: KnownRun, **options: Any) -> dict[str, Any]:
    return inspection.compute(run, options, lambda done, total: None)  # type: ignore[arg-type]


def sampled(run: KnownRun, size: int) -> pd.DataFrame:
    """The rows that are looked at, as they are documented: drawn with the run's seed."""
    rows = np.sort(np.random.default_rng(3).permutation(run.table.rows)[:size])
    return run.table.frame.iloc[rows]


def test_effects_are_scikit_learns_partial_dependence(run: KnownRun) -> None:
    told = {each["name"]: each for each in found(Effects(), run)["columns"]}
    frame = sampled(run, 200)
    for column in ("a", "b", "town"):
        values = told[column]["values"]
        asked = partial_dependence(
            AsEstimator().fit(frame, None),
            frame,
            [column],
            custom_values={column: np.array(values, dtype=object if column == "town" else None)},
            categorical_features=["town"],
            kind="both",
            method="brute",
        )
        np.testing.assert_allclose(told[column]["mean"], asked["average"][0], rtol=1e-5, atol=1e-5)
        low, high = np.quantile(asked["individual"][0], [0.1, 0.9], axis=0)
        np.testing.assert_allclose(told[column]["low"], low, rtol=1e-5, atol=1e-5)
        np.testing.assert_allclose(told[column]["high"], high, rtol=1e-5, atol=1e-5)
    assert told["town"]["kind"] == "category"
    assert set(told["town"]["values"]) == {"Köln", "Bonn", "北京"}
    assert np.ptp(told["c"]["mean"]) == 0.0


def test_one_column_can_be_asked_for(run: KnownRun) -> None:
    told = found(Effects(), run, column="b")
    assert [each["name"] for each in told["columns"]] == ["b"]
    assert told["all"] == list(COLUMNS)


def test_pairs_are_friedmans_statistic(run: KnownRun) -> None:
    told = found(Interactions(), run)
    frame = sampled(run, 40)
    a, b = frame["a"].to_numpy(), frame["b"].to_numpy(dtype=float)
    strongest = told["pairs"][0]
    assert {strongest["first"], strongest["second"]} == {"a", "b"}
    # By hand: of 4ab only the product of the two centred columns is no sum of functions of one column each.
    joint = 3 * a + 4 * a * b
    beyond = joint - (3 * a + 4 * a * b.mean()) - 4 * a.mean() * b
    beyond, joint = beyond - beyond.mean(), joint - joint.mean()
    assert strongest["strength"] == pytest.approx(np.sqrt(np.square(beyond).mean()), rel=1e-6)
    assert strongest["share"] == pytest.approx(np.square(beyond).sum() / np.square(joint).sum(), rel=1e-6)
    assert all(pair["strength"] < 1e-9 for pair in told["pairs"][1:])


def test_losses_are_those_of_scikit_learn(run: KnownRun) -> None:
    told = found(Permutation(), run)
    by_name = {each["name"]: each for each in told["columns"]}
    reference = permutation_importance(
        AsEstimator().fit(run.table.frame, run.y), run.table.frame, run.y, scoring="r2", n_repeats=30, random_state=0
    )
    assert told["score"] == pytest.approx(r2_score(run.y, formula(run.table.frame)))
    assert not told["seen"]
    for column, mean in zip(COLUMNS, reference.importances_mean, strict=True):
        assert by_name[column]["loss"] == pytest.approx(mean, abs=0.1)
        assert by_name[column]["low"] <= mean <= by_name[column]["high"]
    assert by_name["c"]["loss"] == 0.0


def holds(condition: dict[str, Any], frame: pd.DataFrame) -> Any:
    """Whether each row meets a condition as it is told."""
    cells = frame[condition["column"]]
    if condition["how"] in ("is", "is_not"):
        inside = cells.isin(condition["values"]).to_numpy()
        return inside if condition["how"] == "is" else ~inside
    low, high = condition["low"], condition["high"]
    met = np.ones(len(frame), dtype=bool)
    met &= (cells > low).to_numpy() if low is not None else True
    met &= (cells <= high).to_numpy() if high is not None else True
    return met


def test_rules_hold_as_they_are_read_and_part_all_rows(run: KnownRun) -> None:
    told = found(Rules(), run)
    frame, said = run.table.frame, formula(run.table.frame)
    assert 2 <= len(told["rules"]) <= 6
    covered = np.zeros(len(frame), dtype=int)
    for rule in told["rules"]:
        met = np.all([holds(condition, frame) for condition in rule["conditions"]], axis=0)
        covered += met
        assert met.sum() == rule["rows"]
        assert rule["value"] == pytest.approx(said[met].mean())
    assert (covered == 1).all()
    assert 0.5 < told["fidelity"]["explained"] < 1.0


def test_a_model_that_is_rules_is_told_as_them(run: KnownRun) -> None:
    class Steps(Known):
        def scores(self, frame: pd.DataFrame) -> Floats:
            return np.where(frame["a"].to_numpy() > 0.2, 10.0, np.where(frame["town"] == "Bonn", 4.0, 1.0))

    told = found(Rules(), KnownRun(run.table, run.y, Steps()))
    assert told["fidelity"]["explained"] == pytest.approx(1.0)
    assert [rule["value"] for rule in told["rules"]] == [10.0, 4.0, 1.0]
    (cut,) = told["rules"][0]["conditions"]
    assert (cut["column"], cut["high"]) == ("a", None)
    a = run.table.frame["a"].to_numpy()
    assert ((a > cut["low"]) == (a > 0.2)).all()
