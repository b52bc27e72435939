"""The last steps that all connectors share: column names, empty rows, limits, plain types, and the receipt."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from autoglm_core.config import config
from autoglm_core.contracts import Loaded, Receipt
from autoglm_core.data.plain import Assumptions, listed, plain_columns, shown
from autoglm_core.errors import ReadError
from autoglm_core.messages import Message

_UNNAMED = re.compile(r"(Unnamed: \d+(_level_\d+)?|nan|None|)")
_NAMES_SHOWN = 8


def finished(
    raw: pd.DataFrame,
    *,
    source: str,
    kind: str,
    size: int,
    sha256: str,
    assumptions: Assumptions,
    assumed: tuple[Message, ...] = (),
) -> Loaded:
    """``raw`` with clean names and plain types. Raises ReadError where no row is left or there are too many columns."""
    refuse_too_many_columns(source, raw.shape[1])
    named, names_said = _named(_filled(raw))
    rows = _filled_rows(named)
    frame, types_said = plain_columns(named.loc[rows].reset_index(drop=True), assumptions)
    if frame.empty:
        raise ReadError("error-read-no-rows", file=source)
    dropped = len(raw) - len(frame)
    rows_said = (Message("read-empty-rows", {"count": dropped}),) if dropped else ()
    receipt = Receipt(
        source=source,
        kind=kind,
        bytes=size,
        sha256=sha256,
        rows=len(frame),
        columns=frame.shape[1],
        assumed=(*assumed, *names_said, *rows_said, *types_said),
    )
    return Loaded(frame, receipt)


def refuse_too_many_columns(source: str, columns: int) -> None:
    """Raise the ReadError that names the limit, where there are more columns than that."""
    limit = config().max_columns
    if columns > limit:
        raise ReadError("error-read-too-many-columns", file=source, columns=columns, limit=limit)


def _filled(raw: pd.DataFrame) -> pd.DataFrame:
    """Without columns that have neither a name nor a cell: what trailing separators and stray formats leave behind."""
    keep = [
        not _UNNAMED.fullmatch(_clean(name)) or bool((~_blank(raw.iloc[:, position])).any())
        for position, name in enumerate(raw.columns)
    ]
    return raw.loc[:, keep]


def _filled_rows(frame: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    filled = np.zeros(len(frame), dtype=bool)
    for position in range(frame.shape[1]):
        if filled.all():
            break
        filled |= ~_blank(frame.iloc[:, position])
    return filled


def _blank(column: pd.Series[Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    missing = column.isna().to_numpy(dtype=bool)
    if isinstance(column.dtype, pd.StringDtype) or pd.api.types.is_object_dtype(column.dtype):
        missing = missing | (column == "").fillna(False).to_numpy(dtype=bool)
    return np.asarray(missing)


def _clean(name: object) -> str:
    if isinstance(name, tuple):
        return "_".join(part for part in map(_clean, name) if part)
    return "" if name is None or name is pd.NaT else re.sub(r"\s+", " ", str(name).replace("\x00", "")).strip()


def _named(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Column names as text, each once; what was named anew is said."""
    names: list[str] = []
    unnamed, repeated = [], []
    used: set[str] = set()
    given = {_clean(name) for name in frame.columns}
    for position, original in enumerate(frame.columns):
        name = _clean(original)
        if _UNNAMED.fullmatch(name):
            name = _free(f"column_{position + 1}", given | used)
            unnamed.append(name)
        elif name in used:
            name = _free(name, given | used)
            repeated.append(name)
        names.append(name)
        used.add(name)
    said = []
    if unnamed:
        said.append(Message("read-unnamed-columns", {"count": len(unnamed), "columns": listed(unnamed, _NAMES_SHOWN)}))
    if repeated:
        said.append(
            Message("read-repeated-columns", {"count": len(repeated), "columns": listed(repeated, _NAMES_SHOWN)})
        )
    return frame.set_axis(names, axis=1), tuple(said)


def _free(name: str, taken: set[str]) -> str:
    """``name``, or where that is taken the first of name_2, name_3, ... that is not."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def lengths_said(lengths: dict[str, int]) -> list[str]:
    """Columns and their numbers of rows for a message, one of each length first: that is where the fault shows.

    >>> lengths_said({"a": 3, "b": 3, "c": 2})
    ['a: 3', 'c: 2', 'b: 3']
    """
    firsts = {lengths[name]: name for name in reversed(lengths)}
    order = sorted(lengths, key=lambda name: firsts[lengths[name]] != name)
    named = [f"{shown(name)}: {lengths[name]}" for name in order]
    return named[:_NAMES_SHOWN] + (["…"] if len(named) > _NAMES_SHOWN else [])
