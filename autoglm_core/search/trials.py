"""The trials of one search: those that ended, those that run, and what of them may be known when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from autoglm_core import events as ev
from autoglm_core.contracts import Configuration, Curve, History, Trial
from autoglm_core.messages import Message
from autoglm_core.result import TrialState
from autoglm_core.search import reserved
from autoglm_core.search.evaluate import FoldOutcome, curve_from_json

# After these a trial runs to its end, its folds side by side: what is thrown away later costs more than it saves.
RACED_FOLDS = 2
_TRIALS_TO_GIVE_UP = 8


@dataclass(frozen=True)
class FoldsDone:
    """A trial with its judged folds; what the ensemble is chosen from. ``score`` in the metric's natural direction."""

    number: int
    configuration: Configuration
    folds: tuple[int, ...]
    score: float
    predict_seconds: float = 0.0  # that its fold models and their preparations took for the rows they judged


@dataclass
class Running:
    """A trial whose folds are being fitted. ``scores``: fold -> score in the metric's natural direction."""

    number: int
    configuration: Configuration
    scores: dict[int, float] = field(default_factory=dict)
    seconds: float = 0.0
    predict_seconds: float = 0.0
    fitting: set[int] = field(default_factory=set)
    curves: dict[int, Curve] = field(default_factory=dict)
    raced: int = 0  # after so many folds it was last decided that it may go on

    def add(self, fold: ev.FoldScored | FoldOutcome) -> None:
        assert fold.score is not None
        self.scores[fold.fold] = fold.score
        self.seconds += fold.fit_seconds + fold.predict_seconds
        self.predict_seconds += fold.transform_seconds + fold.predict_seconds
        self.curves[fold.fold] = curve_from_json(fold.curve)

    def judged_in_order(self) -> int:
        """How many of the first folds have a score."""
        count = 0
        while count in self.scores:
            count += 1
        return count

    def next_fold(self, folds: int) -> int | None:
        """The first fold to fit next; None where there is none now: while it races, one fold after the other."""
        if self.fitting and len(self.scores) < RACED_FOLDS:
            return None
        return next((fold for fold in range(folds) if fold not in self.scores and fold not in self.fitting), None)


class Trials:
    """``sign`` turns scores into utilities: 1 where greater is better, else -1."""

    def __init__(self, folds: int, sign: float) -> None:
        self._folds, self._sign = folds, sign
        self.ended: dict[int, Trial] = {}
        self.running: dict[int, Running] = {}
        self._predict_seconds: dict[int, float] = {}
        self._curves: dict[int, dict[int, Curve]] = {}
        self.first_failure: Message | None = None

    @property
    def next_number(self) -> int:
        return len(self.ended) + len(self.running)

    def begin(self, number: int, configuration: Configuration) -> Running:
        self.running[number] = Running(number, configuration)
        return self.running[number]

    def end(self, number: int, state: TrialState, score: float | None = None, *, folds: int | None = None) -> Trial:
        """``score`` in the natural direction; ``folds``: only the first so many count, where it was stopped early."""
        running = self.running.pop(number)
        self._predict_seconds[number], self._curves[number] = running.predict_seconds, running.curves
        utility = None if score is None else self._sign * score
        self.ended[number] = self.as_trial(running, state, utility, folds=folds)
        return self.ended[number]

    def as_trial(
        self, running: Running, state: TrialState, utility: float | None = None, *, folds: int | None = None
    ) -> Trial:
        scores = [self._sign * score for _, score in sorted(running.scores.items())]
        return Trial(running.number, running.configuration, state, tuple(scores[:folds]), utility, running.seconds)

    def finished(self, known: int | None = None) -> tuple[FoldsDone, ...]:
        """Trials with all folds, best first; with ``known`` those of a lower number alone."""
        folds = tuple(range(self._folds))
        able = [trial for trial in self.ended.values() if trial.state is TrialState.FINISHED]
        if known is not None:
            able = [trial for trial in able if trial.number < known]
        able.sort(key=lambda trial: (-(trial.score or 0.0), trial.number))
        return tuple(
            FoldsDone(t.number, t.configuration, folds, self._sign * (t.score or 0.0), self._predict_seconds[t.number])
            for t in able
        )

    def has_given_up(self, family: str) -> bool:
        """Whether the latest trials of ``family`` were all stopped early or failed: it has nothing to add."""
        own = [trial for _, trial in sorted(self.ended.items()) if trial.configuration.family == family]
        latest = own[-_TRIALS_TO_GIVE_UP:]
        return len(latest) == _TRIALS_TO_GIVE_UP and not any(trial.state is TrialState.FINISHED for trial in latest)

    def rival(self, configuration: Configuration, fold: int, known: int) -> Curve:
        """How the best trial did on ``fold`` that has the family and the form of the target of ``configuration``."""
        target = configuration.params.get(reserved.TARGET)
        for trial in self.finished(known):
            other = trial.configuration
            if other.family == configuration.family and other.params.get(reserved.TARGET) == target:
                return self._curves[trial.number].get(fold, ())
        return ()

    def records(self) -> tuple[Trial, ...]:
        """Every trial that ended, by number; ``score`` and ``fold_scores`` are utilities."""
        return tuple(self.ended[number] for number in sorted(self.ended))

    def has_fold(self) -> bool:
        return any(trial.state is TrialState.FINISHED for trial in self.ended.values()) or any(
            trial.scores for trial in self.running.values()
        )

    def history(self, number: int, known: int) -> History:
        """What trial ``number`` is decided by: of the trials from ``known`` on only that they run."""
        trials = []
        for other in range(number):
            if other in self.ended and other < known:
                trials.append(self.ended[other])
            else:
                running = self.running.get(other)
                configuration = running.configuration if running else self.ended[other].configuration
                trials.append(Trial(other, configuration, TrialState.RUNNING))
        return History(tuple(trials))

    def rebuild(self, past: Iterable[ev.Event]) -> None:
        """Take up an interrupted run: ended trials as they ended, others with the folds they have on disk."""
        for event in past:
            match event:
                case ev.TrialStarted():
                    self.running.setdefault(
                        event.number, Running(event.number, Configuration(event.family, event.params))
                    )
                case ev.FoldScored() if event.number in self.running:
                    self.running[event.number].add(event)
                case ev.TrialFinished():
                    self.end(event.number, TrialState.FINISHED, event.score)
                case ev.TrialPruned():
                    self.end(event.number, TrialState.PRUNED, folds=len(event.fold_scores))
                case ev.TrialFailed():
                    self.end(event.number, TrialState.FAILED)
                    self.first_failure = self.first_failure or event.message
                case _:
                    pass
