"""Good goals for a table: what could be asked of it."""

from __future__ import annotations

from collections.abc import Iterator

from autoglm_core.goal.facts import TableFacts
from autoglm_core.goal.read import known_facts, read_facts
from autoglm_core.goal.reading import ReadingStatus
from autoglm_core.goal.wanted import possible_targets
from autoglm_core.messages import CORE
from autoglm_core.table import Table

FEWEST_GOALS = 3
MOST_GOALS = 6
FEWEST_GOALS = 3


def suggest_goals(table: Table, language: str = "en") -> tuple[str, ...]:
    """Three to six goals in ``language`` that this table can answer, the most promising first.

    Every one of them is a sentence that ``read_goal`` understands as it is meant.

    >>> import pandas as pd
    >>> from autoglm_core.table import Role
    >>> frame = pd.DataFrame({"age": [31, 52, 47], "pay": [1.5, 2.5, 3.1], "churn": ["yes", "no", "no"]})
    >>> table = Table(frame, {"age": Role.NUMERIC, "pay": Role.NUMERIC, "churn": Role.CATEGORICAL})
    >>> suggest_goals(table)[0]
    'Predict churn'
    """
    facts = known_facts(table)
    now: list[str] = []
    later: list[str] = []  # tasks that are understood and cannot be trained yet: only where there is little else
    for sentence, target in _ideas(facts, language):
        reading = read_facts(sentence, facts)
        if reading.spec is None or reading.spec.target != target or sentence in (*now, *later):
            continue
        (now if reading.status is ReadingStatus.OK else later).append(sentence)
    return tuple([*now, *later[: max(0, FEWEST_GOALS - len(now))]][:MOST_GOALS])


def _ideas(facts: TableFacts, language: str) -> Iterator[tuple[str, str | None]]:
    def word(key: str, **values: str) -> str:
        return CORE.text(f"goal-suggest-{key}", language, values)

    targets = possible_targets(facts)
    for position, column in enumerate(targets[:3]):
        if column.is_binary:
            yield word("binary", target=column.name), column.name
            if position == 0:
                yield word("binary-recall", target=column.name), column.name
        elif column.is_numeric:
            series = facts.time_column is not None and position > 0
            steps = CORE.text("goal-days", language, {"count": 14})
            if series and facts.frequency == "D":
                yield word("forecast", target=column.name, steps=steps), column.name
            else:
                yield word("regression", target=column.name), column.name
        else:
            yield word("multiclass", target=column.name), column.name
    yield word("clustering"), None
    yield word("anomaly"), None
    for column in targets[3:5]:
        yield word("binary" if column.is_binary else "regression", target=column.name), column.name
