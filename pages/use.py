"""Answers a deep link to /use on a fresh server; the page itself is screens/use.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
