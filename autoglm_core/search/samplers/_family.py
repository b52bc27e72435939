"""Which family comes next, learned by Optuna from how each family's trials did; shared by the samplers that learn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autoglm_core.contracts import History, Space, Trial
from autoglm_core.result import TrialState

if TYPE_CHECKING:  # it takes half a second to load, and the first trials are tried before anything is asked
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

# Finished trials before the family is chosen by what was learned.
_TRIALS_BEFORE_FAMILY = 10
# Asking takes time in proportion to the trials that are told: beyond this the best and the latest are enough.
_MOST_TOLD = 400


def chosen_family(space: Space, history: History, rng: np.random.Generator, *, explores: bool) -> str:
    """One that was not tried yet if there is one; any where ``explores``; else by what was learned of all trials."""
    families = tuple(sorted(space))
    known = [trial for trial in history.trials if trial.configuration.family in space]
    tried = {trial.configuration.family for trial in known}
    untried = [family for family in families if family not in tried]
    if untried:
        return untried[int(rng.integers(len(untried)))]
    if explores or len(families) == 1 or learned_from(known) < _TRIALS_BEFORE_FAMILY:
        return families[int(rng.integers(len(families)))]
    from optuna.distributions import CategoricalDistribution

    distributions: dict[str, BaseDistribution] = {"family": CategoricalDistribution(families)}
    heard = most_telling(known, _MOST_TOLD)
    told_so_far = [told(trial, {"family": trial.configuration.family}, distributions) for trial in heard]
    return str(ask(told_so_far, distributions, rng)["family"])


def ask(
    told: Sequence[FrozenTrial], distributions: dict[str, BaseDistribution], rng: np.random.Generator
) -> dict[str, Any]:
    """What Optuna suggests next, knowing ``told``. A new sampler each time: the randomness comes from ``rng`` alone."""
    import optuna

    # The study's memory and its sampler's state would otherwise depend on what this process asked before.
    sampler = optuna.samplers.TPESampler(seed=int(rng.integers(2**32)), n_startup_trials=0)
    level = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        study = optuna.create_study(direction="maximize", sampler=sampler)
        study.add_trials(told)
        return dict(study.ask(distributions).params)
    finally:
        optuna.logging.set_verbosity(level)


def told(trial: Trial, params: Mapping[str, Any], distributions: dict[str, BaseDistribution]) -> FrozenTrial:
    """The trial as Optuna knows it."""
    import optuna
    from optuna.trial import create_trial

    given = {name: params[name] for name in distributions}
    if trial.state is TrialState.RUNNING:
        return create_trial(state=optuna.trial.TrialState.RUNNING, params=given, distributions=distributions)
    if trial.state is TrialState.FINISHED and trial.score is not None and math.isfinite(trial.score):
        return create_trial(value=trial.score, params=given, distributions=distributions)
    # Optuna forgets failed trials and would suggest the like again. Told as pruned without a score they are the worst.
    reached: dict[int, float] = {}
    if trial.state is TrialState.PRUNED and trial.fold_scores:
        reached = {len(trial.fold_scores): float(np.mean(trial.fold_scores))}
    return create_trial(
        state=optuna.trial.TrialState.PRUNED, params=given, distributions=distributions, intermediate_values=reached
    )


def learned_from(trials: Sequence[Trial]) -> int:
    """How many of them have ended, well or badly."""
    return sum(trial.state is not TrialState.RUNNING for trial in trials)


def most_telling(trials: Sequence[Trial], most: int) -> list[Trial]:
    """All trials, or of many the best half and the latest half of ``most``, in their order."""
    if len(trials) <= most:
        return list(trials)
    scored = [trial for trial in trials if trial.score is not None and math.isfinite(trial.score)]
    best = sorted(scored, key=lambda trial: (-(trial.score or 0.0), trial.number))
    kept = {trial.number for trial in (*best[: most // 2], *trials[-(most // 2) :])}
    return [trial for trial in trials if trial.number in kept]
