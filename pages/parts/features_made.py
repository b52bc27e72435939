"""The features that a run made of the columns: what each is, what it added, and training again without it."""

from __future__ import annotations

import streamlit as st

from autoglm_core import label
from autoglm_core.errors import JobError
from autoglm_core.result import GeneratedFeature, RunResult
from autoglm_core.store import RunInfo
from autoglm_core.view import format as fmt
from autoglm_core.view.names import metric_name, model_name
from pages.parts import drafts
from pages.parts.i18n import language, md, say, t, tm
from pages.parts.shell import errors_said
from pages.parts.state import Ids, go, workspace


def features_made(run: RunInfo, result: RunResult) -> None:
    """The panel: those kept, by kind, the kind that adds most first; then those that were tried and left out."""
    if not result.spec.search.features:
        st.info(t("inspect-features-off"), icon=":material/info:")
        return
    kept = [feature for feature in result.generated if feature.folds]
    if not kept:
        st.info(t("inspect-features-none"), icon=":material/info:")
    else:
        paid = sum(feature.paid for feature in kept)
        st.markdown(tm("inspect-features-lead", tried=len(result.generated), paid=paid))
        _compared(result)
        used = any(feature.used for feature in kept)
        st.markdown(t("inspect-features-in-model" if used else "inspect-features-not-in-model"))
    for kind in dict.fromkeys(feature.kind for feature in sorted(kept, key=lambda item: -item.lift)):
        _kind(run, result, kind, [feature for feature in kept if feature.kind == kind])
    left_out = [feature for feature in result.generated if not feature.folds]
    if left_out:
        with st.expander(t("inspect-features-left-out"), key="inspect-features-left-out"):
            for feature in left_out:
                st.markdown(f"{say(feature.sentence)}  \n{_lift(result, feature)}")


def _compared(result: RunResult) -> None:
    """The same settings with and without, on the same tests, where both were tried."""
    pairs = result.with_and_without()
    if pairs:
        made, plain = pairs[0]
        spoken = language()
        st.markdown(
            tm(
                "inspect-features-compared",
                metric=metric_name(result.metric, spoken),
                model=model_name(made.family, spoken),
                **{
                    "with": fmt.score(result.metric, made.score, spoken),
                    "without": fmt.score(result.metric, plain.score, spoken),
                },
            )
        )


def _kind(run: RunInfo, result: RunResult, kind: str, features: list[GeneratedFeature]) -> None:
    with st.container(border=True, key=f"inspect-features-{kind}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            title, meaning = label("features", kind, language()), label("features", f"{kind}-help", language())
            st.markdown(f"**{md(title)}**", help=md(meaning), width="stretch")
            if len(features) > 1:
                _again(run, kind, t("inspect-features-again-kind"))
        for feature in features:
            with st.container(horizontal=True, vertical_alignment="center"):
                folds = tm("inspect-features-folds", folds=feature.folds, all=feature.of_folds)
                st.markdown(f"{say(feature.sentence)}  \n{_lift(result, feature)} · {folds}", width="stretch")
                st.badge(
                    t("inspect-features-paid" if feature.paid else "inspect-features-not-paid"),
                    color="green" if feature.paid else "gray",
                )
                if feature.used:
                    st.badge(t("inspect-features-used"), color="blue")
                _again(run, feature.id, t("inspect-features-again"))


def _lift(result: RunResult, feature: GeneratedFeature) -> str:
    """What the feature adds to the run's measure, as Markdown."""
    spoken, metric = language(), result.metric
    if fmt.is_share(metric):
        size = t("inspect-features-points", points=fmt.points(feature.lift, spoken))
    else:
        size = fmt.figure(abs(feature.lift), spoken)
    key = "inspect-features-better" if feature.lift > 0 else "inspect-features-worse"
    return tm(key, metric=metric_name(metric, spoken), lift=size)


def _again(run: RunInfo, name: str, words: str) -> None:
    """A button that opens a new plan, otherwise the same, in which the feature or kind ``name`` is not made."""
    key, why = f"inspect-again-{name}", t("inspect-features-again-help")
    if st.button(words, key=key, type="tertiary", icon=":material/refresh:", help=why):
        with errors_said():
            go("goal", Ids(draft=_plan_without(run, name)))


def _plan_without(run: RunInfo, name: str) -> str:
    off = dict.fromkeys((*run.spec.search.features_off, name))
    spec = run.spec.replaced(search={**run.spec.search.model_dump(), "features_off": tuple(off)})
    draft = workspace().create_draft(run.dataset_id)
    try:
        origin = workspace().draft(run.draft_id)
    except JobError:  # it was deleted, or the run came with the samples
        return drafts.save(draft, "features-off", spec=spec, goal=spec.goal).id
    kept = {"recipe": origin.recipe, "roles": origin.roles, "reasons": origin.reasons}
    return drafts.save(draft, "features-off", spec=spec, goal=origin.goal, **kept).id
