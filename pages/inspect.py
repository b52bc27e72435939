"""Answers a deep link to /inspect on a fresh server; the page itself is screens/inspect.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
