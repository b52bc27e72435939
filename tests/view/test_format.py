"""Numbers look the way people in either language write them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from autoglm_core.result import MeasuredOn, Score
from autoglm_core.view import format as fmt


def score_of(metric: str, value: float, low: float, high: float) -> Score:
    return Score(metric, value, low, high, True, MeasuredOn.HOLDOUT, 100, 0.5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (48842, "48,842"),
        (np.int64(-3), "-3"),
        (0, "0"),
        (0.0, "0"),
        (3.14159, "3.14"),
        (123.456, "123.5"),
        (1234.5, "1,234"),
        (0.00012345, "0.000123"),
        (0.00001, "1E-5"),
        (-0.0001234, "-0.000123"),
        (-0.0, "0"),
        (2.5e15, "2.5E15"),
        (None, "–"),
        (float("inf"), "–"),
    ],
)
def test_numbers(value: float | None, text: str) -> None:
    assert fmt.number(value) == text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_percentages_have_one_digit_and_a_space(language: str) -> None:
    assert fmt.percent(0.9128, language) == "91.3 %"
    assert fmt.percent(-0.0001, language) == "0.0 %"
    assert fmt.percent(12.5, language, digits=0) == "1,250 %"


def test_scores_are_shown_as_their_metric_wants() -> None:
    assert fmt.score("average_precision", 0.4567) == "45.7 %"
    assert fmt.score("rmse", 48211.7) == "48,212"
    assert fmt.score("r2", -0.123) == "-0.123"
    assert fmt.score("mape", 0.08) == "8.0 %"
    assert fmt.score("accuracy", None) == "–"


def test_an_interval_names_its_unit_once() -> None:
    assert fmt.interval(score_of("accuracy", 0.913, 0.89, 0.932)) == "91.3 % (89.0–93.2 %)"
    assert fmt.interval(score_of("rmse", 12.4, 11.8, 13.1), "zh") == "12.4 (11.8–13.1)"
    assert fmt.interval(score_of("r2", 0.1, -0.2, 0.4)) == "0.1 (-0.2 … 0.4)"
    assert fmt.interval(score_of("accuracy", 0.5, float("nan"), float("nan"))) == "50.0 %"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.04, "0 s", "0 秒"),
        (2.34, "2.3 s", "2.3 秒"),
        (9.97, "10 s", "10 秒"),
        (59.6, "1 min", "1 分钟"),
        (130, "2 min 10 s", "2 分 10 秒"),
        (3600, "1 h", "1 小时"),
        (7500, "2 h 5 min", "2 小时 5 分"),
        (90_000, "1 d 1 h", "1 天 1 小时"),
    ],
)
def test_durations(seconds: float, english: str, chinese: str) -> None:
    assert fmt.duration(seconds) == english
    assert fmt.duration(seconds, "zh") == chinese


def test_a_range_of_time_moves_in_round_steps() -> None:
    assert fmt.duration_range(0.1, 4) == "a few seconds"
    assert fmt.duration_range(1, 22) == "up to 20 s"
    assert fmt.duration_range(100, 170) == "1 min 40 s – 3 min"
    assert fmt.duration_range(3000, 3020, "zh") == "约 50 分钟"


def test_sizes_and_dates() -> None:
    assert fmt.bytes_(999) == "999 B"
    assert fmt.bytes_(3_400_000_000) == "3.4 GB"
    moment = pd.Timestamp("2026-11-24 14:48").timestamp()
    local = pd.Timestamp.fromtimestamp(moment)
    assert fmt.when(moment) == local.strftime("24 Nov %Y, %H:%M").replace("24", str(local.day), 1)
    assert fmt.when(moment, "zh") == f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    assert fmt.when(None) == "–"


def test_cells_of_any_kind_become_one_short_line() -> None:
    assert fmt.cell(pd.NA) == fmt.cell(pd.NaT) == fmt.cell(float("nan")) == "–"
    assert fmt.cell(pd.Timestamp("2024-02-03")) == "2024-02-03"
    assert fmt.cell("a\n\tb  c") == "a b c"
    assert fmt.cell("客户" * 50, longest=9) == "客户客户客户客户…"
    assert fmt.cell(True) == "True"
    assert fmt.cell(np.float64(2.0)) == "2"
