"""Answers a deep link to /use on a fresh server; the page is screens/use.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
