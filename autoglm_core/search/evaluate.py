"""One fold of one trial: prepare, fit, predict, keep. The one place where any exception becomes a fact of the run."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from autoglm_core.contracts import BuildContext, Curve, Encoding, FellBehindError, ModelFamily, Needs
from autoglm_core.errors import AutoGLMError
from autoglm_core.messages import Message
from autoglm_core.prepare import plan
from autoglm_core.prepare.choosing import CheapTest, Tried
from autoglm_core.prepare.probe import Base
from autoglm_core.registry import label_message, plugin
from autoglm_core.search import reserved
from autoglm_core.search.work import WorkFolder
from autoglm_core.skops_io import dump, load

# What the cheap test of generated features is given beside them; the boosters read the same, so it is mostly there.
_TESTED_WITH = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
# Prepared matrices above this stay in memory for the one fit: on disk they would crowd out the page cache.
_LARGEST_CACHED_BYTES = 256 * 2**20


@dataclass(frozen=True)
class FoldRequest:
    """Fit ``family`` with ``params`` on the training rows of ``fold``.

    ``seconds``: after which the family is to end by itself with what it has; ``deadline``: after which it is ended.
    """

    number: int
    fold: int
    family: str
    params: Mapping[str, Any]
    seconds: float | None = None
    deadline: float | None = None
    rival: Curve = ()  # see BuildContext

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FoldRequest:
        return cls(**{**data, "rival": curve_from_json(data["rival"])})

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "params": dict(self.params)}


@dataclass(frozen=True)
class FoldOutcome:
    """``score`` in the metric's natural direction, or ``failure`` that says why there is none."""

    number: int
    fold: int
    score: float | None = None
    fit_seconds: float = 0.0
    predict_seconds: float = 0.0
    transform_seconds: float = (
        0.0  # that preparing the judged rows takes, whether or not it was done anew for this fold
    )
    memory_mb: float = 0.0  # the most that was seen of the slot's resident memory meanwhile
    out_of_memory: bool = False
    fell_behind: bool = False  # given up in mid-fit: it could not win any more
    curve: Curve = ()
    failure: Message | None = None

    def to_json(self) -> dict[str, Any]:
        return {**vars(self), "failure": self.failure.to_json() if self.failure else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FoldOutcome:
        failure = Message.from_json(data["failure"]) if data["failure"] else None
        return cls(**{**data, "failure": failure, "curve": curve_from_json(data["curve"])})


def curve_from_json(pairs: Sequence[Sequence[float]]) -> Curve:
    return tuple((float(steps), float(loss)) for steps, loss in pairs)


def evaluate(work: WorkFolder, request: FoldRequest) -> FoldOutcome:
    """Run ``request``; what goes wrong in it is returned, never raised. Leaves the fitted model and its predictions."""
    started = time.perf_counter()
    try:
        return _fit_and_judge(work, request)
    except FellBehindError:
        seconds = time.perf_counter() - started
        return FoldOutcome(request.number, request.fold, fit_seconds=seconds, fell_behind=True)
    except MemoryError:
        message = Message("trial-memory", {"family": label_message("models", request.family)})
        return FoldOutcome(request.number, request.fold, out_of_memory=True, failure=message)
    except AutoGLMError as error:
        return _failed(request, error.message)
    except Exception as error:  # noqa: BLE001 -- the trial boundary: a family may raise anything, the run goes on
        traceback.print_exc()
        reason = f"{type(error).__name__}: {error}"[:300]
        values = {"family": label_message("models", request.family), "reason": reason}
        return _failed(request, Message("trial-failed", values))


def _failed(request: FoldRequest, message: Message) -> FoldOutcome:
    return FoldOutcome(request.number, request.fold, failure=message)


def _fit_and_judge(work: WorkFolder, request: FoldRequest) -> FoldOutcome:
    family: ModelFamily = plugin("models", request.family)
    train, valid = work.folds[request.fold]
    started = time.perf_counter()
    prepared = _prepare(work, needs_of(work, family, request.params, request.fold), request.fold)
    context = BuildContext(
        task=work.task,
        classes=work.classes,
        rows=len(train),
        columns=prepared.train.shape[1],
        category_columns=plan.category_columns(prepared.transformer),
        seed=_trial_seed(work.seed, request.number),
        seconds=request.seconds,
        log_target=reserved.wants_logarithm(request.params),
        fold_seed=_trial_seed(work.seed, request.fold),
        rival=request.rival,
    )
    model = family.build(reserved.own(request.params), context)
    model.fit(prepared.train, work.y[train])
    fitted = time.perf_counter()
    prediction = predict(model, prepared.valid, work.classes)
    predicted = time.perf_counter()
    if not np.isfinite(prediction).all():
        return _failed(request, Message("trial-not-finite", {"family": label_message("models", request.family)}))
    score = work.metric.score(work.y[valid], prediction)
    _keep(work, request, family, model, prediction)
    return FoldOutcome(
        request.number,
        request.fold,
        score,
        fitted - started,
        predicted - fitted,
        prepared.transform_seconds,
        curve=getattr(model, "curve_", ()),
    )


def predict(model: Any, matrix: npt.NDArray[np.float32], classes: int) -> npt.NDArray[np.float64]:
    """Probabilities (rows, classes), or values (rows,) where ``classes`` is 0."""
    raw = model.predict_proba(matrix) if classes else model.predict(matrix)
    return np.asarray(raw, dtype=np.float64)


def _trial_seed(seed: int, number: int) -> int:
    return int(np.random.SeedSequence((seed, number)).generate_state(1)[0] & 0x7FFFFFFF)


# ---- generated features, chosen once a fold for all families ----------------------------------------------------


def needs_of(work: WorkFolder, family: ModelFamily, params: Mapping[str, Any], fold: int) -> Needs:
    """How the family's input is prepared: with generated features where ``params`` want them and the fold kept any."""
    generated = reserved.wants_generated(params) and any(tried.kept for tried in choice(work, fold))
    return replace(family.needs, generated=generated)


def choice(work: WorkFolder, fold: int) -> tuple[Tried, ...]:
    """The features that were tried inside the fold's training rows; the cheap test is run the first time."""
    found = work.choice(fold)
    if found is None:
        train, _ = work.folds[fold]
        base = _prepare(work, _TESTED_WITH, fold)
        names = base.transformer.get_feature_names_out()
        shown = Base(base.train, names, plan.category_columns(base.transformer))
        table, y = work.table.take(train), work.y[train]
        test = CheapTest.of(table, shown, y, work.classes, work.metric, work.seed)
        found = test.choose(work.features_off) if test else ()
        work.keep_choice(fold, found)
    return found


# ---- preparation, fitted once a fold for all families with equal needs -----------------------------------------------


@dataclass(frozen=True)
class _Prepared:
    transformer: Any
    train: npt.NDArray[np.float32]
    valid: npt.NDArray[np.float32]
    transform_seconds: float  # that the valid rows took


def _prepare(work: WorkFolder, needs: Needs, fold: int) -> _Prepared:
    if (needs.key, fold) in work.at_hand:
        found: _Prepared = work.at_hand[needs.key, fold]
        return found
    folder = work.prepared_folder(needs.key, fold)
    if (folder / "train.npy").exists():
        # Copy on write: some estimators ask for a writable buffer, and none of them changes the file.
        work.at_hand[needs.key, fold] = _Prepared(
            load(folder / "prepare.skops"),
            np.load(folder / "train.npy", mmap_mode="c", allow_pickle=False),
            np.load(folder / "valid.npy", mmap_mode="c", allow_pickle=False),
            float(np.load(folder / "seconds.npy", allow_pickle=False)),
        )
        return _prepare(work, needs, fold)
    train, valid = work.folds[fold]
    table = work.table
    features = choice(work, fold) if needs.generated else ()
    transformer = plan.preparation(table, needs, work.seed, [tried.feature for tried in features if tried.kept])
    train_frame, valid_frame = table.frame.iloc[train], table.frame.iloc[valid]
    train_matrix = transformer.fit_transform(train_frame, work.y[train])
    began = time.perf_counter()
    valid_matrix = transformer.transform(valid_frame)
    prepared = _Prepared(transformer, train_matrix, valid_matrix, time.perf_counter() - began)
    if not folder.exists():
        _write_prepared(prepared, folder)
    return prepared


def _write_prepared(prepared: _Prepared, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Two slots may prepare the same fold at once: each writes a folder of its own, the first rename wins.
    temporary = Path(tempfile.mkdtemp(dir=folder.parent))
    dump(prepared.transformer, temporary / "prepare.skops")
    if prepared.train.nbytes <= _LARGEST_CACHED_BYTES:
        np.save(temporary / "seconds.npy", prepared.transform_seconds)
        np.save(temporary / "valid.npy", prepared.valid)
        np.save(temporary / "train.npy", prepared.train)
    try:
        os.rename(temporary, folder)
    except OSError:
        shutil.rmtree(temporary)


def _keep(
    work: WorkFolder, request: FoldRequest, family: ModelFamily, model: Any, prediction: npt.NDArray[np.float64]
) -> None:
    folder = work.fold_folder(request.number, request.fold)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent))
    family.save(model, temporary)
    if folder.exists():  # left by a worker that was killed before it could report this fold
        shutil.rmtree(folder)
    os.rename(temporary, folder)
    path = work.prediction_path(request.number, request.fold)
    temporary_path = path.with_suffix(".part.npy")
    np.save(temporary_path, prediction)
    os.replace(temporary_path, path)
