"""What is found in a table, and what is proposed about it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from autoglm_core.data.checks import table_findings, target_findings
from autoglm_core.data.recipes import apply
from autoglm_core.data.roles import detect_roles
from autoglm_core.recipe import Finding, Recipe, Severity, StepKind
from autoglm_core.spec import Budget, TaskSpec, Validation
from autoglm_core.table import Role, Table

N = 400
NOW = Budget(trials=1)


def frame_of(**columns: Any) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    base = {"amount": rng.lognormal(3, 0.5, N), "size": rng.normal(size=N)}
    return pd.DataFrame({**base, **columns})


def found(frame: pd.DataFrame) -> dict[tuple[str, str | None], Finding]:
    findings = table_findings(Table(frame, detect_roles(frame)))
    return {(finding.kind, finding.column): finding for finding in findings}


def aimed(frame: pd.DataFrame, target: str = "y", task: str = "binary", **more: Any) -> dict[str, Finding]:
    table = Table(frame, detect_roles(frame))
    spec = TaskSpec(task=task, target=target, budget=NOW, **more)
    findings = target_findings(table, spec)
    for finding in findings:
        assert finding.message.text("en")
        assert finding.message.text("zh")
        assert Finding.from_json(finding.to_json()) == finding
    return {finding.kind: finding for finding in findings}


def text(cells: Any) -> pd.Series[str]:
    return pd.Series(list(cells), dtype="str")


def test_a_clean_table_gives_no_finding() -> None:
    assert found(frame_of(kind=text(np.random.default_rng(0).choice(["a", "b"], N)))) == {}


RNG = np.random.default_rng(2)
SENTINELS = RNG.integers(18, 80, N).astype(float)
SENTINELS[:9] = -999
EXTREME = RNG.normal(100, 10, N)
EXTREME[7] = 1e6
MIXED = text(str(i % 200) if i % 10 else f"x{i % 200}" for i in range(N))


@pytest.mark.parametrize(
    ("kind", "cells", "mentions"),
    [
        ("empty", [np.nan] * N, []),
        ("constant", ["Rome"] * N, ["Rome"]),
        ("identifier", [f"LA-{i}" for i in range(N)], []),
        ("mostly_missing", np.where(np.arange(N) < 10, 1.5 * np.arange(N), np.nan), ["98 %"]),
        ("missing", np.where(np.arange(N) % 2, 1.5 * np.arange(N), np.nan), ["50 %"]),
        ("numbers_as_text", MIXED, ["90 %", "x0"]),
        (
            "mixed_dates",
            text(f"2020-01-{i % 27 + 1:02d}" if i % 2 else f"{i % 27 + 1}.1.2020" for i in range(N)),
            [".1.2020"],
        ),
        ("stand_in", SENTINELS, ["-999", "9"]),
        ("outliers", EXTREME, ["1,000,000"]),
        ("future_dates", pd.to_datetime(["2020-01-01"] * (N - 2) + ["2150-01-01", "2150-01-02"]), ["2150-01-02", "2"]),
        ("many_categories", text(f"T{i % 250}" for i in range(N)), ["250"]),
    ],
)
def test_each_oddity_of_a_column_is_found_and_worded(kind: str, cells: Any, mentions: list[str]) -> None:
    if isinstance(cells, list) and isinstance(cells[0], str):
        cells = text(cells)
    findings = found(frame_of(x=cells))
    assert (kind, "x") in findings
    for language in ("en", "zh"):
        sentence = findings[kind, "x"].message.text(language)
        assert "“x”" in sentence
        assert all(mention in sentence for mention in mentions)


def test_findings_about_several_columns_name_them() -> None:
    gaps = np.where(np.arange(N) % 20, 1.5 * np.arange(N), np.nan)
    findings = found(frame_of(a=gaps, b=gaps + RNG.normal(size=N)))
    assert findings["some_missing", None].message.values["rows"] == 20
    assert "“a”, “b”" in findings["some_missing", None].message.text("en")
    seldom = text(["odd"] + ["usual", "common"] * 199 + ["usual"])
    assert "“c”" in found(frame_of(c=seldom))["rare_categories", None].message.text("en")


def test_names_that_other_programs_refuse_are_noted_and_shown_as_they_are() -> None:
    sentence = found(frame_of(**{"<b>x</b>[1]": RNG.normal(size=N)}))["odd_names", None].message.text("en")
    assert "“<b>x</b>[1]”" in sentence


def test_equal_columns_and_rows() -> None:
    frame = frame_of()
    frame["again"] = frame["amount"]
    findings = found(pd.concat([frame, frame.iloc[:40]], ignore_index=True))
    assert findings["same_column", "again"].step is not None
    assert findings["same_column", "again"].message.values["other"] == "amount"
    assert findings["duplicates", None].message.values["count"] == 40
    assert findings["duplicates", None].step is not None
    assert not findings["duplicates", None].step.active


def test_what_was_done_is_active_and_what_is_proposed_is_not() -> None:
    frame = frame_of(id=np.arange(N) + 1000, same=[1] * N, mixed=MIXED)
    findings = table_findings(Table(frame, detect_roles(frame)))
    steps = {finding.column: finding.step for finding in findings if finding.step is not None}
    assert steps["id"].active
    assert steps["same"].active
    assert not steps["mixed"].active
    recipe = Recipe((steps["mixed"],))
    assert apply(frame, recipe).roles["mixed"] is not Role.NUMERIC
    table = apply(frame, recipe.toggled(0, True))
    assert table.roles["mixed"] is Role.NUMERIC
    assert table.frame["mixed"].isna().sum() == 40


def _target(share: float = 0.4) -> np.ndarray[Any, Any]:
    return (np.random.default_rng(5).random(N) < share).astype(int)


def test_a_leak_is_dangerous_and_can_be_left_out() -> None:
    y = _target()
    findings = aimed(frame_of(y=y, refund=np.where(y, 50.0, 0.0)))
    leak = findings["leak"]
    assert (leak.severity, leak.column) == (Severity.DANGER, "refund")
    assert leak.step is not None
    assert leak.step.kind is StepKind.LEAVE_OUT
    assert not leak.step.active
    assert "refund" in leak.message.text("en")


def test_copies_of_rows_across_folds_are_dangerous_but_chance_is_not() -> None:
    frame = frame_of(y=_target())
    copied = pd.concat([frame, frame.iloc[:60]], ignore_index=True)
    assert aimed(copied)["duplicates_across"].severity is Severity.DANGER
    assert aimed(copied)["duplicates_across"].message.values["count"] == 60
    few_values = pd.DataFrame({"a": RNG.integers(0, 3, N), "b": RNG.integers(0, 3, N), "y": _target()})
    assert "duplicates_across" not in aimed(few_values)


def test_rows_without_the_target_are_not_used() -> None:
    y = _target().astype(float)
    y[:30] = np.nan
    finding = aimed(frame_of(y=y))["target_missing"]
    assert finding.message.values["count"] == 30
    assert finding.step is not None
    assert finding.step.kind is StepKind.DROP_ROWS_WITHOUT_TARGET
    assert finding.step.active


def test_shapes_of_the_target() -> None:
    assert aimed(frame_of(y=_target(0.03)))["imbalance"].message.values["value"] == "1"
    assert "imbalance" not in aimed(frame_of(y=_target(0.3)))
    nearly = np.zeros(N, dtype=int)
    nearly[0] = 1
    assert aimed(frame_of(y=nearly))["constant_target"].severity is Severity.WARNING
    classes = text(["a", "b"] * 199 + ["c", "c"])
    assert aimed(frame_of(y=classes), task="multiclass")["rare_classes"].message.values["classes"] == ["“c”"]
    assert "few_rows" in aimed(frame_of(y=_target()).iloc[:120])
    assert aimed(frame_of(y=_target()).iloc[:20])["very_few_rows"].severity is Severity.WARNING
    assert set(aimed(pd.DataFrame({"feature_1": [1, 2, 3], "label": [0, 1, 0]}), "label")) == {"very_few_rows"}


def test_an_identifier_that_is_used_nevertheless_is_warned_of() -> None:
    frame = frame_of(y=_target(), customer_id=np.arange(N) + 500)
    assert "identifier_used" not in aimed(frame)
    assert aimed(frame, roles={"customer_id": Role.NUMERIC})["identifier_used"].column == "customer_id"


def test_time_and_groups_call_for_another_split() -> None:
    frame = frame_of(y=_target(), when=pd.date_range("2020-01-01", periods=N), shop_id=RNG.integers(0, 20, N) * 37)
    findings = aimed(frame)
    assert findings["random_split_in_time"].column == "when"
    assert findings["groups"].column == "shop_id"
    assert findings["groups"].severity is Severity.NOTE
    by_time = aimed(frame, validation=Validation(time_column="when", group_column="shop_id"))
    assert not {"random_split_in_time", "groups"} & set(by_time)


def test_a_target_that_is_not_there_gives_nothing() -> None:
    assert aimed(frame_of(), "nope") == {}
    assert aimed(frame_of(y=[np.nan] * N)) == {}


def test_the_gravest_comes_first() -> None:
    y = _target(0.05)
    frame = frame_of(y=y, leak=y * 2.0).iloc[:150]
    table = Table(frame.reset_index(drop=True), detect_roles(frame))
    severities = [f.severity for f in target_findings(table, TaskSpec(task="binary", target="y", budget=NOW))]
    assert severities == sorted(severities, key=[Severity.DANGER, Severity.WARNING, Severity.NOTE].index)
