"""Answers a deep link to /inspect on a fresh server; the page is screens/inspect.py (see shell.guard)."""

from pages.parts.shell import guard

guard()
