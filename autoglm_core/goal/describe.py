"""A plan as one sentence in the user's language, in parts that can each be edited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from autoglm_core.config import config
from autoglm_core.goal.facts import cell_text
from autoglm_core.messages import CORE
from autoglm_core.registry import label
from autoglm_core.spec import Budget, Filter, TaskKind, TaskSpec, Wish, usual_floor
from autoglm_core.table import Table

_LONGEST = 60  # characters of a name or cell on the card
_OPS = {"==": "is", "!=": "not", "<": "lt", "<=": "le", ">": "gt", ">=": "ge", "in": "in", "notnull": "filled"}
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:@&^=])")


@dataclass(frozen=True)
class PlanPart:
    """One part of the plan's sentence. ``text`` is Markdown, with what can be edited in bold and names escaped.

    The texts of all parts, joined without anything between them, are the sentence.
    """

    part: str
    text: str

    @property
    def plain(self) -> str:
        """The same without Markdown.

        >>> PlanPart("target", r"Predict **a\\_b**").plain
        'Predict a_b'
        """
        return re.sub(r"\\(.)", r"\1", self.text.replace("**", ""))


def describe_plan(spec: TaskSpec, table: Table, language: str = "en") -> tuple[PlanPart, ...]:
    """The plan ``spec`` for ``table`` as the parts of one sentence in ``language`` ("en" or "zh").

    >>> import pandas as pd
    >>> from autoglm_core.table import Role
    >>> frame = pd.DataFrame({"ref": [1, 2], "churn": ["yes", "no"]})
    >>> table = Table(frame, {"ref": Role.IDENTIFIER, "churn": Role.CATEGORICAL})
    >>> spec = TaskSpec(
    ...     task="binary", target="churn", positive="yes", exclude=("ref",), budget=Budget(seconds=60),
    ...     threshold={"wish": "recall", "floor": 1 / 3},
    ... )
    >>> print("".join(part.plain for part in describe_plan(spec, table)))
    Predict churn (yes/no), and miss as few as possible while 1 alarm in 3 is right; leave out ref; finish in 1 minute.
    """
    words = _Words(language)
    parts = [PlanPart("target", _task(spec, table, words))]
    parts += _judging(spec, table, words)
    parts += _columns(spec, words)
    if spec.filters:
        conditions = words.both([_condition(condition, words) for condition in spec.filters])
        parts.append(PlanPart("filters", words.text("filters", conditions=conditions)))
    parts += _testing(spec, words)
    parts += _models(spec, words)
    parts.append(PlanPart("budget", words.text("budget", budget=words.strong(budget_words(spec.budget, language)))))
    parts.append(PlanPart("end", words.text("end")))
    return tuple(parts)


def budget_words(budget: Budget, language: str) -> str:
    """ "5 minutes", "1 hour 30 minutes" or "50 trials".

    >>> budget_words(Budget(seconds=5400), "en"), budget_words(Budget(trials=50), "zh")
    ('1 hour 30 minutes', '50 次试验')
    """
    if budget.trials is not None:
        return CORE.text("goal-trials", language, {"count": budget.trials})
    return _duration(budget.seconds or 0.0, language)


def _duration(seconds: float, language: str) -> str:
    whole = round(seconds)
    pieces = []
    for unit, size in (("hours", 3_600), ("minutes", 60), ("seconds", 1)):
        count, whole = divmod(whole, size)
        if count:
            pieces.append(CORE.text(f"goal-{unit}", language, {"count": count}))
    return " ".join(pieces[:2]) or CORE.text("goal-seconds", language, {"count": 1})


def positive_share(spec: TaskSpec, table: Table) -> float:
    """The share of ``table``'s rows with a target that have the class of interest; 0 where the plan names none.

    >>> import pandas as pd
    >>> from autoglm_core.table import Role
    >>> table = Table(pd.DataFrame({"churn": ["yes", "no", "no", None]}), {"churn": Role.CATEGORICAL})
    >>> spec = TaskSpec(task="binary", target="churn", positive="yes", budget=Budget(seconds=60))
    >>> round(positive_share(spec, table), 2)
    0.33
    """
    if spec.target not in table.columns or spec.positive is None:
        return 0.0
    counts = table.frame[spec.target].dropna().value_counts(normalize=True)
    return sum(float(share) for value, share in counts.items() if cell_text(value) == spec.positive)


@dataclass(frozen=True)
class _Words:
    language: str

    def text(self, key: str, **values: Any) -> str:
        return CORE.text(f"goal-plan-{key}", self.language, values)

    def strong(self, text: object) -> str:
        """A name or cell, escaped and in bold: it is data, and must not be read as markup."""
        plain = re.sub(r"\s+", " ", str(text)).strip() or "␣"
        if len(plain) > _LONGEST:
            plain = plain[: _LONGEST - 1] + "…"
        return "**" + _MARKUP.sub(r"\\\1", plain) + "**"

    def names(self, names: Sequence[str]) -> str:
        shown = [self.strong(name) for name in names[:6]]
        if len(names) > 6:
            shown.append(self.text("more", count=len(names) - 6))
        return ("、" if self.language == "zh" else ", ").join(shown)

    def both(self, pieces: Sequence[str]) -> str:
        return self.text("and").join(pieces)


def _task(spec: TaskSpec, table: Table, words: _Words) -> str:
    target = words.strong(spec.target or "")
    if spec.task is TaskKind.BINARY:
        return words.text("binary", target=target, classes=_classes(spec, table, words))
    if spec.task is TaskKind.MULTICLASS:
        count = int(table.frame[spec.target].nunique()) if spec.target in table.columns else 0
        return words.text("multiclass", target=target, count=count)
    if spec.task is TaskKind.REGRESSION:
        return words.text("regression", target=target)
    if spec.task is TaskKind.FORECAST:
        ahead = words.text("ahead", steps=words.strong(_steps(spec, words))) if spec.horizon else ""
        each = words.text("each", columns=words.names(spec.group_by)) if spec.group_by else ""
        return words.text("forecast", target=target, ahead=ahead, each=each)
    if spec.task is TaskKind.RECOMMENDATION:
        return words.text("recommendation", user=words.strong(spec.user_column), item=words.strong(spec.item_column))
    if spec.task is TaskKind.CLUSTERING:
        if spec.n_clusters is None:
            return words.text("clustering-open")
        return words.text("clustering", count=words.strong(spec.n_clusters))
    return words.text("anomaly")


def _classes(spec: TaskSpec, table: Table, words: _Words) -> str:
    """ "yes/no", the class of interest first; a bare 1 or True says less than the word."""
    if spec.target not in table.columns:
        return words.text("yes-no")
    values = sorted({cell_text(value) for value in table.frame[spec.target].dropna().unique()})
    positive = spec.positive if spec.positive in values else (values[-1] if values else None)
    others = [value for value in values if value != positive]
    if {value.lower() for value in values} in ({"0", "1"}, {"false", "true"}):
        return words.text("yes-no" if positive and positive.lower() in ("1", "true") else "no-yes")
    shown = [positive or "", *others][:2]
    return "/".join(_MARKUP.sub(r"\\\1", value[:_LONGEST]) for value in shown)


def _steps(spec: TaskSpec, words: _Words) -> str:
    freq = spec.freq or ""
    unit = {"D": "days", "H": "hours", "W": "weeks", "M": "months", "Q": "quarters", "Y": "years"}.get(freq, "steps")
    return CORE.text(f"goal-{unit}", words.language, {"count": spec.horizon or 0})


def _judging(spec: TaskSpec, table: Table, words: _Words) -> list[PlanPart]:
    wish = spec.threshold.wish
    if wish is not Wish.BALANCED:
        floor = spec.threshold.floor or usual_floor(wish, positive_share(spec, table)) or 1.0
        ratio = Fraction(floor).limit_denominator(20)
        if abs(ratio - floor) > 0.002:
            text = words.text(f"wish-{wish}-share", share=f"{round(100 * floor)} %")
        else:
            text = words.text(f"wish-{wish}", right=ratio.numerator, ratio=ratio.denominator)
        return [PlanPart("threshold", text)]
    if spec.metric is not None:
        name = CORE.text(f"goal-metric-{spec.metric.replace('_', '-')}", words.language, {})
        return [PlanPart("metric", words.text("metric", metric=words.strong(name)))]
    return []


def _columns(spec: TaskSpec, words: _Words) -> list[PlanPart]:
    parts = []
    if spec.include_only:
        parts.append(PlanPart("include_only", words.text("include", columns=words.names(spec.include_only))))
    if spec.exclude:
        parts.append(PlanPart("exclude", words.text("exclude", columns=words.names(spec.exclude))))
    return parts


def _condition(condition: Filter, words: _Words) -> str:
    value = condition.value
    shown = (
        words.names([cell_text(v) for v in value]) if isinstance(value, tuple) else words.strong(_cell(value, words))
    )
    key = _OPS[condition.op]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) and key in ("lt", "le", "gt", "ge"):
        key = "date-" + key
    return words.text(f"if-{key}", column=words.strong(condition.column), value=shown)


def _cell(value: Any, words: _Words) -> str:
    if isinstance(value, bool):
        return words.text("yes" if value else "no")
    return cell_text(value)


def _testing(spec: TaskSpec, words: _Words) -> list[PlanPart]:
    validation, found = spec.validation, []
    if validation.time_column:
        found.append(words.text("test-time", column=words.strong(validation.time_column)))
    if validation.group_column:
        found.append(words.text("test-group", column=words.strong(validation.group_column)))
    if validation.holdout:
        found.append(words.text("test-holdout", share=words.strong(f"{validation.holdout * 100:.3g} %")))
    if validation.folds != config().folds:
        found.append(words.text("test-folds", count=words.strong(validation.folds)))
    return [PlanPart("validation", text) for text in found]


def _models(spec: TaskSpec, words: _Words) -> list[PlanPart]:
    def named(families: Sequence[str]) -> str:
        return words.names([label("models", family, words.language) for family in families])

    parts = []
    if spec.families_allow:
        parts.append(PlanPart("models", words.text("models-allow", models=named(spec.families_allow))))
    if spec.families_deny:
        parts.append(PlanPart("models", words.text("models-deny", models=named(spec.families_deny))))
    if spec.interpretable:
        parts.append(PlanPart("interpretable", words.text("interpretable")))
    if spec.max_latency_ms is not None:
        parts.append(
            PlanPart("max_latency_ms", words.text("latency", value=words.strong(f"{spec.max_latency_ms:g} ms")))
        )
    if spec.max_model_mb is not None:
        parts.append(PlanPart("max_model_mb", words.text("size", value=words.strong(f"{spec.max_model_mb:g} MB"))))
    if spec.weights:
        pairs = [
            words.text(
                "weight",
                what=CORE.text(f"goal-weight-{name.replace('_', '-')}", words.language, {}),
                value=f"{value:g}",
            )
            for name, value in spec.weights.items()
        ]
        parts.append(
            PlanPart("weights", words.text("weights", pairs=("、" if words.language == "zh" else ", ").join(pairs)))
        )
    if spec.seed != config().seed:
        parts.append(PlanPart("seed", words.text("seed", value=words.strong(spec.seed))))
    return parts
