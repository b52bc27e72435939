"""Start: sample data for three scenarios, the drop zone, and what was worked on lately."""

from __future__ import annotations

import streamlit as st

from autoglm_core.store import DatasetInfo, Draft, RunInfo, RunStatus, SampleInfo
from autoglm_core.view import format as fmt
from pages.parts.components import status_badge
from pages.parts.i18n import language, md, say, short, t, tm
from pages.parts.shell import guard, heading
from pages.parts.state import SAMPLES, Ids, go, link, workspace
from pages.parts.uploading import draft_of, drop_zone

_RECENT = 6
# In the order in which they are shown.
_SCENARIOS = {
    "risk": ":material/account_balance:",
    "recommendation": ":material/recommend:",
    "industry": ":material/precision_manufacturing:",
}


def samples() -> None:
    """A card for each scenario that has sample data here; nothing where no sample is shipped."""
    order = list(_SCENARIOS)
    shipped = sorted(workspace().samples(SAMPLES), key=lambda sample: order.index(sample.scenario))
    datasets = {dataset.sample: dataset for dataset in workspace().datasets() if dataset.sample}
    runs = {run.sample: run for run in workspace().runs() if run.sample and run.status is RunStatus.FINISHED}
    shown = [(sample, datasets[sample.name]) for sample in shipped if sample.name in datasets]
    if not shown:
        return
    st.markdown(f"## {t('start-samples')}", anchors=False)
    for column, (sample, dataset) in zip(st.columns(len(shown)), shown, strict=True):
        with column:
            sample_card(sample, dataset, runs.get(sample.name))


def sample_card(sample: SampleInfo, dataset: DatasetInfo, run: RunInfo | None) -> None:
    with st.container(border=True, height="stretch", key=f"start-card-{sample.name}"):
        scenario = t(f"start-scenario-{sample.scenario}")
        with st.container(key=f"start-scenario-{sample.name}"):
            st.markdown(f"{_SCENARIOS[sample.scenario]} **{scenario}**")
        st.markdown(f"### {md(sample.title(language()))}", anchors=False)
        st.markdown(md(sample.text(language())))
        st.caption(tm("start-sample-goal", goal=sample.goal(language())))
        if run is not None and run.sentence is not None:
            st.markdown(f":material/task_alt: {say(run.sentence)}")
        with st.container(horizontal=True, vertical_alignment="center", key=f"start-actions-{sample.name}"):
            if st.button(t("start-with-data"), key=f"start-with-{sample.name}"):
                go("data", Ids(draft=draft_of(dataset.id).id))
            if run is not None:
                link("inspect", t("start-open-finished"), Ids(run=run.id), icon=":material/arrow_forward:")
        about = {"source": sample.source, "licence": sample.licence, "rows": dataset.rows, "columns": dataset.columns}
        st.caption(tm("start-sample-source", **about))


def recent() -> None:
    """The drafts without a run and the runs that people made here, the latest first."""
    runs = [run for run in workspace().runs() if run.sample is None]
    drafts = [draft for draft in workspace().drafts() if not draft.runs]
    latest = sorted([*runs, *drafts], key=changed, reverse=True)[:_RECENT]
    st.markdown(f"## {t('start-recent')}", anchors=False)
    if not latest:
        st.markdown(t("start-recent-none"))
    for item in latest:
        recent_line(item)
    if len(runs) + len(drafts) > _RECENT:
        link("runs", t("start-recent-all"), Ids(), icon=":material/history:")


def changed(item: Draft | RunInfo) -> float:
    return item.changed if isinstance(item, Draft) else item.created


def recent_line(item: Draft | RunInfo) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"start-recent-{item.id}"):
        goal = item.goal if isinstance(item, Draft) else item.spec.goal
        st.markdown(f"**{md(short(item.name, 60))}**  \n{md(short(goal, 120))}", width="stretch")
        st.caption(fmt.when(changed(item), language()), width="content")
        if isinstance(item, Draft):
            st.badge(t("start-draft"), icon=":material/edit_note:", color="gray")
            screen, where = "goal" if item.goal else "data", Ids(draft=item.id)
        else:
            status_badge(item.status)
            screen, where = "inspect" if item.status is RunStatus.FINISHED else "train", Ids(run=item.id)
        link(screen, t("start-open"), where, icon=":material/arrow_forward:")


guard()
heading(t("start-title"), t("start-lead"))
samples()
st.markdown(f"## {t('start-upload')}", anchors=False)
drop_zone()
recent()
