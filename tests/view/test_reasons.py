"""The reasons for a row in words: the largest first, and only those that matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from autoglm_core.result import Explanation
from autoglm_core.view.reasons import reasons, told


def one_row(effects: list[float], of_class: str | None = "Yes") -> Explanation:
    values = np.array([effects])
    names = ("tenure", "<b>x</b>[1]", *(f"c{number}" for number in range(2, len(effects))))
    return Explanation(
        columns=names,
        values=values,
        base=0.265,
        predictions=0.265 + values.sum(axis=1),
        cells=np.array([[f"v{number}" for number in range(len(effects))]]),
        numbers=np.full(values.shape, np.nan),
        rows=np.array([7]),
        of_class=of_class,
    )


def test_what_raised_and_what_lowered() -> None:
    assert told(one_row([0.2, -0.1, 0.05, 0.001]), 0, "en") == (
        "The probability of “Yes” is 41.6 %; on average it is 26.5 %. "
        "Raised most by tenure = v0 (+20.0 points), c2 = v2 (+5.0 points). "
        "Lowered most by <b>x</b>[1] = v1 (−10.0 points)."
    )


def test_in_chinese_and_without_reasons() -> None:
    assert told(one_row([0.0, 0.0]), 0, "zh") == "“Yes”的概率为 26.5 %，平均为 26.5 %。"
    assert told(one_row([5.0, 0.0], None), 0, "en").endswith("Raised most by tenure = v0 (+5).")


def test_small_effects_are_taken_together_so_that_all_add_up() -> None:
    effects = np.linspace(0.3, -0.2, 30).tolist()
    names, sizes = reasons(one_row(effects), 0, "en")
    assert len(names) == 9
    assert names[-1] == "22 other columns"
    assert sum(sizes) == pytest.approx(sum(effects))
    assert names[0] == "tenure = v0"


def test_a_missing_cell_is_named() -> None:
    given = one_row([0.2, 0.0])
    blank = replace(given, cells=np.array([["", "v1"]]))
    assert "tenure = unknown (+20.0 points)" in told(blank, 0, "en")
    assert reasons(blank, 0, "zh")[0][0] == "tenure = 未知"
