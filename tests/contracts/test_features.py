"""What every kind of generated feature must do: the same for a row alone, JSON alone, no leak of the target."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from autoglm_core import registry
from autoglm_core.contracts import FeatureMaker
from autoglm_core.prepare.columns import Cells
from autoglm_core.table import Role, Table
from tests.prepare.frames import NUMBER, TOWN, mixed_table

MAKERS = registry.plugins("features")
CLASSES = ("<b>no</b>", "是")


@pytest.fixture(params=MAKERS, ids=lambda maker: maker.name)
def maker(request: pytest.FixtureRequest) -> FeatureMaker:
    return request.param


def table(rows: int = 240, seed: int = 0) -> Table:
    """A table of every role, with a place."""
    mixed = mixed_table(rows, seed)
    random = np.random.default_rng(seed + 50)
    frame = mixed.frame.assign(latitude=random.normal(48, 1, rows), longitude=random.normal(11, 1, rows))
    return Table(frame, {**mixed.roles, "latitude": Role.NUMERIC, "longitude": Role.NUMERIC})


def target_of(rows: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).permutation(np.arange(rows) % 2)


def test_it_proposes_a_bounded_number_of_different_features(maker: FeatureMaker) -> None:
    wide = pd.concat([table().frame.add_prefix(f"{i} ") for i in range(12)], axis=1)
    roles = {f"{i} {column}": role for i in range(12) for column, role in table().roles.items()}
    for classes in (0, 2, 7):
        found = maker.propose(Table(wide, roles), classes)
        assert len(found) <= 120
        assert len({feature.id for feature in found}) == len(found)
        assert all(feature.kind == maker.name and set(feature.columns) <= set(wide.columns) for feature in found)
    unit = table().select(["unit"])
    assert maker.propose(unit, 2) == ()


def test_the_most_telling_columns_come_first(maker: FeatureMaker) -> None:
    order = [
        "longitude",
        "latitude",
        "closed",
        "$shop$",
        "=note()",
        "grade",
        "income",
        TOWN,
        NUMBER,
        "member",
        "opened",
    ]
    first = maker.propose(table().select(order), 2)[0]
    usable = [column for column in order if any(column in feature.columns for feature in maker.propose(table(), 2))]
    assert maker.name == "gaps" or usable[0] in first.columns


def test_it_gives_a_number_for_every_row(maker: FeatureMaker) -> None:
    data, y = table(), target_of(240)
    for feature in maker.propose(data, 2):
        learned, own = maker.training_values(feature, Cells(data.frame), y)
        values = maker.values(feature, learned, Cells(data.frame))
        assert values.shape == own.shape == (240,)
        assert values.dtype == own.dtype == np.float64
        assert not np.isinf(values).any()


def test_what_it_learns_is_json(maker: FeatureMaker) -> None:
    data, y = table(), target_of(240)
    for feature in maker.propose(data, 2):
        learned = maker.learn(feature, Cells(data.frame), y)
        stored = json.loads(json.dumps(learned))
        expected = maker.values(feature, learned, Cells(data.frame))
        np.testing.assert_array_equal(maker.values(feature, stored, Cells(data.frame)), expected)


def test_a_row_alone_has_the_same_value_as_among_others(maker: FeatureMaker) -> None:
    data, y = table(), target_of(240)
    for feature in maker.propose(data, 2):
        learned = maker.learn(feature, Cells(data.frame), y)
        together = maker.values(feature, learned, Cells(data.frame))
        for row in (5, 77):
            alone = maker.values(feature, learned, Cells(data.frame.iloc[[row]]))
            np.testing.assert_allclose(alone, together[[row]], rtol=1e-12)


def test_rows_unlike_any_seen_have_values(maker: FeatureMaker) -> None:
    data, y = table(60), target_of(60)
    other = table(80, seed=8).frame
    nothing = pd.DataFrame({column: pd.Series([None, None], dtype="str") for column in other.columns})
    for feature in maker.propose(data, 2):
        learned = maker.learn(feature, Cells(data.frame), y)
        for frame in (other, nothing, other.head(0)):
            assert maker.values(feature, learned, Cells(frame)).shape == (len(frame),)
        empty = maker.learn(feature, Cells(nothing), y[:2])
        assert maker.values(feature, empty, Cells(other)).shape == (80,)


def test_a_training_row_never_sees_its_own_target(maker: FeatureMaker) -> None:
    data, y = table(), target_of(240)
    for feature in maker.propose(data, 2):
        _, before = maker.training_values(feature, Cells(data.frame), y)
        for row in (3, 120):
            changed = y.copy()
            changed[row] = 1 - changed[row]
            _, after = maker.training_values(feature, Cells(data.frame), changed)
            np.testing.assert_array_equal(after[row], before[row])


def test_only_who_says_so_uses_the_target(maker: FeatureMaker) -> None:
    data = table()
    feature = maker.propose(data, 2)[0]
    one, other = (maker.learn(feature, Cells(data.frame), target_of(240, seed)) for seed in (1, 2))
    assert (one != other) == maker.uses_target


def test_with_a_shuffled_target_it_says_nothing(maker: FeatureMaker) -> None:
    data, scores = table(400, seed=4), []
    features = maker.propose(data, 2)
    train, valid = data.frame.iloc[:300], data.frame.iloc[300:]
    for seed in range(6):
        y = target_of(400, seed)
        fitted, judged = [], []
        for feature in features:
            learned, own = maker.training_values(feature, Cells(train), y[:300])
            fitted.append(own)
            judged.append(maker.values(feature, learned, Cells(valid)))
        tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(np.column_stack(fitted), y[:300])
        scores.append(roc_auc_score(y[300:], tree.predict_proba(np.column_stack(judged))[:, 1]))
        # A leak would show in training above all: the tree could tell the rows apart that it was fitted on.
        if maker.uses_target:
            assert all(abs(roc_auc_score(y[:300], own) - 0.5) < 0.15 for own in fitted)
    assert abs(np.mean(scores) - 0.5) < 0.1


def test_it_is_worded_in_both_languages(maker: FeatureMaker) -> None:
    for classes in (0, 2):
        for feature in maker.propose(table(), classes):
            for language in ("en", "zh"):
                sentence = maker.explain(feature, "churn", CLASSES).text(language)
                assert maker.name == "gaps" or all(column in sentence for column in feature.columns)
                assert ("churn" in sentence) == maker.uses_target
    for language in ("en", "zh"):
        assert registry.label("features", maker.name, language) != maker.name
        assert all(info.help for info in registry.available("features", language))
