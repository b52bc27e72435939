"""A small neural network: two hidden layers, written with numpy alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from scipy.special import expit, softmax

from autoglm_core.contracts import Encoding, Integer, Needs, Parameter, Real
from autoglm_core.models._estimator import EstimatorFamily, FoldEstimator, Matrix, inner_split
from autoglm_core.result import Floats
from autoglm_core.spec import TaskSpec
from autoglm_core.table import Table

_OCTAVES = (0.5, 1.0, 2.0)
_MOST_WAVED = 300
_EPOCHS = 40
_MOST_STEPS = 2_500
_FEWEST_ROWS_TO_STOP = 60
_MOST_STOPPING_ROWS = 5_000
_WARM_UP = 0.1
_DECAYS = (0.9, 0.98)


@dataclass(frozen=True)
class _Layers:
    """``weights`` (inputs, outputs) and ``biases`` (outputs,) of each layer."""

    weights: tuple[Matrix, ...]
    biases: tuple[Matrix, ...]

    @classmethod
    def drawn(cls, sizes: Sequence[int], random: np.random.Generator) -> _Layers:
        """He initialisation; the last layer small, so that training starts from the mean prediction."""
        weights = [
            (random.normal(size=(inputs, outputs)) * np.sqrt(2.0 / inputs)).astype(np.float32)
            for inputs, outputs in pairwise(sizes)
        ]
        weights[-1] *= 0.1
        return cls(tuple(weights), tuple(np.zeros(size, dtype=np.float32) for size in sizes[1:]))

    def outputs(self, X: Matrix) -> Matrix:
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            hidden = X @ weight + bias
            X = hidden * expit(hidden)
        return np.asarray(X @ self.weights[-1] + self.biases[-1])

    def gradients(
        self, X: Matrix, answers: Matrix, classify: bool, dropout: float, random: np.random.Generator
    ) -> Iterator[Matrix]:
        """Of the mean loss by every weight and bias, in the order of ``parameters``."""
        inputs, slopes = [X], []
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            hidden = inputs[-1] @ weight + bias
            gate = expit(hidden)
            kept = (random.random(hidden.shape, dtype=np.float32) >= dropout) * np.float32(1.0 / (1.0 - dropout))
            inputs.append(hidden * gate * kept)
            slopes.append(gate * (1.0 + hidden * (1.0 - gate)) * kept)
        outputs = inputs[-1] @ self.weights[-1] + self.biases[-1]
        error = ((softmax(outputs, axis=1) if classify else outputs) - answers) / np.float32(len(X))
        found: list[Matrix] = []
        for layer in reversed(range(len(self.weights))):
            found += [error.sum(axis=0), inputs[layer].T @ error]
            if layer:
                error = (error @ self.weights[layer].T) * slopes[layer - 1]
        return reversed(found)

    def parameters(self) -> list[Matrix]:
        return [part for layer in zip(self.weights, self.biases, strict=True) for part in layer]

    def copy(self) -> _Layers:
        return _Layers(tuple(map(np.copy, self.weights)), tuple(map(np.copy, self.biases)))


class NetworkEstimator(FoldEstimator):
    """Columns with more than a few values also enter as the sine and cosine of three frequencies.

    Without these a network of this size only finds slow changes; with them its error on bike rentals by the hour fell
    from 95 to 50. Source: Gorishniy, Rubachev, Babenko: On embeddings for numerical features, NeurIPS 2022, here with
    frequencies an octave apart instead of learned ones; drawn ones varied from 60 to 84 with the seed. AdamW, one cycle
    of a cosine schedule, dropout, the best epoch on rows set aside: as in RealMLP (Holzmueller et al., NeurIPS 2024).
    """

    def _fit(self, X: Matrix, y: npt.NDArray[Any], classes: int) -> None:
        random = np.random.default_rng(self.context.seed)
        varied = [position for position, column in enumerate(X[:2_000].T) if len(np.unique(column)) > 4]
        self.waved_ = np.array(varied[:_MOST_WAVED], dtype=np.int64)
        answers = _smoothed(y, classes) if classes else y[:, np.newaxis].astype(np.float32)
        share = min(0.1, _MOST_STOPPING_ROWS / len(y)) if len(y) >= _FEWEST_ROWS_TO_STOP else 0.0
        fitted, stopping = inner_split(y, classes, share, self.context.seed)
        inputs = self._inputs(X)
        sizes = [inputs.shape[1], *[self.params["width"]] * self.params["depth"], answers.shape[1]]
        layers = _Layers.drawn(sizes, random)
        best, best_loss = layers, np.inf
        for epoch in self._epochs(layers, inputs[fitted], answers[fitted], bool(classes), random):
            # Early epochs are never the best, and judging takes a tenth of the time.
            if len(stopping) and epoch >= 0.25:
                loss = _loss(layers.outputs(inputs[stopping]), answers[stopping], bool(classes))
                if loss < best_loss:
                    best, best_loss = layers.copy(), loss
        self._layers = best

    def _epochs(
        self, layers: _Layers, X: Matrix, answers: Matrix, classify: bool, random: np.random.Generator
    ) -> Iterator[float]:
        """Train ``layers`` in place, epoch by epoch; the share of the schedule that is done after each."""
        batch = int(np.clip(len(X) // 40, 16, 256))
        steps = -(-len(X) // batch)
        epochs = max(3, min(_EPOCHS, _MOST_STEPS // steps))
        parameters = layers.parameters()
        means = [np.zeros_like(part) for part in parameters]
        squares = [np.zeros_like(part) for part in parameters]
        done = 0
        for epoch in range(1, epochs + 1):
            order = random.permutation(len(X))
            for start in range(0, len(X), batch):
                rows = order[start : start + batch]
                gradients = layers.gradients(X[rows], answers[rows], classify, self.params["dropout"], random)
                done += 1
                share = done / (epochs * steps)
                rate = self.params["learning_rate"] * min(1.0, share / _WARM_UP) * 0.5 * (1.0 + np.cos(np.pi * share))
                for part, gradient, mean, square in zip(parameters, gradients, means, squares, strict=True):
                    _step(part, gradient, mean, square, rate, self.params["weight_decay"], done)
            yield epoch / epochs

    def _inputs(self, X: Matrix) -> Matrix:
        if not len(self.waved_):
            return X
        spread = 2.0 * np.pi * self.params["wave_spread"]
        angles = [X[:, self.waved_] * np.float32(spread * octave) for octave in _OCTAVES]
        return np.hstack([X, *map(np.sin, angles), *map(np.cos, angles)])

    def _raw(self, X: Matrix) -> Floats:
        outputs = self._layers.outputs(self._inputs(X))
        return np.asarray(softmax(outputs.astype(np.float64), axis=1) if self._classifies else outputs[:, 0])

    def _save(self, folder: Path) -> Mapping[str, npt.NDArray[Any]]:  # noqa: ARG002 -- all of it is arrays
        weights = {f"weights{layer}": weight for layer, weight in enumerate(self._layers.weights)}
        biases = {f"biases{layer}": bias for layer, bias in enumerate(self._layers.biases)}
        return {**weights, **biases, "waved": self.waved_}

    def _load(self, folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:  # noqa: ARG002
        self.waved_ = arrays["waved"]
        layers = range(self.params["depth"] + 1)
        self._layers = _Layers(
            tuple(arrays[f"weights{layer}"] for layer in layers), tuple(arrays[f"biases{layer}"] for layer in layers)
        )


class NetworkFamily(EstimatorFamily):
    """A small network of artificial neurons: finds smooth patterns, and errs otherwise than trees do."""

    name = "neural_network"
    needs = Needs(encoding=Encoding.ONE_HOT, scale=True, impute=True)
    cost_rank = 70
    estimator: ClassVar = NetworkEstimator

    def suits(self, table: Table, spec: TaskSpec) -> bool:  # noqa: ARG002
        # Fewer rows than this teach it nothing that a linear model does not find.
        return table.rows >= 50 and len(table.columns) <= 500

    def defaults(self, table: Table) -> dict[str, Any]:
        few = table.rows < 2_000
        return {
            "width": 64 if few else 128,
            "depth": 2,
            "learning_rate": 0.003,
            "dropout": 0.3 if few else 0.15,
            "weight_decay": 0.1,
            "wave_spread": 0.3,
        }

    def space(self, table: Table) -> dict[str, Parameter]:  # noqa: ARG002
        return {
            "width": Integer(32, 256, log=True),
            "depth": Integer(1, 3),
            "learning_rate": Real(5e-4, 1e-2, log=True),
            "dropout": Real(0.0, 0.6),
            "weight_decay": Real(1e-3, 1.0, log=True),
            "wave_spread": Real(0.05, 1.0, log=True),
        }


def _step(part: Matrix, gradient: Matrix, mean: Matrix, square: Matrix, rate: float, decay: float, number: int) -> None:
    """One step of AdamW, in place (Loshchilov, Hutter, ICLR 2019); biases do not decay."""
    first, second = _DECAYS
    mean *= first
    mean += (1.0 - first) * gradient
    square *= second
    square += (1.0 - second) * np.square(gradient)
    if part.ndim == 2:
        part *= 1.0 - rate * decay
    part -= rate / (1.0 - first**number) * mean / (np.sqrt(square / (1.0 - second**number)) + 1e-8)


def _smoothed(y: npt.NDArray[Any], classes: int) -> Matrix:
    """(rows, classes): a little short of certain, the more so the fewer rows there are to be certain by."""
    doubt = min(0.03, 10.0 / len(y))
    return np.asarray((np.eye(classes)[y] * (1.0 - doubt) + doubt / classes).astype(np.float32))


def _loss(outputs: Matrix, answers: Matrix, classify: bool) -> float:
    if not classify:
        return float(np.square(outputs - answers).mean())
    probability = (softmax(outputs, axis=1) * answers).sum(axis=1)
    return float(-np.log(np.maximum(probability, 1e-7)).mean())
