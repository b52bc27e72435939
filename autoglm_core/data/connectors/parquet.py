"""Reads Parquet files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from autoglm_core.contracts import Connector, Loaded
from autoglm_core.data.connectors._files import FileKind, holds, opened
from autoglm_core.data.connectors._finish import finished
from autoglm_core.data.plain import Assumptions
from autoglm_core.errors import ReadError

_ROW_LABELS = re.compile(r"__index_level_\d+__")


@dataclass(frozen=True, kw_only=True)
class _Options:
    name: str | None = None
    day_first: bool | None = None


class ParquetConnector(Connector):
    """Parquet files, whose columns bring their types along."""

    name = "parquet"

    def accepts(self, source: Any) -> bool:
        return holds(source, FileKind.PARQUET)

    def load(self, source: Any, **options: Any) -> Loaded:
        """Options: name, day_first (bool; for dates that are stored as text)."""
        chosen = _Options(**options)
        file = opened(source, FileKind.PARQUET, chosen.name)
        try:
            table = pq.ParquetFile(file.path).read()
            frame: pd.DataFrame = table.replace_schema_metadata(None).to_pandas()
        except (pa.ArrowException, OSError, ValueError) as error:
            raise ReadError("error-read-parquet-damaged", file=file.name) from error
        # Row labels that pandas stored beside the columns; plain counts of rows are not stored at all.
        frame = frame.loc[:, [not _ROW_LABELS.fullmatch(str(name)) for name in frame.columns]]
        if frame.empty:
            raise ReadError("error-read-only-header", file=file.name)
        return finished(
            frame,
            source=file.name,
            kind=self.name,
            size=file.size,
            sha256=file.sha256(),
            assumptions=Assumptions(day_first=chosen.day_first, typed=True),
        )
