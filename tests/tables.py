"""Small made tables whose target follows from the columns, for tests of the whole way."""

from __future__ import annotations

import numpy as np
import pandas as pd


def loans(rows: int = 240, seed: int = 0) -> pd.DataFrame:
    """A mixed table with missing cells whose target follows from income, debt and purpose, with noise."""
    rng = np.random.default_rng(seed)
    income = rng.lognormal(10, 0.5, rows)
    debt = rng.uniform(0, 1, rows)
    purpose = rng.choice(["car", "house", "school"], rows)
    logit = (
        3 * (debt - 0.5) - (np.log(income) - 10) + np.where(purpose == "school", 1.0, 0.0) + rng.normal(0, 0.7, rows)
    )
    frame = pd.DataFrame(
        {
            "income": income.round(2),
            "debt": debt.round(3),
            "purpose": purpose,
            "default": np.where(logit > 0.3, "yes", "no"),
        }
    )
    frame.loc[rng.choice(rows, rows // 10, replace=False), "income"] = np.nan
    return frame
