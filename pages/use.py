"""Answers a deep link to /use on a fresh server; the page is screens/use.py (see shell.guard)."""

from pages.parts.shell import guard

guard()
