"""Answers a deep link to /data on a fresh server; the page is screens/data.py (see shell.guard)."""

from pages.parts.shell import guard

guard()
