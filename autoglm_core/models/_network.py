"""A network for tables whose gradients are written by hand: learned waves, a scaling layer, several members in one.

numpy alone, in float32 and on one thread: a process that fits it stays small and needs no library that takes seconds
to load. What the parts are and where they come from is said at ``Network``.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from autoglm_core.models._estimator import Matrix

_ROWS_AT_ONCE = 512  # predicted together: what lies between the layers then stays in the processor's cache
_WARM_UP = 0.1
_JUDGEMENTS = 30
_DECAYS = (0.9, 0.98)
# Learning rates beside that of the layers. Scales learn fast, waves slowly: as in RealMLP.
_SCALE_RATE, _WAVE_RATE = 6.0, 0.1


@dataclass(frozen=True)
class Shape:
    """``waved``: positions of the columns that enter as ``waves`` waves each; ``outputs``: classes, or 1."""

    columns: int
    waved: tuple[int, ...]
    waves: int
    width: int
    depth: int
    members: int
    outputs: int

    @cached_property
    def inputs(self) -> int:
        return self.columns + len(self.waved) * self.waves

    @cached_property
    def parts(self) -> dict[str, tuple[int, ...]]:
        """The shape of each part, in the order in which they stand in the vector of all weights."""
        waves = (len(self.waved), 1, self.waves)
        deeper = {f"layer{layer}": (self.width, self.width) for layer in range(1, self.depth)}
        return {
            "frequencies": waves,
            "phases": waves,
            "scales": (self.inputs,),
            "adapters": (self.members, 1, self.width),
            "layer0": (self.inputs, self.width),
            **deeper,
            "heads": (self.members, self.width, self.outputs),
            **{f"bias{layer}": (self.members, 1, self.width) for layer in range(self.depth)},
            "offsets": (self.members, 1, self.outputs),
        }

    def views(self, vector: Matrix) -> dict[str, Matrix]:
        """The parts of ``vector``, without copying."""
        ends = np.cumsum([int(np.prod(shape)) for shape in self.parts.values()])
        pieces = np.split(vector, ends)[:-1]
        return {name: piece.reshape(self.parts[name]) for name, piece in zip(self.parts, pieces, strict=True)}

    def of_parts(self, **values: float) -> Matrix:
        """A vector that holds the given value at every weight of a part, 0 at all others."""
        vector = np.zeros(sum(int(np.prod(shape)) for shape in self.parts.values()), dtype=np.float32)
        for name, part in self.views(vector).items():
            part[:] = values.get(name.rstrip("0123456789"), 0.0)
        return vector


class Network:
    """All weights are one vector, ``weights``; ``parts`` are views of it.

    - Numbers also enter as cosines whose frequencies and phases are learned: periodic embeddings of Gorishniy,
      Rubachev, Babenko (NeurIPS 2022) as in RealMLP, here without the small layer after them.
    - Every input has a learned scale, with a high learning rate of its own: columns that do not help fade out soon.
      Source: RealMLP (Holzmueller, Grinsztajn, Steinwart: Better by default, NeurIPS 2024).
    - ``members`` networks share all layers; each has its own signs of what the first layer finds, its own biases and
      its own output. Each learns for itself, and what they say is averaged: a small ensemble for little more than the
      price of one. Source: TabM (Gorishniy, Kotelnikov, Babenko, ICLR 2025). Its adapters stand before the first
      layer; behind it that layer is computed once for all.
    - Activation: SiLU.
    """

    def __init__(self, shape: Shape, weights: Matrix) -> None:
        self.shape = shape
        self.weights = weights
        self.parts = shape.views(weights)
        self._waved = np.array(shape.waved, dtype=np.int64)

    @classmethod
    def drawn(cls, shape: Shape, spread: float, offsets: npt.NDArray[Any], random: np.random.Generator) -> Network:
        """He initialisation; the heads small, so that training starts from ``offsets``, (outputs,).

        ``spread``: standard deviation of the frequencies, in waves over the distance of 1 in a scaled column.
        """
        network = cls(shape, shape.of_parts(scales=1.0))
        parts = network.parts
        parts["frequencies"][:] = random.normal(size=parts["frequencies"].shape) * 2.0 * np.pi * spread
        parts["phases"][:] = random.uniform(-np.pi, np.pi, size=parts["phases"].shape)
        parts["adapters"][:] = random.choice([-1.0, 1.0], size=parts["adapters"].shape)
        for layer in range(shape.depth):
            part = parts[f"layer{layer}"]
            part[:] = random.normal(size=part.shape) * np.sqrt(2.0 / len(part))
        parts["heads"][:] = random.normal(size=parts["heads"].shape) * 0.1 * np.sqrt(2.0 / shape.width)
        parts["offsets"][:] = offsets
        return network

    def copy(self) -> Network:
        return Network(self.shape, self.weights.copy())

    def predict(self, X: Matrix, *, classify: bool) -> Matrix:
        """(rows, outputs): the mean over the members of their probabilities, or values."""
        found = [np.zeros((0, self.shape.outputs), dtype=np.float32)]
        for start in range(0, len(X), _ROWS_AT_ONCE):
            outputs = self._outputs(X[start : start + _ROWS_AT_ONCE])
            found.append((softmax(outputs, axis=2) if classify else outputs).mean(axis=0))
        return np.concatenate(found)

    def _outputs(self, X: Matrix) -> Matrix:
        """(members, rows, outputs)."""
        parts = self.parts
        inputs, _ = self._waves(X)
        inputs *= parts["scales"]
        active = _silu((inputs @ parts["layer0"]) * parts["adapters"] + parts["bias0"])
        for layer in range(1, self.shape.depth):
            active = _silu(_times(active, parts[f"layer{layer}"]) + parts[f"bias{layer}"])
        return np.asarray(active @ parts["heads"] + parts["offsets"])

    def gradient(
        self, X: Matrix, answers: Matrix, *, classify: bool, dropout: float, random: np.random.Generator
    ) -> Matrix:
        """Of the loss, mean over rows and summed over members, by every weight; ``answers`` is (rows, outputs)."""
        parts, depth = self.parts, self.shape.depth
        gradient = np.empty_like(self.weights)
        found = self.shape.views(gradient)
        waved, angles = self._waves(X)
        inputs = waved * parts["scales"]
        first = inputs @ parts["layer0"]
        actives: list[Matrix] = []
        slopes: list[Matrix] = []
        for layer in range(depth):
            hidden = _times(actives[-1], parts[f"layer{layer}"]) if layer else np.multiply(first, parts["adapters"])
            hidden += parts[f"bias{layer}"]
            active, slope = _silu_with_slope(hidden, dropout, random)
            actives.append(active)
            slopes.append(slope)
        outputs = actives[-1] @ parts["heads"] + parts["offsets"]
        error: Matrix = ((softmax(outputs, axis=2) if classify else outputs) - answers) / np.float32(len(X))
        found["offsets"][:] = error.sum(axis=1, keepdims=True)
        np.matmul(actives[-1].transpose(0, 2, 1), error, out=found["heads"])
        error = error @ parts["heads"].transpose(0, 2, 1)
        for layer in range(depth - 1, 0, -1):
            error *= slopes[layer]
            found[f"bias{layer}"][:] = error.sum(axis=1, keepdims=True)
            flat = _flat(error)
            np.matmul(_flat(actives[layer - 1]).T, flat, out=found[f"layer{layer}"])
            error = (flat @ parts[f"layer{layer}"].T).reshape(error.shape)
        error *= slopes[0]
        found["bias0"][:] = error.sum(axis=1, keepdims=True)
        found["adapters"][:] = np.einsum("krw,rw->kw", error, first)[:, np.newaxis]
        shared = np.einsum("krw,kw->rw", error, parts["adapters"][:, 0])
        np.matmul(inputs.T, shared, out=found["layer0"])
        error = shared @ parts["layer0"].T
        found["scales"][:] = np.einsum("ri,ri->i", error, waved)
        self._wave_gradient(X, error * parts["scales"], angles, found)
        return gradient

    def _waves(self, X: Matrix) -> tuple[Matrix, Matrix]:
        """(rows, inputs): the columns and their waves; and the waves' angles, (waved columns, rows, waves)."""
        inputs = np.empty((len(X), self.shape.inputs), dtype=np.float32)
        inputs[:, : self.shape.columns] = X
        angles = X[:, self._waved].T[:, :, np.newaxis] * self.parts["frequencies"]
        angles += self.parts["phases"]
        waves = inputs[:, self.shape.columns :].reshape(len(X), len(self._waved), self.shape.waves)
        np.cos(angles.transpose(1, 0, 2), out=waves)
        return inputs, angles

    def _wave_gradient(self, X: Matrix, error: Matrix, angles: Matrix, found: dict[str, Matrix]) -> None:
        waves = error[:, self.shape.columns :].reshape(len(X), len(self._waved), self.shape.waves).transpose(1, 0, 2)
        turned = np.sin(angles)
        turned *= waves
        found["phases"][:] = -turned.sum(axis=1, keepdims=True)
        found["frequencies"][:, 0] = -np.einsum("crw,rc->cw", turned, X[:, self._waved])


@dataclass(frozen=True)
class Training:
    """``steps`` of AdamW (Loshchilov, Hutter, ICLR 2019) on ``batch`` rows each, one cycle of a cosine schedule.

    With ``seconds`` the schedule follows the clock where that is ahead of the steps, and so ends in time with the
    learning rate it was meant to end with; without, no clock is read.
    """

    steps: int
    batch: int
    learning_rate: float
    weight_decay: float
    dropout: float
    seconds: float | None = None

    def run(
        self, network: Network, X: Matrix, answers: Matrix, *, classify: bool, random: np.random.Generator
    ) -> Iterator[float]:
        """Train ``network`` in place; now and then, and at the end, the share of the schedule that is done."""
        # Only what multiplies inputs decays: biases, scales and waves have no reason to be small.
        decay = network.shape.of_parts(layer=-self.weight_decay, heads=-self.weight_decay)
        rates = network.shape.of_parts(
            layer=1.0,
            heads=1.0,
            bias=1.0,
            offsets=1.0,
            adapters=1.0,
            scales=_SCALE_RATE,
            frequencies=_WAVE_RATE,
            phases=_WAVE_RATE,
        )
        mean, square = np.zeros_like(network.weights), np.zeros_like(network.weights)
        judged = 0
        batches = _batches(len(X), self.batch, random)
        for number, share in enumerate(_shares(self.steps, self.seconds), start=1):
            rows = next(batches)
            gradient = network.gradient(X[rows], answers[rows], classify=classify, dropout=self.dropout, random=random)
            rate = self.learning_rate * min(1.0, share / _WARM_UP) * 0.5 * (1.0 + np.cos(np.pi * share))
            _step(network.weights, gradient, mean, square, np.float32(rate) * rates, np.float32(rate) * decay, number)
            if int(share * _JUDGEMENTS) > judged:
                judged = int(share * _JUDGEMENTS)
                yield share


def _shares(steps: int, seconds: float | None) -> Iterator[float]:
    started = time.monotonic() if seconds is not None else 0.0
    for step in range(1, steps + 1):
        share = step / steps
        if seconds is not None:
            share = min(1.0, max(share, (time.monotonic() - started) / seconds))
        yield share
        if share >= 1.0:
            return


def _batches(rows: int, size: int, random: np.random.Generator) -> Iterator[npt.NDArray[np.int64]]:
    while True:
        order = random.permutation(rows)
        for start in range(0, rows, size):
            yield order[start : start + size]


def _step(
    weights: Matrix, gradient: Matrix, mean: Matrix, square: Matrix, rates: Matrix, decay: Matrix, number: int
) -> None:
    """One step of AdamW, in place; ``gradient`` is used up."""
    first, second = _DECAYS
    mean *= np.float32(first)
    mean += np.float32(1.0 - first) * gradient
    square *= np.float32(second)
    gradient *= gradient
    gradient *= np.float32(1.0 - second)
    square += gradient
    decay *= weights
    weights += decay
    np.sqrt(square, out=gradient)
    gradient *= np.float32(1.0 / np.sqrt(1.0 - second**number))
    gradient += np.float32(1e-8)
    np.divide(mean, gradient, out=gradient)
    gradient *= np.float32(1.0 / (1.0 - first**number))
    gradient *= rates
    weights -= gradient


def _flat(values: Matrix) -> Matrix:
    return values.reshape(-1, values.shape[-1])


def _times(values: Matrix, weights: Matrix) -> Matrix:
    """(members, rows, width) times (width, width) as one product, not one a member."""
    return np.asarray((_flat(values) @ weights).reshape(*values.shape[:-1], -1))


def _silu(hidden: Matrix) -> Matrix:
    """x / (1 + exp(-x)), through tanh: numpy computes that several values at a time, and it cannot overflow."""
    return hidden * _gate(hidden)


def _gate(hidden: Matrix) -> Matrix:
    gate = hidden * np.float32(0.5)
    np.tanh(gate, out=gate)
    gate += np.float32(1.0)
    gate *= np.float32(0.5)
    return gate


def _silu_with_slope(hidden: Matrix, dropout: float, random: np.random.Generator) -> tuple[Matrix, Matrix]:
    """SiLU and its derivative, both 0 where a value is dropped; ``hidden`` is used up.

    A random byte a value decides: drawing a float for each takes three times as long.
    """
    gate = _gate(hidden)
    active = hidden * gate
    hidden -= active
    hidden += np.float32(1.0)
    hidden *= gate
    dropped = round(256 * dropout)
    if dropped:
        drawn = np.frombuffer(random.bytes(active.size), dtype=np.uint8).reshape(active.shape)
        kept = (drawn >= dropped) * np.float32(256.0 / (256 - dropped))
        active *= kept
        hidden *= kept
    return active, hidden
