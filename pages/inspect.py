"""Answers a deep link to /inspect on a fresh server; the page is screens/inspect.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
