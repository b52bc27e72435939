"""The priorities panel of the Inspect page: two criteria at a time, the weights, and the models ranked by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations

import pandas as pd
import streamlit as st

from autoglm_core.fitness import Fitness
from autoglm_core.priorities import MOST_INCONSISTENT, SCALE, Disagreement, Judgements, Priorities
from autoglm_core.ranking import MEASURES, READY_MADE, Measured, Ranking, measures_of, rank, ready_made, turns
from autoglm_core.result import RunResult
from autoglm_core.store import RunInfo, keep_priorities, priorities_of
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name
from pages.parts.i18n import language, md, short, t, tm
from pages.parts.inspect_fitness import fitness_name
from pages.parts.inspections import panel
from pages.parts.run_views import chart, table
from pages.parts.state import workspace
from pages.parts.theme import palette

_LONGEST_NAME = 30
_MOST_PEOPLE = 12
_SAME = 1e-6


def priorities(run: RunInfo, result: RunResult) -> None:
    """What matters how much, and which measured model suits that best."""
    st.markdown(f"## {t('priorities-title')}", anchors=False)
    st.markdown(t("priorities-lead"))
    kept = priorities_of(workspace(), run.id, t("priorities-me"))
    _Asked(run, result, kept).draw()
    everybody = kept.combined
    st.markdown(f"### {t('priorities-weights')}", anchors=False, help=t("priorities-weights-help"))
    weights = {_criterion(name): weight for name, weight in everybody.weights.items()}
    chart(figures.weights(weights, palette(), language()), "priorities-weights", t("priorities-weights"))
    if len(kept.people) > 1:
        st.caption(tm("priorities-combined", people=list(kept.people)))
    panel(
        run,
        "fitness",
        lambda found: _ranked(result, Fitness.from_json(found), everybody),
        choice="accurate",
        key="priorities-fitness",
    )


class _Asked:
    """The widgets by which people say what matters; every answer is kept with the run at once."""

    def __init__(self, run: RunInfo, result: RunResult, kept: Judgements) -> None:
        self._run, self._result, self._kept = run, result, kept

    def draw(self) -> None:
        self._ready_made()
        self._criteria()
        person = self._person()
        said = self._kept.people[person]
        self._compared(person, said, said.criteria, _criterion, self._says(person, None))
        for name in said.criteria:
            self._below(person, said, name)
        _consistency(said, lambda mended: self._keep(self._kept.said(person, mended)))

    def _keep(self, judgements: Judgements) -> None:
        keep_priorities(workspace(), self._run.id, judgements)

    def _ready_made(self) -> None:
        now = self._kept.combined
        chosen = next((name for name in READY_MADE if _same(now, ready_made(name))), None)

        def take() -> None:
            name = st.session_state.get(f"priorities-ready-{self._run.id}")
            if name is not None:
                self._keep(Judgements({next(iter(self._kept.people)): ready_made(name)}))

        key = f"priorities-ready-{self._run.id}"
        st.session_state[key] = chosen
        st.pills(
            t("priorities-ready"),
            READY_MADE,
            format_func=lambda name: t(f"ready-made-{name}".replace("_", "-")),
            key=key,
            on_change=take,
            help=t("priorities-ready-help"),
        )

    def _criteria(self) -> None:
        key = f"priorities-criteria-{self._run.id}"
        st.session_state[key] = list(self._kept.criteria)

        def change() -> None:
            wanted = st.session_state[key]
            if len(wanted) >= 2:
                self._keep(self._kept.among([name for name in MEASURES if name in wanted]))

        st.multiselect(
            t("priorities-criteria"),
            list(MEASURES),
            format_func=_criterion,
            key=key,
            on_change=change,
            help=t("priorities-criteria-help"),
        )

    def _person(self) -> str:
        """Whose comparisons are shown; people are added and taken out here."""
        people = list(self._kept.people)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            person = people[0]
            if len(people) > 1:
                person = (
                    st.selectbox(t("priorities-person"), people, key=f"priorities-person-{self._run.id}", width=220)
                    or people[0]
                )
            name = st.text_input(
                t("priorities-add"),
                key=f"priorities-add-{self._run.id}-{len(people)}",
                max_chars=_LONGEST_NAME,
                help=t("priorities-add-help"),
                width=260,
            )
            new = name.strip()
            added = st.button(t("priorities-add-button"), key="priorities-add-button", icon=":material/person_add:")
            if added and new and new not in people and len(people) < _MOST_PEOPLE:
                self._keep(self._kept.said(new, self._kept.people[person]))
                st.rerun()
            if len(people) > 1 and st.button(
                tm("priorities-remove", name=short(person, 20)),
                key="priorities-remove",
                icon=":material/person_remove:",
            ):
                self._keep(self._kept.without(person))
                st.rerun()
        return person

    def _says(self, person: str, above: str | None) -> Callable[[str, str, float], None]:
        """Keeps one judgement of ``person``, among the sub-criteria of ``above`` where it is given."""

        def keep(first: str, second: str, times: float) -> None:
            said = self._kept.people[person]
            if above is None:
                self._keep(self._kept.said(person, said.replaced(first, second, times)))
                return
            sub = _sub(said, above).replaced(first, second, times)
            self._keep(self._kept.said(person, Priorities(said.criteria, said.matrix, {**said.below, above: sub})))

        return keep

    def _below(self, person: str, said: Priorities, criterion: str) -> None:
        """What counts within a criterion that is measured in several ways."""
        offered = self._measures(criterion)
        if len(offered) < 2:
            return
        with st.expander(tm("priorities-within", criterion=_criterion(criterion))):
            now = list(measures_of(criterion, said))
            key = f"priorities-within-{self._run.id}-{person}-{criterion}"
            st.session_state[key] = now

            def change() -> None:
                wanted = [name for name in offered if name in st.session_state[key]]
                if wanted:
                    below = {**said.below, criterion: Judgements({"": _sub(said, criterion)}).among(wanted).combined}
                    self._keep(self._kept.said(person, Priorities(said.criteria, said.matrix, below)))

            st.multiselect(t("priorities-measures"), offered, format_func=self._measure, key=key, on_change=change)
            sub = _sub(said, criterion)
            self._compared(f"{person}-{criterion}", sub, sub.criteria, self._measure, self._says(person, criterion))

    def _measures(self, criterion: str) -> list[str]:
        if criterion == "latency":
            return ["p50", "p95", "p99"]
        if criterion == "accuracy":
            return ["score", *(score.metric for score in self._result.scores if score.metric != self._result.metric)]
        return list(MEASURES[criterion])

    def _measure(self, name: str) -> str:
        spoken = language()
        if name == "score":
            return metric_name(self._result.metric, spoken)
        if any(score.metric == name for score in self._result.scores):
            return metric_name(name, spoken)
        return t(f"measure-{name}".replace("_", "-"))

    def _compared(
        self,
        key: str,
        said: Priorities,
        criteria: Sequence[str],
        name: Callable[[str], str],
        keep: Callable[[str, str, float], None],
    ) -> None:
        """A choice in words for each pair."""
        places = st.columns(2, gap="medium")
        for number, (first, second) in enumerate(combinations(criteria, 2)):
            i, j = said.criteria.index(first), said.criteria.index(second)
            widget = f"priorities-{self._run.id}-{key}-{first}-{second}"
            st.session_state[widget] = _step(said.matrix[i][j])

            def changed(widget: str = widget, first: str = first, second: str = second) -> None:
                keep(first, second, SCALE[st.session_state[widget]])

            places[number % 2].selectbox(
                t("priorities-pair", first=name(first), second=name(second)),
                list(reversed(range(len(SCALE)))),
                format_func=partial(_in_words, first=name(first), second=name(second)),
                key=widget,
                on_change=changed,
            )


def _consistency(said: Priorities, keep: Callable[[Priorities], None]) -> None:
    ratio = fmt.figure(round(said.consistency_ratio, 3), language())
    if said.is_consistent:
        st.caption(t("priorities-consistent", ratio=ratio), help=t("priorities-consistency-help"))
        return
    worst = said.disagreement() if said.consistency_ratio > MOST_INCONSISTENT else None
    naming: Callable[[str], str] = _criterion
    if worst is None:  # the contradiction is among sub-criteria
        sub = next(sub for sub in said.below.values() if not sub.is_consistent)
        worst, naming = sub.disagreement(), _any_name
    if worst is None:
        return
    st.warning(_worst_told(worst, ratio, naming), icon=":material/rule:")
    with st.container(horizontal=True, gap="small"):
        st.button(
            tm("priorities-mend", judgement=_judgement(worst.consistent, worst.first, worst.second, naming)),
            key="priorities-mend",
            on_click=lambda: keep(_one_mended(said, worst)),
        )
        st.button(t("priorities-mend-all"), key="priorities-mend-all", on_click=lambda: keep(said.mended()))


def _one_mended(said: Priorities, worst: Disagreement) -> Priorities:
    if worst.first in said.criteria and worst.second in said.criteria:
        return said.replaced(worst.first, worst.second, worst.consistent)
    below = {
        name: sub.replaced(worst.first, worst.second, worst.consistent) if worst.first in sub.criteria else sub
        for name, sub in said.below.items()
    }
    return Priorities(said.criteria, said.matrix, below)


def _worst_told(worst: Disagreement, ratio: str, naming: Callable[[str], str]) -> str:
    stated = _judgement(worst.stated, worst.first, worst.second, naming)
    consistent = _judgement(worst.consistent, worst.first, worst.second, naming)
    return tm("priorities-inconsistent", ratio=ratio, stated=stated, consistent=consistent)


# ---- the models ------------------------------------------------------------------------------------------------------


def _ranked(result: RunResult, found: Fitness, everybody: Priorities) -> None:
    names = {model.id: fitness_name(model) for model in found.models}
    models = [model.measured() for model in found.models]
    ranking = rank(models, everybody)
    st.markdown(f"### {t('priorities-ranking')}", anchors=False, help=t("priorities-ranking-help"))
    first = ranking.models[0]
    st.markdown(_first_told(ranking, names))
    points = [(names[model.id], _by_criterion(model.points, ranking, everybody)) for model in ranking.models]
    chart(figures.ranked(points, palette(), language()), "priorities-ranked", t("priorities-ranking"))
    for sentence in _sensitivity(models, everybody, names, first.id):
        st.markdown(f"- {sentence}")
    if ranking.unmeasured:
        st.caption(tm("priorities-unmeasured", measures=[_named(result, name) for name in ranking.unmeasured]))
    with st.expander(t("priorities-points")):
        st.markdown(
            "\n".join(
                f"- **{md(_criterion(name))}** ({fmt.percent(everybody.weights[name], language())}): "
                f"{md(t(f'criterion-{name}-help'))}"
                for name in everybody.criteria
            )
        )
        table(_points(result, ranking, names), "priorities-points", t("priorities-points"))


def _first_told(ranking: Ranking, names: Mapping[str, str]) -> str:
    first, tied = ranking.models[0], [names[id] for id in ranking.tied]
    total = fmt.figure(100 * first.total, language())
    if len(tied) > 1:
        return tm("priorities-tied", models=tied, points=total)
    return tm("priorities-first", model=names[first.id], points=total)


def _by_criterion(points: Mapping[str, float], ranking: Ranking, everybody: Priorities) -> dict[str, float]:
    """The part of the total that each criterion brings."""
    found: dict[str, float] = {}
    for criterion, weight in everybody.weights.items():
        shares = {name: share for name, share in measures_of(criterion, everybody).items() if name in points}
        if shares:
            whole, known = sum(shares.values()), _known_weight(ranking, everybody)
            of = sum(share * points[name] for name, share in shares.items()) / whole
            found[_criterion(criterion)] = weight / known * of
    return found


def _known_weight(ranking: Ranking, everybody: Priorities) -> float:
    """The weight of the criteria of which something was measured."""
    return sum(
        weight
        for name, weight in everybody.weights.items()
        if any(measure in ranking.weights for measure in measures_of(name, everybody))
    )


def _sensitivity(models: Sequence[Measured], everybody: Priorities, names: Mapping[str, str], first: str) -> list[str]:
    spoken = language()
    found = turns(models, everybody)
    if not found:
        return [tm("ranking-steady", winner=names[first])]
    return [
        tm(
            "ranking-turn-less" if turn.less else "ranking-turn-more",
            winner=names[turn.winner],
            criterion=_criterion(turn.criterion),
            weight=fmt.percent(turn.weight, spoken),
            now=fmt.percent(everybody.weights[turn.criterion], spoken),
        )
        for turn in found
    ]


def _points(result: RunResult, ranking: Ranking, names: Mapping[str, str]) -> pd.DataFrame:
    spoken = language()
    return pd.DataFrame(
        [
            {
                t("fitness-model"): names[model.id],
                t("priorities-total"): fmt.figure(100 * model.total, spoken),
                **{_named(result, name): fmt.figure(100 * value, spoken) for name, value in model.points.items()},
            }
            for model in ranking.models
        ]
    )


# ---- words -----------------------------------------------------------------------------------------------------------


def _criterion(name: str) -> str:
    return t(f"criterion-{name}")


def _named(result: RunResult, measure: str) -> str:
    return metric_name(result.metric, language()) if measure == "score" else _any_name(measure)


def _any_name(measure: str) -> str:
    known = {"score", *(name for names in MEASURES.values() for name in names), "p50"}
    return t(f"measure-{measure}".replace("_", "-")) if measure in known else metric_name(measure, language())


def _step(times: float) -> int:
    """The place on the scale of a judgement, also of one that lies between two places."""
    return min(range(len(SCALE)), key=lambda place: abs(SCALE[place] / times - 1) + abs(times / SCALE[place] - 1))


def _in_words(step: int, first: str, second: str) -> str:
    times = SCALE[step]
    if times == 1:
        return t("priorities-equal", first=first, second=second)
    more, less = (first, second) if times > 1 else (second, first)
    return t(f"priorities-more-{round(max(times, 1 / times))}", more=more, less=less)


def _judgement(times: float, first: str, second: str, naming: Callable[[str], str]) -> str:
    return _in_words(_step(times), naming(first), naming(second))


def _sub(said: Priorities, criterion: str) -> Priorities:
    measures = tuple(measures_of(criterion, said))
    return said.below.get(criterion) or Priorities.compared(measures, {})


def _same(one: Priorities, other: Priorities) -> bool:
    if one.criteria != other.criteria or one.below:
        return False
    return all(abs(one.weights[name] - other.weights[name]) < _SAME for name in one.criteria)
