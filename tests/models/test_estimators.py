"""What is particular to single families, and what they share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import ExtraTreesClassifier, RandomForestRegressor
from sklearn.linear_model import Ridge

from autoglm_core.contracts import BuildContext
from autoglm_core.errors import PackageError
from autoglm_core.models import _forest
from autoglm_core.models._estimator import _checksums, inner_split
from autoglm_core.models._forest import leaf_range
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind
from autoglm_core.table import Table


def context(task: TaskKind, X: Any, *, classes: int = 0, categories: tuple[int, ...] = (), seed: int = 3) -> Any:
    return BuildContext(
        task=task, classes=classes, rows=len(X), columns=X.shape[1], category_columns=categories, seed=seed
    )


def with_gaps(X: Any) -> Any:
    gaps = X.astype(np.float32)
    gaps[np.random.default_rng(0).random(X.shape) < 0.05] = np.nan
    return gaps


# ---- setting rows aside ----------------------------------------------------------------------------------------------


def test_the_inner_split_keeps_a_row_of_every_class_to_fit_on() -> None:
    y = np.array([0] * 50 + [1] * 5 + [2])
    fitted, stopping = inner_split(y, 3, 0.2, seed=1)
    assert sorted([*fitted, *stopping]) == list(range(56))
    assert set(y[fitted]) == {0, 1, 2}
    assert np.bincount(y[stopping]).tolist() == [10, 1]


def test_the_inner_split_of_values_is_a_share_of_the_rows() -> None:
    fitted, stopping = inner_split(np.linspace(0, 1, 40), 0, 0.25, seed=1)
    assert (len(fitted), len(stopping)) == (30, 10)
    assert inner_split(np.linspace(0, 1, 40), 0, 0.0, seed=1)[1].tolist() == []


# ---- forests ---------------------------------------------------------------------------------------------------------


def test_a_forest_predicts_what_scikit_learns_own_predicts() -> None:
    X, y = load_diabetes(return_X_y=True)
    X = with_gaps(X)
    params = {"max_features": 0.5, "min_samples_leaf": 3}
    ours = plugin("models", "random_forest").build(params, context(TaskKind.REGRESSION, X)).fit(X, y)
    scaled = (y - y.mean()) / y.std()  # unscaled, ties between splits fall otherwise
    theirs = RandomForestRegressor(_forest.TREES, random_state=3, max_samples=len(X), **params).fit(X, scaled)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X) * y.std() + y.mean(), rtol=1e-5)


def test_class_shares_of_a_forest_are_kept_to_four_decimals() -> None:
    X, y = load_iris(return_X_y=True)
    X = with_gaps(X)
    params = {"max_features": 0.7, "min_samples_leaf": 3}
    ours = plugin("models", "extra_trees").build(params, context(TaskKind.MULTICLASS, X, classes=3)).fit(X, y)
    theirs = ExtraTreesClassifier(_forest.TREES, random_state=3, **params).fit(X, y)
    with_doubt = (_forest.TREES * theirs.predict_proba(X) + 1 / 3) / (_forest.TREES + 1)
    np.testing.assert_allclose(ours.predict_proba(X), with_doubt, atol=2e-5)
    assert ours.predict_proba(X).min() > 0


def test_thresholds_rounded_to_float32_never_move_a_row() -> None:
    random = np.random.default_rng(0)
    thresholds = random.normal(size=10_000) * 10.0 ** random.integers(-20, 20, 10_000)
    rounded = _forest.rounded_down(thresholds)
    assert rounded.dtype == np.float32
    for values in (rounded, np.nextafter(rounded, np.float32(np.inf)), np.nextafter(rounded, np.float32(-np.inf))):
        assert np.array_equal(values <= rounded, values.astype(np.float64) <= thresholds)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("steps", lambda steps: steps + 10_000),
        ("steps", lambda steps: steps * 0),
        ("features", lambda features: features + 500),
        ("values", lambda values: values[:-1]),
        ("sizes", lambda sizes: sizes - sizes),
    ],
)
def test_a_forest_whose_nodes_point_elsewhere_is_refused(tmp_path: Path, name: str, change: Any) -> None:
    X, y = load_iris(return_X_y=True)
    family = plugin("models", "random_forest")
    model = family.build({"max_features": 1.0, "min_samples_leaf": 1}, context(TaskKind.MULTICLASS, X, classes=3))
    model.fit(X, y)
    model.arrays_ = {**model.arrays_, name: change(model.arrays_[name])}
    family.save(model, tmp_path)
    with pytest.raises(PackageError):
        family.load(tmp_path)


def test_leaves_grow_with_the_table_so_that_files_stay_small() -> None:
    sizes = [leaf_range(Table(pd.DataFrame(index=range(rows)), {})).low for rows in (3, 15_000, 150_000)]
    assert sizes == [1, 1, 10]


# ---- linear ----------------------------------------------------------------------------------------------------------


def _plain(C: float, **more: Any) -> dict[str, Any]:
    return {"C": C, "splines": 1, "l1": 0.0, **more}


def test_a_linear_model_is_ridge_regression() -> None:
    X, y = load_diabetes(return_X_y=True)
    ours = plugin("models", "linear").build(_plain(2.0), context(TaskKind.REGRESSION, X)).fit(X, y)
    theirs = Ridge(alpha=0.5).fit(X.astype(np.float32).astype(float), y)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-4)


def test_the_coefficients_of_a_linear_model_make_its_probability() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    model = plugin("models", "linear").build(_plain(1.0), context(TaskKind.BINARY, X, classes=2)).fit(X, y)
    by_hand = expit(X.astype(np.float32) @ model.coefficients_[:, 0] + model.intercepts_[0])
    np.testing.assert_allclose(model.predict_proba(X)[:, 1], by_hand, atol=1e-9)


def test_splines_follow_a_bend_and_stay_level_beyond_what_was_seen() -> None:
    X = np.random.default_rng(0).uniform(-1, 1, size=(800, 1))
    y = np.abs(X[:, 0])
    errors = {}
    for splines in (1, 8):
        model = plugin("models", "linear").build(_plain(10.0, splines=splines), context(TaskKind.REGRESSION, X))
        errors[splines] = np.square(model.fit(X[:600], y[:600]).predict(X[600:]) - y[600:]).mean()
    assert errors[8] < 0.02 * errors[1]


@pytest.mark.parametrize(
    ("task", "classes"), [(TaskKind.REGRESSION, 0), (TaskKind.BINARY, 2), (TaskKind.MULTICLASS, 3)]
)
def test_the_elastic_net_drops_the_columns_that_say_nothing(task: TaskKind, classes: int) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(300, 30))
    value = 2.0 * X[:, 0] - 2.0 * X[:, 1] + random.normal(0, 0.5, 300)
    y = np.digitize(value, np.quantile(value, np.arange(1, classes) / classes)) if classes else value
    model = plugin("models", "linear").build(_plain(0.05, l1=0.95), context(task, X, classes=classes)).fit(X, y)
    size = np.abs(model.coefficients_).max(axis=1)
    assert (size[:2] > 0.05).all()
    assert (size[2:] == 0).mean() > 0.7


@pytest.mark.parametrize("classes", [2, 3])
def test_the_elastic_net_for_classes_is_the_librarys(classes: int) -> None:
    from sklearn.linear_model import LogisticRegression

    X, y = load_iris(return_X_y=True)
    X, y = ((X - X.mean(axis=0)) / X.std(axis=0), y) if classes == 3 else (X[50:] - X[50:].mean(axis=0), y[50:] - 1)
    task = TaskKind.MULTICLASS if classes == 3 else TaskKind.BINARY
    ours = plugin("models", "linear").build(_plain(0.5, l1=0.5), context(task, X, classes=classes)).fit(X, y)
    theirs = LogisticRegression(C=0.5, l1_ratio=0.5, solver="saga", max_iter=5_000, tol=1e-6).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=0.01)


# ---- nearest neighbours ----------------------------------------------------------------------------------------------


def test_neighbours_average_what_became_of_the_nearest_rows() -> None:
    X = np.array([[0.0], [1.0], [2.0], [10.0], [11.0], [12.0]])
    y = np.array([0.0, 1.0, 2.0, 100.0, 101.0, 102.0])
    params = {"neighbors": 3, "weights": "uniform", "columns": "equal"}
    model = plugin("models", "nearest_neighbors").build(params, context(TaskKind.REGRESSION, X)).fit(X, y)
    np.testing.assert_allclose(model.predict([[1.0], [11.2]]), [1.0, 101.0], rtol=1e-5)


def test_columns_of_noise_count_little_among_neighbours() -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(600, 12))
    y = (X[:, 0] > 0).astype(int)
    right = {}
    for columns in ("equal", "relevance"):
        params = {"neighbors": 15, "weights": "uniform", "columns": columns}
        model = plugin("models", "nearest_neighbors").build(params, context(TaskKind.BINARY, X, classes=2))
        right[columns] = (model.fit(X[:400], y[:400]).predict(X[400:]) == y[400:]).mean()
    assert right["relevance"] > right["equal"] + 0.05


# ---- boosting --------------------------------------------------------------------------------------------------------

BOOSTERS = ("catboost", "hist_boosting", "lightgbm", "xgboost")


@pytest.mark.parametrize("name", BOOSTERS)
def test_boosting_stops_early_where_more_rounds_would_only_learn_noise(name: str, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(400, 3))
    noise = random.permutation(np.arange(400) % 2)
    clear = (X[:, 0] * X[:, 1] > 0).astype(int)
    sizes = {}
    for what, y in (("noise", noise), ("clear", clear)):
        folder = tmp_path / what
        folder.mkdir()
        family = plugin("models", name)
        params = {**family.defaults(_table(400)), "learning_rate": 0.1}
        family.save(family.build(params, context(TaskKind.BINARY, X, classes=2)).fit(X, y), folder)
        sizes[what] = sum(path.stat().st_size for path in folder.iterdir() if path.suffix != ".json")
    assert sizes["noise"] < sizes["clear"]


@pytest.mark.parametrize("name", BOOSTERS)
def test_categories_are_split_as_categories(name: str) -> None:
    """Odd codes mean yes: as numbers, 40 codes would need 39 splits."""
    random = np.random.default_rng(0)
    codes = random.integers(0, 40, 1_000)
    X = np.column_stack([codes, random.normal(size=1_000)]).astype(np.float32)
    y = codes % 2
    family = plugin("models", name)
    params = {**family.defaults(_table(1_000)), "learning_rate": 0.1}
    model = family.build(params, context(TaskKind.BINARY, X, classes=2, categories=(0,))).fit(X[:800], y[:800])
    assert (model.predict(X[800:]) == y[800:]).mean() > 0.9


@pytest.mark.parametrize("name", BOOSTERS)
def test_a_code_that_was_never_trained_on_is_predicted(name: str) -> None:
    X = np.column_stack([np.arange(300) % 5, np.linspace(0, 1, 300)]).astype(np.float32)
    y = (X[:, 0] > 2).astype(int)
    family = plugin("models", name)
    model = family.build(family.defaults(_table(300)), context(TaskKind.BINARY, X, classes=2, categories=(0,)))
    model.fit(X, y)
    probability = model.predict_proba(np.array([[7.0, 0.5], [6.0, np.nan]]))
    assert np.isfinite(probability).all()


# ---- storage ---------------------------------------------------------------------------------------------------------


def test_a_file_that_was_exchanged_is_noticed(tmp_path: Path) -> None:
    X, y = load_diabetes(return_X_y=True)
    family = plugin("models", "linear")
    family.save(family.build(_plain(1.0), context(TaskKind.REGRESSION, X)).fit(X, y), tmp_path)
    with np.load(tmp_path / "arrays.npz") as stored:
        arrays = dict(stored)
    np.savez_compressed(tmp_path / "arrays.npz", **{**arrays, "intercepts": arrays["intercepts"] + 1})
    with pytest.raises(PackageError, match="damaged or incomplete"):
        family.load(tmp_path)


def test_a_linear_model_from_before_there_were_bends_still_opens(tmp_path: Path) -> None:
    X, y = load_diabetes(return_X_y=True)
    family = plugin("models", "linear")
    model = family.build(_plain(1.0), context(TaskKind.REGRESSION, X)).fit(X, y)
    family.save(model, tmp_path)
    np.savez(tmp_path / "arrays.npz", coefficients=model.coefficients_, intercepts=model.intercepts_)
    facts = json.loads((tmp_path / "estimator.json").read_text(encoding="utf-8"))
    (tmp_path / "estimator.json").write_text(json.dumps({**facts, "files": _checksums(tmp_path)}), encoding="utf-8")
    np.testing.assert_array_equal(family.load(tmp_path).predict(X), model.predict(X))


def test_arrays_that_need_pickle_are_never_read(tmp_path: Path) -> None:
    X, y = load_diabetes(return_X_y=True)
    family = plugin("models", "linear")
    family.save(family.build(_plain(1.0), context(TaskKind.REGRESSION, X)).fit(X, y), tmp_path)
    np.savez(tmp_path / "arrays.npz", coefficients=np.array([{}], dtype=object), intercepts=np.zeros(1))
    facts = json.loads((tmp_path / "estimator.json").read_text(encoding="utf-8"))
    (tmp_path / "estimator.json").write_text(json.dumps({**facts, "files": _checksums(tmp_path)}), encoding="utf-8")
    with pytest.raises(PackageError):
        family.load(tmp_path)


def _table(rows: int) -> Any:
    return Table(pd.DataFrame(index=range(rows)), {})
