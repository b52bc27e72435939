"""The total of two numbers of a row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from autoglm_core.features._pairs import PairMaker


class TotalMaker(PairMaker):
    """Adds two numbers of a row, such as two kinds of income."""

    name = "total"

    def combine(self, first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return first + second
