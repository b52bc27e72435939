"""Finds what is worth knowing about a table before a model is trained on it, and says what was or can be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas.api import types

from autoglm_core.cells import cell_text, date_share, read_numbers
from autoglm_core.data.duplicates import repeated_rows, repeats_by_chance
from autoglm_core.data.leakage import Ability, Suspect, suspects
from autoglm_core.data.plain import listed, shown
from autoglm_core.data.recipes import features
from autoglm_core.data.roles import is_identifier, names_a_key
from autoglm_core.messages import Message
from autoglm_core.recipe import Finding, RecipeStep, Severity, StepKind
from autoglm_core.spec import TaskKind, TaskSpec
from autoglm_core.table import Role, Table

_SAMPLE, _SAMPLED_VALUES = 1_000, 20_000
_NAMED: Final = 6
_MOSTLY_MISSING, _MUCH_MISSING = 0.95, 0.3
# A column of text with so many numbers in it was probably meant to be one of numbers.
_NUMBERS_FROM: Final = 0.8
_DATES_FROM: Final = 0.9
_MANY_CATEGORIES, _MANY_SHARE = 100, 0.2
_RARE_ROWS, _RARE_SHARE = 5, 0.005
# Beyond 20 times the distance from the median that 99 % of the rows keep, a value is a mistake or a case of its own.
_EXTREME_TIMES, _EXTREME_SHARE = 20.0, 0.005
_STAND_INS: Final = (-9999.0, -999.0, -99.0, 999.0, 9999.0, 99999.0, 999999.0)
_ODD_CHARACTERS: Final = frozenset("[]<>{}\"'`=;\\")
_LONG_NAME: Final = 80

_FEW_ROWS, _VERY_FEW_ROWS = 200, 50
_RARE_CLASS_ROWS: Final = 10
_IMBALANCED, _CONSTANT_TARGET = 0.1, 0.995
_REPEATS_SHARE, _REPEATS_OVER_CHANCE = 0.02, 5.0
_ROWS_A_KEY: Final = 2.0


def table_findings(table: Table) -> tuple[Finding, ...]:
    """What can be told before a goal is known, the gravest first. Steps that were done are active, proposals are not.

    >>> table = Table(pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "x"]}), {"a": Role.NUMERIC, "b": Role.CONSTANT})
    >>> [(finding.kind, finding.column) for finding in table_findings(table)]
    [('constant', 'b')]
    """
    found = [
        *_unused(table),
        *_missing(table),
        *_mixed(table),
        *_extremes(table),
        *_future(table),
        *_categories(table),
        *_same_columns(table),
        *_repeated(table),
        *_names(table),
    ]
    return _gravest_first(found)


def target_findings(table: Table, spec: TaskSpec) -> tuple[Finding, ...]:
    """What can be told once the target is known: leaks, repeated rows, identifiers, imbalance, too few rows.

    ``table`` may be the whole one or the outcome of ``recipes.for_spec``. A target that is not there gives no finding.
    """
    if spec.target is None or spec.target not in table.roles:
        return ()
    target = table.frame[spec.target]
    present = target.notna().to_numpy(dtype=bool)
    if not present.any():
        return ()
    frame = table.frame if present.all() else table.frame.loc[present].reset_index(drop=True)
    used = features(table, spec)
    regression = spec.task is TaskKind.REGRESSION and types.is_numeric_dtype(target.dtype)
    found = [
        *_without_target(spec.target, int((~present).sum()), len(present)),
        *_leaks(frame, table, used, spec.target, regression),
        *_repeated_across(frame, used, spec.target),
        *_used_identifiers(frame, used),
        *_too_few(len(frame)),
        *_target_shape(frame[spec.target], spec),
        *_order_and_groups(table, used, spec),
    ]
    return _gravest_first(found)


def _gravest_first(found: Iterable[Finding]) -> tuple[Finding, ...]:
    order = (Severity.DANGER, Severity.WARNING, Severity.NOTE)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def _finding(
    kind: str, severity: Severity, column: str | None = None, step: RecipeStep | None = None, **values: Any
) -> Finding:
    if column is not None:
        values["column"] = column
    return Finding(kind, severity, Message(f"finding-{kind.replace('_', '-')}", values), column, step)


def _leave_out(why: str, column: str, *, active: bool = False, **values: Any) -> RecipeStep:
    return RecipeStep(StepKind.LEAVE_OUT, Message(f"recipe-{why}", {"column": column, **values}), column, active=active)


def _some(names: Iterable[object]) -> list[str]:
    return listed(names, _NAMED)


def _percent(share: float) -> str:
    """A share for people: never "0 %" of something, never "100 %" of not all.

    >>> _percent(0.0004), _percent(0.256), _percent(0.9999)
    ('0.04 %', '26 %', '99.99 %')
    """
    percent = 100 * share
    return f"{percent:.2g} %" if percent < 1 else f"{percent:.2f} %" if 99 < percent < 100 else f"{percent:.0f} %"


def _sample(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.iloc[:: max(len(column) // _SAMPLE, 1)]


# ---- before a goal is known ------------------------------------------------------------------------------------------


def _unused(table: Table) -> Iterator[Finding]:
    for column in table.columns_in(Role.CONSTANT):
        present = table.frame[column].dropna()
        if present.empty:
            yield _finding("empty", Severity.NOTE, column, _leave_out("empty", column, active=True))
        else:
            value = shown(cell_text(present.iloc[0]))
            step = _leave_out("constant", column, active=True)
            yield _finding("constant", Severity.NOTE, column, step, value=value)
    for column in table.columns_in(Role.IDENTIFIER):
        yield _finding("identifier", Severity.NOTE, column, _leave_out("identifier", column, active=True))


def _missing(table: Table) -> Iterator[Finding]:
    shares = {column: float(table.frame[column].isna().mean()) for column in table.columns}
    shares = {column: share for column, share in shares.items() if 0 < share < 1}
    for column, share in shares.items():
        if share >= _MOSTLY_MISSING:
            step = _leave_out("mostly-missing", column, share=_percent(share))
            yield _finding("mostly_missing", Severity.WARNING, column, step, share=_percent(share))
        elif share >= _MUCH_MISSING:
            yield _finding("missing", Severity.NOTE, column, share=_percent(share))
    few = [column for column, share in shares.items() if share < _MUCH_MISSING]
    if few:
        rows = int(table.frame[few].isna().any(axis=1).sum())
        yield _finding("some_missing", Severity.NOTE, count=len(few), columns=_some(few), rows=rows)


def _mixed(table: Table) -> Iterator[Finding]:
    for column in table.columns_in(Role.CATEGORICAL, Role.TEXT, Role.IDENTIFIER):
        cells = table.frame[column]
        if not isinstance(cells.dtype, pd.StringDtype):
            continue
        texts = _sample(cells.dropna()).drop_duplicates()
        if len(texts) < 3:
            continue
        numeric = ~np.isnan(read_numbers(texts).values)
        if _NUMBERS_FROM <= numeric.mean() < 1:
            reason = Message("recipe-numbers-as-text", {"column": column})
            step = RecipeStep(StepKind.SET_ROLE, reason, column, str(Role.NUMERIC), active=False)
            share, example = _percent(float(numeric.mean())), shown(texts[~numeric].iloc[0])
            yield _finding("numbers_as_text", Severity.WARNING, column, step, share=share, value=example)
        elif date_share(texts.tolist()) >= _DATES_FROM:
            yield _finding("mixed_dates", Severity.WARNING, column, values=_some(texts.iloc[:2]))


def _extremes(table: Table) -> Iterator[Finding]:
    for column in table.columns_in(Role.NUMERIC):
        values = table.frame[column].to_numpy(dtype=np.float64, na_value=np.nan)
        values = values[~np.isnan(values)]
        if len(values) < 2:
            continue
        stand_in = _stand_in(values)
        if stand_in is not None:
            rows = int((values == stand_in).sum())
            yield _finding("stand_in", Severity.WARNING, column, value=cell_text(stand_in), rows=rows)
            continue
        sample = values[:: max(len(values) // _SAMPLED_VALUES, 1)]
        middle = np.median(sample)
        usual = float(np.quantile(np.abs(sample - middle), 0.99))
        distance = np.abs(values - middle)
        far = distance > _EXTREME_TIMES * usual
        if usual > 0 and far.any() and far.mean() <= _EXTREME_SHARE:
            farthest = values[int(np.argmax(distance))]
            value = f"{farthest:,.6g}" if abs(farthest) < 1e6 else f"{farthest:,.0f}"
            yield _finding("outliers", Severity.NOTE, column, rows=int(far.sum()), value=value)


def _stand_in(values: np.ndarray[Any, Any]) -> float | None:
    """A number such as -999 that is repeated at an end and far from the rest: it may stand for a missing value."""
    for end, others in ((values.min(), values[values > values.min()]), (values.max(), values[values < values.max()])):
        if end not in _STAND_INS or not len(others):
            continue
        repeated = np.count_nonzero(values == end) >= 2
        gap = min(abs(end - others.min()), abs(end - others.max()))
        if repeated and gap > others.max() - others.min():
            return float(end)
    return None


def _future(table: Table) -> Iterator[Finding]:
    tomorrow = pd.Timestamp.now().normalize() + pd.Timedelta(days=1)
    for column in table.columns_in(Role.DATETIME):
        later = table.frame[column] > tomorrow
        if later.any():
            latest = cell_text(pd.Timestamp(table.frame[column].max()))
            yield _finding("future_dates", Severity.NOTE, column, rows=int(later.sum()), value=latest)


def _categories(table: Table) -> Iterator[Finding]:
    rare = []
    for column in table.columns_in(Role.CATEGORICAL):
        counts = table.frame[column].value_counts()
        if len(counts) > _MANY_CATEGORIES and len(counts) > _MANY_SHARE * table.rows:
            yield _finding("many_categories", Severity.NOTE, column, count=len(counts))
        elif len(counts) <= _MANY_CATEGORIES and len(counts) > 2:
            seldom = (counts < _RARE_ROWS) & (counts < _RARE_SHARE * table.rows)
            rare += [column] if seldom.any() else []
    if rare:
        yield _finding("rare_categories", Severity.NOTE, count=len(rare), columns=_some(rare), rows=_RARE_ROWS)


def _same_columns(table: Table) -> Iterator[Finding]:
    """Columns whose cells equal those of an earlier one in every row."""
    sample = table.frame.iloc[:_SAMPLE]
    firsts: dict[int, list[str]] = {}
    for column in table.columns:
        if table.roles[column] is Role.CONSTANT:
            continue
        key = hash(pd.util.hash_pandas_object(sample[column], index=False).to_numpy().tobytes())
        same = next((other for other in firsts.get(key, []) if table.frame[other].equals(table.frame[column])), None)
        if same is None:
            firsts.setdefault(key, []).append(column)
        elif table.rows > 2:
            step = _leave_out("same-column", column, other=same)
            yield _finding("same_column", Severity.NOTE, column, step, other=same)


def _repeated(table: Table) -> Iterator[Finding]:
    count = int(repeated_rows(table.frame).sum())
    if count:
        reason = Message("recipe-duplicates", {"count": count})
        step = RecipeStep(StepKind.DROP_DUPLICATE_ROWS, reason, active=False)
        share = _percent(count / table.rows)
        yield _finding("duplicates", Severity.NOTE, step=step, count=count, share=share)


def _names(table: Table) -> Iterator[Finding]:
    odd = [name for name in table.columns if _ODD_CHARACTERS & set(name) or len(name) > _LONG_NAME]
    if odd:
        yield _finding("odd_names", Severity.NOTE, count=len(odd), columns=_some(odd))


# ---- once the target is known ----------------------------------------------------------------------------------------


def _without_target(target: str, missing: int, rows: int) -> Iterator[Finding]:
    if missing:
        values = {"count": missing, "share": _percent(missing / rows)}
        reason = Message("recipe-rows-without-target", {"column": target, "count": missing})
        severity = Severity.WARNING if missing > 0.05 * rows else Severity.NOTE
        step = RecipeStep(StepKind.DROP_ROWS_WITHOUT_TARGET, reason, target)
        yield _finding("target_missing", severity, target, step, **values)


def _leaks(
    frame: pd.DataFrame, table: Table, used: tuple[str, ...], target: str, regression: bool
) -> Iterator[Finding]:
    judged = [column for column in used if table.roles[column] is not Role.TEXT]
    for suspect in suspects(frame, judged, frame[target], regression):
        column = suspect.column
        step = _leave_out("leak", column, target=target)
        message = Message(
            f"finding-leak-{suspect.ability}", {"column": column, "target": target, "value": _ability(suspect)}
        )
        yield Finding("leak", Severity.DANGER, message, column, step)


def _ability(suspect: Suspect) -> str:
    return f"{suspect.value:.3f}" if suspect.ability is Ability.ORDERS else _percent(suspect.value)


def _repeated_across(frame: pd.DataFrame, used: tuple[str, ...], target: str) -> Iterator[Finding]:
    """Rows that repeat far more often than by chance: copies, which training and judging would both see."""
    rows = frame[[*used, target]]
    count = int(repeated_rows(rows).sum())
    if count <= _REPEATS_SHARE * len(rows) or len(used) < 2:
        return
    if count > _REPEATS_OVER_CHANCE * repeats_by_chance(rows):
        reason = Message("recipe-duplicates", {"count": count})
        step = RecipeStep(StepKind.DROP_DUPLICATE_ROWS, reason, active=False)
        share = _percent(count / len(rows))
        yield _finding("duplicates_across", Severity.DANGER, step=step, count=count, share=share)


def _used_identifiers(frame: pd.DataFrame, used: tuple[str, ...]) -> Iterator[Finding]:
    for column in used:
        if is_identifier(frame[column], column, frame[column].nunique(), alone=len(used) <= 1):
            step = _leave_out("identifier", column)
            yield _finding("identifier_used", Severity.WARNING, column, step)


def _too_few(rows: int) -> Iterator[Finding]:
    if rows < _VERY_FEW_ROWS:
        yield _finding("very_few_rows", Severity.WARNING, rows=rows)
    elif rows < _FEW_ROWS:
        yield _finding("few_rows", Severity.NOTE, rows=rows)


def _target_shape(target: pd.Series[Any], spec: TaskSpec) -> Iterator[Finding]:
    name = str(target.name)
    counts = target.value_counts()
    top_share = float(counts.iloc[0]) / len(target)
    top = shown(cell_text(counts.index[0]))
    if len(counts) > 1 and top_share >= _CONSTANT_TARGET and len(target) >= _VERY_FEW_ROWS:
        share = _percent(top_share)
        yield _finding("constant_target", Severity.WARNING, name, value=top, share=share)
        return
    if spec.task not in (TaskKind.BINARY, TaskKind.MULTICLASS):
        return
    rare = counts[counts < _RARE_CLASS_ROWS]
    if len(rare) and len(counts) > 1 and len(target) >= _VERY_FEW_ROWS:
        classes = _some(cell_text(value) for value in rare.index)
        yield _finding("rare_classes", Severity.WARNING, name, count=len(rare), classes=classes, rows=_RARE_CLASS_ROWS)
    smallest = float(counts.iloc[-1]) / len(target)
    if len(counts) == 2 and smallest < _IMBALANCED:
        value = shown(cell_text(counts.index[-1]))
        yield _finding("imbalance", Severity.NOTE, name, value=value, share=_percent(smallest))


def _order_and_groups(table: Table, used: tuple[str, ...], spec: TaskSpec) -> Iterator[Finding]:
    if spec.validation.time_column is None:
        dates = [column for column in used if table.roles[column] is Role.DATETIME]
        if dates:
            yield _finding("random_split_in_time", Severity.NOTE, dates[0])
    if spec.validation.group_column is None:
        for column in used:
            if table.roles[column] is Role.CATEGORICAL and names_a_key(column):
                keys = table.frame[column].nunique()
                if keys > 2 and table.rows >= _ROWS_A_KEY * keys:
                    yield _finding("groups", Severity.NOTE, column, count=keys)
