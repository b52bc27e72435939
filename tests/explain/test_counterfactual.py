"""Changes that are offered turn the prediction, respect locks and ranges, and are as few as brute force finds."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression

from autoglm_core.explain.counterfactual import (
    Plausible,
    Scores,
    Wanted,
    plausible,
    smallest_changes,
)
from autoglm_core.schema import Schema
from autoglm_core.table import Role, Table

ROLES = {
    "income": Role.NUMERIC,
    "children": Role.NUMERIC,
    "job": Role.CATEGORICAL,
    "owner": Role.BOOLEAN,
    "opened": Role.DATETIME,
}
GRID = 9


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    rows = 400
    return pd.DataFrame(
        {
            "income": rng.normal(35_000, 9_000, rows).round(2),
            "children": rng.integers(0, 4, rows),
            "job": pd.Series(rng.choice(["clerk", "doctor", "<b>none</b>"], rows), dtype="str"),
            "owner": rng.random(rows) > 0.5,
            "opened": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, rows), unit="D"),
        }
    )


@pytest.fixture(scope="module")
def schema(people: pd.DataFrame) -> Schema:
    return Schema.of(Table(people, ROLES), ROLES)


def _matrix(rows: pd.DataFrame) -> np.ndarray:
    jobs = [(rows["job"] == name).to_numpy(float) for name in ("clerk", "doctor")]
    parts = [rows["income"] / 10_000, rows["children"], rows["owner"], *jobs]
    return np.column_stack([np.asarray(part, dtype=float) for part in parts])


@pytest.fixture(scope="module")
def forest(people: pd.DataFrame) -> RandomForestClassifier:
    rng = np.random.default_rng(0)
    points = people["income"] / 10_000 - people["children"] + 2 * people["owner"] + 1.5 * (people["job"] == "doctor")
    return RandomForestClassifier(20, max_depth=5, random_state=0).fit(
        _matrix(people), points + rng.normal(0, 0.7, len(people)) > 4
    )


def _brute(scores: Scores, row: pd.DataFrame, wanted: Wanted, free: tuple[Plausible, ...], most: int) -> int | None:
    """The fewest columns on a grid of its own making: values drawn from those allowed, every combination."""
    rng = np.random.default_rng(11)
    for columns in range(1, most + 1):
        for chosen in combinations(free, columns):
            values = [
                one.values if len(one.values) <= GRID else rng.uniform(one.values[0], one.values[-1], GRID).tolist()
                for one in chosen
            ]
            made = pd.concat([row] * int(np.prod([len(each) for each in values])), ignore_index=True)
            cells = list(zip(*product(*values), strict=True))
            for one, column in zip(chosen, cells, strict=True):
                made[one.column] = pd.array(list(column), dtype=row[one.column].dtype)
            if wanted.reached(scores(made)).any():
                return columns
    return None


def test_every_offer_turns_it_and_is_as_small_as_brute_force_finds(
    people: pd.DataFrame, schema: Schema, forest: RandomForestClassifier
) -> None:
    def scores(rows: pd.DataFrame) -> np.ndarray:
        return np.asarray(forest.predict_proba(_matrix(rows)))

    locked = (*schema.locked_at_first(), "children")
    free = plausible(people, schema, locked)
    allowed = {one.column: one for one in free}
    sizes = []
    for place in range(25):
        row = people.iloc[[place]]
        positive = scores(row)[0, 1] >= 0.45
        wanted = Wanted(to=0 if positive else 1, threshold=0.45)
        found = smallest_changes(scores, row, wanted, free, like=people)
        brute = _brute(scores, row, wanted, free, 3)
        if not found.turns:
            assert found.complete
            assert brute is None
            continue
        for turn in found.turns:
            changed = row.copy()
            for change in turn.changes:
                assert change.column in allowed
                assert change.before == row[change.column].iloc[0]
                values = allowed[change.column].values
                assert change.after in values or values[0] <= change.after <= values[-1]
                changed[change.column] = change.after
            assert (scores(changed)[0, 1] >= 0.45) != positive
        assert brute is None or len(found.turns[0].changes) <= brute
        sizes.append(len(found.turns[0].changes))
    assert max(sizes) >= 2  # the rows are not all easy


def test_a_number_is_moved_no_further_than_it_must(people: pd.DataFrame, schema: Schema) -> None:
    model = LinearRegression().fit(people[["income"]].to_numpy(), 2 * people["income"].to_numpy())
    row = people[people["income"] < 30_000].iloc[[0]]
    free = plausible(people, schema, ("children", "job", "owner", "opened"))
    found = smallest_changes(
        lambda rows: np.asarray(model.predict(rows[["income"]].to_numpy())), row, Wanted(value=80_010.0), free
    )
    assert [change.after for change in found.turns[0].changes] == [40_010.0]  # the step is 10


def test_where_none_exists_it_says_so_and_what_comes_nearest(people: pd.DataFrame, schema: Schema) -> None:
    free = plausible(people, schema, ("income", "opened"))
    row = people.iloc[[0]].assign(children=0)
    found = smallest_changes(lambda rows: rows["children"].to_numpy(dtype=float), row, Wanted(value=9.0), free)
    assert not found.turns
    assert found.complete
    assert found.nearest is not None
    assert found.nearest.scores[0] == 3


def test_many_columns_are_searched_without_trying_everything() -> None:
    """Four of thirty columns must change together: far beyond what can be enumerated."""
    rng = np.random.default_rng(0)
    names = [f"x{number}" for number in range(30)]
    frame = pd.DataFrame(rng.normal(size=(300, 30)), columns=names)
    schema = Schema.of(Table(frame, dict.fromkeys(names, Role.NUMERIC)), names)
    row = pd.DataFrame(np.zeros((1, 30)), columns=names)

    def scores(rows: pd.DataFrame) -> np.ndarray:
        return np.asarray(rows[names[:12]].clip(-1, 1).sum(axis=1))

    found = smallest_changes(scores, row, Wanted(value=4.0), plausible(frame, schema), like=frame)
    assert len(found.turns[0].changes) == 4  # each gives one at most
    assert not found.complete


@pytest.mark.parametrize("to", [None, 2])
def test_of_several_classes_any_other_or_one(to: int | None) -> None:
    row = pd.DataFrame({"x": [0.0]})

    def scores(rows: pd.DataFrame) -> np.ndarray:
        x = rows["x"].to_numpy()
        return np.column_stack([1 - x / 10, x / 8, (x / 7) ** 2])

    found = smallest_changes(scores, row, Wanted(to=to, now=0), [Plausible("x", (0.0, 3.0, 6.0, 9.0), 0.5, 9.0)])
    after = found.turns[0].changes[0].after
    assert scores(pd.DataFrame({"x": [after]})).argmax() == (to or 1)
    assert scores(pd.DataFrame({"x": [after - 0.5]})).argmax() != (to or 1)


def test_missing_cells_and_locks(people: pd.DataFrame, schema: Schema) -> None:
    assert schema.locked_at_first() == ("opened",)
    row = people.iloc[[0]].assign(income=np.nan)
    free = plausible(people, schema, ("children", "job", "owner", "opened"))
    found = smallest_changes(lambda rows: rows["income"].fillna(0).to_numpy(), row, Wanted(value=20_000.0), free)
    assert found.turns[0].changes[0].before is None
    assert found.turns[0].changes[0].after >= 20_000
