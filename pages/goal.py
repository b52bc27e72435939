"""Answers a deep link to /goal on a fresh server; the page is screens/goal.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
