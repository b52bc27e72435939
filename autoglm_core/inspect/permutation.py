"""What the score loses when one column is shuffled: importance for being right, beside importance for what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Inspected, Inspection, Metric, Progress, TaskType
from autoglm_core.inspect._shown import ranked
from autoglm_core.predict import ShippedModel
from autoglm_core.registry import plugin
from autoglm_core.result import Floats, Ints, RunResult

_ROWS, _COLUMNS, _TIMES, _DRAWS = 1_500, 20, 4, 200
_LEVEL = 0.95
_SAME = 1e-6


class Permutation(Inspection):
    """Shuffles each column of the judged rows and measures how much worse the score gets.

    Permutation importance (Breiman, Random forests, 2001) of the shipped model. Rows that it was judged on out of fold
    are predicted by those of its parts that did not see them: with the others a column that was only learned by heart
    would count as well. The interval is a percentile bootstrap over rows, each draw with one of the shuffles.
    """

    name = "permutation"

    def suits(self, result: RunResult) -> bool:
        return bool(result.features)

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``columns``: largest loss first; ``loss`` in the metric's unit with ``low`` and ``high``.

        ``seen``: the rows were learned from by the model that predicts them here, so that losses are too large.
        """
        task: TaskType = plugin("tasks", run.result.task)
        metric = next(metric for metric in task.metrics if metric.name == run.result.metric)
        judges = Judges.of(run)
        rng = np.random.default_rng(run.result.spec.seed)
        columns = ranked(run)[:_COLUMNS]
        frame = run.features.frame.iloc[judges.rows]
        draws = _draws(judges, rng)
        before = judges.predict(frame)
        found: list[dict[str, Any]] = []
        for number, column in enumerate(columns, 1):
            shuffles = [_shuffled(frame, column, rng) for _ in range(_TIMES)]
            after = [judges.predict(each) for each in shuffles]
            found.append({"name": column} | _loss(metric, judges, before, after, draws))
            progress(number, len(columns))
        found.sort(key=lambda each: -each["loss"])
        return {
            "metric": metric.name,
            "rows": len(judges.rows),
            "score": judges.score(metric, before, np.arange(len(judges.rows))),
            "seen": judges.seen,
            "out_of_fold": len(judges.models) > 1,
            "columns": found,
        }


@dataclass(frozen=True)
class Judges:
    """The judged rows, and for each the parts of the model that did not see it."""

    rows: Ints
    y: npt.NDArray[Any]
    units: Ints | None
    of_row: Ints  # which of ``models`` predicts the row
    models: tuple[ShippedModel, ...]
    threshold: float | None
    seen: bool

    @classmethod
    def of(cls, run: Inspected) -> Judges:
        rng = np.random.default_rng(run.result.spec.seed)
        at = np.sort(rng.permutation(len(run.judged.rows))[:_ROWS])
        rows = run.judged.rows[at]
        of_row, models = _apart(run, rows)
        judges = cls(
            rows=rows,
            y=run.judged.y[at],
            units=None if run.split.units is None else run.split.units[rows],
            of_row=of_row,
            models=models,
            threshold=run.model.threshold,
            seen=False,
        )
        expected = run.judged.prediction[at]
        own = judges.predict(run.features.frame.iloc[rows])
        if np.abs(own - expected).max() <= _SAME * max(1.0, float(np.abs(expected).max())):
            return judges
        holdout = bool(len(run.split.holdout))
        whole = np.zeros(len(rows), dtype=np.int64)
        return replace(judges, of_row=whole, models=(run.model,), seen=not holdout)

    def predict(self, frame: pd.DataFrame) -> Floats:
        """Of the judged rows, with whatever cells ``frame`` has in them."""
        found: Floats | None = None
        for number, model in enumerate(self.models):
            mine = np.flatnonzero(self.of_row == number)
            scores = np.asarray(model.scores(frame.iloc[mine]), dtype=np.float64)
            found = np.zeros((len(frame), *scores.shape[1:])) if found is None else found
            found[mine] = scores
        assert found is not None
        return found

    def score(self, metric: Metric, prediction: Floats, rows: Ints) -> float:
        labels = None
        if self.threshold is not None:
            labels = (prediction[rows, 1] >= self.threshold).astype(np.int64)
        return metric.score(self.y[rows], prediction[rows], labels)


def _apart(run: Inspected, rows: Ints) -> tuple[Ints, tuple[ShippedModel, ...]]:
    """For each row which model predicts it: the parts of the fold that it was left out of."""
    of_row = np.zeros(len(rows), dtype=np.int64)
    if len(run.split.holdout):
        return of_row, (run.model,)
    models = []
    for number, (_, valid) in enumerate(run.split.folds):
        parts = [part for part in run.model.parts if part.member.endswith(f"/fold{number}")]
        total = sum(part.weight for part in parts)
        if not parts:
            return np.zeros(len(rows), dtype=np.int64), (run.model,)
        models.append(replace(run.model, parts=tuple(replace(p, weight=p.weight / total) for p in parts)))
        of_row[np.isin(rows, valid)] = number
    return of_row, tuple(models)


def _shuffled(frame: pd.DataFrame, column: str, rng: np.random.Generator) -> pd.DataFrame:
    cells = frame[column].array.take(rng.permutation(len(frame)))
    return frame.assign(**{column: cells})


def _draws(judges: Judges, rng: np.random.Generator) -> list[Ints]:
    """Rows of each draw of the bootstrap; rows that belong together are drawn together."""
    if judges.units is None:
        return [rng.integers(len(judges.rows), size=len(judges.rows)) for _ in range(_DRAWS)]
    groups = [np.flatnonzero(judges.units == unit) for unit in np.unique(judges.units)]
    return [np.concatenate([groups[i] for i in rng.integers(len(groups), size=len(groups))]) for _ in range(_DRAWS)]


def _loss(
    metric: Metric, judges: Judges, before: Floats, after: list[Floats], draws: list[Ints]
) -> dict[str, float | None]:
    """The mean loss over the shuffles (positive: worse), and its interval; None where it cannot be told."""
    sign = 1.0 if metric.greater_is_better else -1.0
    every = np.arange(len(judges.rows))
    score = judges.score(metric, before, every)
    losses = [sign * (score - judges.score(metric, each, every)) for each in after]
    classes = len(np.unique(judges.y)) if judges.models[0].classes else 1
    drawn = []
    for number, rows in enumerate(draws):
        if judges.models[0].classes and len(np.unique(judges.y[rows])) < classes:
            continue
        apart = judges.score(metric, before, rows) - judges.score(metric, after[number % len(after)], rows)
        drawn.append(sign * apart)
    known = np.array(drawn)[np.isfinite(drawn)] if drawn else np.zeros(0)
    if len(known) < _DRAWS // 4:
        return {"loss": float(np.mean(losses)), "low": None, "high": None}
    low, high = np.quantile(known, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return {"loss": float(np.mean(losses)), "low": float(low), "high": float(high)}
