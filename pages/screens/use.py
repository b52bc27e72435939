"""Use: predict one case, score a file, and take the model away."""

import streamlit as st

from pages.parts.batch import batch
from pages.parts.downloads import downloads
from pages.parts.i18n import plain, t
from pages.parts.run_views import finished_or_stop, model_choice, tab_title
from pages.parts.shell import errors_said, guard, heading
from pages.parts.what_if import what_if

SNIPPET = """import autoglm_core
import pandas as pd

model = autoglm_core.load("model-package.zip")
rows = pd.read_csv("new-rows.csv")
print(model.predict(rows))
"""

guard()
run, result = finished_or_stop("use")
tab_title(t("app-page-use"), run)
heading(t("use-title"), plain(result.sentence))
model_choice(run, result)
if not result.usable:
    st.warning(t("use-not-usable"), icon=":material/block:")

names = [t(f"use-tab-{tab}") for tab in ("one", "file", "downloads")]
# A reload in mid-scoring comes back to the file.
shown = names[1] if "score" in st.query_params else None
one, file, taken = st.tabs(names, key="use-tabs", on_change="rerun", default=shown)
with errors_said():
    if one.open:
        with one:
            what_if(run, result)
    if file.open:
        with file:
            batch(run, result)
    if taken.open:
        with taken:
            downloads(run)
            st.markdown(f"## {t('use-snippet')}", anchors=False)
            st.markdown(t("use-snippet-lead"))
            st.code(SNIPPET, language="python")
