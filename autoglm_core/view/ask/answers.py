"""Answers to questions about a finished run, from sentences with places that only computed values fill."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import stats

from autoglm_core.messages import CORE, Message
from autoglm_core.result import Explanation, Judged, MeasuredOn, RunResult
from autoglm_core.view import format as fmt
from autoglm_core.view.ask.questions import Intent, Question
from autoglm_core.view.changes import told_changes
from autoglm_core.view.names import ENSEMBLE, metric_name, model_name
from autoglm_core.view.reasons import effect, told

_MOST_DRIVERS, _FEW_DRIVERS = 5, 3
_MOST_GROUPS = 3
_LONGEST = 60
_CLEAR = 0.3  # rank correlation from which a direction is told


@dataclass(frozen=True)
class Facts:
    """What is known of a run. ``found``: what inspections found, by their name, where it is kept already."""

    result: RunResult
    explanation: Explanation | None = None
    judged: Judged | None = None
    found: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """Sentences of plain text that hold untrusted names; ``missing``: the inspection that would complete them, with its
    options; ``offers``: questions that can be answered, where this one could not."""

    sentences: tuple[str, ...]
    missing: tuple[str, Mapping[str, Any]] | None = None
    offers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As one paragraph."""
        return ("" if self.sentences and self.sentences[0].endswith("。") else " ").join(self.sentences)


def answer(question: Question, facts: Facts) -> Answer:
    """The answer in the language of the question. No number stands in it that is not in ``facts`` or the question."""
    made = _ANSWERS.get(question.intent)
    if made is None:
        return Answer((_say("ask-unknown", question),), offers=offers(facts, question.language))
    return made(question, facts)


def needed(question: Question, facts: Facts) -> tuple[str, Mapping[str, Any]] | None:
    """The inspection, with its options, that the answer rests on; None where the result itself holds it."""
    if question.intent is Intent.FAILS:
        return "slices", {}
    if question.intent is Intent.MORE_ROWS:
        return "learning_curve", {}
    if question.row is None or not 1 <= question.row <= facts.result.rows:
        return None
    if question.intent is Intent.CHANGE:
        return "counterfactual", {"row": question.row - 1}
    if question.intent is Intent.ROW and _explained(facts, question.row - 1) is None:
        return "row_reasons", {"row": question.row - 1}
    return None


def offers(facts: Facts, language: str) -> tuple[str, ...]:
    """Questions that can be answered of this run, as people would ask them."""
    row = {"row": str(_example(facts))}
    target = {"target": fmt.shortened(facts.result.target, _LONGEST)}
    asked = [("good", {}), ("plain", {}), ("drivers", target), ("row", row), ("change", row), ("fails", {})]
    asked += [("more", {}), ("model", {}), ("measured", {})]
    return tuple(CORE.text(f"ask-offer-{name}", language, values) for name, values in asked)


def _example(facts: Facts) -> int:
    explained = facts.explanation
    return int(explained.rows[0]) + 1 if explained is not None and len(explained.rows) else 1


# ---- the model -------------------------------------------------------------------------------------------------------


def _good(question: Question, facts: Facts) -> Answer:
    result, spoken = facts.result, question.language
    return Answer((result.sentence.text(spoken), result.verdict.text(spoken)))


def _score(question: Question, result: RunResult) -> str:
    top, spoken = result.headline, question.language
    values = {
        "metric": metric_name(top.metric, spoken),
        "value": fmt.score(top.metric, top.value, spoken),
        "baseline": fmt.score(top.metric, top.baseline, spoken),
    }
    shown = fmt.score_range(top, spoken)
    if shown == fmt.NOTHING:
        return _say("ask-score-short", question, **values)
    return _say("ask-score", question, **values, range=shown)


def _plain(question: Question, facts: Facts) -> Answer:
    result, spoken = facts.result, question.language
    first = _say("ask-plain", question, target=_name(result.target), columns=len(result.features), rows=result.rows)
    sentences = [first, result.sentence.text(spoken), result.verdict.text(spoken)]
    if facts.explanation is not None:
        sentences.append(_drivers_told(question, facts.result, facts.explanation, _FEW_DRIVERS))
    return Answer(tuple(sentences))


def _model(question: Question, facts: Facts) -> Answer:
    result, spoken = facts.result, question.language
    members = [record for record in result.leaderboard if record.weight > 0]
    if result.best_model == ENSEMBLE and members:
        named = [
            _say(
                "ask-model-member",
                question,
                name=model_name(record.family, spoken),
                share=fmt.percent(record.weight, spoken, digits=0),
            )
            for record in members
        ]
        sentences = [_say("ask-model-several", question, count=len(members), members=named)]
    else:
        sentences = [_say("ask-model-one", question, name=model_name(result.best_model, spoken))]
    metric = metric_name(result.metric, spoken)
    sentences.append(
        _say(
            "ask-model-why",
            question,
            trials=sum(record.score is not None for record in result.leaderboard),
            metric=metric,
        )
    )
    best = next((record for record in result.leaderboard if record.score is not None), None)
    if best is not None:
        score, value = (fmt.score(result.metric, each, spoken) for each in (best.score, result.headline.value))
        values = {"name": model_name(best.family, spoken), "best": score, "value": value}
        sentences.append(_say("ask-model-best", question, **values))
    sentences.append(result.metric_reason.text(spoken))
    return Answer(tuple(sentences))


def _measured(question: Question, facts: Facts) -> Answer:
    top = facts.result.headline
    key = "ask-measured-holdout" if top.measured_on is MeasuredOn.HOLDOUT else "ask-measured-folds"
    return Answer((_say(key, question, rows=top.rows), _score(question, facts.result)))


# ---- columns ---------------------------------------------------------------------------------------------------------


def _drivers(question: Question, facts: Facts) -> Answer:
    explained = facts.explanation
    if explained is None:
        return Answer((_say("ask-no-reasons", question),))
    first = _drivers_told(question, facts.result, explained, _MOST_DRIVERS)
    if explained.of_class is None:
        unit = _say("ask-drivers-value", question)
    else:
        unit = _say("ask-drivers-class", question, name=_name(explained.of_class))
    return Answer((first, unit, _say("ask-drivers-limit", question)))


def _drivers_told(question: Question, result: RunResult, explained: Explanation, most: int) -> str:
    sizes = np.abs(explained.values).mean(axis=0)
    order = np.argsort(-sizes, kind="stable")[:most]
    named = [
        _say(
            "ask-driver",
            question,
            column=_name(explained.columns[place]),
            effect=_size(explained, sizes[place], question),
        )
        for place in order
        if sizes[place] > 0
    ]
    return _say("ask-drivers", question, target=_name(result.target), columns=named)


def _size(explained: Explanation, size: float, question: Question) -> str:
    return effect(float(size), question.language, share=explained.of_class is not None, signed=False)


def _column(question: Question, facts: Facts) -> Answer:
    explained, column = facts.explanation, str(question.column)
    if explained is None:
        return Answer((_say("ask-no-reasons", question),))
    if column not in explained.columns:
        return Answer((_say("ask-column-unknown", question, column=_name(column)),))
    sizes = np.abs(explained.values).mean(axis=0)
    place = explained.columns.index(column)
    rank = int((sizes > sizes[place]).sum()) + 1
    values: dict[str, Any] = {"column": _name(column), "place": rank, "columns": len(explained.columns)}
    sentences = [_say("ask-column", question, **values, effect=_size(explained, sizes[place], question))]
    direction = _direction(question, explained, place)
    if direction:
        sentences.append(direction)
    if explained.of_class is not None:
        sentences.append(_say("ask-drivers-class", question, name=_name(explained.of_class)))
    return Answer((*sentences, _say("ask-drivers-limit", question)))


def _direction(question: Question, explained: Explanation, place: int) -> str | None:
    numbers, effects = explained.numbers[:, place], explained.values[:, place]
    known = np.isfinite(numbers)
    if known.sum() > 2 and len(np.unique(numbers[known])) > 2 and np.ptp(effects[known]) > 0:
        trend = float(stats.spearmanr(numbers[known], effects[known]).statistic)
        return None if abs(trend) < _CLEAR else _say(f"ask-column-{'up' if trend > 0 else 'down'}", question)
    levels = {str(cell): float(effects[explained.cells[:, place] == cell].mean()) for cell in explained.cells[:, place]}
    high, low = max(levels, key=levels.__getitem__), min(levels, key=levels.__getitem__)
    if not levels[low] < 0 < levels[high] or "" in (high, low):
        return None
    return _say("ask-column-levels", question, high=_name(high), low=_name(low))


# ---- rows ------------------------------------------------------------------------------------------------------------


def _row(question: Question, facts: Facts) -> Answer:
    wrong = _no_such_row(question, facts)
    if wrong is not None or question.row is None:
        return wrong or Answer(())
    place = _explained(facts, question.row - 1)
    explained, said = facts.explanation, None
    if place is None:
        found = facts.found.get("row_reasons")
        if found is None or found["row"] != question.row - 1:
            return Answer((_say("ask-row-waiting", question, row=str(question.row)),), needed(question, facts))
        explained, place, said = _rebuilt(found), 0, str(found["says"])
    assert explained is not None
    sentences = [told(explained, place, question.language)]
    said = said if said is not None else _said(facts.result, explained, place)
    if said is not None and facts.result.classes:
        sentences.insert(0, _say("ask-row-says", question, row=str(question.row), says=_name(said)))
    truth = _truth(facts, question)
    return Answer((*sentences, truth) if truth else tuple(sentences))


def _no_such_row(question: Question, facts: Facts) -> Answer | None:
    if question.row is None:
        example = str(_example(facts))
        named = CORE.text("ask-offer-change", question.language, {"row": example})
        return Answer((_say("ask-which-row", question, row=example),), offers=(named,))
    if not 1 <= question.row <= facts.result.rows:
        return Answer((_say("ask-row-no", question, row=str(question.row), rows=facts.result.rows),))
    return None


def _explained(facts: Facts, position: int) -> int | None:
    if facts.explanation is None:
        return None
    places = np.flatnonzero(facts.explanation.rows == position)
    return int(places[0]) if len(places) else None


def _rebuilt(found: Mapping[str, Any]) -> Explanation:
    return Explanation(
        columns=tuple(found["columns"]),
        values=np.array([found["values"]]),
        base=found["base"],
        predictions=np.array([found["prediction"]]),
        cells=np.array([found["cells"]]),
        numbers=np.full((1, len(found["columns"])), np.nan),
        rows=np.array([found["row"]]),
        of_class=found["of_class"],
    )


def _said(result: RunResult, explained: Explanation, place: int) -> str | None:
    """What the model says of an explained row; None where the probability of one class of many does not tell."""
    if len(result.classes) != 2 or result.threshold is None:
        return None
    return result.classes[int(explained.predictions[place] >= result.threshold)]


def _truth(facts: Facts, question: Question) -> str | None:
    judged = facts.judged
    if judged is None or question.row is None:
        return None
    places = np.flatnonzero(judged.rows == question.row - 1)
    if not len(places):
        return None
    y = judged.y[places[0]]
    shown = facts.result.classes[int(y)] if facts.result.classes else fmt.number(float(y), question.language)
    return _say("ask-row-truth", question, truth=_name(shown))


def _change(question: Question, facts: Facts) -> Answer:
    wrong = _no_such_row(question, facts)
    if wrong is not None or question.row is None:
        return wrong or Answer(())
    found = facts.found.get("counterfactual")
    if found is None or found["row"] != question.row - 1:
        return Answer((_say("ask-change-waiting", question, row=str(question.row)),), needed(question, facts))
    sentences = told_changes(found, question.language)
    if facts.result.classes:
        says = _say("ask-row-says", question, row=str(question.row), says=_name(str(found["now"])))
        return Answer((says, *sentences))
    return Answer(sentences)


# ---- what inspections found ------------------------------------------------------------------------------------------


def _fails(question: Question, facts: Facts) -> Answer:
    found = facts.found.get("slices")
    if found is None:
        return Answer((_say("ask-fails-waiting", question),), needed(question, facts))
    if not found["slices"]:
        return Answer((_say("ask-fails-none", question),))
    return Answer(tuple(_group(question, each, found["kind"]) for each in found["slices"][:_MOST_GROUPS]))


def _group(question: Question, found: Mapping[str, Any], kind: str) -> str:
    what = _say("ask-and", question).join(_condition(question, each) for each in found["conditions"])
    shown: Callable[[float, str], str] = fmt.percent if kind == "wrong" else fmt.figure
    inside, outside = (shown(found[part], question.language) for part in ("inside", "outside"))
    return _say(f"ask-fails-{kind}", question, what=what, rows=found["rows"], inside=inside, outside=outside)


def _condition(question: Question, found: Mapping[str, Any]) -> str:
    values = {name: _value(found[name], question) for name in ("value", "to") if name in found}
    return _say(f"ask-condition-{found['how']}", question, column=_name(found["column"]), **values)


def _value(value: object, question: Question) -> str:
    return fmt.figure(value, question.language) if isinstance(value, float) else _name(str(value))


def _more_rows(question: Question, facts: Facts) -> Answer:
    found, spoken = facts.found.get("learning_curve"), question.language
    if found is None:
        return Answer((_say("ask-more-waiting", question),), needed(question, facts))
    metric, (*_, before, last) = found["metric"], found["points"]
    values = {"metric": metric_name(metric, spoken), "half": before["rows"], "rows": last["rows"]}
    values |= {"before": fmt.score(metric, before["score"], spoken), "score": fmt.score(metric, last["score"], spoken)}
    sentences = [_say(f"ask-more-{found['verdict']}", question, **values)]
    if found["gain"] > 0 and found["verdict"] != "unsure":
        share = fmt.is_share(metric)
        gain = effect(found["gain"], spoken, share=share, signed=False) if share else fmt.figure(found["gain"], spoken)
        higher = facts.result.headline.greater_is_better
        sentences.append(_say("ask-more-gain" if higher else "ask-more-gain-error", question, gain=gain))
    if question.rows is not None:
        sentences.append(_say("ask-more-asked", question, asked=fmt.number(question.rows, spoken)))
    return Answer(tuple(sentences))


# ---- words -----------------------------------------------------------------------------------------------------------


def _say(key: str, question: Question, **values: str | int | Sequence[str] | Message) -> str:
    return CORE.text(key, question.language, values)


def _name(text: str) -> str:
    return fmt.shortened(text, _LONGEST)


_ANSWERS: Mapping[Intent, Callable[[Question, Facts], Answer]] = {
    Intent.GOOD: _good,
    Intent.PLAIN: _plain,
    Intent.MODEL: _model,
    Intent.MEASURED: _measured,
    Intent.DRIVERS: _drivers,
    Intent.COLUMN: _column,
    Intent.ROW: _row,
    Intent.CHANGE: _change,
    Intent.FAILS: _fails,
    Intent.MORE_ROWS: _more_rows,
}
