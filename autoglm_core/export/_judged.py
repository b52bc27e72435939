"""The judged rows of a run, with the shipped model's predictions beside the table's own columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from autoglm_core.cells import as_text
from autoglm_core.contracts import FinishedRun
from autoglm_core.export._score_files import beside
from autoglm_core.result import Judged


def judged_rows(run: FinishedRun) -> pd.DataFrame:
    """Each judged row as it stands in the table, then ``prediction`` and, for classes, ``probability_CLASS`` each.

    In the table's order. Raises ValueError where the truth that was judged is not what stands in these rows of
    ``run.table``: predictions beside the wrong rows would be worse than none.
    """
    judged = load_judged(run)
    order = np.argsort(judged.rows, kind="stable")
    modelled = run.table.frame
    if judged.rows.max() >= len(modelled):
        raise ValueError("the run was judged on rows that the table does not have")
    frame = modelled.iloc[judged.rows[order]]
    if not _is_truth(frame[run.result.target], judged.y[order], run.result.classes):
        raise ValueError("the table's target is not the truth that the run was judged by")
    return beside(frame, _predictions(run.result.classes, judged).iloc[order])


def load_judged(run: FinishedRun) -> Judged:
    return Judged.load(run.folder / "judged.npz")


def decided(judged: Judged) -> npt.NDArray[Any]:
    """(rows,) class positions: those after the threshold where there is one, else the most likely class."""
    return judged.prediction.argmax(axis=1) if judged.labels is None else judged.labels


def _is_truth(target: pd.Series[Any], y: npt.NDArray[Any], classes: tuple[str, ...]) -> bool:
    if classes:
        return bool((as_text(target).to_numpy(dtype=object) == np.array(classes, dtype=object)[y]).all())
    return bool(np.allclose(target.to_numpy(dtype=np.float64), y))


def _predictions(classes: tuple[str, ...], judged: Judged) -> pd.DataFrame:
    if not classes:
        return pd.DataFrame({"prediction": judged.prediction})
    columns: dict[str, Any] = {"prediction": np.array(classes, dtype=object)[decided(judged)]}
    columns |= {f"probability_{name}": judged.prediction[:, position] for position, name in enumerate(classes)}
    return pd.DataFrame(columns)
