"""Good goals for a table: what could be asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.read import known_facts, read_facts
from autoglm_core.goal.reading import Reading, ReadingStatus
from autoglm_core.goal.wanted import possible_targets, worth_of
from autoglm_core.messages import CORE
from autoglm_core.spec import TaskKind, Wish
from autoglm_core.table import Table

FEWEST_GOALS = 3
MOST_GOALS = 6
_OTHER_TARGETS = 2  # beside the likeliest one
_WORTHY = 0.6  # how much like an outcome another target must be to be worth asking for
_PERSONAL = frozenset(["sex", "gender", "age", "race", "ethnicity", "nationality", "religion", "性别", "年龄", "民族"])


class _Idea(NamedTuple):
    """A sentence, and what the reader has to make of it."""

    sentence: str
    target: str
    task: TaskKind
    wish: Wish = Wish.BALANCED
    without: tuple[str, ...] = ()
    interpretable: bool = False

    def is_meant(self, reading: Reading) -> bool:
        spec = reading.spec
        return (
            spec is not None
            and reading.status is ReadingStatus.OK
            and (spec.target, spec.task, spec.threshold.wish) == (self.target, self.task, self.wish)
            and (spec.exclude, spec.interpretable) == (self.without, self.interpretable)
            and not spec.filters
        )


def suggest_goals(table: Table, language: str = "en") -> tuple[str, ...]:
    """Up to six goals in ``language`` that can be trained on this table, the most promising first.

    Every one of them is a sentence that ``read_goal`` understands as it is meant. First the likeliest outcome: plainly,
    with the mistake that usually costs more, without what is personal, with a model that can be read. Then other
    columns that are outcomes. A table has fewer than three goals only where hardly any column can be predicted.

    >>> import pandas as pd
    >>> from autoglm_core.table import Role
    >>> frame = pd.DataFrame({"age": [31, 52, 47], "pay": [1.5, 2.5, 3.1], "churn": ["yes", "no", "no"]})
    >>> table = Table(frame, {"age": Role.NUMERIC, "pay": Role.NUMERIC, "churn": Role.CATEGORICAL})
    >>> suggest_goals(table)[:2]
    ('Predict “churn”', 'Predict “churn”. Missing one is worse than a false alarm.')
    """
    facts = known_facts(table)
    found: list[str] = []
    for idea, is_good in _ideas(facts, table, language):
        if len(found) == MOST_GOALS or (not is_good and len(found) >= FEWEST_GOALS):
            break
        if idea.sentence not in found and idea.is_meant(read_facts(idea.sentence, facts)):
            found.append(idea.sentence)
    return tuple(found)


def _ideas(facts: TableFacts, table: Table, language: str) -> Iterator[tuple[_Idea, bool]]:
    """What might be asked, each with whether it is good, and not only possible."""
    targets = possible_targets(facts)
    if not targets:
        return
    first = targets[0]
    for idea in _about(first, facts, language):
        yield idea, True
    others = [column for column in targets[1:] if not _says_the_same(first, column, table)]
    worthy = [column for column in others if worth_of(column, facts) >= _WORTHY and not _is_personal(column)]
    for column in worthy[:_OTHER_TARGETS]:
        yield _plain(column, language, kind=_kind(column)), True
    for column in others:
        yield _plain(column, language, kind=_kind(column)), False


def _is_personal(column: ColumnFacts) -> bool:
    return bool(_PERSONAL & {*column.words, column.name})


def _about(column: ColumnFacts, facts: TableFacts, language: str) -> Iterator[_Idea]:
    kind = _kind(column)
    yield _plain(column, language, kind=kind)
    if kind is TaskKind.BINARY:
        yield _Idea(_worded("recall", language, column), column.name, kind, wish=Wish.FIND_ALL)
    else:
        yield _Idea(_worded(str(kind), language, column), column.name, kind)
    personal = tuple(other.name for other in facts.columns if other.name != column.name and _is_personal(other))
    if personal:
        both = ("、" if language == "zh" else " and ").join(personal[:2])
        sentence = _worded("without", language, column, columns=both)
        yield _Idea(sentence, column.name, kind, without=personal[:2])
    yield _Idea(_worded("interpretable", language, column), column.name, kind, interpretable=True)


def _plain(column: ColumnFacts, language: str, *, kind: TaskKind) -> _Idea:
    key = "estimate" if kind is TaskKind.REGRESSION else "predict"
    return _Idea(_worded(key, language, column), column.name, kind)


def _worded(key: str, language: str, column: ColumnFacts, **values: str) -> str:
    return CORE.text(f"goal-suggest-{key}", language, {"target": column.name, **values})


def _kind(column: ColumnFacts) -> TaskKind:
    if column.is_binary:
        return TaskKind.BINARY
    return TaskKind.REGRESSION if column.is_numeric else TaskKind.MULTICLASS


def _says_the_same(first: ColumnFacts, other: ColumnFacts, table: Table) -> bool:
    """Whether each value of one goes with one value of the other: two writings of one fact, of which one would leak."""
    if first.is_numeric and other.is_numeric:
        pair = table.frame[[first.name, other.name]].dropna().astype(float)
        return len(pair) > 2 and abs(float(pair.corr(method="spearman").to_numpy()[0, 1])) > 0.999
    if max(first.n_unique, other.n_unique) > 50:
        return False
    pair = table.frame[[first.name, other.name]].dropna().drop_duplicates()
    return not pair[first.name].duplicated().any() or not pair[other.name].duplicated().any()
