"""What columns are for: by type, cells and name."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autoglm_core.data.roles import cast, detect_roles, names_a_key
from autoglm_core.table import Role
from tests.tables import loans

RNG = np.random.default_rng(0)
N = 300
REST = {"other": RNG.normal(size=N), "more": RNG.normal(size=N)}


def role(name: str, cells: Any) -> Role:
    return detect_roles(pd.DataFrame({name: cells, **REST}))[name]


COUNT = np.arange(N)
SHUFFLED = RNG.permutation(N)
DAYS = pd.date_range("2020-01-01", periods=N)
SENTENCES = [f"The {i}th customer wrote a long letter to us" for i in range(N)]
CHINESE = [f"房间很大，整体感觉经济实惠不错，推荐{i}" for i in range(N)]


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("price", RNG.normal(size=N), Role.NUMERIC),
        ("income", RNG.permutation(100_000)[:N], Role.NUMERIC),  # unique whole numbers, far apart
        ("age", RNG.integers(18, 90, N), Role.NUMERIC),
        ("year", np.arange(1700, 1700 + N), Role.NUMERIC),  # a sequence that measures
        ("customer_id", COUNT * 1000, Role.IDENTIFIER),  # the name says so
        ("orderId", [f"LA-{i}" for i in COUNT], Role.IDENTIFIER),
        ("row", SHUFFLED, Role.IDENTIFIER),  # counts the rows, in whatever order
        ("key", [str(uuid.UUID(int=i)) for i in range(N)], Role.IDENTIFIER),
        ("客户编号", [f"KH{i:06d}" for i in COUNT], Role.IDENTIFIER),
        ("picture", [f"leaf_{i}.jpg" for i in COUNT], Role.IDENTIFIER),
        ("host_id", RNG.integers(0, 100, N) * 7919, Role.CATEGORICAL),  # a key that repeats carries signal
        ("zipcode", RNG.integers(10_000, 10_200, N), Role.CATEGORICAL),
        ("ticket", [f"T{i % 200}" for i in COUNT], Role.CATEGORICAL),
        ("zone", [f"Upper East Side {i % 60}" for i in COUNT], Role.CATEGORICAL),
        ("stars", RNG.integers(1, 6, N), Role.ORDINAL),
        ("stars", np.where(COUNT % 7 == 0, np.nan, RNG.integers(1, 6, N)), Role.ORDINAL),
        ("flag", RNG.integers(0, 2, N), Role.BOOLEAN),
        ("flag", RNG.integers(0, 2, N).astype(bool), Role.BOOLEAN),
        ("flag", RNG.choice(["yes", "no"], N), Role.BOOLEAN),
        ("flag", RNG.choice(["是", "否"], N), Role.BOOLEAN),
        ("sex", RNG.choice(["male", "female"], N), Role.CATEGORICAL),
        ("when", DAYS, Role.DATETIME),
        ("letter", SENTENCES, Role.TEXT),
        ("点评", CHINESE, Role.TEXT),
        ("nothing", [None] * N, Role.CONSTANT),
        ("same", [1.5] * N, Role.CONSTANT),
        ("same", ["x"] * N, Role.CONSTANT),
        ("same", [DAYS[0]] * N, Role.CONSTANT),
        ("same_or_missing", ["x" if i % 3 else None for i in COUNT], Role.CATEGORICAL),  # that it is missing may tell
    ],
)
def test_roles(name: str, cells: Any, expected: Role) -> None:
    if isinstance(cells, list) and isinstance(cells[0], str | None):
        cells = pd.Series(cells, dtype="str")
    assert role(name, cells) is expected


def test_three_rows_are_too_few_to_name_anything() -> None:
    assert detect_roles(pd.DataFrame({"feature_1": [1, 2, 3], "label": [0, 1, 0]})) == {
        "feature_1": Role.NUMERIC,
        "label": Role.BOOLEAN,
    }


def test_the_only_input_is_no_identifier() -> None:
    assert detect_roles(pd.DataFrame({"x": range(50), "y": RNG.normal(size=50)}))["x"] is Role.NUMERIC
    assert detect_roles(pd.DataFrame({"n": range(50), "y": RNG.normal(size=50)}))["n"] is Role.NUMERIC


def test_a_made_table_of_loans() -> None:
    frame = loans()
    roles = detect_roles(frame)
    assert set(roles) == set(frame.columns)
    assert Role.CONSTANT not in roles.values()


@pytest.mark.parametrize("name", ["id", "ID", "customerID", "userId", "client_no", "EmployeeNumber", "UDI", "订单号"])
def test_names_of_keys(name: str) -> None:
    assert names_a_key(name)


@pytest.mark.parametrize("name", ["number_of_reviews", "n_contacts", "Idaho", "width", "no", "valid", "paid", "销量"])
def test_names_of_other_things(name: str) -> None:
    assert not names_a_key(name)


def test_cells_follow_the_role() -> None:
    frame = pd.DataFrame(
        {"zip": [98040.0, None], "n": ["1,200", "x"], "d": ["2020-01-31", "2020-02-01"], "c": [20200131, 20200201]}
    )
    roles = {"zip": Role.CATEGORICAL, "n": Role.NUMERIC, "d": Role.DATETIME, "c": Role.DATETIME}
    result = cast(frame, roles)
    assert result["zip"].tolist()[0] == "98040"
    assert result["zip"].isna().tolist() == [False, True]
    assert result["n"].tolist()[0] == 1200
    assert result["d"].tolist() == result["c"].tolist() == [pd.Timestamp("2020-01-31"), pd.Timestamp("2020-02-01")]
    assert cast(result, roles) is result
    assert frame["zip"].tolist()[0] == 98040.0
