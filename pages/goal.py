"""Answers a deep link to /goal on a fresh server; the page is screens/goal.py (see shell.guard)."""

from pages.parts.shell import guard

guard()
