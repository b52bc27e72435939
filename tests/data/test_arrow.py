"""Frames as Arrow files: nothing is lost, and equal content has an equal hash."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from autoglm_core.data.arrow import content_hash, from_arrow, read_arrow, to_arrow, write_arrow

FRAME = pd.DataFrame(
    {
        "text": pd.Series(["x", None, "北京"], dtype="str"),
        "maybe": pd.array([True, None, False], dtype="boolean"),
        "truth": [True, False, True],
        "when": pd.to_datetime(["2020-01-01", None, "2020-02-02"]).astype("datetime64[us]"),
        "count": [1, 2, 3],
        "share": [0.5, None, -2.0],
        "<b>x</b>[1]": ["=cmd()", "$x$", "😀"],
    }
)


def test_comes_back_as_it_was(tmp_path: Path) -> None:
    write_arrow(FRAME, tmp_path / "x.arrow")
    pd.testing.assert_frame_equal(read_arrow(tmp_path / "x.arrow"), FRAME)
    pd.testing.assert_frame_equal(from_arrow(to_arrow(FRAME.iloc[:0])), FRAME.iloc[:0], check_dtype=False)
    assert list(tmp_path.iterdir()) == [tmp_path / "x.arrow"]


def test_numbers_without_gaps_are_not_copied_into_memory(tmp_path: Path) -> None:
    write_arrow(pd.DataFrame({"a": np.arange(1_000.0)}), tmp_path / "x.arrow")
    values = read_arrow(tmp_path / "x.arrow")["a"].to_numpy()
    assert not values.flags.owndata
    assert values.sum() == 499_500


def test_the_hash_is_of_the_content_alone() -> None:
    shifted = FRAME.iloc[1:]
    again = pd.DataFrame({name: shifted[name].tolist() for name in FRAME}).astype(FRAME.dtypes)
    assert content_hash(shifted) == content_hash(again)
    parts = pd.concat([FRAME.iloc[:1], FRAME.iloc[1:]], ignore_index=True)
    assert content_hash(parts) == content_hash(FRAME)
    assert content_hash(FRAME) != content_hash(FRAME.rename(columns={"count": "n"}))
    assert content_hash(FRAME) != content_hash(FRAME.assign(count=[1, 2, 4]))
    assert content_hash(FRAME) != content_hash(FRAME.assign(count=[1.0, 2.0, 3.0]))
