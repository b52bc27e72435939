"""The reasons for one prediction: the largest effects, and the same in sentences."""

from __future__ import annotations

import numpy as np

from autoglm_core.messages import CORE
from autoglm_core.result import Explanation
from autoglm_core.view.format import number, percent, points, shortened

_MOST_REASONS = 8
_MOST_TOLD = 2


def reasons(explanation: Explanation, row: int, language: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """“column = cell” and its effect on the prediction, largest first; the small ones taken together at the end."""
    effects = explanation.values[row]
    order = np.argsort(-np.abs(effects), kind="stable")
    chosen, rest = order[:_MOST_REASONS], order[_MOST_REASONS:]
    names = [f"{explanation.columns[c]} = {cell_of(explanation, row, c, language)}" for c in chosen]
    sizes = [float(effects[c]) for c in chosen]
    if len(rest):
        names.append(CORE.text("view-other-columns", language, {"columns": len(rest)}))
        sizes.append(float(effects[rest].sum()))
    return tuple(names), tuple(sizes)


def told(explanation: Explanation, row: int, language: str) -> str:
    """The prediction of one row beside the average, and what raised and lowered it most. Holds untrusted text."""
    share = explanation.of_class is not None
    prediction, average = float(explanation.predictions[row]), explanation.base
    values = {"prediction": level(prediction, language, share=share), "average": level(average, language, share=share)}
    if explanation.of_class is not None:
        name = shortened(explanation.of_class, 40)
        sentences = [CORE.text("view-told-probability", language, {"name": name, **values})]
    else:
        sentences = [CORE.text("view-told-value", language, values)]
    effects = explanation.values[row]
    for key, sign in (("view-told-raised", 1), ("view-told-lowered", -1)):
        order = np.argsort(-sign * effects, kind="stable")[:_MOST_TOLD]
        found = [_told(explanation, row, c, language) for c in order if _matters(sign * effects[c], effects)]
        if found:
            sentences.append(CORE.text(key, language, {"reasons": found}))
    return ("" if language == "zh" else " ").join(sentences)


def cell_of(explanation: Explanation, row: int, column: int, language: str) -> str:
    """A cell of an explained row as text; a missing one in a word."""
    return str(explanation.cells[row, column]) or CORE.text("view-missing", language, {})


def effect(value: float, language: str, *, share: bool, signed: bool = True, unit: bool = True) -> str:
    """An effect as people read it: “+12.3 points” on a probability, “−3.2” in the unit of the target.

    >>> effect(0.123, "en", share=True), effect(-3.2, "en", share=False)
    ('+12.3 points', '−3.2')
    """
    sign = "" if not signed else ("+" if value >= 0 else "−")
    if not share:
        return sign + number(abs(float(value)), language)
    shown = sign + points(value, language)
    return CORE.text("view-points", language, {"points": shown}) if unit else shown


def level(value: float, language: str, *, share: bool) -> str:
    """A prediction as people read it: a probability in percent, or a value."""
    return percent(value, language) if share else number(float(value), language)


def _matters(size: float, effects: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> bool:
    # An effect far smaller than the largest is no reason that anybody would name.
    return size > 0.05 * float(np.abs(effects).max()) and size > 0


def _told(explanation: Explanation, row: int, column: int, language: str) -> str:
    name, cell = shortened(explanation.columns[column], 40), shortened(cell_of(explanation, row, column, language), 40)
    size = effect(float(explanation.values[row, column]), language, share=explanation.of_class is not None)
    return CORE.text("view-told-reason", language, {"column": name, "cell": cell, "effect": size})
