"""Answers a deep link to /data on a fresh server; the page itself is screens/data.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
