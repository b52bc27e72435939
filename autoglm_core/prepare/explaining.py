"""How the columns of a step are named in its sentence."""

from __future__ import annotations

from typing import Any

from autoglm_core.messages import Message

_NAMED = 4


def listed(columns: tuple[str, ...]) -> dict[str, Any]:
    """Values for a sentence: ``count`` and ``columns``, a long list cut short with how many more there are.

    >>> listed(("a", "b"))
    {'count': 2, 'columns': ['a', 'b']}
    """
    named: list[Any] = list(columns[:_NAMED])
    if len(columns) > _NAMED:
        named.append(Message("prepare-more-columns", {"count": len(columns) - _NAMED}))
    return {"count": len(columns), "columns": named}
