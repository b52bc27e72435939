"""Answers a deep link to /goal on a fresh server; the page itself is screens/goal.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
