"""Random search: every configuration is drawn anew."""

from __future__ import annotations

from autoglm_core.contracts import Configuration, History, Sampler, Space
from autoglm_core.search.samplers._space import draw_configuration, generator, not_yet_tried


class RandomSampler(Sampler):
    """Tries settings at random (Bergstra and Bengio, Random search for hyper-parameter optimization, 2012).

    >>> from autoglm_core.contracts import Real
    >>> RandomSampler().suggest({"linear": {"strength": Real(1e-3, 1e3, log=True)}}, History(), seed=1).family
    'linear'
    """

    name = "random"

    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        rng = generator(seed, len(history.trials), stream=1)
        return not_yet_tried(history, draw_configuration(space, rng), space, rng)
