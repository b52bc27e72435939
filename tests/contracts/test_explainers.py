"""What every explainer must do, whatever its method."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from autoglm_core import registry
from autoglm_core.contracts import Explainer, Predictor
from autoglm_core.messages import LANGUAGES
from autoglm_core.result import Explanation, Floats
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

EXPLAINERS = registry.plugins("explainers")


class Fitted(Predictor):
    """A linear model of scikit-learn on one-hot columns, as the shipped model."""

    def __init__(self, task: TaskKind, table: Table, target: Iterable[object], classes: tuple[str, ...]) -> None:
        self.task = task
        self.classes = classes
        self.features = table.columns
        last = LinearRegression() if task is TaskKind.REGRESSION else LogisticRegression()
        self.model = make_pipeline(OneHotEncoder(handle_unknown="ignore"), last).fit(table.frame, list(target))

    def scores(self, frame: pd.DataFrame) -> Floats:
        return np.asarray(self.model.predict_proba(frame) if self.classes else self.model.predict(frame))


def small_table() -> Table:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "<b>x</b>[1]": rng.integers(0, 4, 60),
            "城市": pd.Series(rng.choice(["上海", "Berlin", "🙂"], 60)).where(rng.random(60) > 0.1),
            "=cmd()": rng.choice([0.5, 1.5, np.nan], 60),
        }
    )
    return Table(frame, {"<b>x</b>[1]": Role.ORDINAL, "城市": Role.CATEGORICAL, "=cmd()": Role.NUMERIC})


def fitted(task: TaskKind) -> tuple[Fitted, Table]:
    table = small_table()
    number = table.frame["<b>x</b>[1]"]
    if task is TaskKind.REGRESSION:
        return Fitted(task, table, number * 2.0 + 1, ()), table
    if task is TaskKind.BINARY:
        return Fitted(task, table, number >= 2, ("no", "yes")), table
    return Fitted(task, table, np.minimum(number, 2), ("a", "b", "c")), table


@pytest.fixture(params=EXPLAINERS, ids=lambda explainer: explainer.name)
def explainer(request: pytest.FixtureRequest) -> Explainer:
    return request.param


@pytest.fixture(params=[TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION])
def explained(request: pytest.FixtureRequest, explainer: Explainer) -> tuple[Fitted, Table, Explanation]:
    model, table = fitted(request.param)
    if not explainer.supports(model):
        pytest.skip(f"{explainer.name} does not explain {request.param} models")
    of_class = None if request.param is TaskKind.REGRESSION else 1
    return model, table, explainer.explain(model, table, np.arange(8), np.arange(20, 60), of_class, seed=5)


def test_there_is_an_explainer_for_every_task() -> None:
    for task in (TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION):
        model, _ = fitted(task)
        assert any(explainer.supports(model) for explainer in EXPLAINERS)


def test_values_add_up_to_the_models_own_prediction(explained: tuple[Fitted, Table, Explanation]) -> None:
    model, table, explanation = explained
    scores = model.scores(table.frame.iloc[:8])
    expected = scores[:, 1] if model.classes else scores
    np.testing.assert_allclose(explanation.predictions, expected, atol=1e-6)
    np.testing.assert_allclose(explanation.base + explanation.values.sum(axis=1), expected, atol=1e-6)
    assert explanation.of_class == (model.classes[1] if model.classes else None)


def test_shapes_and_the_column_that_matters(explained: tuple[Fitted, Table, Explanation]) -> None:
    model, _, explanation = explained
    assert explanation.columns == model.features
    assert explanation.values.shape == explanation.cells.shape == explanation.numbers.shape == (8, 3)
    assert explanation.rows.tolist() == list(range(8))
    assert np.abs(explanation.values).mean(axis=0).argmax() == 0


def test_same_seed_same_explanation(explainer: Explainer) -> None:
    model, table = fitted(TaskKind.BINARY)
    if not explainer.supports(model):
        pytest.skip(f"{explainer.name} does not explain such a model")
    first, second = (explainer.explain(model, table, np.arange(4), np.arange(20, 60), 1, seed=9) for _ in range(2))
    np.testing.assert_array_equal(first.values, second.values)


def test_explanation_can_be_stored(explained: tuple[Fitted, Table, Explanation], tmp_path: Path) -> None:
    explanation = explained[2]
    explanation.save(tmp_path / "explanation.npz")
    stored = Explanation.load(tmp_path / "explanation.npz")
    np.testing.assert_array_equal(stored.values, explanation.values)
    assert stored.cells.tolist() == explanation.cells.tolist()
    assert stored.columns == explanation.columns


def test_has_a_label_and_a_help_in_both_languages(explainer: Explainer) -> None:
    for language in LANGUAGES:
        info = next(info for info in registry.available("explainers", language) if info.name == explainer.name)
        assert info.label != explainer.name
        assert info.help
    labels = {registry.label("explainers", explainer.name, language) for language in LANGUAGES}
    assert len(labels) == len(LANGUAGES)
