"""Tells what each column of a frame is for, and casts columns to the role that they are given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from pandas.api import types

from autoglm_core.cells import YES_NO, as_text, read_moments, read_numbers
from autoglm_core.table import Role

Column: TypeAlias = "pd.Series[Any]"

# Below so many rows that all cells differ says nothing.
_FEW_ROWS: Final = 20
# A sequence of numbers may lack this share of its members, as where a sample of the rows was taken.
_DENSE: Final = 0.5
_UNIQUE: Final = 0.99
# A key that is nearly unique tells a model nothing that holds for new rows; one that repeats (a host, a shop) does.
_KEY_REPEATS_BELOW: Final = 0.9
_ORDINAL_LEVELS, _ORDINAL_RANGE = 12, 30
_SAMPLE: Final = 500
_HAN = re.compile(r"[\u4e00-\u9fff]")

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u4e00-\u9fff]+")
_ID_WORDS: Final = frozenset(
    {"id", "ids", "uid", "uuid", "guid", "udi", "key", "pk", "rowid", "index", "idx", "serial"}
)
_ID_LAST: Final = frozenset({"no", "nr", "num", "number", "code", "ref", "reference"})
_ID_HAN = re.compile(r"(编号|单号|序号|批次号|订单号|流水号|账号|卡号|身份证号?|工号|学号|代码|标识|号码|ID)$")
_PLACE_WORDS: Final = frozenset({"zip", "zipcode", "postcode", "postal", "plz"})
_PLACE_HAN = re.compile(r"邮编|邮政编码")
# Numbers in sequence that count time, or that are nothing but x: they are measured along, not made up as keys.
_ALONG: Final = frozenset(
    {"year", "yr", "month", "week", "day", "hour", "minute", "second", "time", "timestamp", "t", "x", "step", "cycle"}
    | {"period", "age", "rank", "level", "feature", "score", "value", "size", "distance", "amount", "price"}
)
_ALONG_HAN = re.compile(r"年|月|日|周|时|天|龄|价|额|量|分")


def detect_roles(frame: pd.DataFrame) -> dict[str, Role]:
    """The role of each column, by its type, its cells and its name.

    Unique numbers are identifiers only where their name says so, or where they count the rows of a table that has other
    columns; keys that repeat are categories.

    >>> detect_roles(pd.DataFrame({"grade": [1, 2, 3] * 10, "sold": ["yes", "no", "no"] * 10}))
    {'grade': <Role.ORDINAL: 'ordinal'>, 'sold': <Role.BOOLEAN: 'boolean'>}
    """
    alone = frame.shape[1] <= 2
    return {str(name): _role(frame[name], str(name), alone) for name in frame.columns}


def _role(column: Column, name: str, alone: bool) -> Role:
    present = column.dropna()
    if present.empty:
        return Role.CONSTANT
    if types.is_float_dtype(column.dtype) and not _whole(present) and present.min() < present.max():
        return Role.NUMERIC
    distinct = present.nunique()
    if distinct == 1 and len(present) == len(column):
        return Role.CONSTANT
    if is_identifier(column, name, distinct, alone):
        return Role.IDENTIFIER
    return usable_role(column, name)


def usable_role(column: Column, name: str) -> Role:
    """The role that a column has as an input of a model, even where it looks like an identifier."""
    present = column.dropna()
    if types.is_bool_dtype(column.dtype):
        return Role.BOOLEAN
    if types.is_datetime64_any_dtype(column.dtype):
        return Role.DATETIME
    if types.is_numeric_dtype(column.dtype):
        return _numeric_role(present, name)
    return _text_role(present)


# ---- identifiers -----------------------------------------------------------------------------------------------------


def is_identifier(column: Column, name: str, distinct: int, alone: bool) -> bool:
    """Whether the column names rows rather than describing them."""
    rows = len(column)
    if rows < 2 or types.is_bool_dtype(column.dtype) or types.is_datetime64_any_dtype(column.dtype):
        return False
    share = distinct / rows
    named = names_a_key(name)
    if types.is_numeric_dtype(column.dtype):
        if not _whole(column.dropna()) or column.isna().any():
            return False
        if named:
            return share > _KEY_REPEATS_BELOW and (rows >= _FEW_ROWS or distinct == rows)
        return not alone and distinct == rows >= _FEW_ROWS and not _is_along(name) and _counts_rows(column)
    if named and share > _KEY_REPEATS_BELOW:
        return rows >= _FEW_ROWS or distinct == rows
    return rows >= _FEW_ROWS and share >= _UNIQUE and not _reads_as_text(_sampled(column.dropna()))


def names_a_key(name: str) -> bool:
    """Whether a column's name says that its cells are keys: customer_id, orderId, client_no, 客户编号.

    >>> names_a_key("customerID"), names_a_key("number_of_reviews"), names_a_key("客户编号")
    (True, False, True)
    """
    words = _name_words(name)
    return bool(_ID_WORDS & set(words) or (len(words) > 1 and words[-1] in _ID_LAST) or _ID_HAN.search(name))


def _name_words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _is_along(name: str) -> bool:
    return bool(_ALONG & set(_name_words(name)) or _ALONG_HAN.search(name))


def _whole(present: Column) -> bool:
    if types.is_integer_dtype(present.dtype):
        return True
    # Most columns of fractions show one at once, which spares looking at all of them.
    return bool((present.iloc[:_SAMPLE] % 1 == 0).all()) and bool((present % 1 == 0).all())


def _counts_rows(column: Column) -> bool:
    """Whether unique whole numbers are a sequence with few gaps, in whatever order."""
    return bool(len(column) / (float(column.max()) - float(column.min()) + 1) >= _DENSE)


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _numeric_role(present: Column, name: str) -> Role:
    if present.empty or not _whole(present):
        return Role.NUMERIC
    levels = present.unique()
    if set(levels.tolist()) <= {0, 1}:
        return Role.BOOLEAN
    words = _name_words(name)
    if len(levels) > 2 and ((_PLACE_WORDS & set(words)) or _PLACE_HAN.search(name) or _is_repeated_key(present, name)):
        return Role.CATEGORICAL
    if (
        len(levels) <= _ORDINAL_LEVELS
        and levels.max() - levels.min() <= _ORDINAL_RANGE
        and len(levels) * 2 < len(present)
    ):
        return Role.ORDINAL
    return Role.NUMERIC


def _is_repeated_key(present: Column, name: str) -> bool:
    # "code", "no" and "number" name counts and grades as well: a key needs a surer word.
    words = set(_name_words(name))
    return bool((words & (_ID_WORDS - {"index", "idx", "key"})) or _ID_HAN.search(name)) and present.nunique() > 2


# ---- text ------------------------------------------------------------------------------------------------------------


def _text_role(present: Column) -> Role:
    levels = present.unique()
    if len(levels) <= 2 and {str(level).lower() for level in levels} in YES_NO:
        return Role.BOOLEAN
    sample = _sampled(present)
    share = len(levels) / max(len(present), 1)
    if _reads_as_text(sample) and share >= 0.5 and len(levels) >= _FEW_ROWS:
        return Role.TEXT
    words, han = _lengths(sample)
    long = words >= 8 or han >= 20
    return Role.TEXT if long and share >= 0.1 and len(levels) >= 50 else Role.CATEGORICAL


def _reads_as_text(sample: pd.Series[str]) -> bool:
    """Several words a cell, or as many Chinese characters as make a phrase."""
    words, han = _lengths(sample)
    return words >= 3 or han >= 8


def _lengths(sample: pd.Series[str]) -> tuple[float, float]:
    """Mean number of words separated by spaces, and of Chinese characters."""
    if sample.empty:
        return 0.0, 0.0
    texts = sample.tolist()
    words = float(np.mean([len(text.split()) for text in texts]))
    return words, float(np.mean([len(_HAN.findall(text)) for text in texts]))


def _sampled(present: Column) -> pd.Series[str]:
    return present.iloc[:: max(len(present) // _SAMPLE, 1)].astype("str")


# ---- casting ---------------------------------------------------------------------------------------------------------


def cast(frame: pd.DataFrame, roles: Mapping[str, Role]) -> pd.DataFrame:
    """The frame with each column's cells as its role wants them; cells that cannot be read so are missing.

    Categories and texts are text, so that a code reads the same whether or not some cells are missing; numbers that a
    user declares are read from text, and so are dates.

    >>> cast(pd.DataFrame({"zip": [98040, 10115]}), {"zip": Role.CATEGORICAL})["zip"].tolist()
    ['98040', '10115']
    """
    changed = {name: _cast(frame[name], role) for name, role in roles.items() if _needs_cast(frame[name], role)}
    return frame.assign(**changed) if changed else frame


def _needs_cast(column: Column, role: Role) -> bool:
    is_text = isinstance(column.dtype, pd.StringDtype)
    if role in (Role.CATEGORICAL, Role.TEXT):
        return not is_text
    if role in (Role.NUMERIC, Role.ORDINAL):
        return not types.is_numeric_dtype(column.dtype) or types.is_bool_dtype(column.dtype)
    return role is Role.DATETIME and not types.is_datetime64_any_dtype(column.dtype)


def _cast(column: Column, role: Role) -> Column:
    if role in (Role.CATEGORICAL, Role.TEXT):
        return as_text(column)
    if role is Role.DATETIME:
        return _as_moments(column)
    if types.is_datetime64_any_dtype(column.dtype):
        days = (column - pd.Timestamp(0)) / pd.Timedelta(days=1)
        return days.astype(np.float64)
    if types.is_bool_dtype(column.dtype):
        return column.astype("boolean").astype("Float64").astype(np.float64)
    return pd.Series(read_numbers(column).values, index=column.index, name=column.name)


def _as_moments(column: Column) -> Column:
    text = as_text(column)
    read = read_moments(text)
    if read is not None:
        return read.values
    eight_digits = text.str.fullmatch(r"(19|20)\d{6}").fillna(False)
    compact = pd.to_datetime(text.where(eight_digits.astype(bool)), format="%Y%m%d", errors="coerce")
    return pd.Series(compact, name=column.name).astype("datetime64[us]")
