"""What the Lab page asks before it compares: what kind, on which data and goal, how often and how long."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from autoglm_core import available, config
from autoglm_core.experiment import LabKind, LabSpec
from autoglm_core.spec import Budget
from autoglm_core.store import Draft, RunInfo, start_lab
from autoglm_core.view import format as fmt
from pages.parts.i18n import language, md, short, t, tm
from pages.parts.shell import errors_said
from pages.parts.state import Ids, asked, go, workspace

FAMILIES = "families"  # what each kind of model added to a run: no search, and so no LabKind
_AMOUNTS = {"trials": (20, 2, 1_000), "seconds": (30, 5, 3_600)}  # default, least, most
_REPEATS, _MOST_REPEATS = 3, 10

Question = RunInfo | Draft


def questions() -> Mapping[str, Question]:
    """What there is to compare on: runs, and drafts with a plan that were not started, by id, the newest first."""
    space = workspace()
    found: dict[str, Question] = {run.id: run for run in space.runs() if run.spec.target}
    return found | {draft.id: draft for draft in space.drafts() if draft.spec and draft.spec.target and not draft.runs}


def choose_kind() -> str:
    """What is to be compared."""
    names = {kind: t(f"lab-kind-{kind}") for kind in (*(str(kind) for kind in LabKind), FAMILIES)}
    chosen = st.segmented_control(
        t("lab-kind"),
        [*names],
        format_func=lambda kind: names[kind],
        default=str(LabKind.SAMPLERS),
        required=True,
        wrap=True,
        key="lab-kind",
    )
    st.markdown(t(f"lab-kind-{chosen}-help"))
    return str(chosen)


def form(kind: str, offered: Mapping[str, Question]) -> None:
    """Everything that an experiment needs, and the button that starts it."""
    with st.container(border=True, key="lab-form"):
        question = _question(offered)
        samplers = _samplers() if kind == LabKind.SAMPLERS else ()
        left, middle, right = st.columns(3, vertical_alignment="bottom")
        repeats = left.number_input(
            t("lab-seeds"), 1, _MOST_REPEATS, _REPEATS, key="lab-seeds", help=t("lab-seeds-help")
        )
        units = {name: t(f"lab-unit-{name}") for name in _AMOUNTS}
        unit = middle.segmented_control(
            t("lab-unit"),
            [*units],
            format_func=lambda name: units[name],
            default="trials",
            required=True,
            key="lab-unit",
        )
        default, least, most = _AMOUNTS[unit]
        amount = right.number_input(t(f"lab-amount-{unit}"), least, most, default, key=f"lab-amount-{unit}")
        arms = len(samplers) if kind == LabKind.SAMPLERS else 2
        enough = arms > 1
        st.caption(_sum(arms * int(repeats), str(unit), int(amount)) if enough else t("lab-pick-two"))
        if st.button(t("lab-start"), type="primary", icon=":material/science:", key="lab-start", disabled=not enough):
            with errors_said():
                go("lab", Ids(lab=_started(kind, question, samplers, int(repeats), str(unit), int(amount))))


def _question(offered: Mapping[str, Question]) -> Question:
    here = asked()
    ids = [*offered]
    names = distinct({id_: _described(question) for id_, question in offered.items()})
    preferred = next((id_ for id_ in (here.run, here.draft) if id_ in offered), ids[0])
    chosen = st.selectbox(
        t("lab-question"),
        ids,
        index=ids.index(preferred),
        format_func=lambda id_: names[id_],
        help=t("lab-question-help"),
        key="lab-question",
    )
    return offered[chosen]


def _described(question: Question) -> str:
    goal = question.spec.goal if question.spec is not None else ""
    said = f"{short(question.name, 50)} · {short(goal, 60)}" if goal else short(question.name, 80)
    return f"{said} · {fmt.when(question.created, language())}"


def distinct(names: Mapping[str, str]) -> dict[str, str]:
    """The names, numbered where there are several alike: a select box tells its options apart by their words alone.

    >>> distinct({"a": "loans", "b": "loans", "c": "wine"})
    {'a': 'loans', 'b': 'loans (2)', 'c': 'wine'}
    """
    found: dict[str, str] = {}
    for id_, name in names.items():
        alike = sum(other == name for other in list(names.values())[: len(found)])
        found[id_] = f"{name} ({alike + 1})" if alike else name
    return found


def _samplers() -> tuple[str, ...]:
    listed = available("samplers", language())
    names = {info.name: info.label for info in listed if info.available}
    chosen = st.pills(
        t("lab-samplers"),
        [*names],
        format_func=lambda name: names[name],
        selection_mode="multi",
        default=[*names],
        key="lab-samplers",
    )
    missing = [info.label for info in listed if not info.available]
    if missing:
        st.caption(tm("lab-samplers-unavailable", names=missing))
    return tuple(name for name in names if name in chosen)


def _sum(searches: int, unit: str, amount: int) -> str:
    if unit == "trials":
        return tm("lab-sum-trials", searches=searches, trials=amount)
    return tm("lab-sum-seconds", searches=searches, time=fmt.duration(float(searches * amount), language()))


def _started(kind: str, question: Question, samplers: tuple[str, ...], repeats: int, unit: str, amount: int) -> str:
    assert question.spec is not None
    first = config().seed
    lab = LabSpec(
        kind=LabKind(kind),
        spec=question.spec,
        samplers=samplers,
        seeds=tuple(first + number for number in range(repeats)),
        budget=Budget(**{unit: amount}),
    )
    return start_lab(workspace(), question, lab)


def facts(lab: LabSpec) -> str:
    """How often and how long each search of an experiment goes; Markdown."""
    if lab.budget.trials is not None:
        budget = t("lab-attempts", trials=lab.budget.trials)
    else:
        budget = fmt.duration(lab.budget.seconds, language())
    return md(t("lab-facts", seeds=len(lab.seeds), budget=budget))
