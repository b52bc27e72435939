"""Answers a deep link to /train on a fresh server; the page itself is screens/train.py (see parts/shell.py, guard)."""

from pages.parts.shell import guard

guard()
