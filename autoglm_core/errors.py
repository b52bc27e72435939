"""Errors that a user can act on: each says what is wrong, where, and what to do.

::

    AutoGLMError
    ├── DataError            the table
    │   ├── ReadError        a file that cannot be read as a table
    │   ├── SchemaError      columns that are missing or of another type
    │   └── TargetError      a target that cannot be predicted
    ├── GoalError            a sentence that gives no plan
    ├── SpecError            a task specification that contradicts itself or the table
    ├── PluginError          a plug-in that is unknown or not available here
    ├── PackageError         a saved model that is damaged, too new, or holds types that are not allowed
    ├── TrainingError        a run that could not produce any model
    └── JobError             a job that is unknown, or in the wrong state for what was asked
"""

from __future__ import annotations

from typing import Any

from autoglm_core.messages import Message


class AutoGLMError(Exception):
    """Base of all errors meant for a user; ``message`` words it in either language.

    >>> str(SpecError("error-example", column="age"))
    'The column “age” is not in the table. Choose one that is.'
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        self.message = Message(key, values)
        super().__init__(key)

    def __str__(self) -> str:
        return self.message.text("en")


class DataError(AutoGLMError):
    """Something about the table."""


class ReadError(DataError):
    """A file that cannot be read as a table."""


class SchemaError(DataError):
    """Columns that are missing or of another type than expected."""


class TargetError(DataError):
    """A target that cannot be predicted."""


class GoalError(AutoGLMError):
    """A sentence that gives no plan."""


class SpecError(AutoGLMError):
    """A task specification that contradicts itself or the table."""


class PluginError(AutoGLMError):
    """A plug-in that is unknown, or not available on this machine."""


class PackageError(AutoGLMError):
    """A saved model that is damaged, too new, or holds types that are not allowed."""


class TrainingError(AutoGLMError):
    """A run that could not produce any model."""


class JobError(AutoGLMError):
    """A job that is unknown, or in the wrong state for what was asked of it."""
