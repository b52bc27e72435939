"""Answers a deep link to /start on a fresh server; the page is screens/start.py (see shell.guard)."""

from pages.parts.shell import guard

guard()
