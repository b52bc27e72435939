"""What a model expects of a table: its columns, their types and what they held in training; and how to meet it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import pandas as pd
from pandas.api import types

from autoglm_core.cells import MISSING_WORDS, as_text, cell_text, read_moments, read_numbers
from autoglm_core.errors import SchemaError
from autoglm_core.messages import Message
from autoglm_core.table import UNUSED_ROLES, Role, Table

ColumnType = Literal["integer", "number", "boolean", "datetime", "text"]
# With more different values than this, a new one is no news, and a list of them would swell the file.
_MOST_CATEGORIES: Final = 2_000
# Cells of another type than trained, up to this share of those present, are taken as missing; more is an error.
_TOLERATED: Final = 0.05
_FEW_ROWS: Final = 32
_EXAMPLES: Final = 5
_LONGEST_SHOWN: Final = 60
_TRUE, _FALSE = frozenset({"true", "1", "1.0", "yes", "y", "是"}), frozenset({"false", "0", "0.0", "no", "n", "否"})


@dataclass(frozen=True)
class ColumnSchema:
    """One column as the model knows it.

    categories: the texts it held, most frequent first; None for free text, numbers, and where there were too many.
    low, high: the range of numbers; of moments, in seconds since 1970. typical: the median, or the most frequent value.
    """

    name: str
    role: Role
    type: ColumnType
    categories: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None
    typical: str | float | bool | None = None

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.categories or ())

    @property
    def can_change(self) -> bool:
        """Whether there are known values to change a cell to: not for free text."""
        return self.type != "text" or self.categories is not None

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "role": str(self.role),
            "type": self.type,
            "categories": None if self.categories is None else list(self.categories),
            "low": self.low,
            "high": self.high,
            "typical": self.typical,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ColumnSchema:
        categories = data["categories"]
        return cls(
            **{**data, "role": Role(data["role"]), "categories": None if categories is None else tuple(categories)}
        )


@dataclass(frozen=True)
class Aligned:
    """``frame`` has the schema's columns, in its order and types, row for row; ``notes`` say what differed."""

    frame: pd.DataFrame
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The columns that a model was trained on, in order.

    >>> frame = pd.DataFrame({"age": [20, 30, 40], "sex": ["f", "m", "f"]})
    >>> table = Table(frame, {"age": Role.NUMERIC, "sex": Role.CATEGORICAL})
    >>> schema = Schema.of(table, ("age", "sex"))
    >>> schema.typical_row()
    {'age': 30, 'sex': 'f'}
    >>> schema.align(pd.DataFrame({"sex": ["m"], "age": ["41"]})).frame.to_dict("records")
    [{'age': 41, 'sex': 'm'}]
    """

    columns: tuple[ColumnSchema, ...]

    @classmethod
    def of(cls, table: Table, features: Iterable[str]) -> Schema:
        """The schema of ``features``, columns of ``table``."""
        return cls(tuple(_column_schema(table.frame[name], name, table.roles[name]) for name in features))

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def roles(self) -> dict[str, Role]:
        return {column.name: column.role for column in self.columns}

    def __getitem__(self, name: str) -> ColumnSchema:
        return next(column for column in self.columns if column.name == name)

    def align(self, frame: pd.DataFrame) -> Aligned:
        """The frame in the types that the model was trained on.

        Further columns are left out, and categories that were never seen stay as they are; both are noted. A few cells
        that are no number where one was, or no date, are noted and taken as missing.

        Raises SchemaError that names each missing column, or the column, row and value of what cannot be read.
        """
        positions = {str(name).strip(): position for position, name in reversed(list(enumerate(frame.columns)))}
        wanted = [(column, positions.pop(column.name.strip(), -1)) for column in self.columns]
        missing = [column.name for column, position in wanted if position < 0]
        if missing:
            raise SchemaError("error-schema-missing", columns=[f"“{name}”" for name in missing], count=len(missing))
        notes: list[Message] = []
        if positions:
            notes.append(Message("schema-extra", {"count": len(positions), "columns": _some(positions)}))
        aligned: dict[str, Any] = {}
        for column, position in wanted:
            cells, remarks = _ALIGN[column.type](frame.iloc[:, position], column)
            aligned[column.name] = cells
            notes.extend(remarks)
        return Aligned(pd.DataFrame(aligned, index=pd.RangeIndex(len(frame))), tuple(notes))

    def typical_row(self) -> dict[str, object]:
        """A row of median numbers and most frequent values, to begin a form with; dates as ISO text."""
        return {column.name: _typical_cell(column) for column in self.columns}

    def locked_at_first(self) -> tuple[str, ...]:
        """Columns that nobody changes at will, in a search for what would have to change: dates, and free text."""
        kept = (Role.DATETIME, Role.TEXT, *UNUSED_ROLES)
        return tuple(
            column.name
            for column in self.columns
            if column.role in kept or column.type == "datetime" or not column.can_change
        )

    def to_json(self) -> list[dict[str, Any]]:
        return [column.to_json() for column in self.columns]

    @classmethod
    def from_json(cls, data: Iterable[Mapping[str, Any]]) -> Schema:
        return cls(tuple(ColumnSchema.from_json(column) for column in data))


# ---- learning --------------------------------------------------------------------------------------------------------


def _column_schema(cells: pd.Series[Any], name: str, role: Role) -> ColumnSchema:
    present = cells.dropna()
    if types.is_bool_dtype(cells.dtype):
        return ColumnSchema(name, role, "boolean", typical=bool(present.mode()[0]) if len(present) else None)
    if types.is_numeric_dtype(cells.dtype):
        return _number_schema(present, name, role)
    if types.is_datetime64_any_dtype(cells.dtype):
        if present.empty:
            return ColumnSchema(name, role, "datetime")
        low, high = _seconds(present.min()), _seconds(present.max())
        middle = present.sort_values().iloc[len(present) // 2]
        return ColumnSchema(name, role, "datetime", low=low, high=high, typical=cell_text(pd.Timestamp(middle)))
    counts = as_text(present).value_counts()
    few = role is not Role.TEXT and len(counts) <= _MOST_CATEGORIES
    # Equally frequent ones in the order of their texts: the same table gives the same schema.
    ordered = sorted(counts.items(), key=lambda item: (-int(item[1]), str(item[0])))
    categories = tuple(str(text) for text, _ in ordered) if few else None
    return ColumnSchema(name, role, "text", categories=categories, typical=str(ordered[0][0]) if ordered else None)


def _number_schema(present: pd.Series[Any], name: str, role: Role) -> ColumnSchema:
    kind: ColumnType = "integer" if types.is_integer_dtype(present.dtype) else "number"
    if present.empty:
        return ColumnSchema(name, role, kind)
    values = present.to_numpy(dtype=np.float64)
    # A median of 2.5 children is no typical family; where values repeat as codes and grades do, the commonest is.
    counted = role in (Role.ORDINAL, Role.BOOLEAN)
    typical = float(present.mode()[0]) if counted else float(np.quantile(values, 0.5, method="lower"))
    return ColumnSchema(name, role, kind, low=float(values.min()), high=float(values.max()), typical=typical)


def _seconds(moment: Any) -> float:
    return float((pd.Timestamp(moment) - pd.Timestamp(0)).total_seconds())


def _typical_cell(column: ColumnSchema) -> object:
    if column.type == "integer" and column.typical is not None:
        return int(column.typical)
    return column.typical


# ---- aligning --------------------------------------------------------------------------------------------------------

_Cells = tuple[Any, list[Message]]


def _as_numbers(cells: pd.Series[Any], column: ColumnSchema) -> _Cells:
    remarks: list[Message] = []
    if types.is_numeric_dtype(cells.dtype):
        values = cells.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        text = _present_text(cells)
        values = read_numbers(text).values
        remarks = _unreadable(text, np.isnan(values), column, "number")
    if np.isinf(values).any():
        values = np.where(np.isinf(values), np.nan, values)
    if column.type == "integer" and not np.isnan(values).any() and (values == np.floor(values)).all():
        return values.astype(np.int64), remarks
    return values, remarks


def _as_truths(cells: pd.Series[Any], column: ColumnSchema) -> _Cells:
    if types.is_bool_dtype(cells.dtype):
        return cells.array if cells.isna().any() else cells.to_numpy(dtype=bool), []
    text = _present_text(cells)
    word = text.str.lower()
    truth, falsehood = word.isin(_TRUE).to_numpy(dtype=bool), word.isin(_FALSE).to_numpy(dtype=bool)
    remarks = _unreadable(text, ~truth & ~falsehood, column, "boolean")
    if (truth | falsehood).all():
        return truth, remarks
    values = pd.array(truth, dtype="boolean")
    values[~truth & ~falsehood] = pd.NA
    return values, remarks


def _as_moments(cells: pd.Series[Any], column: ColumnSchema) -> _Cells:
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        cells = cells.dt.tz_convert("UTC").dt.tz_localize(None)
    if types.is_datetime64_any_dtype(cells.dtype):
        return cells.to_numpy().astype("datetime64[us]"), []
    text = _present_text(cells)
    read = read_moments(text)
    nothing = np.full(len(text), np.datetime64("NaT", "us"))
    # Where no format suits 99 % of the cells, the common ISO one may still suit those that count.
    values = (
        pd.to_datetime(text, format="ISO8601", errors="coerce").to_numpy() if read is None else read.values.to_numpy()
    )
    values = values.astype("datetime64[us]") if len(values) else nothing
    return values, _unreadable(text, np.isnat(values), column, "datetime")


def _as_categories(cells: pd.Series[Any], column: ColumnSchema) -> _Cells:
    if len(cells) <= _FEW_ROWS:
        few = _few_texts(cells)
        new = [text for text in few if text is not None and text not in column.known]
        return pd.array(few, dtype="str"), _unseen(column, dict.fromkeys(new), len(new))
    text = _present_text(cells)
    if column.categories is None:
        return text.array, []
    levels = [level for level in text.unique() if isinstance(level, str) and level not in column.known]
    return text.array, _unseen(column, levels, int(text.isin(levels).sum()) if levels else 0)


def _unseen(column: ColumnSchema, levels: Collection[str], rows: int) -> list[Message]:
    if column.categories is None or not levels:
        return []
    values = {"column": column.name, "rows": rows, "count": len(levels), "values": _some(levels)}
    return [Message("schema-unseen", values)]


_ALIGN: Final = {
    "integer": _as_numbers,
    "number": _as_numbers,
    "boolean": _as_truths,
    "datetime": _as_moments,
    "text": _as_categories,
}


def _present_text(cells: pd.Series[Any]) -> pd.Series[str]:
    """The cells as text without spaces around them; what stands for a missing cell is missing."""
    if len(cells) <= _FEW_ROWS:
        return pd.Series(_few_texts(cells), dtype="str")
    if types.is_object_dtype(cells.dtype):
        cells = cells.map(lambda cell: pd.Timestamp(cell) if isinstance(cell, dt.date) else cell, na_action="ignore")
    text = as_text(cells).str.strip()
    return text.mask(text.isin(MISSING_WORDS))


def _few_texts(cells: pd.Series[Any]) -> list[str | None]:
    """The same cell by cell: for a row or two that beats the fixed cost of pandas many times."""
    texts = (
        None if cell is None or cell is pd.NA or cell is pd.NaT or _is_nan(cell) else _cell_text(cell).strip()
        for cell in cells.tolist()
    )
    return [None if text is None or text in MISSING_WORDS else text for text in texts]


def _is_nan(cell: object) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def _cell_text(cell: object) -> str:
    return cell_text(pd.Timestamp(cell) if isinstance(cell, dt.date) else cell)


def _unreadable(
    text: pd.Series[str], unread: np.ndarray[Any, Any], column: ColumnSchema, kind: ColumnType
) -> list[Message]:
    """A note on present cells that could not be read, or the SchemaError where they are too many."""
    present = text.notna().to_numpy(dtype=bool)
    bad = np.flatnonzero(unread & present)
    if not len(bad):
        return []
    values = {
        "column": column.name,
        "row": str(int(bad[0]) + 1),
        "value": _cut(str(text.iloc[bad[0]])),
        "kind": Message(f"schema-type-{kind}"),
    }
    if len(bad) > _TOLERATED * present.sum():
        raise SchemaError("error-schema-type", **values)
    return [Message("schema-unreadable", {**values, "count": len(bad)})]


def _some(names: Iterable[str]) -> list[str]:
    quoted = [f"“{_cut(name)}”" for name in names]
    return quoted[:_EXAMPLES] + (["…"] if len(quoted) > _EXAMPLES else [])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
