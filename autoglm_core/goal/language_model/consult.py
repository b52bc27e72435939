"""Ask a language model beside the rules: one question, one repair, and whatever goes wrong, the rules' reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from autoglm_core.goal.facts import TableFacts
from autoglm_core.goal.language_model.answer import Answer, BrokenAnswerError, read_answer, schema_for
from autoglm_core.goal.language_model.client import Conversation, ModelError, Trouble, first_wishes, never, text_of
from autoglm_core.goal.language_model.endpoint import LanguageModel, Sends
from autoglm_core.goal.language_model.plan import ModelPlan, plan_of
from autoglm_core.goal.language_model.prompt import messages_for, repair
from autoglm_core.goal.language_model.reconcile import reconciled
from autoglm_core.goal.reading import Consulted, Heard, Reading, ReadingStatus
from autoglm_core.goal.valid import Problem
from autoglm_core.messages import Message
from autoglm_core.spec import Budget, TaskSpec

_REFUSED_FOR_GOOD = ("goal-refusal-attack", "goal-refusal-long")


def consulted(
    rules: Reading,
    goal: str,
    facts: TableFacts,
    model: LanguageModel,
    *,
    name: str = "",
    budget: Budget | None = None,
    current: TaskSpec | None = None,
    cancelled: Callable[[], bool] = never,
) -> Reading:
    """``rules``, the reading by rules, with what ``model`` makes of ``goal``; never raises for what an endpoint does.

    Nothing is sent where the rules refuse an attack or a text that is too long. ``cancelled`` is looked at every few
    hundredths of a second. ``name`` is the table's.
    """
    if rules.status is ReadingStatus.REJECT and rules.refusal and rules.refusal.key in _REFUSED_FOR_GOOD:
        return rules
    talk = Conversation(model, cancelled)
    try:
        answer, plan = _answered(talk, goal, facts, name, budget, current)
        reading = reconciled(rules, answer, plan, facts)
    except ModelError as error:
        reading = replace(
            rules, consulted=Consulted(Heard.FAILED, Message("goal-model-failed", {"why": error.message}))
        )
    assert reading.consulted is not None
    return replace(reading, consulted=replace(reading.consulted, sent=tuple(talk.sent)))


def text_for(
    goal: str, facts: TableFacts, model: LanguageModel, *, name: str = "", current: TaskSpec | None = None
) -> str:
    """The text that would be sent for ``goal``, to the letter."""
    messages = messages_for(goal, facts, model.sends, name=name, current=current)
    return text_of(model, messages, first_wishes(schema_for(facts.by_name)))


def tried(model: LanguageModel, *, cancelled: Callable[[], bool] = never) -> tuple[bool, Message]:
    """Whether ``model`` answers at all, and a sentence that says so; nothing of any table is sent."""
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}}
    try:
        Conversation(model, cancelled).ask([{"role": "user", "content": 'Answer with {"ok": true} alone.'}], schema)
    except ModelError as error:
        return False, error.message
    return True, Message("goal-model-works")


def _answered(
    talk: Conversation,
    goal: str,
    facts: TableFacts,
    name: str,
    budget: Budget | None,
    current: TaskSpec | None,
) -> tuple[Answer, ModelPlan | None]:
    messages = messages_for(goal, facts, talk.model.sends, name=name, current=current)
    schema = schema_for(facts.by_name)
    for last in (False, True):
        text = talk.ask(messages, schema)
        try:
            answer = read_answer(text)
        except BrokenAnswerError as error:
            problems: Sequence[str] = error.problems
        else:
            if answer.status != "plan":
                return answer, None
            plan, misfits = plan_of(answer, goal, facts, budget=budget, current=current)
            if plan is not None:
                return answer, plan
            problems = _tellable(misfits, talk.model.sends)
        if last:
            break
        messages = [*messages, *repair(text, problems)]
    raise ModelError(Trouble.MISFIT)


def _tellable(problems: Sequence[Problem], sends: Sends) -> tuple[str, ...]:
    """The problems in words for the language model; what would tell of types or cells only as far as these are sent."""
    if sends is not Sends.NAMES:
        return tuple(problem.text.text("en") for problem in problems[:8])
    told = [problem.text.text("en") for problem in problems if not problem.of_values]
    hidden = sorted({problem.part for problem in problems if problem.of_values})
    return (*told[:8], *(f"{part}: does not fit the table." for part in hidden))
