"""How good: what a user reads on each part is true of the judged rows, recomputed with scikit-learn and by counting."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix

from autoglm_core import store
from autoglm_core.messages import catalog
from autoglm_core.store import Workspace
from autoglm_core.view import format as fmt
from pages.parts.i18n import LOCALES
from tests.pages.runs import charts, on_tab
from tests.pages.support import opened, words
from tests.store.helpers import wait_for


def _said(key: str, language: str = "en", **values: object) -> str:
    return catalog(LOCALES).text(key, language, values).replace("**", "")


def _part(run: str, part: str, language: str = "en"):
    return on_tab(opened("inspect", language, run=run), "inspect-quality", _said(f"inspect-quality-{part}", language))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_best_threshold_for_the_amounts_entered_is_told_in_money(trained: Workspace, language: str) -> None:
    run = trained.runs()[0]
    judged = trained.judged(run.id)
    at = _part(run.id, "money", language)
    for name, amount in (("hit", 10.0), ("false-alarm", 4.0), ("miss", 3.0), ("passed", 0.0)):
        at.number_input(key=f"inspect-money-{name}-{run.id}").set_value(amount)
    at.run()
    assert not at.exception
    totals = {}
    for threshold in [*np.unique(judged.prediction[:, 1]), 2.0]:
        (_, alarms), (misses, hits) = confusion_matrix(judged.y, judged.prediction[:, 1] >= threshold, labels=[0, 1])
        totals[float(threshold)] = 10 * hits - 4 * alarms - 3 * misses
    best = fmt.number(float(max(totals.values())), language)
    assert at.dataframe[0].value.iloc[0].iloc[-1] == best
    assert best in words(at)
    (passed, alarms), (misses, hits) = confusion_matrix(
        judged.y, judged.prediction[:, 1] >= trained.result(run.id).threshold, labels=[0, 1]
    )
    counts = [fmt.number(int(each), language) for each in (hits, alarms, misses, passed)]
    assert at.dataframe[0].value.iloc[1].tolist()[2:6] == counts
    assert charts(at)["inspect-money"]["data"][1]["y"][0] == pytest.approx(max(totals.values()))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_calibration_and_lift_are_those_of_the_judged_rows(trained: Workspace, language: str) -> None:
    run = trained.runs()[0]
    judged = trained.judged(run.id)
    y, probability = judged.y, judged.prediction[:, 1]
    at = _part(run.id, "trust", language)
    happened, predicted = calibration_curve(y, probability, n_bins=10, strategy="quantile")
    line = charts(at)["inspect-calibration"]["data"][-1]
    np.testing.assert_allclose(line["x"], 100 * predicted)
    np.testing.assert_allclose(line["y"], 100 * happened)
    edges = np.quantile(probability, np.linspace(0, 1, 11)[1:-1])
    rows = np.bincount(np.searchsorted(edges, probability))
    error = np.average(np.abs(happened - predicted), weights=rows[rows > 0])
    assert fmt.points(error, language) in words(at)
    order = np.argsort(-probability)
    tenth = y[order][: len(y) // 10].sum() / y.sum()
    gain = charts(at)["inspect-gain"]["data"][-1]
    assert np.interp(100 * (len(y) // 10) / len(y), gain["x"], gain["y"]) == pytest.approx(100 * tenth, abs=1.0)


def test_ties_and_the_learning_curve_are_told_once_worked_out(trained: Workspace) -> None:
    run = trained.runs()[0]
    _part(run.id, "better")
    found = {
        name: wait_for(lambda n=name: store.inspection_outcome(trained, run.id, n), name, seconds=300)
        for name in ("ties", "learning_curve")
    }
    at = _part(run.id, "better")
    assert not at.exception
    best, second = trained.result(run.id).leaderboard[:2]
    shown = at.dataframe[0].value
    assert shown.iloc[0, 1] == fmt.score("roc_auc", best.score)
    assert shown.iloc[1, 3] == _said(
        "inspect-ties-is-tied" if found["ties"]["trials"][1]["tied"] else "inspect-ties-is-worse"
    )
    assert second.number == found["ties"]["trials"][1]["number"]
    curve = charts(at)["inspect-curve"]["data"][-1]
    np.testing.assert_allclose(curve["y"], [100 * point["score"] for point in found["learning_curve"]["points"]])
