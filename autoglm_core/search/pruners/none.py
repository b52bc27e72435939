"""No pruning: every trial runs to its end."""

from __future__ import annotations

from autoglm_core.contracts import History, Pruner, Trial


class NoPruner(Pruner):
    """Never ends an attempt early."""

    name = "none"

    def keep(self, history: History, partial: Trial) -> bool:  # noqa: ARG002 -- of the contract
        return True
