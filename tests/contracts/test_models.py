"""What every model family must do: learn, be honest, cope with odd folds, repeat itself, come back without pickle."""

from __future__ import annotations

import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score

from autoglm_core import registry
from autoglm_core.contracts import BuildContext, Categorical, Integer, ModelFamily, Real
from autoglm_core.errors import PackageError
from autoglm_core.prepare import plan
from autoglm_core.spec import Budget, TaskKind, TaskSpec
from autoglm_core.table import Role, Table

FAMILIES = registry.plugins("models")
BINARY, MULTICLASS, REGRESSION = TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION
CLASSES = {BINARY: 2, MULTICLASS: 4, REGRESSION: 0}
ROWS = 260
SPEC = TaskSpec(task="binary", target="y", budget=Budget(trials=1))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every family, with every task it is for."""
    if {"family", "task"} <= set(metafunc.fixturenames):
        pairs = [(family, task) for family in FAMILIES for task in CLASSES if task in family.tasks]
        metafunc.parametrize(("family", "task"), pairs, ids=[f"{family.name}-{task}" for family, task in pairs])
    elif "family" in metafunc.fixturenames:
        metafunc.parametrize("family", FAMILIES, ids=[family.name for family in FAMILIES])


def made_table(rows: int = ROWS, seed: int = 0) -> Table:
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "size[1]": random.normal(size=rows),
            "<b>age</b>": random.uniform(18, 80, rows),
            'town "x"': pd.Series(random.choice(["A", "B", "C"], rows)).astype("str"),
            "shop": pd.Series(random.choice([f"s{number}" for number in range(20)], rows)).astype("str"),
            "noise": random.normal(size=rows),
        }
    )
    frame.loc[random.random(rows) < 0.1, "<b>age</b>"] = np.nan
    roles = dict.fromkeys(frame.columns, Role.NUMERIC) | {'town "x"': Role.CATEGORICAL, "shop": Role.CATEGORICAL}
    return Table(frame, roles)


def table_for(family: ModelFamily, rows: int = ROWS, seed: int = 0) -> Table:
    """The made table; for a family that wants texts, with the town told in a sentence as well."""
    table = made_table(rows, seed)
    if family.suits(made_table(), SPEC):
        return table
    said = ("we live in " + table.frame['town "x"'] + " town").astype("str")
    return Table(table.frame.assign(said=said), {**table.roles, "said": Role.TEXT})


def made_target(table: Table, task: TaskKind) -> npt.NDArray[Any]:
    """Follows from two columns, with little noise."""
    random = np.random.default_rng(1)
    town = table.frame['town "x"'].map({"A": -1.5, "B": 0.0, "C": 1.5}).to_numpy(dtype=float)
    value = 2.0 * table.frame["size[1]"].to_numpy() + town + random.normal(0, 0.3, table.rows)
    if task is REGRESSION:
        return 1e6 + 1e4 * value
    cuts = [0.0] if task is BINARY else [-2.0, 0.0, 2.0]
    return np.digitize(value, cuts).astype(np.int64)


def fitted(
    family: ModelFamily,
    table: Table,
    y: npt.NDArray[Any],
    task: TaskKind,
    *,
    classes: int | None = None,
    params: Mapping[str, Any] | None = None,
    seed: int = 7,
) -> tuple[Any, Any]:
    """The family's estimator fitted on the whole table, and the preparation."""
    preparation = plan.preparation(table, family.needs, seed=0)
    matrix = preparation.fit_transform(table.frame)
    model = family.build(
        family.defaults(table) if params is None else params,
        BuildContext(
            task=task,
            classes=CLASSES[task] if classes is None else classes,
            rows=table.rows,
            columns=matrix.shape[1],
            category_columns=plan.category_columns(preparation),
            seed=seed,
        ),
    )
    return model.fit(matrix, y), preparation


def output(model: Any, matrix: npt.NDArray[np.float32], task: TaskKind) -> npt.NDArray[Any]:
    return np.asarray(model.predict(matrix) if task is REGRESSION else model.predict_proba(matrix))


def drawn(family: ModelFamily, table: Table, random: np.random.Generator) -> dict[str, Any]:
    """One configuration from the family's space, as a sampler would draw it; through JSON, as a slot receives it."""
    params: dict[str, Any] = {}
    for name, parameter in family.space(table).items():
        if isinstance(parameter, Categorical):
            params[name] = parameter.choices[int(random.integers(len(parameter.choices)))]
        elif isinstance(parameter, Integer):
            params[name] = int(random.integers(parameter.low, parameter.high + 1))
        else:
            low, high = (np.log([parameter.low, parameter.high])) if parameter.log else (parameter.low, parameter.high)
            drawn_value = float(random.uniform(low, high))
            params[name] = float(np.exp(drawn_value)) if parameter.log else drawn_value
    return json.loads(json.dumps(params))


def test_it_beats_guessing_on_rows_it_has_not_seen(family: ModelFamily, task: TaskKind) -> None:
    table = table_for(family)
    y = made_target(table, task)
    train, valid = table.take(range(200)), table.take(range(200, ROWS))
    model, preparation = fitted(family, train, y[:200], task)
    predicted = output(model, preparation.transform(valid.frame), task)
    if task is REGRESSION:
        guess = np.square(y[200:] - y[:200].mean()).mean()
        assert np.square(y[200:] - predicted).mean() < 0.6 * guess
    else:
        most_common = np.bincount(y[:200]).argmax()
        assert (predicted.argmax(axis=1) == y[200:]).mean() > (y[200:] == most_common).mean() + 0.15


def test_it_is_at_chance_where_the_target_is_shuffled(family: ModelFamily) -> None:
    table = table_for(family, 360)
    scores = []
    for seed in range(3):
        y = np.random.default_rng(seed).permutation(np.arange(360) % 2)
        model, preparation = fitted(family, table.take(range(240)), y[:240], BINARY)
        matrix = preparation.transform(table.take(range(240, 360)).frame)
        scores.append(roc_auc_score(y[240:], model.predict_proba(matrix)[:, 1]))
    assert abs(np.mean(scores) - 0.5) < 0.12


def test_probabilities_are_one_column_a_class_and_sum_to_1(family: ModelFamily) -> None:
    table = table_for(family)
    for task in (BINARY, MULTICLASS):
        y = made_target(table, task)
        model, preparation = fitted(family, table, y, task)
        matrix = preparation.transform(table.frame)
        probability = model.predict_proba(matrix)
        assert probability.shape == (ROWS, CLASSES[task])
        assert (probability >= 0).all()
        np.testing.assert_allclose(probability.sum(axis=1), 1.0, atol=1e-9)
        assert model.predict(matrix).tolist() == probability.argmax(axis=1).tolist()


def test_what_is_saved_predicts_the_same_without_pickle(
    family: ModelFamily, task: TaskKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_for(family)
    model, preparation = fitted(family, table, made_target(table, task), task)
    family.save(model, tmp_path)
    for module, function in ((pickle, "load"), (pickle, "loads"), (joblib, "load")):
        monkeypatch.setattr(module, function, lambda *_, **__: pytest.fail("pickle was used"))
    loaded = family.load(tmp_path)
    matrix = preparation.transform(table_for(family, seed=5).frame)
    np.testing.assert_array_equal(output(loaded, matrix, task), output(model, matrix, task))
    assert loaded.get_params()["params"] == model.get_params()["params"]


def test_a_damaged_file_is_an_error_for_people(family: ModelFamily, tmp_path: Path) -> None:
    table = table_for(family)
    model, _ = fitted(family, table, made_target(table, BINARY), BINARY)
    with pytest.raises(PackageError):
        family.load(tmp_path)
    family.save(model, tmp_path)
    for path in sorted(tmp_path.iterdir()):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        with pytest.raises(PackageError):
            family.load(tmp_path)
        path.write_bytes(content)
    family.load(tmp_path)


def test_the_same_seed_gives_the_same_model(family: ModelFamily, task: TaskKind) -> None:
    table = table_for(family)
    y = made_target(table, task)
    first, preparation = fitted(family, table, y, task)
    second, _ = fitted(family, table, y, task)
    matrix = preparation.transform(table.frame)
    np.testing.assert_array_equal(output(first, matrix, task), output(second, matrix, task))


def test_a_row_alone_is_predicted_as_among_others(family: ModelFamily, task: TaskKind) -> None:
    table = table_for(family)
    model, preparation = fitted(family, table, made_target(table, task), task)
    matrix = preparation.transform(table.frame)
    together = output(model, matrix, task)
    for row in (0, 99):
        np.testing.assert_allclose(output(model, matrix[[row]], task)[0], together[row], rtol=1e-4)
    assert len(output(model, matrix[:0], task)) == 0


def test_defaults_lie_inside_the_space(family: ModelFamily) -> None:
    for rows in (60, 3_000, 60_000):
        table = table_for(family, rows)
        space, defaults = family.space(table), family.defaults(table)
        assert space.keys() == defaults.keys()
        for name, parameter in space.items():
            value = defaults[name]
            if isinstance(parameter, Categorical):
                assert value in parameter.choices
            else:
                assert parameter.low <= value <= parameter.high
                assert isinstance(value, int) or isinstance(parameter, Real)


def test_whatever_is_drawn_from_the_space_fits_and_predicts(family: ModelFamily, task: TaskKind) -> None:
    table = table_for(family, 120)
    y = made_target(table, task)
    random = np.random.default_rng(3)
    for _ in range(4):
        model, preparation = fitted(family, table, y, task, params=drawn(family, table, random))
        assert np.isfinite(output(model, preparation.transform(table.frame), task)).all()


def test_a_class_that_a_fold_lacks_keeps_its_column(family: ModelFamily) -> None:
    table = table_for(family)
    y = made_target(table, MULTICLASS)
    rows = np.flatnonzero(y != 1)
    model, preparation = fitted(family, table.take(rows), y[rows], MULTICLASS)
    probability = model.predict_proba(preparation.transform(table.frame))
    assert probability.shape == (ROWS, 4)
    assert (probability[:, 1] > 0).all()
    assert probability[:, 1].max() < 0.05
    np.testing.assert_allclose(probability.sum(axis=1), 1.0, atol=1e-9)


@pytest.mark.parametrize("rows", [1, 2, 3, 8])
def test_a_few_rows_are_enough_to_answer(family: ModelFamily, task: TaskKind, rows: int, tmp_path: Path) -> None:
    table = table_for(family, rows)
    y = np.arange(rows) % CLASSES[task] if CLASSES[task] else np.linspace(5, 6, rows)
    model, preparation = fitted(family, table, y, task)
    family.save(model, tmp_path)
    matrix = preparation.transform(table_for(family, 20, seed=2).frame)
    predicted = output(family.load(tmp_path), matrix, task)
    assert np.isfinite(predicted).all()
    assert len(predicted) == 20


def test_a_target_that_does_not_vary_is_predicted_as_it_is(family: ModelFamily, task: TaskKind, tmp_path: Path) -> None:
    table = table_for(family, 40)
    y = np.full(40, 1 if CLASSES[task] else 12.5)
    model, preparation = fitted(family, table, y, task)
    family.save(model, tmp_path)
    predicted = output(family.load(tmp_path), preparation.transform(table.frame), task)
    assert (predicted == 12.5).all() if task is REGRESSION else (predicted.argmax(axis=1) == 1).all()


def test_it_is_a_scikit_learn_estimator(family: ModelFamily, task: TaskKind) -> None:
    table = table_for(family, 120)
    y = made_target(table, task)
    model, preparation = fitted(family, table, y, task)
    again = clone(model).fit(preparation.transform(table.frame), y)
    matrix = preparation.transform(table.frame)
    np.testing.assert_array_equal(output(again, matrix, task), output(model, matrix, task))
    if task is not REGRESSION:
        assert model.classes_.tolist() == list(range(CLASSES[task]))


def test_it_leaves_a_read_only_matrix_as_it_is(family: ModelFamily, task: TaskKind) -> None:
    table = table_for(family, 120)
    y = made_target(table, task)
    model, preparation = fitted(family, table, y, task)
    matrix = preparation.transform(table.frame)
    before = matrix.copy()
    matrix.flags.writeable = y.flags.writeable = False
    clone(model).fit(matrix, y).predict(matrix)
    np.testing.assert_array_equal(matrix, before)


def test_its_file_stays_small(family: ModelFamily, tmp_path: Path) -> None:
    table = table_for(family, 3_000)
    task = REGRESSION if REGRESSION in family.tasks else BINARY
    model, _ = fitted(family, table, made_target(table, task), task)
    family.save(model, tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 3_000_000


def test_it_suits_an_ordinary_table_and_is_worded_in_both_languages(family: ModelFamily) -> None:
    assert family.suits(table_for(family), SPEC)
    assert {BINARY, MULTICLASS} <= family.tasks or REGRESSION in family.tasks
    assert 0 <= family.cost_rank <= 100
    assert registry.label("models", family.name) != family.name
    assert registry.label("models", family.name, "zh") != family.name
    assert all(info.help for language in ("en", "zh") for info in registry.available("models", language))
