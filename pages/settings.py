"""Answers a deep link to /settings on a fresh server; the page is screens/settings.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
