"""Columns that know the target are found; honest ones, however good, are not accused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from autoglm_core.data.leakage import Ability, suspects
from autoglm_core.data.read import read_table
from autoglm_core.table import Role, Table

SHARED = Path(__file__).resolve().parents[3] / "shared" / "datasets"

CANCER = load_breast_cancer(as_frame=True).frame
DIABETES = load_diabetes(as_frame=True).frame
WINE = load_wine(as_frame=True).frame
IRIS = load_iris(as_frame=True).frame


def accused(frame: pd.DataFrame, target: str, *, regression: bool = False) -> dict[str, Ability]:
    columns = [name for name in frame.columns if name != target]
    return {found.column: found.ability for found in suspects(frame, columns, frame[target], regression)}


@pytest.mark.parametrize("frame", [CANCER, WINE, IRIS], ids=["cancer", "wine", "iris"])
def test_strong_honest_columns_are_not_accused(frame: pd.DataFrame) -> None:
    assert accused(frame, "target") == {}


def test_nor_those_of_a_regression() -> None:
    assert accused(DIABETES, "target", regression=True) == {}


def _with_leaks(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """A copy with few errors, a code made of the outcome, and an amount booked after it."""
    rng = np.random.default_rng(seed)
    truth = frame["target"].to_numpy()
    wrong = np.zeros(len(truth), dtype=bool)
    wrong[rng.choice(len(truth), len(truth) // 100, replace=False)] = True
    rare = truth == np.bincount(truth).argmin()
    return frame.assign(
        copy=np.where(wrong, (truth + 1) % (truth.max() + 1), truth),
        code=pd.Series([f"Z{value}" for value in truth], dtype="str"),
        smooth=truth + rng.normal(size=len(truth)) * 0.01,
        booked=np.where(rare & (rng.random(len(truth)) < 0.8), rng.gamma(2, 100, len(truth)), 0.0),
    )


@pytest.mark.parametrize("seed", range(3))
def test_leaks_into_two_classes_are_found(seed: int) -> None:
    found = accused(_with_leaks(CANCER, seed), "target")
    assert found == {
        "copy": Ability.ORDERS,
        "code": Ability.ORDERS,
        "smooth": Ability.ORDERS,
        "booked": Ability.ONLY_WHEN,
    }


def test_leaks_that_are_missing_but_for_one_outcome_are_found() -> None:
    frame = _with_leaks(CANCER, 0)
    frame["booked"] = frame["booked"].where(frame["booked"] > 0)
    assert accused(frame[["booked", "target"]], "target") == {"booked": Ability.ONLY_WHEN}


def test_leaks_into_several_classes_are_found() -> None:
    frame = _with_leaks(WINE, 0).drop(columns="booked")
    assert accused(frame, "target") == {"copy": Ability.NAMES, "code": Ability.NAMES, "smooth": Ability.NAMES}


def test_leaks_into_a_number_are_found() -> None:
    rng = np.random.default_rng(0)
    y = DIABETES["target"]
    frame = DIABETES.assign(
        noisy=y + rng.normal(size=len(y)) * y.std() * 0.01,
        other_currency=-1.07 * y + 3,
        rank=y.rank(),
        missing_some=(2 * y).where(rng.random(len(y)) > 0.002),
    )
    found = accused(frame, "target", regression=True)
    assert set(found) == {"noisy", "other_currency", "rank", "missing_some"}


def test_a_rare_class_is_sampled_whole() -> None:
    rng = np.random.default_rng(0)
    target = pd.Series((rng.random(60_000) < 0.005).astype(int))
    frame = pd.DataFrame({"x": rng.normal(size=60_000), "leak": target + rng.normal(size=60_000) * 0.01})
    found = suspects(frame, ["x", "leak"], target, False)
    assert [(suspect.column, suspect.ability) for suspect in found] == [("leak", Ability.ORDERS)]


def test_what_differs_in_every_row_knows_nothing_of_others() -> None:
    rng = np.random.default_rng(0)
    target = pd.Series(rng.integers(0, 2, 400))
    frame = pd.DataFrame({"name": pd.Series([f"name {i}" for i in range(400)], dtype="str")})
    assert suspects(frame, ["name"], target, False) == ()


def test_too_few_rows_accuse_nobody() -> None:
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [0, 1, 0]})
    assert suspects(frame, ["x"], frame["y"], False) == ()


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data sets are not beside this repository")
def test_no_false_alarm_on_the_shared_sets() -> None:
    for entry in json.loads((SHARED / "manifest.json").read_text()):
        table = read_table(SHARED / entry["path"] / "train.csv")
        judged = [name for name, role in table.roles.items() if role is not Role.TEXT and name != entry["target"]]
        assert _accused_in(table, judged, entry) == [], entry["name"]


def _accused_in(table: Table, judged: list[str], entry: dict[str, str]) -> list[str]:
    frame = table.frame.dropna(subset=[entry["target"]])
    found = suspects(frame, judged, frame[entry["target"]], entry["task"] == "regression")
    return [suspect.column for suspect in found]
