"""The model in six rules: a small tree that repeats what the model says as well as six rules can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Inspected, Inspection, Progress
from autoglm_core.errors import AutoGLMError
from autoglm_core.inspect._shown import Shown, sample
from autoglm_core.result import Floats, Ints, RunResult
from autoglm_core.spec import TaskKind
from autoglm_core.table import Role, Table

_ROWS, _RULES, _DEPTH, _HELD = 5_000, 6, 4, 0.3
_CATEGORIES, _LONGEST = 12, 80
_FEWEST_ROWS = 40
_UNREAD = frozenset({Role.TEXT, Role.IDENTIFIER})
Array = npt.NDArray[Any]


class Rules(Inspection):
    """Six rules on the original columns that say nearly what the model says, and how nearly.

    A tree of at most six leaves is grown on the model's own predictions (a surrogate: Craven and Shavlik, Extracting
    tree-structured representations of trained networks, 1996) and compared with the model on rows that it was not
    grown on. It describes the model and not the data; where six rules cannot, ``fidelity`` says so.
    """

    name = "rules"

    def suits(self, result: RunResult) -> bool:
        return bool(result.features)

    def compute(self, run: Inspected, options: Mapping[str, Any], progress: Progress) -> dict[str, Any]:  # noqa: ARG002
        """``rules``: conditions, share of the rows, and what the model says there; highest first.

        ``fidelity`` on the rows held back: ``explained``, the share of the variance of the predictions, or ``same``,
        the share of equal answers, beside ``guess``, what always giving the model's most common answer gets.
        """
        shown, table = Shown.of(run), sample(run, _ROWS)
        if table.rows < _FEWEST_ROWS:
            raise AutoGLMError("error-inspect-rules", rows=table.rows)
        said = np.asarray(run.model.scores(table.frame), dtype=np.float64)
        progress(1, 2)
        questions = Questions.of(table)
        if not questions.made:
            raise AutoGLMError("error-inspect-rules-columns")
        cut = round((1 - _HELD) * table.rows)
        order = np.random.default_rng(run.result.spec.seed).permutation(table.rows)
        found = _Surrogate.grown(questions, said, shown, order[:cut])
        progress(2, 2)
        return {
            "kind": str(run.result.task),
            "of_class": shown.of_class if run.result.task is not TaskKind.MULTICLASS else None,
            "rows": table.rows,
            "held": table.rows - cut,
            "fidelity": found.fidelity(order[cut:], run.model.threshold),
            "rules": found.told(np.arange(table.rows)),
        }


@dataclass(frozen=True)
class Question:
    """What one column of the tree's matrix asks: a number or date up to a cut, or whether a cell is ``value``."""

    column: str
    kind: str  # number, date, is, missing
    value: str | None = None


@dataclass(frozen=True)
class Questions:
    """(rows, questions) of the original columns, readable: no scaling, no codes."""

    made: tuple[Question, ...]
    matrix: npt.NDArray[np.float32]

    @classmethod
    def of(cls, table: Table) -> Questions:
        made: list[Question] = []
        columns: list[Array] = []
        for column in table.columns:
            if table.roles[column] in _UNREAD:
                continue
            for question, values in _asked(column, table.frame[column]):
                made.append(question)
                columns.append(values)
        matrix = np.column_stack(columns) if columns else np.zeros((table.rows, 0))
        return cls(tuple(made), matrix.astype(np.float32))


def _asked(column: str, cells: pd.Series[Any]) -> list[tuple[Question, Array]]:
    missing = cells.isna().to_numpy(dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        naive = cells.dt.tz_localize(None)
        days = (naive - pd.Timestamp(0)) / pd.Timedelta(days=1)
        return [(Question(column, "date"), days.to_numpy(dtype=np.float64, na_value=np.nan))]
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        return [(Question(column, "number"), cells.to_numpy(dtype=np.float64, na_value=np.nan))]
    texts = cells.astype("str").to_numpy(dtype=object)
    common = pd.Series(texts[~missing]).value_counts().index[:_CATEGORIES]
    found = [(Question(column, "is", value), (texts == value) & ~missing) for value in common if len(value) <= _LONGEST]
    return [*found, (Question(column, "missing"), missing)] if missing.any() else found


@dataclass(frozen=True)
class _Path:
    """What is known of a row at a leaf: for each column the range, the categories, and whether it may be missing."""

    ranges: dict[str, tuple[str, float, float, bool]] = field(default_factory=dict)
    equal: dict[str, str] = field(default_factory=dict)
    unequal: dict[str, list[str]] = field(default_factory=dict)
    missing: dict[str, bool] = field(default_factory=dict)

    def told(self, has_gaps: Mapping[str, bool]) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = []
        for column, (kind, low, high, gaps) in self.ranges.items():
            edges: dict[str, Any] = {
                "low": low if np.isfinite(low) else None,
                "high": high if np.isfinite(high) else None,
            }
            if kind == "date":
                edges = {name: None if at is None else _date(at) for name, at in edges.items()}
            said.append({"column": column, "how": kind, **edges, "or_missing": gaps and has_gaps[column]})
        for column, value in self.equal.items():
            said.append({"column": column, "how": "is", "values": [value]})
        for column, values in self.unequal.items():
            if column not in self.equal:
                said.append({"column": column, "how": "is_not", "values": values})
        for column, is_missing in self.missing.items():
            if column not in self.equal:
                said.append({"column": column, "how": "missing" if is_missing else "known"})
        return said


@dataclass(frozen=True)
class _Surrogate:
    tree: Any
    questions: Questions
    said: Floats
    shown: Shown

    @classmethod
    def grown(cls, questions: Questions, said: Floats, shown: Shown, rows: Ints) -> _Surrogate:
        from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

        least = max(10, round(0.01 * len(rows)))
        limits = {"max_leaf_nodes": _RULES, "max_depth": _DEPTH, "min_samples_leaf": least, "random_state": 0}
        many = said.ndim == 2 and said.shape[1] > 2
        target = said.argmax(axis=1) if many else _one(said, shown)
        tree = (DecisionTreeClassifier if many else DecisionTreeRegressor)(**limits)
        tree.fit(questions.matrix[rows], target[rows])
        _rounded_cuts(tree.tree_, questions.matrix[rows])
        return cls(tree, questions, said, shown)

    @property
    def many(self) -> bool:
        return self.said.ndim == 2 and self.said.shape[1] > 2

    def fidelity(self, rows: Ints, threshold: float | None) -> dict[str, float]:
        answer = self.tree.predict(self.questions.matrix[rows])
        if self.many:
            truth = self.said[rows].argmax(axis=1)
            most = int(np.bincount(self.said.argmax(axis=1)).argmax())
            return {"same": float((answer == truth).mean()), "guess": float((truth == most).mean())}
        truth = _one(self.said, self.shown)[rows]
        spread = float(np.square(truth - truth.mean()).sum())
        explained = 1.0 - float(np.square(truth - answer).sum()) / spread if spread > 0 else 1.0
        found = {"explained": explained, "off": float(np.abs(truth - answer).mean())}
        if threshold is not None and self.shown.of_class == self.shown.model.classes[-1]:
            called = truth >= threshold
            found["same"] = float(((answer >= threshold) == called).mean())
            found["guess"] = float(max(called.mean(), 1 - called.mean()))
        return found

    def told(self, rows: Ints) -> list[dict[str, Any]]:
        """One entry a leaf, the highest value (or the most rows) first."""
        leaf = self.tree.apply(self.questions.matrix[rows])
        gaps = {
            question.column: bool(np.isnan(self.questions.matrix[:, at]).any())
            for at, question in enumerate(self.questions.made)
        }
        found = []
        for node, path in self._leaves():
            mine = rows[leaf == node]
            if not len(mine):
                continue
            rule: dict[str, Any] = {"conditions": path.told(gaps), "rows": len(mine), "share": len(mine) / len(rows)}
            if self.many:
                answers = self.said[mine].argmax(axis=1)
                chosen = int(np.bincount(answers).argmax())
                rule |= {"says": self.shown.model.classes[chosen], "same": float((answers == chosen).mean())}
            else:
                values = _one(self.said, self.shown)[mine]
                low, high = np.quantile(values, [0.1, 0.9])
                rule |= {"value": float(values.mean()), "low": float(low), "high": float(high)}
            found.append(rule)
        return sorted(found, key=lambda rule: -rule.get("value", rule["share"]))

    def _leaves(self) -> list[tuple[int, _Path]]:
        tree, found = self.tree.tree_, []
        waiting = [(0, _Path())]
        while waiting:
            node, path = waiting.pop()
            if tree.children_left[node] < 0:
                found.append((node, path))
                continue
            question, cut = self.questions.made[tree.feature[node]], float(tree.threshold[node])
            gaps_left = bool(tree.missing_go_to_left[node])
            waiting.append((int(tree.children_left[node]), _extended(path, question, cut, gaps_left, left=True)))
            waiting.append((int(tree.children_right[node]), _extended(path, question, cut, not gaps_left, left=False)))
        return found


def _extended(path: _Path, question: Question, cut: float, gaps: bool, *, left: bool) -> _Path:
    made = _Path(dict(path.ranges), dict(path.equal), {c: list(v) for c, v in path.unequal.items()}, dict(path.missing))
    column = question.column
    if question.kind in ("number", "date"):
        _, low, high, before = made.ranges.get(column, ("", -np.inf, np.inf, True))
        edges = (low, min(high, cut)) if left else (max(low, cut), high)
        made.ranges[column] = (question.kind, *edges, before and gaps)
    elif question.kind == "missing":
        made.missing[column] = not left
    elif left:
        made.unequal.setdefault(column, []).append(str(question.value))
    else:
        made.equal[column] = str(question.value)
    return made


def _one(said: Floats, shown: Shown) -> Floats:
    """The column of ``said`` that is shown; the values themselves for a regression."""
    return said if shown.of_class is None else said[:, shown.model.classes.index(shown.of_class)]


def _rounded_cuts(tree: Any, matrix: npt.NDArray[np.float32]) -> None:
    """Move each cut to the shortest number that parts the same rows: the rule that is read is the rule that holds."""
    for node in np.flatnonzero(tree.children_left >= 0):
        values = matrix[:, tree.feature[node]].astype(np.float64)
        cut = tree.threshold[node]
        below, above = values[values <= cut], values[values > cut]
        if len(below) and len(above):
            tree.threshold[node] = shortest_between(float(below.max()), float(above.min()))


def shortest_between(low: float, high: float) -> float:
    """The number with the fewest digits that is at least ``low`` and below ``high``.

    >>> shortest_between(0.4837, 0.5219), shortest_between(1234.0, 1288.0), shortest_between(3.0, 4.0)
    (0.5, 1260.0, 3.0)
    """
    middle = (low + high) / 2
    for digits in range(1, 17):
        for wanted in (middle, low, high):
            tried = float(f"{wanted:.{digits}g}")
            if low <= tried < high:
                return tried
    return low


def _date(days: float) -> str:
    moment = (pd.Timestamp(0) + pd.Timedelta(days=days)).round("min")
    return str(moment.date()) if moment == moment.normalize() else f"{moment:%Y-%m-%d %H:%M}"
