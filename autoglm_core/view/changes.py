"""What the inspection “counterfactual” found, in sentences: what would have to change for one row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.numbers import format_decimal

from autoglm_core.messages import CORE
from autoglm_core.view.format import number, percent, shortened

_LOCALES = {"en": "en_US", "zh": "zh_CN"}


def told_changes(found: Mapping[str, Any], language: str) -> tuple[str, ...]:
    """A sentence for each change that was found, smallest first; else one that says that there is none. Plain text."""
    if found["turns"]:
        return tuple(_turned(found, turn, language) for turn in found["turns"])
    sentences = [_none(found, language)]
    if found["nearest"] is not None:
        sentences.append(_nearest(found, language))
    return tuple(sentences)


def exact(value: object, language: str) -> str:
    """A cell so that typing it in gives the same value: as it is shown elsewhere where that loses nothing.

    >>> exact(41200, "en"), exact(2.5, "en"), exact(4.9271612, "en"), exact(None, "en")
    ('41,200', '2.5', '4.9271612', 'unknown')
    """
    if value is None:
        return CORE.text("view-missing", language, {})
    if isinstance(value, bool) or not isinstance(value, int | float):
        return shortened(str(value), 60)
    shown = number(value, language)
    try:
        same = float(shown.replace(",", "")) == value
    except ValueError:
        same = False
    return shown if same else format_decimal(value, "#,##0.###############", locale=_LOCALES[language])


def changes_of(turn: Mapping[str, Any], language: str) -> str:
    """“income were 41,200 instead of 35,000, and job were clerk instead of none”."""
    parts = [
        CORE.text(
            "view-change-one",
            language,
            {
                "column": shortened(change["column"], 60),
                "before": exact(change["before"], language),
                "after": exact(change["after"], language),
            },
        )
        for change in turn["changes"]
    ]
    return CORE.text("view-change-and", language, {}).join(parts)


def _turned(found: Mapping[str, Any], turn: Mapping[str, Any], language: str) -> str:
    values = {"changes": changes_of(turn, language)}
    if found["shown_class"] is None:
        before, after = number(float(found["now"]), language), exact_enough(turn["says"], found, language)
        return CORE.text("view-change-value", language, {**values, "before": before, "after": after})
    sentence = CORE.text("view-change-class", language, {**values, "says": shortened(turn["says"], 40)})
    if turn["says"] != found["shown_class"]:
        return sentence
    shares = {"before": percent(found["score"], language), "after": percent(turn["score"], language)}
    told = CORE.text("view-change-share", language, {"name": shortened(found["shown_class"], 40), **shares})
    return sentence + ("" if language == "zh" else " ") + told


def exact_enough(value: float, found: Mapping[str, Any], language: str) -> str:
    """A predicted value with as many digits as it takes to see on which side of the wanted one it is."""
    shown, wanted = number(float(value), language), number(float(found["wanted"]), language)
    return shown if shown != wanted or value == found["wanted"] else exact(round(float(value), 6), language)


def _none(found: Mapping[str, Any], language: str) -> str:
    if not found["free"]:
        return CORE.text("view-change-locked", language, {})
    values = {"tried": found["tried"], "columns": len(found["free"])}
    if found["complete"]:
        return CORE.text("view-change-none", language, values)
    return CORE.text("view-change-not-found", language, {**values, "exhaustive": found["exhaustive"]})


def _nearest(found: Mapping[str, Any], language: str) -> str:
    nearest, share = found["nearest"], found["shown_class"] is not None
    values = {"changes": changes_of(nearest, language)}
    if not share:
        return CORE.text("view-change-near-value", language, {**values, "after": number(nearest["score"], language)})
    name = shortened(found["shown_class"], 40)
    return CORE.text("view-change-near-share", language, {**values, "name": name, "after": percent(nearest["score"])})
