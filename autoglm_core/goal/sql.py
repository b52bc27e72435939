"""Conditions that a goal writes as SQL: SELECT ... WHERE."""

from __future__ import annotations

import re

from autoglm_core.goal.facts import ColumnFacts
from autoglm_core.goal.scan import Scan
from autoglm_core.spec import Filter

_WHERE = re.compile(r"\bselect\b.{0,200}?\bwhere\b(?P<where>[^;]+)")
_LISTED = re.compile(r"(?P<name>[\w .]+?)\s+(?P<not>not )?in\s*\((?P<values>[^)]*)\)")
_FILLED = re.compile(r"(?P<name>[\w .]+?)\s+is not null")
_COMPARED = re.compile(r"(?P<name>[\w .]+?)\s*(?P<op>>=|<=|<>|!=|=|>|<)\s*(?P<value>'[^']*'|\"[^\"]*\"|[\w.]+)")


def sql_conditions(scan: Scan) -> list[tuple[Filter, tuple[int, int]]]:
    """The conditions after WHERE that speak of columns of the table, with the place of the statement."""
    match = _WHERE.search(scan.text)
    if match is None:
        return []
    found = [(f, match.span()) for term in re.split(r"\band\b", match["where"]) for f in _conditions(scan, term)]
    scan.use(match.start(), match.end(), "filters")
    return found


def _conditions(scan: Scan, term: str) -> list[Filter]:
    for pattern in (_FILLED, _LISTED, _COMPARED):
        match = pattern.search(term)
        column = _column(scan, match["name"]) if match else None
        if match is None or column is None:
            continue
        if pattern is _FILLED:
            return [Filter(column=column.name, op="notnull")]
        if pattern is _COMPARED:
            op = {"=": "==", "<>": "!="}.get(match["op"], match["op"])
            return [Filter(column=column.name, op=op, value=_cell(column, match["value"]))]
        cells = tuple(_cell(column, text) for text in match["values"].split(","))
        if match["not"]:
            return [Filter(column=column.name, op="!=", value=cell) for cell in cells]
        return [Filter(column=column.name, op="in", value=cells)]
    return []


def _column(scan: Scan, name: str) -> ColumnFacts | None:
    return next((column for column in scan.facts.columns if column.name.lower() == name.strip()), None)


def _cell(column: ColumnFacts, written: str) -> str | bool | int | float:
    text = written.strip().strip("'\"")
    return typed(column, next((value for value in column.values if value.lower() == text), text))


def typed(column: ColumnFacts, text: str) -> str | bool | int | float:
    """A cell's text as a value of the column's own type."""
    if column.kind == "bool":
        return text.lower() in ("true", "1", "yes")
    if column.is_numeric:
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return text
