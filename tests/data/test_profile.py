"""A table in numbers, against the same numbers worked out by pandas."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from autoglm_core.data.profile import Profile, profile
from autoglm_core.data.roles import detect_roles
from autoglm_core.table import Role, Table

RNG = np.random.default_rng(3)
N = 500
FRAME = pd.DataFrame(
    {
        "price": np.where(RNG.random(N) < 0.1, np.nan, RNG.lognormal(3, 1, N)),
        "rooms": RNG.integers(1, 8, N),
        "city": pd.Series(RNG.choice(["Rome", "Oslo", "北京"], N), dtype="str"),
        "sold": RNG.random(N) < 0.3,
        "when": pd.Timestamp("2020-01-01") + pd.to_timedelta(RNG.integers(0, 1000, N), unit="h"),
        "empty": np.full(N, np.nan),
        "note": pd.Series([f"note number {i} of many" for i in range(N)], dtype="str"),
    }
)
TABLE = Table(FRAME, detect_roles(FRAME))


@pytest.fixture(scope="module")
def described() -> Profile:
    return profile(TABLE)


def test_counts(described: Profile) -> None:
    assert described.rows == N
    assert [column.name for column in described.columns] == list(FRAME.columns)
    assert described.missing == int(FRAME.isna().sum().sum())
    assert described.missing_share == pytest.approx(FRAME.isna().mean().mean())
    for column in described.columns:
        assert column.count == int(FRAME[column.name].notna().sum())
        assert column.missing_share == pytest.approx(FRAME[column.name].isna().mean())
        assert column.distinct == FRAME[column.name].nunique()
        assert column.role is TABLE.roles[column.name]


def test_numbers(described: Profile) -> None:
    column = described.column("price")
    prices = FRAME["price"].dropna()
    assert column.mean == pytest.approx(prices.mean())
    assert column.std == pytest.approx(prices.std())
    assert column.quantiles is not None
    for share, value in column.quantiles.items():
        assert value == pytest.approx(prices.quantile(share))
    assert column.histogram is not None
    assert sum(column.histogram.counts) == len(prices)
    edges = column.histogram.edges
    assert (edges[0], edges[-1]) == (prices.min(), prices.max())
    within = ((prices >= edges[0]) & (prices < edges[1])).sum()
    assert column.histogram.counts[0] == within


def test_few_whole_numbers_have_a_bar_each(described: Profile) -> None:
    histogram = described.column("rooms").histogram
    assert histogram is not None
    assert list(histogram.counts) == FRAME["rooms"].value_counts().sort_index().tolist()


def test_frequent_values_are_in_order(described: Profile) -> None:
    counts = FRAME["city"].value_counts()
    assert dict(described.column("city").top) == counts.to_dict()
    assert [rows for _, rows in described.column("city").top] == sorted(counts, reverse=True)
    assert dict(described.column("sold").top) == {str(k): v for k, v in FRAME["sold"].value_counts().items()}


def test_dates_and_nothing(described: Profile) -> None:
    when = described.column("when")
    assert when.minimum is not None
    assert pd.Timestamp(when.minimum) == FRAME["when"].min()
    assert when.histogram is not None
    assert when.histogram.edges[0] == FRAME["when"].min().timestamp()
    empty = described.column("empty")
    assert (empty.count, empty.distinct, empty.top, empty.histogram, empty.role) == (0, 0, (), None, Role.CONSTANT)


def test_survives_json(described: Profile) -> None:
    assert Profile.from_json(json.loads(json.dumps(described.to_json()))) == described


def test_every_column_has_its_sentence(described: Profile) -> None:
    keys = {column.name: column.sentence.key for column in described.columns}
    assert keys == {
        "price": "profile-numbers",
        "rooms": "profile-numbers",
        "city": "profile-categories",
        "sold": "profile-categories",
        "when": "profile-dates",
        "empty": "profile-empty",
        "note": "profile-all-different",
    }
    for column in described.columns:
        assert column.sentence.text("en")
        assert column.sentence.text("zh")


def test_documents_in_cells_do_not_swell_the_profile() -> None:
    frame = pd.DataFrame({"doc": ["x" * 100_000, "y" * 100_000]})
    assert len(json.dumps(profile(Table(frame, {"doc": Role.TEXT})).to_json())) < 3_000


def test_repeated_rows_are_counted() -> None:
    frame = pd.DataFrame({"a": [1, 1, 2, 1], "b": ["x", "x", None, "y"]})
    assert profile(Table(frame, {"a": Role.NUMERIC, "b": Role.CATEGORICAL})).duplicates == 1
