"""Open-AutoGLM's web app: navigation, title and frame; the pages themselves stand in pages/screens/."""

import streamlit as st

from pages.parts.i18n import t
from pages.parts.shell import ASSETS, failures_said, frame
from pages.parts.state import STEPS, path

st.set_page_config(page_title="Open-AutoGLM", page_icon=str(ASSETS / "favicon.png"), layout="wide")

# The menu is our own (position="hidden"): Streamlit's drops the ids and the language from the address.
screens = ("start", *STEPS, "runs", "lab", "settings")
navigation = {
    name: st.Page(path(name), title=f"{t(f'app-page-{name}')} · Open-AutoGLM", url_path=name, default=name == "start")
    for name in screens
}
page = st.navigation(list(navigation.values()), position="hidden")
with failures_said():
    frame(page.url_path or "start")
    page.run()
