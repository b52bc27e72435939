"""Tasks that need no target: groups of like rows, and recommendations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autoglm_core.goal.columns import mentioned
from autoglm_core.goal.draft import Draft, assemble, settle_soft_filters
from autoglm_core.goal.facts import ColumnFacts, TableFacts
from autoglm_core.goal.leave_out import read_columns_wanted
from autoglm_core.goal.lexicon import cues
from autoglm_core.goal.reading import Reading
from autoglm_core.goal.rows import read_numbers, read_rows
from autoglm_core.goal.scan import Scan
from autoglm_core.goal.settings import said
from autoglm_core.goal.target import Sought, asked
from autoglm_core.messages import Message
from autoglm_core.spec import TaskKind


def clustering(draft: Draft) -> Reading:
    number = _number_of_groups(draft)
    if number is not None:
        draft.parts.values["n_clusters"] = number[0]
        draft.parts.reasons["n_clusters"] = said(draft.seen, *number[1])
    read_numbers(draft.seen, draft.parts)
    read_columns_wanted(draft.seen, draft.parts)
    if "include_only" not in draft.parts.values:
        _clustered_by(draft)
    read_rows(draft.seen, draft.parts)
    settle_soft_filters(draft, Sought((), asked(draft.seen)))
    return assemble(draft, TaskKind.CLUSTERING, n_clusters=draft.parts.values.get("n_clusters"))


def _number_of_groups(draft: Draft) -> tuple[int, tuple[int, int]] | None:
    pattern = re.compile(
        r"[ -]*(?:\w+ ){0,2}?(?:groups?|segments?|clusters?|types|kinds|classes|categories"
        r"|buckets|parts|personas|families|clumps|profiles)\b|\s*(?:个|种|大)?(?:类|群|组|簇|群体|部分"
        r"|种|档|层|拨|批|份|个群)"
    )
    for number in draft.seen.numbers:
        match = pattern.match(draft.seen.text, number.end)
        if match and not number.share and number.value >= 2 and number.value == int(number.value):
            return int(number.value), (number.start, match.end())
    return None


def _clustered_by(draft: Draft) -> None:
    pattern = re.compile(
        r"\b(?:by|based on|according to|on the basis of|in terms of|along|using|on)\b|(?:按照?|根据|依据|基于|用)"
    )
    for match in pattern.finditer(draft.seen.text):
        _, end = draft.seen.sentence_at(match.start())
        stop = re.compile(r"把|分成|分为|将|给|进行|聚|划|,(?=[^,]{0,3}(?:不|别))").search(
            draft.seen.text, match.end(), end
        )
        limit = stop.start() if stop else end
        names = mentioned(draft.facts, [u for u in draft.seen.units_in(match.end(), limit) if not u.is_generic])
        measure = any(cue.pattern.search(draft.seen.text, match.end(), limit) for cue in cues("metric"))
        if names and not measure and not draft.seen.is_used(match.start(), match.end()):
            draft.parts.put("include_only", tuple(names), draft.seen, match.start(), limit)
            return


def recommendation(draft: Draft, user: ColumnFacts, item: ColumnFacts) -> Reading:
    read_rows(draft.seen, draft.parts)
    settle_soft_filters(draft, Sought((), asked(draft.seen)))
    draft.parts.reasons["user_column"] = Message("goal-reason-user", {"column": user.name})
    draft.parts.reasons["item_column"] = Message("goal-reason-item", {"column": item.name})
    return assemble(draft, TaskKind.RECOMMENDATION, user_column=user.name, item_column=item.name)


def user_and_item(seen: Scan) -> tuple[ColumnFacts, ColumnFacts] | None:
    """The columns of who and what in a table of interactions: two identifiers that both come back."""
    facts = seen.facts
    ids = [
        column
        for column in facts.columns
        if "id" in column.kinds and column.kind in ("int", "string") and 2 < column.n_unique < 0.6 * facts.rows
    ]
    people = {"c:customer", "c:person", "c:patient", "c:student", "c:employee", "c:visitor", "c:player", "c:passenger"}
    users = [
        column for column in ids if any(people & facet.keys.keys() for name in column.names for facet in name.facets)
    ]
    if not users:
        users = _people(facts, ids)
    if not users:
        return None
    items = [column for column in ids if column.name != users[0].name]
    return (users[0], items[0]) if items else None


def _people(facts: TableFacts, ids: Sequence[ColumnFacts]) -> list[ColumnFacts]:
    """Of two identifiers, the one whose name is nearer to people than to things, by its meaning."""
    near = (
        facts.senses.nearness(["person, customer, member, card holder", "product, title, item"], len(facts.columns))
        if facts.senses
        else None
    )
    if near is None or len(ids) < 2:
        return []
    lead = {c.name: float(near[0, facts.positions[c.name]] - near[1, facts.positions[c.name]]) for c in ids}
    ranked = sorted(ids, key=lambda c: -lead[c.name])
    return ranked[:1] if lead[ranked[0].name] - lead[ranked[-1].name] > 0.1 else []
