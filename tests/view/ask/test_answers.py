"""Answers are in the language of the question, hold no number that was not computed, and say what they cannot tell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autoglm_core.result import Explanation, Judged
from autoglm_core.spec import TaskKind
from autoglm_core.view import format as fmt
from autoglm_core.view.ask.answers import Answer, Facts, answer, needed, offers
from autoglm_core.view.ask.questions import Intent, read_question
from autoglm_core.view.changes import exact, told_changes
from autoglm_core.view.reasons import effect
from tests.finished_runs import FEATURES, SCRIPT, finished_run

SLICES = {
    "kind": "wrong",
    "slices": [
        {
            "conditions": [
                {"column": "balance", "how": "between", "value": -5.5, "to": -4.25},
                {"column": SCRIPT, "how": "is", "value": "+1 555 01"},
            ],
            "rows": 37,
            "inside": 0.4321,
            "outside": 0.1234,
        }
    ],
}
CURVE = {
    "metric": "average_precision",
    "points": [{"rows": 31, "score": 0.5}, {"rows": 63, "score": 0.71}, {"rows": 96, "score": 0.8123}],
    "verdict": "help",
    "gain": 0.0456,
}
CHANGES = {
    "row": 6,
    "now": "no",
    "score": 0.31,
    "shown_class": "yes",
    "wanted": "yes",
    "free": ["balance", "城市"],
    "turns": [
        {
            "changes": [
                {"column": "balance", "before": -6.123456, "after": -4.2},
                {"column": "城市", "before": None, "after": "上海"},
            ],
            "cost": 0.5,
            "score": 0.4123,
            "says": "yes",
        }
    ],
    "tried": 1234,
    "exhaustive": 1,
    "complete": False,
    "nearest": None,
}
REASONS = {
    "row": 6,
    "columns": list(FEATURES),
    "cells": ["a", "上海", "-4.5"],
    "values": [0.0712, -0.0318, 0.2],
    "base": 0.3,
    "prediction": 0.5394,
    "of_class": "yes",
    "says": "yes",
}
FOUND: dict[str, dict[str, Any]] = {
    "slices": SLICES,
    "learning_curve": CURVE,
    "counterfactual": CHANGES,
    "row_reasons": REASONS,
}


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    run = finished_run(tmp_path / "run")
    judged, explained = (Judged.load(run.folder / "judged.npz"), Explanation.load(run.folder / "explanation.npz"))
    return Facts(run.result, explained, judged, FOUND)


def _ask(text: str, facts: Facts) -> Answer:
    return answer(read_question(text, facts.result.features, facts.result.target), facts)


QUESTIONS = {
    "en": ["does balance matter?", "why was row 7 refused?", "what must change for row 7?", "10,000 rows more?"],
    "zh": ["balance 重要吗", "为什么第 7 行被拒绝", "第 7 行需要改变什么", "再多 10,000 行会怎样"],
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_offer_is_understood_and_answered_in_its_language(facts: Facts, language: str) -> None:
    intents = set()
    for text in offers(facts, language):
        question = read_question(text, facts.result.features, facts.result.target)
        assert question.language == language
        intents.add(question.intent)
        given = answer(question, facts)
        assert given.text
        assert ("，" in given.text or "。" in given.text) == (language == "zh")
    assert intents == set(Intent) - {Intent.UNKNOWN, Intent.COLUMN}


def _numbers(value: object) -> list[float]:
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float | np.number):
        return [float(value)] if np.isfinite(value) else []
    if isinstance(value, dict):
        return [number for one in value.values() for number in _numbers(one)]
    if isinstance(value, list | tuple):
        return [number for one in value for number in _numbers(one)]
    return []


def _known(facts: Facts, question: str) -> set[str]:
    """All that may stand in an answer: every number of the facts in every form it is shown in, and digits of names."""
    explained = facts.explanation
    assert explained is not None
    means = np.abs(explained.values).mean(axis=0)
    values = [
        *_numbers(facts.result.to_json()),
        *_numbers(dict(facts.found)),
        *explained.values.ravel().tolist(),
        *explained.predictions.tolist(),
        explained.base,
        *means.tolist(),
    ]
    # A row's number counts from 1; ranks and counts are of columns and attempts.
    values += [CHANGES["row"] + 1, *(row + 1 for row in explained.rows.tolist()), *range(1, len(FEATURES) + 1)]  # type: ignore[operator]
    shown = {
        question,
        " ".join(facts.result.features),
        " ".join(explained.cells.ravel().tolist()),
        " ".join(REASONS["cells"]),
    }  # type: ignore[arg-type]
    shown |= {str(condition["value"]) for one in SLICES["slices"] for condition in one["conditions"]}  # type: ignore[attr-defined]
    for value in values:
        shown |= {
            fmt.number(value),
            fmt.figure(value),
            fmt.percent(value),
            fmt.percent(value, digits=0),
            fmt.points(value),
        }
        shown |= {exact(value, "en"), effect(value, "en", share=True), fmt.number(round(value)), str(round(value))}
    return {number for text in shown for number in re.findall(r"\d[\d,.]*", text)}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_number_that_was_not_computed(facts: Facts, language: str) -> None:
    for text in (*offers(facts, language), *QUESTIONS[language]):
        given = _ask(text, facts)
        told = {number.rstrip(".,") for number in re.findall(r"\d[\d,.]*", given.text)}
        known = {number.rstrip(".,") for number in _known(facts, text)}
        assert told <= known, (text, given.text, told - known)


def test_figures_are_those_of_the_result(facts: Facts) -> None:
    assert "by 20.0 points on average" in _ask(f"how important is {SCRIPT}?", facts).text  # every effect is 0.2
    fails = _ask("whom does it fail?", facts).text
    assert "balance is from -5.5 to below -4.25 and " in fails
    assert "(37 rows) it is wrong in 43.2 % of the cases, elsewhere in 12.3 %" in fails
    more = _ask("how would it do with 10,000 rows more?", facts).text
    assert "going from 63 to 96 rows" in more
    assert "from 71.0 % to 81.2 %" in more
    assert "about 4.6 points more" in more
    assert "For exactly 10,000 more rows no figure was worked out" in more
    row = _ask("why was row 7 refused?", facts).text
    assert "Of row 7 the model says “yes”" in row
    assert "is 53.9 %; on average it is 30.0 %" in row
    change = _ask("what would have to change for row 7?", facts).text
    assert "if balance were -4.2 instead of -6.123456, and 城市 were 上海 instead of unknown" in change
    assert "would be 41.2 % instead of 31.0 %" in change


def test_what_was_not_worked_out_is_said_and_asked_for(facts: Facts) -> None:
    bare = Facts(facts.result, facts.explanation, facts.judged)
    assert _ask("whom does it fail?", bare).missing == ("slices", {})
    assert _ask("would more data help?", bare).missing == ("learning_curve", {})
    assert _ask("what must change for row 7?", bare).missing == ("counterfactual", {"row": 6})
    assert _ask("why row 7?", bare).missing == ("row_reasons", {"row": 6})
    explained = read_question("why row 3?", facts.result.features, facts.result.target)
    assert needed(explained, bare) is None  # the sample that was explained holds it


def test_what_cannot_be_answered_is_said(facts: Facts) -> None:
    given = _ask("what is the weather in Paris?", facts)
    assert given.text.startswith("That cannot be answered from what was worked out")
    assert given.offers == offers(facts, "en")
    assert "There is no row 999" in _ask("why row 999?", facts).text
    assert needed(read_question("why row 999?", (), "x"), facts) is None
    assert "say which one" in _ask("what would have to change?", facts).text


@pytest.mark.parametrize("task", [TaskKind.MULTICLASS, TaskKind.REGRESSION])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_other_tasks_are_answered_too(tmp_path: Path, task: TaskKind, language: str) -> None:
    run = finished_run(tmp_path / "run", task)
    facts = Facts(run.result, Explanation.load(run.folder / "explanation.npz"), None, {})
    for text in (*offers(facts, language), *QUESTIONS[language]):
        assert _ask(text, facts).text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_no_change_is_found_it_is_said_how_far_was_looked(language: str) -> None:
    found = {**CHANGES, "turns": [], "complete": True}
    (none,) = told_changes(found, language)
    assert "1,234" in none.replace("1234", "1,234")
    (partly,) = told_changes({**found, "complete": False}, language)
    assert partly != none
    (locked,) = told_changes({**found, "free": []}, language)
    assert locked not in (none, partly)
