"""The cells of a data frame as text to show and as numbers to colour by."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.cells import cell_text
from autoglm_core.result import Floats


def cell_texts(frame: pd.DataFrame) -> npt.NDArray[np.str_]:
    """(rows, columns) of text that can be read back; missing cells are empty.

    >>> cell_texts(pd.DataFrame({"a": [1.0, 2.5], "b": ["x", None]})).tolist()
    [['1', 'x'], ['2.5', '']]
    """
    texts = [["" if pd.isna(value) else cell_text(value) for value in frame[column]] for column in frame.columns]
    return np.array(texts, dtype=np.str_).T.reshape(frame.shape)


def cell_numbers(frame: pd.DataFrame) -> Floats:
    """(rows, columns) of floats: numbers and booleans as they are, dates as days since 1970, everything else NaN."""
    numbers = np.full(frame.shape, np.nan)
    for position, column in enumerate(frame.columns):
        series = frame[column]
        if pd.api.types.is_numeric_dtype(series) or pd.api.types.is_bool_dtype(series):
            numbers[:, position] = series.to_numpy(dtype=np.float64, na_value=np.nan)
        elif pd.api.types.is_datetime64_any_dtype(series):
            since = series.dt.tz_localize(None) - pd.Timestamp(0)
            numbers[:, position] = since / pd.Timedelta(days=1)
    return numbers
