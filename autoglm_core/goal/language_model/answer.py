"""What a language model may answer: exactly what the rules can say of a goal, and nothing to run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema

from autoglm_core.goal.valid import WEIGHTS, known_families
from autoglm_core.spec import TaskKind

# A table's columns stand in the schema as one list that all places point to.
Column = Annotated[str, WithJsonSchema({"of": "Column"})]
Family = Annotated[str, WithJsonSchema({"of": "Family"})]
Scalar = str | bool | int | float
_MOST_LISTED = 200  # columns in the schema; a longer list costs more than it helps
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)

Metric = Literal[
    "roc_auc", "average_precision", "accuracy", "balanced_accuracy", "f1", "f1_macro", "precision", "recall",
    "log_loss", "mcc", "rmse", "mae", "mape", "rmsle", "r2", "smape", "mase", "ndcg", "silhouette",
]  # fmt: skip
Part = Literal[
    "task", "target", "positive", "metric", "exclude", "include_only", "filters", "seconds", "trials", "speed",
    "models_allow", "models_deny", "interpretable", "max_latency_ms", "max_model_mb", "weights", "seed", "folds",
    "holdout", "validation_time", "validation_group", "horizon", "freq", "time_column", "group_by", "user_column",
    "item_column", "n_clusters",
]  # fmt: skip


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(_Said):
    column: Column
    op: Literal["==", "!=", "<", "<=", ">", ">=", "in", "notnull"]
    value: Scalar | list[Scalar] | None = None


class Weight(_Said):
    what: str = Field(json_schema_extra={"enum": list(WEIGHTS)})
    weight: Annotated[float, Field(ge=0, le=1e6)]


class Quote(_Said):
    part: Part
    words: Annotated[str, Field(min_length=1, max_length=400)]


Columns = Annotated[list[Column], Field(max_length=5_000)]


class Answer(_Said):
    """One reading of a goal. Parts that the goal does not speak of are left out or null."""

    status: Literal["plan", "question", "refusal"]
    candidates: Annotated[list[Column], Field(max_length=5)] = []
    refusal: Literal["attack", "chore", "unrelated", "absent"] | None = None
    task: TaskKind | None = None
    target: Column | None = None
    positive: Scalar | None = None
    metric: Metric | None = None
    floor: Annotated[float, Field(gt=0, lt=1)] | None = None
    exclude: Columns = []
    include_only: Columns = []
    filters: Annotated[list[Condition], Field(max_length=30)] = []
    seconds: Annotated[float, Field(gt=0, le=7 * 86_400)] | None = None
    trials: Annotated[int, Field(gt=0, le=100_000)] | None = None
    speed: Literal["fast", "balanced", "best"] | None = None
    models_allow: Annotated[list[Family], Field(max_length=30)] = []
    models_deny: Annotated[list[Family], Field(max_length=30)] = []
    interpretable: bool = False
    max_latency_ms: Annotated[float, Field(gt=0, le=1e7)] | None = None
    max_model_mb: Annotated[float, Field(gt=0, le=1e7)] | None = None
    weights: Annotated[list[Weight], Field(max_length=5)] = []
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    folds: Annotated[int, Field(ge=2, le=20)] | None = None
    holdout: Annotated[float, Field(gt=0, lt=0.9)] | None = None
    validation_time: Column | None = None
    validation_group: Column | None = None
    horizon: Annotated[int, Field(gt=0, le=100_000)] | None = None
    freq: Annotated[str, Field(pattern=r"^([DHWMQY]|[1-9]\d{0,3}min)$")] | None = None
    time_column: Column | None = None
    group_by: Annotated[list[Column], Field(max_length=10)] = []
    user_column: Column | None = None
    item_column: Column | None = None
    n_clusters: Annotated[int, Field(ge=2, le=100_000)] | None = None
    quotes: Annotated[list[Quote], Field(max_length=60)] = []

    def words_for(self, part: str) -> str | None:
        """The words of the goal that ``part`` is said to rest on."""
        return next((quote.words for quote in self.quotes if quote.part == part), None)


class BrokenAnswerError(Exception):
    """A text that is no answer; ``problems`` say why in words for the language model."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def schema_for(columns: Iterable[str]) -> dict[str, Any]:
    """The JSON schema of an answer about a table with ``columns``."""
    schema = Answer.model_json_schema()
    names = list(columns)
    listed: dict[str, Any] = {"type": "string"}
    if 0 < len(names) <= _MOST_LISTED:
        listed["enum"] = names
    schema["$defs"] |= {"Column": listed, "Family": {"type": "string", "enum": sorted(known_families())}}
    return cast(dict[str, Any], _without_prose(schema))


def read_answer(text: str) -> Answer:
    """``text`` as an answer. Raises BrokenAnswerError.

    A model's thoughts before the answer, and a fence around it, are passed over.

    >>> read_answer('```json\\n{"status": "plan", "task": "regression", "target": "price"}\\n```').target
    'price'
    """
    try:
        return Answer.model_validate(first_object(text))
    except ValidationError as error:
        # Without the input: what was answered is not to be sent or shown again.
        problems = tuple(
            f"{'.'.join(str(step) for step in item['loc']) or 'answer'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False, include_context=False)[:8]
        )
        raise BrokenAnswerError(problems) from None


def first_object(text: str) -> dict[str, Any]:
    """The first JSON object in ``text``. Raises BrokenAnswerError."""
    plain = _THOUGHT.sub("", text)
    start = plain.find("{")
    try:
        found, _ = json.JSONDecoder().raw_decode(plain[start:]) if start >= 0 else (None, 0)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BrokenAnswerError(("The answer is not one JSON object.",))
    return found


def _without_prose(node: Any) -> Any:
    """Without titles and defaults, which say nothing to a language model and fill its window; lists put in place."""
    if isinstance(node, dict):
        if set(node) - {"title", "default"} == {"of"}:
            return {"$ref": f"#/$defs/{node['of']}"}
        kept = {
            key: _without_prose(value) for key, value in node.items() if key not in ("title", "default", "description")
        }
        return kept
    return [_without_prose(item) for item in node] if isinstance(node, list) else node
