"""Answers a deep link to /lab on a fresh server; the page is screens/lab.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
