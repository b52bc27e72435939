"""Answers a deep link to /start on a fresh server; the page is screens/start.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
