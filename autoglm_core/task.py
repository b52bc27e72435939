"""AutoTask: the thin Python face of the pipeline, and what it returns."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
import weakref
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from autoglm_core import events as ev
from autoglm_core.config import config, search_settings
from autoglm_core.contracts import Control
from autoglm_core.data import arrow
from autoglm_core.data.checks import table_findings
from autoglm_core.data.read import load as load_source
from autoglm_core.data.recipes import apply as apply_recipe
from autoglm_core.data.recipes import initial_recipe
from autoglm_core.data.roles import detect_roles
from autoglm_core.errors import GoalError, PackageError, SpecError
from autoglm_core.goal.read import read_goal
from autoglm_core.manifest import verify
from autoglm_core.predict import ShippedModel
from autoglm_core.registry import explainer_for
from autoglm_core.result import Explanation, Judged, RunResult, Score, choice_folder
from autoglm_core.search.nursery import Nursery
from autoglm_core.spec import Budget, TaskKind, TaskSpec, Validation
from autoglm_core.table import Table

if TYPE_CHECKING:
    from autoglm_core.search.runner import SlotRunner

OnEvent = Callable[[ev.Event], None]


class TaskResult:
    """The outcome of a run: every field of ``RunResult`` as attribute and by ``["key"]``, and the model itself.

    ``leaderboard`` is a data frame (one row a trial, best first); ``score`` is the headline with its 95 % interval.
    """

    def __init__(self, result: RunResult, folder: Path) -> None:
        self.result, self._folder = result, folder
        self._model = ShippedModel.load(folder / "model")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "result":  # not yet set while it is being copied
            raise AttributeError(name)
        return getattr(self.result, name)

    def __getitem__(self, key: str) -> Any:
        if key.startswith("_") or not hasattr(self, key):
            raise KeyError(key)
        return getattr(self, key)

    def __repr__(self) -> str:
        return f"TaskResult(best_model={self.best_model!r}, {self.sentence})"

    @property
    def model(self) -> ShippedModel:
        return self._model

    @property
    def fast(self) -> TaskResult:
        """The quickest model whose score is within 1 % of this one's, as a result of its own.

        The result itself where no model is quicker, and where it is the quick one. Raises PackageError where the
        package was saved without it.
        """
        return self.choice("fast")

    def choice(self, name: str) -> TaskResult:
        """The result of the most accurate model ("accurate") or of the quick one ("fast"); see ``fast``."""
        if name not in ("accurate", "fast"):
            raise KeyError(name)
        if name == "accurate" or self.result.choice(name) is None or self._folder.name == "model-fast":
            return self
        folder = choice_folder(self._folder, name)
        if not folder.exists():
            raise PackageError("error-package-not-found", path=folder.name)
        return load(folder)

    @property
    def score(self) -> Score:
        return self.result.headline

    @property
    def sentence(self) -> str:
        return self.result.sentence.text("en")

    @property
    def verdict(self) -> str:
        return self.result.verdict.text("en")

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(warning.text("en") for warning in self.result.warnings)

    @property
    def leaderboard(self) -> pd.DataFrame:
        """number, family, score, seconds, weight, state, params; best first."""
        columns = ["number", "family", "score", "seconds", "weight", "state", "params"]
        rows = [[getattr(record, column) for column in columns] for record in self.result.leaderboard]
        return pd.DataFrame(rows, columns=columns)

    def judged(self) -> Judged:
        """The rows the scores come from, with the shipped model's predictions."""
        return Judged.load(self._folder / "judged.npz")

    def predict(self, data: Any) -> pd.Series[Any]:
        """(rows,) classes as text or values, for a data frame, a dict of columns or a file. Raises SchemaError."""
        return self._model.predict(_frame(data))

    def predict_proba(self, data: Any) -> pd.DataFrame:
        """(rows, classes), a column a class. Raises SchemaError; TypeError for regression."""
        return self._model.predict_proba(_frame(data))

    def explain(self, data: Any = None) -> Explanation:
        """SHAP values of the shipped model: of its own sample, or of the rows of ``data`` against that sample."""
        stored = Explanation.load(self._folder / "explanation.npz")
        if data is None:
            return stored
        frame, _ = self._model.align(_frame(data))
        background, _ = self._model.align(pd.DataFrame(stored.cells, columns=list(stored.columns)))
        both = pd.concat([frame, background], ignore_index=True)
        table = Table(both, {column: self._model.schema.roles[column] for column in both.columns})
        of_class = self._model.classes.index(stored.of_class) if stored.of_class is not None else None
        rows, others = np.arange(len(frame)), np.arange(len(frame), len(both))
        explainer = explainer_for(self._model)
        return explainer.explain(self._model, table, rows, others, of_class, self.result.spec.seed)

    def save(self, path: str | Path) -> Path:
        """Write the model as one zip file with its manifest and the hash of the data; ``load`` opens it."""
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(target.name + ".part")
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in package_files(self._folder):
                archive.write(file, file.relative_to(self._folder).as_posix())
        temporary.replace(target)
        return target


def package_files(folder: Path) -> list[Path]:
    """The files of a run folder that make its package: model/, manifest.json, result.json and the arrays beside it."""
    names = ("manifest.json", "result.json", "judged.npz", "explanation.npz")
    files = [folder / name for name in names if (folder / name).exists()]
    return files + sorted(path for path in (folder / "model").rglob("*") if path.is_file())


def load(path: str | Path) -> TaskResult:
    """The result in a package (zip) or a run's folder, without pickle and checked against its manifest.

    Raises PackageError where it is not there, damaged, changed, or holds types that are not allowed.
    """
    source = Path(path)
    if not source.exists():
        raise PackageError("error-package-not-found", path=str(source))
    folder = source if source.is_dir() else _unpacked(source)
    try:
        result = RunResult.from_json(json.loads((folder / "result.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackageError("error-package-damaged", file="result.json") from error
    verify(folder)
    return TaskResult(result, folder)


def _unpacked(source: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="autoglm-"))
    try:
        with zipfile.ZipFile(source) as archive:
            for name in archive.namelist():
                if not (folder / name).resolve().is_relative_to(folder.resolve()):
                    raise PackageError("error-package-damaged", file=name)
            archive.extractall(folder)
    except (OSError, zipfile.BadZipFile) as error:
        raise PackageError("error-package-damaged", file=source.name) from error
    return folder


class AutoTask:
    """What is to be predicted from which data, by name or by a sentence; ``run`` trains and returns the result.

    data: a data frame, a dict of columns, or the path of a CSV, TSV, Excel, Parquet or JSON file.
    goal: a sentence in English or Chinese, instead of or beside task_type and target.
    task_type: "classification" (two or more classes), "binary", "multiclass" or "regression".
    time_budget: seconds for the whole run, reading the data included; trials: a number of trials instead, with a
    result that repeats exactly.
    search: fields of ``SearchSettings``, such as {"sampler": "genetic", "methods": {"*.learning_rate":
    "gaussian_process"}, "patience": 50}; those left out keep their defaults.
    settings: further fields of ``TaskSpec``, such as metric, exclude, positive, families_allow.

    Raises GoalError, SpecError or DataError with one sentence that says what to do.

    >>> task = AutoTask(task_type="regression", data={"x": [1, 2, 3, 4], "y": [2, 4, 6, 8]}, target="y", trials=2)
    >>> task.spec.task
    <TaskKind.REGRESSION: 'regression'>
    """

    def __init__(
        self,
        *,
        data: Any,
        target: str | None = None,
        task_type: str | None = None,
        goal: str | None = None,
        time_budget: float | None = None,
        trials: int | None = None,
        on_event: OnEvent | None = None,
        folder: str | Path | None = None,
        search: Mapping[str, Any] | None = None,
        **settings: Any,
    ) -> None:
        started = time.monotonic()
        self._on_event, self._folder = on_event, folder
        # Libraries load while the data is read and until ``run`` is called: the first score comes seconds earlier.
        self._nursery: Nursery | None = Nursery()
        weakref.finalize(self, self._nursery.close)
        self._loaded = load_source(data)
        roles = detect_roles(self._loaded.frame)
        raw = Table(self._loaded.frame, roles, self._loaded.receipt.source)
        self.recipe = initial_recipe(self._loaded.receipt, raw, table_findings(raw))
        self.table = apply_recipe(self._loaded.frame, self.recipe)
        budget = _budget(time_budget, trials)
        if goal is not None:
            base = _spec_from_goal(goal, self.table, budget, stated=time_budget is not None or trials is not None)
        else:
            base = _spec_from_names(self.table, target, task_type, budget)
        if search:
            settings["search"] = {**base.search.model_dump(), **search}
        self.spec = base.replaced(**settings) if settings else base
        self._seconds_reading = time.monotonic() - started

    def run(self) -> TaskResult:
        """Train within the budget. Raises TrainingError where no model could be fitted."""
        started = time.monotonic()
        folder = Path(self._folder) if self._folder else Path(tempfile.mkdtemp(prefix="autoglm-"))
        folder.mkdir(parents=True, exist_ok=True)
        data_hash = arrow.content_hash(self._loaded.frame)
        emit = self._on_event or _ignore

        def stamped(event: ev.Event) -> None:
            emit(replace(event, at=time.time()))

        # Only now: it imports for a second, beside which the slots' libraries are loading already.
        from autoglm_core import pipeline

        result = pipeline.train(
            self.table,
            self.spec,
            folder,
            emit=stamped,
            control=Control,
            data_hash=data_hash,
            recipe=self.recipe,
            receipt=self._loaded.receipt,
            make_runner=self._slots,
            seconds_used=self._seconds_reading + time.monotonic() - started,
        )
        for scratch in ("work", "trials", "prepared"):
            shutil.rmtree(folder / scratch, ignore_errors=True)
        return TaskResult(result, folder)

    def _slots(self, folder: Path, spec: TaskSpec) -> SlotRunner:
        from autoglm_core import pipeline

        nursery, self._nursery = self._nursery, None  # closed with the slots: a second run starts its own
        return pipeline.slots(folder, spec, nursery)


def _ignore(event: ev.Event) -> None:
    pass


def _frame(data: Any) -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        return data
    frame: pd.DataFrame = load_source(data).frame
    return frame


def _budget(time_budget: float | None, trials: int | None) -> Budget:
    if time_budget is not None and trials is not None:
        raise SpecError("error-spec-two-budgets")
    if trials is not None:
        return Budget(trials=trials)
    return Budget(seconds=time_budget or config().budget_seconds)


def _defaults() -> dict[str, Any]:
    defaults = config()
    return {
        "seed": defaults.seed,
        "validation": Validation(folds=defaults.folds),
        "search": search_settings(),
        "families_allow": defaults.families,
    }


def _spec_from_goal(goal: str, table: Table, budget: Budget, *, stated: bool) -> TaskSpec:
    reading = read_goal(goal, table, budget=budget)
    if reading.spec is None or reading.status != "ok":
        message = reading.refusal or (reading.questions[0].text if reading.questions else None)
        raise GoalError("error-goal-unclear", what=message or goal)
    spec: TaskSpec = reading.spec
    return spec.replaced(budget=budget) if stated else spec


def _spec_from_names(table: Table, target: str | None, task_type: str | None, budget: Budget) -> TaskSpec:
    if target is None:
        raise SpecError("error-spec-no-target")
    if target not in table.columns:
        raise SpecError("error-spec-unknown-column", column=target, known=list(table.columns)[:20])
    kind = _kind(task_type, table, target)
    return TaskSpec(task=kind, target=target, budget=budget, **_defaults())


def _kind(task_type: str | None, table: Table, target: str) -> TaskKind:
    values = table.frame[target].dropna()
    if task_type is None:
        few = values.nunique() <= 20
        task_type = "classification" if few or not pd.api.types.is_numeric_dtype(values) else "regression"
    if task_type == "classification":
        return TaskKind.BINARY if values.nunique() <= 2 else TaskKind.MULTICLASS
    known: Sequence[str] = ("classification", "binary", "multiclass", "regression")
    if task_type not in known:
        raise SpecError("error-spec-task-type", task_type=task_type, known=list(known))
    return TaskKind(task_type)
