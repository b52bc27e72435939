"""Where the names of columns stand."""

from __future__ import annotations

import pytest

from autoglm_core.data.connectors._header import Header, find_header


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["a", "b"], ["1", "2"]], Header(0, 1)),
        ([["", ""], ["Sales", ""], ["", ""], ["shop", "sold"], ["A", "1"]], Header(3, 4)),
        ([["Sales", "", "", ""], ["shop", "x", "y", "z"], ["A", "1", "2", "3"], ["B", "1", "2", "3"]], Header(1, 2)),
        ([["1", "2"], ["3", "4"]], Header(None, 0)),
        ([["2020-01-01", "5"], ["2020-01-02", "6"]], Header(None, 0)),
        ([["", "2019", "2020"], ["A", "1", "2"], ["B", "3", "4"]], Header(0, 1)),
        ([["0", "1", "2"], ["5", "7", "9"], ["4", "4", "4"]], Header(0, 1)),
        ([["2020-01-01", "2020-02-01"], ["5", "6"], ["7", "8"]], Header(0, 1)),
        ([["yes", "no"], ["no", "yes"], ["yes", "no"], ["yes", "yes"], ["no", "no"]], Header(None, 0)),
        ([["name", "town"], ["Ann", "Rome"], ["Bob", "Oslo"]], Header(0, 1)),
        ([["a", "b"]], Header(0, 1)),
    ],
)
def test_names_differ_in_kind_from_what_stands_below(rows: list[list[str]], expected: Header) -> None:
    assert find_header(rows) == expected


def test_the_caller_may_say_so() -> None:
    assert find_header([["1", "2"], ["3", "4"]], has_header=True) == Header(0, 1)
    assert find_header([["a", "b"], ["3", "4"]], has_header=False) == Header(None, 0)
