"""The first rows of a scored file in the order of its predictions, without holding the file in memory."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

_ROWS_AT_ONCE = 50_000


def ranked(path: Path, column: int, most: int, *, highest: bool) -> pd.DataFrame:
    """The ``most`` rows of the CSV file with the highest (or lowest) numbers in ``column`` (a position), those first.

    Cells stay the text that stands in the file, in which nothing can act as a formula; ``column`` comes
    first. Rows of equal number keep the file's order.
    """
    best = pd.DataFrame()
    with pd.read_csv(path, dtype=str, keep_default_na=False, chunksize=_ROWS_AT_ONCE, encoding="utf-8-sig") as chunks:
        for chunk in chunks:
            best = _sorted(pd.concat([best, chunk]), column, highest=highest).head(most)
    first = best.columns[column]
    others = [name for name in best.columns if name != first]
    return best[[first, *others]].reset_index(drop=True)


def _sorted(frame: pd.DataFrame, column: int, *, highest: bool) -> pd.DataFrame:
    numbers = pd.to_numeric(frame.iloc[:, column], errors="coerce").reset_index(drop=True)
    return frame.iloc[numbers.sort_values(ascending=not highest, kind="stable").index]
