"""Scores new rows with a model package: python score.py model-package.zip new_rows.csv scored.csv"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from autoglm_core import load, read_table


def main() -> None:
    """Read the rows, predict, and write them with their predictions; a missing column is named and ends the program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="the model package (zip), or an unpacked one (folder)")
    parser.add_argument("rows", type=Path, help="new rows: CSV, TSV, Excel, Parquet or JSON")
    parser.add_argument("output", type=Path, help="the CSV file to write")
    arguments = parser.parse_args()

    model = load(arguments.package)
    rows = read_table(arguments.rows).frame
    parts = [rows, model.predict(rows).rename("prediction")]
    if model.classes:
        parts.append(model.predict_proba(rows).add_prefix("probability_"))
    pd.concat(parts, axis=1).to_csv(arguments.output, index=False)


if __name__ == "__main__":
    main()
