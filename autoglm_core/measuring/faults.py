"""A fixed suite of faulty inputs: what must be answered, what must be refused clearly, and what came of it."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from autoglm_core.fitness import Fault
from autoglm_core.schema import ColumnSchema, Schema

Row = dict[str, Any]


class Wanted(StrEnum):
    ANSWER = "answer"
    REFUSAL = "refusal"  # with a sentence that says what is wrong
    EITHER = "either"


@dataclass(frozen=True)
class Case:
    """A request: ``body`` as it is sent, how many predictions it asks for, and what is right.

    ``same``: an answer must be the one of the unspoiled row, as the input says the same in another way.
    """

    name: str
    body: bytes
    rows: int
    wanted: Wanted
    same: bool = False


@dataclass(frozen=True)
class Reply:
    """What came back; ``status`` 0 where nothing did."""

    status: int
    content: Any


_LONG = 100_000
_STRANGE = "'; DROP TABLE x; -- <script>alert(1)</script> \u0000\u202e 🦆 ﷽"


def suite(schema: Schema, row: Mapping[str, Any]) -> tuple[Case, ...]:
    """All cases that the columns of ``schema`` allow, made by spoiling ``row``, an ordinary one."""
    good = dict(row)
    first = schema.columns[0].name
    reversed_row = dict(reversed(list(good.items())))
    cases = [
        _case("missing-column", [{name: cell for name, cell in good.items() if name != first}], Wanted.REFUSAL),
        _case("no-columns", [{}], Wanted.REFUSAL),
        _case("other-columns", [{"something else": 1}], Wanted.REFUSAL),
        _case("extra-column", [{**good, "something else": 1}], Wanted.ANSWER, same=True),
        _case("other-order", [reversed_row], Wanted.ANSWER, same=True),
        _case("empty-cell", [{**good, first: None}], Wanted.ANSWER),
        _case("all-empty", [dict.fromkeys(good)], Wanted.ANSWER),
        _case("empty-text", [dict.fromkeys(good, "")], Wanted.ANSWER),
        _case("no-rows", [], Wanted.EITHER),
        _case("nested-cell", [{**good, first: {"a": [1, 2]}}], Wanted.EITHER),
        _case("list-cell", [{**good, first: [1, 2, 3]}], Wanted.EITHER),
        _case("many-rows", [good] * 2_000, Wanted.ANSWER),
        Case("not-json", b'{"rows": [', 0, Wanted.REFUSAL),
        Case("not-a-table", b'"rows"', 0, Wanted.REFUSAL),
        Case("rows-of-numbers", b'{"rows": [1, 2]}', 0, Wanted.REFUSAL),
        Case("binary-rubbish", bytes(range(256)), 0, Wanted.REFUSAL),
    ]
    return (*cases, *_spoiled_numbers(schema, good), *_spoiled_words(schema, good), *_spoiled_others(schema, good))


def _spoiled_numbers(schema: Schema, good: Row) -> list[Case]:
    column = _first(schema, "integer", "number")
    if column is None:
        return []
    name, cell = column.name, good[column.name]
    cases = [
        _case("text-in-number", [{**good, name: "about twelve"}], Wanted.EITHER),
        _case("not-a-number", [{**good, name: math.nan}], Wanted.ANSWER),
        _case("infinite", [{**good, name: math.inf}], Wanted.ANSWER),
        _case("huge", [{**good, name: 1e308}], Wanted.ANSWER),
        _case("huge-negative", [{**good, name: -1e308}], Wanted.ANSWER),
        _case("integer-beyond", [{**good, name: 10**40}], Wanted.EITHER),
        _case("truth-in-number", [{**good, name: True}], Wanted.EITHER),
    ]
    if isinstance(cell, int | float) and math.isfinite(cell):
        cases.append(_case("number-as-text", [{**good, name: repr(cell)}], Wanted.ANSWER, same=True))
    return cases


def _spoiled_words(schema: Schema, good: Row) -> list[Case]:
    column = _first(schema, "text")
    if column is None:
        return []
    name, cell = column.name, good[column.name]
    cases = [
        _case("unseen-category", [{**good, name: "never seen before"}], Wanted.ANSWER),
        _case("number-in-text", [{**good, name: 12.5}], Wanted.ANSWER),
        _case("long-text", [{**good, name: "x" * _LONG}], Wanted.ANSWER),
        _case("strange-text", [{**good, name: _STRANGE}], Wanted.ANSWER),
    ]
    if isinstance(cell, str):
        cases.append(_case("spaces-around", [{**good, name: f"  {cell} "}], Wanted.ANSWER, same=True))
    return cases


def _spoiled_others(schema: Schema, good: Row) -> list[Case]:
    cases = []
    if (column := _first(schema, "datetime")) is not None:
        cases += [
            _case("impossible-date", [{**good, column.name: "2024-13-45"}], Wanted.EITHER),
            _case("far-date", [{**good, column.name: "9999-12-31"}], Wanted.EITHER),
        ]
    if (column := _first(schema, "boolean")) is not None:
        cases.append(_case("neither-true-nor-false", [{**good, column.name: "perhaps"}], Wanted.EITHER))
    return cases


def judge(case: Case, reply: Reply, unspoiled: Sequence[Any], classes: Sequence[str]) -> Fault:
    """Whether ``reply`` is valid: an answer where one is due, a clear sentence where refusing is right.

    ``unspoiled``: the predictions of the ordinary row.
    """
    detail = _detail(reply)
    if reply.status in (400, 422):
        refused = case.wanted is not Wanted.ANSWER and bool(detail)
        return Fault(case.name, "refused" if refused else "rejected", refused, detail)
    if reply.status != 200:
        return Fault(case.name, "crashed", False, detail)
    if case.wanted is Wanted.REFUSAL:
        return Fault(case.name, "accepted", False)
    said = reply.content.get("predictions") if isinstance(reply.content, dict) else None
    if not isinstance(said, list):
        return Fault(case.name, "nonsense", False)
    sound = len(said) == case.rows and all(_sound(each, classes) for each in said)
    if sound and case.same:
        sound = _equal(said, unspoiled)
    return Fault(case.name, "answered" if sound else "nonsense", sound)


def _case(name: str, rows: list[Row], wanted: Wanted, *, same: bool = False) -> Case:
    return Case(name, json.dumps({"rows": rows}).encode("utf-8"), len(rows), wanted, same)


def _first(schema: Schema, *kinds: str) -> ColumnSchema | None:
    return next((column for column in schema.columns if column.type in kinds), None)


def _detail(reply: Reply) -> str:
    said = reply.content.get("error", "") if isinstance(reply.content, dict) else ""
    return str(said)[:300]


def _sound(prediction: Any, classes: Sequence[str]) -> bool:
    if classes:
        return prediction in classes
    return isinstance(prediction, int | float) and math.isfinite(prediction)


def _equal(said: Sequence[Any], unspoiled: Sequence[Any]) -> bool:
    return all(
        math.isclose(one, other, rel_tol=1e-9) if isinstance(one, float) else one == other
        for one, other in zip(said, unspoiled, strict=True)
    )
