"""Inspect: how good the shipped model is, what drives it, why it says what it says of one row, and the other models."""

import streamlit as st

from pages.parts import inspect_views as views
from pages.parts.features_made import features_made
from pages.parts.i18n import t
from pages.parts.inspect_ask import ask
from pages.parts.inspect_drivers import drivers as drivers_of
from pages.parts.inspect_fair import fair
from pages.parts.inspect_fitness import fit_for_use
from pages.parts.inspect_priorities import priorities
from pages.parts.inspect_what_if import what_if
from pages.parts.quality import quality as quality_of
from pages.parts.run_views import chosen, explanation_of, finished_or_stop, judged_of, model_choice, tab_title
from pages.parts.shell import errors_said, guard
from pages.parts.state import Ids, go

guard()
run, result = finished_or_stop("inspect")
tab_title(t("app-page-inspect"), run)
model = chosen(run)
model_choice(run, result)
views.headline(result)
views.key_figures(result)
views.run_facts(run, result)
ask(run, result)

names = [t(f"inspect-tab-{tab}") for tab in ("quality", "drivers", "row", "features", "candidates", "fair", "use")]
quality, drivers, row, features, candidates, fair_tab, use_tab = st.tabs(names, key="inspect-tabs", on_change="rerun")
with errors_said():
    if quality.open:
        with quality:
            quality_of(run, result)
    if drivers.open:
        with drivers:
            drivers_of(run, result, explanation_of(str(run.folder), run.id, model))
    if row.open:
        with row:
            reasons = explanation_of(str(run.folder), run.id, model)
            judged = judged_of(str(run.folder), run.id, model)
            views.one_row(result, judged, reasons)
            what_if(run, result, judged, reasons)
    if features.open:
        with features:
            features_made(run, result)
    if candidates.open:
        with candidates:
            views.candidates(result)
    if fair_tab.open:
        with fair_tab:
            fair(run, result)
    if use_tab.open:
        with use_tab:
            fit_for_use(run, result)
            priorities(run, result)

if st.button(t("inspect-to-use"), type="primary", icon=":material/arrow_forward:", key="inspect-to-use"):
    go("use", Ids(run=run.id, model="fast" if model == "fast" else None))
