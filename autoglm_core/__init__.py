"""Open-AutoGLM: from a table and a sentence to a model you can trust."""

from typing import TYPE_CHECKING

from autoglm_core.config import config
from autoglm_core.errors import AutoGLMError
from autoglm_core.messages import Message
from autoglm_core.priorities import Priorities
from autoglm_core.registry import available, label
from autoglm_core.spec import Budget, TaskSpec

if TYPE_CHECKING:
    from autoglm_core.data.read import read_table
    from autoglm_core.goal.describe import describe_plan
    from autoglm_core.goal.language_model.consult import tried as try_model
    from autoglm_core.goal.language_model.endpoint import LanguageModel
    from autoglm_core.goal.read import read_goal, text_for_model, why_not
    from autoglm_core.goal.suggest import suggest_goals
    from autoglm_core.task import AutoTask, load

__all__ = [
    "AutoGLMError",
    "AutoTask",
    "Budget",
    "LanguageModel",
    "Message",
    "Priorities",
    "TaskSpec",
    "available",
    "config",
    "describe_plan",
    "label",
    "load",
    "read_goal",
    "read_table",
    "suggest_goals",
    "text_for_model",
    "try_model",
    "why_not",
]

# What pulls in pandas readers, scikit-learn or the goal reader's vocabulary is imported on first use: a training slot
# and the app's first paint need none of it.
_LATE = {
    "LanguageModel": ("autoglm_core.goal.language_model.endpoint", "LanguageModel"),
    "try_model": ("autoglm_core.goal.language_model.consult", "tried"),
    "text_for_model": ("autoglm_core.goal.read", "text_for_model"),
    "AutoTask": ("autoglm_core.task", "AutoTask"),
    "load": ("autoglm_core.task", "load"),
    "read_table": ("autoglm_core.data.read", "read_table"),
    "read_goal": ("autoglm_core.goal.read", "read_goal"),
    "why_not": ("autoglm_core.goal.read", "why_not"),
    "suggest_goals": ("autoglm_core.goal.suggest", "suggest_goals"),
    "describe_plan": ("autoglm_core.goal.describe", "describe_plan"),
}


def __getattr__(name: str) -> object:
    if name in _LATE:
        from importlib import import_module

        module, attribute = _LATE[name]
        return getattr(import_module(module), attribute)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
