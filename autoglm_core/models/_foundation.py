"""What pretrained table models share: weights from a local folder, training rows as all that is kept, no download."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from autoglm_core.config import config
from autoglm_core.contracts import Encoding, Needs
from autoglm_core.errors import PackageError
from autoglm_core.messages import Message
from autoglm_core.models._estimator import CLASSIFICATION, EstimatorFamily, FoldEstimator, Matrix, inner_split
from autoglm_core.result import Floats, Ints
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

_ROWS_AT_ONCE = 1_024
_SUFFIXES = (".ckpt", ".pt", ".safetensors")


def weights_file(package: str, classification: bool) -> Path | None:
    """The file in the configured folder ``weights`` whose name begins with the package and tells the task.

    Of several, the last by name, hence the newest version. None where there is no folder or no such file.
    """
    folder = config().weights
    kind = "classifier" if classification else "regressor"
    if folder is None or not folder.is_dir():
        return None
    found = [path for path in folder.iterdir() if path.suffix in _SUFFIXES and path.name.startswith(f"{package}-")]
    return max((path for path in found if kind in path.name), default=None)


class FoundationEstimator(FoldEstimator):
    """A pretrained network that reads the training rows and the new ones together; nothing is fitted.

    ``examples_`` (rows, columns) and ``answers_`` (rows,) are all that is kept. The weights are not copied into a saved
    model, so that predicting needs the same file in the configured folder.
    """

    package: ClassVar[str]
    most_rows: ClassVar[int]

    @abstractmethod
    def _network(self, weights: Path) -> Any:
        """The package's unfitted estimator on these weights; it must not reach for the network."""

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        kept: Ints = np.arange(len(y))
        if len(y) > self.most_rows:
            # Each class keeps its share.
            kept, _ = inner_split(y, classes, 1.0 - self.most_rows / len(y), self.context.seed)
        self.examples_, self.answers_ = X[kept], y[kept]
        self._read_examples()

    def _read_examples(self) -> None:
        weights = weights_file(self.package, self._classifies)
        if weights is None:
            raise PackageError("models-weights-missing", package=self.package)
        self.network_ = self._network(weights).fit(self.examples_, self.answers_)

    def _raw(self, X: Matrix) -> Floats:
        predict = self.network_.predict_proba if self._classifies else self.network_.predict
        parts = [np.asarray(predict(X[at : at + _ROWS_AT_ONCE])) for at in range(0, len(X), _ROWS_AT_ONCE)]
        return np.concatenate(parts).astype(np.float64)

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        return {"examples": self.examples_, "answers": self.answers_}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.examples_, self.answers_ = arrays["examples"], arrays["answers"]
        self._read_examples()


class FoundationFamily(EstimatorFamily):
    """A family that needs a package and its weights, and says which of the two is missing."""

    needs = Needs(encoding=Encoding.CATEGORY, scale=False, impute=False)
    estimator: ClassVar[type[FoundationEstimator]]
    most_columns: ClassVar[int]

    def unavailable(self) -> Message | None:
        package = self.estimator.package
        if find_spec(package) is None:
            return Message("models-package-missing", {"package": package})
        if not any(weights_file(package, classification) for classification in (True, False)):
            return Message("models-weights-missing", {"package": package})
        return None

    def suits(self, table: Table, spec: TaskSpec) -> bool:
        if weights_file(self.estimator.package, spec.task in CLASSIFICATION) is None:
            return False
        return table.rows <= self.estimator.most_rows and len(table.columns) <= self.most_columns
