"""What a model expects of a table: named when it is not there, taken as meant when it can be."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from autoglm_core.errors import SchemaError
from autoglm_core.schema import Schema
from autoglm_core.table import Role, Table

N = 200
RNG = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "age": RNG.integers(18, 80, N),
        "income": np.where(RNG.random(N) < 0.1, np.nan, RNG.lognormal(10, 0.5, N)),
        "city": pd.Series(RNG.choice(["Rome", "Oslo", "北京"], N, p=[0.5, 0.3, 0.2]), dtype="str"),
        "member": RNG.random(N) < 0.7,
        "joined": (pd.Timestamp("2021-01-01") + pd.to_timedelta(np.arange(N), unit="D")).astype("datetime64[us]"),
        "stars": RNG.integers(1, 6, N),
        "letter": pd.Series([f"dear sir number {i}" for i in range(N)], dtype="str"),
        "target": RNG.integers(0, 2, N),
    }
)
ROLES = {
    "age": Role.NUMERIC,
    "income": Role.NUMERIC,
    "city": Role.CATEGORICAL,
    "member": Role.BOOLEAN,
    "joined": Role.DATETIME,
    "stars": Role.ORDINAL,
    "letter": Role.TEXT,
    "target": Role.BOOLEAN,
}
FEATURES = ("city", "age", "income", "member", "joined", "stars", "letter")
SCHEMA = Schema.of(Table(FRAME, ROLES), FEATURES)
ROW = {
    "age": 41,
    "income": 20_000.5,
    "city": "Oslo",
    "member": True,
    "joined": "2021-03-04",
    "stars": 3,
    "letter": "dear madam",
}


def aligned(**changes: Any) -> tuple[pd.DataFrame, dict[str, Any]]:
    result = SCHEMA.align(pd.DataFrame([{**ROW, **changes}]))
    return result.frame, {note.key: note for note in result.notes}


def test_the_training_table_fits_as_it_is() -> None:
    result = SCHEMA.align(FRAME.drop(columns="target"))
    assert result.notes == ()
    pd.testing.assert_frame_equal(result.frame, FRAME[list(FEATURES)])


def test_order_and_row_labels_do_not_matter() -> None:
    shuffled = FRAME.drop(columns="target").iloc[::-1].sample(frac=1, axis=1, random_state=0)
    result = SCHEMA.align(shuffled)
    assert tuple(result.frame.columns) == FEATURES
    pd.testing.assert_frame_equal(result.frame, FRAME[list(FEATURES)].iloc[::-1].reset_index(drop=True))


def test_it_knows_what_the_columns_held() -> None:
    assert SCHEMA.features == FEATURES
    assert SCHEMA.roles["joined"] is Role.DATETIME
    counts = FRAME["city"].value_counts()
    assert SCHEMA["city"].categories == tuple(counts.index)
    assert (SCHEMA["age"].low, SCHEMA["age"].high) == (FRAME["age"].min(), FRAME["age"].max())
    assert SCHEMA["letter"].categories is None
    assert Schema.from_json(json.loads(json.dumps(SCHEMA.to_json()))) == SCHEMA


def test_a_typical_row_fits() -> None:
    row = SCHEMA.typical_row()
    assert list(row) == list(FEATURES)
    assert row["age"] == int(FRAME["age"].quantile(0.5, interpolation="lower"))
    assert row["city"] == "Rome"
    assert row["member"] is True
    assert row["stars"] == FRAME["stars"].mode()[0]
    assert json.loads(json.dumps(row)) == row
    result = SCHEMA.align(pd.DataFrame([row]))
    assert result.notes == ()
    assert [str(dtype) for dtype in result.frame.dtypes] == [str(FRAME[name].dtype) for name in FEATURES]


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(SchemaError) as caught:
        SCHEMA.align(FRAME.drop(columns=["age", "city", "target"]))
    for language in ("en", "zh"):
        sentence = caught.value.message.text(language)
        assert "“age”" in sentence
        assert "“city”" in sentence
        assert "income" not in sentence


def test_further_columns_are_noted_and_left_out() -> None:
    frame, notes = aligned(colour="red", shoe_size=42)
    assert tuple(frame.columns) == FEATURES
    assert notes["schema-extra"].values["count"] == 2
    assert "“colour”" in notes["schema-extra"].text("en")


def test_unseen_categories_stay_and_are_counted() -> None:
    frame = FRAME.drop(columns="target").astype({"city": object})
    frame.loc[:2, "city"] = ["Paris", "Paris", "Kyoto"]
    result = SCHEMA.align(frame)
    assert result.frame["city"].tolist()[:3] == ["Paris", "Paris", "Kyoto"]
    (note,) = result.notes
    assert note.key == "schema-unseen"
    assert note.values["rows"] == 3
    assert note.values["count"] == 2
    assert "“Paris”" in note.text("zh")
    assert aligned(city="Paris")[1]["schema-unseen"].values["rows"] == 1


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        ({"age": "41"}, "age", 41),
        ({"age": 41.0}, "age", 41),
        ({"age": True}, "age", 1),
        ({"income": "20,000.50"}, "income", 20_000.5),
        ({"income": "$ 1,000"}, "income", 1_000.0),
        ({"city": " Oslo "}, "city", "Oslo"),
        ({"member": "yes"}, "member", True),
        ({"member": 0}, "member", False),
        ({"member": "FALSE"}, "member", False),
        ({"joined": dt.date(2021, 3, 4)}, "joined", pd.Timestamp("2021-03-04")),
        ({"joined": pd.Timestamp("2021-03-04 12:00", tz="Europe/Berlin")}, "joined", pd.Timestamp("2021-03-04 11:00")),
        ({"joined": "2021-03-04T05:06:07"}, "joined", pd.Timestamp("2021-03-04 05:06:07")),
        ({"letter": 5}, "letter", "5"),
    ],
)
def test_cells_are_taken_as_meant(changes: dict[str, Any], column: str, value: Any) -> None:
    frame, notes = aligned(**changes)
    assert frame[column].tolist() == [value]
    assert str(frame[column].dtype) == str(SCHEMA.align(FRAME).frame[column].dtype)
    assert notes == {}


@pytest.mark.parametrize("empty", [None, np.nan, "", " ", "NA", pd.NA])
@pytest.mark.parametrize("column", FEATURES)
def test_an_empty_cell_is_missing_in_any_column(column: str, empty: Any) -> None:
    frame, notes = aligned(**{column: empty})
    assert frame[column].isna().tolist() == [True]
    assert notes == {}


@pytest.mark.parametrize(
    ("changes", "mentions"),
    [
        ({"age": "old"}, ["“age”", "old", "row 1"]),
        ({"joined": "soon"}, ["“joined”", "soon", "row 1"]),
        ({"member": "perhaps"}, ["“member”", "perhaps"]),
        ({"age": pd.Timestamp("2020-01-01")}, ["“age”", "2020-01-01"]),
    ],
)
def test_cells_of_another_kind_are_named(changes: dict[str, Any], mentions: list[str]) -> None:
    with pytest.raises(SchemaError) as caught:
        aligned(**changes)
    assert all(mention in str(caught.value) for mention in mentions)
    assert caught.value.message.text("zh")


def test_a_few_bad_cells_are_missing_and_noted_but_many_are_an_error() -> None:
    frame = FRAME.drop(columns="target").astype({"age": object})
    frame.loc[6, "age"] = "forty"
    result = SCHEMA.align(frame)
    (note,) = result.notes
    assert note.key == "schema-unreadable"
    assert (note.values["count"], note.values["row"], note.values["value"]) == (1, "7", "forty")
    assert result.frame["age"].isna().sum() == 1
    frame.loc[:20, "age"] = "forty"
    with pytest.raises(SchemaError):
        SCHEMA.align(frame)


def test_codes_read_the_same_with_and_without_gaps() -> None:
    table = Table(pd.DataFrame({"zip": pd.Series(["98040", "10115", "98040"], dtype="str")}), {"zip": Role.CATEGORICAL})
    schema = Schema.of(table, ["zip"])
    for cells in ([98040, 10115], [98040.0, None], ["98040", None], pd.array([98040, None], dtype="Int64")):
        result = schema.align(pd.DataFrame({"zip": cells}))
        assert result.frame["zip"].tolist()[0] == "98040"
        assert result.notes == ()


def test_one_row_reads_as_it_does_among_many() -> None:
    frame = FRAME.drop(columns="target")
    whole = SCHEMA.align(frame).frame
    for position in (0, 77):
        alone = SCHEMA.align(frame.iloc[[position]]).frame
        pd.testing.assert_frame_equal(alone, whole.iloc[[position]].reset_index(drop=True))
    objects = frame.astype(object)
    pd.testing.assert_frame_equal(SCHEMA.align(objects).frame, whole)
    pd.testing.assert_frame_equal(SCHEMA.align(objects.iloc[:9]).frame, whole.iloc[:9])


def test_no_rows_are_no_rows() -> None:
    assert SCHEMA.align(FRAME.iloc[:0]).frame.shape == (0, len(FEATURES))


def test_names_are_shown_as_they_are() -> None:
    name = "<b>x</b>[1]"
    schema = Schema.of(Table(pd.DataFrame({name: [1.5, 2.5]}), {name: Role.NUMERIC}), [name])
    with pytest.raises(SchemaError) as caught:
        schema.align(pd.DataFrame({"y": [1]}))
    assert name in str(caught.value)
    assert schema.align(pd.DataFrame({f" {name} ": [1]})).frame[name].tolist() == [1.0]
