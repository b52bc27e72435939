"""Bayesian search by a Gaussian process with expected improvement, by scikit-learn."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autoglm_core.contracts import Categorical, Configuration, History, Parameter, Sampler, Space, Trial
from autoglm_core.result import Floats, TrialState
from autoglm_core.search.samplers._family import chosen_family, learned_from, most_telling
from autoglm_core.search.samplers._space import draw, fits, generator, not_yet_tried, position_of, value_at

# One suggestion in so many takes any family, so that none is given up after one unlucky trial.
_EXPLORED_SHARE = 0.1
# Ended trials of a family before its settings are chosen by what was learned.
_TRIALS_BEFORE_SETTINGS = 4
# Fitting takes time in proportion to the cube of the trials that are told: the best and the latest are enough.
_MOST_TOLD = 80
# Where the improvement is looked for: anywhere, and around the best so far by steps of these shares of the range.
_ANYWHERE, _AROUND, _BEST, _STEPS = 512, 64, 4, (0.2, 0.05)
# How far below the lower quartile a score still counts, in units of the distance from there to the best.
_DEPTH = 2.0


class GaussianProcessSampler(Sampler):
    """Learns a smooth curve from settings to scores and tries where it promises the greatest improvement.

    Expected improvement (Jones, Schonlau and Welch 1998) of a Gaussian process with a Matern 5/2 kernel, a length scale
    for each parameter and noise (Snoek, Larochelle and Adams 2012), over the settings of one family; the family is
    chosen first, as TPE does. Numbers enter by their place in their range, choices one-hot. A trial that failed counts
    as the worst so far, one that was stopped early as what its folds reached, though never better than half of the
    finished ones, and one that is running as the worst (the constant liar of Ginsbourger, Le Riche and Carraro 2010),
    so that slots working side by side try different settings.

    >>> from autoglm_core.contracts import Real
    >>> GaussianProcessSampler().suggest({"linear": {"strength": Real(1e-3, 1e3, log=True)}}, History(), seed=1).family
    'linear'
    """

    name = "gaussian_process"

    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        rng = generator(seed, len(history.trials), stream=11)
        return not_yet_tried(history, _suggestion(space, history, rng), space, rng)


def _suggestion(space: Space, history: History, rng: np.random.Generator) -> Configuration:
    family = chosen_family(space, history, rng, explores=rng.random() < _EXPLORED_SHARE)
    parameters = {name: space[family][name] for name in sorted(space[family])}
    of_family = [trial for trial in history.trials if trial.configuration.family == family]
    known = most_telling([t for t in of_family if fits(parameters, t.configuration.params)], _MOST_TOLD)
    utilities = _utilities(known)
    if not parameters or utilities is None or learned_from(known) < _TRIALS_BEFORE_SETTINGS:
        return Configuration(family, draw(parameters, rng))
    tried = [{name: trial.configuration.params[name] for name in parameters} for trial in known]
    best = [tried[at] for at in np.argsort(-utilities, kind="stable")[:_BEST]]
    candidates = [params for params in _candidates(parameters, best, rng) if params not in tried]
    if not candidates:
        return Configuration(family, draw(parameters, rng))
    improvement = _expected_improvement(_matrix(parameters, tried), utilities, _matrix(parameters, candidates))
    return Configuration(family, candidates[int(np.argmax(improvement))])


def _utilities(trials: Sequence[Trial]) -> Floats | None:
    """(trials,) what each counts for; None where no score is known yet."""
    finished = [trial.score for trial in trials if trial.score is not None and math.isfinite(trial.score)]
    if not finished:
        return None
    lower, median = (float(value) for value in np.quantile(finished, [0.25, 0.5]))
    # One disaster would otherwise flatten all differences between good settings.
    least = max(min(finished), lower - _DEPTH * (max(finished) - lower))
    values = []
    for trial in trials:
        reached = float(np.mean(trial.fold_scores)) if trial.fold_scores else -math.inf
        if trial.score is not None and math.isfinite(trial.score):
            values.append(max(trial.score, least))
        elif trial.state is TrialState.PRUNED and math.isfinite(reached):
            values.append(max(min(reached, median), least))
        else:
            values.append(least)
    return np.array(values)


def _candidates(
    parameters: Mapping[str, Parameter], best: Sequence[Mapping[str, Any]], rng: np.random.Generator
) -> list[dict[str, Any]]:
    anywhere = [draw(parameters, rng) for _ in range(_ANYWHERE)]
    around = [_near(parameters, params, step, rng) for params in best for step in _STEPS for _ in range(_AROUND)]
    return [*anywhere, *around]


def _near(
    parameters: Mapping[str, Parameter], params: Mapping[str, Any], step: float, rng: np.random.Generator
) -> dict[str, Any]:
    near = {}
    for name, parameter in parameters.items():
        if isinstance(parameter, Categorical):
            other = value_at(parameter, rng.random())
            near[name] = other if rng.random() < step else params[name]
        else:
            position = position_of(parameter, params[name]) + rng.normal(0.0, step)
            near[name] = value_at(parameter, min(max(position, 0.0), 1.0))
    return near


def _matrix(parameters: Mapping[str, Parameter], configurations: Sequence[Mapping[str, Any]]) -> Floats:
    """(configurations, columns) places in the ranges, and a column for each choice."""
    columns: list[list[float]] = []
    for name, parameter in parameters.items():
        values = [params[name] for params in configurations]
        if isinstance(parameter, Categorical):
            # By type too: 1, 1.0 and True are equal to one another.
            columns += [[float(v == c and type(v) is type(c)) for v in values] for c in parameter.choices]
        else:
            columns.append([position_of(parameter, value) for value in values])
    return np.array(columns).T


def _expected_improvement(tried: Floats, utilities: Floats, candidates: Floats) -> Floats:
    """(candidates,) how much better than the best so far each is expected to be, in units of the utilities' spread."""
    # The libraries take time to load, and most searches never ask this sampler.
    from scipy.special import ndtr
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

    spread = float(np.std(utilities))
    values = (utilities - np.mean(utilities)) / (spread if spread > 0 else 1.0)
    scales = np.full(tried.shape[1], 0.5)
    kernel = ConstantKernel(1.0, (0.05, 20.0)) * Matern(scales, (0.05, 20.0), nu=2.5) + WhiteKernel(0.05, (1e-5, 1.0))
    process = GaussianProcessRegressor(kernel, alpha=1e-8, random_state=0)
    with warnings.catch_warnings():
        # Of a parameter that does not matter the length scale ends at its bound, which is no fault.
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(tried, values)
        # The noise is of the scores: the best so far is what the curve says it is (Picheny et al. 2013).
        incumbent = float(np.max(process.predict(tried)))
        mean, deviation = process.predict(candidates, return_std=True)
    deviation = np.maximum(deviation, 1e-9)
    gain = mean - incumbent
    sigmas = gain / deviation
    improvement = gain * ndtr(sigmas) + deviation * np.exp(-0.5 * sigmas**2) / math.sqrt(2.0 * math.pi)
    # Where nothing promises any improvement, the curve itself and what is unknown of it decide.
    return np.asarray(improvement if np.max(improvement) > 0 else mean + deviation)
