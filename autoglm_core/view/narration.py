"""A run told in sentences: one for each improvement and each event that a person should know of."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from autoglm_core import events as ev
from autoglm_core.messages import CORE
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name, stage_name


class Tone(StrEnum):
    STEP = "step"
    BETTER = "better"
    WARNING = "warning"
    FAILURE = "failure"
    DONE = "done"


@dataclass(frozen=True)
class Line:
    """One sentence; ``at`` is the moment in epoch seconds. The text may hold what users wrote: escape it."""

    at: float
    tone: Tone
    text: str


def narrate(events: Iterable[ev.Event], language: str = "en") -> tuple[Line, ...]:
    """The story so far, oldest first.

    >>> narrate([ev.JobStarted(at=1, pid=1), ev.JobPaused(at=2)])[-1].text
    'Paused.'
    """
    teller = _Teller(language)
    for event in events:
        teller.hear(event)
    return tuple(teller.lines)


_PLAIN: dict[type[ev.Event], tuple[str, Tone]] = {
    ev.JobQueued: ("view-says-queued", Tone.STEP),
    ev.JobPaused: ("view-says-paused", Tone.STEP),
    ev.JobResumed: ("view-says-resumed", Tone.STEP),
    ev.FinishRequested: ("view-says-finish", Tone.STEP),
    ev.JobFinished: ("view-says-finished", Tone.DONE),
    ev.JobCancelled: ("view-says-cancelled", Tone.DONE),
}


@dataclass
class _Teller:
    language: str
    lines: list[Line] = field(default_factory=list)
    starts: int = 0
    metric: str = ""
    greater_is_better: bool = True
    baseline: float | None = None
    best: float | None = None
    together: float | None = None
    kept: set[int] = field(default_factory=set)

    def hear(self, event: ev.Event) -> None:
        if type(event) in _PLAIN:
            key, tone = _PLAIN[type(event)]
            self._say(event, tone, key)
        elif isinstance(event, ev.Warned):
            self._add(event, Tone.WARNING, event.message.text(self.language))
        elif isinstance(event, ev.JobFailed):
            self._add(event, Tone.FAILURE, event.message.text(self.language))
        elif isinstance(event, ev.StageStarted):
            stage = stage_name(event.stage, self.language)
            if stage:
                self._say(event, Tone.STEP, "view-says-stage", stage=stage)
        elif isinstance(event, ev.JobStarted):
            self._started(event)
        else:
            self._hear_training(event)

    def _hear_training(self, event: ev.Event) -> None:
        match event:
            case ev.SearchPlanned():
                self._planned(event)
            case ev.BaselineScored():
                if self.baseline is None:
                    self._say(event, Tone.STEP, "view-says-baseline", score=self._value(event.score))
                self.baseline = event.score
            case ev.TrialFinished():
                self.kept.add(event.number)
            case ev.TrialFailed():
                self._add(event, Tone.WARNING, event.message.text(self.language))
            case ev.BestImproved():
                self._improved(event)
            case ev.EnsembleScored():
                self._combined(event)
            case ev.SearchStalled():
                self._say(event, Tone.STEP, "view-says-stalled", trials=event.trials)
            case _:
                pass  # single folds, pruned trials and resources are figures on the page, not news

    def _started(self, event: ev.JobStarted) -> None:
        self.starts += 1
        if self.starts == 1:
            self._say(event, Tone.STEP, "view-says-started")
        else:
            self._say(event, Tone.WARNING, "view-says-taken-up", kept=len(self.kept))

    def _planned(self, event: ev.SearchPlanned) -> None:
        self.metric, self.greater_is_better = event.metric, event.greater_is_better
        if self.starts > 1:
            return
        metric = metric_name(event.metric, self.language)
        values: dict[str, Any] = {"rows": event.rows_train, "families": len(event.families), "metric": metric}
        if event.rows_holdout:
            self._say(event, Tone.STEP, "view-says-planned-holdout", holdout=event.rows_holdout, **values)
        else:
            self._say(event, Tone.STEP, "view-says-planned", folds=event.folds, **values)

    def _improved(self, event: ev.BestImproved) -> None:
        values = {"model": self._model(event), "score": self._value(event.score)}
        before = self.baseline if event.previous is None else event.previous
        if before is None or not math.isfinite(before):
            self._say(event, Tone.BETTER, "view-says-first", **values)
        elif not self._better(event.score, before):
            self._say(event, Tone.STEP, "view-says-below-baseline", **values)
        else:
            key = "view-says-first-better" if event.previous is None else "view-says-better"
            self._say(event, Tone.BETTER, key, gain=self._gain(event.score, before), **values)
        self.best = event.score

    def _combined(self, event: ev.EnsembleScored) -> None:
        if len(event.numbers) < 2 or self.best is None or not self._better(event.score, self.best):
            return
        gain = self._gain(event.score, self.best)
        # Told when the figure that people read changes, not at each change behind the point.
        if self.together is None or self._value(event.score) != self._value(self.together):
            values = {"models": len(event.numbers), "score": self._value(event.score), "gain": gain}
            self._say(event, Tone.BETTER, "view-says-combined", **values)
        self.together = event.score

    def _better(self, score: float, than: float) -> bool:
        return score > than if self.greater_is_better else score < than

    def _gain(self, score: float, before: float) -> str:
        difference = abs(score - before)
        if not fmt.is_share(self.metric):
            amount = fmt.figure(difference, self.language)
            return CORE.text("view-gain", self.language, {"amount": amount})
        if round(100 * difference, 1) == 0:
            return CORE.text("view-gain-tiny", self.language, {})
        return CORE.text("view-gain-points", self.language, {"points": fmt.points(difference, self.language)})

    def _value(self, score: float) -> str:
        return fmt.score(self.metric, score, self.language)

    def _model(self, event: ev.BestImproved) -> str:
        return model_name(event.family, self.language)

    def _say(self, event: ev.Event, tone: Tone, key: str, **values: Any) -> None:
        self._add(event, tone, CORE.text(key, self.language, values))

    def _add(self, event: ev.Event, tone: Tone, text: str) -> None:
        self.lines.append(Line(event.at, tone, text))
