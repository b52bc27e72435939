"""A sentence becomes a plan: the reader by rules."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import pandas as pd

from autoglm_core.goal.doubt import refused
from autoglm_core.goal.facts import TableFacts, facts_of
from autoglm_core.goal.follow import follow
from autoglm_core.goal.language_model.client import never
from autoglm_core.goal.language_model.consult import consulted, text_for
from autoglm_core.goal.language_model.endpoint import LanguageModel
from autoglm_core.goal.reader import Reader
from autoglm_core.goal.reading import Reading
from autoglm_core.goal.refuse import attack_in, chore_in
from autoglm_core.goal.scan import scan
from autoglm_core.goal.text import normalise
from autoglm_core.goal.valid import borne_out
from autoglm_core.goal.why_not import WhyNot, why_not_column, why_not_metric
from autoglm_core.spec import Budget, TaskSpec
from autoglm_core.table import Table

MAX_GOAL = 2_000  # characters; a longer text is a document, not a goal
_FACTS_KEPT = 8


class _FactsCache:
    """Facts of the tables last read, for as long as their frames live: building them takes longer than a reading."""

    def __init__(self) -> None:
        self._kept: OrderedDict[
            tuple[int, str], tuple[weakref.ref[pd.DataFrame], tuple[tuple[str, Any], ...], TableFacts]
        ] = OrderedDict()

    def get(self, table: Table, description: str) -> TableFacts:
        key = (id(table.frame), description)
        roles = tuple(sorted(table.roles.items()))
        kept = self._kept.get(key)
        if kept is not None and kept[0]() is table.frame and kept[1] == roles:
            self._kept.move_to_end(key)
            return kept[2]
        facts = facts_of(table, description=description)
        self._kept[key] = (weakref.ref(table.frame), roles, facts)
        while len(self._kept) > _FACTS_KEPT:
            self._kept.popitem(last=False)
        return facts


_FACTS = _FactsCache()


def known_facts(table: Table, description: str = "") -> TableFacts:
    """The facts of ``table``, kept from the last reading of it where there was one."""
    return _FACTS.get(table, description)


def read_goal(
    goal: str,
    table: Table,
    *,
    budget: Budget | None = None,
    current: TaskSpec | None = None,
    target: str | None = None,
    description: str = "",
    model: LanguageModel | None = None,
    cancelled: Callable[[], bool] = never,
) -> Reading:
    """Read ``goal`` (English, Chinese or both) as a plan for ``table``.

    ``budget`` is what the dial says; words in the goal go before it. With ``current`` the goal is a follow-up that
    changes that plan ("no, use recall, and leave out the postcode"). ``target`` is the column that was chosen when the
    reader asked: the rest of the goal holds as it was said. ``description`` is what people say of the table,
    such as what its columns mean or what is known only later. Never raises for what a goal says: an unclear one gives a
    question, an impossible one a refusal.

    With ``model`` a language model reads the goal as well: what the two agree on is the plan, what only it found is
    marked in the reasons, where they differ in what matters there is a question, and whatever goes wrong with it, the
    reading is that of the rules, with one line that says so (``Reading.consulted``). ``cancelled`` ends the waiting.

    >>> frame = pd.DataFrame({"age": [31, 52, 47, 28], "churn": ["yes", "no", "no", "yes"]})
    >>> from autoglm_core.table import Role
    >>> table = Table(frame, {"age": Role.NUMERIC, "churn": Role.CATEGORICAL})
    >>> reading = read_goal("Who will leave us? Finish in 2 minutes.", table)
    >>> reading.status.value, reading.spec.task.value, reading.spec.target, reading.spec.positive
    ('ok', 'binary', 'churn', 'yes')
    """
    facts = known_facts(table, description)
    reading = read_facts(goal, facts, budget=budget, current=current, target=target)
    if model is None or reading.back or reading.answer is not None:
        return reading
    return consulted(reading, goal, facts, model, name=table.name, budget=budget, current=current, cancelled=cancelled)


def read_facts(
    goal: str,
    facts: TableFacts,
    *,
    budget: Budget | None = None,
    current: TaskSpec | None = None,
    target: str | None = None,
) -> Reading:
    """As ``read_goal`` by the rules, for a table whose facts are known."""
    return borne_out(_by_rules(goal, facts, budget, current, target), facts)


def text_for_model(
    goal: str, table: Table, model: LanguageModel, *, description: str = "", current: TaskSpec | None = None
) -> str:
    """The text that ``read_goal`` with ``model`` would send first, to the letter; nothing is sent."""
    return text_for(goal, known_facts(table, description), model, name=table.name, current=current)


def _by_rules(
    goal: str, facts: TableFacts, budget: Budget | None, current: TaskSpec | None, target: str | None
) -> Reading:
    plain = normalise(goal).lower()
    span = attack_in(plain)
    if span is not None:
        return refused("goal-refusal-attack", facts)
    if len(goal) > MAX_GOAL:
        return refused("goal-refusal-long", facts, limit=MAX_GOAL)
    seen = scan(goal, facts)
    if chore_in(seen) is not None:
        return refused("goal-refusal-chore", facts)
    if current is not None:
        return follow(seen, current, target)
    return Reader(seen, budget).read(target)


def why_not(plan: TaskSpec, table: Table, *, target: str | None = None, metric: str | None = None) -> WhyNot:
    """What speaks against another ``target`` or, without one, another ``metric`` for ``plan``, and what it would give.

    >>> from autoglm_core.table import Role
    >>> frame = pd.DataFrame({"no": [1, 2, 3, 4], "age": [31, 52, 47, 28], "churn": ["yes", "no", "no", "yes"]})
    >>> table = Table(frame, {"no": Role.IDENTIFIER, "age": Role.NUMERIC, "churn": Role.CATEGORICAL})
    >>> plan = read_goal("Predict churn", table).spec
    >>> why_not(plan, table, target="no").plan is None
    True
    >>> why_not(plan, table, target="age").plan.task.value
    'regression'
    """
    facts = known_facts(table)
    if target is not None:
        return why_not_column(facts, plan, target)
    return why_not_metric(facts, plan, metric or "")
