"""Answers a deep link to /train on a fresh server; the page is screens/train.py (see shell.to_app)."""

from pages.parts.shell import to_app

to_app()
