"""What became of the generated features of a run: kept in how many folds, what each added, whether it is shipped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autoglm_core.contracts import FeatureMaker
from autoglm_core.prepare.choosing import Tried
from autoglm_core.registry import plugin
from autoglm_core.result import GeneratedFeature
from autoglm_core.search import reserved
from autoglm_core.search.trials import FoldsDone
from autoglm_core.search.work import WorkFolder


def features_made(
    work: WorkFolder, shipped: Sequence[FoldsDone], target: str, classes: tuple[str, ...]
) -> tuple[GeneratedFeature, ...]:
    """Every feature that reached the last comparison in a fold, the one that is kept most often first."""
    tried = {fold: found for fold in range(len(work.folds)) if (found := work.choice(fold)) is not None}
    used = {
        (fold, item.feature.id)
        for trial in shipped
        if reserved.wants_generated(trial.configuration.params)
        for fold in trial.folds
        for item in tried.get(fold, ())
        if item.kept
    }
    by_id: dict[str, list[Tried]] = {}
    for found in tried.values():
        for item in found:
            by_id.setdefault(item.feature.id, []).append(item)
    made = []
    for name, items in by_id.items():
        feature = items[0].feature
        maker: FeatureMaker = plugin("features", feature.kind)
        made.append(
            GeneratedFeature(
                id=name,
                kind=feature.kind,
                columns=feature.columns,
                sentence=maker.explain(feature, target, classes),
                folds=sum(item.kept for item in items),
                of_folds=len(tried),
                lift=float(np.mean([item.lift for item in items])),
                used=any((fold, name) in used for fold in tried),
            )
        )
    return tuple(sorted(made, key=lambda item: (-item.folds, -item.lift, item.id)))
