"""Boosting that is looked at round by round: out of time, far behind its rival, or neither."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from autoglm_core.contracts import BuildContext, FellBehindError
from autoglm_core.models._boosting import Watch
from autoglm_core.registry import plugin
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

ROWS = 1_500
RNG = np.random.default_rng(0)
X = RNG.normal(size=(ROWS, 4)).astype(np.float32)
Y = (X[:, 0] * X[:, 1] + 0.5 * RNG.normal(size=ROWS) > 0).astype(np.int64)
TABLE = Table(pd.DataFrame(X, columns=list("abcd")), MappingProxyType(dict.fromkeys("abcd", Role.NUMERIC)))
CONTEXT = BuildContext(TaskKind.BINARY, 2, ROWS, 4, (), 1)
STEPWISE = ("catboost", "lightgbm", "xgboost")


@pytest.mark.parametrize("name", STEPWISE)
def test_a_fit_tells_how_it_went_and_one_far_behind_is_given_up(name: str) -> None:
    family = plugin("models", name)
    params = family.defaults(TABLE)
    curve = family.build(params, CONTEXT).fit(X, Y).curve_
    steps, losses = zip(*curve, strict=True)
    assert list(steps) == sorted(steps)
    assert losses[-1] == min(losses) < 0.6
    # As good as itself: it runs to its end, and gives the same model.
    again = family.build(params, replace(CONTEXT, rival=curve)).fit(X, Y)
    assert again.curve_ == curve
    much_better = tuple((step, loss - 0.2) for step, loss in curve)
    with pytest.raises(FellBehindError):
        family.build(params, replace(CONTEXT, rival=much_better)).fit(X, Y)


@pytest.mark.parametrize("name", [*STEPWISE, "hist_boosting"])
def test_without_time_there_is_a_model_all_the_same(name: str) -> None:
    family = plugin("models", name)
    model = family.build(family.defaults(TABLE), replace(CONTEXT, seconds=0.05)).fit(X, Y)
    assert model.predict_proba(X).shape == (ROWS, 2)


def test_a_small_lag_is_no_reason_to_end() -> None:
    rival = ((1.5, 0.60), (3.0, 0.50), (6.0, 0.45), (9.0, 0.40))
    behind = Watch(None, 1.0, rival)
    assert [behind.ends(rounds, loss) for rounds, loss in ((2, 0.70), (3, 0.54), (6, 0.46))] == [False, False, False]
    lost = Watch(None, 1.0, rival)
    assert [lost.ends(rounds, loss) for rounds, loss in ((2, 0.60), (3, 0.58))] == [False, True]
    assert lost.fell_behind
