"""Texts as a few dense numbers: weighted counts of their words or letters, condensed to the main directions.

Latent semantic analysis: term frequency (logarithmic) times inverse document frequency, rows of unit length, then a
truncated singular value decomposition. Source: Deerwester et al., JASIS 1990. Words of languages that write no spaces
between them, Chinese above all, are taken as single signs and pairs of signs, which needs no dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.prepare.columns import Cells, Float64s, texts
from autoglm_core.prepare.preparation import ColumnStep

_LONGEST = 20_000  # characters of a text that are read
_MOST_TERMS = 4_000
_MOST_FITTED = 10_000  # rows that terms and directions are learned from
_TEXTS_AT_ONCE = 4_096
_MEASURES = ("length", "words", "digits", "capitals")
# Runs of signs of scripts without spaces (Chinese, Japanese, Thai), runs of other letters, runs of digits.
_TERM = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|[^\W\d_]+|\d+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


def word_terms(value: str) -> list[str]:
    """Words and pairs of words; of scripts without spaces: signs and pairs of signs.

    >>> word_terms("Not bad, 很好")
    ['not', 'bad', '很', '好', 'not bad', 'bad 很', '很 好']
    """
    words: list[str] = []
    for run in _TERM.findall(unicodedata.normalize("NFKC", value[:_LONGEST]).lower()):
        if _UNSPACED.match(run):
            words += run
        else:
            words.append(run)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def letter_terms(value: str) -> list[str]:
    """Sequences of 1 to 3 letters, the ends of the text marked.

    >>> letter_terms("C8")
    ['^', 'c', '8', '$', '^c', 'c8', '8$', '^c8', 'c8$']
    """
    marked = f"^{unicodedata.normalize('NFKC', value[:_LONGEST]).lower()}$"
    return [marked[at : at + size] for size in (1, 2, 3) for at in range(len(marked) - size + 1)]


class TextColumns(ColumnStep):
    """``components`` numbers for each text column, and with ``measures`` its length, words, digits and capitals.

    ``letters``: count sequences of letters instead of words, for short names. A missing text gives zeros.
    """

    def __init__(self, columns: Sequence[str], *, components: int, letters: bool, measures: bool, seed: int) -> None:
        self.columns = columns
        self.components = components
        self.letters = letters
        self.measures = measures
        self.seed = seed

    def _learn(self, cells: Cells) -> None:
        random = np.random.default_rng(self.seed)
        rows = random.permutation(len(cells))[:_MOST_FITTED].tolist()
        self.terms_: list[list[str]] = []
        weights: list[npt.NDArray[np.float32]] = []
        directions: list[npt.NDArray[np.float16]] = []
        for column in self.columns:
            labels, different, _ = self._read(cells, column)
            # Repeated texts would outvote the rest: what distinguishes the different ones is wanted.
            counted = [different[label] for label in sorted({labels[row] for row in rows})]
            terms, weight = _weights(counted)
            self.terms_.append(terms)
            weights.append(weight)
            weighted = _Weighted.of(counted, {term: at for at, term in enumerate(terms)}, weight)
            directions.append(_directions(weighted, len(terms), self.components, self.seed))
        self.weights_ = np.concatenate(weights)
        self.directions_ = np.vstack(directions)

    def _ready(self) -> None:
        ends = np.cumsum([0, *(len(terms) for terms in self.terms_)])
        self._positions = [{term: at for at, term in enumerate(terms)} for terms in self.terms_]
        self._weights = [self.weights_[start:end] for start, end in pairwise(ends)]
        self._directions = [self.directions_[start:end].astype(np.float32) for start, end in pairwise(ends)]

    def _matrix(self, cells: Cells) -> npt.NDArray[Any]:
        return np.hstack([self._block(at, cells, column) for at, column in enumerate(self.columns)])

    def _block(self, at: int, cells: Cells, column: str) -> npt.NDArray[Any]:
        labels, counted, measures = self._read(cells, column)
        block = _Weighted.of(counted, self._positions[at], self._weights[at]).along(self._directions[at])
        if self.measures:
            block = np.hstack([block, measures])
        return block[labels]

    def _read(self, cells: Cells, column: str) -> tuple[list[int], list[Counter[str]], Float64s]:
        """Each row's place among the different texts, and the terms and measures of those."""
        return cells.once("letters" if self.letters else "words", column, self._read_column)

    def _read_column(self, column: pd.Series[Any]) -> tuple[list[int], list[Counter[str]], Float64s]:
        values = [value or "" for value in texts(column)]
        different = {value: number for number, value in enumerate(dict.fromkeys(values))}
        measures = _measures(different) if self.measures else np.zeros((len(different), 0))
        return [different[value] for value in values], [Counter(self._terms(value)) for value in different], measures

    def _names(self) -> list[str]:
        own = [f"topic {number + 1}" for number in range(self.components)]
        own += _MEASURES if self.measures else ()
        return [f"{column}: {name}" for column in self.columns for name in own]

    def _terms(self, value: str) -> list[str]:
        return letter_terms(value) if self.letters else word_terms(value)


def _weights(counted: Sequence[Counter[str]]) -> tuple[list[str], npt.NDArray[np.float32]]:
    """The terms kept, the most frequent first, and the inverse document frequency of each."""
    occurrences = Counter(term for terms in counted for term in terms)
    least = 2 if len(counted) > 20 else 1
    frequent = [(term, count) for term, count in occurrences.items() if count >= least]
    frequent = sorted(frequent, key=lambda item: (-item[1], item[0]))[:_MOST_TERMS]
    times = np.array([count for _, count in frequent], dtype=np.float64)
    rarity: npt.NDArray[np.float32] = (np.log((1 + len(counted)) / (1 + times)) + 1.0).astype(np.float32)
    return [term for term, _ in frequent], rarity


@dataclass(frozen=True)
class _Weighted:
    """The known terms of each text and their weights, of unit length together: text i's are at ends[i]:ends[i+1]."""

    terms: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float32]
    ends: npt.NDArray[np.int64]

    @classmethod
    def of(
        cls, counted: Sequence[Counter[str]], positions: Mapping[str, int], rarity: npt.NDArray[np.float32]
    ) -> _Weighted:
        known = [[(positions[term], count) for term, count in terms.items() if term in positions] for terms in counted]
        ends = np.cumsum([0, *map(len, known)])
        terms = np.array([at for row in known for at, _ in row], dtype=np.int32)
        times = np.array([count for row in known for _, count in row], dtype=np.float32)
        weights = (1.0 + np.log(times)) * rarity[terms]
        lengths = np.sqrt(_sums(np.square(weights)[:, np.newaxis], ends)[:, 0])
        return cls(terms, weights / np.repeat(lengths, np.diff(ends)), ends)

    def along(self, directions: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """(texts, components). Not by a sparse matrix: its construction costs ten times as much as one row's sums."""
        found = np.empty((len(self.ends) - 1, directions.shape[1]), dtype=np.float32)
        for start in range(0, len(found), _TEXTS_AT_ONCE):
            ends = self.ends[start : start + _TEXTS_AT_ONCE + 1]
            part = slice(ends[0], ends[-1])
            products = directions[self.terms[part]] * self.weights[part, np.newaxis]
            found[start : start + _TEXTS_AT_ONCE] = _sums(products, ends - ends[0])
        return found


def _sums(rows: npt.NDArray[np.float32], ends: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """The sum of the rows from each end to the next; 0 where there is none between them."""
    padded = np.vstack([rows, np.zeros((1, rows.shape[1]), dtype=np.float32)])
    # From each start to its end, and on from there: so that a text's sum does not depend on whether others follow.
    borders = np.column_stack([ends[:-1], ends[1:]]).ravel()
    sums = np.add.reduceat(padded, borders, axis=0)[::2] if len(borders) else padded[:0]
    return np.where((np.diff(ends) > 0)[:, np.newaxis], sums, np.float32(0.0))


def _directions(weighted: _Weighted, terms: int, components: int, seed: int) -> npt.NDArray[np.float16]:
    """(terms, components), scaled to unit spread over the texts; zeros where there are fewer directions than that.

    Half precision: a direction is a mix of thousands of terms, and a saved model holds one for each fold.
    """
    from scipy.sparse import csr_matrix
    from sklearn.decomposition import TruncatedSVD

    matrix = csr_matrix((weighted.weights, weighted.terms, weighted.ends), shape=(len(weighted.ends) - 1, terms))
    found = np.zeros((matrix.shape[1], components))
    possible = min(components, min(matrix.shape) - 1)
    if possible >= 1:
        svd = TruncatedSVD(possible, random_state=seed).fit(matrix)
        found[:, :possible] = svd.components_.T
    spread = np.asarray(matrix @ found).std(axis=0)
    return np.where(spread > 1e-6, found / np.where(spread > 1e-6, spread, 1.0), 0.0).astype(np.float16)


def _measures(values: Iterable[str]) -> Float64s:
    return np.array(
        [
            (
                np.log1p(len(value)),
                np.log1p(len(value.split())),
                sum(map(str.isdigit, value)) / (len(value) + 1),
                sum(map(str.isupper, value)) / (len(value) + 1),
            )
            for value in values
        ],
        dtype=np.float64,
    ).reshape(-1, len(_MEASURES))
