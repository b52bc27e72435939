"""Errors over time: the mean of each period, whichever length gives a readable number of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from autoglm_core.inspect.over_time import OverTime
from autoglm_core.spec import TaskKind
from tests.inspect.inspected import given


def test_the_error_of_each_month(tmp_path: Path):
    rng = np.random.default_rng(0)
    moments = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 700, 3_000), unit="D")
    error = rng.exponential(1.0, 3_000) * np.where(moments >= "2023-06-01", 3.0, 1.0)
    frame = pd.DataFrame({"sold": moments, "x": rng.normal(size=3_000)})
    found = OverTime().compute(given(frame, error, tmp_path, TaskKind.REGRESSION), {}, lambda done, total: None)
    assert (found["column"], found["unit"], found["kind"]) == ("sold", "M", "off")
    expected = pd.Series(error).groupby(moments.to_period("M")).mean()
    assert [each["error"] for each in found["periods"]] == pytest.approx(expected.tolist())
    assert sum(each["rows"] for each in found["periods"]) == 3_000


def test_without_moments_there_is_nothing_to_show(tmp_path: Path):
    frame = pd.DataFrame({"x": np.arange(100.0)})
    found = OverTime().compute(given(frame, np.zeros(100), tmp_path, TaskKind.BINARY), {}, lambda done, total: None)
    assert found["periods"] == []
