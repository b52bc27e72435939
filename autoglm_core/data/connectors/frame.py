"""Reads what is in memory already: a data frame, a dict of columns, or a list of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from autoglm_core.contracts import Connector, Loaded
from autoglm_core.data.arrow import content_hash
from autoglm_core.data.connectors._finish import finished, lengths_said
from autoglm_core.data.plain import Assumptions
from autoglm_core.errors import ReadError
from autoglm_core.messages import Message


@dataclass(frozen=True, kw_only=True)
class _Options:
    name: str | None = None
    day_first: bool | None = None


class FrameConnector(Connector):
    """A pandas data frame, a dict of columns, or a list of records."""

    name = "frame"

    def accepts(self, source: Any) -> bool:
        return isinstance(source, pd.DataFrame | Mapping) or _is_records(source)

    def load(self, source: Any, **options: Any) -> Loaded:
        """Options: name, day_first (bool; for dates that are text)."""
        chosen = _Options(**options)
        name = chosen.name or "table"
        frame, assumed = _frame(source, name)
        if frame.empty:
            raise ReadError("error-read-frame-empty", file=name)
        loaded = finished(
            frame,
            source=name,
            kind=self.name,
            size=int(frame.memory_usage(deep=True).sum()),
            sha256="",
            assumptions=Assumptions(day_first=chosen.day_first, typed=True),
            assumed=assumed,
        )
        # There are no bytes of a file: the content that was understood is what is hashed.
        return replace(loaded, receipt=replace(loaded.receipt, sha256=content_hash(loaded.frame)))


def _is_records(source: Any) -> bool:
    return isinstance(source, Sequence) and bool(source) and all(isinstance(row, Mapping) for row in source)


def _frame(source: Any, name: str) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    if isinstance(source, pd.DataFrame):
        if isinstance(source.index, pd.RangeIndex):
            return source, ()
        # Row labels are seldom made for modelling, and a file has none: they are left out, and it is said.
        meaningful = source.index.name is not None or not pd.api.types.is_integer_dtype(source.index.dtype)
        return source.reset_index(drop=True), (Message("read-index"),) if meaningful else ()
    if isinstance(source, Mapping):
        return _columns(source, name), ()
    return pd.DataFrame(list(source)), ()


def _columns(columns: Mapping[Any, Any], name: str) -> pd.DataFrame:
    listed = {key: _cells(cells) for key, cells in columns.items()}
    lengths = {str(key): len(cells) for key, cells in listed.items()}
    if len(set(lengths.values())) > 1:
        raise ReadError("error-read-lengths", file=name, lengths=lengths_said(lengths))
    return pd.DataFrame(listed)


def _cells(cells: Any) -> Any:
    """One column's cells; a single value is a column of one row."""
    if isinstance(cells, pd.Series):
        return cells.reset_index(drop=True)
    if isinstance(cells, np.ndarray):
        return list(cells) if cells.ndim > 1 else cells
    if isinstance(cells, str | bytes) or not hasattr(cells, "__len__"):
        return [cells] if not hasattr(cells, "__iter__") or isinstance(cells, str | bytes) else list(cells)
    return list(cells)
