"""What was understood of a goal: a plan with its reasons, a question, or a refusal that says what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from autoglm_core.messages import Message
from autoglm_core.spec import TaskSpec


class ReadingStatus(StrEnum):
    OK = "ok"
    CLARIFY = "clarify"  # one question is open
    REJECT = "reject"  # no modelling task, or not with this table
    UNDERSTOOD = "understood"  # a valid task that no task plug-in can train yet


Speed = Literal["fast", "balanced", "best"]


@dataclass(frozen=True)
class Choice:
    """A whole plan to choose: as the rules read the goal, or as a language model did."""

    by: Literal["rules", "model"]
    spec: TaskSpec
    reasons: Mapping[str, Message]


@dataclass(frozen=True)
class Question:
    """One question about ``part`` of the plan; ``candidates`` are the columns to choose from, ``plans`` whole plans."""

    part: str
    text: Message
    candidates: tuple[str, ...]
    plans: tuple[Choice, ...] = ()


class Heard(StrEnum):
    """What came of asking a language model beside the rules."""

    AGREES = "agrees"
    ADDED = "added"  # it found parts that the rules did not, which are in the plan and marked
    ASKS = "asks"  # the two differ in what matters, or only it has a plan: the user decides
    FAILED = "failed"  # no usable answer: the reading is that of the rules


@dataclass(frozen=True)
class Consulted:
    """A language model's share in a reading: ``line`` says it in one sentence.

    ``added`` are the parts of the plan that rest on its reading alone, ``without`` the plan without them; ``sent`` are
    the texts that were sent, word for word.
    """

    heard: Heard
    line: Message
    added: frozenset[str] = frozenset()
    without: TaskSpec | None = None
    sent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """The outcome of reading a goal.

    ``spec`` is set where the status is "ok" or "understood". ``reasons`` tells for each part of the plan on which words
    of the goal, or which fact of the table, it rests; ``stated`` are the parts that the goal itself spoke of, the
    others are defaults. ``alternatives`` are runner-up plans, best first.

    Of a follow-up, ``back`` says that it asks for the plan before the last change, which whoever keeps the plans has;
    ``answer`` answers a "why not ...?", the plan that it asks about being the alternative. The plan stays as it is.

    >>> Reading(status=ReadingStatus.CLARIFY).status == "clarify"
    True
    """

    status: ReadingStatus
    spec: TaskSpec | None = None
    reasons: Mapping[str, Message] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    refusal: Message | None = None
    alternatives: tuple[TaskSpec, ...] = ()
    stated: frozenset[str] = frozenset()
    speed: Speed | None = None
    back: bool = False
    answer: Message | None = None
    consulted: Consulted | None = None  # None where no language model was asked
