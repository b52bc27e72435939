"""Answers a deep link to /start on a fresh server; the page itself is screens/start.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
