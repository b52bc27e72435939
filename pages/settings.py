"""Answers a deep link to /settings on a fresh server; the page itself is screens/settings.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
