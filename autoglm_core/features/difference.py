"""The difference of two numbers of a row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autoglm_core.features._pairs import PairMaker


class DifferenceMaker(PairMaker):
    """Subtracts one number of a row from another, such as what was paid from what was due."""

    name = "difference"

    def combine(self, first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return first - second
