"""Values on a logarithmic scale, for targets with a long tail, and back without missing their mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

# Where the scale turns from linear to logarithmic: the values of the smallest tenth are told apart as they are.
_LINEAR_BELOW = 0.1


@dataclass(frozen=True)
class LogScale:
    """``unit``: of the target, about where the scale becomes logarithmic; ``cosh``, ``sinh``: of the residuals, means.

    The inverse hyperbolic sine takes zero and negative values as well (Burbidge, Magee and Robb 1988). Turned back, the
    middle of a prediction is not its mean: the mean over the residuals corrects that (Duan, Smearing estimate, 1983).

    >>> scale = LogScale.of(np.array([1.0, 10.0, 100.0, 1000.0]))
    >>> scale.back(scale.of_values(np.array([500.0]))).round(6).tolist()
    [500.0]
    """

    unit: float
    cosh: float = 1.0
    sinh: float = 0.0

    @classmethod
    def of(cls, y: npt.NDArray[np.float64]) -> Self:
        sizes = np.abs(y[y != 0.0])
        return cls(unit=float(np.quantile(sizes, _LINEAR_BELOW)) if len(sizes) else 1.0)

    def of_values(self, y: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.arcsinh(y / self.unit)

    def smeared(self, residuals: npt.NDArray[Any]) -> Self:
        """The scale that knows how far the truth lies from the predictions, on this scale."""
        errors = np.clip(residuals, *np.quantile(residuals, [0.01, 0.99])) if len(residuals) else np.zeros(1)
        return type(self)(self.unit, float(np.cosh(errors).mean()), float(np.sinh(errors).mean()))

    def back(self, z: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.asarray(self.unit * (np.sinh(z) * self.cosh + np.cosh(z) * self.sinh))


def has_long_tail(y: npt.NDArray[np.float64]) -> bool:
    """Whether a logarithmic scale is worth trying: no value negative, and the upper half far wider than the lower.

    >>> has_long_tail(np.arange(100.0)), has_long_tail(np.exp(np.linspace(0, 5, 100)))
    (False, True)
    """
    low, middle, high = np.quantile(y, [0.05, 0.5, 0.95])
    return bool(y.min() >= 0.0 and high - middle > 1.5 * (middle - low))
