"""What is at stake, where a goal says it in words that no cue has: by which mistakes weigh more, and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from autoglm_core.goal.lexicon import rows_of, turn_of_phrase
from autoglm_core.goal.meaning import directions, plain

_RIDGE = 1.5  # keeps the weights small: there are fewer known sentences than dimensions
# Which of two mistakes is the worse one is told apart by words (``side_in``): the embedding takes them for the same.
_BY_WORDS = frozenset(["recall", "precision", "none"])
_SURE = 0.42
_LEAD = 0.12


@cache
def _judge() -> tuple[tuple[str, ...], np.ndarray] | None:
    """The measures and the weights (513 x measures) of a ridge regression on the known sentences."""
    rows = list(rows_of("stakes.tsv"))
    known = directions([text for _, text in rows])
    if known is None:
        return None
    names = tuple(dict.fromkeys(name for name, _ in rows))
    wanted = np.array([[float(name == row[0]) for name in names] for row in rows])
    balance = np.sqrt(1.0 / wanted.sum(axis=0))[np.argmax(wanted, axis=1)][:, None]
    inputs = np.hstack([known, np.ones((len(rows), 1))])
    weighed = inputs * balance
    weights = np.linalg.solve(
        weighed.T @ weighed + _RIDGE * 0.05 * np.eye(inputs.shape[1]), weighed.T @ (wanted * balance)
    )
    return names, weights


def stake_in(texts: Sequence[str], able: Sequence[str]) -> tuple[str, int] | None:
    """The measure among ``able`` that one of ``texts`` speaks for, and which text that is; None where none does."""
    judge = _judge() if texts else None
    if judge is None:
        return None
    names, weights = judge
    asked = directions([plain(text) for text in texts])
    assert asked is not None
    scores = np.hstack([asked, np.ones((len(asked), 1))]) @ weights
    best: tuple[float, str, int] | None = None
    for number, row in enumerate(scores):
        ranked = sorted(zip(row.tolist(), names, strict=True), reverse=True)
        (first, name), (second, _) = ranked[0], ranked[1]
        sure = first >= _SURE and first - second >= _LEAD and name in able and name not in _BY_WORDS
        if sure and (best is None or first > best[0]):
            best = (first, name, number)
    return (best[1], best[2]) if best else None


def side_in(text: str) -> str | None:
    """ "recall" where a miss weighs more than a false alarm, "precision" where it is the other way round, else None.

    >>> side_in("overlooking one is a disaster, a needless visit costs us nothing")
    'recall'
    >>> side_in("every needless visit is expensive")
    'precision'
    """
    score = 0
    for clause in turn_of_phrase("stakes-clause-end").split(text):
        missed = turn_of_phrase("stakes-miss").search(clause) is not None
        alarmed = turn_of_phrase("stakes-alarm").search(clause) is not None
        light = turn_of_phrase("stakes-light").search(clause) is not None
        heavy = turn_of_phrase("stakes-heavy").search(clause) is not None
        if missed != alarmed and (light or heavy):
            score += 1 if missed == (heavy and not light) else -1
    return "recall" if score > 0 else "precision" if score < 0 else None
