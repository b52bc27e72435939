"""Writes down what is done to a table, and does it: from the frame as it was read to the table that is modelled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
from pandas.api import types

from autoglm_core.cells import Bools, as_text, cell_text, read_moments, read_numbers
from autoglm_core.contracts import Receipt
from autoglm_core.data.duplicates import repeated_rows
from autoglm_core.data.plain import listed
from autoglm_core.data.roles import cast, detect_roles, usable_role
from autoglm_core.errors import SpecError
from autoglm_core.messages import Message
from autoglm_core.recipe import Finding, Recipe, RecipeStep, StepKind
from autoglm_core.spec import Filter, TaskSpec
from autoglm_core.table import UNUSED_ROLES, Role, Table

_COLUMNS_NAMED: Final = 8


def initial_recipe(receipt: Receipt, table: Table | None, findings: Iterable[Finding]) -> Recipe:  # noqa: ARG001
    """What reading assumed, then the step of each finding: active where it was done, inactive where it is proposed."""
    read = [RecipeStep(StepKind.READ, reason, column=_column_of(reason)) for reason in receipt.assumed]
    return Recipe((*read, *(finding.step for finding in findings if finding.step is not None)))


def _column_of(reason: Message) -> str | None:
    column = reason.values.get("column")
    return None if column is None else str(column)


def apply(frame: pd.DataFrame, recipe: Recipe) -> Table:
    """The table that ``recipe`` makes of the frame as it was read: roles are detected, then its active steps are done.

    The same frame and recipe give the same table, and applying a recipe to its own outcome changes nothing. A step that
    is switched off is undone: an identifier whose step is inactive gets the role that it would have as an input.

    >>> frame = pd.DataFrame({"a": [1.5, 2.5, 2.5], "b": ["x", "y", "y"]})
    >>> step = RecipeStep(StepKind.DROP_DUPLICATE_ROWS, Message("recipe-duplicates", {"count": 1}))
    >>> apply(frame, Recipe((step,))).rows, apply(frame, Recipe((step,)).toggled(0, False)).rows
    (2, 3)
    """
    roles = detect_roles(frame)
    left_out: set[str] = set()
    kept: Bools = np.ones(len(frame), dtype=bool)
    for step in recipe.steps:
        column = step.column
        if step.kind is StepKind.LEAVE_OUT and column in roles:
            if not step.active and roles[column] in UNUSED_ROLES:
                roles[column] = usable_role(frame[column], column)
            elif step.active and roles[column] not in UNUSED_ROLES:
                left_out.add(column)
        elif not step.active:
            continue
        elif step.kind is StepKind.SET_ROLE and column in roles and step.value is not None:
            roles[column] = Role(step.value)
        elif step.kind is StepKind.DROP_DUPLICATE_ROWS:
            kept &= ~_repeats(frame, kept)
        elif step.kind is StepKind.DROP_ROWS_WITHOUT_TARGET and column in roles:
            kept &= frame[column].notna().to_numpy(dtype=bool)
        elif step.kind is StepKind.FILTER and step.value is not None:
            kept &= _holds(frame, Filter.model_validate_json(step.value))
    rows = frame if kept.all() else frame.loc[kept].reset_index(drop=True)
    return Table(cast(rows, roles), roles, left_out=frozenset(left_out))


def _repeats(frame: pd.DataFrame, among: Bools) -> Bools:
    """Rows that equal an earlier one of those that are kept."""
    repeats = np.zeros(len(frame), dtype=bool)
    repeats[among] = repeated_rows(frame.loc[among])
    return repeats


def for_spec(table: Table, spec: TaskSpec) -> Table:
    """What the pipeline trains on: role overrides, filters, rows with a target, excluded columns gone, target kept.

    Identifiers and constants stay in the table; ``features`` leaves them out. A column that the filters made constant
    is one. Raises SpecError where a column or value that is named is not there, or nothing is left.
    """
    target = spec.target
    if target is not None and target not in table.roles:
        raise SpecError("error-table-target-unknown", column=target, columns=_some(table.columns))
    for where, columns in _named_columns(spec).items():
        for column in columns:
            if column not in table.roles:
                key = f"error-table-{where}-unknown"
                raise SpecError(key, column=column, columns=_some(table.columns))
    kept = np.ones(table.rows, dtype=bool)
    for condition in spec.filters:
        kept &= _holds(table.frame, condition)
        if not kept.any():
            raise SpecError("error-table-filter-no-rows", column=condition.column, value=_shown_value(condition))
    if target is not None:
        kept &= table.frame[target].notna().to_numpy(dtype=bool)
        if not kept.any():
            raise SpecError("error-table-no-target", column=target)
    rows = table.frame if kept.all() else table.frame.loc[kept].reset_index(drop=True)
    roles = {**table.roles, **spec.roles}
    frame = _cast_overrides(rows, spec.roles)
    if not kept.all():
        roles |= _now_constant(frame, roles, spec)
    if target is not None:
        frame = frame.assign(**{target: _whole_again(frame[target])})
    wanted = [column for column in table.columns if _is_wanted(column, spec)]
    modelled = replace(table, frame=frame, roles=roles).select(wanted)
    if not features(modelled, spec):
        raise SpecError("error-table-no-features", target=target or "")
    return modelled


def features(table: Table, spec: TaskSpec) -> tuple[str, ...]:
    """The columns that a model is given, in the table's order: never the target, nor what names rows or never varies.

    A column that groups rows for validation is left out: its values are all new in the rows that are predicted.
    """
    roles = {**table.roles, **spec.roles}
    # A column that is left out and then given a role by the user is to be used.
    never = {spec.target, spec.validation.group_column, *spec.exclude, *(table.left_out - set(spec.roles))}
    return tuple(
        column
        for column in table.columns
        if column not in never
        and (not spec.include_only or column in spec.include_only)
        and roles[column] not in UNUSED_ROLES
    )


def _named_columns(spec: TaskSpec) -> Mapping[str, tuple[str, ...]]:
    """Columns that a specification names, by the part of the error's key that says where."""
    validation = (spec.validation.time_column, spec.validation.group_column)
    return {
        "exclude": spec.exclude,
        "include": spec.include_only,
        "filter": tuple(condition.column for condition in spec.filters),
        "role": tuple(spec.roles),
        "validation": tuple(column for column in validation if column is not None),
    }


def _is_wanted(column: str, spec: TaskSpec) -> bool:
    if column in (spec.target, spec.validation.time_column, spec.validation.group_column):
        return True
    return column not in spec.exclude and (not spec.include_only or column in spec.include_only)


def _cast_overrides(frame: pd.DataFrame, roles: Mapping[str, Role]) -> pd.DataFrame:
    result = cast(frame, roles)
    for column, role in roles.items():
        if result[column].isna().all() and not frame[column].isna().all():
            raise SpecError("error-table-role", column=column, role=Message(f"role-{role}"))
    return result


def _now_constant(frame: pd.DataFrame, roles: Mapping[str, Role], spec: TaskSpec) -> dict[str, Role]:
    """Columns that have one value only in the rows that are left."""
    return {
        column: Role.CONSTANT
        for column in frame.columns
        if roles[column] not in UNUSED_ROLES
        and column not in spec.roles
        and column != spec.target
        and frame[column].nunique(dropna=False) <= 1
    }


def _whole_again(target: pd.Series[Any]) -> pd.Series[Any]:
    """Whole numbers that were floats for want of a missing value are whole numbers again: class 1, not 1.0."""
    if types.is_float_dtype(target.dtype) and bool((target % 1 == 0).all()) and bool((target.abs() < 2**53).all()):
        return target.astype(np.int64)
    return target


# ---- conditions on rows ----------------------------------------------------------------------------------------------

_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": lambda cells, value: cells < value,
    "<=": lambda cells, value: cells <= value,
    ">": lambda cells, value: cells > value,
    ">=": lambda cells, value: cells >= value,
    "==": lambda cells, value: cells == value,
}


def _holds(frame: pd.DataFrame, condition: Filter) -> Bools:
    """The rows in which the condition is true; a missing cell fulfils "!=" alone. Raises SpecError."""
    if condition.column not in frame.columns:
        raise SpecError("error-table-filter-unknown", column=condition.column, columns=_some(frame.columns))
    column = frame[condition.column]
    if condition.op == "notnull":
        return column.notna().to_numpy(dtype=bool)
    if condition.op == "!=":
        return ~_holds(frame, condition.model_copy(update={"op": "=="}))
    if condition.op == "in":
        values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        matches = [_matches(column, "==", value, must_be_there=False) for value in values]
        return np.asarray(np.logical_or.reduce(matches)) if matches else np.zeros(len(column), dtype=bool)
    return _matches(column, condition.op, condition.value)


def _matches(column: pd.Series[Any], op: str, value: Any, must_be_there: bool = True) -> Bools:
    name = str(column.name)
    if value is None or isinstance(value, tuple):
        raise SpecError("error-table-filter-value", column=name, op=op)
    if types.is_datetime64_any_dtype(column.dtype):
        return _compare_moments(column, op, _moment(value, name))
    if types.is_bool_dtype(column.dtype) and cell_text(value) in ("0", "1"):
        value = cell_text(value) == "1"
    elif types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype):
        cells = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(_COMPARE[op](cells, _number(value, name)), dtype=bool)
    text = as_text(column)
    if op == "==":
        return _equal_text(text, cell_text(value), must_be_there)
    numbers = read_numbers(text).values
    if np.isnan(numbers).all() and text.notna().any():
        raise SpecError("error-table-filter-order", column=name)
    return np.asarray(_COMPARE[op](numbers, _number(value, name)), dtype=bool)


def _compare_moments(column: pd.Series[Any], op: str, moment: pd.Timestamp) -> Bools:
    if moment == moment.normalize() and op in ("==", "<=", ">"):
        # A day stands for all of its hours: on it, up to and including it, after it.
        column = column.dt.normalize()
    return np.asarray(_COMPARE[op](column.to_numpy(), moment.to_datetime64()), dtype=bool)


def _equal_text(text: pd.Series[str], value: str, must_be_there: bool) -> Bools:
    equal: Bools = (text == value).fillna(False).to_numpy(dtype=bool)
    if equal.any():
        return equal
    # "california" for California is not a matter to fail over.
    folded: Bools = (text.str.casefold() == value.strip().casefold()).fillna(False).to_numpy(dtype=bool)
    if must_be_there and not folded.any():
        known = _some(text.dropna().value_counts().index)
        raise SpecError("error-table-filter-absent", column=str(text.name), value=value, values=known)
    return folded


def _moment(value: Any, column: str) -> pd.Timestamp:
    text = cell_text(value)
    if len(text) == 4 and text.isdecimal():
        text += "-01-01"
    read = read_moments(pd.Series([text], dtype="str"))
    if read is None:
        raise SpecError("error-table-filter-date", column=column, value=text)
    return pd.Timestamp(read.values.iloc[0])


def _number(value: Any, column: str) -> float:
    if isinstance(value, bool):
        return float(value)
    number = float(read_numbers(pd.Series([cell_text(value)], dtype="str")).values[0])
    if np.isnan(number):
        raise SpecError("error-table-filter-number", column=column, value=cell_text(value))
    return number


def _shown_value(condition: Filter) -> str:
    value = condition.value
    shown = ", ".join(map(cell_text, value)) if isinstance(value, tuple) else cell_text(value)
    return f"{condition.op} {shown}"


def _some(names: Iterable[object]) -> list[str]:
    return listed(names, _COLUMNS_NAMED)
