"""What a plug-in of each kind must be able to do, and the frozen values that pass between them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.messages import Message
from autoglm_core.result import Explanation, Floats, Ints, Judged, RunResult, TrialRecord, TrialState
from autoglm_core.spec import TaskKind, TaskSpec
from autoglm_core.table import Role, Table

if TYPE_CHECKING:
    from autoglm_core.predict import ShippedModel

# ---- search space ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Categorical:
    choices: tuple[Any, ...]  # JSON scalars


@dataclass(frozen=True)
class Integer:
    low: int
    high: int  # included
    log: bool = False


@dataclass(frozen=True)
class Real:
    low: float
    high: float
    log: bool = False


Parameter = Categorical | Integer | Real
# The conditional space: the family is chosen first, then that family's own parameters.
Space = Mapping[str, Mapping[str, Parameter]]


@dataclass(frozen=True)
class Configuration:
    family: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Trial:
    """A configuration and how it did so far. Scores here are utilities: greater is better, whatever the metric."""

    number: int
    configuration: Configuration
    state: TrialState
    fold_scores: tuple[float, ...] = ()
    score: float | None = None  # None unless finished
    seconds: float = 0.0
    # Of a running trial: what the blend of the best finished ones gains by it on the folds so far, as a share of what
    # that blend gains over guessing. None where there is no blend yet.
    gain: float | None = None


@dataclass(frozen=True)
class History:
    """Every trial so far in the order of their numbers 0..n-1, running ones included: the next number is ``len``."""

    trials: tuple[Trial, ...] = ()

    def finished(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.state is TrialState.FINISHED)


class Plugin(ABC):
    """Common to all kinds. The first line of a plug-in's docstring is its help text where the locale has none."""

    name: ClassVar[str]  # unique within its kind, lower case, as in file names; its label is "KIND-NAME" in the locale

    def unavailable(self) -> Message | None:
        """Why it cannot be used on this machine (a library or file is missing), or None."""
        return None


class Sampler(Plugin):
    """Suggests the next configuration from the history alone: a fresh instance suggests the same."""

    @abstractmethod
    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        """The configuration of trial number ``len(history.trials)``; randomness comes from (seed, that number)."""


class Pruner(Plugin):
    """Decides between two folds whether a running trial can still win.

    ``stops_fits``: whether a fit may also be given up on the way, once it is far behind the best of its family.
    """

    stops_fits: ClassVar[bool] = False

    @abstractmethod
    def keep(self, history: History, partial: Trial) -> bool:
        """False where ``partial`` (at least one fold score) should stop. ``history`` does not hold ``partial``."""


# ---- data ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Receipt:
    """What a connector did: what was read and what it had to assume."""

    source: str  # a file's name or "data frame", for people
    kind: str  # the connector's name
    bytes: int
    sha256: str  # of the bytes that were read
    rows: int
    columns: int
    assumed: tuple[Message, ...] = ()  # encoding, delimiter, header row, sheet, renamed columns, ...


@dataclass(frozen=True)
class Loaded:
    """``frame`` with string column names, plain column types as in ``Table``, default index."""

    frame: pd.DataFrame
    receipt: Receipt


class Connector(Plugin):
    """Reads one kind of source into a data frame, with a receipt."""

    @abstractmethod
    def accepts(self, source: Any) -> bool:
        """Whether this connector reads ``source`` (a path, a dict, a data frame), told by its content where it can."""

    @abstractmethod
    def load(self, source: Any, **options: Any) -> Loaded:
        """Raises ReadError with one clear sentence: file, sheet, column, row, and what to do."""


# ---- tasks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Metric:
    """``score(y, prediction, labels)`` in the natural direction; see ``Judged`` for the shapes.

    ``on`` says what it reads: "probability" and "value" read ``prediction``; "label" reads ``labels`` (class
    positions after the threshold; the most likely class where labels is None).
    """

    name: str
    greater_is_better: bool
    on: Literal["probability", "label", "value"]
    function: Any
    proper: bool = False  # whether it is best for true probabilities, so that being too sure costs

    def score(self, y: npt.NDArray[Any], prediction: Floats, labels: Ints | None = None) -> float:
        if self.on == "label":
            chosen = np.argmax(prediction, axis=1) if labels is None else labels
            return float(self.function(y, chosen))
        return float(self.function(y, prediction))

    def utility(self, y: npt.NDArray[Any], prediction: Floats, labels: Ints | None = None) -> float:
        """The score turned so that greater is better."""
        score = self.score(y, prediction, labels)
        return score if self.greater_is_better else -score


@dataclass(frozen=True)
class Target:
    """A checked target, rows without it already left out. ``y``: class positions (int64), or float64 values."""

    y: npt.NDArray[Any]
    classes: tuple[str, ...]  # binary: (other, positive); regression: ()
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Split:
    """Positions (0-based) into the rows: ``holdout`` is never trained or chosen on, ``folds`` split the rest.

    Each fold is (train, valid); every row outside the hold-out is in exactly one ``valid``, but for a split by time,
    where the earliest rows are in none, and for rows whose class occurs nowhere else: those are in every ``train``.
    ``units``: (rows,) rows of equal number belong together (a group, copies, a stretch of time) and are resampled as
    one; None where each row stands for itself.
    """

    train: Ints
    holdout: Ints
    folds: tuple[tuple[Ints, Ints], ...]
    warnings: tuple[Message, ...] = ()
    units: Ints | None = None


class TaskType(Plugin):
    """Knows one kind of task: what a valid target is, how to split, how to judge, and what guessing scores."""

    kind: ClassVar[TaskKind]

    @abstractmethod
    def check(self, target: pd.Series, spec: TaskSpec) -> Target:
        """Encode the target (no missing cells). Raises TargetError where it cannot be predicted."""

    @abstractmethod
    def split(self, table: Table, target: Target, spec: TaskSpec) -> Split:
        """Stratified, by group or by time as ``spec.validation`` says; deterministic in ``spec.seed``."""

    @property
    @abstractmethod
    def metrics(self) -> tuple[Metric, ...]:
        """All that suit the task."""

    @abstractmethod
    def default_metric(self, target: Target, spec: TaskSpec) -> tuple[Metric, Message]:
        """The metric searched by, and in one sentence why."""

    @abstractmethod
    def baseline(self, y_train: npt.NDArray[Any], rows: int, classes: int) -> Floats:
        """What guessing without a model predicts for ``rows`` rows: class shares, or the mean."""


# ---- preparation and models ------------------------------------------------------------------------------------------


class Encoding(StrEnum):
    ONE_HOT = "one_hot"
    ORDINAL = "ordinal"  # integer codes for trees
    CATEGORY = "category"  # integer codes that the family itself treats as categories (code columns are named to it)


@dataclass(frozen=True)
class Needs:
    """What a family wants of its input. Preparations with equal needs are fitted once a fold and shared."""

    encoding: Encoding
    scale: bool
    impute: bool  # False: the family copes with NaN in numbers
    generated: bool = False  # with the features that paid in the cheap test; the trial says so, never the family

    @property
    def key(self) -> str:
        """A name for folders and caches."""
        made = "-generated" if self.generated else ""
        return f"{self.encoding}-{'scaled' if self.scale else 'raw'}-{'filled' if self.impute else 'gaps'}{made}"


class PreparationStep(Plugin):
    """Turns the columns of some roles into numbers. Fitted per fold, on training rows alone."""

    roles: ClassVar[frozenset[Role]]
    trusted_types: ClassVar[tuple[str, ...]] = ()  # own types that skops may load

    @abstractmethod
    def suits(self, table: Table, needs: Needs) -> tuple[str, ...]:
        """The columns of ``table`` that this step prepares; empty: not needed."""

    @abstractmethod
    def build(self, columns: tuple[str, ...], needs: Needs, seed: int) -> Any:
        """An unfitted scikit-learn transformer from these columns of a data frame to a float matrix."""

    @abstractmethod
    def explain(self, columns: tuple[str, ...]) -> Message:
        """One plain sentence on what it does to these columns and why."""


@dataclass(frozen=True)
class Feature:
    """A feature that can be made: its kind (a plug-in's name), the columns it is made of, and which one of the kind."""

    kind: str
    columns: tuple[str, ...]
    how: str = ""

    @property
    def id(self) -> str:
        """A name to switch it off by.

        >>> Feature("ratio", ("debt", "income")).id
        'ratio(debt, income)'
        """
        return f"{self.kind}{'.' if self.how else ''}{self.how}({', '.join(self.columns)})"

    def is_off(self, off: Collection[str]) -> bool:
        """Whether it, or its kind, is among ``off``."""
        return self.id in off or self.kind in off


class Columns(Protocol):
    """The cells of a data frame as features read them; each column is read once, however many ask for it."""

    def __len__(self) -> int: ...

    def numbers(self, column: str) -> npt.NDArray[np.float64]:
        """(rows,): NaN where the cell is missing or no number."""

    def moments(self, column: str) -> npt.NDArray[np.datetime64]:
        """(rows,) without a time zone; NaT where the cell is missing or no moment."""

    def texts(self, column: str) -> list[str]:
        """A text for each row, empty where the cell is missing."""

    def is_missing(self, column: str) -> npt.NDArray[np.bool_]:
        """(rows,): where the cell is missing."""

    def groups(self, columns: tuple[str, ...]) -> tuple[npt.NDArray[np.intp], list[str]]:
        """The position of each row's group, and a key for each group: rows whose cells in ``columns`` are the same."""


class FeatureMaker(Plugin):
    """Makes one kind of feature from the columns of a table. Learns from training rows alone.

    What it learned is a dictionary of JSON values, so that it is stored without pickle.
    """

    uses_target: ClassVar[bool] = False

    @abstractmethod
    def propose(self, table: Table, classes: int) -> tuple[Feature, ...]:
        """A few dozen at most. ``table``: features only, the most telling column first; ``classes``: 0 for numbers."""

    def learn(self, feature: Feature, cells: Columns, target: npt.NDArray[Any]) -> dict[str, Any]:  # noqa: ARG002
        """What ``values`` needs, from training rows; nothing by itself. ``target``: class positions or values."""
        return {}

    @abstractmethod
    def values(self, feature: Feature, learned: Mapping[str, Any], cells: Columns) -> npt.NDArray[np.float64]:
        """(rows,): the feature, NaN where it has no value. Each row by itself, whatever the others are."""

    def training_values(
        self, feature: Feature, cells: Columns, target: npt.NDArray[Any]
    ) -> tuple[dict[str, Any], npt.NDArray[np.float64]]:
        """What it learned, and its values for the training rows themselves.

        A kind that uses the target overrides it: no row's value may rest on that row's own target.
        """
        learned = self.learn(feature, cells, target)
        return learned, self.values(feature, learned, cells)

    @abstractmethod
    def explain(self, feature: Feature, target: str, classes: tuple[str, ...]) -> Message:
        """One plain sentence that says what the feature is."""


# (steps, loss on the rows set aside) of a fit, in order; the last entry holds the least loss that it reached.
Curve = tuple[tuple[float, float], ...]


class FellBehindError(Exception):
    """A fit was given up: it cannot win any more."""


@dataclass(frozen=True)
class BuildContext:
    """What a family is told when it builds: sizes after preparation, and limits."""

    task: TaskKind
    classes: int  # 0 for regression
    rows: int
    columns: int
    category_columns: tuple[int, ...]  # positions of code columns; empty unless Encoding.CATEGORY
    seed: int
    threads: int = 1
    # What a fit may take: a family that builds up its model step by step ends with what it has by then. None where the
    # budget is in trials: then no clock may be read.
    seconds: float | None = None
    log_target: bool = False  # regression: learn the target on a logarithmic scale
    fold_seed: int = 0  # the same for every trial on the same fold: rows set aside to stop by are then the same as well
    # How the best trial of this family did on this fold, step by step: a family that builds up its model step by step
    # and has fallen far behind raises FellBehindError. Empty where there is none to compare with.
    rival: Curve = ()


class ModelFamily(Plugin):
    """One family of models in one file: its space, defaults, limits, construction, and storage without pickle."""

    tasks: ClassVar[frozenset[TaskKind]]
    needs: ClassVar[Needs]
    interpretable: ClassVar[bool] = False
    cost_rank: ClassVar[int] = 50  # first trials go from the cheapest family (0) to the dearest (100)
    trusted_types: ClassVar[tuple[str, ...]] = ()  # types that its own load may let skops build
    libraries: ClassVar[tuple[str, ...]] = ()  # modules that fitting imports: loaded ahead, while nothing is fitted yet

    @abstractmethod
    def suits(self, table: Table, spec: TaskSpec) -> bool:
        """Whether rows, columns and types are within what it is good for."""

    @abstractmethod
    def defaults(self, table: Table) -> dict[str, Any]:
        """A strong configuration to start from, inside ``space``."""

    @abstractmethod
    def space(self, table: Table) -> dict[str, Parameter]:
        """What may be searched."""

    @abstractmethod
    def build(self, params: Mapping[str, Any], context: BuildContext) -> Any:
        """An unfitted scikit-learn estimator; classification ones have predict_proba for classes 0..k-1."""

    @abstractmethod
    def save(self, model: Any, folder: Path) -> None:
        """Write the fitted estimator into an existing, empty folder, without pickle."""

    @abstractmethod
    def load(self, folder: Path) -> Any:
        """The estimator that ``save`` wrote: its predictions are equal. Raises PackageError where it is damaged."""


# ---- explaining and exporting ----------------------------------------------------------------------------------------


class Predictor(ABC):
    """The shipped model as explainers and exporters see it."""

    task: TaskKind
    classes: tuple[str, ...]
    features: tuple[str, ...]

    @abstractmethod
    def scores(self, frame: pd.DataFrame) -> Floats:
        """(rows, classes) probabilities, or (rows,) values, for a frame that holds ``features``."""

    @property
    def acts_together(self) -> int | None:
        """How many features act together at most in a prediction; None where it is any number, or not known."""
        return None

    @property
    def explains_itself(self) -> bool:
        """Whether there are ``contributions``."""
        return False

    def contributions(self, frame: pd.DataFrame, background: pd.DataFrame) -> tuple[Floats, float]:
        """(rows, features) exact SHAP values in the unit of ``scores``, and their base, the quick way."""
        raise NotImplementedError


class Explainer(Plugin):
    @abstractmethod
    def supports(self, model: Predictor) -> bool: ...

    @abstractmethod
    def explain(
        self,
        model: Predictor,
        table: Table,
        rows: Ints,
        background: Ints,
        of_class: int | None,
        seed: int,
        evaluations: int | None = None,
    ) -> Explanation:
        """Explain ``rows`` (positions in ``table``) against ``background`` rows, on the original columns.

        ``evaluations``: about how many rows the model may be asked to predict for it; None: the explainer's default.
        """


class Audience(StrEnum):
    EXCEL = "excel"
    IT = "it"
    DATA_SCIENTIST = "data_scientist"
    AUDITOR = "auditor"
    MANAGER = "manager"


class Exporter(Plugin):
    """Writes something to take away from a finished run."""

    audience: ClassVar[Audience]

    @abstractmethod
    def write(self, run: FinishedRun, folder: Path, language: str) -> tuple[Path, ...]:
        """The files written into ``folder``."""


@dataclass(frozen=True)
class FinishedRun:
    """What an exporter reads: the run's folder, its result, and the rows that were modelled with all their columns.

    Positions of rows in the result's files count in ``table``.
    """

    folder: Path
    result: RunResult
    table: Table
    name: str


# ---- inspecting ------------------------------------------------------------------------------------------------------


class Inspected(Protocol):
    """A finished run as an inspection sees it; what takes time to load is loaded when it is first asked for.

    Positions of rows, as in ``Judged.rows``, count the rows of ``table``.
    """

    @property
    def folder(self) -> Path:
        """The run's own folder, whatever the choice."""

    @property
    def choice(self) -> str:
        """The model that is asked about: "accurate" or "fast"."""

    @property
    def result(self) -> RunResult: ...

    @property
    def judged(self) -> Judged: ...

    @property
    def explanation(self) -> Explanation | None: ...

    @property
    def model(self) -> ShippedModel: ...

    @property
    def table(self) -> Table:
        """The modelled rows with every column of the data, those that the model was not given included."""

    @property
    def features(self) -> Table:
        """The modelled rows with the columns that the model was given, in the types that it reads."""

    @property
    def split(self) -> Split:
        """How the run was split: the same as while it was trained."""

    @property
    def y(self) -> npt.NDArray[Any]:
        """(rows of table,): class positions, or values."""

    def kept_trials(self) -> tuple[TrialRecord, ...]:
        """Finished trials, best first, whose out-of-fold predictions are on disk; none in a run that came along."""

    def out_of_fold(self, number: int) -> Floats:
        """What trial ``number`` said of each row of ``table`` by the fold that did not see it; NaN where none did."""


# Told how far an inspection is: so many units of so many.
Progress = Callable[[int, int], None]


class Inspection(Plugin):
    """Works something out about a finished run that takes too long for a page: in a job of its own, kept with the run.

    ``version`` goes up with every change of what is computed: what an earlier one kept is then worked out anew.
    Heavy libraries are imported inside ``compute``: the pages' process loads these files too.
    """

    version: ClassVar[int] = 1
    measures: ClassVar[bool] = False  # whether what it finds holds times, which differ at every look

    def suits(self, result: RunResult) -> bool:  # noqa: ARG002
        """Whether it can be worked out for a run such as this one."""
        return True

    @abstractmethod
    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
        """JSON values alone (no NaN; a ``Message`` as its ``to_json``), the same for the same run and options.

        Unless it ``measures``. Raises AutoGLMError with one sentence for the user.
        """


# ---- control ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Control:
    """What the people at the other end want of a running job, as last said."""

    paused: bool = False
    finish: bool = False
    cancel: bool = False


@dataclass(frozen=True)
class PluginInfo:
    """One line of ``available(kind)``."""

    kind: str
    name: str
    label: str
    help: str
    available: bool
    reason: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
