"""Answers a deep link to /settings on a fresh server; the page is screens/settings.py (see shell.guard)."""

from pages.parts.shell import guard

guard()
