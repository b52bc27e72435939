"""What every preparation step must do: the same for a row alone, for rows unlike any seen, after loading; no leak."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

from autoglm_core import registry, skops_io
from autoglm_core.contracts import Encoding, Needs, PreparationStep
from autoglm_core.table import Table
from tests.prepare.frames import mixed_table

NEEDS = [
    Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True),
    Needs(encoding=Encoding.ORDINAL, scale=False, impute=False),
    Needs(encoding=Encoding.CATEGORY, scale=False, impute=False),
]
STEPS = registry.plugins("steps")


@pytest.fixture(params=STEPS, ids=lambda step: step.name)
def step(request: pytest.FixtureRequest) -> PreparationStep:
    return request.param


@pytest.fixture(params=NEEDS, ids=lambda needs: needs.key)
def needs(request: pytest.FixtureRequest) -> Needs:
    return request.param


def built(step: PreparationStep, needs: Needs, table: Table) -> tuple[Any, pd.DataFrame]:
    """The unfitted transformer and the frame of its own columns."""
    columns = step.suits(table, needs)
    return step.build(columns, needs, seed=3), table.frame[list(columns)]


def test_it_prepares_columns_of_its_roles_alone(step: PreparationStep, needs: Needs) -> None:
    table = mixed_table()
    columns = step.suits(table, needs)
    assert columns
    assert {table.roles[column] for column in columns} <= step.roles
    assert step.suits(table.without(columns), needs) == ()


def test_it_gives_numbers_for_every_row(step: PreparationStep, needs: Needs) -> None:
    transformer, frame = built(step, needs, mixed_table())
    matrix = np.asarray(transformer.fit(frame).transform(frame), dtype=np.float32)
    assert matrix.ndim == 2
    assert len(matrix) == len(frame)
    assert np.isfinite(matrix).all() or (not needs.impute and not np.isinf(matrix).any())
    assert len(transformer.get_feature_names_out()) == matrix.shape[1]


def test_it_is_a_scikit_learn_transformer(step: PreparationStep, needs: Needs) -> None:
    transformer, frame = built(step, needs, mixed_table(60))
    first = clone(transformer).fit(frame).transform(frame)
    second = clone(transformer).fit_transform(frame)
    np.testing.assert_array_equal(first, second)


def test_a_row_alone_is_prepared_as_among_others(step: PreparationStep, needs: Needs) -> None:
    transformer, frame = built(step, needs, mixed_table())
    together = transformer.fit(frame).transform(frame)
    np.testing.assert_allclose(transformer.transform(frame.iloc[[5]])[0], together[5], rtol=1e-5, atol=1e-6)


def test_rows_of_another_table_are_prepared_with_what_was_learned(step: PreparationStep, needs: Needs) -> None:
    transformer, frame = built(step, needs, mixed_table(60))
    width = transformer.fit(frame).transform(frame).shape[1]
    other = mixed_table(80, seed=8).frame[list(frame.columns)]
    assert transformer.transform(other).shape == (80, width)
    nothing = pd.DataFrame({column: pd.Series([None, None], dtype="str") for column in frame.columns})
    assert transformer.transform(nothing).shape == (2, width)
    assert transformer.transform(frame.head(0)).shape == (0, width)


def test_a_fold_without_any_value_is_prepared(step: PreparationStep, needs: Needs) -> None:
    transformer, frame = built(step, needs, mixed_table(60))
    nothing = pd.DataFrame({column: pd.Series([None] * 9, dtype="str") for column in frame.columns})
    width = transformer.fit(nothing).transform(nothing).shape[1]
    assert transformer.transform(frame).shape == (60, width)


def test_it_comes_back_equal_without_pickle(
    step: PreparationStep, needs: Needs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    transformer, frame = built(step, needs, mixed_table())
    transformer.fit(frame)
    skops_io.dump(transformer, tmp_path / "step.skops")
    for module, function in ((pickle, "load"), (pickle, "loads"), (joblib, "load")):
        monkeypatch.setattr(module, function, lambda *_, **__: pytest.fail("pickle was used"))
    loaded = skops_io.load(tmp_path / "step.skops", step.trusted_types)
    np.testing.assert_array_equal(loaded.transform(frame), transformer.transform(frame))


def test_it_learns_nothing_from_a_shuffled_target(step: PreparationStep, needs: Needs) -> None:
    table = mixed_table(400, seed=4)
    scores = []
    for seed in range(4):
        y = np.random.default_rng(seed).permutation(np.arange(400) % 2)
        transformer, frame = built(step, needs, table)
        train, valid = frame.iloc[:300], frame.iloc[300:]
        fitted = transformer.fit(train, y[:300])
        tree = DecisionTreeClassifier(max_depth=4, random_state=0).fit(fitted.transform(train), y[:300])
        scores.append(roc_auc_score(y[300:], tree.predict_proba(fitted.transform(valid))[:, 1]))
    assert abs(np.mean(scores) - 0.5) < 0.1


def test_it_is_worded_in_both_languages(step: PreparationStep, needs: Needs) -> None:
    columns = step.suits(mixed_table(), needs)
    for language in ("en", "zh"):
        sentence = step.explain(columns).text(language)
        assert all(column in sentence for column in columns)
        assert registry.label("steps", step.name, language) != step.name
    helps = [info.help for language in ("en", "zh") for info in registry.available("steps", language)]
    assert all(helps)
