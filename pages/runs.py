"""Answers a deep link to /runs on a fresh server; the page itself is screens/runs.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
