"""The plan of a reading: what was read of a goal becomes a specification with a reason for each part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autoglm_core.config import config, search_settings
from autoglm_core.goal.facts import TableFacts
from autoglm_core.goal.lexicon import cues
from autoglm_core.goal.reading import Reading, ReadingStatus, Speed
from autoglm_core.goal.scan import Scan
from autoglm_core.goal.settings import Parts, said
from autoglm_core.goal.stakes import side_in, stake_in
from autoglm_core.goal.target import SURE, Asked, Candidate, Sought, positive_of
from autoglm_core.messages import Message
from autoglm_core.registry import plugins
from autoglm_core.spec import Budget, TaskKind, TaskSpec, Threshold, Validation, Wish, usual_floor

_METRICS_OF = {
    TaskKind.BINARY: (
        "recall precision roc_auc average_precision log_loss balanced_accuracy f1_macro f1 mcc accuracy imbalance"
    ),
    TaskKind.MULTICLASS: "roc_auc log_loss balanced_accuracy f1_macro f1 mcc accuracy imbalance recall precision",
    TaskKind.REGRESSION: "rmse mae mape smape rmsle r2",
    TaskKind.FORECAST: "rmse mae mape smape rmsle r2 mase",
    TaskKind.RECOMMENDATION: "ndcg recall precision",
    TaskKind.CLUSTERING: "silhouette",
    TaskKind.ANOMALY: "recall precision roc_auc average_precision",
}
_PLAN_PARTS = {
    "seconds": "budget", "trials": "budget", "speed": "budget", "models_allow": "models", "models_deny": "models",
    "folds": "validation", "holdout": "validation", "validation_time": "validation", "validation_group": "validation",
}  # fmt: skip


@dataclass
class Draft:
    """A reading in progress: the goal, the dial's budget, and the parts of the plan that were read so far."""

    seen: Scan
    budget: Budget | None
    parts: Parts = field(default_factory=Parts)

    @property
    def facts(self) -> TableFacts:
        return self.seen.facts


def assemble(
    draft: Draft,
    kind: TaskKind,
    *,
    sought: Sought | None = None,
    others: Sequence[Candidate] = (),
    **extra: Any,
) -> Reading:
    """The reading of a plan of ``kind``; ``extra`` are fields of the specification, ``others`` runner-up targets."""
    values = draft.parts.values
    target = extra.get("target")
    share = draft.facts.column(target).share_of(extra.get("positive")) if target else 0.0
    metric, threshold = metric_of(draft, kind, share)
    reasons = by_part(draft.parts.reasons, metric=metric is not None)
    spec = TaskSpec(
        task=kind,
        metric=metric,
        threshold=threshold,
        exclude=tuple(name for name in values.get("exclude", ()) if name != target),
        include_only=tuple(name for name in values.get("include_only", ()) if name != target),
        filters=tuple(
            condition
            for condition in values.get("filters", ())
            if not (condition.column == target and condition.op == "notnull")
        ),
        budget=budget_of(values, draft.budget),
        validation=validation_of(values),
        families_allow=values.get("models_allow", ()),
        families_deny=values.get("models_deny", ()),
        interpretable=bool(values.get("interpretable", False)),
        max_latency_ms=values.get("max_latency_ms"),
        max_model_mb=values.get("max_model_mb"),
        weights=values.get("weights", {}),
        search=search_settings(),
        seed=values.get("seed", config().seed),
        goal=draft.seen.goal,
        **extra,
    )
    alternatives = tuple(_alternative(draft, spec, other, sought.asked) for other in others if sought)
    status = status_of(kind)
    stated = (
        frozenset(values) - {"filter_spans", "soft_filters"}
        | ({"metric"} if metric else set())
        | ({"target"} if target else set())
    )
    speed: Speed | None = values.get("speed")
    return Reading(status, spec, reasons, alternatives=alternatives, stated=stated, speed=speed)


def metric_of(draft: Draft, kind: TaskKind, positive_share: float) -> tuple[str | None, Threshold]:
    """What the goal says of how models are judged: the measure, and the wish with the floor that goes with it."""
    if kind is TaskKind.BINARY and "threshold" in draft.parts.values:
        draft.parts.reasons["metric"] = draft.parts.reasons["threshold"]
        return "average_precision", draft.parts.values["threshold"]
    found: list[tuple[int, int, str]] = []
    for order, cue in enumerate(cues("metric")):
        if cue.value in _METRICS_OF[kind].split():
            for match in cue.pattern.finditer(draft.seen.text):
                if not _is_spent(draft, match):
                    found.append((match.start(), order, cue.value))
                    draft.parts.reasons.setdefault("metric:" + cue.value, said(draft.seen, *match.span()))
    found = _by_stakes(draft, kind, found)
    if not found:
        return None, Threshold()
    names = [name for _, _, name in sorted(found, key=lambda item: (item[1], item[0]))]
    sides = [name for _, _, name in sorted(found) if name in ("recall", "precision")]
    name = sides[0] if sides else names[0]
    draft.parts.reasons["metric"] = draft.parts.reasons["metric:" + name]
    if name == "imbalance":
        name = "average_precision"
    if name == "f1" and kind is TaskKind.MULTICLASS:
        name = "f1_macro"
    if name in ("recall", "precision") and kind is TaskKind.BINARY:
        draft.parts.reasons["threshold"] = draft.parts.reasons["metric"]
        wish = Wish(name)
        return "average_precision", Threshold(wish=wish, floor=usual_floor(wish, positive_share))
    if name in ("recall", "precision"):
        name = "balanced_accuracy" if kind is TaskKind.MULTICLASS else name
    return name, Threshold()


def _by_stakes(draft: Draft, kind: TaskKind, found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """What is at stake in words that no cue has, or where the cues speak for both sides."""
    seen = draft.seen
    able = _METRICS_OF[kind].split()
    sides = {name for _, _, name in found if name in ("recall", "precision")}
    side = side_in(seen.text) if kind in (TaskKind.BINARY, TaskKind.ANOMALY) and len(sides) != 1 else None
    if side is not None and (len(sides) == 2 or not found):
        draft.parts.reasons.setdefault("metric:" + side, said(seen, 0, len(seen.text)))
        return [(0, 0, side), *(item for item in found if item[2] not in ("recall", "precision"))]
    if found:
        return found
    spans = [*seen.sentences, *(c for low, high in seen.sentences for c in seen.clauses(low, high))]
    told = [
        span
        for span in dict.fromkeys(spans)
        if seen.text[span[1] : span[1] + 1] not in ("?", "？")
        and not any(cue.pattern.search(seen.text, *span) for cue in cues("predict"))
        and not seen.is_used(*span)
        and span[1] - span[0] > 8
    ]
    stake = stake_in([seen.text[slice(*span)] for span in told], able)
    if stake is None:
        return found
    name, number = stake
    draft.parts.reasons.setdefault("metric:" + name, said(seen, *told[number]))
    return [(told[number][0], 0, name)]


def _is_spent(draft: Draft, match: re.Match[str]) -> bool:
    parts = {draft.seen.used.get(position) for position in range(*match.span())}
    return "weights" in parts or (
        all(unit.column for unit in draft.seen.units if match.start() <= unit.start and unit.end <= match.end())
        and any(unit.column for unit in draft.seen.units if match.start() <= unit.start and unit.end <= match.end())
        and match.end() - match.start() < 14
    )


def barred_of(draft: Draft) -> frozenset[str]:
    values = draft.parts.values
    filtered = {condition.column for condition in values.get("filters", ())}
    return frozenset({*values.get("exclude", ()), *values.get("include_only", ()), *filtered})


def settle_soft_filters(draft: Draft, sought: Sought) -> None:
    """Cells without "only" narrow the rows, unless they are cells of the very column that is sought."""
    best = sought.candidates[0].column.name if sought.candidates and sought.candidates[0].score >= SURE else None
    soft = [item for item in draft.parts.values.pop("soft_filters", ()) if item[0].column != best]
    if soft:
        filters = draft.parts.values.get("filters", ())
        draft.parts.values["filters"] = (*filters, *(condition for condition, _ in soft))
        draft.parts.reasons.setdefault("filters", said(draft.seen, *soft[0][1]))


def status_of(kind: TaskKind) -> ReadingStatus:
    """Whether a plan of ``kind`` can be trained: the task plug-ins that are there decide."""
    trainable = {task.kind for task in plugins("tasks")}
    return ReadingStatus.OK if kind in trainable else ReadingStatus.UNDERSTOOD


def _alternative(draft: Draft, spec: TaskSpec, other: Candidate, ask: Asked) -> TaskSpec:
    column = other.column
    if column.is_binary:
        kind, positive = TaskKind.BINARY, positive_of(draft.seen, other, ask)[0]
    else:
        kind, positive = (TaskKind.REGRESSION if column.is_numeric else TaskKind.MULTICLASS), None
    return spec.replaced(
        target=column.name,
        task=kind,
        positive=positive,
        metric=None,
        threshold=Threshold(),
        exclude=tuple(n for n in spec.exclude if n != column.name),
        horizon=None,
        freq=None,
        time_column=None,
        group_by=(),
    )


def by_part(reasons: Mapping[str, Message], *, metric: bool = True) -> dict[str, Message]:
    """Reasons by the parts of the plan's sentence; what was not spoken of has the usual choice as its reason."""
    found: dict[str, Message] = {}
    for part, reason in reasons.items():
        if not part.startswith("metric:"):
            found.setdefault(_PLAN_PARTS.get(part, part), reason)
    found.setdefault("budget", Message("goal-reason-default"))
    if not metric:
        found.setdefault("metric", Message("goal-reason-default"))
    return found


def budget_of(values: Mapping[str, Any], given: Budget | None) -> Budget:
    """The budget that the goal names, else the one that its wording of speed stands for, else the dial's."""
    if "trials" in values:
        return Budget(trials=values["trials"])
    if "seconds" in values:
        return Budget(seconds=values["seconds"])
    settings = config()
    if "speed" in values:
        seconds = {
            "fast": settings.quick_seconds,
            "balanced": settings.balanced_seconds,
            "best": settings.thorough_seconds,
        }
        return Budget(seconds=seconds[values["speed"]])
    return given or Budget(seconds=settings.budget_seconds)


def validation_of(values: Mapping[str, Any]) -> Validation:
    """How the goal wants models to be judged."""
    return Validation(
        folds=min(values.get("folds", config().folds), 20),
        holdout=values.get("holdout"),
        time_column=values.get("validation_time"),
        group_column=values.get("validation_group"),
    )
