"""A table with a column of every role, made on the spot, with awkward names and cells."""

from __future__ import annotations

import numpy as np
import pandas as pd

from autoglm_core.table import Role, Table

NUMBER, TOWN, SHOP, NOTE = '<b>"x"</b>[1]', "城市 {town}", "$shop$", "=note()"
ROLES = {
    NUMBER: Role.NUMERIC,
    "income": Role.NUMERIC,
    TOWN: Role.CATEGORICAL,
    SHOP: Role.CATEGORICAL,
    "grade": Role.ORDINAL,
    "member": Role.BOOLEAN,
    "opened": Role.DATETIME,
    "closed": Role.DATETIME,
    NOTE: Role.TEXT,
    "id": Role.IDENTIFIER,
    "unit": Role.CONSTANT,
}
WORDS = [
    "late",
    "delivery",
    "good",
    "service",
    "很好",
    "服务",
    "太慢",
    "never",
    "again",
    "fast",
    "cheap",
    "<b>bold</b>",
]


def mixed_table(rows: int = 240, seed: int = 0) -> Table:
    """``rows`` rows; ``SHOP`` has more categories than get an indicator each, several columns have gaps."""
    random = np.random.default_rng(seed)
    day = pd.Timestamp("2024-02-27 22:00")
    opened = pd.Series(day + pd.to_timedelta(random.integers(0, 40_000, rows), unit="min"))
    frame = pd.DataFrame(
        {
            NUMBER: random.normal(size=rows),
            "income": np.exp(random.normal(8, 2, rows)),
            TOWN: pd.Series(random.choice(["Rom", "北京", "O'Hara", "=1+1"], rows)).astype("str"),
            SHOP: pd.Series([f"shop {number}" for number in random.integers(0, 60, rows)]).astype("str"),
            "grade": random.integers(1, 6, rows),
            "member": pd.Series(random.random(rows) < 0.4).astype("boolean"),
            "opened": opened,
            "closed": opened + pd.to_timedelta(random.integers(1, 500, rows), unit="h"),
            NOTE: pd.Series([" ".join(random.choice(WORDS, 6)) for _ in range(rows)]).astype("str"),
            "id": np.arange(rows),
            "unit": pd.Series(["kg"] * rows).astype("str"),
        }
    )
    for column in ("income", TOWN, "member", "closed", NOTE):
        frame.loc[random.random(rows) < 0.15, column] = pd.NA
    return Table(frame, ROLES)
