"""The ratio of two numbers of a row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autoglm_core.features._pairs import PairMaker


class RatioMaker(PairMaker):
    """Divides one number of a row by another, such as debt by income; no value where the other is 0."""

    name = "ratio"

    def combine(self, first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        # The reverse would tell trees and ranks the same, but for the sign and the zeros.
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(second == 0.0, np.nan, first / second)
