"""Answers a deep link to /runs on a fresh server; the page is screens/runs.py (see shell.guard)."""

from pages.parts.shell import guard

guard()
