"""Makes the tables in assets/samples from their sources; says in code what was changed.

``python tools/sample_data.py DMBA AI4I``: DMBA is the folder ``dmba/csvFiles`` of the unpacked package dmba 0.2.4
(``pip download --no-deps dmba==0.2.4``), AI4I the file ai4i2020.csv of the UCI Machine Learning Repository.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

SAMPLES = Path(__file__).parents[1] / "assets" / "samples"

# Codes as corrected by U. Grömping, "South German Credit Data: Correcting a Widely Used Data Set" (2019). The older
# table found in many places gives them other meanings, by which people without an account would be the best borrowers.
CHECKING = ("no account", "overdrawn", "below 200 DM", "200 DM or more, or salary account")
HISTORY = (
    "paid late in the past",
    "critical account or other loans elsewhere",
    "no loans, or all paid back",
    "existing loans paid back so far",
    "all loans at this bank paid back",
)
SAVINGS = ("none or unknown", "below 100 DM", "100 to 500 DM", "500 to 1000 DM", "1000 DM or more")
EMPLOYED = ("unemployed", "less than 1 year", "1 to 4 years", "4 to 7 years", "7 years or more")
RATE = {1: "35 % or more", 2: "25 to 35 %", 3: "20 to 25 %", 4: "below 20 %"}
RESIDENT = {1: "less than 1 year", 2: "1 to 4 years", 3: "4 to 7 years", 4: "7 years or more"}
LOANS = {1: "1", 2: "2 or 3", 3: "4 or 5", 4: "6 or more"}
JOB = ("unemployed or unskilled, non-resident", "unskilled, resident", "skilled", "manager or self-employed")


def loans(dmba: Path) -> pd.DataFrame:
    """German credit: 1,000 borrowers, of whom 300 did not repay as agreed."""
    raw = pd.read_csv(dmba / "GermanCredit.csv.gz")

    def coded(column: str, meanings: tuple[str, ...]) -> pd.Series:
        return raw[column].map(dict(enumerate(meanings)))

    def one_of(flags: dict[str, str], otherwise: str) -> np.ndarray:
        return np.select([raw[flag] == 1 for flag in flags], list(flags.values()), otherwise)

    return pd.DataFrame(
        {
            "loan_id": raw["OBS#"].map("L{:04d}".format),
            "checking_account": coded("CHK_ACCT", CHECKING),
            "savings": coded("SAV_ACCT", SAVINGS),
            "credit_history": coded("HISTORY", HISTORY),
            "loans_at_this_bank": raw["NUM_CREDITS"].map(LOANS),
            "other_instalment_plans": np.where(raw["OTHER_INSTALL"] == 1, "yes", "no"),
            "amount_dm": raw["AMOUNT"],
            "duration_months": raw["DURATION"],
            "instalment_share_of_income": raw["INSTALL_RATE"].map(RATE),
            "co_debtor": one_of({"CO-APPLICANT": "co-applicant", "GUARANTOR": "guarantor"}, "none"),
            "property": one_of(
                {"REAL_ESTATE": "none or unknown", "PROP_UNKN_NONE": "real estate"},
                "car, insurance or savings agreement",
            ),
            "housing": one_of({"RENT": "for free", "OWN_RES": "rented"}, "own"),
            "years_at_address": raw["PRESENT_RESIDENT"].map(RESIDENT),
            "employed_for": coded("EMPLOYMENT", EMPLOYED),
            "job": coded("JOB", JOB),
            "age": raw["AGE"],
            "telephone": np.where(raw["TELEPHONE"] == 1, "yes", "no"),
            "default": np.where(raw["RESPONSE"] == 0, "yes", "no"),
        }
    )


def catalog_purchases(dmba: Path) -> pd.DataFrame:
    """Catalogue cross-selling: per customer one division to recommend, and what was bought in the others."""
    raw = pd.read_csv(dmba / "CatalogCrossSell.csv.gz")
    divisions = [column for column in raw.columns if column.endswith(" Division")]
    # Every customer bought health products: there is nothing to recommend.
    offered = [division for division in divisions if raw[division].nunique() > 1]
    bought = raw[offered].to_numpy()
    asked = np.random.default_rng(2024).integers(len(offered), size=len(raw))
    rows = np.arange(len(raw))
    names = [division.removesuffix(" Division") for division in offered]
    table = pd.DataFrame({"customer_id": raw["Customer Number"], "recommended": np.array(names, dtype=object)[asked]})
    for position, name in enumerate(names):
        known = pd.Series(np.where(bought[:, position] == 1, "yes", "no"))
        # What is to be predicted must not stand among what it is predicted from.
        table[f"bought_{name.lower().replace(' ', '_')}"] = known.mask(asked == position)
    table["will_buy"] = np.where(bought[rows, asked] == 1, "yes", "no")
    return table


def machines(ai4i: Path) -> pd.DataFrame:
    """AI4I 2020 predictive maintenance: 10,000 production steps, 339 of them with a machine failure."""
    raw = pd.read_csv(ai4i, encoding="utf-8-sig")
    kinds = ["TWF", "HDF", "PWF", "OSF", "RNF"]  # known only once the machine has failed
    table = raw.drop(columns=[column for column in kinds if column in raw.columns])
    table["Type"] = table["Type"].map({"L": "low", "M": "medium", "H": "high"})
    table["Machine failure"] = np.where(table["Machine failure"] == 1, "yes", "no")
    return table.rename(columns={"Type": "Product quality"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dmba", type=Path)
    parser.add_argument("ai4i", type=Path)
    arguments = parser.parse_args()
    tables = {
        "loans": loans(arguments.dmba),
        "catalog_purchases": catalog_purchases(arguments.dmba),
        "machines": machines(arguments.ai4i),
    }
    for name, table in tables.items():
        folder = SAMPLES / name
        folder.mkdir(parents=True, exist_ok=True)
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
