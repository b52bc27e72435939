"""The columns of the generated features that were chosen for a fold, beside those of the preparation steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Feature, FeatureMaker, Needs
from autoglm_core.prepare import scaling
from autoglm_core.prepare.columns import Cells, Float64s
from autoglm_core.prepare.preparation import ColumnStep
from autoglm_core.registry import plugin

Described = tuple[str, tuple[str, ...], str]


class GeneratedColumns(ColumnStep):
    """One column for each of ``features``, each given as (kind, columns, how); filled and scaled as a family needs it.

    ``fit_transform`` is not ``fit`` and then ``transform``: for the training rows themselves, features that rest on
    the target are computed without each row's own target.
    """

    def __init__(
        self, columns: Sequence[str], *, features: Sequence[Described] = (), scale: bool = False, impute: bool = False
    ) -> None:
        self.columns = columns
        self.features = features
        self.scale = scale
        self.impute = impute

    def fit(self, X: pd.DataFrame | Cells, y: object = None) -> Self:
        """Learn from training rows and their targets."""
        self.fit_transform(X, y)
        return self

    def fit_transform(self, X: pd.DataFrame | Cells, y: object = None) -> npt.NDArray[Any]:
        """Learn, and give the (rows, features) values of the training rows."""
        cells = X if isinstance(X, Cells) else Cells(X)
        target = np.asarray(y)
        self.learned_, blocks = [], []
        self._ready()
        for maker, feature in self._makers:
            learned, values = maker.training_values(feature, cells, target)
            self.learned_.append(learned)
            blocks.append(values)
        values = _limited(np.column_stack(blocks))
        self.median_, self.width_ = scaling.learn(values)
        return self._finished(values)

    def _ready(self) -> None:
        described = [Feature(kind, tuple(columns), how) for kind, columns, how in self.features]
        self._makers: list[tuple[FeatureMaker, Feature]] = [
            (plugin("features", feature.kind), feature) for feature in described
        ]

    def _matrix(self, cells: Cells) -> npt.NDArray[Any]:
        parts = zip(self._makers, self.learned_, strict=True)
        blocks = [maker.values(feature, learned, cells) for (maker, feature), learned in parts]
        return self._finished(_limited(np.column_stack(blocks)))

    def _finished(self, values: Float64s) -> Float64s:
        if self.impute:
            values = np.where(np.isnan(values), self.median_, values)
        return scaling.apply(values, self.median_, self.width_) if self.scale else values

    def _names(self) -> list[str]:
        return [feature.id for _, feature in self._makers]


def build(features: Sequence[Feature], needs: Needs) -> tuple[GeneratedColumns, tuple[str, ...]]:
    """The unfitted transformer of ``features`` for a family's needs, and the columns that it reads."""
    columns = tuple(dict.fromkeys(column for feature in features for column in feature.columns))
    described = tuple((feature.kind, feature.columns, feature.how) for feature in features)
    return GeneratedColumns(columns, features=described, scale=needs.scale, impute=needs.impute), columns


def _limited(values: Float64s) -> Float64s:
    """Products of large numbers overflow float32: what is beyond its reach counts as this large."""
    return np.asarray(np.clip(values, -1e18, 1e18))
