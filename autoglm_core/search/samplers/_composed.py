"""Several samplers over one conditional space: each suggests the parameters that were given to it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autoglm_core.contracts import Configuration, History, Parameter, Sampler, Space, Trial
from autoglm_core.result import TrialState

# Tries to find a configuration that was not tried yet, before one is tried again.
_TRIES = 10


@dataclass(frozen=True)
class ComposedSampler(Sampler):
    """The main sampler chooses the family and most of its parameters; others the parameters that ``methods`` names.

    ``methods``: family -> parameter -> sampler. Each of these sees a space of the chosen family with its parameters
    alone, and the trials of that family alone, so that a grid walks its own small lattice whatever the others do.

    >>> from autoglm_core.contracts import Real
    >>> from autoglm_core.search.samplers.grid import GridSampler
    >>> from autoglm_core.search.samplers.random import RandomSampler
    >>> space = {"net": {"rate": Real(1e-3, 1.0, log=True), "dropout": Real(0.0, 0.5)}}
    >>> sampler = ComposedSampler(RandomSampler(), {"net": {"dropout": GridSampler()}})
    >>> sampler.suggest(space, History(), seed=1).params["dropout"] in (0.0, 0.25, 0.5)
    True
    """

    main: Sampler
    methods: Mapping[str, Mapping[str, Sampler]]

    name = "composed"

    def suggest(self, space: Space, history: History, seed: int) -> Configuration:
        tried = [trial.configuration for trial in history.trials]
        suggestion = self._suggestion(space, history, seed)
        known, another = history, suggestion
        for _ in range(_TRIES):
            if another not in tried:
                return another
            # Asked anew as if it were running: a grid goes on to its next point, the others go elsewhere.
            running = Trial(len(known.trials), another, TrialState.RUNNING)
            known = History((*known.trials, running))
            another = self._suggestion(space, known, seed)
        return suggestion

    def _suggestion(self, space: Space, history: History, seed: int) -> Configuration:
        left = {family: self._left_to_main(family, parameters) for family, parameters in space.items()}
        chosen = self.main.suggest(left, history, seed)
        family = chosen.family
        named = self._named(space, family, history, seed)
        # Made in the order of the space, as every other sampler does it.
        params = {name: {**chosen.params, **named}[name] for name in space[family]}
        return Configuration(family, params)

    def _left_to_main(self, family: str, parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
        named = self.methods.get(family, {})
        return {name: parameter for name, parameter in parameters.items() if name not in named}

    def _named(self, space: Space, family: str, history: History, seed: int) -> dict[str, Any]:
        """What the named samplers suggest for their parameters of ``family``."""
        of_family = History(tuple(trial for trial in history.trials if trial.configuration.family == family))
        methods = {name: sampler for name, sampler in self.methods.get(family, {}).items() if name in space[family]}
        suggested: dict[str, Any] = {}
        for kind, sampler in sorted({sampler.name: sampler for sampler in methods.values()}.items()):
            own = {name: space[family][name] for name, method in methods.items() if method.name == kind}
            # A seed of its own: two samplers of one kind would otherwise draw the same numbers for different things.
            own_seed = zlib.crc32(f"{seed}/{family}/{kind}".encode())
            suggested |= sampler.suggest({family: own}, of_family, own_seed).params
        return suggested
