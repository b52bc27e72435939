"""What is to be done: a frozen, validated task specification that reads and writes JSON."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from autoglm_core.table import Role


class Frozen(BaseModel):
    """Base of all specifications: immutable, and unknown fields fail when it is built."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TaskKind(StrEnum):
    BINARY = "binary"
    MULTICLASS = "multiclass"
    REGRESSION = "regression"
    FORECAST = "forecast"
    RECOMMENDATION = "recommendation"
    CLUSTERING = "clustering"
    ANOMALY = "anomaly"


class Budget(Frozen):
    """Seconds of the whole run, or a number of trials. In trials no decision reads a clock.

    >>> Budget(trials=10).trials
    10
    """

    seconds: Annotated[float, Field(gt=0, le=7 * 86_400)] | None = None
    trials: Annotated[int, Field(gt=0, le=100_000)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.seconds is None) == (self.trials is None):
            raise ValueError("give a budget either in seconds or in trials")
        return self


class Filter(Frozen):
    """One condition on rows; all of a specification's filters must hold."""

    column: str
    op: Literal["==", "!=", "<", "<=", ">", ">=", "in", "notnull"]
    value: str | bool | int | float | tuple[str | bool | int | float, ...] | None = None


class Validation(Frozen):
    """How rows are set aside to judge a model. ``holdout=None`` lets the number of rows decide."""

    folds: Annotated[int, Field(ge=2, le=20)] = 5
    holdout: Annotated[float, Field(gt=0, lt=0.9)] | Literal[False] | None = None
    time_column: str | None = None
    group_column: str | None = None


class Wish(StrEnum):
    """Which mistake matters more; it moves the threshold, never the search."""

    BALANCED = "balanced"
    FIND_ALL = "recall"  # a miss costs more than a false alarm
    BE_SURE = "precision"  # a false alarm costs more than a miss


class Threshold(Frozen):
    """The wish, and the floor that the other side must keep (precision for FIND_ALL, recall for BE_SURE)."""

    wish: Wish = Wish.BALANCED
    floor: Annotated[float, Field(ge=0, le=1)] | None = None


# Floors that a sentence can name: 1 in 3, 2 in 5, ..., 19 in 20.
_SIMPLE_FLOORS = (1 / 3, 2 / 5, 1 / 2, 3 / 5, 2 / 3, 3 / 4, 4 / 5, 5 / 6, 9 / 10, 19 / 20)


def usual_floor(wish: Wish, positive_share: float) -> float | None:
    """The floor that goes with a wish where nobody gave one; ``positive_share`` is the share of positive rows.

    Where a miss costs more, one alarm in three must be right, and at least half of the negative rows must be left alone
    even when every positive one is found: a positive row is then at least twice as likely to be reported as a negative
    one (a likelihood ratio of 2, below which a test tells next to nothing: Jaeschke, Guyatt and Sackett 1994). With a
    share p that is a precision of 2 p / (1 + p), here rounded up to a share that a sentence can name: one alarm in
    three suits a share up to 20 %, and would say little at 30 %, which reporting everybody nearly reaches. Where a
    false alarm costs more, one case in three must be found, however many there are.

    >>> [round(usual_floor(Wish.FIND_ALL, share), 2) for share in (0.02, 0.2, 0.3, 0.5)]
    [0.33, 0.33, 0.5, 0.67]
    >>> usual_floor(Wish.BALANCED, 0.3) is None
    True
    """
    if wish is Wish.BALANCED:
        return None
    if wish is Wish.BE_SURE:
        return _SIMPLE_FLOORS[0]
    least = 2 * positive_share / (1 + positive_share)
    return next((floor for floor in _SIMPLE_FLOORS if floor >= least - 1e-9), least)


class Proposal(Frozen):
    """A configuration to begin with, from a person or a language model. Settings it leaves open are the defaults."""

    family: str
    params: dict[str, bool | int | float | str | None] = Field(default_factory=dict)


class SearchSettings(Frozen):
    """How configurations are searched. ``batch`` trials are suggested at once where the budget is in trials.

    ``methods`` gives single settings to a sampler of their own, beside ``sampler`` for all others: the keys are
    "family.setting", either of which may be "*"; the more exact key goes first. ``proposals`` are tried right after the
    first trials.

    >>> SearchSettings(methods={"lightgbm.learning_rate": "gaussian_process", "*.dropout": "grid"}).sampler
    'guided'
    """

    sampler: str = "guided"
    pruner: str = "racing"
    batch: Annotated[int, Field(ge=1, le=64)] = 2
    slots: Annotated[int, Field(ge=1, le=64)] | None = None  # None: one a core
    memory_mb: Annotated[int, Field(ge=256)] | None = None  # of one slot; None: a share of what the machine has free
    ensemble_size: Annotated[int, Field(ge=1, le=100)] = 20  # steps of greedy selection; 1 is the best single model
    patience: Annotated[int, Field(ge=1)] | None = None  # trials without a better score that end the search; None: all
    features: bool = True  # whether models with generated features are tried beside those without
    features_off: tuple[str, ...] = ()  # kinds of generated features, or single ones by their id, that are not made
    portfolio: bool = True  # begin with what did well on earlier tables; False: with each family's own defaults
    bagging: bool = True  # ship the models of all folds, averaged; False: of the last fold alone
    methods: dict[str, str] = Field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()


class TaskSpec(Frozen):
    """Everything that decides a run, but for the data.

    ``target`` is None only for tasks that have none. ``families_allow`` empty means every family.
    ``goal`` is the sentence it came from, kept for the manifest.

    >>> spec = TaskSpec(task="binary", target="churn", positive="yes", budget=Budget(seconds=60))
    >>> TaskSpec.model_validate_json(spec.model_dump_json()) == spec
    True
    """

    task: TaskKind
    target: str | None = None
    positive: str | None = None  # the class of interest as the text of its cell; binary only
    metric: str | None = None  # None: the task type's default for this target
    exclude: tuple[str, ...] = ()
    include_only: tuple[str, ...] = ()  # empty: all columns
    filters: tuple[Filter, ...] = ()
    roles: dict[str, Role] = Field(default_factory=dict)  # overrides of the detected roles
    budget: Budget
    validation: Validation = Validation()
    threshold: Threshold = Threshold()
    search: SearchSettings = SearchSettings()
    families_allow: tuple[str, ...] = ()
    families_deny: tuple[str, ...] = ()
    interpretable: bool = False
    max_latency_ms: Annotated[float, Field(gt=0)] | None = None
    max_model_mb: Annotated[float, Field(gt=0)] | None = None
    weights: dict[str, float] = Field(default_factory=dict)  # stated priorities, such as {"accuracy": 3, "latency": 1}
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 42
    goal: str = ""
    # Fields of tasks that are understood by the goal reader, and trained once their task type is there.
    horizon: Annotated[int, Field(gt=0)] | None = None
    freq: str | None = None
    time_column: str | None = None
    group_by: tuple[str, ...] = ()
    user_column: str | None = None
    item_column: str | None = None
    n_clusters: Annotated[int, Field(ge=2)] | None = None

    def replaced(self, **changes: Any) -> TaskSpec:
        """A copy with ``changes``, validated anew."""
        return TaskSpec.model_validate({**self.model_dump(), **changes})
