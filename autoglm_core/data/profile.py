"""Describes each column of a table in a few numbers: how much is missing, what is common, how values are spread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api import types

from autoglm_core.cells import as_text, cell_text
from autoglm_core.data.duplicates import repeated_rows
from autoglm_core.messages import Message
from autoglm_core.table import Role, Table

ColumnType = Literal["integer", "number", "boolean", "datetime", "text"]
_BINS: Final = 20
_TOP: Final = 10
_EXAMPLES: Final = 5
_QUANTILES: Final = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
_LONGEST: Final = 200  # characters of a cell that are kept: some hold whole documents


@dataclass(frozen=True)
class Histogram:
    """Rows in each interval between ``edges``, which are in the column's unit; moments in seconds since 1970."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]


@dataclass(frozen=True)
class ColumnProfile:
    """One column. ``quantiles``: by share 0, 0.05, 0.25, 0.5, 0.75, 0.95, 1; moments in seconds since 1970.

    ``top``: the most frequent values as text and their rows. ``minimum`` and ``maximum`` as text, None for texts.
    """

    name: str
    role: Role
    type: ColumnType
    count: int  # rows that have a value
    missing: int
    distinct: int
    top: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]
    histogram: Histogram | None = None
    quantiles: Mapping[float, float] | None = None
    mean: float | None = None
    std: float | None = None
    minimum: str | None = None
    maximum: str | None = None

    @property
    def missing_share(self) -> float:
        return self.missing / max(self.count + self.missing, 1)

    @property
    def sentence(self) -> Message:
        """The column in one sentence."""
        if not self.count:
            return Message("profile-empty")
        if self.distinct == 1:
            return Message("profile-one-value", {"value": self.top[0][0]})
        if self.quantiles is not None and self.type != "datetime":
            low, middle, high = (_short(self.quantiles[share]) for share in (0.25, 0.5, 0.75))
            ends = {"minimum": self.minimum, "maximum": self.maximum}
            return Message("profile-numbers", {**ends, "low": low, "middle": middle, "high": high})
        if self.type == "datetime":
            return Message("profile-dates", {"minimum": self.minimum, "maximum": self.maximum})
        if self.distinct == self.count:
            return Message("profile-all-different", {"count": self.count})
        value, rows = self.top[0]
        return Message(
            "profile-categories",
            {"distinct": self.distinct, "value": value, "share": f"{100 * rows / self.count:.0f} %"},
        )

    def to_json(self) -> dict[str, Any]:
        return {
            **vars(self),
            "role": str(self.role),
            "top": [list(pair) for pair in self.top],
            "examples": list(self.examples),
            "histogram": None
            if self.histogram is None
            else {
                "edges": list(self.histogram.edges),
                "counts": list(self.histogram.counts),
            },
            "quantiles": None if self.quantiles is None else [list(pair) for pair in self.quantiles.items()],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ColumnProfile:
        histogram, quantiles = data["histogram"], data["quantiles"]
        return cls(
            **{
                **data,
                "role": Role(data["role"]),
                "top": tuple((str(value), int(rows)) for value, rows in data["top"]),
                "examples": tuple(data["examples"]),
                "histogram": histogram and Histogram(tuple(histogram["edges"]), tuple(histogram["counts"])),
                "quantiles": quantiles and {float(share): float(value) for share, value in quantiles},
            }
        )


@dataclass(frozen=True)
class Profile:
    """A table's columns in the table's order, and what holds for all of it.

    >>> table = Table(pd.DataFrame({"age": [20, 30, 40, 40]}), {"age": Role.NUMERIC})
    >>> profile(table).column("age").quantiles[0.5]
    35.0
    >>> Profile.from_json(profile(table).to_json()) == profile(table)
    True
    """

    rows: int
    missing: int  # cells
    duplicates: int  # rows that equal an earlier one
    columns: tuple[ColumnProfile, ...]

    @property
    def missing_share(self) -> float:
        """Of all cells."""
        return self.missing / max(self.rows * len(self.columns), 1)

    def column(self, name: str) -> ColumnProfile:
        return next(column for column in self.columns if column.name == name)

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "missing": self.missing,
            "duplicates": self.duplicates,
            "columns": [column.to_json() for column in self.columns],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Profile:
        return cls(**{**data, "columns": tuple(ColumnProfile.from_json(column) for column in data["columns"])})


def profile(table: Table) -> Profile:
    """Describe every column; 50,000 rows x 50 columns take about a second."""
    columns = tuple(_column_profile(table.frame[name], name, table.roles[name]) for name in table.columns)
    return Profile(
        rows=table.rows,
        missing=sum(column.missing for column in columns),
        duplicates=int(repeated_rows(table.frame).sum()),
        columns=columns,
    )


def _column_profile(column: pd.Series[Any], name: str, role: Role) -> ColumnProfile:
    counts = column.value_counts()
    # Equally frequent values in their own order, so that the same table always gives the same profile.
    top = sorted(zip(as_text(counts.index[: 4 * _TOP].to_series()), counts.iloc[: 4 * _TOP], strict=True), key=_order)
    present = column.dropna()
    plain = ColumnProfile(
        name=name,
        role=role,
        type="boolean" if types.is_bool_dtype(column.dtype) else "text",
        count=len(present),
        missing=len(column) - len(present),
        distinct=len(counts),
        top=tuple((_cut(str(value)), int(rows)) for value, rows in top[:_TOP]),
        examples=tuple(_cut(text) for text in as_text(present.drop_duplicates().iloc[:_EXAMPLES])),
    )
    if types.is_datetime64_any_dtype(column.dtype):
        return _with_moments(plain, present)
    if types.is_numeric_dtype(column.dtype) and not types.is_bool_dtype(column.dtype):
        return _with_numbers(plain, present)
    return plain


def _order(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def _with_numbers(plain: ColumnProfile, present: pd.Series[Any]) -> ColumnProfile:
    whole = types.is_integer_dtype(present.dtype)
    kind: ColumnType = "integer" if whole else "number"
    if present.empty:
        return replace(plain, type=kind)
    values = present.to_numpy(dtype=np.float64)
    return replace(
        plain,
        type=kind,
        histogram=_histogram(values, whole),
        quantiles=_quantiles(values),
        mean=float(values.mean()),
        std=float(values.std(ddof=1)) if len(values) > 1 else 0.0,
        minimum=cell_text(float(values.min())),
        maximum=cell_text(float(values.max())),
    )


def _with_moments(plain: ColumnProfile, present: pd.Series[Any]) -> ColumnProfile:
    if present.empty:
        return replace(plain, type="datetime")
    values = present.to_numpy().astype("datetime64[us]").astype(np.int64) / 1e6
    return replace(
        plain,
        type="datetime",
        histogram=_histogram(values, whole=False),
        quantiles=_quantiles(values),
        minimum=cell_text(pd.Timestamp(present.min())),
        maximum=cell_text(pd.Timestamp(present.max())),
    )


def _quantiles(values: npt.NDArray[np.float64]) -> dict[float, float]:
    return dict(zip(_QUANTILES, map(float, np.quantile(values, _QUANTILES)), strict=True))


def _histogram(values: npt.NDArray[np.float64], whole: bool) -> Histogram:
    low, high = float(values.min()), float(values.max())
    if low == high:
        return Histogram((low - 0.5, high + 0.5), (len(values),))
    # A bar for each of few whole numbers: with other widths some bars would hold two numbers and others one.
    few = whole and high - low < _BINS
    edges = np.arange(low - 0.5, high + 1.0) if few else np.linspace(low, high, _BINS + 1)
    counts, _ = np.histogram(values, bins=edges)
    return Histogram(tuple(map(float, edges)), tuple(map(int, counts)))


def _short(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
