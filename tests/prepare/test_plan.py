"""A whole table prepared: what each family gets, also for rows unlike any seen in training."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest

from autoglm_core import skops_io
from autoglm_core.contracts import Encoding, Needs
from autoglm_core.prepare import plan
from autoglm_core.table import Role, Table
from tests.prepare.frames import NOTE, NUMBER, SHOP, TOWN, mixed_table

LINEAR = Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True)
FOREST = Needs(encoding=Encoding.ORDINAL, scale=False, impute=False)
BOOSTER = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
ALL_NEEDS = [LINEAR, FOREST, BOOSTER]


def features(rows: int = 240, seed: int = 0) -> Table:
    return mixed_table(rows, seed)


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
def test_the_matrix_is_float32_and_varies_in_every_column(needs: Needs) -> None:
    table = features()
    fitted = plan.preparation(table, needs, seed=1)
    matrix = fitted.fit_transform(table.frame)
    assert matrix.dtype == np.float32
    assert matrix.flags.c_contiguous
    assert len(matrix) == table.rows
    assert all(len(np.unique(column)) > 1 for column in matrix.T)
    assert len(fitted.get_feature_names_out()) == matrix.shape[1]


def test_gaps_stay_gaps_only_where_a_family_copes_with_them() -> None:
    table = features()
    assert np.isfinite(plan.preparation(table, LINEAR, seed=1).fit_transform(table.frame)).all()
    assert np.isnan(plan.preparation(table, BOOSTER, seed=1).fit_transform(table.frame)).any()


def test_scaled_values_stay_small_however_large_a_number_is() -> None:
    table = features()
    fitted = plan.preparation(table, LINEAR, seed=1).fit(table.frame)
    extreme = table.frame.assign(income=1e12)
    assert np.abs(fitted.transform(extreme)).max() < 100


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
def test_the_columns_of_codes_are_named_only_to_families_that_treat_them_as_categories(needs: Needs) -> None:
    table = features()
    fitted = plan.preparation(table, needs, seed=1).fit(table.frame)
    names = fitted.get_feature_names_out()[list(plan.category_columns(fitted))]
    assert names.tolist() == ([TOWN, SHOP] if needs is BOOSTER else [])


def test_codes_are_whole_numbers_from_0_and_cover_missing_and_new_categories() -> None:
    table = features()
    fitted = plan.preparation(table, BOOSTER, seed=1).fit(table.frame)
    strange = table.frame.assign(**{TOWN: "Atlantis"})
    missing = table.frame.assign(**{TOWN: pd.Series([None] * table.rows, dtype="str")})
    town = plan.category_columns(fitted)[0]
    seen = set(fitted.transform(table.frame)[:, town])
    assert seen == {0.0, 1.0, 2.0, 3.0, 5.0}  # four towns, and 5 for missing
    assert set(fitted.transform(strange)[:, town]) == {4.0}
    assert set(fitted.transform(missing)[:, town]) == {5.0}


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
def test_identifiers_and_constants_are_not_used(needs: Needs) -> None:
    table = features()
    fitted = plan.preparation(table, needs, seed=1).fit(table.frame)
    changed = table.frame.assign(id=-1, unit="lb")
    np.testing.assert_array_equal(fitted.transform(changed), fitted.transform(table.frame))


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
def test_a_row_alone_is_prepared_as_among_others(needs: Needs) -> None:
    table = features()
    fitted = plan.preparation(table, needs, seed=1).fit(table.frame)
    together = fitted.transform(table.frame)
    for row in (0, 17):
        alone = fitted.transform(table.frame.iloc[[row]])
        np.testing.assert_allclose(alone[0], together[row], rtol=1e-5, atol=1e-6)


def unlike_training() -> dict[str, dict[str, Any]]:
    nothing = pd.Series([None] * 4, dtype="str")
    return {
        "all missing": dict.fromkeys((TOWN, SHOP, NOTE, "member", "opened", "closed", NUMBER, "grade"), nothing),
        "infinite": {NUMBER: [np.inf, -np.inf, 0.0, np.nan], "income": np.inf, "grade": np.inf},
        "new categories": {TOWN: "Atlantis", SHOP: "", "member": "perhaps", "grade": 99},
        "texts for numbers": {NUMBER: "many", "income": "1e3", "grade": "best"},
        "numbers for texts": {TOWN: 5, SHOP: 2.5, NOTE: 7, "member": 1},
        "far dates": {"opened": pd.Timestamp("1700-01-01"), "closed": pd.Timestamp("2200-12-31 23:59")},
        "dates as texts": {"opened": "2024-03-01 10:00", "closed": "no date"},
        "long text": {NOTE: "😀 很 " * 30_000},
    }


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
@pytest.mark.parametrize("change", unlike_training().values(), ids=unlike_training())
def test_rows_unlike_any_seen_in_training_are_prepared(needs: Needs, change: dict[str, Any]) -> None:
    table = features()
    fitted = plan.preparation(table, needs, seed=1).fit(table.frame)
    matrix = fitted.transform(table.frame.head(4).assign(**change))
    assert matrix.shape == (4, len(fitted.get_feature_names_out()))
    assert not np.isinf(matrix).any()
    assert not np.isnan(matrix).any() or not needs.impute


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
def test_a_column_without_any_value_in_a_fold_does_no_harm(needs: Needs) -> None:
    table = features(60)
    fold = table.frame.head(20).copy()
    for column in (NUMBER, TOWN, "member", "closed", NOTE, "grade"):
        fold[column] = pd.Series([None] * 20, dtype="str")
    fitted = plan.preparation(table, needs, seed=1)
    assert np.isfinite(fitted.fit_transform(fold)).all() or not needs.impute
    assert len(fitted.transform(table.frame)) == 60


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
@pytest.mark.parametrize("rows", [1, 2, 3])
def test_very_few_rows_are_prepared(needs: Needs, rows: int) -> None:
    table = features(rows)
    fitted = plan.preparation(table, needs, seed=1)
    width = fitted.fit_transform(table.frame).shape[1]
    assert fitted.transform(features(30, seed=5).frame).shape == (30, width)


def test_a_table_without_any_usable_column_gives_one_column() -> None:
    table = features().select(["id", "unit"])
    fitted = plan.preparation(table, LINEAR, seed=1)
    assert fitted.fit_transform(table.frame).shape == (240, 1)
    assert fitted.transform(table.frame.head(2)).tolist() == [[0.0], [0.0]]


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
def test_the_target_is_never_looked_at(needs: Needs) -> None:
    table = features()
    fitted = [
        plan.preparation(table, needs, seed=1).fit(table.frame, y).transform(table.frame)
        for y in (np.arange(240) % 2, np.arange(240) % 3, None)
    ]
    np.testing.assert_array_equal(fitted[0], fitted[1])
    np.testing.assert_array_equal(fitted[0], fitted[2])


@pytest.mark.parametrize("needs", ALL_NEEDS, ids=lambda needs: needs.key)
def test_what_is_saved_prepares_the_same_without_pickle(
    needs: Needs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = features()
    fitted = plan.preparation(table, needs, seed=1).fit(table.frame)
    skops_io.dump(fitted, tmp_path / "prepare.skops")
    for module, function in ((pickle, "load"), (pickle, "loads"), (joblib, "load")):
        monkeypatch.setattr(module, function, lambda *_, **__: pytest.fail("pickle was used"))
    loaded = skops_io.load(tmp_path / "prepare.skops", plan.trusted_types())
    other = features(50, seed=9).frame
    np.testing.assert_array_equal(loaded.transform(other), fitted.transform(other))
    assert plan.category_columns(loaded) == plan.category_columns(fitted)
    assert loaded.get_feature_names_out().tolist() == fitted.get_feature_names_out().tolist()


def test_the_sentences_name_the_columns_in_both_languages() -> None:
    table = features()
    for language in ("en", "zh"):
        sentences = [message.text(language) for message in plan.explain(table, LINEAR)]
        used = [column for column, role in table.roles.items() if role not in (Role.IDENTIFIER, Role.CONSTANT)]
        assert all(any(column in sentence for sentence in sentences) for column in used)
        assert not any("unit" in sentence for sentence in sentences)


def test_a_long_list_of_columns_is_cut_short_with_how_many_more_there_are() -> None:
    names = [f"n{number}" for number in range(1_234)]
    table = Table(pd.DataFrame(0.0, index=range(3), columns=names), dict.fromkeys(names, Role.NUMERIC))
    (message,) = plan.explain(table, LINEAR)
    assert "n3, 1,230 more" in message.text("en")
    assert "n4" not in message.text("en")


def test_categories_that_are_very_many_numbers_are_used_by_their_size_as_well() -> None:
    postcodes = pd.Series([str(10_000 + 7 * number) for number in range(400)], dtype="str")
    table = Table(pd.DataFrame({"postcode": postcodes}), {"postcode": Role.CATEGORICAL})
    for needs in ALL_NEEDS:
        matrix = plan.preparation(table, needs, seed=1).fit_transform(table.frame)
        assert any((np.diff(column) > 0).all() for column in matrix.T)


def test_names_spelt_alike_lie_closer_than_others() -> None:
    streets = [f"{side} Harbour {number}" for side in ("North", "South") for number in range(40)]
    table = Table(pd.DataFrame({"street": pd.Series(streets, dtype="str")}), {"street": Role.CATEGORICAL})
    fitted = plan.preparation(table, BOOSTER, seed=1).fit(table.frame)
    new = pd.DataFrame({"street": ["North Harbour 977", "North Harbour 3", "South Harbour 3"]})
    spelling = fitted.transform(new)[:, 1:]
    distance = [np.linalg.norm(spelling[0] - spelling[other]) for other in (1, 2)]
    assert distance[0] < distance[1]


def test_a_text_on_another_subject_lies_farther_away_in_both_languages() -> None:
    subjects = {
        "delivery": ["the parcel came late", "late parcel again", "包裹 又 晚到了", "包裹晚到"],
        "taste": ["the soup was salty", "salty soup and cold", "汤太咸了", "这个汤很咸"],
    }
    texts = [text for own in subjects.values() for text in own] * 5
    table = Table(pd.DataFrame({"note": pd.Series(texts, dtype="str")}), {"note": Role.TEXT})
    fitted = plan.preparation(table, BOOSTER, seed=1).fit(table.frame)
    topics = [number for number, name in enumerate(fitted.get_feature_names_out()) if "topic" in name]
    for first, near, far in (
        ("parcel late", "late parcel again", "salty soup"),
        ("包裹晚到", "包裹又晚到了", "汤太咸了"),
    ):
        vectors = fitted.transform(pd.DataFrame({"note": [first, near, far]}))[:, topics]
        assert np.linalg.norm(vectors[0] - vectors[1]) < np.linalg.norm(vectors[0] - vectors[2])


def test_the_time_between_two_moments_is_a_column() -> None:
    opened = pd.Series(pd.to_datetime(["2024-02-28 12:00", "2024-03-01 00:00", "2024-12-31 23:00"]))
    closed = opened + pd.to_timedelta([1.5, 2, 0.25], unit="D")
    table = Table(pd.DataFrame({"a": opened, "b": closed}), {"a": Role.DATETIME, "b": Role.DATETIME})
    fitted = plan.preparation(table, BOOSTER, seed=1).fit(table.frame)
    matrix = pd.DataFrame(fitted.transform(table.frame), columns=fitted.get_feature_names_out())
    np.testing.assert_allclose(matrix["days from a to b"], [1.5, 2.0, 0.25])
    for part, expected in (
        ("month", opened.dt.month),
        ("day", opened.dt.day),
        ("weekday", opened.dt.day_of_week),
        ("hour", opened.dt.hour),
        ("day of year", opened.dt.day_of_year),
    ):
        np.testing.assert_array_equal(matrix[f"a: {part}"], expected)
    np.testing.assert_allclose(matrix["a: days"], [0.0, 1.5, 307.0 + 11 / 24], rtol=1e-6)


def test_midnight_lies_beside_the_hour_before_for_families_on_a_scale() -> None:
    hours = pd.Series(pd.date_range("2024-05-01", periods=96, freq="h"))
    table = Table(pd.DataFrame({"at": hours}), {"at": Role.DATETIME})
    fitted = plan.preparation(table, LINEAR, seed=1).fit(table.frame)
    circle = [number for number, name in enumerate(fitted.get_feature_names_out()) if "hour, " in name]
    moments = pd.to_datetime(["2024-05-02 23:00", "2024-05-02 00:00", "2024-05-02 12:00"])
    points = fitted.transform(pd.DataFrame({"at": moments}))[:, circle]
    assert np.linalg.norm(points[0] - points[1]) < np.linalg.norm(points[0] - points[2])
