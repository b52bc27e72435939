"""Data frames as Arrow: files that are memory-mapped when read, and a hash of the content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pandas as pd
import pyarrow as pa


def to_arrow(frame: pd.DataFrame) -> pa.Table:
    """The frame's columns without its index, in Arrow's own types alone: equal content gives equal bytes.

    >>> to_arrow(pd.DataFrame({"a": [1, 2], "b": ["x", None]})).schema.names
    ['a', 'b']
    """
    # pandas' own metadata names library versions, which would change the hash of equal content.
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    fields = [pa.field(item.name, _plain(item.type)) for item in table.schema]
    return table.cast(pa.schema(fields)).combine_chunks()


def _plain(dtype: pa.DataType) -> pa.DataType:
    return pa.large_string() if pa.types.is_string(dtype) else dtype


def from_arrow(table: pa.Table) -> pd.DataFrame:
    """The frame that ``to_arrow`` was given, with the same types. Numbers are not copied where that can be avoided."""
    frame: pd.DataFrame = table.to_pandas(split_blocks=True)
    nullable = [
        position
        for position, column in enumerate(table.columns)
        if pa.types.is_boolean(column.type) and column.null_count
    ]
    return frame.astype({frame.columns[position]: "boolean" for position in nullable}) if nullable else frame


def write_arrow(frame: pd.DataFrame, path: Path) -> None:
    """Write the frame to ``path``, whole or not at all."""
    temporary = path.with_name(path.name + ".part")
    table = to_arrow(frame)
    with temporary.open("wb") as file:
        with pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_arrow(path: Path) -> pd.DataFrame:
    """The frame in ``path``, memory-mapped: numbers without missing cells stay on disk until they are used."""
    with pa.memory_map(str(path)) as source:
        return from_arrow(pa.ipc.open_file(source).read_all())


def content_hash(frame: pd.DataFrame) -> str:
    """SHA-256 (hexadecimal) of the frame's column names, types and cells."""
    table = to_arrow(frame)
    sink = _Hashing()
    with pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), table.schema) as writer:
        writer.write_table(table)
    return sink.hash.hexdigest()


class _Hashing:
    """A file that keeps nothing of what is written but its hash."""

    closed = False

    def __init__(self) -> None:
        self.hash = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        self.closed = True
