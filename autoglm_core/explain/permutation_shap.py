"""SHAP values of any shipped model on the table's own columns, by sampling the orders in which columns become known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.contracts import Explainer, Predictor
from autoglm_core.explain._cells import cell_numbers, cell_texts
from autoglm_core.explain._sums import whole
from autoglm_core.result import Explanation, Floats, Ints
from autoglm_core.spec import TaskKind
from autoglm_core.table import Table

_TASKS = frozenset({TaskKind.BINARY, TaskKind.MULTICLASS, TaskKind.REGRESSION})
_BATCH = 20_000  # rows in one call of the model: a call costs milliseconds whatever its size
_BATCH_CELLS = 4_000_000  # fewer rows where the table is wide: a batch stands in memory several times over
_ROUNDS = 50  # background rows compared with where the budget allows; more change little
_FEWEST_ROUNDS = 8  # kept even where that exceeds the budget: below, one odd background row decides the picture
_FEWEST_PLAYERS = 10
_MOST_ENUMERATED = 12  # columns whose coalitions are gone through one and all, where the budget allows
_SCREENED_ROWS = 16


class PermutationShap(Explainer):
    """How much each column moved a prediction away from the average one; works for every kind of model.

    The Shapley value of a column is its mean effect over all orders in which the columns of a background row are
    replaced by those of the explained row. Orders are sampled as in Štrumbelj & Kononenko, "Explaining prediction
    models and individual predictions with feature contributions" (2014), each together with its reverse (Mitchell et
    al., "Sampling permutations for Shapley value estimation", 2022), which makes effects of single columns and of pairs
    exact; the values are SHAP values in the sense of Lundberg & Lee, "A unified approach to interpreting model
    predictions" (2017). Every explained row meets the same background rows equally often, hence
    ``base + values.sum(axis=1) == predictions``, where ``base`` is the mean prediction over the background rows used.

    ``evaluations`` is about how many rows the model is asked to predict. All background rows are used where it
    suffices (at most 50, or each of fewer several times), otherwise some that spread evenly over the predictions. Where
    a table has more columns than the budget can tell apart, those with the least effect are moved together and share
    that effect in proportion to what each does alone. The values of a hundred rows of a table with twenty columns
    correlate to 0.97 with those from ten times as many evaluations (boosted trees on two data sets).

    Values are exact, against the background rows used, where every order can be gone through (a single row of a table
    with few columns), and where the model is known to let no more than two columns act together. All others are marked
    approximate, with an error: half the distance (root mean square) between the values from one half of the background
    rows and those from the other, which is the standard error of their mean. There are no quicker exact values in the
    unit shown for probabilities: those of a boosted model's log-odds, bent into probabilities, are values of something
    else. For values see ``NativeShap``.

    >>> PermutationShap(evaluations=50_000).name
    'permutation_shap'
    """

    name = "permutation_shap"

    def __init__(self, *, evaluations: int = 60_000) -> None:
        self._evaluations = evaluations

    def supports(self, model: Predictor) -> bool:
        return model.task in _TASKS and len(model.features) > 0

    def explain(
        self,
        model: Predictor,
        table: Table,
        rows: Ints,
        background: Ints,
        of_class: int | None,
        seed: int,
        evaluations: int | None = None,
    ) -> Explanation:
        """Explain ``rows`` against ``background``, both positions in ``table``, which holds ``model.features``.

        Values are in probability of class ``of_class`` (None: the last class, which is the positive one of two), or in
        the target's unit. Deterministic in ``seed``. Raises ValueError where there are no rows or no background.
        """
        if len(rows) == 0 or len(background) == 0:
            raise ValueError("explaining needs at least one row and one background row")
        if model.classes and of_class is None:
            of_class = len(model.classes) - 1
        explained = table.frame.iloc[rows][list(model.features)]
        game = _Game.of(model, explained, table.frame.iloc[background][list(model.features)], of_class)
        rng = np.random.default_rng(seed)
        allowed = evaluations or self._evaluations
        players = _players(game, allowed, rng)
        every = game.all_coalitions(players, allowed)
        values, base, error = every or _sampled(game, players, allowed, rng)
        alone = players.count == len(model.features)
        exact = alone and (every is not None or len(model.features) <= 2 or (model.acts_together or 3) <= 2)
        predictions = _scores(model, explained, of_class)  # by themselves, as they are shown
        return Explanation(
            columns=model.features,
            values=whole(values, base, predictions),
            base=base,
            predictions=predictions,
            cells=cell_texts(explained),
            numbers=cell_numbers(explained),
            rows=np.asarray(rows, dtype=np.int64),
            of_class=model.classes[of_class] if of_class is not None and model.classes else None,
            approximate=not exact,
            error=None if exact else error,
        )


def _players(game: _Game, evaluations: int, rng: np.random.Generator) -> _Players:
    """Each column on its own, or as many as the budget can tell apart and one group of all others."""
    columns = len(game.arrays)
    most = max(_FEWEST_PLAYERS, evaluations // (game.rows * 2 * _FEWEST_ROUNDS))
    if columns <= most:
        return _Players(np.arange(columns), np.ones(columns))
    effect = game.effects(rng)
    player_of_column = np.full(columns, most - 1)
    player_of_column[np.argsort(-effect, kind="stable")[: most - 1]] = np.arange(most - 1)
    share = np.ones(columns)
    grouped = player_of_column == most - 1
    total = effect[grouped].sum()
    share[grouped] = effect[grouped] / total if total > 0 else 1 / grouped.sum()
    return _Players(player_of_column, share)


def _sampled(game: _Game, players: _Players, evaluations: int, rng: np.random.Generator) -> tuple[Floats, float, float]:
    """(rows, columns) values, their base and their error; one round compares every row with one background row."""
    rounds = min(_ROUNDS, max(_FEWEST_ROUNDS, int(evaluations / game.cost_of_round(players))))
    chosen = _evenly(np.argsort(game.background_scores, kind="stable"), rounds)
    at_once = max(1, game.batch // (game.rows * 2 * players.count))
    halves = chosen[::2], chosen[1::2]
    totals = np.zeros((2, game.rows, players.count))
    for side, half in enumerate(halves):
        for start in range(0, len(half), at_once):
            totals[side] += game.contributions(half[start : start + at_once], players, rng)
    mean = totals.sum(axis=0) / len(chosen)
    apart = totals[0] / len(halves[0]) - totals[1] / max(1, len(halves[1]))
    error = float(np.sqrt(np.mean(np.square(apart)))) / 2
    return mean[:, players.of_column] * players.share, float(game.background_scores[chosen].mean()), error


@dataclass(frozen=True)
class _Players:
    """Which player each column belongs to, and its share of that player's value."""

    of_column: Ints
    share: Floats

    @property
    def count(self) -> int:
        return int(self.of_column.max()) + 1


@dataclass(frozen=True)
class _Game:
    """The explained and the background rows, stacked; ``codes`` are equal where two cells of a column are equal."""

    model: Predictor
    of_class: int | None
    names: tuple[str, ...]
    arrays: tuple[pd.api.extensions.ExtensionArray, ...]
    codes: Ints
    rows: int
    explained_scores: Floats
    background_scores: Floats

    @classmethod
    def of(cls, model: Predictor, explained: pd.DataFrame, background: pd.DataFrame, of_class: int | None) -> _Game:
        stacked = pd.concat([explained, background], ignore_index=True)
        scores = _scores(model, stacked, of_class)
        return cls(
            model=model,
            of_class=of_class,
            names=tuple(stacked.columns),
            arrays=tuple(stacked[column].array for column in stacked.columns),
            codes=np.column_stack([pd.factorize(stacked[column])[0] for column in stacked.columns]),
            rows=len(explained),
            explained_scores=scores[: len(explained)],
            background_scores=scores[len(explained) :],
        )

    @property
    def batch(self) -> int:
        return max(256, min(_BATCH, _BATCH_CELLS // len(self.arrays)))

    def score_mixed(self, sources: Ints) -> Floats:
        """Predictions of rows put together cell by cell: ``sources`` (n, columns) holds stacked row positions."""
        parts: list[Floats] = [np.empty(0)]
        for start in range(0, len(sources), self.batch):
            part = sources[start : start + self.batch].T
            mixed = {name: self.arrays[j].take(part[j]) for j, name in enumerate(self.names)}
            parts.append(_scores(self.model, pd.DataFrame(mixed), self.of_class))
        return np.concatenate(parts)

    def effects(self, rng: np.random.Generator) -> Floats:
        """Mean absolute change of the prediction when one column alone is exchanged, for each column."""
        columns = len(self.arrays)
        chosen = rng.choice(self.rows, size=min(self.rows, _SCREENED_ROWS), replace=False)
        partner = self.rows + rng.integers(len(self.background_scores), size=(columns, len(chosen)))
        sources = np.tile(chosen, columns)[:, None].repeat(columns, axis=1)
        column = np.arange(columns).repeat(len(chosen))
        sources[np.arange(len(sources)), column] = partner.ravel()
        change = self.score_mixed(sources).reshape(columns, -1) - self.explained_scores[chosen]
        return np.asarray(np.abs(change).mean(axis=1))

    def all_coalitions(self, players: _Players, evaluations: int) -> tuple[Floats, float, float] | None:
        """Values from every coalition of columns, their base, and no error; None where that is beyond the budget."""
        chosen = _evenly(np.argsort(self.background_scores, kind="stable"), _ROUNDS)
        pairs, count = self.rows * len(chosen), players.count
        if count > _MOST_ENUMERATED or 2**count * pairs > evaluations:
            return None
        inside = (np.arange(2**count)[:, None] >> np.arange(count) & 1).astype(bool)  # (coalitions, players)
        row, behind = (part.ravel() for part in np.meshgrid(np.arange(self.rows), self.rows + chosen, indexing="ij"))
        taken = inside[:, players.of_column]
        sources = np.where(taken[:, None], row[:, None], behind[:, None]).reshape(-1, len(self.arrays))
        worth = self.score_mixed(sources).reshape(2**count, self.rows, len(chosen)).mean(axis=2)
        size = inside.sum(axis=1)
        weight = np.array([1.0 / (count * math.comb(count - 1, k)) for k in range(count)])
        values = np.empty((self.rows, count))
        for player in range(count):
            without = np.flatnonzero(~inside[:, player])
            gained = worth[without + (1 << player)] - worth[without]
            values[:, player] = weight[size[without]] @ gained
        return values[:, players.of_column] * players.share, float(worth[0].mean()), 0.0

    def cost_of_round(self, players: _Players) -> float:
        """Predictions that comparing every row with one background row takes, on average."""
        row, behind = np.indices((self.rows, len(self.background_scores))).reshape(2, -1)
        differing = self._differs(row, behind + self.rows, players).sum() / len(self.background_scores)
        return max(1.0, 2 * float(differing - self.rows))

    def contributions(self, chosen: Ints, players: _Players, rng: np.random.Generator) -> Floats:
        """Sum over the background rows ``chosen`` of each player's contribution, (rows, players).

        For each pair of an explained and a background row: one random order and its reverse. A step that exchanges
        equal cells changes nothing and asks nothing of the model.
        """
        row, behind = (part.ravel() for part in np.meshgrid(np.arange(self.rows), self.rows + chosen, indexing="ij"))
        order = rng.permuted(np.tile(np.arange(players.count), (len(row), 1)), axis=1)
        order = np.concatenate([order, order[:, ::-1]])
        row, behind = np.tile(row, 2), np.tile(behind, 2)
        steps = np.take_along_axis(self._differs(row, behind, players), order, axis=1)
        done = steps.cumsum(axis=1)
        asked = steps & (done < done[:, -1:])
        walk, step = np.nonzero(asked)
        rank = np.argsort(order, axis=1)
        taken = (rank[walk] <= step[:, None])[:, players.of_column]
        scores = self.score_mixed(np.where(taken, row[walk, None], behind[walk, None]))

        path = np.empty((len(row), players.count + 1))
        path[:, 0] = self.background_scores[behind - self.rows]
        path[:, 1:] = np.where(done == done[:, -1:], self.explained_scores[row][:, None], path[:, :1])
        path[walk, step + 1] = scores
        known = np.zeros(path.shape, dtype=np.int64)
        known[:, 1:] = np.where(asked | (done == done[:, -1:]), np.arange(1, players.count + 1), 0)
        path = np.take_along_axis(path, np.maximum.accumulate(known, axis=1), axis=1)

        by_player = np.empty((len(row), players.count))
        np.put_along_axis(by_player, order, np.diff(path, axis=1), axis=1)
        return np.asarray(by_player.reshape(2, self.rows, len(chosen), players.count).mean(axis=0).sum(axis=1))

    def _differs(self, row: Ints, behind: Ints, players: _Players) -> npt.NDArray[np.bool_]:
        """(walks, players): whether any cell of the player differs between the two rows."""
        differs = np.zeros((len(row), players.count), dtype=bool)
        for column, player in enumerate(players.of_column):
            differs[:, player] |= self.codes[row, column] != self.codes[behind, column]
        return differs


def _scores(model: Predictor, frame: pd.DataFrame, of_class: int | None) -> Floats:
    scores = np.asarray(model.scores(frame), dtype=np.float64)
    return scores if of_class is None or scores.ndim == 1 else scores[:, of_class]


def _evenly(items: Ints, count: int) -> Ints:
    """``count`` of ``items``, evenly spaced; all of them, each as often as ``count`` allows, where there are fewer.

    >>> _evenly(np.arange(10), 3).tolist(), _evenly(np.arange(2), 5).tolist()
    ([1, 5, 8], [0, 1, 0, 1])
    """
    if count >= len(items):
        return np.tile(items, count // len(items))
    return np.asarray(items[((np.arange(count) + 0.5) * len(items) / count).astype(int)])
