"""Train: a run as it goes, from its events alone, so that a reload and a second tab show the same."""

import streamlit as st

from pages.parts import train_views as views
from pages.parts.run_views import run_or_stop, tab_title
from pages.parts.shell import guard

guard()
run = run_or_stop("train")
tab_title(views.said_of(run), run)
views.head(run)
views.buttons(run)
views.ending(run)
st.fragment(views.live, run_every=1.0 if run.status.active else None)(run)
