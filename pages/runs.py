"""Answers a deep link to /runs on a fresh server; the page is screens/runs.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
