"""Answers a deep link to /data on a fresh server; the page is screens/data.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
