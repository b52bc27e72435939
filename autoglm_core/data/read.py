"""Reads any source as a table: the connector that accepts it is found by content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autoglm_core.contracts import Connector, Loaded, Receipt
from autoglm_core.data.connectors._files import existing, is_path, kind_of, refuse
from autoglm_core.data.recipes import apply, initial_recipe
from autoglm_core.errors import ReadError
from autoglm_core.registry import plugins
from autoglm_core.table import Table


def load(source: Any, **options: Any) -> Loaded:
    """The data frame in ``source`` and a receipt of what was assumed.

    source: the path of a CSV, TSV, Excel, Parquet or JSON file, a data frame, a dict of columns, or a list of records.
    options: those of the connector, such as ``name`` (for people), ``sheet``, ``delimiter``, ``encoding``, ``header``.

    Raises ReadError with one sentence that says what is wrong and what to do; TypeError for an unknown option.

    >>> load({"a": [1, 2], "b": ["x", "y"]}).receipt.rows
    2
    """
    if is_path(source):
        existing(source)
    connector = _connector(source)
    if connector is not None:
        loaded: Loaded = connector.load(source, **options)
        return loaded
    if is_path(source):
        path = Path(source)
        refuse(path, kind_of(path), options.get("name"))
    raise ReadError("error-read-unknown-source", type=type(source).__name__)


def _connector(source: Any) -> Connector | None:
    accepting: list[Connector] = [connector for connector in plugins("connectors") if connector.accepts(source)]
    return accepting[0] if accepting else None


def options_like(receipt: Receipt) -> dict[str, Any]:
    """Options that read a second file as the first one was read, where its own cells leave it open.

    A file of few rows to be scored may not tell whether 03/04/2020 is in March; the training data did.
    """
    orders = {
        message.values["order"].key
        for message in receipt.assumed
        if message.key in ("read-dates-order", "read-dates-ambiguous")
    }
    return {"day_first": orders == {"read-day-first"}} if len(orders) == 1 else {}


def read_table(source: Any, *, name: str | None = None, **options: Any) -> Table:
    """``source`` as a table with the role of each column. Raises ReadError.

    >>> read_table({"age": [20, 30, 41], "city": ["Rome", "Oslo", "Rome"]}).roles["city"]
    <Role.CATEGORICAL: 'categorical'>
    """
    loaded = load(source, **options) if name is None else load(source, name=name, **options)
    table = apply(loaded.frame, initial_recipe(loaded.receipt, None, ()))
    return Table(table.frame, table.roles, name or Path(loaded.receipt.source).stem)
