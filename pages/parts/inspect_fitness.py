"""The panel “fit for use” of the Inspect page: what was measured of the models on this machine, and the trade-offs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from autoglm_core.fitness import Fitness, ModelFitness, front
from autoglm_core.result import RunResult, TrialState
from autoglm_core.store import RunInfo
from autoglm_core.view import figures
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name
from pages.parts.components import Card, cards
from pages.parts.i18n import language, say, t, tm
from pages.parts.inspections import panel
from pages.parts.run_views import chart, table
from pages.parts.theme import palette

# What a score can be set against; all of them are better when smaller.
_COSTS: Mapping[str, Callable[[ModelFitness], float]] = {
    "p95": lambda of: of.latency.p95,
    "batch": lambda of: 1000 / of.rows_per_second,
    "cpu": lambda of: of.cpu_seconds,
    "memory": lambda of: of.memory_mb,
    "size": lambda of: of.size_mb,
    "training": lambda of: of.training_seconds,
    "recovery": lambda of: of.recovery_seconds,
}


def fit_for_use(run: RunInfo, result: RunResult) -> None:
    """Measured by a job of its own; attempts beyond the best ones on click."""
    st.markdown(f"## {t('fitness-title')}", anchors=False)
    st.markdown(t("fitness-lead"))
    # It is about all models of the run, whichever of them the rest of the page is about.
    panel(run, "fitness", lambda found: _drawn(run, result, Fitness.from_json(found)), choice="accurate")


def fitness_name(of: ModelFitness) -> str:
    """What a measured model is called, in plain text."""
    spoken = language()
    family = model_name(of.model, spoken)
    if of.trial is None:
        return f"{t(f'fitness-model-{of.id}')}: {family}"
    return f"{t('fitness-model-trial', number=str(of.trial + 1))}: {family}"


def _drawn(run: RunInfo, result: RunResult, found: Fitness) -> None:
    for note in found.notes:
        st.info(say(note), icon=":material/info:")
    shipped = found.models[0]
    st.markdown(tm("fitness-told", **_told(shipped)))
    cards(_cards(shipped, found))
    _serving(shipped)
    models = [*found.models, *_also(run, result, found)]
    st.markdown(f"### {t('fitness-trade-offs')}", anchors=False, help=t("fitness-trade-offs-help"))
    _trade_offs(result, models)
    st.markdown(f"### {t('fitness-all')}", anchors=False)
    table(_frame(result, models), "fitness-table", t("fitness-all"))
    gpu = found.machine.gpu or t("fitness-no-gpu")
    st.caption(
        tm(
            "fitness-machine",
            processor=found.machine.processor,
            cores=found.machine.cores,
            memory=fmt.figure(found.machine.memory_gb, language()),
            gpu=gpu,
        )
    )


def _told(of: ModelFitness) -> dict[str, Any]:
    spoken = language()
    return {
        "p50": _ms(of.latency.p50, spoken),
        "p99": _ms(of.latency.p99, spoken),
        "calls": fmt.number(of.latency.calls, spoken),
        "rows": fmt.number(round(of.rows_per_second), spoken),
        "valid": fmt.percent(of.valid_share, spoken, digits=0),
        "recovery": fmt.duration(of.recovery_seconds, spoken),
    }


def _cards(of: ModelFitness, found: Fitness) -> list[Card]:
    spoken = language()
    cores = t("fitness-cores", cores=found.machine.cores)
    return [
        Card(t("measure-p50"), _ms(of.latency.p50, spoken), t("fitness-p50-help")),
        Card(t("measure-p95"), _ms(of.latency.p95, spoken), t("fitness-p95-help")),
        Card(t("measure-p99"), _ms(of.latency.p99, spoken), t("fitness-p99-help")),
        Card(t("measure-throughput"), fmt.number(round(of.rows_per_second), spoken), t("fitness-batch-help")),
        Card(
            t("fitness-load"), fmt.figure(of.load.per_second, spoken), t("fitness-load-help", clients=of.load.clients)
        ),
        Card(t("fitness-cpu"), fmt.duration(of.cpu_seconds, spoken), t("fitness-cpu-help")),
        Card(t("measure-memory"), f"{fmt.figure(of.memory_mb, spoken)} MB", t("fitness-memory-help")),
        Card(t("measure-size"), f"{fmt.figure(of.size_mb, spoken)} MB", t("fitness-size-help")),
        Card(t("measure-training"), fmt.duration(of.training_seconds, spoken), t("fitness-training-help")),
        Card(t("fitness-gpu"), found.machine.gpu or t("fitness-none"), cores),
    ]


def _serving(of: ModelFitness) -> None:
    """Availability and scalability of the shipped model."""
    spoken = language()
    st.markdown(f"### {t('fitness-availability')}", anchors=False)
    wrong = [fault for fault in of.faults if not fault.valid]
    cards(
        [
            Card(t("measure-valid"), fmt.percent(of.valid_share, spoken, digits=0), t("fitness-valid-help")),
            Card(t("measure-recovery"), fmt.duration(of.recovery_seconds, spoken), t("fitness-recovery-help")),
            Card(t("measure-scale-out"), _times(of.scaling.two / of.scaling.one), t("fitness-scaling-help")),
            Card(t("measure-steady"), _growth(of, spoken), t("fitness-growth-help")),
        ]
    )
    said = "fitness-faults-fine" if not wrong else "fitness-faults-wrong"
    st.markdown(tm(said, cases=len(of.faults), wrong=len(wrong)))
    with st.expander(t("fitness-faults")):
        lines = [
            {
                t("fitness-fault"): t(f"fitness-fault-{fault.case}"),
                t("fitness-outcome"): t(f"fitness-outcome-{fault.outcome}"),
                t("fitness-said"): fault.detail or fmt.NOTHING,
            }
            for fault in sorted(of.faults, key=lambda fault: fault.valid)
        ]
        table(pd.DataFrame(lines), "fitness-faults", t("fitness-faults"))


def _times(ratio: float) -> str:
    return t("fitness-times", times=fmt.figure(ratio, language()))


def _growth(of: ModelFitness, spoken: str) -> str:
    """Seconds for the largest batch that was timed."""
    rows, seconds = of.growth.rows[-1], of.growth.seconds[-1]
    return t("fitness-growth", rows=fmt.number(rows, spoken), seconds=fmt.duration(seconds, spoken))


def _trade_offs(result: RunResult, models: Sequence[ModelFitness]) -> None:
    spoken = language()
    cost = st.selectbox(
        t("fitness-against"),
        list(_COSTS),
        format_func=lambda name: t(f"fitness-cost-{name}"),
        key="fitness-cost",
        width=420,
    )
    costs = [max(_COSTS[cost](model), 1e-6) for model in models]
    sign = 1.0 if result.headline.greater_is_better else -1.0
    best = front([(of, sign * model.score) for of, model in zip(costs, models, strict=True)])
    points = [(fitness_name(model), of, model.score) for model, of in zip(models, costs, strict=True)]
    axis = t(f"fitness-cost-{cost}")
    drawn = figures.trade_off(points, best, result.metric, axis, palette(), spoken, shipped=0)
    chart(drawn, "fitness-trade-off", t("fitness-trade-offs"))
    names = [fitness_name(models[position]) for position in best]
    st.markdown(tm("fitness-front", models=names, metric=metric_name(result.metric, spoken), cost=axis))


def _also(run: RunInfo, result: RunResult, found: Fitness) -> list[ModelFitness]:
    """Attempts that somebody asked for beside those measured anyway."""
    measured = {model.trial for model in found.models}
    if measured == {None}:  # no models of attempts were kept
        return []
    others = [
        record for record in result.leaderboard if record.state is TrialState.FINISHED and record.number not in measured
    ]
    also: list[ModelFitness] = []
    if not others:
        return also
    asked = st.multiselect(
        t("fitness-also"),
        [record.number for record in others],
        format_func=lambda number: _attempt(result, number),
        key=f"fitness-also-{run.id}",
        help=t("fitness-also-help"),
        placeholder=t("fitness-also-choose"),
    )
    for number in asked:
        panel(
            run,
            "fitness",
            lambda one: also.extend(Fitness.from_json(one).models),
            options={"trial": number},
            choice="accurate",
            key=f"fitness-also-{number}",
        )
    return also


def _attempt(result: RunResult, number: int) -> str:
    record = next(record for record in result.leaderboard if record.number == number)
    score = fmt.score(result.metric, record.score, language())
    name = t("fitness-model-trial", number=str(number + 1))
    return f"{name}: {model_name(record.family, language())}, {score}"


def _frame(result: RunResult, models: Sequence[ModelFitness]) -> pd.DataFrame:
    spoken = language()
    lines = []
    for of in models:
        lines.append(
            {
                t("fitness-model"): fitness_name(of),
                metric_name(result.metric, spoken): fmt.score(result.metric, of.score, spoken),
                "P50": _ms(of.latency.p50, spoken),
                "P95": _ms(of.latency.p95, spoken),
                "P99": _ms(of.latency.p99, spoken),
                t("fitness-calls"): fmt.number(of.latency.calls, spoken),
                t("measure-throughput"): fmt.number(round(of.rows_per_second), spoken),
                t("fitness-load"): fmt.figure(of.load.per_second, spoken),
                t("fitness-cpu"): fmt.duration(of.cpu_seconds, spoken),
                t("measure-memory"): f"{fmt.figure(of.memory_mb, spoken)} MB",
                t("measure-size"): f"{fmt.figure(of.size_mb, spoken)} MB",
                t("measure-training"): fmt.duration(of.training_seconds, spoken),
                t("measure-valid"): fmt.percent(of.valid_share, spoken, digits=0),
                t("measure-recovery"): fmt.duration(of.recovery_seconds, spoken),
                t("measure-scale-out"): _times(of.scaling.two / of.scaling.one),
                t("measure-steady"): _growth(of, spoken),
                t("fitness-parts"): fmt.number(of.parts, spoken),
            }
        )
    return pd.DataFrame(lines)


def _ms(milliseconds: float, spoken: str) -> str:
    if milliseconds >= 1000:
        return fmt.duration(milliseconds / 1000, spoken)
    return f"{fmt.figure(milliseconds, spoken)} ms"
